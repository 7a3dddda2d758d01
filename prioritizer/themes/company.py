"""Vectors in which matters stand apart: columns count by the company they keep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from prioritizer.text import Vectors
from prioritizer.text.vectors_basis import learn_basis
from prioritizer.text.vectors_exact import unit_rows
from prioritizer.text.vectors_weights import unit_sparse

_SIZE = 150
_ROWS = 3000  # on which the basis is learnt; more change nothing
_BESIDE = 100  # words whose company counts, the most frequent
_TEXTS = 5000  # that the company is seen in, spread evenly
_HALF = 0.3  # of the mean divergence: where a column is worth one half
_STEP = 2.0**-12  # logarithms differ in their last bits between processors


def matter_rows(vectors: Vectors, *, seed: int = 0) -> NDArray[np.float32]:
    """Turn texts into rows in which themes are found.

    Words and n-grams are weighed by `company_worth` besides BM25, so that what all say beside
    anything else does not decide who stands together, and reduced to 150 dimensions.

    Parameters
    ----------
    vectors : Vectors
        Of the sample.
    seed : int
        Of the basis.

    Returns
    -------
    ndarray of shape (n, at most 150)
        Rows of length 1, rounded as `unit_rows` does.
    """
    words = vectors.words
    grams = vectors.sparse[:, words.shape[1] :]
    worth = np.concatenate([company_worth(words, words), company_worth(grams, words)])
    weighed = csr_matrix(
        (
            vectors.sparse.data * worth[vectors.sparse.indices],
            vectors.sparse.indices,
            vectors.sparse.indptr,
        ),
        shape=vectors.sparse.shape,
    )
    weighed = unit_sparse(weighed)
    rng = np.random.default_rng(seed)
    learnt = weighed
    if weighed.shape[0] > _ROWS:
        learnt = weighed[np.sort(rng.permutation(weighed.shape[0])[:_ROWS])]
    size = max(1, min(_SIZE, *learnt.shape))
    start = rng.standard_normal((learnt.shape[1], size)).astype(np.float32)
    basis = learn_basis(learnt, start, 1)
    return unit_rows(weighed @ (np.rint(basis * 2.0**16) * 2.0**-16).astype(np.float32))


def company_worth(columns: csr_matrix, words: csr_matrix) -> NDArray[np.float32]:
    """Say what each column is worth for telling matters apart, by the words beside it.

    Beside a word of grammar or politeness the hundred most frequent words stand as often as
    anywhere; beside a word that names a matter stand those of the matter. The divergence
    (Kullback-Leibler) of the words beside a column from those of all texts, less what chance
    makes of few texts, says so in any language and without a list. A column's worth is
    D / (D + .3 of the mean D), the mean taken over everything that stands in the texts.

    Parameters
    ----------
    columns : csr_matrix of shape (n_texts, n_columns)
        Counts of words or of n-grams.
    words : csr_matrix of shape (n_texts, n_words)

    Returns
    -------
    ndarray of shape (n_columns,)
        From 0 to 1; 1 for columns that stand beside no such word.

    References
    ----------
    Lo, R. T.-W., He, B. & Ounis, I. (2005). Automatically building a stopword list for an
    information retrieval system. *Journal of Digital Information Management* 3(1).

    Examples
    --------
    >>> held = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1]] * 9)  # "the", light, flood
    >>> worth = company_worth(csr_matrix(held), csr_matrix(held))
    >>> bool(worth[0] < worth[1])
    True
    """
    often = np.bincount(words.indices, minlength=words.shape[1])
    best = np.sort(np.argsort(-often, kind="stable")[:_BESIDE])
    step = max(1, -(-words.shape[0] // _TEXTS))
    here = columns[::step]
    here = csr_matrix((np.ones_like(here.data), here.indices, here.indptr), shape=here.shape)
    beside = (words[::step][:, best].toarray() > 0).astype(np.float32)
    together = (here.T.tocsr() @ beside).astype(np.float64)
    if columns is words:
        together[best, np.arange(len(best))] = 0  # no word stands beside itself
    told = together.sum(1)
    usual = together.sum(0) / max(together.sum(), 1)
    share = together / np.maximum(told, 1)[:, None]
    ratio = np.divide(share, usual, out=np.ones_like(share), where=share > 0)
    apart = (share * np.log(ratio)).sum(1)
    apart -= np.count_nonzero(together, axis=1) / (2 * np.maximum(told, 1))
    apart = np.rint(np.maximum(apart, 0) / _STEP) * _STEP
    known = np.bincount(here.indices, minlength=here.shape[1]) * (told > 0)
    half = _HALF * float((apart * known).sum()) / max(float(known.sum()), 1.0)
    worth = np.ones(len(apart))
    np.divide(apart, apart + half, out=worth, where=(told > 0) & (apart + half > 0))
    return worth.astype(np.float32)
