"""Weighted spherical k-means, the same on every processor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from prioritizer.text.vectors_exact import unit_rows

Rows = NDArray[np.float32]
Labels = NDArray[np.intp]

_MAX_ROUNDS = 50
_SETTLED = 0.001  # share of rows that may still change sides when the rounds end


def centres_of(rows: Rows, labels: Labels, weights: NDArray[np.float64], n: int) -> Rows:
    """Average the rows of each cluster and scale the means to length 1.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_features)
    labels : ndarray of shape (n_rows,)
        From 0 to ``n`` - 1.
    weights : ndarray of shape (n_rows,)
    n : int

    Returns
    -------
    ndarray of shape (n, n_features)
        0 for clusters without rows.
    """
    member = csr_matrix(
        (weights.astype(np.float32), labels, np.arange(len(labels) + 1)), shape=(len(labels), n)
    )
    return unit_rows(member.T.tocsr() @ rows)


def spherical_k_means(
    rows: Rows,
    weights: NDArray[np.float64],
    n_clusters: int,
    rng: np.random.Generator,
    *,
    n_starts: int = 3,
) -> tuple[Labels, Rows]:
    """Cluster rows of length 1 by their cosine to the nearest centre.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_features)
        From `unit_rows`.
    weights : ndarray of shape (n_rows,)
        Copies that each row stands for.
    n_clusters : int
        At most the number of rows.
    rng : Generator
    n_starts : int
        Starts by k-means++; the one of the greatest mean cosine is kept.

    Returns
    -------
    labels : ndarray of shape (n_rows,)
    centres : ndarray of shape (n_clusters, n_features)

    References
    ----------
    Dhillon, I. S. & Modha, D. S. (2001). Concept decompositions for large sparse text data
    using clustering. *Machine Learning* 42.
    """
    best: tuple[float, Labels, Rows] | None = None
    for _ in range(n_starts):
        found = _improve(rows, weights, _starts(rows, weights, n_clusters, rng))
        if best is None or found[0] > best[0]:
            best = found
    assert best is not None
    return best[1], best[2]


def _starts(rows: Rows, weights: NDArray[np.float64], n: int, rng: np.random.Generator) -> Rows:
    """Choose rows far from each other (greedy k-means++ on the cosine)."""
    tries = 2 + int(np.log(n))
    first = int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum(), side="right"))
    chosen = [min(first, len(rows) - 1)]
    far = np.maximum(1.0 - rows @ rows[chosen[0]], 0.0).astype(np.float64)
    for _ in range(1, n):
        reach = np.cumsum(far * weights)
        if reach[-1] <= 0:  # fewer distinct directions than clusters
            left = np.setdiff1d(np.arange(len(rows)), chosen)
            chosen.append(int(left[0]))
            continue
        at = np.searchsorted(reach, rng.random(tries) * reach[-1], side="right")
        at = np.minimum(at, len(rows) - 1)
        trial = np.minimum(far, np.maximum(1.0 - rows[at] @ rows.T, 0.0))
        winner = int(np.argmin((trial * weights).sum(1)))
        chosen.append(int(at[winner]))
        far = trial[winner].astype(np.float64)
    return rows[chosen]


def _improve(rows: Rows, weights: NDArray[np.float64], centres: Rows) -> tuple[float, Labels, Rows]:
    labels = np.full(len(rows), -1)
    for _ in range(_MAX_ROUNDS):
        cosines = rows @ centres.T
        changed = cosines.argmax(1)
        moved = np.count_nonzero(changed != labels)
        labels = changed
        if moved <= _SETTLED * len(rows):
            break
        nearness = cosines[np.arange(len(rows)), labels].astype(np.float64)
        empty = np.flatnonzero(np.bincount(labels, minlength=len(centres)) == 0)
        if len(empty):  # an empty cluster takes the row that its own centre fits worst
            worst = np.argsort(nearness - (weights <= 0), kind="stable")[: len(empty)]
            labels[worst] = empty
        centres = centres_of(rows, labels, weights, len(centres))
    cosines = rows @ centres.T
    nearness = cosines[np.arange(len(rows)), labels].astype(np.float64)
    return float((nearness * weights).sum()), labels, centres
