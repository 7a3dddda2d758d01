"""Products of matrices that come out bit for bit the same on every processor.

BLAS adds in an order that depends on the processor and the number of threads, and what is
learnt from its sums differs in the last bits; a cluster or a label then flips here and not
there. Products of integers small enough for a float have no last bits to differ in.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from prioritizer.vocabulary import Matrix

UNIT_STEP = 2.0**-11
"""Rows of length 1 rounded to this step have exact dot products in float32: 11 + 11 + 1 < 24."""

_EXACT = 52  # bits of a whole number that float64 surely holds
_DEPENDENT = 1e-6  # share of a column's square that must be new for the column to count
_NEARLY_DEPENDENT = 1e-3  # share below which one round leaves an error of the rounding


def exact_product(left: NDArray[Any], right: NDArray[Any]) -> Matrix:
    """Multiply two dense matrices so that the order of summation cannot matter.

    Rows of ``left`` and columns of ``right`` are rounded to as many bits as leave room for
    exact sums in float64 (about 19 bits for an inner size of 16,000).

    Parameters
    ----------
    left : ndarray of shape (n, inner)
    right : ndarray of shape (inner, m)

    Returns
    -------
    ndarray of shape (n, m)
        float64, the same bytes whatever the BLAS, its threads or the processor.

    Examples
    --------
    >>> exact_product(np.array([[1.0, 0.5]]), np.array([[2.0], [4.0]]))
    array([[4.]])
    """
    bits = (_EXACT - _bits_of(left.shape[1])) // 2
    whole_left, shift_left = _whole(np.asarray(left, np.float64), 1, bits)
    whole_right, shift_right = _whole(np.asarray(right, np.float64), 0, bits)
    product: Matrix = np.ldexp(whole_left @ whole_right, -(shift_left + shift_right))
    return product


def _bits_of(n: int) -> int:
    """Bits by which a sum of n numbers may be longer than each."""
    return int(np.ceil(np.log2(max(n, 2))))


def _whole(matrix: Matrix, axis: int, bits: int) -> tuple[Matrix, NDArray[np.int32]]:
    """Scale lines by powers of two and round them to whole numbers of ``bits`` bits."""
    greatest = np.max(np.abs(matrix), axis=axis, keepdims=True, initial=0.0)
    shift = (bits - np.frexp(greatest)[1]).astype(np.int32)
    return np.rint(np.ldexp(matrix, shift)), shift


def orthonormal(matrix: NDArray[Any]) -> Matrix:
    """Turn columns into an orthonormal basis of what they span (Cholesky QR, exact products).

    Columns that add nothing to those before them are left out, so that the result may be
    narrower than ``matrix``.

    Parameters
    ----------
    matrix : ndarray of shape (n, m)

    Returns
    -------
    ndarray of shape (n, at most m)
    """
    basis, least = _orthogonalise(np.asarray(matrix, np.float64))
    if least < _NEARLY_DEPENDENT:  # the rounding of such columns shows: once more
        basis, _ = _orthogonalise(basis)
    return basis


def _orthogonalise(matrix: Matrix) -> tuple[Matrix, float]:
    """Orthogonalise once; say too which share of a column's square was new at least."""
    bits = (_EXACT - _bits_of(len(matrix))) // 2
    whole, shift = _whole(matrix, 0, bits)
    gram = np.ldexp(whole.T @ whole, -(shift + shift.T))
    size = len(gram)
    lower = np.zeros((size, size))
    kept: list[int] = []
    least = 1.0
    for j in range(size):
        column = gram[j:, j] - (lower[j:, : len(kept)] * lower[j, : len(kept)]).sum(1)
        if column[0] > _DEPENDENT * gram[j, j]:
            least = min(least, float(column[0] / gram[j, j]))
            lower[j:, len(kept)] = column / np.sqrt(column[0])
            kept.append(j)
    lower = lower[kept, : len(kept)]
    inverse = np.zeros_like(lower)
    for j in range(len(lower)):
        inverse[j] = -(lower[j, :j, None] * inverse[:j]).sum(0) / lower[j, j]
        inverse[j, j] = 1 / lower[j, j]
    scaled = np.ldexp(inverse.T, -shift[0, kept, None])
    right, shift_right = _whole(scaled, 0, _EXACT - bits - _bits_of(len(kept)))
    return np.ldexp(whole[:, kept] @ right, -shift_right), least


def unit_rows(matrix: NDArray[Any]) -> NDArray[np.float32]:
    """Scale rows to length 1 and round them to ``UNIT_STEP``; rows of nothing stay 0.

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).round(3)
    array([[0.6, 0.8],
           [0. , 0. ]], dtype=float32)
    """
    rows = np.asarray(matrix)
    length = np.sqrt((rows * rows).sum(1, keepdims=True, dtype=np.float64))
    scale = np.divide(1 / UNIT_STEP, length, out=np.zeros_like(length), where=length > 1e-12)
    rounded: NDArray[np.float32] = np.rint(rows * scale).astype(np.float32)
    rounded *= np.float32(UNIT_STEP)
    rounded += 0.0  # no negative zeros: they differ as bytes
    return rounded
