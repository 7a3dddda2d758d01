"""Rank many draws at once: one integer sort per draw, no argsort.

Score and position are packed into one integer, so that sorting it sorts both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from prioritizer.vocabulary import SCORE_DECIMALS, Matrix

Integers = NDArray[np.int64]


def sorted_keys(losses: Matrix) -> tuple[Integers, int]:
    """Pack and sort losses, least first; the array is used up.

    The bits of a number of 0 or more sort as the number does, so the agenda takes the place of the
    last few and no number is converted.

    Parameters
    ----------
    losses : ndarray of shape (n_draws, n_agendas)
        All 0 or more.

    Returns
    -------
    keys : ndarray of int64 of shape (n_draws, n_agendas)
        ``key & (2**bits - 1)`` is the agenda.
    bits : int
    """
    n_agendas = losses.shape[1]
    bits = max(1, (n_agendas - 1).bit_length())
    keys = losses.view(np.int64)
    keys &= ~((1 << bits) - 1)
    keys |= np.arange(n_agendas, dtype=np.int64)
    keys.sort(axis=1)
    return keys, bits


def sorted_score_keys(scores: Matrix) -> tuple[Integers, int]:
    """Pack and sort scores of 0 to 1, best first, compared on 9 decimals as everywhere else."""
    bits = max(1, (scores.shape[1] - 1).bit_length())
    steps = np.subtract(1.0, scores)
    steps *= 10.0**SCORE_DECIMALS
    keys: NDArray[Any] = np.rint(steps, out=steps).astype(np.int64)
    keys <<= bits
    keys |= np.arange(keys.shape[1], dtype=np.int64)
    keys.sort(axis=1)
    return keys, bits


def agendas_of(keys: Integers, bits: int) -> Integers:
    """Read off which agenda stands at each place."""
    order: Integers = keys & ((1 << bits) - 1)
    return order


def shared_places(keys: Integers, bits: int) -> NDArray[np.int32]:
    """Count places of sorted keys from 0; ties share the better place."""
    n_agendas = keys.shape[1]
    places = np.broadcast_to(np.arange(n_agendas, dtype=np.int32), keys.shape)
    steps = keys >> bits
    same = np.zeros(keys.shape, dtype=bool)
    np.equal(steps[:, 1:], steps[:, :-1], out=same[:, 1:])
    if not same.any():
        return places
    opened: NDArray[np.int32] = np.where(same, np.int32(0), places)
    return np.maximum.accumulate(opened, axis=1)


def ranks_of(scores: Matrix) -> NDArray[np.int32]:
    """Rank scores of 0 to 1 in every draw, from 1; ties share the better rank."""
    keys, bits = sorted_score_keys(scores)
    ranks = np.empty(scores.shape, dtype=np.int32)
    np.put_along_axis(ranks, agendas_of(keys, bits), shared_places(keys, bits) + 1, axis=1)
    return ranks


def block_sizes(n_draws: int, width: int, most: int = 100_000) -> list[int]:
    """Cut draws into blocks that fit in a processor's cache, whoever computes them."""
    size = max(1, min(n_draws, most // max(width, 1)))
    return [min(size, n_draws - start) for start in range(0, n_draws, size)]
