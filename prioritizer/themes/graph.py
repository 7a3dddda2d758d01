"""Neighbours: which texts say nearly the same, and vectors smoothed over them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, identity

from prioritizer.text.vectors_exact import UNIT_STEP, unit_rows

Rows = NDArray[np.float32]

MIN_NEIGHBOURS, MAX_NEIGHBOURS = 22, 100
_GRID = (1, 2, 3, 5, 10, 15, 22, 30, 45, 60, 80, 100)
_ROUNDS = 4
_BLOCK = 1000
_EVEN = 1 << 23  # more than any cosine of rows of length 1, in steps of UNIT_STEP²


def distinct_rows(
    matrix: Rows,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Collapse copies.

    Parameters
    ----------
    matrix : ndarray of shape (n, n_features)

    Returns
    -------
    first : ndarray of shape (n_distinct,)
        Where each distinct row stands first, in rising order.
    inverse : ndarray of shape (n,)
        The distinct row of each row.
    counts : ndarray of shape (n_distinct,)
        Copies of each.
    """
    keys = np.ascontiguousarray(matrix + 0.0)
    keys = keys.view(np.dtype((np.void, keys.dtype.itemsize * keys.shape[1]))).ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty(len(order), np.intp)
    place[order] = np.arange(len(order))
    inverse = place[inverse]
    return first[order], inverse, np.bincount(inverse).astype(np.float64)


def nearest(rows: Rows, k: int) -> tuple[NDArray[np.int32], Rows]:
    """Find the k nearest of each row among all rows (itself among them), the nearest first.

    Ties go to the earlier row, so that the answer is the same on every processor.

    Parameters
    ----------
    rows : ndarray of shape (n, n_features)
        From `unit_rows`: their dot products are exact.
    k : int

    Returns
    -------
    neighbours : ndarray of shape (n, k)
    similarity : ndarray of shape (n, k)
        Cosines, 0 where they are negative.
    """
    n = len(rows)
    neighbours = np.empty((n, k), np.int32)
    similarity = np.empty((n, k), np.float32)
    for start in range(0, n, _BLOCK):
        block = np.maximum(rows[start : start + _BLOCK] @ rows.T, 0)
        least = np.partition(block, n - k, axis=1)[:, n - k]
        near = np.flatnonzero(block >= least[:, None])  # k of each row, and ties
        row, column = np.divmod(near, n)
        cosine = (block.ravel()[near] * np.float32(UNIT_STEP**-2)).astype(np.int64)
        keys = np.sort((row << 44) | ((_EVEN - cosine) << 20) | column)
        row = keys >> 44
        place = np.arange(len(row)) - np.searchsorted(row, np.arange(len(block)))[row]
        keys = keys[place < k].reshape(-1, k)
        neighbours[start : start + _BLOCK] = keys & ((1 << 20) - 1)
        cosine = _EVEN - ((keys >> 20) & ((1 << 24) - 1))
        similarity[start : start + _BLOCK] = cosine * np.float32(UNIT_STEP**2)
    return neighbours, similarity


class NeighbourGraph:
    """Nearest neighbours of some rows, found once and used at any number of themes.

    Parameters
    ----------
    rows : ndarray of shape (n, n_features)
        From `unit_rows`, without copies; fewer than a million.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.max_neighbours = int(min(MAX_NEIGHBOURS, max(2, len(rows) // 10), len(rows)))
        self.neighbours, self.similarity = nearest(rows, self.max_neighbours)
        self._smoothed: dict[int, Rows] = {}

    def n_neighbours(self, n_themes: int) -> int:
        """Choose how far to smooth: half of a mean theme, on a short grid."""
        half = 0.5 * len(self.rows) / n_themes
        bounded = min(max(half, MIN_NEIGHBOURS), self.max_neighbours)
        return max(k for k in _GRID if k <= max(bounded, 1))

    def weights(self, k: int) -> csr_matrix:
        """Join each row to its k nearest, both ways; shape (n, n), no loops."""
        n = len(self.rows)
        ends = np.arange(0, n * k + 1, k)
        joined = csr_matrix(
            (self.similarity[:, :k].flatten(), self.neighbours[:, :k].flatten(), ends), shape=(n, n)
        )  # flatten copies: what follows changes the arrays in place
        joined.setdiag(0)
        joined.eliminate_zeros()
        return joined.maximum(joined.T).tocsr()

    def smoothed(self, n_themes: int) -> Rows:
        """Move every row towards its neighbours, four times, over the normalised graph.

        Returns
        -------
        ndarray of shape (n, n_features)
            Rows of length 1, rounded as `unit_rows` does.
        """
        k = self.n_neighbours(n_themes)
        if k not in self._smoothed:
            joined = self.weights(k) + identity(len(self.rows), dtype=np.float32, format="csr")
            degree = np.asarray(joined.sum(1)).ravel()
            scale = diags(1 / np.sqrt(degree), format="csr", dtype=np.float32)
            step = (scale @ joined @ scale).tocsr()
            moved = self.rows
            for _ in range(_ROUNDS):
                moved = step @ moved
            self._smoothed[k] = unit_rows(moved)
        return self._smoothed[k]
