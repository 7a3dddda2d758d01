"""The one joint simulation: data and weights drawn together, and what remains of the ranking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from prioritizer.robustness.calibration import rank_stretch
from prioritizer.robustness.drawing import Draws, draw_scores
from prioritizer.robustness.sources import share_out
from prioritizer.robustness.weighting import Tree, WeightModel, plant
from prioritizer.scoring.ranking import order_of
from prioritizer.vocabulary import UNCERTAINTY_SOURCES, Matrix

DrawValues = Callable[[frozenset[str], int], Matrix | Iterator[Matrix]]
RANK_SHARES = (0.05, 0.95)
KEPT_DRAWS = 500
_WINDOW = 64  # agendas compared with a tier's leader at a time


@dataclass(frozen=True)
class Simulation:
    """What 10,000 draws of data and weights say of every agenda.

    Rows follow the agendas as given. Agendas that are not eligible have no ranks: NaN, and 0 where
    whole numbers stand.

    Parameters
    ----------
    acceptability : ndarray of shape (n_agendas, n_eligible)
        Share of draws with rank column + 1; tied agendas share the better rank.
    rank_low, rank_high : ndarray of int of shape (n_agendas,)
        5% and 95% points of the rank.
    score_low, score_high : ndarray of shape (n_agendas,)
        5% and 95% points of the score, for all agendas.
    p_top : ndarray of shape (n_agendas,)
        Share of draws among the best ``top_k``.
    central_weights : ndarray of shape (n_agendas, n_criteria)
        Mean weights of the criteria in draws that put the agenda first; NaN where none did.
    confidence : ndarray of shape (n_agendas,)
        Share of data replicates in which it is first at those weights.
    order : ndarray of int of shape (n_eligible,)
        Positions of the eligible, best first at point values.
    pairs : ndarray of int of shape (n_pairs,)
        Positions of the agendas in ``p_joint``: the first of ``order``.
    p_joint : ndarray of shape (n_pairs, n_pairs)
        Share of draws in which the row's agenda scores above the column's.
    tier : ndarray of int of shape (n_agendas,)
        Tier from 1.
    sources : tuple of str
        Sources of uncertainty.
    shares : ndarray of shape (n_agendas, n_sources)
        Part of the variance of the agenda's rank owed to each source; rows sum to 1, NaN where the
        rank never moves.
    overall_shares : ndarray of shape (n_sources,)
        The same over all agendas.
    stretch : float
        By how much noise was stretched before ranking, 1 where agendas lie well apart; see
        :func:`prioritizer.robustness.calibration.rank_stretch`.
    draws : ndarray of float32 of shape (n_agendas, n_kept)
        Scores in the first draws, for who chooses sets of agendas.
    """

    acceptability: Matrix
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]
    score_low: Matrix
    score_high: Matrix
    p_top: Matrix
    central_weights: Matrix
    confidence: Matrix
    order: NDArray[np.intp]
    pairs: NDArray[np.intp]
    p_joint: Matrix
    tier: NDArray[np.int64]
    sources: tuple[str, ...]
    shares: Matrix
    overall_shares: Matrix
    stretch: float
    draws: NDArray[np.float32]


def simulate(
    draw_values: DrawValues,
    *,
    weights: WeightModel,
    eligible: ArrayLike | None = None,
    ranking: ArrayLike | None = None,
    top_k: int = 10,
    tier_threshold: float = 0.6,
    n_replicates: int = 1_000,
    n_draws: int = 10_000,
    n_pairs: int = 200,
    sources: Sequence[str] = UNCERTAINTY_SOURCES,
    source_replicates: int = 200,
    seed: int = 0,
    n_jobs: int = 1,
) -> Simulation:
    """Draw data and weights together, rank in every draw, and sum up.

    Parameters
    ----------
    draw_values : callable
        ``draw_values(active, n)`` returns values of shape (n, n_agendas, n_indicators): replicate r
        with the sources named in ``active`` (a frozenset of "voices", "links", "ranges", "ratings")
        drawn, and the others at their points. The same call must give the same values, and a
        replicate's draw of one source must not depend on which others are active. ``(frozenset(),
        1)`` are the point values. A column that is NaN throughout is not measured. Instead of the
        array an iterator may give its columns, each (n, n_agendas): that saves memory.
    weights : WeightModel
        The tree of weights and how sure they are.
    eligible : array-like of bool of shape (n_agendas,), optional
        Agendas that are ranked (no failed gate, complete enough); all by default.
    ranking : array-like of int, optional
        Positions of the eligible, best first; by default by their score at point values, ties as
        they came.
    top_k : int
        Length of the shortlist that ``p_top`` speaks of.
    tier_threshold : float
        A new tier opens where the tier's leader wins more often than this.
    n_replicates, n_draws : int
        Replicates of the data; draws, each of which takes one replicate and its own weights.
    n_pairs : int
        For how many of the best agendas ``p_joint`` is tabulated.
    sources : sequence of str
        Sources that are drawn.
    source_replicates : int
        Replicates for each combination of sources when the variance is shared out; 0 skips that.
    seed, n_jobs : int
        Same seed, same bytes, whatever the number of jobs.

    Returns
    -------
    Simulation

    Examples
    --------
    >>> def values(active, n):
    ...     noise = np.random.default_rng(1).normal(0, 0.1, (n, 1, 2)) * ("voices" in active)
    ...     return np.clip(np.array([[0.9, 0.8], [0.6, 0.1], [0.2, 0.3]]) + noise, 0, 1)
    >>> model = WeightModel([1, 1], [0, 1], [1, 1])
    >>> simulation = simulate(values, weights=model, top_k=1, n_draws=500, sources=("voices",))
    >>> simulation.p_top.tolist(), simulation.tier.tolist()
    ([1.0, 0.0, 0.0], [1, 2, 3])
    """
    data = tuple(s for s in sources if s != "weights")
    point = whole_values(draw_values(frozenset(), 1))
    _check(point, n_replicates, n_draws, top_k)
    tree = plant(weights, ~np.isnan(point).all(axis=(0, 1)))
    n_agendas = point.shape[1]
    ranked = np.ones(n_agendas, bool) if eligible is None else np.array(eligible, dtype=bool)
    if ranked.shape != (n_agendas,):
        raise ValueError(f"eligible: {n_agendas} marks expected, one per agenda.")
    base, settled = tree.layers(point), tree.point()[1]
    scores = np.einsum("l,la->a", settled[0], base[:, 0])
    order = order_of(scores, ranked) if ranking is None else np.asarray(ranking, dtype=np.intp)
    if sorted(order.tolist()) != np.flatnonzero(ranked).tolist():
        raise ValueError("ranking: the eligible agendas, each once, expected.")
    layers = tree.layers(draw_values(frozenset(data), n_replicates))
    streams = np.random.SeedSequence(seed).spawn(2)
    stretch = rank_stretch(layers, tree, ranked)
    drawn = draw_scores(
        layers,
        tree,
        ranked,
        n_draws,
        streams[0],
        vary="weights" in sources,
        stretch=stretch,
        n_jobs=n_jobs,
    )
    central = _central(drawn, tree, ranked)
    confidence = _confidence(central, layers, tree, ranked)
    del layers
    counts = _counts(drawn.ranks, ranked)
    low, high = (_quantile(counts, share) for share in RANK_SHARES)
    score_low, score_high = _score_range(drawn.scores)
    pairs = order[:n_pairs]
    shares, overall = share_out(
        draw_values, tree, ranked, tuple(sources), source_replicates, streams[1], base, stretch
    )
    acceptability = np.where(ranked[:, None], counts / n_draws, np.nan)
    return Simulation(
        acceptability=acceptability,
        rank_low=np.where(ranked, low, 0),
        rank_high=np.where(ranked, high, 0),
        score_low=score_low,
        score_high=score_high,
        p_top=np.where(ranked, counts[:, :top_k].sum(axis=1) / n_draws, np.nan),
        central_weights=central,
        confidence=confidence,
        order=order,
        pairs=pairs,
        p_joint=joint_winning(drawn.ranks[pairs]),
        tier=_tiers(order, drawn.ranks, tier_threshold),
        sources=tuple(sources),
        shares=shares,
        overall_shares=overall,
        stretch=stretch,
        draws=drawn.scores[:, :KEPT_DRAWS].round(6),
    )


def joint_winning(ranks: NDArray[np.uint16]) -> Matrix:
    """Share of draws in which the row's agenda ranks strictly before the column's.

    Parameters
    ----------
    ranks : ndarray of shape (n_agendas, n_draws)
    """
    n_agendas, n_draws = ranks.shape
    if len(ranks) and ranks.max() < 256:
        ranks = ranks.astype(np.uint8)  # half the bytes, twice the speed
    wins = np.zeros((n_agendas, n_agendas))
    for i in range(n_agendas - 1):
        ahead = np.count_nonzero(ranks[i] < ranks[i + 1 :], axis=1)
        tied = np.count_nonzero(ranks[i] == ranks[i + 1 :], axis=1)
        wins[i, i + 1 :] = ahead
        wins[i + 1 :, i] = n_draws - ahead - tied
    shares: Matrix = wins / n_draws
    return shares


def whole_values(values: Matrix | Iterator[Matrix]) -> Matrix:
    """Lay values out as one array (n, n_agendas, n_indicators), however they come."""
    if isinstance(values, Iterator):
        values = np.stack(list(values), axis=-1)
    return np.asarray(values, dtype=np.float64)


def _check(point: Matrix, n_replicates: int, n_draws: int, top_k: int) -> None:
    if point.ndim != 3 or 0 in point.shape:
        raise ValueError(f"draw_values: (n, agendas, indicators) expected; got {point.shape}.")
    for name, number in (("n_replicates", n_replicates), ("n_draws", n_draws), ("top_k", top_k)):
        if number < 1:
            raise ValueError(f"{name} is {number}: at least 1.")


def _counts(ranks: NDArray[np.uint16], ranked: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Count how often each agenda takes each rank; nothing for who is not ranked."""
    n_ranked = int(ranked.sum())
    counts = np.zeros((len(ranks), n_ranked), dtype=np.int32)
    for i in np.flatnonzero(ranked):
        counts[i] = np.bincount(ranks[i], minlength=n_ranked + 1)[1:]
    return counts


