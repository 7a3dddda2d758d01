"""Which weights are admissible, and draws of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.robustness.acceptability import draw_dirichlet
from prioritizer.scoring.checks import as_matrix
from prioritizer.scoring.tree import tree_weights
from prioritizer.vocabulary import Matrix

_SWEEPS = 40


@dataclass(frozen=True)
class WeightModel:
    """How sure the weights of criteria and indicators are.

    Of ``members``, ``order``, ``intervals`` and ``concentration`` the first that is given decides;
    where none is, the criteria keep their stated weights.

    Parameters
    ----------
    inner_weights : array-like of shape (n_indicators,)
        Weights inside the criteria.
    criterion_of : array-like of int of shape (n_indicators,)
        Position of each indicator's criterion.
    criterion_weights : array-like of shape (n_criteria,)
        Stated weights of the criteria.
    concentration : float, optional
        Criteria are drawn from a Dirichlet of this concentration round the stated weights.
    inner_concentration : float or array-like of shape (n_criteria,), optional
        The same inside each criterion; NaN or None keeps inner weights fixed.
    intervals : array-like of shape (n_criteria, 2), optional
        Least and largest share of each criterion; drawn evenly between.
    order : sequence of int, optional
        Criteria from the most to the least important; drawn evenly from all that respect this.
    members : array-like of shape (n_members, n_criteria), optional
        Each draw takes the weights of one member.
    """

    inner_weights: ArrayLike
    criterion_of: ArrayLike
    criterion_weights: ArrayLike
    concentration: float | None = 12.0
    inner_concentration: ArrayLike | None = None
    intervals: ArrayLike | None = None
    order: Sequence[int] | None = None
    members: ArrayLike | None = None


@dataclass(frozen=True)
class Tree:
    """The weights of a study once it is known what it measures.

    Where inner weights are fixed, a criterion is one *layer* of values; where they are drawn, each
    of its indicators is one. Scores are the sum of layers times layer weights.
    """

    model: WeightModel
    inner: Matrix  # shares inside criteria, 0 for what is not measured
    outer: Matrix  # shares of criteria
    index: np.ndarray  # criterion of each indicator
    flexible: Matrix  # concentration inside each criterion, NaN where fixed
    active: np.ndarray  # criteria that the study measures
    layer_criterion: tuple[int, ...] = field(default=())
    layer_indicator: tuple[int, ...] = field(default=())  # -1: the whole criterion

    def layers(self, values: Matrix | Iterator[Matrix]) -> Matrix:
        """Collapse values (replicates, agendas, indicators) to (layers, replicates, agendas).

        An iterator gives the indicators one at a time, each (replicates, agendas).
        """
        columns = values if isinstance(values, Iterator) else np.moveaxis(np.asarray(values), 2, 0)
        result = np.zeros((len(self.layer_criterion), 0, 0))
        for j, column in enumerate(columns):
            if not j:
                result = np.zeros((len(result), *column.shape))
            for k, (c, m) in enumerate(
                zip(self.layer_criterion, self.layer_indicator, strict=True)
            ):
                if m == j or (m < 0 and self.index[j] == c and self.inner[j] > 0):
                    share = self.inner[j] if m < 0 else 1.0
                    result[k] += share * np.nan_to_num(column, nan=0.5)
        return result

    def point(self) -> tuple[Matrix, Matrix]:
        """Give the stated weights: of the criteria (1, C), of the layers (1, L)."""
        outer = self.outer[None]
        return outer, outer[:, list(self.layer_criterion)] * self._inner_point()

    def draw(self, n_draws: int, rng: np.random.Generator) -> tuple[Matrix, Matrix]:
        """Draw weights of the criteria (n_draws, C) and of the layers (n_draws, L)."""
        outer = draw_criteria(self.model, self.outer, self.active, n_draws, rng)
        weights = outer[:, list(self.layer_criterion)] * self._inner_point()
        for c in np.flatnonzero(~np.isnan(self.flexible)):
            own = [k for k, of in enumerate(self.layer_criterion) if of == c]
            if not own or self.layer_indicator[own[0]] < 0:
                continue
            shares = self.inner[[self.layer_indicator[k] for k in own]]
            drawn = draw_dirichlet(self.flexible[c] * shares, n_draws, rng)
            weights[:, own] = outer[:, [c]] * drawn
        return outer, weights

    def _inner_point(self) -> Matrix:
        shares = [1.0 if m < 0 else float(self.inner[m]) for m in self.layer_indicator]
        return np.array(shares)


def plant(model: WeightModel, measured: ArrayLike) -> Tree:
    """Settle the weights of a study once it is known what it measures."""
    inner, outer = tree_weights(
        model.inner_weights, model.criterion_of, model.criterion_weights, measured
    )
    index = np.asarray(model.criterion_of, dtype=np.intp)
    flexible = np.full(len(outer), np.nan)
    if model.inner_concentration is not None:
        flexible[:] = np.asarray(model.inner_concentration, dtype=np.float64)
    if (flexible <= 0).any():
        raise ValueError("inner_concentration: above 0, or NaN for fixed weights.")
    criteria: list[int] = []
    indicators: list[int] = []
    for c in range(len(outer)):
        own = np.flatnonzero((index == c) & (inner > 0))
        if not len(own):
            continue
        each = own.tolist() if not np.isnan(flexible[c]) and len(own) > 1 else [-1]
        criteria += [c] * len(each)
        indicators += each
    active = np.bincount(index, inner, minlength=len(outer)) > 0
    return Tree(model, inner, outer, index, flexible, active, tuple(criteria), tuple(indicators))


def draw_criteria(
    model: WeightModel,
    outer: Matrix,
    active: np.ndarray,
    n_draws: int,
    rng: np.random.Generator,
) -> Matrix:
    """Draw shares of the criteria; what the study does not measure has none."""
    n_criteria = len(outer)
    if model.members is not None:
        table = as_matrix(model.members, "members")
        if table.shape[1] != n_criteria or (table < 0).any():
            raise ValueError(f"members: {n_criteria} weights of 0 or more expected of each.")
        chosen: Matrix = shares_among(table, active)[rng.integers(len(table), size=n_draws)]
        return chosen
    if model.order is not None:
        if sorted(model.order) != list(range(n_criteria)):
            raise ValueError("order: each criterion once expected, most important first.")
        kept = [int(c) for c in model.order if active[int(c)]]
        parts = draw_dirichlet(np.ones(len(kept)), n_draws, rng) / np.arange(1, len(kept) + 1)
        weights = np.zeros((n_draws, n_criteria))
        weights[:, kept] = np.cumsum(parts[:, ::-1], axis=1)[:, ::-1]
        return weights
    if model.intervals is not None:
        return _draw_between(np.asarray(model.intervals, dtype=np.float64), active, n_draws, rng)
    if model.concentration is not None:
        if not model.concentration > 0:
            raise ValueError(f"concentration is {model.concentration}: above 0, or None.")
        return draw_dirichlet(model.concentration * outer, n_draws, rng)
    stated: Matrix = np.repeat(outer[None], n_draws, axis=0)
    return stated


def shares_among(table: Matrix, active: np.ndarray) -> Matrix:
    """Divide each row of weights by its sum over the active; a row without any weighs alike."""
    kept = np.where(active, table, 0.0)
    totals = kept.sum(axis=1, keepdims=True)
    even = active / active.sum()
    shares: Matrix = np.where(totals > 0, kept / np.where(totals > 0, totals, 1.0), even)
    return shares


def _draw_between(
    bounds: Matrix, active: np.ndarray, n_draws: int, rng: np.random.Generator
) -> Matrix:
    """Draw evenly from all shares between bounds: exchanges between pairs of criteria (Gibbs)."""
    if bounds.shape != (len(active), 2):
        raise ValueError(f"intervals: a least and a largest share for {len(active)} criteria.")
    low, high = np.maximum(bounds[:, 0], 0.0), np.minimum(bounds[:, 1], 1.0)
    low, high = np.where(active, low, 0.0), np.where(active, high, 0.0)
    room = high - low
    if (room < 0).any() or low.sum() > 1 + 1e-9 or high.sum() < 1 - 1e-9:
        raise ValueError("intervals: no weights that sum to 1 lie between these bounds.")
    start = low + room * ((1 - low.sum()) / room.sum() if room.sum() > 0 else 0.0)
    weights = np.repeat(start[None], n_draws, axis=0)
    free = np.flatnonzero(room > 0)
    for _ in range(_SWEEPS):
        for a, i in enumerate(free):
            for j in free[a + 1 :]:
                total = weights[:, i] + weights[:, j]
                least = np.maximum(low[i], total - high[j])
                most = np.minimum(high[i], total - low[j])
                weights[:, i] = least + (most - least) * rng.random(n_draws)
                weights[:, j] = total - weights[:, i]
    return weights
