"""When each agenda starts: by fiscal quarter, under the ceilings of the quarters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from prioritizer.shortlist.candidates import Candidates
from prioritizer.shortlist.costs import BAHT, in_baht
from prioritizer.shortlist.quarters import add_months, first_day
from prioritizer.shortlist.rules import Settings
from prioritizer.shortlist.solving import Chosen, Rule, Whole, solve


@dataclass(frozen=True)
class Schedule:
    """A choice with its starts.

    Parameters
    ----------
    chosen : ndarray of bool of shape (n_agendas,)
    starts : ndarray of int of shape (n_agendas,)
        Position of the quarter; -1: not chosen.
    value : int
        Sum of the chosen scores, in billionths.
    bound : float
        No choice is worth more (of a set that is given: of its starts).
    gap : float
        Share of the bound of what was asked for that is not reached.
    """

    chosen: Chosen
    starts: NDArray[np.int64]
    value: int
    bound: float
    gap: float


@dataclass(frozen=True)
class Grid:
    """One variable for each agenda and quarter that it may start in."""

    agenda: NDArray[np.intp]
    quarter: NDArray[np.intp]

    def of(self, members: NDArray[np.intp], worth: Whole) -> tuple[NDArray[np.intp], Whole]:
        """Variables of these agendas, each with the worth of its agenda."""
        each = np.zeros(int(self.agenda.max(initial=0)) + int(members.max(initial=0)) + 2, np.int64)
        each[members] = worth
        at = np.flatnonzero(np.isin(self.agenda, members))
        return at, each[self.agenda[at]]

    def one_start(self, *, least: int = 0) -> list[Rule]:
        """Each agenda starts once."""
        rules = []
        for i in np.unique(self.agenda):
            at = np.flatnonzero(self.agenda == i)
            ones = np.ones(len(at), np.int64)
            rules.append(Rule("", "", "", at, ones, least=least, most=1))
        return rules

    def spread_out(self, rules: Sequence[Rule], calendar: Calendar) -> list[Rule]:
        """Write rules over agendas as rules over starts; what is required starts no later."""
        spread = []
        for rule in rules:
            at, worth = self.of(rule.members, rule.worth)
            if rule.key.startswith("requires:"):
                for q in range(len(calendar.names)):
                    by = self.quarter[at] <= q
                    spread.append(Rule(rule.key, rule.th, rule.en, at[by], worth[by], most=0))
            else:
                spread.append(Rule(rule.key, rule.th, rule.en, at, worth, rule.least, rule.most))
        return spread


@dataclass(frozen=True)
class Calendar:
    """The quarters of a plan, their ceilings, and who may start when.

    Parameters
    ----------
    names : tuple of str
        ``1/2565``, …, in order.
    ceiling : ndarray of int
        Baht.
    may_start : ndarray of bool of shape (n_agendas, n_quarters)
    spending : ndarray of int of shape (n_agendas, n_quarters, n_quarters)
        Baht that an agenda started in one quarter takes from each.
    open_from : int
        First quarter that is still open.
    started : ndarray of int of shape (n_agendas,)
        Where an agenda under way began; -1: it is not.
    spread : str
    """

    names: tuple[str, ...]
    ceiling: Whole
    may_start: NDArray[np.bool_]
    spending: Whole
    open_from: int
    started: NDArray[np.int64]
    spread: str

    @classmethod
    def of(cls, c: Candidates, settings: Settings) -> Self:
        """Lay the study's quarters out over its agendas."""
        names = tuple(settings.quarters)
        n, n_quarters = len(c.ids), len(names)
        open_from = names.index(settings.start_from) if settings.start_from else 0
        started = np.full(n, -1)
        for agenda_id, quarter in settings.started.items():
            started[c.position(agenda_id, "started")] = names.index(quarter)
        may_start = np.zeros((n, n_quarters), dtype=bool)
        may_start[:, open_from:] = True
        for q, name in enumerate(names):
            if c.window_end is not None:
                begin = max(first_day(name), c.as_of)
                for i in range(n):
                    least = c.months[i, 0]
                    if not np.isnan(least) and add_months(begin, least) > c.window_end:
                        may_start[i, q] = False
        under_way = started >= 0
        may_start[under_way] = False
        may_start[under_way, started[under_way]] = True
        return cls(
            names=names,
            ceiling=np.array([round(v * BAHT) for v in settings.quarters.values()], dtype=np.int64),
            may_start=may_start,
            spending=_spending(c, settings, n_quarters),
            open_from=open_from,
            started=started,
            spread=settings.spread,
        )

    def grid(self, c: Candidates, only: Chosen | None = None) -> Grid:
        """List the starts that are allowed, of all agendas that may be chosen or of some."""
        wanted = c.open | (self.started >= 0) if only is None else only
        agenda, quarter = np.nonzero(self.may_start & wanted[:, None])
        return Grid(agenda, quarter)

    def ceilings(self, grid: Grid) -> list[Rule]:
        """Hold what starts take from each open quarter under its ceiling."""
        rules = []
        for q in range(self.open_from, len(self.names)):
            takes = self.spending[grid.agenda, grid.quarter, q]
            at = np.flatnonzero(takes > 0)
            amount = f"{self.ceiling[q] / BAHT:,.10g}"
            rules.append(
                Rule(
                    f"quarter:{self.names[q]}",
                    f"ไตรมาส {self.names[q]} ไม่เกิน {amount} ล้านบาท",
                    f"quarter {self.names[q]} costs at most {amount} million baht",
                    at,
                    takes[at],
                    most=int(self.ceiling[q]),
                )
            )
        return rules


