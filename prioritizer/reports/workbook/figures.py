"""The figures of a run in the shapes that a live workbook needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.bundle import TABLES, Bundle
from prioritizer.criteria.custom import READERS, columns_read
from prioritizer.links.twins import twins_of
from prioritizer.reports.workbook.contract import OVERRIDE
from prioritizer.scoring import Scores, round_scores, score_tree
from prioritizer.vocabulary import Matrix

COSTS = ("cost_low_mthb", "cost_high_mthb")
"""Columns of the agendas table that hold the ends of the cost."""

_RULES = (
    "max_agendas",
    "budget_mthb",
    "quarters",
    "capacity",
    "floors",
    "requires",
    "must",
    "must_not",
    "started",
)
"""Keys of ``[shortlist]`` that make it a portfolio."""

_MOST_TWINS = 12
"""Near twins of one agenda that the sheets can follow."""

_RANGES = ("time_to_first_result", "affordability")
_PLAIN = ("legal_ease", "precedent", "adopter_pool")
_LEAST = {"time_to_first_result": ">=0", "affordability": ">0", "adopter_pool": ">=0"}


@dataclass(frozen=True)
class Indicator:
    """One indicator as the sheets need it.

    Attributes
    ----------
    name, criterion, label, unit, shape, source : str
    weight, worst, best, offset : float
    points : tuple of (performance, value)
    table : tuple of (level, value)
    columns : tuple of str
        Columns of the agendas table that it reads.
    least : str
        Condition that a figure must meet to be one (``>0``), "" for none.
    """

    name: str
    criterion: str
    label: dict[str, Any]
    unit: str
    shape: str
    source: str
    weight: float
    worst: float | None
    best: float | None
    offset: float
    points: tuple[tuple[float, float], ...]
    table: tuple[tuple[str, float], ...]
    columns: tuple[str, ...]

    @property
    def least(self) -> str:
        """Condition that a figure must meet to be one; "" for none."""
        return _LEAST.get(self.name, "")

    @property
    def ranged(self) -> bool:
        """Whether agendas give a low and a high end, so that the point is their middle."""
        own = self.name not in READERS and len(self.columns) == 2
        return self.source == "agendas" and (self.name in _RANGES or own)

    @property
    def homes(self) -> tuple[str, str, str]:
        """Columns of the agendas table that point, low and high come home to."""
        if self.ranged:
            return "", self.columns[0], self.columns[1]
        plain = self.name in _PLAIN or self.name not in READERS
        if self.source == "agendas" and plain and len(self.columns) == 1:
            return self.columns[0], "", ""
        return OVERRIDE, OVERRIDE, OVERRIDE


@dataclass(frozen=True)
class Figures:
    """Agendas in the order of the export, with everything the formulas start from.

    Attributes
    ----------
    run : Bundle
    agendas : list of dict
        The ranking, in its order.
    indicators : list of Indicator
        All of the study's tree, measured or not, in the order of the criteria.
    criteria : list of dict
        ``criterion, criterion_weight, floor`` and labels.
    worth : ndarray of shape (n_agendas, n_indicators)
        NaN where nothing is measured.
    scores : Scores
        What the formulas give at the starting weights.
    """

    run: Bundle
    agendas: list[dict[str, Any]]
    indicators: list[Indicator]
    criteria: list[dict[str, Any]]
    worth: Matrix
    scores: Scores
    _raw: dict[tuple[str, str], dict[str, Any]]

    @cached_property
    def ids(self) -> list[str]:
        """Ids in the order of the export."""
        return [str(a["agenda_id"]) for a in self.agendas]

    @property
    def counted(self) -> Matrix:
        """Values as they count: half where nothing is measured."""
        return self.scores.values  # noqa: PD011

    @property
    def criterion_of(self) -> list[int]:
        """Position of each indicator's criterion."""
        names = [c["criterion"] for c in self.criteria]
        return [names.index(i.criterion) for i in self.indicators]

    @cached_property
    def ranked(self) -> list[int]:
        """Positions of the agendas that have a rank."""
        return [i for i, a in enumerate(self.agendas) if not missing(a["rank"])]

    @cached_property
    def known(self) -> dict[str, dict[str, Any]]:
        """Rows of the agendas table, by id."""
        rows = map(_named, self.run.table("agendas").to_dict("records"))
        return {str(row["agenda_id"]): row for row in rows}

    @cached_property
    def verdicts(self) -> dict[tuple[str, str], int]:
        """How many gates of each status an agenda has."""
        gates = self.run.table("gates")
        pairs = zip(gates.get("agenda_id", ()), gates.get("status", ()), strict=True)
        return dict(Counter((str(agenda), str(status)) for agenda, status in pairs))

    @cached_property
    def signed(self) -> list[dict[str, Any]]:
        """Rows of the gates that somebody overrode."""
        rows = map(_named, self.run.table("gates").to_dict("records"))
        return [row for row in rows if not missing(row["override"]) and str(row["override"])]

    @cached_property
    def cost_indicator(self) -> str:
        """Name of the indicator whose raw figures are the costs; "" where there is none."""
        return next(
            (i.name for i in self.indicators if i.ranged and i.columns == COSTS),
            "",
        )

    def stated(self, criterion: str, indicator: str = "") -> float:
        """Give a weight as the study states it, all zero included."""
        own = self.run.config.get("criteria", {}).get(criterion, {})
        if indicator:
            own = own.get("indicators", {}).get(indicator, {})
        if "weight" in own:
            return float(own["weight"])
        if indicator:
            return next(i.weight for i in self.indicators if i.name == indicator)
        held = {c["criterion"]: c["criterion_weight"] for c in self.criteria}
        return float(held[criterion])

    def cost(self, agenda_id: str) -> tuple[float | None, float | None, float | None]:
        """Give low, likely and high cost in million baht; one end alone stands for all three."""
        row = self.known.get(agenda_id, {})
        ends = [number(row.get(column)) for column in COSTS]
        held = sorted(end for end in ends if end is not None and end > 0)
        if not held:
            return None, None, None
        return held[0], (held[0] + held[-1]) / 2, held[-1]

    @cached_property
    def chosen(self) -> set[str]:
        """Ids on the shortlist of the run."""
        return {str(agenda) for agenda in self.optional("shortlist").get("agenda_id", ())}

    @property
    def portfolio(self) -> bool:
        """Whether the shortlist was chosen by rules (budget, quarters, …), not as the best n."""
        return any(self.run.config["shortlist"].get(rule) for rule in _RULES)

    @cached_property
    def fixed(self) -> bool:
        """Whether no formula can follow the shortlist: a portfolio, or twins beyond number."""
        return self.portfolio or max(map(len, self.twins.values()), default=0) > _MOST_TWINS

    @cached_property
    def twins(self) -> dict[str, list[str]]:
        """Near twins of each agenda, of which the best n take one."""
        settings = self.run.config
        if self.portfolio or not settings["shortlist"].get("twins", True):
            return {}
        least = float(settings["gates"]["distinct"]["min_similarity"]) - 1e-12
        pairs = twins_of(self.run)
        found: dict[str, list[str]] = {}
        for pair in pairs[pairs["similarity"] >= least].to_dict("records"):
            one, other = str(pair["agenda_id"]), str(pair["twin_id"])
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
        return found

    def optional(self, name: str) -> pd.DataFrame:
        """Give a table that not every run holds; an empty one where this does not."""
        return self.run.table(name) if name in TABLES and self.run.has(name) else pd.DataFrame()

    @cached_property
    def comments(self) -> dict[str, str]:
        """What the meeting said of each agenda, where edits were imported into the run."""
        table = self.optional("notes")
        return {str(r["agenda_id"]): _said(r["comment"]) or "" for r in table.to_dict("records")}

    @cached_property
    def rulings(self) -> dict[str, dict[str, Any]]:
        """What the meeting ruled and who signed, by row of the sheet."""
        keys = ("agenda", "remark", "by", "ruling", "reason", "date")
        return {
            str(r["id"]): {key: _day(r[key]) if key == "date" else _said(r[key]) for key in keys}
            for r in self.optional("rulings").to_dict("records")
        }

    def signature(self, agenda: str, what: str, name: str) -> dict[str, Any]:
        """Person, reason and date of the override of a gate or of an indicator's figure."""
        own = self._signatures.get((agenda, what, name), {})
        return {key: own.get(key) for key in ("person", "reason", "date")}

    @cached_property
    def _signatures(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        table = self.optional("overrides")
        return {
            (str(r["agenda_id"]), what, str(r[what])): {
                "person": _said(r["person"]),
                "reason": _said(r["reason"]),
                "date": _day(r["date"]),
            }
            for r in table.to_dict("records")
            for what in ("gate", "indicator")
            if what in r and not missing(r[what]) and r[what] != ""
        }

    @classmethod
    def of(cls, run: Bundle) -> Figures:
        """Gather the figures of a run."""
        table = run.table("criteria")
        indicators = [_indicator(row) for row in table.to_dict("records")]
        criteria = table.drop_duplicates("criterion").to_dict("records")
        agendas = run.ranking.to_dict("records")
        long = run.table("indicators")
        raw = {
            (str(r["agenda_id"]), str(r["indicator"])): r
            for r in map(_named, long.to_dict("records"))
        }
        values = np.full((len(agendas), len(indicators)), np.nan)
        for a, agenda in enumerate(agendas):
            for i, indicator in enumerate(indicators):
                row = raw.get((str(agenda["agenda_id"]), indicator.name))
                if row and not missing(row["value"]) and not truly(row["imputed"]):
                    values[a, i] = row["value"]
        values = np.where(np.isnan(values), np.nan, round_scores(np.nan_to_num(values)))
        names = [str(c["criterion"]) for c in criteria]
        scores = score_tree(
            values,
            [i.weight for i in indicators],
            [names.index(i.criterion) for i in indicators],
            [float(c["criterion_weight"]) for c in criteria],
            floors=[float(c["floor"]) for c in criteria],
            criteria=names,
        )
        return cls(
            run, [_named(a) for a in agendas], indicators, [_named(c) for c in criteria], values,
            scores, raw,
        )  # fmt: skip

    def raw_of(self, agenda_id: str, indicator: Indicator) -> dict[str, Any]:
        """Give one agenda's raw figures of an indicator: ``point, low, high, note``.

        What is missing is None. A range has ends and no point; an interval from data likewise; a
        word of a table is its point.
        """
        row = self._raw.get((agenda_id, indicator.name), {})
        cell: dict[str, Any] = {"point": None, "low": None, "high": None}
        cell["note"] = "" if missing(row.get("note")) else str(row["note"])
        if indicator.ranged:
            known = self.known.get(agenda_id, {})
            ends = [number(known.get(column)) for column in indicator.columns]
            return {**cell, "low": ends[0], "high": ends[-1]}
        if indicator.shape == "table":
            return {**cell, "point": None if missing(row.get("level")) else row["level"] or None}
        if not row or truly(row["imputed"]):
            return cell
        low, high = number(row["low"]), number(row["high"])
        if low is not None and high is not None and low != high:
            return {**cell, "low": low, "high": high}
        return {**cell, "point": number(row["performance"])}


def _indicator(row: dict[Any, Any]) -> Indicator:
    columns = () if row.get("columns") is None else tuple(row["columns"])
    name, source = str(row["indicator"]), str(row["source"])
    points: Any = row.get("points")
    table: Any = row.get("table")
    return Indicator(
        name=name,
        criterion=str(row["criterion"]),
        label=_named(row),
        unit=str(row["unit"]),
        shape=str(row["shape"]),
        source=source,
        weight=float(row["weight"]),
        worst=number(row["worst"]),
        best=number(row["best"]),
        offset=number(row.get("offset")) or 0.0,
        points=tuple((float(x), float(y)) for x, y in points) if _held(points) else (),
        table=tuple((str(k), float(v)) for k, v in table.items()) if _held(table) else (),
        columns=columns_read(name, columns) if source == "agendas" else columns,
    )


def _named(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in row.items()}


def _held(cell: Any) -> bool:
    return cell is not None and not isinstance(cell, float) and len(cell) > 0


def missing(cell: Any) -> bool:
    """Whether a cell of a table holds nothing."""
    return (
        cell is None
        or cell is pd.NA
        or cell is pd.NaT
        or (not isinstance(cell, str) and cell != cell)
    )


def number(cell: Any) -> float | None:
    """Read a number; None where there is none."""
    if missing(cell) or isinstance(cell, str):
        return None
    return float(cell)


def truly(cell: Any) -> bool:
    """Read a flag that may have come from a file."""
    return bool(cell) and str(cell).casefold() not in ("false", "nan", "<na>", "0", "0.0")


def _said(cell: Any) -> str | None:
    return None if missing(cell) or str(cell) == "" else str(cell)


def _day(cell: Any) -> date | str | None:
    """Take an ISO day as a date, anything else as it was said."""
    said = _said(cell)
    try:
        return None if said is None else date.fromisoformat(said[:10])
    except ValueError:
        return said
