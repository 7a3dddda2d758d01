"""SMAA-2: how often each agenda takes each rank over all admissible weightings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.robustness.exact import MOST_EXACT, exact_tally
from prioritizer.robustness.ordering import agendas_of, block_sizes, sorted_keys
from prioritizer.scoring.checks import as_matrix, as_vector
from prioritizer.vocabulary import Matrix


@dataclass(frozen=True)
class Acceptability:
    """How often each agenda takes each rank, and what one must believe to put it first.

    Parameters
    ----------
    acceptability : ndarray of shape (n_agendas, n_agendas)
        Share of draws that give the row's agenda the rank column + 1. Rows and columns sum to 1;
        agendas that are alike on every criterion share their ranks evenly.
    central_weights : ndarray of shape (n_agendas, n_criteria)
        Mean of the weights that put the agenda first; NaN where none did.
    confidence : ndarray of shape (n_agendas,)
        Share of data draws in which the agenda is first at its central weights; NaN where none put
        it first.
    """

    acceptability: Matrix
    central_weights: Matrix
    confidence: Matrix


def rank_acceptability(
    values: ArrayLike, *, alpha: ArrayLike | None = None, n_draws: int = 10_000, seed: int = 0
) -> Acceptability:
    """Draw weights at random, and count who takes which rank.

    Parameters
    ----------
    values : array-like of shape (n_agendas, n_criteria) or (n_replicates, n_agendas, n_criteria)
        What each performance is worth; more is better. With replicates, each draw of weights meets
        one of them in turn.
    alpha : float or array-like of shape (n_criteria,), optional
        Dirichlet parameters of the weights; ones (every weighting alike) by default. A criterion of
        0 never has weight.
    n_draws : int
        How many weightings.
    seed : int
        Same seed, same answer.

    Returns
    -------
    Acceptability

    Notes
    -----
    With one or two criteria and at most 64 agendas nothing is drawn: weights lie on a line, cut
    where two agendas swap, and every piece is weighed by its Beta probability.

    References
    ----------
    Lahdelma, R. & Salminen, P. (2001). SMAA-2: stochastic multicriteria acceptability analysis for
    group decision making. *Operations Research* 49(3), 444-454.

    Examples
    --------
    >>> result = rank_acceptability([[1.0, 0.0], [0.0, 1.0], [0.4, 0.4]], n_draws=1000)
    >>> result.acceptability[2].round(1)
    array([0. , 0.8, 0.2])
    """
    table = _as_replicates(values)
    n_replicates, n_agendas, n_criteria = table.shape
    if n_draws < 1:
        raise ValueError(f"n_draws is {n_draws}: at least 1.")
    shape = dirichlet_alpha(alpha, n_criteria)
    if n_replicates == 1 and n_criteria <= 2 and n_agendas <= MOST_EXACT:
        return _settle(table, *exact_tally(table[0], shape))
    sizes = block_sizes(n_draws, n_agendas)
    streams = np.random.SeedSequence(seed).spawn(len(sizes))
    tally = _Tally(n_agendas, n_criteria)
    losses = _losses(table)
    alone = np.ascontiguousarray(losses[0].T)
    start = 0
    for size, stream in zip(sizes, streams, strict=True):
        weights = draw_dirichlet(shape, size, np.random.default_rng(stream))
        if n_replicates == 1:
            drawn = np.einsum("dc,ca->da", weights, alone)
        else:
            turn = np.arange(start, start + size) % n_replicates
            drawn = np.einsum("dc,dac->da", weights, losses[turn])
        tally.add(drawn, weights)
        start += size
    return tally.result(table)


def acceptability_of_draws(values: ArrayLike, weights: ArrayLike) -> Acceptability:
    """Count who takes which rank over draws that are given.

    Parameters
    ----------
    values : array-like of shape (n_draws, n_agendas, n_criteria) or (n_agendas, n_criteria)
        Values in every draw, or the same for all.
    weights : array-like of shape (n_draws, n_criteria) or (n_criteria,)
        Weights in every draw, or the same for all.

    Returns
    -------
    Acceptability

    Examples
    --------
    >>> acceptability_of_draws([[1.0, 1.0], [0.0, 0.0]], [[0.5, 0.5], [0.2, 0.8]]).central_weights
    array([[0.35, 0.65],
           [ nan,  nan]])
    """
    table = _as_replicates(values)
    drawn = np.atleast_2d(np.array(weights, dtype=np.float64))
    drawn = as_matrix(drawn, "weights")
    n_draws = max(len(table), len(drawn))
    if (drawn < 0).any():
        raise ValueError("weights: a weight is 0 or more.")
    if drawn.shape[1] != table.shape[2] or any(len(x) not in (1, n_draws) for x in (table, drawn)):
        raise ValueError(f"values {table.shape} and weights {drawn.shape} do not meet.")
    tally = _Tally(table.shape[1], table.shape[2])
    losses = _losses(table)
    start = 0
    for size in block_sizes(n_draws, table.shape[1]):
        rows = slice(start, start + size)
        block = losses[rows] if len(table) > 1 else losses
        own = drawn[rows] if len(drawn) > 1 else np.repeat(drawn, size, axis=0)
        lost = np.einsum("dc,dac->da", own, np.broadcast_to(block, (size, *table.shape[1:])))
        tally.add(lost, own)
        start += size
    return tally.result(table)


def dirichlet_alpha(alpha: ArrayLike | None, n_criteria: int) -> Matrix:
    """Check Dirichlet parameters; ones by default, one number for all."""
    if alpha is None:
        return np.ones(n_criteria)
    array = as_vector(np.atleast_1d(np.asarray(alpha, dtype=np.float64)), "alpha")
    if len(array) == 1:
        array = np.repeat(array, n_criteria)
    if len(array) != n_criteria:
        raise ValueError(f"alpha: {n_criteria} expected, one per criterion; got {len(array)}.")
    if (array < 0).any() or not array.max() > 0:
        raise ValueError("alpha: 0 or more, and at least one above 0.")
    return array


def draw_dirichlet(alpha: Matrix, n_draws: int, rng: np.random.Generator) -> Matrix:
    """Draw weights that sum to 1; a parameter of 0 gives none."""
    weights = np.zeros((n_draws, len(alpha)))
    used = alpha > 0
    weights[:, used] = rng.dirichlet(alpha[used], n_draws)
    return weights


def _losses(table: Matrix) -> Matrix:
    """Turn values round into losses of 1 to 2: they sort alike, and their bits do too."""
    low, high = float(table.min()), float(table.max())
    spread = high - low
    return 1.0 + (high - table) / (spread if spread > 0 else 1.0)


class _Tally:
    """Counts of ranks, and sums of the weights that put an agenda first."""

    def __init__(self, n_agendas: int, n_criteria: int) -> None:
        self.counts = np.zeros(n_agendas * n_agendas, dtype=np.int64)
        self.sums = np.zeros((n_agendas, n_criteria))
        self.n_agendas = n_agendas

    def add(self, losses: Matrix, weights: Matrix) -> None:
        n = self.n_agendas
        keys, bits = sorted_keys(losses)
        cells = agendas_of(keys, bits)
        first = cells[:, 0].copy()
        cells *= n
        cells += np.arange(n)
        if cells.size < n * n:  # many agendas, few draws in a block: touch only what is counted
            np.add.at(self.counts, cells.ravel(), 1)
        else:
            self.counts += np.bincount(cells.ravel(), minlength=n * n)
        for j in range(weights.shape[1]):
            self.sums[:, j] += np.bincount(first, weights[:, j], minlength=n)

    def result(self, table: Matrix) -> Acceptability:
        n = self.n_agendas
        counts = self.counts.reshape(n, n)
        n_draws = int(counts[0].sum())
        return _settle(table, counts / n_draws, self.sums / n_draws)


def _settle(table: Matrix, shares: Matrix, sums: Matrix) -> Acceptability:
    """Let agendas that are alike share alike, and average the weights that put each first."""
    for group in _clones(table):
        shares[group], sums[group] = shares[group].mean(axis=0), sums[group].mean(axis=0)
    ever = shares[:, 0] > 0
    central = np.full(sums.shape, np.nan)
    central[ever] = sums[ever] / shares[ever, :1]
    return Acceptability(shares, central, _confidence(table, central))


def _confidence(table: Matrix, central: Matrix) -> Matrix:
    confidence = np.full(len(central), np.nan)
    slack = 1e-12 * max(float(np.abs(table).max()), 1e-300)
    for i in np.flatnonzero(~np.isnan(central[:, 0])):
        scores = np.einsum("c,rac->ra", central[i], table)
        confidence[i] = (scores[:, i] >= scores.max(axis=1) - slack).mean()
    return confidence


def _clones(table: Matrix) -> list[np.ndarray]:
    """Group agendas that are alike in every replicate."""
    rows = table.transpose(1, 0, 2).reshape(table.shape[1], -1)
    _, group, sizes = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    return [np.flatnonzero(group.ravel() == g) for g in np.flatnonzero(sizes > 1)]


def _as_replicates(values: ArrayLike) -> Matrix:
    table = np.array(values, dtype=np.float64)
    if table.ndim != 3:
        return as_matrix(values, "values")[None]
    if 0 in table.shape:
        raise ValueError(f"values: replicates by agendas by criteria expected; got {table.shape}.")
    bad = np.argwhere(~np.isfinite(table))
    if len(bad):
        raise ValueError(f"values{bad[0].tolist()} is {table[tuple(bad[0])]}: fill in a number.")
    return table