def _spending(c: Candidates, settings: Settings, n_quarters: int) -> Whole:
    """Lay each cost out from each start on, to the last whole baht."""
    baht = np.maximum(in_baht(c.costs[settings.cost].to_numpy()), 0)
    spending = np.zeros((len(c.ids), n_quarters, n_quarters), dtype=np.int64)
    middle = np.array([np.nanmean(row) if not np.isnan(row).all() else 3.0 for row in c.months])
    lasts = np.maximum(np.ceil(middle / 3 - 1e-9), 1).astype(int)
    for i in range(len(c.ids)):
        parts = 1 if settings.spread == "start" else int(lasts[i])
        each, over = divmod(int(baht[i]), parts)
        amounts = np.full(parts, each, dtype=np.int64)
        amounts[:over] += 1
        for q in range(n_quarters):
            held = min(parts, n_quarters - q)
            spending[i, q, q : q + held] = amounts[:held]
    return spending


def calendar_rules(c: Candidates, calendar: Calendar) -> list[Rule]:
    """Say of the set what no order of starts can mend: too late, too dear, too much in all."""
    rules = []
    first = calendar.spending[:, range(len(calendar.names)), range(len(calendar.names))]
    fits = (first <= calendar.ceiling) | (calendar.started >= 0)[:, None]
    one = np.ones(1, np.int64)
    for i in np.flatnonzero(c.open & (calendar.started < 0)):
        at, name = np.array([i]), c.ids[i]
        if not calendar.may_start[i].any():
            th = f"{name} เห็นผลไม่ทันกรอบเวลา ไม่ว่าเริ่มไตรมาสใด"
            en = f"{name} shows no result inside the window, whichever quarter it starts in"
            rules.append(Rule(f"late:{name}", th, en, at, one, most=0))
        elif not (fits[i] & calendar.may_start[i]).any():
            th = f"{name} ใช้งบเกินเพดานของทุกไตรมาส"
            en = f"{name} costs more than the ceiling of any quarter"
            rules.append(Rule(f"too_dear:{name}", th, en, at, one, most=0))
    if calendar.spread == "start":
        baht = calendar.spending[:, 0, 0]
        at = np.flatnonzero((baht > 0) & (calendar.started < calendar.open_from))
        at = at[calendar.started[at] < 0]
        most = int(calendar.ceiling[calendar.open_from :].sum())
        amount = f"{most / BAHT:,.10g}"
        words = (
            f"เพดานทุกไตรมาสรวมกัน {amount} ล้านบาท",
            f"the ceilings of the open quarters sum to {amount} million baht",
        )
        rules.append(Rule("quarters", *words, at, baht[at], most=most))
    return rules


def schedule(
    c: Candidates,
    calendar: Calendar,
    rules: Sequence[Rule],
    *,
    only: Chosen | None = None,
    node_limit: int | None = None,
) -> Schedule | None:
    """Place starts in quarters.

    Parameters
    ----------
    c : Candidates
    calendar : Calendar
    rules : sequence of Rule
        The rules of the set; they hold here too.
    only : ndarray of bool, optional
        A set that must be placed whole, high scores early. Without it the set is chosen too, for
        the highest sum of scores.
    node_limit : int, optional
        See :func:`solve`.

    Returns
    -------
    Schedule or None
        None where nothing was found.
    """
    grid = calendar.grid(c, only)
    missing = only is not None and set(np.flatnonzero(only)) - set(grid.agenda.tolist())
    if missing:
        return None
    scores = c.scores[grid.agenda]
    early = len(calendar.names) - grid.quarter
    found = solve(
        scores if only is None else scores * early,
        [
            *grid.one_start(least=0 if only is None else 1),
            *grid.spread_out(rules, calendar),
            *calendar.ceilings(grid),
        ],
        node_limit=node_limit,
    )
    if found.chosen is None:
        return None
    starts = np.full(len(c.ids), -1)
    starts[grid.agenda[found.chosen]] = grid.quarter[found.chosen]
    chosen = starts >= 0
    gap = 0.0 if found.proven or found.bound <= 0 else 1.0 - found.value / found.bound
    return Schedule(chosen, starts, int(c.scores[chosen].sum()), found.bound, gap)
