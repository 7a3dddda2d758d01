"""How far one weight may move before a rank, or a place on the shortlist, is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from prioritizer.scoring.checks import as_matrix, as_shares
from prioritizer.scoring.ranking import competition_rank, round_scores
from prioritizer.vocabulary import Matrix

_BLOCK = 1 << 20
_FLAT = 1e-12  # slopes nearer than this never cross inside the unit interval


@dataclass(frozen=True)
class WeightIntervals:
    """Intervals of each weight, the others keeping their ratios, in which nothing changes.

    Parameters
    ----------
    rows : ndarray of int of shape (n_rows,)
        Positions of the agendas asked about.
    rank : ndarray of int of shape (n_rows,)
        Rank at the stated weights.
    weights : ndarray of shape (n_criteria,)
        Stated shares.
    rank_low, rank_high : ndarray of shape (n_rows, n_criteria)
        Between these shares of the criterion the agenda keeps its rank.
    top_low, top_high : ndarray of shape (n_rows, n_criteria)
        Between these it stays in, or out of, the best ``top_k``.
    top_k : int
        Length of the shortlist.
    """

    rows: NDArray[np.intp]
    rank: NDArray[np.int64]
    weights: Matrix
    rank_low: Matrix
    rank_high: Matrix
    top_low: Matrix
    top_high: Matrix
    top_k: int

    @property
    def shortlist_low(self) -> Matrix:
        """Least share of each criterion at which the shortlist still holds the same agendas."""
        least: Matrix = self.top_low.max(axis=0)
        return least

    @property
    def shortlist_high(self) -> Matrix:
        """Largest share of each criterion at which the shortlist still holds the same agendas."""
        largest: Matrix = self.top_high.min(axis=0)
        return largest

    def table(self, agenda_ids: Sequence[str], criteria: Sequence[str]) -> pd.DataFrame:
        """Write the intervals as rows: one for each agenda and criterion."""
        n_rows, n_criteria = self.rank_low.shape
        return pd.DataFrame(
            {
                "agenda_id": np.repeat([agenda_ids[i] for i in self.rows], n_criteria),
                "criterion": np.tile(list(criteria), n_rows),
                "weight": np.tile(self.weights, n_rows),
                "rank": np.repeat(self.rank, n_criteria),
                "rank_low": self.rank_low.ravel(),
                "rank_high": self.rank_high.ravel(),
                "top_low": self.top_low.ravel(),
                "top_high": self.top_high.ravel(),
            }
        )


def weight_intervals(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    top_k: int = 10,
    rows: ArrayLike | None = None,
) -> WeightIntervals:
    """Find in closed form how far each weight may move, the others keeping their ratios.

    Parameters
    ----------
    values : array-like of shape (n_agendas, n_criteria)
        Criterion scores (or values) of the agendas that are ranked.
    weights : array-like of shape (n_criteria,)
        Stated weights; divided by their sum.
    top_k : int
        Length of the shortlist.
    rows : array-like of int, optional
        Positions of the agendas asked about; all by default.

    Returns
    -------
    WeightIntervals
        The bounds are where something changes, or 0 and 1.

    Notes
    -----
    When the share of criterion j goes to t, an agenda scores t v + (1 - t) r, r its mean over the
    others: a straight line. Ranks change where lines cross. For the shortlist the crossings are
    walked outwards from the stated weight, counting who stands above. An agenda that has a tie
    keeps its shared rank on the side where the other does not pass it.

    Examples
    --------
    >>> found = weight_intervals([[1.0, 0.0], [0.2, 0.6]], [0.5, 0.5], top_k=1)
    >>> float(found.rank_low[0, 0].round(6)), float(found.rank_high[0, 0])
    (0.428571, 1.0)
    """
    x = as_matrix(values, "values")
    n_agendas, n_criteria = x.shape
    shares = as_shares(weights, n_criteria)
    scores = round_scores((x * shares).sum(axis=1))
    asked = np.arange(n_agendas) if rows is None else np.atleast_1d(np.asarray(rows, dtype=np.intp))
    bounds = np.empty((4, len(asked), n_criteria))
    for j in range(n_criteria):
        slope = x[:, j] - _others(x, shares, j)
        step = max(1, _BLOCK // n_agendas)
        for start in range(0, len(asked), step):
            part = asked[start : start + step]
            lead = scores[None, :] - scores[part, None]
            turn = slope[None, :] - slope[part, None]
            for side, room in ((1, 1 - shares[j]), (-1, shares[j])):
                stay, keep = _first_changes(lead, side * turn, top_k)
                at = slice(start, start + len(part))
                own = int(side > 0)
                bounds[own, at, j] = shares[j] + side * np.minimum(stay, room)
                bounds[2 + own, at, j] = shares[j] + side * np.minimum(keep, room)
    bounds = np.clip(bounds, 0.0, 1.0)
    ranks = competition_rank(scores)[asked]
    rank_low, rank_high, top_low, top_high = bounds
    return WeightIntervals(asked, ranks, shares, rank_low, rank_high, top_low, top_high, top_k)


def swap_weights(values: ArrayLike, weights: ArrayLike, first: int, second: int) -> Matrix:
    """Find the share of each criterion at which two agendas score alike, the others in ratio.

    Returns
    -------
    ndarray of shape (n_criteria,)
        NaN where no share from 0 to 1 does it.

    Examples
    --------
    >>> swap_weights([[1.0, 0.0], [0.2, 0.6]], [0.5, 0.5], 0, 1).round(6)
    array([0.428571, 0.571429])
    """
    x = as_matrix(values, "values")
    shares = as_shares(weights, x.shape[1])
    result = np.full(x.shape[1], np.nan)
    for j in range(x.shape[1]):
        rest = _others(x, shares, j)
        own, others = x[first, j] - x[second, j], rest[first] - rest[second]
        if abs(own - others) > _FLAT:
            share = -others / (own - others)
            if -_FLAT <= share <= 1 + _FLAT:
                result[j] = min(max(share, 0.0), 1.0)
    return result


def _others(x: Matrix, shares: Matrix, j: int) -> Matrix:
    """Mean of all criteria but one in the ratio of their weights; alike where they have none."""
    rest = np.delete(shares, j)
    if not len(rest):
        return x[:, j]
    rest = rest / rest.sum() if rest.sum() > 0 else np.full(len(rest), 1 / len(rest))
    mean: Matrix = (np.delete(x, j, axis=1) * rest).sum(axis=1)
    return mean


def _first_changes(lead: Matrix, turn: Matrix, top_k: int) -> tuple[Matrix, Matrix]:
    """How far until the rank changes, and until the agenda enters or leaves the best k."""
    above = lead > 0
    leaves, joins = above & (turn < -_FLAT), ~above & (turn > _FLAT)
    with np.errstate(divide="ignore", invalid="ignore"):
        way = np.where(leaves | joins, np.abs(lead / turn), np.inf)
    count = above.sum(axis=1)
    order = np.lexsort((joins, way), axis=1)  # at one point those who leave go first
    change = np.where(leaves, -1, 0) + np.where(joins, 1, 0)
    running = count[:, None] + np.cumsum(np.take_along_axis(change, order, axis=1), axis=1)
    differs = (running < top_k) != (count < top_k)[:, None]
    first = differs.argmax(axis=1)
    rows = np.arange(len(way))
    keep = np.where(differs.any(axis=1), way[rows, order[rows, first]], np.inf)
    return way.min(axis=1), keep
