"""Character n-grams of whole chunks of texts, counted in numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

HASH_BITS = 22
_BLOCK = 4096  # texts at a time: bounds memory, and the arrays stay near the processor
_SPACE = 32

Codes = NDArray[np.uint32]


def _code_points(texts: Sequence[str]) -> tuple[Codes, NDArray[np.int64]]:
    """Join texts, one space around each, and say where each begins (and the last one ends)."""
    padded = [f" {' '.join(text.lower().split())} " for text in texts]
    joined = "".join(padded).encode("utf-32-le", "surrogatepass")
    starts = np.zeros(len(padded) + 1, np.int64)
    np.cumsum([len(text) for text in padded], out=starts[1:])
    return np.frombuffer(joined, np.uint32), starts


def _hashes(codes: Codes, lengths: tuple[int, int]) -> NDArray[np.int32]:
    """Hash the n-grams that begin at each place; -1 where one would cross a space.

    Returns an array of shape (n_places, n_lengths).
    """
    shortest, longest = lengths
    n = len(codes)
    out = np.full((n, longest - shortest + 1), -1, np.int32)
    space = codes == _SPACE
    mixed = codes * np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(15)
    running = np.zeros(n, np.uint32)
    clear = np.ones(n, np.bool_)
    for length in range(1, min(longest, n) + 1):
        size = n - length + 1
        running = running[:size] * np.uint32(0x01000193) + mixed[length - 1 :]
        if length > 2:
            clear = clear[:size] & ~space[length - 2 : n - 1]
        if length >= shortest:
            stirred = running ^ (running >> np.uint32(16))
            stirred *= np.uint32(0x9E3779B1)
            stirred >>= np.uint32(32 - HASH_BITS)
            ok = clear[:size]
            if length == 2:  # the gap between two texts, or a space and nothing
                ok = ~(space[:size] & space[1:])
            out[:size, length - shortest][ok] = stirred[ok].astype(np.int32)
    return out


def _blocks(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), _BLOCK):
        yield texts[start : start + _BLOCK]


def learn_grams(
    texts: Sequence[str], lengths: tuple[int, int], max_grams: int, min_count: int
) -> tuple[NDArray[np.int32], NDArray[np.str_]]:
    """Find the most frequent character n-grams that do not cross a space.

    Parameters
    ----------
    texts : sequence of str
    lengths : tuple of int
        Shortest and longest n-gram, in characters; the space before and after a text counts.
    max_grams : int
        How many to keep, the most frequent first (ties by hash).
    min_count : int
        Rarer ones are not kept.

    Returns
    -------
    table : ndarray of shape (2**22,)
        Column of each hash, -1 for n-grams that are not kept.
    names : ndarray of shape (n_grams,)
        An n-gram of each column. Two n-grams of one hash share a column (about one in eight
        columns also counts some rare stranger).
    """
    counts = np.zeros(1 << HASH_BITS, np.int64)
    for block in _blocks(texts):
        hashes = _hashes(_code_points(block)[0], lengths).ravel()
        counts += np.bincount(hashes[hashes >= 0], minlength=len(counts))
    kept = np.flatnonzero(counts >= min_count)
    if len(kept) > max_grams:
        least = np.partition(counts[kept], len(kept) - max_grams)[len(kept) - max_grams]
        more, ties = counts[kept] > least, np.flatnonzero(counts[kept] == least)
        more[ties[: max_grams - np.count_nonzero(more)]] = True
        kept = kept[more]
    table = np.full(1 << HASH_BITS, -1, np.int32)
    table[kept] = np.arange(len(kept), dtype=np.int32)
    return table, _names(texts, lengths, table, len(kept))


def _names(
    texts: Sequence[str], lengths: tuple[int, int], table: NDArray[np.int32], n_grams: int
) -> NDArray[np.str_]:
    """Find one n-gram for each column, the first that was met."""
    names = np.zeros((n_grams, lengths[1]), np.uint32)
    missing = np.ones(n_grams, np.bool_)
    for block in _blocks(texts):
        if not missing.any():
            break
        codes = _code_points(block)[0]
        hashes = _hashes(codes, lengths)
        columns = np.where(hashes >= 0, table[hashes], -1).ravel()
        places = np.flatnonzero((columns >= 0) & missing[columns])[::-1]
        first = np.full(n_grams, -1)
        first[columns[places]] = places  # the last to be written stands: the first that was met
        met = np.flatnonzero(first >= 0)
        at, extra = np.divmod(first[met], hashes.shape[1])
        for i in range(lengths[1]):
            held = i < extra + lengths[0]
            names[met[held], i] = codes[at[held] + i]
        missing[met] = False
    return names.view(f"<U{lengths[1]}").ravel() if n_grams else np.array([], dtype=np.str_)


def count_grams(
    texts: Sequence[str], lengths: tuple[int, int], table: NDArray[np.int32], n_grams: int
) -> csr_matrix:
    """Count the learnt n-grams of each text.

    Returns
    -------
    csr_matrix of shape (n_texts, n_grams)
        float32 counts, columns sorted within each row.
    """
    parts = []
    for block in _blocks(texts):
        codes, starts = _code_points(block)
        hashes = _hashes(codes, lengths)
        columns = table[hashes]
        columns[hashes < 0] = -1
        kept = columns.ravel() >= 0
        ends = np.zeros(len(kept) + 1, np.int32)
        np.cumsum(kept, out=ends[1:])
        indptr = ends[starts * hashes.shape[1]]
        indices = columns.ravel()[kept]
        part = csr_matrix(
            (np.ones(len(indices), np.float32), indices, indptr), shape=(len(block), n_grams)
        )
        part.sum_duplicates()
        parts.append(part)
    none = csr_matrix(np.zeros((0, n_grams), np.float32))
    return csr_matrix(vstack(parts, format="csr")) if parts else none
