"""Which texts say nearly the same, over the whole study and in linear time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from prioritizer.signals.repeats_near import MIN_LIKENESS, N_MINIMA, NEAR_COLUMNS, minima

_OVERLAP = 0.5  # of the smaller: two keys that share so many signals mean one text


def band_columns(table: pd.DataFrame) -> list[str]:
    """List the columns by which texts may meet: the text itself, then its near keys."""
    return ["text_key", *(column for column in NEAR_COLUMNS if column in table.columns)]


def group_texts(texts: pd.DataFrame, min_size: int) -> NDArray[np.int64]:
    """Gather near-same texts around the keys that many signals share.

    A key (a text, or a band of near-same texts) that ``min_size`` signals hold is *popular*. Two
    popular keys of which the rarer shares half of its signals with the other mean one text. Each
    text joins the group of its most popular key, and stays if it is near-same to what most of the
    group says. So copies that differ a little meet, while a chain of ever less alike texts does
    not run away.

    Parameters
    ----------
    texts : DataFrame of shape (n_texts, …)
        ``text_key`` (unique), ``n`` (signals) and the near keys, where there are any.
    min_size : int
        Signals that make a key popular.

    Returns
    -------
    ndarray of shape (n_texts,), int64
        Number of the group; -1 for a text that stands alone.
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
        rows.append(held)
        keys.append(number[held])
        sizes.append(size[popular])
        tags.append(distinct[popular])
        n_keys += int(popular.sum())
    row, key = np.concatenate(rows), np.concatenate(keys)
    size, tag = np.concatenate(sizes), np.concatenate(tags)
    component = _merge_keys(row, key, size, n, n_keys)
    group = np.full(len(texts), -1, dtype=np.int64)
    # The most popular key wins; ties go to the smaller tag, so the order of rows means nothing.
    order = np.lexsort((tag[key], -size[key], row))
    first = np.unique(row[order], return_index=True)[1]
    group[row[order][first]] = component[key[order][first]]
    group[_stray(texts, group, n)] = -1
    return group


def _stray(
    texts: pd.DataFrame, group: NDArray[np.int64], n: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell which texts are not near-same to what most signals of their group say."""
    stray = group < 0
    bytes_of = minima(texts)
    held = np.flatnonzero(~stray)
    if not bytes_of.shape[1] or not len(held):
        return stray
    _, code = np.unique(group[held], return_inverse=True)
    shape = (int(code.max()) + 1, 256)
    agreed = np.zeros(len(held), dtype=np.int64)
    for column in range(N_MINIMA):
        byte = bytes_of[held, column].astype(np.int64)
        seen = np.bincount(code * 256 + byte, weights=n[held], minlength=shape[0] * 256)
        agreed += seen.reshape(shape).argmax(axis=1)[code] == byte
    stray[held] = agreed < MIN_LIKENESS * N_MINIMA
    return stray


def _merge_keys(
    row: NDArray[np.int64],
    key: NDArray[np.int64],
    size: NDArray[np.int64],
    n: NDArray[np.int64],
    n_keys: int,
) -> NDArray[np.int64]:
    """Join popular keys that share most of their signals, and number the sets."""
    shape = (len(n), n_keys)
    held = sparse.csr_matrix((np.ones(len(row)), (row, key)), shape=shape)
    counted = sparse.csr_matrix((n[row].astype(np.float64), (row, key)), shape=shape)
    shared = (held.T @ counted).tocoo()
    smaller = np.minimum(size[shared.row], size[shared.col])
    one = shared.data >= _OVERLAP * smaller
    graph = sparse.coo_matrix(
        (np.ones(int(one.sum()), dtype=np.int8), (shared.row[one], shared.col[one])),
        shape=(n_keys, n_keys),
    )
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
