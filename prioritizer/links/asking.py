"""Which signals a person should judge: those that teach most, or those that measure best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from prioritizer.vocabulary import Matrix

Codes = NDArray[np.int64]

N_CANDIDATES = 3
"""Agendas that a sheet offers for each signal."""

_SHARE_AT_RANDOM = 0.5
_LOOKED_AT = 100  # most doubtful signals looked at for each one chosen
_ASKED = 4.0  # a doubt of one quarter, the greatest there is, counts as one question asked
_LEAST_CHANCE = 0.001
_STRATA = (0.0, 0.5, 0.9)  # lower ends of the strata by strongest link; below the first: no link


def choose_useful(
    chances: Matrix, dense: NDArray[np.float32], open_rows: Codes, n: int, seed: int
) -> Codes:
    """Choose signals whose judgement teaches the linker most.

    Half are drawn at random, so that the shares of the agendas can be learnt from them; the
    others are those the linker doubts most, no two of them alike, and of ever new agendas: a doubt
    between two agendas counts the less the more of their signals are asked for already.

    Parameters
    ----------
    chances : ndarray of shape (n_signals, n_agendas)
        Chance that each signal speaks for each agenda.
    dense : ndarray of shape (n_signals, n_components)
        Rows of length 1.
    open_rows : ndarray of int
        Signals that nobody has judged.
    n : int
        How many to choose.
    seed : int

    Returns
    -------
    ndarray of int
        Rows, ascending.
    """
    random = np.random.default_rng(seed)
    order = random.permutation(open_rows)
    n_random = min(len(order), int(np.ceil(_SHARE_AT_RANDOM * n)))
    chosen = list(order[:n_random])
    rest = order[n_random:]
    doubt = chances * (1 - chances)
    most = _LOOKED_AT * max(n - n_random, 0)
    looked = rest[np.argsort(-doubt[rest].sum(axis=1), kind="stable")[:most]]
    asked = _ASKED * doubt[chosen].sum(axis=0)
    nearest, is_open = np.zeros(len(looked)), np.ones(len(looked), dtype=bool)
    for _ in range(min(n - n_random, len(looked))):
        worth = (doubt[looked] @ (1 / (1 + asked))) * (1 - np.clip(nearest, 0, 1))
        best = int(np.argmax(np.where(is_open, worth, -1.0)))
        chosen.append(looked[best])
        is_open[best] = False
        asked = asked + _ASKED * doubt[looked[best]]
        nearest = np.maximum(nearest, dense[looked] @ dense[looked[best]])
    return np.sort(np.array(chosen, dtype=np.int64))


def choose_audit(
    strongest: Matrix, open_rows: Codes, n: int, seed: int, n_signals: int
) -> tuple[Codes, Matrix]:
    """Draw a sample that measures the links: strata by the strongest link, alike in number.

    Parameters
    ----------
    strongest : ndarray of shape (n_sample,)
        Strength of each signal's strongest accepted link, 0 where there is none.
    open_rows : ndarray of int
    n : int
    seed : int
    n_signals : int
        Signals of the whole study, which the sample stands for.

    Returns
    -------
    tuple of (ndarray of int, ndarray of float)
        Rows, ascending; and how many signals each stands for.
    """
    random = np.random.default_rng(seed)
    stratum = np.searchsorted(np.array(_STRATA), strongest[open_rows], side="left")
    groups = [random.permutation(open_rows[stratum == s]) for s in range(len(_STRATA) + 1)]
    groups = sorted((g for g in groups if len(g)), key=len)
    rows: list[Codes] = []
    weights: list[Matrix] = []
    left = min(n, len(open_rows))
    for place, group in enumerate(groups):
        size = min(len(group), -(-left // (len(groups) - place)))
        if size == 0:
            continue
        left -= size
        rows.append(group[:size])
        weights.append(
            np.full(size, len(group) / size * n_signals / len(open_rows), dtype=np.float64)
        )
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    found: Codes = np.concatenate(rows)
    weight = np.asarray(np.round(np.concatenate(weights), 4), dtype=np.float64)
    order = np.argsort(found)
    return found[order], weight[order]


def candidates(chances: Matrix) -> list[list[int]]:
    """Name the likeliest agendas of each signal, in the agendas' own order."""
    found = []
    for row in chances:
        best = np.argsort(-row, kind="stable")[:N_CANDIDATES]
        found.append(sorted(int(agenda) for agenda in best if row[agenda] >= _LEAST_CHANCE))
    return found
