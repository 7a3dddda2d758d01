"""From scores to ranks, ties kept in sight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from prioritizer.vocabulary import SCORE_DECIMALS, Matrix


def round_scores(scores: ArrayLike, decimals: int = SCORE_DECIMALS) -> Matrix:
    """Round as a spreadsheet does: halves away from 0, judged on 15 significant digits.

    A weighted sum of two indicators ends on an exact half every other time, and the noise of the
    last bit would decide; spreadsheets look at 15 digits, so we do.

    >>> round_scores([0.1234567885, 0.12345678849999999, 0.25]).tolist()
    [0.123456789, 0.123456789, 0.25]
    """
    array = np.asarray(scores, dtype=np.float64)
    factor = 10.0**decimals
    with np.errstate(invalid="ignore"):
        size = np.abs(array) * factor
        nudge = np.maximum(size * 1e-15, 5e-16 * factor)
        rounded: Matrix = np.copysign(np.floor(size + 0.5 + nudge) / factor, array)
    return rounded


def competition_rank(scores: ArrayLike, eligible: ArrayLike | None = None) -> NDArray[np.int64]:
    """Rank scores, 1 for the highest; equal scores share the better rank.

    Parameters
    ----------
    scores : array-like of shape (n_agendas,)
        Compared after rounding to 9 decimals; NaN has no rank.
    eligible : array-like of bool, optional
        Who is ranked at all; everybody by default.

    Returns
    -------
    ndarray of int of shape (n_agendas,)
        Ranks from 1; 0 where there is none.

    Examples
    --------
    >>> competition_rank([0.3, 0.1 + 0.2, 0.9, float("nan")]).tolist()
    [2, 2, 1, 0]
    """
    rounded = round_scores(scores)
    if rounded.ndim != 1:
        raise ValueError(f"scores: one row expected; got shape {rounded.shape}.")
    ranked = ~np.isnan(rounded)
    if eligible is not None:
        ranked &= np.asarray(eligible, dtype=bool)
    ranks = np.zeros(len(rounded), dtype=np.int64)
    ordered = np.sort(rounded[ranked])
    ranks[ranked] = len(ordered) - np.searchsorted(ordered, rounded[ranked], side="right") + 1
    return ranks


def order_of(
    scores: ArrayLike, eligible: ArrayLike | None = None, tie_break: ArrayLike | None = None
) -> NDArray[np.intp]:
    """List positions of the ranked, best first; ties by ``tie_break``, then as they came.

    >>> order_of([0.5, 0.9, 0.5], tie_break=["b", "c", "a"]).tolist()
    [1, 2, 0]
    """
    ranks = competition_rank(scores, eligible)
    base = (
        np.arange(len(ranks))
        if tie_break is None
        else np.argsort(np.asarray(tie_break), kind="stable")
    )
    ordered = base[np.argsort(ranks[base], kind="stable")]
    return ordered[ranks[ordered] > 0]


@dataclass(frozen=True)
class Ranking:
    """Agendas from best to worst.

    Parameters
    ----------
    table : DataFrame indexed by agenda, columns ``score``, ``rank``, ``tied``
        Rank 1 is best. Equal scores share the better rank and are marked ``tied``; who is not
        ranked has an empty rank and stands below.
    """

    table: pd.DataFrame

    def top(self, n: int) -> pd.Index[str]:
        """Name the best ``n`` agendas; a tie at the cut is taken in whole."""
        return self.table.index[(self.table["rank"] <= n).fillna(False).to_numpy(dtype=bool)]


def rank(scores: pd.Series[float], eligible: ArrayLike | None = None) -> Ranking:
    """Rank agendas by score.

    Scores are compared after rounding to 9 decimals, so that the order of a sum never decides a
    place; within a tie, agendas stand in the order of their names.

    >>> rank(pd.Series({"b": 0.1 + 0.2, "a": 0.3, "c": 0.9})).table["rank"].to_dict()
    {'c': 1, 'a': 2, 'b': 2}
    """
    numbers = scores.to_numpy(dtype=np.float64)
    ranks = pd.Series(competition_rank(numbers, eligible), index=scores.index, dtype="Int64")
    table = pd.DataFrame({"score": round_scores(numbers)}, index=scores.index)
    table["rank"] = ranks.mask(ranks == 0)
    table["tied"] = ranks.duplicated(keep=False) & (ranks > 0)
    table["tied"] = table["tied"].astype(bool)
    table = table.rename_axis("agenda_id").reset_index()
    table = table.sort_values(
        ["rank", "score", "agenda_id"],
        ascending=[True, False, True],
        na_position="last",
        kind="stable",
    )
    return Ranking(table.set_index("agenda_id"))


def tiers(ranking: ArrayLike, p_joint: ArrayLike, threshold: float = 0.6) -> NDArray[np.int64]:
    """Group a ranking into tiers that the evidence can tell apart.

    Walking down, a new tier opens at the first agenda that the tier's leader beats with more than
    ``threshold``.

    Parameters
    ----------
    ranking : array-like of int of shape (n_ranked,)
        Positions of the ranked agendas, best first.
    p_joint : array-like of shape (n_agendas, n_agendas)
        Chance that the row's agenda beats the column's.
    threshold : float
        Chance above which two agendas are told apart.

    Returns
    -------
    ndarray of int of shape (n_agendas,)
        Tier from 1; 0 for agendas that are not in ``ranking``.

    Examples
    --------
    >>> tiers([0, 1, 2], [[0, 0.55, 0.9], [0.45, 0, 0.7], [0.1, 0.3, 0]]).tolist()
    [1, 1, 2]
    """
    chances = np.asarray(p_joint, dtype=np.float64)
    result = np.zeros(len(chances), dtype=np.int64)
    leader, tier = -1, 0
    for agenda in np.asarray(ranking, dtype=np.intp):
        if leader < 0 or chances[leader, agenda] > threshold:
            leader, tier = int(agenda), tier + 1
        result[agenda] = tier
    return result
