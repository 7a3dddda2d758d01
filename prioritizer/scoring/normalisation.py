"""Bring columns of different units onto one scale.

Only cross-checks against set-relative methods need this; the product's own scores come from value
functions on fixed anchors, so that adding an agenda moves nobody else.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.scoring.checks import Directions, as_directions, as_matrix, one_of
from prioritizer.vocabulary import Matrix

Normalisation = Literal["none", "vector", "sum", "minmax", "linear_max_min", "reciprocal_then_sum"]
NORMALISATIONS: tuple[str, ...] = get_args(Normalisation)


def normalise(
    matrix: ArrayLike, directions: Directions = None, *, normalisation: str = "vector"
) -> tuple[Matrix, Matrix]:
    """Normalise every column, and say which way each points afterwards.

    Parameters
    ----------
    matrix : array-like of shape (n_agendas, n_criteria)
        Performances, each column in its own unit.
    directions : array-like of shape (n_criteria,), optional
        1 where more is better, -1 where less is; all 1 by default.
    normalisation : str
        ``none``: as given. ``vector``: x / sqrt(sum x²). ``sum``: x / sum x.
        ``minmax``: (x - min) / (max - min), turned round for costs.
        ``linear_max_min``: x / max for benefits, min / x for costs.
        ``reciprocal_then_sum``: costs become 1 / x, then every column is divided by its sum.

    Returns
    -------
    normalised : ndarray of shape (n_agendas, n_criteria)
    directions : ndarray of shape (n_criteria,)
        As given after ``none``, ``vector`` and ``sum``; all 1 after the others.

    Raises
    ------
    ValueError
        If a column cannot be divided so: a cost of 0 or less under a reciprocal, a largest benefit
        of 0 or less under ``linear_max_min``, a sum of 0 under ``sum``.

    Notes
    -----
    A column that is the same for all (or all 0) tells nobody apart; it becomes 1 under ``minmax``
    and ``linear_max_min``, and 0 under ``vector`` where it is all 0.

    Examples
    --------
    >>> normalise([[1.0, 20.0], [3.0, 10.0]], [1, -1], normalisation="minmax")[0]
    array([[0., 0.],
           [1., 1.]])
    """
    x = as_matrix(matrix)
    signs = as_directions(directions, x.shape[1])
    one_of(normalisation, NORMALISATIONS, "normalisation")
    if normalisation == "none":
        return x, signs
    if normalisation == "vector":
        largest = np.abs(x).max(axis=0)
        x = x / np.where(largest > 0, largest, 1.0)  # squares of tiny numbers would vanish
        length = np.sqrt((x**2).sum(axis=0))
        return x / np.where(length > 0, length, 1.0), signs
    if normalisation == "sum":
        return x / _divisible(x.sum(axis=0), "its sum"), signs
    ones = np.ones(x.shape[1])
    if normalisation == "minmax":
        low, high = x.min(axis=0), x.max(axis=0)
        scaled = np.where(high > low, (x - low) / np.where(high > low, high - low, 1.0), 1.0)
        return np.where((signs < 0) & (high > low), 1.0 - scaled, scaled), ones
    constant = (x == x[0]).all(axis=0)
    if normalisation == "linear_max_min":
        top = np.where(constant, 1.0, x.max(axis=0))
        gain = x / _positive(top, signs > 0, "its largest benefit")
        cost = x.min(axis=0) / _positive(x, (signs < 0) & ~constant, "a cost")
        return np.where(constant, 1.0, np.where(signs > 0, gain, cost)), ones
    inverted = np.where(signs < 0, 1.0 / _positive(x, signs < 0, "a cost"), x)
    return inverted / _divisible(inverted.sum(axis=0), "its sum"), ones


def _divisible(totals: Matrix, what: str) -> Matrix:
    bad = np.flatnonzero(totals == 0)
    if len(bad):
        raise ValueError(f"matrix, column {bad[0]}: {what} is 0, so it cannot be divided by it.")
    return totals


def _positive(x: Matrix, asked: ArrayLike, what: str) -> Matrix:
    """Let only numbers above 0 through where they are divided by; elsewhere 1."""
    asked = np.broadcast_to(np.asarray(asked, dtype=bool), x.shape)
    bad = np.argwhere(asked & (x <= 0))
    if len(bad):
        raise ValueError(f"matrix, column {bad[0][-1]}: {what} is 0 or less, so it has no ratio.")
    return np.where(asked, x, 1.0)
