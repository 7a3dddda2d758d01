"""The criteria tree: values of indicators become criterion scores and one score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from prioritizer.scoring.checks import as_vector
from prioritizer.scoring.ranking import round_scores
from prioritizer.vocabulary import Matrix

IMPUTED_VALUE = 0.5
"""What a missing value counts: the middle of all it could be."""


@dataclass(frozen=True)
class Scores:
    """Scores of every agenda, with all that they are made of.

    Parameters
    ----------
    score : ndarray of shape (n_agendas,)
        Weighted mean of all values, rounded to 9 decimals as the workbook does.
    criterion_scores : ndarray of shape (n_agendas, n_criteria)
        Weighted mean inside each criterion; NaN for a criterion without any measured indicator.
    contributions : ndarray of shape (n_agendas, n_indicators)
        What each indicator adds; a row sums to the agenda's score. 0 for what is not measured.
    geometric : ndarray of shape (n_agendas,)
        Weighted geometric mean of the criterion scores.
    completeness : ndarray of shape (n_agendas,)
        Share of the weight that is measured for this agenda.
    values : ndarray of shape (n_agendas, n_indicators)
        Values as counted: .5 where missing, NaN where the study does not measure the indicator.
    imputed : ndarray of bool of shape (n_agendas, n_indicators)
        Where .5 stands for a missing value.
    weights : ndarray of shape (n_indicators,)
        Share of the whole score, 0 for what is not measured; they sum to 1.
    inner_weights : ndarray of shape (n_indicators,)
        Share inside the criterion among the measured.
    criterion_weights : ndarray of shape (n_criteria,)
        Share of each criterion among the measured.
    floor : tuple of str
        Per agenda the criteria below their floor, parted by ``;``; empty where none is.
    """

    score: Matrix
    criterion_scores: Matrix
    contributions: Matrix
    geometric: Matrix
    completeness: Matrix
    values: Matrix
    imputed: NDArray[np.bool_]
    weights: Matrix
    inner_weights: Matrix
    criterion_weights: Matrix
    floor: tuple[str, ...]


def tree_weights(
    inner_weights: ArrayLike,
    criterion_of: ArrayLike,
    criterion_weights: ArrayLike,
    measured: ArrayLike | None = None,
) -> tuple[Matrix, Matrix]:
    """Share out weights among what is measured.

    Parameters
    ----------
    inner_weights : array-like of shape (n_indicators,)
        Weights inside the criteria, 0 or more.
    criterion_of : array-like of int of shape (n_indicators,)
        Position of each indicator's criterion.
    criterion_weights : array-like of shape (n_criteria,)
        Weights of the criteria, 0 or more.
    measured : array-like of bool of shape (n_indicators,), optional
        What the study measures; everything by default.

    Returns
    -------
    inner : ndarray of shape (n_indicators,)
        Shares inside each criterion, 0 for what is not measured.
    outer : ndarray of shape (n_criteria,)
        Shares of the criteria, 0 for one without any measured indicator.

    Notes
    -----
    What is not measured leaves its weight to its siblings. Where every weight of siblings is 0,
    they weigh alike.

    Examples
    --------
    >>> inner, outer = tree_weights([3, 1, 2], [0, 0, 1], [1, 1], [True, False, True])
    >>> inner, outer
    (array([1., 0., 1.]), array([0.5, 0.5]))
    """
    inner = _weights(inner_weights, "inner_weights")
    outer = _weights(criterion_weights, "criterion_weights")
    index = np.asarray(criterion_of, dtype=np.intp)
    seen = np.ones(len(inner), bool) if measured is None else np.asarray(measured, dtype=bool)
    if index.shape != inner.shape or seen.shape != inner.shape:
        raise ValueError(
            f"{len(inner)} inner weights, {index.size} criteria of them and {seen.size} marks of "
            "what is measured do not meet."
        )
    if len(index) and (index.min() < 0 or index.max() >= len(outer)):
        raise ValueError(f"criterion_of: positions from 0 to {len(outer) - 1} expected.")
    if not seen.any():
        raise ValueError("no indicator is measured, so there is nothing to score.")
    shares = np.zeros(len(inner))
    active = np.zeros(len(outer), dtype=bool)
    for c in range(len(outer)):
        siblings = (index == c) & seen
        if siblings.any():
            active[c] = True
            shares[siblings] = _shares(inner[siblings])
    totals = np.zeros(len(outer))
    totals[active] = _shares(outer[active])
    return shares, totals


def score_tree(
    values: ArrayLike,
    inner_weights: ArrayLike,
    criterion_of: ArrayLike,
    criterion_weights: ArrayLike,
    *,
    measured: ArrayLike | None = None,
    floors: ArrayLike | None = None,
    criteria: Sequence[str] | None = None,
) -> Scores:
    """Score agendas by the weighted mean of the values of their indicators.

    Parameters
    ----------
    values : array-like of shape (n_agendas, n_indicators)
        0 to 1; NaN where an agenda's value is missing. It counts .5 and lowers completeness.
    inner_weights, criterion_of, criterion_weights
        The tree; see :func:`tree_weights`.
    measured : array-like of bool of shape (n_indicators,), optional
        What the study measures; by default each indicator that at least one agenda has.
    floors : array-like of shape (n_criteria,), optional
        Least score of each criterion, NaN for none.
    criteria : sequence of str, optional
        Names of the criteria, for ``floor``; their positions by default.

    Returns
    -------
    Scores

    Notes
    -----
    The score is ``ROUND(SUMPRODUCT(weights, values) + .5 * (1 - completeness), 9)``, the very
    formula of the workbook. What rounding adds or takes (at most 5e-10) goes to the largest
    contribution, so that contributions sum to the score.

    References
    ----------
    Keeney, R. L. & Raiffa, H. (1976). *Decisions with Multiple Objectives*, ch. 3. Wiley.

    Examples
    --------
    >>> scores = score_tree([[1.0, 0.5], [0.5, float("nan")]], [1, 1], [0, 1], [3, 1])
    >>> scores.score, scores.completeness
    (array([0.875, 0.5  ]), array([1.  , 0.75]))
    """
    table = np.array(values, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"values: agendas by indicators expected; got shape {table.shape}.")
    outside = np.argwhere((table < -1e-12) | (table > 1 + 1e-12))
    if len(outside):
        i, j = outside[0]
        raise ValueError(f"values[{i}, {j}] is {table[i, j]:g}: values run from 0 to 1.")
    known = ~np.isnan(table)
    seen = known.any(axis=0) if measured is None else np.array(measured, dtype=bool)
    inner, outer = tree_weights(inner_weights, criterion_of, criterion_weights, seen)
    index = np.asarray(criterion_of, dtype=np.intp)
    if table.shape[1] != len(inner):
        raise ValueError(f"values: {len(inner)} indicators expected; got {table.shape[1]}.")
    weights = inner * outer[index]
    imputed = ~known & seen
    counted = np.where(known, table, IMPUTED_VALUE)
    parts = weights * np.where(seen, counted, 0.0)
    completeness = round_scores((weights * (known & seen)).sum(axis=1))
    score = round_scores((parts * known).sum(axis=1) + IMPUTED_VALUE * (1 - completeness))
    by_criterion = np.full((len(table), len(outer)), np.nan)
    for c in np.unique(index[seen]):
        own = (index == c) & seen
        by_criterion[:, c] = round_scores((inner[own] * counted[:, own]).sum(axis=1))
    rows = np.arange(len(parts))
    largest = parts.argmax(axis=1)
    for _ in range(2):  # once for the rounding of the score, once for that of this sum
        parts[rows, largest] += score - parts.sum(axis=1)
    return Scores(
        score=score,
        criterion_scores=by_criterion,
        contributions=parts,
        geometric=geometric_mean(by_criterion, outer),
        completeness=completeness,
        values=np.where(seen, counted, np.nan),
        imputed=imputed,
        weights=weights,
        inner_weights=inner,
        criterion_weights=outer,
        floor=_below(by_criterion, floors, criteria),
    )


def geometric_mean(criterion_scores: Matrix, criterion_weights: Matrix) -> Matrix:
    """Weighted geometric mean over criteria that have weight; 0 where one of them is 0."""
    counted = criterion_weights > 0
    with np.errstate(divide="ignore"):
        logs = np.log(criterion_scores[:, counted])
    return round_scores(np.exp((logs * criterion_weights[counted]).sum(axis=1)))


def _below(
    scores: Matrix, floors: ArrayLike | None, criteria: Sequence[str] | None
) -> tuple[str, ...]:
    n_criteria = scores.shape[1]
    least = np.full(n_criteria, np.nan) if floors is None else np.array(floors, dtype=np.float64)
    names = [str(c) for c in range(n_criteria)] if criteria is None else list(criteria)
    if least.shape != (n_criteria,) or len(names) != n_criteria:
        raise ValueError(f"floors and criteria: {n_criteria} expected of each.")
    short = scores < least - 1e-12  # comparisons with NaN are False: no floor, no score, no fault
    return tuple(";".join(names[c] for c in np.flatnonzero(row)) for row in short)


def _weights(weights: ArrayLike, name: str) -> Matrix:
    array = as_vector(weights, name)
    if (array < 0).any():
        raise ValueError(f"{name}: a weight is 0 or more; got {array.min():g}.")
    return array


def _shares(weights: Matrix) -> Matrix:
    total = weights.sum()
    if not total > 0:
        return np.full(len(weights), 1 / len(weights))
    shares: Matrix = weights / total
    return shares
