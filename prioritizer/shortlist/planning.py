"""From a ranking to its shortlist: best n or portfolio, core, flagships, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.progress import Progress
from prioritizer.shortlist.candidates import Candidates
from prioritizer.shortlist.core import core_index, standing
from prioritizer.shortlist.costs import BAHT, in_baht
from prioritizer.shortlist.flagships import choose_flagships
from prioritizer.shortlist.portfolio import Portfolio, choose_portfolio
from prioritizer.shortlist.rules import Settings
from prioritizer.shortlist.selection import select_best
from prioritizer.shortlist.solving import Rule
from prioritizer.vocabulary import Both, Matrix


@dataclass(frozen=True)
class Shortlisting:
    """What was chosen, and all that must be said of it.

    Parameters
    ----------
    shortlist : DataFrame
        The chosen rows of the ranking with core index, standing, costs and start.
    flagships, held_back : DataFrame
        Those shown first, and why the other chosen ones are not.
    considered : DataFrame
        Every ranked agenda: chosen or not, how often the draws choose it, why it is passed over.
    quarters : DataFrame
        Ceiling, cost and starts of each quarter; empty without quarters.
    portfolio : Portfolio or None
        None where the best n were taken.
    warnings : list of Both
    """

    shortlist: pd.DataFrame
    flagships: pd.DataFrame
    held_back: pd.DataFrame
    considered: pd.DataFrame
    quarters: pd.DataFrame
    portfolio: Portfolio | None
    warnings: list[Both]

    @property
    def conflict(self) -> tuple[Rule, ...]:
        """Rules that contradict each other, none of them to spare; empty where a set was found."""
        return self.portfolio.conflict if self.portfolio else ()

    @property
    def summary(self) -> dict[str, Any]:
        """The figures of the choice, for screens and other programs."""
        held: dict[str, Any] = {
            "method": "portfolio" if self.portfolio else "best",
            "n_chosen": len(self.shortlist),
            "n_core": int((self.shortlist["standing"] == "core").sum()),
            "value": float(self.shortlist["score"].sum()),
            "cost_likely_mthb": _sum(self.shortlist["cost_likely_mthb"]),
            "n_without_cost": int(self.shortlist["cost_likely_mthb"].isna().sum()),
        }
        if (p := self.portfolio) is not None:
            held |= {
                "bound": p.bound,
                "gap": p.gap,
                "proven": p.proven,
                "schedule_gap": None if np.isnan(p.schedule_gap) else p.schedule_gap,
                "conflict": [{"rule": r.key, "th": r.th, "en": r.en} for r in p.conflict],
            }
        return held


def make_shortlist(
    c: Candidates,
    ranking: pd.DataFrame,
    agendas: pd.DataFrame,
    gates: pd.DataFrame,
    draws: Matrix | None,
    settings: Mapping[str, Any] | Settings,
    *,
    known_index: Matrix | None = None,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> Shortlisting:
    """Choose the shortlist that the settings ask for.

    Parameters
    ----------
    c : Candidates
        The agendas of the ranking, in its order.
    ranking, agendas, gates : DataFrame
        Tables of the run.
    draws : ndarray of shape (n_agendas, n_draws) or None
        Simulated scores, rows as the ranking; None: no core index.
    settings : mapping or Settings
        The study's table ``[shortlist]``.
    known_index : ndarray of shape (n_agendas,), optional
        The core index under these very rules and draws, where it is known already.
    n_jobs : int
        Worker processes; they change no figure.
    progress : Progress, optional
        Who is told how far the draws are.

    Returns
    -------
    Shortlisting
    """
    s = settings if isinstance(settings, Settings) else Settings.of(settings)
    portfolio = choose_portfolio(c, s) if s.is_portfolio else None
    if portfolio is None:
        twins = pd.DataFrame(
            [(c.ids[i], c.ids[j]) for i, j in c.twins if s.twins], columns=["agenda_id", "twin_id"]
        )
        best = select_best(ranking, twins, size=s.size)
        chosen = ranking["agenda_id"].isin(best.chosen["agenda_id"]).to_numpy()
        over = best.passed_over
    else:
        chosen = portfolio.chosen
        over = _passed_over(c, portfolio)
    index = np.full(len(c.ids), np.nan)
    conflict = portfolio is not None and bool(portfolio.conflict)
    if known_index is not None and not conflict:
        index = known_index
    elif draws is not None and draws.shape[1] and not conflict:
        index = core_index(
            c,
            draws[:, : s.core_draws],
            portfolio.rules if portfolio else None,
            size=s.size,
            n_jobs=n_jobs,
            progress=progress,
        )
    table = _chosen(c, ranking, s, chosen, index, portfolio)
    flagships, held_back = choose_flagships(
        table, agendas, gates, as_of=c.as_of, window_end=c.window_end
    )
    return Shortlisting(
        shortlist=table,
        flagships=flagships,
        held_back=held_back,
        considered=_considered(ranking, s, chosen, index, over),
        quarters=_quarters(c, portfolio),
        portfolio=portfolio,
        warnings=_warnings(c, s, chosen, portfolio),
    )


def _standing(index: Matrix, s: Settings) -> list[str]:
    """Standing by the core index; blank where nothing was drawn."""
    named = standing(np.nan_to_num(index), core_from=s.core_from, out_below=s.out_below)
    return ["" if np.isnan(share) else name for share, name in zip(index, named, strict=True)]


def _chosen(
    c: Candidates,
    ranking: pd.DataFrame,
    s: Settings,
    chosen: np.ndarray,
    index: Matrix,
    portfolio: Portfolio | None,
) -> pd.DataFrame:
    starts = [""] * len(c.ids)
    if portfolio is not None and portfolio.calendar is not None:
        names = portfolio.calendar.names
        starts = [names[q] if q >= 0 else "" for q in portfolio.starts]
    table = ranking.assign(
        core_index=index,
        standing=_standing(index, s),
        cost_low_mthb=c.costs["low"].to_numpy(),
        cost_likely_mthb=c.costs["likely"].to_numpy(),
        cost_high_mthb=c.costs["high"].to_numpy(),
        start_quarter=starts,
    )
    return table[chosen].reset_index(drop=True)


def _considered(
    ranking: pd.DataFrame, s: Settings, chosen: np.ndarray, index: Matrix, over: pd.DataFrame
) -> pd.DataFrame:
    reasons = over.set_index("agenda_id").reindex(ranking["agenda_id"])
    table = pd.DataFrame(
        {
            "agenda_id": ranking["agenda_id"],
            "rank": ranking["rank"],
            "chosen": chosen,
            "core_index": index,
            "standing": _standing(index, s),
            "reason_th": reasons["reason_th"].fillna("").to_numpy(),
            "reason_en": reasons["reason_en"].fillna("").to_numpy(),
        }
    )
    return table[table["rank"].notna() | table["chosen"]].reset_index(drop=True)


def _passed_over(c: Candidates, portfolio: Portfolio) -> pd.DataFrame:
    """Say of each agenda that was not chosen which rules its choice would break."""
    rows = []
    for i in np.flatnonzero(~portfolio.chosen):
        more = portfolio.chosen.copy()
        more[i] = True
        broken = [rule for rule in portfolio.rules if i in rule.members and not rule.holds(more)]
        th, en = " · ".join(r.th for r in broken), " · ".join(r.en for r in broken)
        if not broken and portfolio.calendar is not None:
            th, en = "ไม่มีไตรมาสใดเหลืองบพอ", "no quarter has room for it"
        rows.append({"agenda_id": c.ids[i], "reason_th": th, "reason_en": en})
    return pd.DataFrame(rows, columns=["agenda_id", "reason_th", "reason_en"])


def _quarters(c: Candidates, portfolio: Portfolio | None) -> pd.DataFrame:
    """Ceiling, cost and starts of each quarter of the plan."""
    columns = ["quarter", "ceiling_mthb", "cost_mthb", "cumulative_mthb", "agenda_ids"]
    if portfolio is None or portfolio.calendar is None:
        return pd.DataFrame(columns=columns)
    calendar, starts = portfolio.calendar, portfolio.starts
    chosen = np.flatnonzero(starts >= 0)
    takes = calendar.spending[chosen, starts[chosen]].sum(axis=0) / BAHT
    return pd.DataFrame(
        {
            "quarter": calendar.names,
            "ceiling_mthb": calendar.ceiling / BAHT,
            "cost_mthb": takes,
            "cumulative_mthb": np.cumsum(takes),
            "agenda_ids": [
                ";".join(c.ids[i] for i in chosen if starts[i] == q)
                for q in range(len(calendar.names))
            ],
        }
    )


def _warnings(
    c: Candidates, s: Settings, chosen: np.ndarray, portfolio: Portfolio | None
) -> list[Both]:
    said: list[tuple[str, str]] = []
    costs = c.costs[s.cost].to_numpy()
    if s.needs_costs:
        without = [c.ids[i] for i in np.flatnonzero(np.isnan(costs) & c.open)]
        if without:
            n, few = len(without), _few(without)
            said.append(
                (
                    f"มี {n} วาระที่ไม่ระบุค่าใช้จ่าย จึงจัดเข้าในงบไม่ได้ ({few})",
                    f"{n} agendas state no cost and cannot be budgeted ({few})",
                )
            )
        one_end = [c.ids[i] for i in np.flatnonzero(c.costs["one_end"].to_numpy() & chosen)]
        if one_end:
            n, few = len(one_end), _few(one_end)
            said.append(
                (
                    f"มี {n} วาระที่เลือกแล้วซึ่งระบุค่าใช้จ่ายเพียงด้านเดียว จึงใช้แทนทั้งสองด้าน ({few})",
                    f"{n} chosen agendas state one end of their cost; it stands for both ({few})",
                )
            )
    if portfolio is not None:
        said += _of_portfolio(c, s, portfolio, costs)
    return [Both(f"รายการคัดเลือก: {th}", f"shortlist: {en}") for th, en in said]


def _of_portfolio(
    c: Candidates, s: Settings, portfolio: Portfolio, costs: Matrix
) -> list[tuple[str, str]]:
    said = []
    if portfolio.conflict:
        rules = [rule.th for rule in portfolio.conflict], [rule.en for rule in portfolio.conflict]
        said.append(
            (
                f"ไม่มีชุดใดทำตามเงื่อนไขได้ครบ เงื่อนไขเหล่านี้ขัดกันเอง: {'; '.join(rules[0])}",
                f"no set keeps all rules; these contradict each other: {'; '.join(rules[1])}",
            )
        )
    elif not portfolio.proven and not portfolio.chosen.any():
        said.append(
            (
                "ไม่พบแผนรายไตรมาสภายในจำนวนขั้นการค้นหาที่กำหนด (node_limit)",
                "no schedule was found within the node limit",
            )
        )
    elif not portfolio.proven:
        gap = f"{portfolio.gap:.2%}"
        ends = f"{portfolio.value:.4f}", f"{portfolio.bound:.4f}"
        said.append(
            (
                f"ชุดที่เลือกห่างจากชุดที่ดีที่สุดไม่เกิน {gap} (มูลค่า {ends[0]} ขอบเขตบน {ends[1]})",
                f"the portfolio is within {gap} of the best possible "
                f"(value {ends[0]}, bound {ends[1]})",
            )
        )
    if s.spread == "even" and portfolio.calendar is not None and portfolio.chosen.any():
        baht = in_baht(costs)
        takes = portfolio.calendar.spending[np.arange(len(c.ids)), np.maximum(portfolio.starts, 0)]
        after = int((baht - takes.sum(axis=1))[portfolio.chosen & (baht > 0)].sum())
        if after > 0:
            amount = f"{after / BAHT:,.1f}"
            said.append(
                (
                    f"มีค่าใช้จ่าย {amount} ล้านบาทหลังไตรมาสสุดท้ายของแผน ซึ่งไม่มีเพดานคุม",
                    f"{amount} million baht fall after the last planned quarter, under no ceiling",
                )
            )
    return said


def _few(ids: list[str]) -> str:
    return ", ".join(ids[:5]) + (", …" if len(ids) > 5 else "")


def _sum(costs: pd.Series) -> float | None:
    """Sum of the costs that are stated; None where none is."""
    return None if costs.isna().all() else float(costs.sum())
