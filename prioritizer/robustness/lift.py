"""What would lift an agenda into the top k: in its own units, at least cost, with what chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike, NDArray

from prioritizer.robustness.calibration import rank_stretch
from prioritizer.robustness.drawing import draw_scores
from prioritizer.robustness.simulation import DrawValues, whole_values
from prioritizer.robustness.weighting import Tree, WeightModel, plant
from prioritizer.scoring.values import performance_of, values_of
from prioritizer.vocabulary import UNCERTAINTY_SOURCES, Matrix

Shape = Mapping[str, Any]
_SLACK = 1e-9


@dataclass(frozen=True)
class Lift:
    """What an agenda lacks, and how it could make that up.

    Parameters
    ----------
    agenda : int
        Position of the agenda.
    gap : float
        Score that it lacks to the last place of the best k; 0 where it is in.
    table : DataFrame
        One row per indicator that the study measures: ``indicator`` (position), ``value`` now,
        ``value_alone`` and ``performance_alone`` (what this indicator alone would have to reach;
        blank where even the best is not enough), ``value_mix`` and ``performance_mix`` (in the
        cheapest mix; blank where it stays as it is), ``cost``.
    cost : float
        Cost of the mix: by default in whole swings, worst to best; infinite where no mix is enough.
    p_top_before, p_top_after : float
        Share of draws among the best k as it is and with the mix; NaN without draws.
    """

    agenda: int
    gap: float
    table: pd.DataFrame
    cost: float
    p_top_before: float = float("nan")
    p_top_after: float = float("nan")

    @property
    def possible(self) -> bool:
        """Tell whether the indicators that may change can do it at all."""
        return bool(np.isfinite(self.cost))


def lift_into_top(
    values: ArrayLike,
    weights: WeightModel,
    agenda: int,
    *,
    shapes: Sequence[Shape] | None = None,
    top_k: int = 10,
    eligible: ArrayLike | None = None,
    changeable: ArrayLike | None = None,
    costs: ArrayLike | None = None,
    floors: ArrayLike | None = None,
    draw_values: DrawValues | None = None,
    n_replicates: int = 200,
    n_draws: int = 2_000,
    seed: int = 0,
) -> Lift:
    """Say what would bring an agenda among the best k.

    Parameters
    ----------
    values : array-like of shape (n_agendas, n_indicators)
        Values at their points; NaN is missing and counts .5.
    weights : WeightModel
        The tree of weights.
    agenda : int
        Position of the agenda.
    shapes : sequence of mappings, optional
        Per indicator the value function (keywords of :func:`prioritizer.scoring.values_of`), so
        that needs are told in its own unit.
    top_k : int
        Length of the shortlist.
    eligible : array-like of bool, optional
        Who else is ranked; all by default.
    changeable : array-like of bool of shape (n_indicators,), optional
        Indicators that an owner can change (what citizens say is not among them); all by default.
    costs : array-like of shape (n_indicators,), optional
        Cost of the whole swing from worst to best; 1 for each by default.
    floors : array-like of shape (n_criteria,), optional
        Least criterion scores, which the mix must reach too; NaN for none.
    draw_values, n_replicates, n_draws, seed
        As for :func:`prioritizer.robustness.simulate`; without ``draw_values`` no chances are
        given.

    Returns
    -------
    Lift

    Notes
    -----
    Least cost by linear programme: values rise by x between 0 and what is left to 1, such that the
    score reaches that of the agenda now at place k (which then shares its place) and criteria reach
    their floors. A table of words has no values between, so the next better word is named.

    Examples
    --------
    >>> model = WeightModel([1, 1], [0, 1], [1, 1])
    >>> lift = lift_into_top([[0.8, 0.6], [0.6, 0.4]], model, 1, top_k=1)
    >>> round(lift.gap, 6), round(lift.cost, 6)
    (0.2, 0.4)
    """
    table = np.array(values, dtype=np.float64)
    tree = plant(weights, ~np.isnan(table).all(axis=0))
    now = np.nan_to_num(table, nan=0.5)
    share = tree.inner * tree.outer[tree.index]
    scores = (now * share).sum(axis=1)
    ranked = np.ones(len(table), bool) if eligible is None else np.array(eligible, dtype=bool)
    others = np.delete(scores, agenda)[np.delete(ranked, agenda)]
    last = np.sort(others)[::-1][top_k - 1] if len(others) >= top_k else -np.inf
    gap = max(float(last - scores[agenda]), 0.0)
    gap = gap if gap > _SLACK else 0.0
    free = np.ones(len(share), bool) if changeable is None else np.array(changeable, dtype=bool)
    free &= tree.inner > 0
    price = np.ones(len(share)) if costs is None else np.array(costs, dtype=np.float64)
    rise = _cheapest(now[agenda], share, gap, free, price, tree, floors)
    shaped = shapes if shapes is not None else [{"worst": 0.0, "best": 1.0}] * len(share)
    if rise is not None:
        rise = _to_words(rise, now[agenda], shaped)
    found = Lift(
        agenda=agenda,
        gap=gap,
        table=_describe(now[agenda], share, gap, free, price, rise, shaped, tree),
        cost=float("inf") if rise is None else float(rise @ price),
    )
    if draw_values is None or rise is None:
        return found
    chances = _chances(
        draw_values, tree, agenda, rise, ranked, top_k, (n_replicates, n_draws, seed)
    )
    return Lift(agenda, gap, found.table, found.cost, *chances)


def _cheapest(
    now: Matrix,
    share: Matrix,
    gap: float,
    free: NDArray[np.bool_],
    price: Matrix,
    tree: Tree,
    floors: ArrayLike | None,
) -> Matrix | None:
    """Rises of least cost that close the gap and reach the floors; None where none do."""
    demands, needs = [share], [gap]
    least = np.full(len(tree.outer), np.nan) if floors is None else np.array(floors, dtype=float)
    for c in np.flatnonzero(~np.isnan(least) & tree.active):
        inside = np.where(tree.index == c, tree.inner, 0.0)
        demands.append(inside)
        needs.append(float(least[c] - (inside * now).sum()))
    if max(needs) <= 0:
        return np.zeros(len(now))
    room = np.where(free, np.maximum(1.0 - now, 0.0), 0.0)
    if len(demands) == 1:
        return _fill(share, gap, room, price)
    found = scipy.optimize.linprog(
        price,
        A_ub=-np.stack(demands),
        b_ub=-np.array(needs),
        bounds=[(0.0, float(top)) for top in room],
        method="highs",
    )
    if found.status != 0 or found.x is None:
        return None
    rise: Matrix = np.where(found.x > _SLACK, found.x, 0.0)
    return rise


def _fill(share: Matrix, gap: float, room: Matrix, price: Matrix) -> Matrix | None:
    """Close a gap alone, the cheapest gain first (Dantzig's knapsack)."""
    gain = room * share
    if gain.sum() < gap - _SLACK:
        return None
    dear = np.divide(price, share, out=np.full(len(share), np.inf), where=share > 0)
    order = np.argsort(dear, kind="stable")
    before = np.cumsum(gain[order]) - gain[order]
    taken = np.clip(gap - before, 0.0, gain[order])
    rise = np.zeros(len(share))
    rise[order] = np.divide(taken, share[order], out=np.zeros(len(share)), where=share[order] > 0)
    return np.where(rise > _SLACK, rise, 0.0)


def _to_words(rise: Matrix, now: Matrix, shapes: Sequence[Shape]) -> Matrix:
    """Round a rise up to the next word, where values come from a table."""
    rounded = rise.copy()
    for j in np.flatnonzero(rise > 0).tolist():
        if shapes[j].get("shape") == "table":
            word = performance_of(float(now[j] + rise[j]), **_known(shapes[j]))
            reached = values_of(np.array([word], dtype=object), **_known(shapes[j]))
            rounded[j] = np.nan_to_num(reached.values[0] - now[j], nan=rise[j])  # noqa: PD011
    return rounded


def _describe(
    now: Matrix,
    share: Matrix,
    gap: float,
    free: NDArray[np.bool_],
    price: Matrix,
    rise: Matrix | None,
    shapes: Sequence[Shape],
    tree: Tree,
) -> pd.DataFrame:
    rows = []
    for j in np.flatnonzero(tree.inner > 0).tolist():
        alone = now[j] + gap / share[j] if share[j] > 0 else np.inf
        alone = alone if alone <= 1 + _SLACK and free[j] else np.nan
        mixed = now[j] + rise[j] if rise is not None and rise[j] > 0 else np.nan
        rows.append(
            {
                "indicator": j,
                "value": now[j],
                "value_alone": min(alone, 1.0),
                "performance_alone": _performance(alone, shapes[j]),
                "value_mix": min(mixed, 1.0),
                "performance_mix": _performance(mixed, shapes[j]),
                "cost": rise[j] * price[j] if rise is not None else np.nan,
            }
        )
    table = pd.DataFrame(rows)
    return table.astype({"performance_alone": object, "performance_mix": object})


def _performance(value: float, shape: Shape) -> float | str | None:
    return None if np.isnan(value) else performance_of(min(value, 1.0), **_known(shape))


def _known(shape: Shape) -> dict[str, Any]:
    keys = ("shape", "worst", "best", "points", "table", "offset")
    return {key: shape[key] for key in keys if key in shape}


def _chances(
    draw_values: DrawValues,
    tree: Tree,
    agenda: int,
    rise: Matrix,
    ranked: NDArray[np.bool_],
    top_k: int,
    size: tuple[int, int, int],
) -> tuple[float, float]:
    """Share of draws among the best k, as it is and with the rise; the same draws for both."""
    n_replicates, n_draws, seed = size
    data = frozenset(s for s in UNCERTAINTY_SOURCES if s != "weights")
    drawn = np.array(whole_values(draw_values(data, n_replicates)))
    with_it = ranked.copy()
    with_it[agenda] = True
    chances = []
    stretch = rank_stretch(tree.layers(drawn), tree, with_it)
    for add in (np.zeros_like(rise), rise):
        own = np.nan_to_num(drawn[:, agenda], nan=0.5) + add
        drawn[:, agenda] = np.clip(own, 0.0, 1.0) if add.any() else own
        stream = np.random.SeedSequence(seed)
        scored = draw_scores(tree.layers(drawn), tree, with_it, n_draws, stream, stretch=stretch)
        ranks = scored.ranks[agenda]
        chances.append(float((ranks <= top_k).mean()))
    return chances[0], chances[1]
