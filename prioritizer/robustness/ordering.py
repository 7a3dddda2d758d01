"""Rank many draws at once: one integer sort per draw, no argsort.

Score and position are packed into one integer, so that sorting it sorts both. Scores are cut to a
grid first; what lies on one grid step is tied.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from prioritizer.vocabulary import SCORE_DECIMALS, Matrix

Integers = NDArray[np.int64]
_GRID = 1 << 40


def sorted_keys(scores: Matrix, low: float, high: float) -> tuple[Integers, int]:
    """Pack and sort scores, best first.

    Parameters
    ----------
    scores : ndarray of shape (n_draws, n_agendas)
        All between ``low`` and ``high``.

    Returns
    -------
    keys : ndarray of int64 of shape (n_draws, n_agendas)
        ``key >> bits`` is the step of the score, 0 at ``high``; ``key & (2**bits - 1)`` the agenda.
    bits : int
    """
    n_agendas = scores.shape[1]
    bits = max(1, (n_agendas - 1).bit_length())
    spread = high - low
    steps = np.subtract(high, scores)
    steps *= _GRID / spread if spread > 0 else 0.0
    return _pack(steps, bits), bits


def sorted_score_keys(scores: Matrix) -> tuple[Integers, int]:
    """Pack and sort scores of 0 to 1, compared on 9 decimals as everywhere else."""
    bits = max(1, (scores.shape[1] - 1).bit_length())
    steps = np.subtract(1.0, scores)
    steps *= 10.0**SCORE_DECIMALS
    return _pack(steps, bits), bits


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


def block_sizes(n_draws: int, width: int, most: int = 1 << 18) -> list[int]:
    """Cut draws into blocks that fit in a processor's cache, whoever computes them."""
    size = max(1, min(n_draws, most // max(width, 1)))
    return [min(size, n_draws - start) for start in range(0, n_draws, size)]


def _pack(steps: Matrix, bits: int) -> Integers:
    keys: NDArray[Any] = np.rint(steps, out=steps).astype(np.int64)
    keys <<= bits
    keys |= np.arange(keys.shape[1], dtype=np.int64)
    keys.sort(axis=1)
    return keys
