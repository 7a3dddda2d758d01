"""The directions in which texts differ most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from prioritizer.text.vectors_exact import orthonormal
from prioritizer.vocabulary import Matrix


def learn_basis(matrix: csr_matrix, start: NDArray[np.float32], rounds: int) -> Matrix:
    """Find the directions in which rows differ most (randomised subspace iteration).

    The span is all that later steps use, so the axes are left unrotated.

    Parameters
    ----------
    matrix : csr_matrix of shape (n_texts, n_columns)
        float32.
    start : ndarray of shape (n_columns, size)
        Drawn by lot; as many directions are found.
    rounds : int
        Each lets the lesser directions fade once more; one is nearly as good as two.

    Returns
    -------
    ndarray of shape (n_columns, at most size)
        Orthonormal columns, the same bytes on every processor.

    References
    ----------
    Halko, N., Martinsson, P. G. & Tropp, J. A. (2011). Finding structure with randomness.
    *SIAM Review* 53(2).
    """
    back = matrix.T.tocsr()
    image = matrix @ start
    for _ in range(rounds):
        image = matrix @ (back @ orthonormal(image).astype(np.float32))
    return orthonormal(back @ orthonormal(image).astype(np.float32))
