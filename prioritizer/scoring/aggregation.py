"""Aggregations: many values of one agenda become one score."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.scoring.checks import Directions, as_matrix, as_shares
from prioritizer.scoring.normalisation import normalise
from prioritizer.vocabulary import Matrix


def weighted_sum(
    matrix: ArrayLike,
    weights: ArrayLike,
    directions: Directions = None,
    *,
    normalisation: str = "none",
) -> Matrix:
    """Score each agenda by the weighted mean of its values.

    Parameters
    ----------
    matrix : array-like of shape (n_agendas, n_criteria)
        What each performance is worth, from 0 (worst) to 1 (best).
    weights : array-like of shape (n_criteria,)
        Shares, 0 or more; they are divided by their sum.
    directions : array-like of shape (n_criteria,), optional
        1 where more is better, -1 where less is (its values are subtracted); all 1 by default.
    normalisation : str
        For matrices that are not values yet: see :func:`normalise`.

    Returns
    -------
    ndarray of shape (n_agendas,)
        Scores; more is better, from 0 to 1 where the values are.

    Raises
    ------
    ValueError
        If the shapes do not meet, a number is missing, or no weight is above 0.

    References
    ----------
    Keeney, R. L. & Raiffa, H. (1976). *Decisions with Multiple Objectives*, ch. 3. Wiley.

    Examples
    --------
    >>> weighted_sum([[1.0, 0.0], [0.5, 1.0]], [3.0, 1.0])
    array([0.75 , 0.625])
    """
    x, signs = normalise(matrix, directions, normalisation=normalisation)
    # Row by row and not by BLAS: an agenda's score must not depend on who stands beside it.
    scores: Matrix = (x * (as_shares(weights, x.shape[1]) * signs)).sum(axis=1)
    return scores


def weighted_product(
    matrix: ArrayLike,
    weights: ArrayLike,
    directions: Directions = None,
    *,
    normalisation: str = "none",
) -> Matrix:
    """Score each agenda by the weighted geometric mean of its values.

    A weak criterion is hard to make up for: a value of 0 makes the score 0.

    Parameters
    ----------
    matrix : array-like of shape (n_agendas, n_criteria)
        Values or performances, 0 or more; above 0 where less is better.
    weights : array-like of shape (n_criteria,)
        Shares, 0 or more; they are divided by their sum.
    directions : array-like of shape (n_criteria,), optional
        1 where more is better, -1 where less is (its exponent is negative); all 1 by default.
    normalisation : str
        For matrices that are not values yet: see :func:`normalise`.

    Returns
    -------
    ndarray of shape (n_agendas,)
        Scores; more is better.

    Raises
    ------
    ValueError
        If a value is below 0 (it has no power), or a cost is 0.

    References
    ----------
    Triantaphyllou, E. (2000). *Multi-Criteria Decision Making Methods*, ch. 2. Springer.

    Examples
    --------
    >>> weighted_product([[1.0, 0.0], [0.25, 1.0]], [1, 1])
    array([0. , 0.5])
    """
    x, signs = normalise(matrix, directions, normalisation=normalisation)
    powers = as_shares(weights, x.shape[1]) * signs
    counted = powers != 0  # what has no weight decides nothing, whatever it is
    _refuse((x < 0) & counted, x, "a value below 0 has no power; shift it, or use value functions")
    _refuse((x == 0) & (signs < 0) & counted, x, "a cost of 0 has no ratio to others")
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(x)
    # 0 to the power 0 is 1: what has no weight decides nothing, not even by being 0.
    scores: Matrix = np.exp(
        np.where(powers == 0, 0.0, logs * np.where(powers == 0, 1, powers)).sum(1)
    )
    return scores


def weakest_criterion(values: ArrayLike, weights: ArrayLike | None = None) -> Matrix:
    """Score each agenda by its lowest value among the criteria that have weight.

    >>> weakest_criterion([[1.0, 0.2, 0.0], [0.5, 0.6, 0.9]], [1, 1, 0])
    array([0.2, 0.5])
    """
    x = as_matrix(values, "values")
    counted = np.ones(x.shape[1]) if weights is None else as_shares(weights, x.shape[1])
    lowest: Matrix = x[:, counted > 0].min(axis=1)
    return lowest


def _refuse(bad: np.ndarray, x: Matrix, why: str) -> None:
    if bad.any():
        i, j = np.argwhere(bad)[0]
        raise ValueError(f"matrix[{i}, {j}] is {x[i, j]:g}: {why}.")