def _quantile(counts: NDArray[np.int32], share: float) -> NDArray[np.int64]:
    """Find the least rank that at least this share of draws does not exceed."""
    running = np.cumsum(counts, axis=1)
    needed = share * running[:, -1:] - 1e-9
    ranks: NDArray[np.int64] = (running < needed).sum(axis=1) + 1
    return ranks


def _score_range(scores: NDArray[np.float32]) -> tuple[Matrix, Matrix]:
    """5% and 95% points of the scores, to the 6 decimals that float32 holds."""
    low, high = np.empty(len(scores)), np.empty(len(scores))
    for start in range(0, len(scores), _WINDOW):
        rows = slice(start, start + _WINDOW)
        low[rows], high[rows] = np.quantile(scores[rows], RANK_SHARES, axis=1, method="lower")
    return low.round(6), high.round(6)


def _central(drawn: Draws, tree: Tree, ranked: NDArray[np.bool_]) -> Matrix:
    central = np.full((len(drawn.ranks), len(tree.outer)), np.nan)
    for i in np.flatnonzero(ranked):
        first = drawn.ranks[i] == 1
        if first.any():
            central[i] = drawn.criterion_weights[first].mean(axis=0)
    return central


def _confidence(central: Matrix, layers: Matrix, tree: Tree, ranked: NDArray[np.bool_]) -> Matrix:
    """Share of replicates in which an agenda is first at its own central weights."""
    confidence = np.full(len(central), np.nan)
    inner = np.array([1.0 if m < 0 else float(tree.inner[m]) for m in tree.layer_indicator])
    for i in np.flatnonzero(~np.isnan(central[:, 0])):
        own = central[i, list(tree.layer_criterion)] * inner
        scores = np.einsum("l,lra->ra", own, layers)
        best = np.where(ranked, scores, -np.inf).max(axis=1)
        confidence[i] = (scores[:, i] >= best - 1e-9).mean()
    return confidence


def _tiers(
    order: NDArray[np.intp], ranks: NDArray[np.uint16], threshold: float
) -> NDArray[np.int64]:
    """Walk down; a tier opens at the first agenda that the leader beats too often."""
    tier = np.zeros(len(ranks), dtype=np.int64)
    n_draws = ranks.shape[1]
    lead, number = 0, 1
    while lead < len(order):
        following = lead + 1
        while following < len(order):
            window = order[following : following + _WINDOW]
            wins = np.count_nonzero(ranks[order[lead]] < ranks[window], axis=1) / n_draws
            beaten = np.flatnonzero(wins > threshold)
            following += int(beaten[0]) if len(beaten) else len(window)
            if len(beaten):
                break
        tier[order[lead:following]] = number
        lead, number = following, number + 1
    return tier
