"""Scores and ranks in every draw: blocks with their own streams, in any number of workers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from prioritizer.robustness.ordering import block_sizes, ranks_of
from prioritizer.robustness.weighting import Tree
from prioritizer.vocabulary import Matrix


@dataclass(frozen=True)
class Draws:
    """Every agenda in every draw.

    Parameters
    ----------
    scores : ndarray of float32 of shape (n_agendas, n_draws)
    ranks : ndarray of uint16 of shape (n_agendas, n_draws)
        From 1, ties share the better; 0 for agendas that are not ranked.
    criterion_weights : ndarray of shape (n_draws, n_criteria)
    layer_weights : ndarray of shape (n_draws, n_layers)
    """

    scores: NDArray[np.float32]
    ranks: NDArray[np.uint16]
    criterion_weights: Matrix
    layer_weights: Matrix


def draw_scores(
    layers: Matrix,
    tree: Tree,
    ranked: NDArray[np.bool_],
    n_draws: int,
    stream: np.random.SeedSequence,
    *,
    vary: bool = True,
    stretch: float = 1.0,
    n_jobs: int = 1,
) -> Draws:
    """Score and rank: draw d takes replicate d (counted round) and its own weights.

    Parameters
    ----------
    layers : ndarray of shape (n_layers, n_replicates, n_agendas)
    tree : Tree
    ranked : ndarray of bool of shape (n_agendas,)
    n_draws : int
    stream : SeedSequence
    vary : bool
        Draw weights; otherwise they keep their stated values.
    stretch : float
        Before they are ranked (not in ``scores``) the data's deviations from their mean over the
        replicates are made so many times as large; see :func:`rank_stretch`.
    n_jobs : int
        Blocks are ranked in so many threads; the bytes are the same.
    """
    n_agendas = layers.shape[2]
    if int(ranked.sum()) >= 1 << 16:
        raise ValueError("more than 65,535 agendas cannot be ranked together.")
    outer, weights = tree.draw(n_draws, np.random.default_rng(stream)) if vary else tree.point()
    outer = np.broadcast_to(outer, (n_draws, outer.shape[1]))
    weights = np.broadcast_to(weights, (n_draws, weights.shape[1]))
    scores = np.empty((n_agendas, n_draws), dtype=np.float32)
    ranks = np.zeros((n_agendas, n_draws), dtype=np.uint16)
    sizes = block_sizes(n_draws, n_agendas)
    centre = layers.mean(axis=1)
    starts = np.concatenate([[0], np.cumsum(sizes)])

    def work(start: int, stop: int) -> None:
        turn = np.arange(start, stop) % layers.shape[1]
        block = np.zeros((stop - start, n_agendas))
        for k in range(len(layers)):
            block += weights[start:stop, k, None] * layers[k, turn]
        np.clip(block, 0.0, 1.0, out=block)
        scores[:, start:stop] = block.T
        if stretch != 1.0:
            middle = np.einsum("dl,la->da", weights[start:stop], centre)
            block = middle + stretch * (block - middle)
        own = block if ranked.all() else np.ascontiguousarray(block[:, ranked])
        if own.shape[1]:
            ranks[ranked, start:stop] = ranks_of(own).T

    jobs = (delayed(work)(int(a), int(b)) for a, b in pairwise(starts))
    Parallel(n_jobs=n_jobs, require="sharedmem")(jobs)
    return Draws(scores, ranks, outer, weights)
