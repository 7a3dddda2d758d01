"""The share of demand of each agenda with its doubt, and what hand-made judgements correct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.criteria import DataDraws
from prioritizer.vocabulary import Matrix

_REACH = "representative_reach"
_INTERVAL = (0.05, 0.95)
_DIGITS = 6
COLUMNS = (
    *("agenda_id", "n_voices", "raw_share", "share", "share_low", "share_high"),
    *("correction", "corrected", "corrected_low", "corrected_high", "basis"),
)


def demand_shares(draws: DataDraws, quality: Mapping[str, Any], n_replicates: int) -> pd.DataFrame:
    """Lay out what share of the demand speaks for each agenda, with 90% intervals.

    Parameters
    ----------
    draws : DataDraws
        Those of the joint simulation.
    quality : mapping
        ``link_quality`` of the manifest; empty where too few signals were judged by hand.
    n_replicates : int
        Of the simulation.

    Returns
    -------
    DataFrame
        A row for each agenda, the loudest first: ``raw_share``; ``share``, the representative one
        that is ranked on, between ``share_low`` and ``share_high`` (voices resampled, links
        doubted); ``correction``, precision over recall of its links among the judged signals;
        ``corrected``, the share times that, with its ends; ``basis``: "audit", "labels" or
        "declared". The corrected columns are blank where nobody judged.

    Notes
    -----
    The correction is the ratio estimator of a class's prevalence from a classifier's count
    (adjusted count): true = found × precision / recall. It moves no rank.
    """
    measurement = draws.measurement
    ids = list(measurement.agenda_ids)
    if measurement.shares is None:  # no signal was counted
        return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})
    table = measurement.shares.table.set_index("agenda_id").reindex(ids)
    share = table["representative_share"].to_numpy(dtype=float)
    low, high = _ends(draws, n_replicates)
    judged = quality.get("agendas", {})
    ratio = np.array([float(judged[a]["ratio"]) if a in judged else np.nan for a in ids])
    rows = pd.DataFrame(
        {
            "agenda_id": ids,
            "n_voices": table["n_voices"].to_numpy(dtype=float),
            "raw_share": table["raw_share"].to_numpy(dtype=float),
            "share": share,
            "share_low": low,
            "share_high": high,
            "correction": ratio,
            "corrected": np.minimum(share * ratio, 1.0),
            "corrected_low": np.minimum(low * ratio, 1.0),
            "corrected_high": np.minimum(high * ratio, 1.0),
            "basis": [str(quality["source"]) if a in judged else "declared" for a in ids],
        }
    ).astype({"agenda_id": "str", "basis": "str"})
    numbers = list(COLUMNS[1:-1])
    rows[numbers] = rows[numbers].round(_DIGITS)
    order = np.lexsort((rows["agenda_id"], -np.nan_to_num(share)))
    return rows.iloc[order].reset_index(drop=True)[list(COLUMNS)]


def _ends(draws: DataDraws, n_replicates: int) -> tuple[Matrix, Matrix]:
    """Take the ends of the interval from the replicates; NaN where reach is not measured."""
    found = draws.told({"voices", "links"}, n_replicates).get(_REACH)
    if found is None:
        nowhere = np.full(len(draws.measurement.agenda_ids), np.nan)
        return nowhere, nowhere
    low, high = np.quantile(found[0].astype(np.float64), _INTERVAL, axis=0)
    return np.asarray(low), np.asarray(high)
