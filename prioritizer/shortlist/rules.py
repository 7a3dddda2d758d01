"""The rules of a portfolio, each with a name and a sentence, over whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from prioritizer.errors import ConfigError, did_you_mean
from prioritizer.shortlist.candidates import Candidates
from prioritizer.shortlist.costs import BAHT, in_baht
from prioritizer.shortlist.solving import Rule, Whole
from prioritizer.text import normalise


@dataclass(frozen=True)
class Settings:
    """The table ``[shortlist]`` of a study; every key is described there."""

    size: int = 10
    max_agendas: int | None = None
    budget_mthb: float | None = None
    cost: str = "likely"
    quarters: Mapping[str, float] = field(default_factory=dict)
    spread: str = "start"
    capacity: Mapping[str, int] = field(default_factory=dict)
    floors: tuple[Mapping[str, Any], ...] = ()
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    twins: bool = True
    ties: str = "cheapest"
    started: Mapping[str, str] = field(default_factory=dict)
    start_from: str | None = None
    node_limit: int = 1_000
    core_draws: int = 500
    core_from: float = 0.7
    out_below: float = 0.1

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        """Take them from the study's table."""
        return cls(**table)

    @property
    def is_portfolio(self) -> bool:
        """Whether any rule but the size is stated."""
        return bool(
            self.max_agendas
            or self.budget_mthb
            or self.quarters
            or self.capacity
            or self.floors
            or self.requires
            or self.must
            or self.must_not
            or self.started
        )

    @property
    def needs_costs(self) -> bool:
        """Whether an agenda without a cost cannot be judged."""
        return self.budget_mthb is not None or bool(self.quarters)


def build_rules(c: Candidates, settings: Settings) -> tuple[Rule, ...]:
    """Write the rules of a portfolio, one for each thing the study says.

    Raises
    ------
    ConfigError
        If the study names an agenda that is not there.
    """
    return (
        *_single(c, settings),
        *_counts(c, settings),
        *_money(c, settings),
        *_capacity(c, settings),
        *_floors(c, settings),
        *_twins(c, settings),
        *_requires(c, settings),
    )


def _rule(
    key: str,
    th: str,
    en: str,
    members: NDArray[np.intp] | list[int],
    worth: Whole | list[int] | None = None,
    *,
    least: int | None = None,
    most: int | None = None,
) -> Rule:
    at = np.asarray(members, dtype=np.intp)
    each = np.ones(len(at), np.int64) if worth is None else np.asarray(worth, dtype=np.int64)
    return Rule(key, th, en, at, each, least, most)


def _single(c: Candidates, s: Settings) -> list[Rule]:
    """Rules over one agenda: may not, must, must not, under way, no cost."""
    rules = []
    under_way = {c.position(a, "started") for a in s.started}
    for i, (th, en) in enumerate(c.barred):
        if en and i not in under_way:
            rules.append(
                _rule(f"barred:{c.ids[i]}", f"{c.ids[i]} {th}", f"{c.ids[i]}: {en}", [i], most=0)
            )
    for i in sorted(under_way):
        a = c.ids[i]
        rules.append(_rule(f"started:{a}", f"{a} เริ่มแล้ว", f"{a} is under way", [i], least=1))
    for a in s.must:
        i = c.position(a, "must")
        rules.append(_rule(f"must:{a}", f"ต้องมี {a}", f"{a} must be chosen", [i], least=1))
    for a in s.must_not:
        i = c.position(a, "must_not")
        rules.append(_rule(f"must_not:{a}", f"ต้องไม่มี {a}", f"{a} must not be chosen", [i], most=0))
    if s.needs_costs:
        unknown = np.flatnonzero(np.isnan(c.costs[s.cost].to_numpy()) & c.open)
        rules += [
            _rule(
                f"no_cost:{c.ids[i]}",
                f"{c.ids[i]} ไม่ระบุค่าใช้จ่าย จึงจัดเข้าในงบไม่ได้",
                f"{c.ids[i]} states no cost, so no budget can hold it",
                [int(i)],
                most=0,
            )
            for i in unknown
        ]
    return rules


