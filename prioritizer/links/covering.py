"""How much of what a bare title names stands in a text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.vocabulary import Matrix

_ALONE = 0.6  # share of a thing's worth from which one word of it speaks for the whole


def told_twice(
    held: sparse.csr_matrix,
    titles: sparse.csr_matrix,
    heads: sparse.csr_matrix,
    discount: Matrix,
) -> sparse.csr_matrix:
    """Share of each bare title that stands in a text: two of its words, or one that is most of it.

    One word of many is no title: "park and ride" is not spoken for by every text on parks. Of two
    words one must say what the thing is. And long texts hold two words of everything, so their
    shares are discounted.
    """
    covered = sparse.csr_matrix(held @ titles.T)
    each = titles.copy()
    each.data[:] = 1
    number = sparse.csr_matrix(held @ each.T).data
    row = np.repeat(np.arange(covered.shape[0]), np.diff(covered.indptr))
    alone, several = covered.copy(), covered.copy()
    alone.data = np.where((number < 2) & (covered.data >= _ALONE), covered.data, 0.0)
    several.data = np.where(number >= 2, covered.data * discount[row], 0.0)
    headed = sparse.csr_matrix(held @ heads.T)
    headed.data[:] = 1
    told = sparse.csr_matrix(alone + several.multiply(headed), dtype=np.float32)
    told.eliminate_zeros()
    return told


def best_of(
    things: sparse.csr_matrix, owner: NDArray[np.int64], n_agendas: int
) -> sparse.csr_matrix:
    """Take of the things that a title names the one most told, shape (n_texts, n_agendas)."""
    found = things.tocoo()
    pair = found.row.astype(np.int64) * n_agendas + owner[found.col]
    order = np.lexsort((found.data, pair))
    last = np.flatnonzero(np.diff(pair[order], append=-1))
    row, agenda = np.divmod(pair[order][last], n_agendas)
    level = np.minimum(found.data[order][last], 1.0)
    return sparse.csr_matrix((level, (row, agenda)), (things.shape[0], n_agendas))
