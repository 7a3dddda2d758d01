"""Which texts say nearly the same, over the whole study and in linear time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from prioritizer.signals.repeats_near import N_MINIMA, NEAR_COLUMNS, minima
from prioritizer.vocabulary import Matrix

MIN_LOOSE = 1 / 3
"""Texts that agree with a group in a third are said of the same, in other words."""

_OVERLAP = 0.5  # of the smaller: two keys that share so many signals mean one text


def band_columns(table: pd.DataFrame) -> list[str]:
    """List the columns by which texts may meet: the text itself, then its near keys."""
    return ["text_key", *(column for column in NEAR_COLUMNS if column in table.columns)]


def group_texts(texts: pd.DataFrame, min_size: int) -> tuple[NDArray[np.int64], Matrix]:
    """Gather near-same texts around the keys that many signals share.

    A key (a text, or a band of near-same texts) that ``min_size`` signals hold is *popular*. Two
    popular keys of which the rarer shares half of its signals with the other mean one text. Each
    text joins the group of its most popular key; how like it is to what most of the group says
    tells whether it belongs to its core. So copies that differ a little meet, while a chain of ever
    less alike texts does not run away.

    Parameters
    ----------
    texts : DataFrame of shape (n_texts, …)
        ``text_key`` (unique), ``n`` (signals) and the near keys, where there are any.
    min_size : int
        Signals that make a key popular.

    Returns
    -------
    group : ndarray of shape (n_texts,), int64
        Number of the group; -1 for a text that stands alone.
    likeness : ndarray of shape (n_texts,)
        Share in which the text agrees with most signals of its group: 1 where there are no near
        keys, 0 outside groups.
    """
    n = texts["n"].to_numpy(dtype=np.int64)
    rows, keys, sizes, tags = [], [], [], []
    n_keys = 0
    for column in band_columns(texts):
        values = texts[column].to_numpy(dtype=np.uint64)
        distinct, code = np.unique(values, return_inverse=True)
        size = np.bincount(code, weights=n, minlength=len(distinct)).astype(np.int64)
        popular = size >= min_size
        if column != "text_key":
            popular &= distinct != 0
        number = np.where(popular, np.cumsum(popular) - 1 + n_keys, -1)[code]
        held = np.flatnonzero(number >= 0)
        rows.append(held.astype(np.int32))
        keys.append(number[held].astype(np.int32))
        sizes.append(size[popular])
        tags.append(distinct[popular])
        n_keys += int(popular.sum())
    row, key = np.concatenate(rows), np.concatenate(keys)
    size, tag = np.concatenate(sizes), np.concatenate(tags)
    component = _merge_keys(row, key, size, n, n_keys)
    # The most popular key wins; ties go to the smaller tag, so the order of rows means nothing.
    best = np.lexsort((tag, -size))
    place = np.empty(n_keys, dtype=np.int32)
    place[best] = np.arange(n_keys, dtype=np.int32)
    first = np.full(len(texts), n_keys, dtype=np.int32)
    np.minimum.at(first, row, place[key])
    group = np.append(component[best], -1)[first]
    return group, _likeness(texts, group, n)


def _likeness(texts: pd.DataFrame, group: NDArray[np.int64], n: NDArray[np.int64]) -> Matrix:
    """Measure how like each text is to what most signals of its group say."""
    likeness = np.where(group < 0, 0.0, 1.0)
    bytes_of = minima(texts)
    held = np.flatnonzero(group >= 0)
    if not bytes_of.shape[1] or not len(held):
        return likeness
    _, code = np.unique(group[held], return_inverse=True)
    shape = (int(code.max()) + 1, 256)
    agreed = np.zeros(len(held), dtype=np.int64)
    for column in range(N_MINIMA):
        byte = bytes_of[held, column].astype(np.int64)
        seen = np.bincount(code * 256 + byte, weights=n[held], minlength=shape[0] * 256)
        agreed += seen.reshape(shape).argmax(axis=1)[code] == byte
    likeness[held] = agreed / N_MINIMA
    return likeness


def _merge_keys(
    row: NDArray[np.int32],
    key: NDArray[np.int32],
    size: NDArray[np.int64],
    n: NDArray[np.int64],
    n_keys: int,
) -> NDArray[np.int64]:
    """Join popular keys that share most of their signals, and number the sets."""
    ones = np.ones(len(row), dtype=np.int32)
    held = sparse.csr_matrix((ones, (row, key)), shape=(len(n), n_keys))
    said = np.repeat(n.astype(np.int32), np.diff(held.indptr))
    counted = sparse.csr_matrix((said, held.indices, held.indptr), shape=held.shape)
    shared = (held.T @ counted).tocoo()
    smaller = np.minimum(size[shared.row], size[shared.col])
    one = shared.data >= _OVERLAP * smaller
    graph = sparse.coo_matrix(
        (np.ones(int(one.sum()), dtype=np.int8), (shared.row[one], shared.col[one])),
        shape=(n_keys, n_keys),
    )
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
