"""What was read for one indicator: points, ends, and where they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.criteria.anchors import Anchors
from prioritizer.vocabulary import Both, Matrix


@dataclass(frozen=True)
class Reading:
    """One indicator for every agenda, in the agendas' order.

    Attributes
    ----------
    performance : ndarray of shape (n_agendas,)
        The point, in the indicator's unit; NaN where it is missing. For a ``table`` the place of
        the word in the table.
    low, high : ndarray of shape (n_agendas,)
        Ends of a range or interval, low ≤ high in the unit; both the point where there is none.
    value : ndarray of shape (n_agendas,)
        What the point is worth; .5 where it is missing.
    value_low, value_high : ndarray of shape (n_agendas,)
        What the ends are worth, the lesser first: 0 and 1 where it is missing.
    imputed : bool ndarray of shape (n_agendas,)
    by_value : bool ndarray of shape (n_agendas,)
        Draw between the values of the ends, not between the performances (a missing end).
    note : tuple of str
        What a reader should know of a cell, "" mostly.
    """

    performance: Matrix
    low: Matrix
    high: Matrix
    value: Matrix
    value_low: Matrix
    value_high: Matrix
    imputed: Any
    by_value: Any
    note: tuple[str, ...]
    level: tuple[str, ...] = ()
    warnings: tuple[Both, ...] = field(default_factory=tuple)

    @property
    def measured(self) -> bool:
        """Whether any agenda of the study has it."""
        return bool((~self.imputed).any()) if len(self.imputed) else False


def points(
    performance: Matrix,
    anchors: Anchors,
    *,
    note: Sequence[str] = (),
    level: Sequence[str] = (),
    warnings: Sequence[Both] = (),
) -> Reading:
    """Read single figures; NaN is missing, and worth .5 between 0 and 1 (CRITERIA.md §1.6)."""
    return between(performance, performance, anchors, note=note, level=level, warnings=warnings)


def between(
    low: Matrix,
    high: Matrix,
    anchors: Anchors,
    *,
    note: Sequence[str] = (),
    level: Sequence[str] = (),
    warnings: Sequence[Both] = (),
) -> Reading:
    """Read ranges (CRITERIA.md §1.7).

    Both ends: the point is the midpoint. One end: values run from that of the known end to 0, the
    point in their middle; its performance is the one that is worth that. No end: missing.
    """
    low, high = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    has_low, has_high = np.isfinite(low), np.isfinite(high)
    both, neither = has_low & has_high, ~has_low & ~has_high
    one = has_low ^ has_high
    a, b = np.where(both, np.minimum(low, high), low), np.where(both, np.maximum(low, high), high)
    known = np.where(has_low, a, b)
    worth_known = anchors.values(known)
    middle = np.where(both, (a + b) / 2.0, np.nan)
    middle = np.where(one, anchors.performance(np.nan_to_num(worth_known) / 2.0), middle)
    value = np.where(both, anchors.values(middle), np.where(one, worth_known / 2.0, 0.5))
    ends = np.stack([anchors.values(a), anchors.values(b)])
    ends = np.where(one, np.stack([np.zeros_like(known), worth_known]), ends)
    ends = np.where(neither, np.array([[0.0], [1.0]]), ends)
    worst, best = sorted((anchors.worst, anchors.best))
    a = np.where(neither, worst, np.where(one, np.minimum(known, anchors.worst), a))
    b = np.where(neither, best, np.where(one, np.maximum(known, anchors.worst), b))
    notes = list(note) or [""] * len(low)
    for i in np.flatnonzero(one):
        notes[i] = notes[i] or "one end is missing: worth from the known end down to 0"
    return Reading(
        performance=middle,
        low=a,
        high=b,
        value=value,
        value_low=ends.min(axis=0),
        value_high=ends.max(axis=0),
        imputed=neither,
        by_value=one | neither,
        note=tuple(notes),
        level=tuple(level),
        warnings=tuple(warnings),
    )


def column(agendas: pd.DataFrame, name: str) -> Matrix:
    """Read a numeric column as floats; NaN where a cell is blank or the column is absent."""
    if name not in agendas:
        return np.full(len(agendas), np.nan)
    return pd.to_numeric(agendas[name], errors="coerce").to_numpy(dtype=np.float64, copy=True)


def cells(agendas: pd.DataFrame, name: str) -> list[str]:
    """Read a column of words, trimmed; "" where a cell is blank or the column is absent."""
    if name not in agendas:
        return [""] * len(agendas)
    return ["" if pd.isna(cell) else str(cell).strip() for cell in agendas[name]]
