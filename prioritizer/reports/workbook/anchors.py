"""Sheet เกณฑ์วัด: shape and fixed anchors of each indicator, and what levels are worth."""

from __future__ import annotations

from prioritizer.reports.workbook.book import Book
from prioritizer.reports.workbook.contract import MOST_POINTS
from prioritizer.reports.workbook.figures import Figures, Indicator
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.live import Addresses, count_edits, mark_edits
from prioritizer.reports.workbook.words import Words

_COLUMNS = (
    Column("id", 28),
    Column("name", 26),
    Column("level", 13),
    Column("shape", 11),
    Column("worst", 10, "edit"),
    Column("best", 10, "edit"),
    Column("worth", 9, "edit"),
    Column("offset", 9),
    Column("unit", 24),
    Column("anchor_source", 15),
)


def write_anchors(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Write a row for each indicator; under one with a table, a row for each level.

    Raises
    ------
    RunError
        If an indicator has more anchor points than the sheet holds.
    """
    most = min(MOST_POINTS, max([2, *(len(i.points) for i in figures.indicators)]))
    axes = [f"{axis}{k}" for k in range(1, most + 1) for axis in "xy"]
    shown = most if any(i.points for i in figures.indicators) else 0
    points = [Column(key, 9, "edit", head=f"{key[0]} {key[1:]}", hidden=not shown) for key in axes]
    edits = ["worst", "best", "worth", *axes]
    bases = [Column(f"base_{key}", 9, hidden=True) for key in edits]
    columns = [*_COLUMNS, *points, *bases]
    grid = Grid.open(book, words, "anchors", columns, tab="#D9A400", freeze="name")
    row = FIRST
    for indicator in figures.indicators:
        _indicator(grid, words, at, row, indicator, most)
        row += 1
        first = row
        for level, worth in indicator.table:
            key = f"{indicator.name}/{level}"
            grid.put(row, "id", key)
            grid.put(row, "level", level)
            grid.put(row, "name", words.code(level))
            _edit(grid, row, "worth", worth, key)
            row += 1
        if indicator.table:
            at.anchor[indicator.name, "levels"] = grid.column("level", row - 1, first)
            at.anchor[indicator.name, "worths"] = grid.column("worth", row - 1, first)
    last = row - 1
    pairs = [(key, f"base_{key}") for key in edits]
    used = [p for p in pairs if shown or p[0] not in axes]
    count_edits(grid, words, at, [(grid.column(a, last), grid.column(b, last)) for a, b in used])
    mark_edits(grid, last, used)
    number = {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12}
    for key in ("worst", "best", *(axes if shown else ())):
        grid.allow(FIRST, last, key, number)
    grid.allow(FIRST, last, "worth", {**number, "minimum": 0, "maximum": 1})


def _indicator(
    grid: Grid, words: Words, at: Addresses, row: int, indicator: Indicator, most: int
) -> None:
    """Write one indicator: ends for a line or a logarithm, points for a broken line."""
    name, sheet = indicator.name, grid.sheet
    grid.put(row, "id", name)
    grid.put(row, "name", words.label(indicator.label, "label") or name)
    grid.put(row, "shape", words.code(indicator.shape))
    for key in ("worst", "best"):
        if indicator.shape in ("linear", "log"):
            _edit(grid, row, key, getattr(indicator, key), name)
        else:
            grid.put(row, key, None, grid.form(key, "data"))
        at.anchor[name, key] = sheet.reference(row, grid.place_of[key])
        sheet.book.name(f"{key}_{name}", sheet, row, grid.place_of[key])
    grid.put(row, "worth", None, grid.form("worth", "data"))
    grid.put(row, "offset", indicator.offset if indicator.shape == "log" else None)
    at.anchor[name, "offset"] = sheet.reference(row, grid.place_of["offset"])
    grid.put(row, "unit", words.code(indicator.unit))
    grid.put(row, "level", "")
    grid.put(row, "anchor_source", words("from_study"))
    for k, point in enumerate(indicator.points[:most], start=1):
        for axis, figure in zip("xy", point, strict=True):
            _edit(grid, row, f"{axis}{k}", figure, name)
            at.anchor[name, f"{axis}{k}"] = sheet.reference(row, grid.place_of[f"{axis}{k}"])


def _edit(grid: Grid, row: int, key: str, figure: float | None, name: str) -> None:
    grid.edit(row, key, figure, name)
    if figure is not None:
        grid.put(row, f"base_{key}", figure)
