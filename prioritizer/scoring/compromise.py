"""Distances to an ideal: TOPSIS and VIKOR, as cross-checks of the ranking."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from prioritizer.scoring.checks import Directions, as_directions, as_matrix, as_shares, as_vector
from prioritizer.scoring.normalisation import normalise
from prioritizer.scoring.ranking import competition_rank, round_scores
from prioritizer.vocabulary import Matrix


def topsis(
    matrix: ArrayLike,
    weights: ArrayLike,
    directions: Directions = None,
    *,
    normalisation: str = "vector",
    ideal: ArrayLike | None = None,
    anti_ideal: ArrayLike | None = None,
) -> Matrix:
    """Score each agenda by its closeness to the ideal and its distance from the worst.

    Parameters
    ----------
    matrix : array-like of shape (n_agendas, n_criteria)
        Performances.
    weights : array-like of shape (n_criteria,)
        Shares, 0 or more; they are divided by their sum.
    directions : array-like of shape (n_criteria,), optional
        1 where more is better, -1 where less is; all 1 by default.
    normalisation : str
        ``vector`` by default; see :func:`normalise`. Results differ strongly between them.
    ideal, anti_ideal : array-like of shape (n_criteria,), optional
        Fixed points in normalised, weighted units; by default the best and the worst of the table.

    Returns
    -------
    ndarray of shape (n_agendas,)
        Closeness from 0 to 1; more is better. An agenda at no distance from either (one agenda
        alone, or all alike) stands at .5.

    References
    ----------
    Hwang, C. L. & Yoon, K. (1981). *Multiple Attribute Decision Making*. Springer.

    Examples
    --------
    >>> topsis([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [0.3, 0.4, 0.3]).round(4)
    array([0.5037, 0.6581, 0.7482, 0.334 ])
    """
    x, signs = normalise(matrix, directions, normalisation=normalisation)
    n_criteria = x.shape[1]
    worth = x * as_shares(weights, n_criteria)
    best = np.where(signs > 0, worth.max(axis=0), worth.min(axis=0))
    worst = np.where(signs > 0, worth.min(axis=0), worth.max(axis=0))
    if ideal is not None:
        best = _point(ideal, n_criteria, "ideal")
    if anti_ideal is not None:
        worst = _point(anti_ideal, n_criteria, "anti_ideal")
    far = np.sqrt(((worth - best) ** 2).sum(axis=1))
    near = np.sqrt(((worth - worst) ** 2).sum(axis=1))
    total = far + near
    closeness: Matrix = np.where(total > 0, near / np.where(total > 0, total, 1.0), 0.5)
    return closeness


@dataclass(frozen=True)
class Vikor:
    """Group utility, regret and their blend; lower is better in all three.

    Parameters
    ----------
    s, r, q : ndarray of shape (n_agendas,)
        Weighted distance, largest single regret, and the blend from 0 (best) to 1.
    acceptable_advantage : bool
        The best leads the second by at least 1 / (n_agendas - 1) in q.
    acceptable_stability : bool
        The best in q is also best in s or in r.
    compromise_set : tuple of int
        Which agendas the method proposes together, by position.
    """

    s: Matrix
    r: Matrix
    q: Matrix
    acceptable_advantage: bool
    acceptable_stability: bool
    compromise_set: tuple[int, ...]

    @property
    def ranks(self) -> NDArray[np.int64]:
        """Rank by q, 1 for the best; ties share the better rank."""
        return competition_rank(-self.q)


def vikor(
    matrix: ArrayLike, weights: ArrayLike, directions: Directions = None, *, v: float = 0.5
) -> Vikor:
    """Rank by a blend of the majority's utility and the opponent's regret.

    Parameters
    ----------
    matrix : array-like of shape (n_agendas, n_criteria)
        Performances.
    weights : array-like of shape (n_criteria,)
        Shares, 0 or more; they are divided by their sum.
    directions : array-like of shape (n_criteria,), optional
        1 where more is better, -1 where less is; all 1 by default.
    v : float
        Weight of the majority's utility, 0 to 1.

    Returns
    -------
    Vikor
        A column that is the same for all adds no regret; where all s (or all r) are alike, that
        part of q is 0.

    References
    ----------
    Opricovic, S. & Tzeng, G.-H. (2007). Extended VIKOR method in comparison with outranking
    methods. *European Journal of Operational Research* 178(2), 514-529.

    Examples
    --------
    >>> vikor([[1, 3000], [2, 3750], [5, 4500]], [1, 1], [-1, 1]).compromise_set
    (1,)
    """
    x = as_matrix(matrix)
    n_agendas, n_criteria = x.shape
    shares = as_shares(weights, n_criteria)
    x = x * as_directions(directions, n_criteria)
    if not 0 <= v <= 1:
        raise ValueError(f"v is {v}: a share from 0 to 1.")
    best, worst = x.max(axis=0), x.min(axis=0)
    spread = best - worst
    regret = shares * np.where(spread > 0, (best - x) / np.where(spread > 0, spread, 1.0), 0.0)
    s, r = regret.sum(axis=1), regret.max(axis=1)
    q = v * _stretch(s) + (1 - v) * _stretch(r)
    first, stable = _leader(s, r, q)
    step = 1 / (n_agendas - 1) if n_agendas > 1 else 0.0
    rounded = round_scores(q)
    ordered = [first, *(int(i) for i in np.argsort(rounded, kind="stable") if i != first)]
    lead = float(rounded[ordered[1]] - rounded[first]) if n_agendas > 1 else 1.0
    advantage = lead >= step - 1e-9
    chosen = ordered[:1]
    if not advantage:
        chosen = [i for i in ordered if rounded[i] - rounded[first] < step - 1e-9]
    elif not stable:
        chosen = ordered[:2]
    return Vikor(s, r, q, advantage, stable, tuple(sorted(chosen)))


def _leader(s: Matrix, r: Matrix, q: Matrix) -> tuple[int, bool]:
    """Find the best in q and whether s or r agree; of several best, one that they agree on."""
    s, r, q = round_scores(s), round_scores(r), round_scores(q)
    leaders = np.flatnonzero(q == q.min())
    agreed = [int(i) for i in leaders if s[i] == s.min() or r[i] == r.min()]
    return (agreed[0], True) if agreed else (int(leaders[0]), False)


def _stretch(x: Matrix) -> Matrix:
    spread = x.max() - x.min()
    return (x - x.min()) / spread if spread > 0 else np.zeros_like(x)


def _point(point: ArrayLike, n_criteria: int, name: str) -> Matrix:
    array = as_vector(point, name)
    if len(array) != n_criteria:
        raise ValueError(f"{name}: {n_criteria} numbers expected, one per criterion.")
    return array
