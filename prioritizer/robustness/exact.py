"""First ranks without drawing: lengths on a line, volumes in a simplex."""

from __future__ import annotations

from math import factorial

import numpy as np
import scipy  # its parts are dear to load, and load where they are first asked
from numpy.typing import ArrayLike

from prioritizer.scoring.checks import as_matrix
from prioritizer.vocabulary import Matrix

MOST_EXACT = 64
"""Most agendas whose every swap on a line is looked at."""

_THIN = 1e-10  # a region with no ball of this radius inside has no volume


def exact_tally(table: Matrix, alpha: Matrix) -> tuple[Matrix, Matrix]:
    """Weigh every piece of the line of weights of one or two criteria.

    Parameters
    ----------
    table : ndarray of shape (n_agendas, n_criteria)
        At most two criteria.
    alpha : ndarray of shape (n_criteria,)
        Dirichlet parameters, 0 or more.

    Returns
    -------
    shares : ndarray of shape (n_agendas, n_agendas)
        Probability of each rank; agendas that are alike stand in the order given.
    sums : ndarray of shape (n_agendas, n_criteria)
        Weights integrated over where each agenda is first.
    """
    n_agendas, n_criteria = table.shape
    shares, sums = np.zeros((n_agendas, n_agendas)), np.zeros((n_agendas, n_criteria))
    if n_criteria == 1 or not (alpha > 0).all():
        weights = (alpha > 0).astype(np.float64)
        order = np.argsort(-(table @ weights), kind="stable")
        shares[order, np.arange(n_agendas)] = 1.0
        sums[order[0]] = weights
        return shares, sums
    first, second = table.T
    i, k = np.triu_indices(n_agendas, 1)
    slope = (first[i] - second[i]) - (first[k] - second[k])
    with np.errstate(divide="ignore", invalid="ignore"):
        swaps = (second[k] - second[i]) / slope
    cuts = np.unique(np.concatenate([[0.0, 1.0], swaps[(swaps > 0) & (swaps < 1)]]))
    middle = (cuts[:-1] + cuts[1:]) / 2
    scores = second + np.outer(middle, first - second)
    grid = np.round(scores / max(float(np.abs(table).max()), 1e-300), 14)
    order = np.argsort(-grid, axis=1, kind="stable")
    a, b = alpha
    chance = np.diff(scipy.special.betainc(a, b, cuts))
    moment = (
        np.diff(scipy.special.betainc(a + 1, b, cuts)) * a / (a + b)
    )  # integral of the first weight
    np.add.at(shares, (order, np.arange(n_agendas)), chance[:, None])
    np.add.at(sums, order[:, 0], np.stack([moment, chance - moment], axis=1))
    return shares, sums


def first_rank_acceptability(values: ArrayLike) -> Matrix:
    """Share of all weightings, each alike, that put an agenda first: exactly, by volume.

    Parameters
    ----------
    values : array-like of shape (n_agendas, n_criteria)
        What each performance is worth; more is better. Meant for up to about 7 criteria: the number
        of corners grows fast.

    Returns
    -------
    ndarray of shape (n_agendas,)
        They sum to 1; 0 for an agenda that no weighting puts first. Agendas that are alike share.

    References
    ----------
    Lahdelma, R. & Salminen, P. (2001), as for :func:`rank_acceptability`; volumes by Qhull.

    Examples
    --------
    >>> first_rank_acceptability([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.3, 0.3, 0.3]]).round(6)
    array([0.333333, 0.333333, 0.333333, 0.      ])
    """
    x = as_matrix(values, "values")
    distinct, group, sizes = np.unique(x, axis=0, return_inverse=True, return_counts=True)
    if x.shape[1] <= 2:
        volumes = exact_tally(distinct, np.ones(x.shape[1]))[0][:, 0]
    else:
        volumes = np.array([_volume(distinct, i) for i in range(len(distinct))])
    shares: Matrix = (volumes / sizes)[group.ravel()]
    return shares


def _volume(x: Matrix, i: int) -> float:
    """Part of the simplex where agenda i is at least as good as all others."""
    n_free = x.shape[1] - 1
    lags = np.delete(x, i, axis=0) - x[i]
    # The last weight is 1 less the others, so each condition is a · w + b <= 0 in the others.
    sides = np.concatenate([lags[:, :-1] - lags[:, -1:], -np.eye(n_free), np.ones((1, n_free))])
    offsets = np.concatenate([lags[:, -1], np.zeros(n_free), [-1.0]])
    length = np.sqrt((sides**2).sum(axis=1))
    if (offsets[length == 0] > 0).any():
        return 0.0
    sides, offsets, length = (part[length > 0] for part in (sides, offsets, length))
    centre = scipy.optimize.linprog(
        np.append(np.zeros(n_free), -1.0),
        A_ub=np.column_stack([sides, length]),
        b_ub=-offsets,
        bounds=[(None, None)] * n_free + [(0.0, None)],
        method="highs",
    )
    if centre.status != 0 or centre.x is None or centre.x[-1] < _THIN:
        return 0.0
    corners = scipy.spatial.HalfspaceIntersection(
        np.column_stack([sides, offsets]), np.asarray(centre.x[:-1])
    ).intersections
    return float(scipy.spatial.ConvexHull(corners).volume * factorial(n_free))
