"""What agendas cost: low, likely and high, in baht; what is not stated stays missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prioritizer.shortlist.solving import Whole
from prioritizer.vocabulary import Matrix

BAHT = 1_000_000
ENDS = ("low", "likely", "high")


def costs_of(agendas: pd.DataFrame) -> pd.DataFrame:
    """Read the costs of agendas.

    Parameters
    ----------
    agendas : DataFrame
        With ``cost_low_mthb, cost_high_mthb``, or one of them, or none.

    Returns
    -------
    DataFrame
        ``low, likely, high`` in million baht, rows as the agendas; likely is the middle. A cost of
        0 or less is missing. Where one end is missing the other stands for all three, and
        ``one_end`` says so.

    Examples
    --------
    >>> costs_of(pd.DataFrame({"cost_low_mthb": [4, np.nan], "cost_high_mthb": [6, 9]}))
       low  likely  high  one_end
    0  4.0     5.0   6.0    False
    1  9.0     9.0   9.0     True
    """
    low, high = _numbers(agendas, "cost_low_mthb"), _numbers(agendas, "cost_high_mthb")
    one_end = np.isnan(low) != np.isnan(high)
    low, high = np.where(np.isnan(low), high, low), np.where(np.isnan(high), low, high)
    low, high = np.minimum(low, high), np.maximum(low, high)
    return pd.DataFrame({"low": low, "likely": (low + high) / 2, "high": high, "one_end": one_end})


def in_baht(cost_mthb: Matrix) -> Whole:
    """Turn million baht into whole baht; what is missing is -1."""
    known = ~np.isnan(cost_mthb)
    return np.where(known, np.rint(np.where(known, cost_mthb, 0.0) * BAHT), -1).astype(np.int64)


def _numbers(agendas: pd.DataFrame, name: str) -> Matrix:
    if name not in agendas:
        return np.full(len(agendas), np.nan)
    cost = pd.to_numeric(agendas[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.where(cost > 0, cost, np.nan)
