"""The set of agendas with the highest total value that keeps every rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from prioritizer.shortlist.candidates import UNIT, Candidates
from prioritizer.shortlist.costs import BAHT, in_baht
from prioritizer.shortlist.infeasible import irreducible
from prioritizer.shortlist.rules import Settings, build_rules
from prioritizer.shortlist.schedule import Calendar, Schedule, calendar_rules, schedule
from prioritizer.shortlist.solving import Chosen, Rule, Solution, Whole, solve

SET_NODES = 200_000
"""Nodes after which the search for a set stops; none of the sets measured came near."""


@dataclass(frozen=True)
class Portfolio:
    """What was chosen, when it starts, and how sure it is that nothing is better.

    Parameters
    ----------
    chosen : ndarray of bool of shape (n_agendas,)
    value : float
        Sum of the chosen scores.
    bound : float
        No choice under these rules is worth more.
    proven : bool
        Whether the choice is proven to be the best.
    calendar : Calendar or None
    starts : ndarray of int of shape (n_agendas,)
        Position of the quarter in which each starts; -1: none.
    schedule_gap : float
        How far the order of the starts may be from the earliest possible, as a share; NaN without
        quarters.
    conflict : tuple of Rule
        Where nothing keeps all rules: some that contradict each other, none of them to spare.
    """

    chosen: Chosen
    value: float
    bound: float
    proven: bool
    calendar: Calendar | None
    starts: np.ndarray
    schedule_gap: float = float("nan")
    conflict: tuple[Rule, ...] = ()
    rules: tuple[Rule, ...] = field(default=(), repr=False)

    @property
    def gap(self) -> float:
        """Share of the bound that is not reached; 0 where the choice is proven best."""
        return 0.0 if self.proven or self.bound <= 0 else 1.0 - self.value / self.bound


def choose_portfolio(c: Candidates, settings: Settings) -> Portfolio:
    """Choose the set of highest total value, then place its starts in the quarters.

    The set is solved to the optimum; of sets of the same value the one is taken that
    ``settings.ties`` names, and of those the one that stands higher in the ranking. With quarters
    the whole set is placed under their ceilings, early starts for high scores; where that cannot
    be, set and starts are chosen together within ``settings.node_limit`` nodes.

    Parameters
    ----------
    c : Candidates
    settings : Settings

    Returns
    -------
    Portfolio
        With ``conflict`` where no set keeps the rules.

    References
    ----------
    Liesiö, J., Mild, P. & Salo, A. (2007). Preference programming for robust portfolio modeling
    and project selection. *EJOR* 181(3), 1488-1505.
    """
    rules = build_rules(c, settings)
    calendar = Calendar.of(c, settings) if settings.quarters else None
    if calendar is not None:
        rules = (*rules, *calendar_rules(c, calendar))
    best = best_set(c, rules, settings)
    if best is None:
        return _none(c, calendar, rules, irreducible(len(c.ids), rules))
    chosen, bound, proven = np.asarray(best.chosen), best.bound, best.proven
    if calendar is None:
        return _portfolio(c, chosen, bound, proven, rules)
    placed = schedule(c, calendar, rules, only=chosen, node_limit=settings.node_limit)
    if placed is None:
        joint = schedule(c, calendar, rules, node_limit=settings.node_limit)
        if joint is None:
            conflict = _conflict_of(c, calendar, rules, settings.node_limit)
            return _none(c, calendar, rules, conflict)
        bound = min(bound, joint.bound)
        chosen, proven = joint.chosen, bound - joint.value < 1
        placed = _better_of(joint, c, calendar, rules, settings.node_limit)
    return _portfolio(c, chosen, bound, proven, rules, calendar, placed)


def best_set(c: Candidates, rules: Sequence[Rule], settings: Settings) -> Solution | None:
    """Solve for the set alone: highest value, then the stated tie-break, then the ranking."""
    first = solve(c.scores, rules, node_limit=SET_NODES)
    if first.chosen is None:
        return None
    everyone = np.arange(len(c.ids), dtype=np.intp)
    held = [*rules, Rule("value", "", "", everyone, c.scores, least=first.value)]
    chosen = first.chosen
    for worth in (_second(c, settings), -np.arange(1, len(c.ids) + 1, dtype=np.int64)):
        then = solve(worth, held, node_limit=SET_NODES)
        if then.chosen is None or not then.proven:
            break
        chosen = then.chosen
        held.append(Rule("then", "", "", everyone, worth, least=then.value))
    return replace(first, chosen=chosen)


def _second(c: Candidates, settings: Settings) -> Whole:
    """Worth of each agenda by the stated tie-break; a missing cost counts as the highest."""
    if settings.ties == "fewest":
        return np.full(len(c.ids), -1, dtype=np.int64)
    if settings.ties == "most_voices":
        return np.rint(1000 * c.n_voices).astype(np.int64)
    baht = in_baht(c.costs[settings.cost].to_numpy())
    return -np.where(baht > 0, baht, max(int(baht.max(initial=1)), BAHT))


def _portfolio(
    c: Candidates,
    chosen: Chosen,
    bound: float,
    proven: bool,
    rules: tuple[Rule, ...],
    calendar: Calendar | None = None,
    placed: Schedule | None = None,
) -> Portfolio:
    return Portfolio(
        chosen=chosen,
        value=int(c.scores[chosen].sum()) / UNIT,
        bound=bound / UNIT,
        proven=proven,
        calendar=calendar,
        starts=placed.starts if placed else np.full(len(c.ids), -1),
        schedule_gap=placed.gap if placed else float("nan"),
        rules=rules,
    )


def _none(
    c: Candidates,
    calendar: Calendar | None,
    rules: tuple[Rule, ...],
    conflict: tuple[Rule, ...],
) -> Portfolio:
    n = len(c.ids)
    return Portfolio(
        chosen=np.zeros(n, bool),
        value=0.0,
        bound=0.0,
        proven=bool(conflict),
        calendar=calendar,
        starts=np.full(n, -1),
        conflict=conflict,
        rules=rules,
    )


def _better_of(
    joint: Schedule,
    c: Candidates,
    calendar: Calendar,
    rules: tuple[Rule, ...],
    node_limit: int,
) -> Schedule:
    """Place the jointly chosen set as early as can be; at worst as it was found."""
    again = schedule(c, calendar, rules, only=joint.chosen, node_limit=node_limit)
    return joint if again is None else again


def _conflict_of(
    c: Candidates, calendar: Calendar, rules: tuple[Rule, ...], node_limit: int
) -> tuple[Rule, ...]:
    grid = calendar.grid(c)
    named = [*grid.spread_out(rules, calendar), *calendar.ceilings(grid)]
    return irreducible(len(grid.agenda), named, held=grid.one_start(), node_limit=node_limit)
