"""Which source of uncertainty decides: Shapley shares of the variance of ranks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from prioritizer.robustness.drawing import draw_scores
from prioritizer.robustness.weighting import Tree
from prioritizer.vocabulary import Matrix

WEIGHT_DRAWS = 5
"""Draws of weights for each replicate of the data."""


def share_out(
    draw_values: Callable[[frozenset[str], int], Matrix | Iterator[Matrix]],
    tree: Tree,
    ranked: NDArray[np.bool_],
    sources: tuple[str, ...],
    n_replicates: int,
    stream: np.random.SeedSequence,
    point: Matrix,
    stretch: float = 1.0,
) -> tuple[Matrix, Matrix]:
    """Share out the variance of ranks over the sources.

    The worth of a set of sources is the variance of an agenda's rank when these alone are drawn and
    the others stand at their points; a source's share is its mean gain over all orders of joining
    (Shapley). Draws are common to all sets, so that differences are owed to the sources and not to
    luck. What noise leaves below 0 is set to 0, and shares are scaled to sum to 1.

    Parameters
    ----------
    draw_values : callable
        See :func:`prioritizer.robustness.simulate`.
    tree : Tree
    ranked : ndarray of bool of shape (n_agendas,)
    sources : tuple of str
    n_replicates : int
        Replicates of each set; 0: nothing is shared out.
    stream : SeedSequence
        One stream of weights for all sets.
    point : ndarray of shape (n_layers, 1, n_agendas)
        Layers at point values.
    stretch : float
        As in the joint simulation.

    Returns
    -------
    shares : ndarray of shape (n_agendas, n_sources)
        Rows sum to 1; NaN where the rank never moves.
    overall : ndarray of shape (n_sources,)

    References
    ----------
    Owen, A. B. (2014). Sobol' indices and Shapley value. *SIAM/ASA J. Uncertainty Quantification*
    2, 245-251.
    """
    n_agendas, n_sources = len(ranked), len(sources)
    if not n_replicates or not ranked.any():
        return np.full((n_agendas, n_sources), np.nan), np.full(n_sources, np.nan)
    worth: dict[frozenset[str], Matrix] = {frozenset(): np.zeros(n_agendas)}
    alive = []
    for source in sources:  # a source that moves nothing halves the sets
        if source == "weights":
            alive.append(source)
            continue
        layers = tree.layers(draw_values(frozenset([source]), n_replicates))
        if (np.abs(layers - point) > 1e-12).any():
            alive.append(source)
            worth[frozenset([source])] = _variance(layers, tree, ranked, False, stream, stretch)
            if "weights" in sources:
                both = frozenset([source, "weights"])
                worth[both] = _variance(layers, tree, ranked, True, stream, stretch)
    data = [s for s in alive if s != "weights"]
    for size in range(len(data) + 1):
        for chosen in combinations(data, size):
            known = frozenset(chosen)
            missing = [vary for vary in (False, True) if _key(known, vary) not in worth]
            if "weights" not in alive:
                missing = [vary for vary in missing if not vary]
            if not missing:
                continue
            layers = tree.layers(draw_values(known, n_replicates)) if size else point
            for vary in missing:
                worth[_key(known, vary)] = _variance(
                    layers, tree, ranked, vary, stream, stretch, n_replicates
                )
    gains = _shapley(worth, alive, n_agendas)
    result = np.zeros((n_agendas, n_sources))
    for k, source in enumerate(alive):
        result[:, sources.index(source)] = gains[k]
    overall = result[ranked].sum(axis=0)
    result[~ranked] = 0.0
    return _normalised(result), _normalised(overall[None])[0]


def _key(data: frozenset[str], vary: bool) -> frozenset[str]:
    return data | {"weights"} if vary else data


def _variance(
    layers: Matrix,
    tree: Tree,
    ranked: NDArray[np.bool_],
    vary: bool,
    stream: np.random.SeedSequence,
    stretch: float,
    n_replicates: int | None = None,
) -> Matrix:
    """Variance of every rank over the draws of one set of sources."""
    n_draws = (n_replicates or layers.shape[1]) * (WEIGHT_DRAWS if vary else 1)
    if not vary and layers.shape[1] == 1:
        n_draws = 1
    fresh = np.random.SeedSequence(stream.entropy, spawn_key=stream.spawn_key)
    drawn = draw_scores(layers, tree, ranked, n_draws, fresh, vary=vary, stretch=stretch)
    variance: Matrix = drawn.ranks.astype(np.float32).var(axis=1, dtype=np.float64)
    return variance


def _shapley(worth: dict[frozenset[str], Matrix], sources: list[str], n_agendas: int) -> Matrix:
    n = len(sources)
    gains = np.zeros((n, n_agendas))
    for k, source in enumerate(sources):
        others = [s for s in sources if s != source]
        for size in range(n):
            part = factorial(size) * factorial(n - size - 1) / factorial(n)
            for chosen in combinations(others, size):
                before = frozenset(chosen)
                gains[k] += part * (worth[before | {source}] - worth[before])
    return gains


def _normalised(gains: Matrix) -> Matrix:
    totals = np.maximum(gains, 0.0).sum(axis=1, keepdims=True)
    kept = np.where(gains > 1e-9 * totals, gains, 0.0)
    totals = kept.sum(axis=1, keepdims=True)
    return np.where(totals > 1e-12, kept / np.where(totals > 1e-12, totals, 1.0), np.nan)
