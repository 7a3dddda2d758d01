"""Kaplan-Meier on tallied days: what share is still open, and how long closing takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from prioritizer.vocabulary import DAY_BINS, N_BUCKETS, Matrix


@dataclass(frozen=True)
class ClosingCube:
    """Outcomes as arrays: row = agenda × channel, then day bin, then bucket.

    Most are empty where agendas are many, so they are kept sparse.

    Attributes
    ----------
    closed, still_open : csr_array of shape (n_rows · n_bins, 64)
        Voices closed in a bin; voices last seen open in it.
    reopened, reopened_known : csr_array of shape (n_rows, 64)
    bins : tuple of int
        First day of each bin.
    """

    closed: Any
    still_open: Any
    reopened: Any
    reopened_known: Any
    bins: tuple[int, ...] = DAY_BINS

    def by_bin(self, bucket_weights: Matrix) -> tuple[Matrix, Matrix]:
        """Weigh closed and still open: each (n_rows, n_replicates, n_bins)."""
        shape = (-1, len(self.bins), len(bucket_weights))
        closed, waiting = (
            np.moveaxis((part @ bucket_weights.T).reshape(shape), 1, -1)
            for part in (self.closed, self.still_open)
        )
        return closed, waiting


def build_closing(
    outcomes: pd.DataFrame | None, agendas: tuple[str, ...], channels: tuple[str, ...]
) -> ClosingCube:
    """Lay the outcomes table out as arrays; agendas and channels in the order given."""
    n_rows, n_bins = len(agendas) * len(channels), len(DAY_BINS)
    if outcomes is None or not len(outcomes):
        nothing, none_known = (sparse.csr_array((n, N_BUCKETS)) for n in (n_rows * n_bins, n_rows))
        return ClosingCube(nothing, nothing, none_known, none_known)
    agenda_at = {name: i for i, name in enumerate(agendas)}
    channel_at = {name: i for i, name in enumerate(channels)}
    none = len(agendas) - 1
    agenda = outcomes["agenda_id"].astype("str").fillna("").map(agenda_at).fillna(none)
    channel = outcomes["channel"].astype("str").fillna("").map(channel_at)
    held = channel.notna().to_numpy()
    row = (agenda.to_numpy(float) * len(channels) + channel.fillna(0).to_numpy(float)).astype(int)
    bucket = outcomes["bucket"].to_numpy(dtype=int) % N_BUCKETS
    days = pd.to_numeric(outcomes["days"], errors="coerce").to_numpy(float)
    voices = outcomes["n_voices"].fillna(0.0).to_numpy(float)
    event = pd.to_numeric(outcomes["event"], errors="coerce").to_numpy(float)
    at = np.clip(np.searchsorted(DAY_BINS, np.nan_to_num(days), side="right") - 1, 0, n_bins - 1)
    dated = held & np.isfinite(days) & (days >= 0) & np.isfinite(event)

    def gathered(number: Matrix, place: Any, pick: Any, n: int) -> Any:
        shape = (n, N_BUCKETS)
        cells = (number[pick], (place[pick], bucket[pick]))
        return sparse.csr_array(sparse.coo_array(cells, shape=shape))

    bins = row * n_bins + at
    closed, still_open = (
        gathered(voices, bins, dated & (event == wanted), n_rows * n_bins) for wanted in (1.0, 0.0)
    )
    again, known = (
        gathered(
            outcomes[name].fillna(0.0).to_numpy(float)
            if name in outcomes
            else np.zeros(len(outcomes)),
            row,
            held,
            n_rows,
        )
        for name in ("n_reopened", "n_reopened_known")
    )
    return ClosingCube(closed, still_open, again, known)


def survival(closed: Matrix, still_open: Matrix, bins: tuple[int, ...] = DAY_BINS) -> Matrix:
    """Estimate the share still open at the start of each bin, and past the last.

    Parameters
    ----------
    closed, still_open : ndarray of shape (..., n_bins)
        Voices closed in each bin; voices whose follow-up ended open in it.

    Returns
    -------
    ndarray of shape (..., n_bins + 1)
        S at each bin's first day, S(0) = 1, and S at the end of the last bin.

    Notes
    -----
    Kaplan-Meier, S = Π (1 - closed / at risk). In bins of one day those censored are at risk all
    day; in wider bins half of them are (the actuarial rule), for they left somewhere inside. Unit:
    share. Source: Kaplan & Meier (1958), Cutler & Ederer (1958). Pitfall: a ratio closed / all
    falls with recency because cases are young; this does not.

    Examples
    --------
    >>> survival(np.array([1.0, 1.0, 0.0]), np.array([0.0, 2.0, 0.0]), (0, 1, 2)).tolist()
    [1.0, 0.75, 0.5, 0.5]
    """
    gone = closed + still_open
    at_risk = np.cumsum(gone[..., ::-1], axis=-1)[..., ::-1]
    width = np.append(np.diff(np.asarray(bins)), np.inf)
    at_risk = at_risk - np.where(width > 1, 0.5, 0.0) * still_open
    hazard = np.where(at_risk > 0, closed / np.where(at_risk > 0, at_risk, 1.0), 0.0)
    curve = np.cumprod(1.0 - np.clip(hazard, 0.0, 1.0), axis=-1)
    return np.concatenate([np.ones((*curve.shape[:-1], 1)), curve], axis=-1)


def open_after(curve: Matrix, days: Any, bins: tuple[int, ...] = DAY_BINS) -> Matrix:
    """Read the share still open when so many days are over; straight lines inside a bin.

    What is closed on the last of these days is closed within them.
    """
    edges = _edges(bins)
    t = np.clip(np.asarray(days, dtype=float) + 1.0, 0.0, edges[-1])
    t = np.broadcast_to(t, curve.shape[:-1])
    right = np.clip(np.searchsorted(edges, t, side="left"), 1, len(edges) - 1)
    span = edges[right] - edges[right - 1]
    part = (t - edges[right - 1]) / span
    before = np.take_along_axis(curve, (right - 1)[..., None], axis=-1)[..., 0]
    after = np.take_along_axis(curve, right[..., None], axis=-1)[..., 0]
    return np.asarray(before + part * (after - before))


def median_days(curve: Matrix, bins: tuple[int, ...] = DAY_BINS) -> Matrix:
    """Read the day by whose end half are closed; NaN where fewer than half ever are."""
    edges = _edges(bins)
    below = curve <= 0.5
    first = np.where(below.any(axis=-1), below.argmax(axis=-1), 0)
    right = np.maximum(first, 1)
    high = np.take_along_axis(curve, (right - 1)[..., None], axis=-1)[..., 0]
    low = np.take_along_axis(curve, right[..., None], axis=-1)[..., 0]
    drop = np.where(high > low, high - low, 1.0)
    days = edges[right] - edges[right - 1]  # a bin holds its first day and those up to the next
    day = edges[right - 1] + (high - 0.5) / drop * (days - 1.0)
    return np.where(first > 0, day, np.nan)


def _edges(bins: tuple[int, ...]) -> Matrix:
    """First days of the bins, and where the last ends."""
    return np.append(np.asarray(bins, dtype=float), 2.0 * bins[-1] if bins[-1] else 1.0)