def _counts(c: Candidates, s: Settings) -> list[Rule]:
    if s.max_agendas is None:
        return []
    n = s.max_agendas
    words = f"ไม่เกิน {n} วาระ", f"at most {n} agendas"
    return [_rule("max_agendas", *words, np.arange(len(c.ids)), most=n)]


def _money(c: Candidates, s: Settings) -> list[Rule]:
    baht = in_baht(c.costs[s.cost].to_numpy())
    known = np.flatnonzero(baht > 0)
    if s.budget_mthb is None:
        return []
    most = round(s.budget_mthb * BAHT)
    words = (
        f"งบรวมไม่เกิน {s.budget_mthb:,.10g} ล้านบาท",
        f"all together cost at most {s.budget_mthb:,.10g} million baht",
    )
    return [_rule("budget", *words, known, baht[known], most=most)]


def _capacity(c: Candidates, s: Settings) -> list[Rule]:
    rules = []
    named = {normalise(name).strip(): most for name, most in s.capacity.items()}
    any_other = named.pop("*", None)
    for name, most in named.items():
        members = [i for i, own in enumerate(c.leads) if name in own]
        words = f"{name} รับได้ไม่เกิน {most} วาระ", f"{name} leads at most {most} agendas"
        rules.append(_rule(f"capacity:{name}", *words, members, most=most))
    if any_other is not None:
        groups: dict[str, list[int]] = {}
        for i, own in enumerate(c.leads):
            if own and not named.keys() & set(own):
                groups.setdefault(own[0], []).append(i)
        for name, members in sorted(groups.items()):
            if len(members) > any_other:
                words = (
                    f"{name} รับได้ไม่เกิน {any_other} วาระ",
                    f"{name} leads at most {any_other} agendas",
                )
                rules.append(_rule(f"capacity:{name}", *words, members, most=any_other))
    return rules


def _floors(c: Candidates, s: Settings) -> list[Rule]:
    rules = []
    kinds = sorted({by for by, _ in c.groups})
    for floor in s.floors:
        by, value = str(floor["by"]), normalise(str(floor["value"])).strip()
        if by not in kinds:
            raise ConfigError(
                f"shortlist.floors: nothing is known by '{by}'.", did_you_mean(by, kinds)
            )
        group = c.groups.get((by, value))
        members = np.flatnonzero(group) if group is not None else np.empty(0, np.intp)
        least, most = int(floor.get("at_least") or 0), floor.get("at_most")
        none_th = "" if len(members) else " (ไม่มีวาระใดอยู่ในกลุ่มนี้)"
        none_en = "" if len(members) else " (no agenda belongs there)"
        if least:
            words = (
                f"{by} = {value} อย่างน้อย {least} วาระ{none_th}",
                f"at least {least} agendas of {by} = {value}{none_en}",
            )
            rules.append(_rule(f"at_least:{by}={value}", *words, members, least=least))
        if most is not None:
            words = f"{by} = {value} ไม่เกิน {most} วาระ", f"at most {most} agendas of {by} = {value}"
            rules.append(_rule(f"at_most:{by}={value}", *words, members, most=int(most)))
    return rules


def _twins(c: Candidates, s: Settings) -> list[Rule]:
    if not s.twins:
        return []
    open_ = c.open
    return [
        _rule(
            f"twin:{c.ids[i]}|{c.ids[j]}",
            f"{c.ids[i]} กับ {c.ids[j]} ใกล้เคียงกัน เลือกได้เพียงวาระเดียว",
            f"{c.ids[i]} and {c.ids[j]} are near twins: at most one of them",
            [i, j],
            most=1,
        )
        for i, j in c.twins
        if open_[i] and open_[j]
    ]


def _requires(c: Candidates, s: Settings) -> list[Rule]:
    return [
        _rule(
            f"requires:{a}>{b}",
            f"{a} ต้องมี {b} ด้วย",
            f"{a} is chosen only with {b}",
            [c.position(a, "requires"), c.position(b, f"requires.{a}")],
            [1, -1],
            most=0,
        )
        for a, needed in s.requires.items()
        for b in needed
        if a != b
    ]
