"""How many agendas a study may choose, what they may cost, and when they may start."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

_QUARTER = re.compile(r"([1-4])/(2[4-7]\d\d)")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Floor(_Table):
    """So many chosen agendas of one region, theme or other group."""

    by: str = Field(
        description="`theme`, `area`, a column of the places table (an agenda belongs where most "
        "of its voices are), or a column of the agendas table."
    )
    value: str = Field(description="Which one: a theme id or label, a region, ….")
    at_least: int = Field(default=0, ge=0, description="Fewest chosen agendas of it.")
    at_most: int | None = Field(
        default=None, ge=0, description="Most chosen agendas of it; none: no limit."
    )

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if not self.at_least and self.at_most is None:
            raise ValueError("give at_least or at_most")
        if self.at_most is not None and self.at_most < self.at_least:
            raise ValueError(f"at_most {self.at_most} lies below at_least {self.at_least}")
        return self


class Shortlist(_Table):
    """How many agendas, and what they may cost.

    With ``size`` alone the best n are taken; any other rule makes it a portfolio.
    """

    size: int = Field(default=10, ge=1, description="Agendas on the shortlist (best n).")
    max_agendas: int | None = Field(
        default=None, ge=1, description="Most agendas of a portfolio; none: what the rules allow."
    )
    budget_mthb: float | None = Field(
        default=None,
        gt=0,
        allow_inf_nan=False,
        description="Million baht for all together; none: no limit.",
    )
    cost: Literal["low", "likely", "high"] = Field(
        default="likely", description="Which cost counts; likely = the middle of low and high."
    )
    quarters: dict[str, float] = Field(
        default_factory=dict,
        description='Ceilings in million baht by fiscal quarter (BE): `{ "1/2565" = 300 }`.',
    )
    spread: Literal["start", "even"] = Field(
        default="start",
        description="When the money goes: all in the quarter of the start, or evenly by month.",
    )
    capacity: dict[str, int] = Field(
        default_factory=dict,
        description='Most agendas that one lead agency can carry; `"*"` = any other.',
    )
    floors: tuple[Floor, ...] = Field(
        default=(), description="Fewest (and most) agendas by region, theme or other group."
    )
    requires: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="agenda = [agendas it needs]: chosen only with them, never started before.",
    )
    must: tuple[str, ...] = Field(default=(), description="Agendas that must be chosen.")
    must_not: tuple[str, ...] = Field(default=(), description="Agendas that must not be chosen.")
    twins: bool = Field(default=True, description="At most one of each pair of near twins.")
    ties: Literal["cheapest", "most_voices", "fewest"] = Field(
        default="cheapest", description="Which of two sets of the same total value is taken."
    )
    started: dict[str, str] = Field(
        default_factory=dict,
        description='Agendas under way and the quarter they began in: `{ A03 = "1/2565" }`.',
    )
    start_from: str | None = Field(
        default=None, description='First quarter that is still open: `"3/2565"`; none: the first.'
    )
    node_limit: int = Field(
        default=1_000, ge=1, description="Branch-and-bound nodes of the schedule; never a time."
    )
    core_draws: int = Field(
        default=500, ge=1, le=500, description="Simulated draws that the core index counts over."
    )
    core_from: float = Field(
        default=0.7, gt=0, le=1, description="Chosen in this share of draws or more: core."
    )
    out_below: float = Field(
        default=0.1, ge=0, le=1, description="Chosen in a smaller share of draws: out."
    )

    @field_validator("quarters")
    @classmethod
    def _ceilings_follow_each_other(cls, quarters: dict[str, float]) -> dict[str, float]:
        places = []
        for name, ceiling in quarters.items():
            if not (found := _QUARTER.fullmatch(name)):
                raise ValueError(f"'{name}' is no fiscal quarter; write it as 1/2565")
            if not 0 <= ceiling < float("inf"):
                raise ValueError(f"the ceiling of {name} is {ceiling}; give 0 or more")
            places.append(4 * int(found[2]) + int(found[1]))
        if places and sorted(places) != list(range(min(places), min(places) + len(places))):
            raise ValueError("a quarter is missing between the first and the last; give it 0")
        return dict(sorted(quarters.items(), key=lambda q: (q[0][2:], q[0][0])))

    @field_validator("capacity")
    @classmethod
    def _capacities_are_counts(cls, capacity: dict[str, int]) -> dict[str, int]:
        for name, most in capacity.items():
            if most < 0:
                raise ValueError(f"the capacity of {name} is {most}; give 0 or more")
        return capacity

    @model_validator(mode="after")
    def _shares_and_quarters_agree(self) -> Self:
        if self.out_below > self.core_from:
            raise ValueError(f"out_below {self.out_below} lies above core_from {self.core_from}")
        for name in (*self.started.values(), *([self.start_from] if self.start_from else [])):
            if name not in self.quarters:
                raise ValueError(f"quarter {name} has no ceiling; add it to quarters")
        both = sorted(set(self.must) & set(self.must_not))
        if both:
            raise ValueError(f"{', '.join(both)}: both must and must_not")
        return self
