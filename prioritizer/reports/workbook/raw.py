"""Sheet ค่าดิบ: one row for each agenda and indicator; a figure, a word, or a range."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from prioritizer.reports.workbook.book import DATE, Book
from prioritizer.reports.workbook.contract import OVERRIDE
from prioritizer.reports.workbook.figures import Figures, Indicator
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.live import Addresses, count_edits, mark_edits
from prioritizer.reports.workbook.words import Words

_PLAIN = "[<1]0.000;[<100]0.00;#,##0"
"""As many digits as a figure can bear; the cell holds them all."""

_ENDS = ("point", "low", "high")
_COLUMNS = (
    Column("id", 9),
    Column("indicator", 21),
    Column("name", 24),
    Column("title", 28),
    Column("point", 10, "edit", _PLAIN),
    Column("low", 9, "edit", _PLAIN),
    Column("high", 9, "edit", _PLAIN),
    Column("unit", 15),
    Column("source", 13),
    Column("as_of", 17, num=DATE),
    Column("estimator", 17),
    Column("imputed", 9, "formula"),
    Column("note", 17),
    Column("person", 13, "edit"),
    Column("reason", 15, "edit"),
    Column("date", 15, "edit", DATE),
    Column("key", 9, hidden=True),
    *(Column(f"home_{end}", 9, hidden=True) for end in _ENDS),
    *(Column(f"base_{end}", 9, hidden=True) for end in _ENDS),
)


def write_raw(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Write the raw figures; what is missing is an empty cell, never a zero or a word."""
    grid = Grid.open(book, words, "raw", _COLUMNS, tab="#D9A400", freeze="indicator")
    as_of = date.fromisoformat(figures.run.config["study"]["as_of"])
    titles = [words.label(a, "title") for a in figures.agendas]
    said = [
        (words.label(i.label, "label") or i.name, words.code(i.unit), words.code(i.source))
        for i in figures.indicators
    ]
    row = FIRST
    for agenda, title in zip(figures.ids, titles, strict=True):
        for indicator, (name, unit, source) in zip(figures.indicators, said, strict=True):
            raw = figures.raw_of(agenda, indicator)
            for key, text in (
                ("id", agenda),
                ("indicator", indicator.name),
                ("name", name),
                ("title", title),
                ("unit", unit),
                ("source", source),
                ("as_of", as_of),
                ("key", f"{agenda}|{indicator.name}"),
            ):
                grid.put(row, key, text)
            _figures(grid, words, row, agenda, indicator, raw)
            if raw["note"]:
                grid.put(row, "note", words.code(raw["note"]))
            if OVERRIDE in indicator.homes:
                signed = figures.signature(agenda, "indicator", indicator.name)
                for key, cell in signed.items():
                    grid.edit(row, key, cell, agenda, indicator.name)
            row += 1
    last = row - 1
    grid.close(last)
    at.raw = {key: grid.column(key, last) for key in ("key", *_ENDS)}
    pairs = [(end, f"base_{end}") for end in _ENDS]
    stretches = [(grid.column(a, last), grid.column(b, last)) for a, b in pairs[1:]]
    point, base = (grid.column(key, last) for key in pairs[0])
    typed = f'({grid.column("home_point", last)}<>"")'
    count_edits(grid, words, at, stretches, [(typed, point, base)])
    mark_edits(grid, last, pairs, only={"point": "home_point"})
    _validate(grid, words, figures, at, last)


def _figures(
    grid: Grid, words: Words, row: int, agenda: str, indicator: Indicator, raw: dict[str, Any]
) -> None:
    """Write point, low and high of one row; the point of a range is a formula of its ends."""
    low, high = grid.cell(row, "low"), grid.cell(row, "high")
    interval = indicator.ranged or raw["low"] is not None
    if interval:
        both = f"COUNT({low}:{high})=2"
        if indicator.least:
            both = f'COUNTIF({low}:{high},"{indicator.least}")=2'
        held = _held(raw["low"], indicator.least) and _held(raw["high"], indicator.least)
        middle = (raw["low"] + raw["high"]) / 2 if held else None
        form = grid.form("point", "formula")
        grid.formula(row, "point", f'=IF({both},({low}+{high})/2,"")', middle, form)
        grid.edit(row, "low", raw["low"], agenda, indicator.name)
        grid.edit(row, "high", raw["high"], agenda, indicator.name)
    else:
        grid.edit(row, "point", raw["point"], agenda, indicator.name)
    for end, home in zip(_ENDS, indicator.homes, strict=True):
        if home and not (interval and end == "point"):
            grid.put(row, f"home_{end}", home)
        if raw[end] is not None:
            grid.put(row, f"base_{end}", raw[end])
    none = f'{low}&{high}=""' if interval else f'{grid.cell(row, "point")}=""'
    shown = words("missing") if all(raw[end] is None for end in _ENDS) else ""
    grid.formula(row, "imputed", f'=IF({none},"{words("missing")}","")', shown)
    grid.put(row, "estimator", words(f"by_{_estimator(indicator, interval)}"))


def _held(figure: float | None, least: str) -> bool:
    """Whether a figure counts as one."""
    if figure is None:
        return False
    return {"": True, ">0": figure > 0, ">=0": figure >= 0}[least]


def _estimator(indicator: Indicator, interval: bool) -> str:
    """Name the way a figure was come by."""
    if interval:
        return "middle"
    if indicator.source == "agendas":
        return "derived" if indicator.homes[0] == OVERRIDE else "typed"
    return indicator.source


def _validate(grid: Grid, words: Words, figures: Figures, at: Addresses, last: int) -> None:
    """Offer the levels of a table; take numbers everywhere else."""
    n, total = len(figures.indicators), len(figures.ids)
    number = {
        "validate": "decimal",
        "criteria": "between",
        "minimum": -1e12,
        "maximum": 1e12,
        "error_title": words("figure"),
        "error_message": words("figure_error"),
    }
    tables = [i for i, indicator in enumerate(figures.indicators) if indicator.table]
    for i in tables:
        levels = at.anchor[figures.indicators[i].name, "levels"]
        rule = {"validate": "list", "source": f"={levels}"}
        _scattered(grid, rule, [(FIRST + a * n + i,) * 2 for a in range(total)])
    if not tables:
        grid.allow(FIRST, last, "point", number)
    else:
        cuts = [FIRST - 1, *(FIRST + a * n + i for a in range(total) for i in tables), last + 1]
        blocks = [(a + 1, b - 1) for a, b in pairwise(cuts) if b - a > 1]
        _scattered(grid, number, blocks)
    for key in ("low", "high"):
        grid.allow(FIRST, last, key, number)
    day = {"validate": "date", "criteria": ">=", "value": date(1957, 1, 1)}
    grid.allow(FIRST, last, "date", day)


def _scattered(grid: Grid, rule: dict[str, Any], blocks: list[tuple[int, int]]) -> None:
    """Give one rule to blocks of rows of the column of points, some hundred at a time."""
    col = grid.place_of["point"]
    for start in range(0, len(blocks), 200):
        some = blocks[start : start + 200]
        cells = [[a, col, b, col] for a, b in some]
        (a, b), *_ = some
        grid.allow(a, b, "point", {**rule, "other_cells": cells[1:]} if cells[1:] else rule)
