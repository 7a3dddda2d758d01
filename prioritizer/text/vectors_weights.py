"""How much a word says: BM25 weights, learnt on one sample and applied to any chunk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_STEP = 2.0**-16  # logarithms differ in their last bits between processors


@dataclass(frozen=True)
class Weighting:
    """BM25 weights of one block of columns.

    References
    ----------
    Robertson, S. & Zaragoza, H. (2009). The probabilistic relevance framework: BM25 and
    beyond. *Foundations and Trends in Information Retrieval* 3(4).
    """

    rarity: NDArray[np.float32]
    mean_length: float
    k1: float
    b: float

    @classmethod
    def learn(cls, counts: csr_matrix, k1: float, b: float) -> Weighting:
        """Learn rarity and mean length from counts of shape (n_texts, n_columns)."""
        n = counts.shape[0]
        having = np.bincount(counts.indices, minlength=counts.shape[1])
        rarity = np.log1p((n - having + 0.5) / (having + 0.5))
        mean = float(counts.sum(dtype=np.float64)) / max(n, 1)
        rarity = np.rint(rarity / _STEP) * _STEP
        return cls(rarity.astype(np.float32), max(mean, 1e-9), k1, b)

    def weigh(self, counts: csr_matrix) -> csr_matrix:
        """Weigh counts of shape (n_texts, n_columns) and scale each row to length 1."""
        lengths = row_sums(counts, counts.data)
        damping = self.k1 * (1 - self.b + self.b * lengths / self.mean_length)
        sizes = np.diff(counts.indptr)
        data = counts.data * np.float32(self.k1 + 1)
        data /= counts.data + np.repeat(damping.astype(np.float32), sizes)
        data *= self.rarity[counts.indices]
        weighed = csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)
        return unit_sparse(weighed)


def row_sums(matrix: csr_matrix, data: NDArray[Any]) -> NDArray[np.float64]:
    """Sum data row by row in float64, in an order that knows nothing of the other rows."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    sums = np.bincount(rows, weights=data, minlength=matrix.shape[0])
    return sums.astype(np.float64)  # without data bincount gives whole numbers


def unit_sparse(matrix: csr_matrix) -> csr_matrix:
    """Scale rows to length 1; empty rows stay empty. The index arrays are shared, not copied."""
    squares = row_sums(matrix, matrix.data * matrix.data)
    scale = np.divide(1.0, np.sqrt(squares), out=np.zeros_like(squares), where=squares > 1e-12)
    data = matrix.data * np.repeat(scale.astype(np.float32), np.diff(matrix.indptr))
    return csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)
