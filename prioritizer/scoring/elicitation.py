"""Weights from what people say: swings, ranks, pairwise comparisons live in ``ahp``."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.scoring.checks import as_vector, one_of
from prioritizer.vocabulary import Matrix

Ties = Literal["share", "repeat"]


def swing_weights(points: ArrayLike) -> Matrix:
    """Weights from the worth of each whole swing, worst to best.

    Parameters
    ----------
    points : array-like of shape (n_criteria,)
        The most valued swing is usually given 100, the others their part of it; 0 or more.

    Returns
    -------
    ndarray of shape (n_criteria,)
        Shares that sum to 1.

    References
    ----------
    von Winterfeldt, D. & Edwards, W. (1986). *Decision Analysis and Behavioral Research*, ch. 8.

    Examples
    --------
    >>> swing_weights([100, 60, 40])
    array([0.5, 0.3, 0.2])
    """
    array = as_vector(points, "points")
    if (array < 0).any() or not array.max() > 0:
        raise ValueError("points: 0 or more, and at least one swing worth something.")
    shares: Matrix = array / array.sum()
    return shares


def rank_order_centroid(ranks: ArrayLike, *, ties: Ties = "share") -> Matrix:
    """Weights at the centre of all that respect an order of importance.

    Parameters
    ----------
    ranks : array-like of shape (n_criteria,)
        1 for the most important; criteria of one rank are equally important. Whether the rank after
        a tie is skipped or not does not matter.
    ties : {"share", "repeat"}
        ``share``: tied criteria take the mean of the weights of the places they fill, so that
        weights sum to 1. ``repeat``: each takes the weight of its printed rank, as some tools do;
        such weights do not sum to 1.

    Returns
    -------
    ndarray of shape (n_criteria,)
        Weight of each criterion.

    References
    ----------
    Barron, F. H. & Barrett, B. E. (1996). Decision quality using ranked attribute weights.
    *Management Science* 42(11), 1515-1523.

    Examples
    --------
    >>> rank_order_centroid([1, 2, 3, 4]).round(4)
    array([0.5208, 0.2708, 0.1458, 0.0625])
    >>> rank_order_centroid([1, 1, 2]).round(4)
    array([0.4444, 0.4444, 0.1111])
    """
    order = as_vector(ranks, "ranks")
    n = len(order)
    places = np.cumsum(1.0 / np.arange(n, 0, -1))[::-1] / n
    return _spread(order, places, ties)


def rank_sum(ranks: ArrayLike, *, ties: Ties = "share") -> Matrix:
    """Weights that fall by equal steps with the rank; see :func:`rank_order_centroid`.

    References
    ----------
    Stillwell, W. G., Seaver, D. A. & Edwards, W. (1981). A comparison of weight approximation
    techniques. *Organizational Behavior and Human Performance* 28(1), 62-77.

    Examples
    --------
    >>> rank_sum([1, 2, 3]).round(4)
    array([0.5   , 0.3333, 0.1667])
    """
    order = as_vector(ranks, "ranks")
    n = len(order)
    return _spread(order, 2.0 * np.arange(n, 0, -1) / (n * (n + 1)), ties)


def rank_reciprocal(ranks: ArrayLike, *, ties: Ties = "share") -> Matrix:
    """Weights in proportion to 1 / rank; see :func:`rank_order_centroid`.

    References
    ----------
    Stillwell, W. G., Seaver, D. A. & Edwards, W. (1981), as for :func:`rank_sum`.

    Examples
    --------
    >>> rank_reciprocal([1, 2, 3]).round(4)
    array([0.5455, 0.2727, 0.1818])
    """
    order = as_vector(ranks, "ranks")
    places = 1.0 / np.arange(1, len(order) + 1)
    return _spread(order, places / places.sum(), ties)


def _spread(ranks: Matrix, places: Matrix, ties: str) -> Matrix:
    """Hand the weights of the places 1..n to criteria by their ranks."""
    one_of(ties, ("share", "repeat"), "ties")
    if (ranks < 1).any():
        raise ValueError(f"ranks: 1 is the most important, none is below; got {ranks.min():g}.")
    if ties == "repeat":
        if (ranks != np.round(ranks)).any() or ranks.max() > len(ranks):
            raise ValueError(f"ranks: whole numbers from 1 to {len(ranks)} where ties repeat.")
        return places[ranks.astype(np.intp) - 1]
    _, group, sizes = np.unique(ranks, return_inverse=True, return_counts=True)
    means = np.add.reduceat(places, np.cumsum(sizes) - sizes) / sizes
    weights: Matrix = means[group]
    return weights
