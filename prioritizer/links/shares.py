"""What a signal gives to each agenda it may speak for, so that nobody has more than one voice."""

from __future__ import annotations

import numpy as np

from prioritizer.vocabulary import Matrix

_NODES, _WORTH = np.polynomial.legendre.leggauss(8)
_NODES, _WORTH = (_NODES + 1) / 2, _WORTH / 2


def at_most_one(strengths: Matrix) -> Matrix:
    """Scale rows down that sum to more than 1."""
    return np.asarray(strengths / np.maximum(strengths.sum(axis=1, keepdims=True), 1.0))


def expected_shares(chance: Matrix) -> Matrix:
    """Expect what a signal gives to each agenda, where one with k agendas gives 1/k to each.

    Parameters
    ----------
    chance : ndarray of shape (n_texts, n_agendas)
        Of each text to speak for each agenda, one apart from the other.

    Returns
    -------
    ndarray of shape (n_texts, n_agendas)
        Rows summing to the chance of speaking for any agenda at all.

    Notes
    -----
    The mean of ``1 / (1 + K)`` is the integral of ``t**K`` from 0 to 1, and that of ``t**K`` is a
    product over the other agendas, for ``K`` counts independent events. Eight nodes make it exact
    for sixteen agendas that a text may speak for; where there are more, only the ratios of their
    shares are near ones, for the sum is set right.

    Examples
    --------
    >>> expected_shares(np.array([[1.0, 1.0], [0.5, 0.5], [0.8, 0.0]]))
    array([[0.5  , 0.5  ],
           [0.375, 0.375],
           [0.8  , 0.   ]])
    """
    shares = np.array(chance, dtype=np.float64)
    rows = np.flatnonzero((shares > 0).sum(axis=1) > 1)
    if not len(rows):
        return shares
    own = shares[rows]
    mean = np.zeros_like(own)
    for node, worth in zip(_NODES, _WORTH, strict=True):
        each = 1 - own * (1 - node)
        mean += worth * (each.prod(axis=1, keepdims=True) / each)
    found = own * mean
    any_of_them = 1 - (1 - own).prod(axis=1, keepdims=True)
    shares[rows] = found * (any_of_them / found.sum(axis=1, keepdims=True))
    return shares
