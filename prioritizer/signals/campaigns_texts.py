"""Which texts say nearly the same, over the whole study and in linear time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from prioritizer.signals.repeats_near import N_MINIMA, NEAR_COLUMNS
from prioritizer.vocabulary import Matrix

MIN_LOOSE = 1 / 3
"""Texts that agree with a group in a third are said of the same, in other words."""

_AT_ONCE = 250_000  # texts whose keys are held side by side
_OVERLAP = 0.5  # of the smaller: two keys that share so many signals mean one text


def band_columns(table: pd.DataFrame) -> list[str]:
    """List the columns by which texts may meet: the text itself, then its near keys."""
    return ["text_key", *(column for column in NEAR_COLUMNS if column in table.columns)]


def group_texts(
    texts: pd.DataFrame, min_size: int, least: int = 0
) -> tuple[NDArray[np.int64], Matrix]:
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
    least : int
        Signals that a group must have.

    Returns
    -------
    group : ndarray of shape (n_texts,), int64
        Number of the group; -1 for a text that stands alone.
    likeness : ndarray of shape (n_texts,)
        Share in which the text agrees with most signals of its group: 1 where there are no near
        keys, 0 outside groups.
    """
    n = texts["n"].to_numpy(dtype=np.int64)
    columns = band_columns(texts)
    number = np.empty((len(columns), len(texts)), dtype=np.int32)  # of the popular keys, else -1
    sizes, tags = [], []
    n_keys = 0
    for own, column in zip(number, columns, strict=True):
        distinct, code = np.unique(texts[column].to_numpy(), return_inverse=True)
        size = np.bincount(code, weights=n, minlength=len(distinct)).astype(np.int64)
        popular = size >= min_size
        if column != "text_key":
            popular &= distinct != 0
        own[:] = np.where(popular, np.cumsum(popular) - 1 + n_keys, -1).astype(np.int32)[code]
        sizes.append(size[popular])
        tags.append(distinct[popular].astype(np.uint64))
        n_keys += int(popular.sum())
    size, tag = np.concatenate(sizes), np.concatenate(tags)
    component = _merge_keys(number, size, n)
    # The most popular key wins; ties go to the smaller tag, so the order of rows means nothing.
    best = np.lexsort((tag, -size))
    place = np.full(n_keys + 1, n_keys, dtype=np.int32)  # the last one: of no key
    place[best] = np.arange(n_keys, dtype=np.int32)
    first = place[number[0]]
    for own in number[1:]:
        first = np.minimum(first, place[own])
    group = np.append(component[best], -1)[first]
    held = np.bincount(group + 1, weights=n, minlength=1)
    held[0] = 0
    group[(held < least)[group + 1]] = -1
    return group, _likeness(texts, group, n)


def _likeness(texts: pd.DataFrame, group: NDArray[np.int64], n: NDArray[np.int64]) -> Matrix:
    """Measure how like each text is to what most signals of its group say."""
    likeness = np.where(group < 0, 0.0, 1.0)
    bands = band_columns(texts)[1:]
    held = np.flatnonzero(group >= 0)
    if not bands or not len(held):
        return likeness
    _, code = np.unique(group[held], return_inverse=True)
    shape = (int(code.max()) + 1, 256)
    agreed = np.zeros(len(held), dtype=np.int64)
    for band in bands:
        key = texts[band].to_numpy(dtype=np.uint32)[held]
        for shift in range(0, 32, 8):
            byte = (key >> np.uint32(shift) & np.uint32(255)).astype(np.int64)
            seen = np.bincount(code * 256 + byte, weights=n[held], minlength=shape[0] * 256)
            agreed += seen.reshape(shape).argmax(axis=1)[code] == byte
    likeness[held] = agreed / N_MINIMA
    return likeness


def _merge_keys(
    number: NDArray[np.int32], size: NDArray[np.int64], n: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Join popular keys that share most of their signals, and number the sets."""
    n_keys = len(size)
    shared = sparse.csr_matrix((n_keys, n_keys), dtype=np.int32)
    for start in range(0, len(n), _AT_ONCE):
        some, said = number[:, start : start + _AT_ONCE], n[start : start + _AT_ONCE]
        row = np.nonzero(some.T >= 0)[0].astype(np.int32)
        key = some.T[some.T >= 0]
        shape = (len(said), n_keys)
        held = sparse.csr_matrix((np.ones(len(row), dtype=np.int32), (row, key)), shape=shape)
        counted = sparse.csr_matrix((said[row].astype(np.int32), (row, key)), shape=shape)
        shared = shared + held.T @ counted
    shared = shared.tocoo()
    smaller = np.minimum(size[shared.row], size[shared.col])
    one = shared.data >= _OVERLAP * smaller
    graph = sparse.coo_matrix(
        (np.ones(int(one.sum()), dtype=np.int8), (shared.row[one], shared.col[one])),
        shape=(n_keys, n_keys),
    )
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
