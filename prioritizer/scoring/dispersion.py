"""Entropy and CRITIC: diagnostics of how far the data spread, never default weights.

Dispersion is not importance: one column that spans seven decades takes nearly half of the weight.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.scoring.agreement import kendall_tau, mean_ranks
from prioritizer.scoring.checks import Directions, as_directions, as_matrix, one_of
from prioritizer.scoring.normalisation import normalise
from prioritizer.vocabulary import Matrix


def entropy_weights(matrix: ArrayLike, directions: Directions = None) -> Matrix:
    """Weights by how unequally each column is shared out.

    Parameters
    ----------
    matrix : array-like of shape (n_agendas, n_criteria)
        Performances, 0 or more; each column is divided by its sum.
    directions : array-like of shape (n_criteria,), optional
        Checked, so that all weightings are called alike; entropy knows no direction.

    Returns
    -------
    ndarray of shape (n_criteria,)
        Shares that sum to 1; 0 for a column that is the same for all, equal where all are.

    Raises
    ------
    ValueError
        If a performance is below 0, for it has no share of the sum.

    References
    ----------
    Shannon's entropy as in Hwang, C. L. & Yoon, K. (1981), ch. 3.

    Examples
    --------
    >>> entropy_weights([[1, 1, 5], [1, 2, 5], [1, 9, 5.5]]).round(4)
    array([0.    , 0.9973, 0.0027])
    """
    x = as_matrix(matrix)
    as_directions(directions, x.shape[1])
    if (x < 0).any():
        i, j = np.argwhere(x < 0)[0]
        raise ValueError(f"matrix[{i}, {j}] is {x[i, j]:g}: entropy needs shares of 0 or more.")
    constant = (x == x[0]).all(axis=0)
    share = x / np.where(constant, 1.0, x.sum(axis=0))
    bits = -(share * np.log(np.where(share > 0, share, 1.0))).sum(axis=0)
    spread = 1.0 - bits / np.log(max(len(x), 2))
    return _shares(np.where(constant, 0.0, np.maximum(spread, 0.0)))


def critic_weights(
    matrix: ArrayLike, directions: Directions = None, *, correlation: str = "pearson"
) -> Matrix:
    """Weights by contrast within a column and conflict between columns.

    Parameters
    ----------
    matrix : array-like of shape (n_agendas, n_criteria)
        Performances.
    directions : array-like of shape (n_criteria,), optional
        1 where more is better, -1 where less is; all 1 by default. They matter: conflict is between
        values, not between raw columns.
    correlation : {"pearson", "spearman", "kendall"}
        How agreement between columns is measured.

    Returns
    -------
    ndarray of shape (n_criteria,)
        Shares that sum to 1. A column that is the same for all has weight 0 and conflicts with
        none; where the others agree perfectly they weigh alike, and so do all where none varies.

    References
    ----------
    Diakoulaki, D., Mavrotas, G. & Papayannakis, L. (1995). Determining objective weights in
    multiple criteria problems: the CRITIC method. *Computers & Operations Research* 22(7), 763-770.

    Examples
    --------
    >>> critic_weights([[1, 9], [2, 5], [3, 4]], [1, -1]).round(3)
    array([0.486, 0.514])
    """
    x = as_matrix(matrix)
    one_of(correlation, ("pearson", "spearman", "kendall"), "correlation")
    varied = ~(x == x[0]).all(axis=0)
    values = normalise(x, directions, normalisation="minmax")[0][:, varied]
    if not varied.any():
        return _shares(np.zeros(x.shape[1]))
    conflict = np.maximum(1.0 - _correlations(values, correlation), 0.0).sum(axis=0)
    conflict = np.where(conflict > 1e-12, conflict, 0.0)
    information = np.zeros(x.shape[1])
    information[varied] = values.std(axis=0) * conflict
    if not information.sum() > 0:
        information[varied] = 1.0
    return _shares(information)


def _correlations(values: Matrix, kind: str) -> Matrix:
    n_criteria = values.shape[1]
    if kind == "kendall":
        result = np.eye(n_criteria)
        for j in range(n_criteria):
            for k in range(j):
                result[j, k] = result[k, j] = kendall_tau(values[:, j], values[:, k])
        return result
    ranked = mean_ranks(values) if kind == "spearman" else values
    centred = ranked - ranked.mean(axis=0)
    centred /= np.sqrt((centred**2).sum(axis=0))
    matrix: Matrix = centred.T @ centred
    np.fill_diagonal(matrix, 1.0)
    return matrix


def _shares(information: Matrix) -> Matrix:
    total = information.sum()
    if not total > 0:
        return np.full(len(information), 1.0 / len(information))
    shares: Matrix = information / total
    return shares
