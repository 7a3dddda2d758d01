"""Sheet น้ำหนัก: what each swing from worst to best is worth, and its share among the measured."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from prioritizer.reports.workbook.book import Book
from prioritizer.reports.workbook.figures import Figures
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.live import Addresses, count_edits, mark_edits
from prioritizer.reports.workbook.values import value_columns
from prioritizer.reports.workbook.words import Words

_COLUMNS = (
    Column("id", 34),
    Column("level", 19),
    Column("name", 28),
    Column("weight", 9, "edit", "0.00"),
    Column("share", 10, "formula", "0.0%"),
    Column("whole", 11, "formula", "0.0%"),
    Column("measured", 8, "formula", "0"),
    Column("base_weight", 9, num="0.00"),
    Column("equal", 8, num="0.00"),
    Column("centroid", 9, num="0.00"),
)


@dataclass(frozen=True)
class _Item:
    id: str
    criterion: str
    name: str
    label: str
    weight: float
    share: float
    whole: float
    measured: int
    seen: str


def write_weights(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Write criteria and inner weights, their live shares, presets and the members beside.

    A share leaves out what no agenda has a figure for; weights that are all zero weigh alike.
    """
    members = figures.run.table("members") if figures.run.has("members") else pd.DataFrame()
    beside = [
        Column(f"member{m}", 7, num="0.##", head=str(name))
        for m, name in enumerate(members["member_id"] if len(members) else ())
    ]
    hidden = Column("counted", 9, "formula", hidden=True)
    columns = [*_COLUMNS, *beside, hidden]
    grid = Grid.open(book, words, "weights", columns, tab="#D9A400", freeze="name")
    first_inner = FIRST + len(figures.criteria) + 2
    row = _group(
        grid, words, at, FIRST, words("criterion"), _criteria(words, figures, grid, first_inner)
    )
    for m, column in enumerate(beside):
        for c, criterion in enumerate(figures.criteria):
            if criterion["criterion"] in members:
                grid.put(FIRST + c, column.key, members[criterion["criterion"]].iloc[m])
    for c, criterion in enumerate(figures.criteria):
        items = _indicators(words, figures, c)
        row = _group(grid, words, at, row, words.label(criterion, "criterion_label"), items)
    last = row - 3
    number = {
        "validate": "decimal",
        "criteria": ">=",
        "value": 0,
        "error_title": words("weight"),
        "error_message": words("weight_error"),
    }
    grid.allow(FIRST, last, "weight", number)
    count_edits(grid, words, at, [(grid.column("weight", last), grid.column("base_weight", last))])
    mark_edits(grid, last, [("weight", "base_weight")])
    grid.sheet.line(row, words("presets_help"), italic=True)


def _criteria(words: Words, figures: Figures, grid: Grid, row: int) -> list[_Item]:
    """List the criteria; one is measured where any of its indicators is."""
    items = []
    for c, criterion in enumerate(figures.criteria):
        n = figures.criterion_of.count(c)
        share = float(figures.scores.criterion_weights[c])
        items.append(
            _Item(
                id=str(criterion["criterion"]),
                criterion="",
                name=str(criterion["criterion"]),
                label=words.label(criterion, "criterion_label") or str(criterion["criterion"]),
                weight=figures.stated(str(criterion["criterion"])),
                share=share,
                whole=share,
                measured=int(share > 0 or _any_measured(figures, c)),
                seen=f"SUMPRODUCT({grid.column('measured', row + n - 1, row)})",
            )
        )
        row += n + 2
    return items


def _any_measured(figures: Figures, c: int) -> bool:
    own = [i for i, k in enumerate(figures.criterion_of) if k == c]
    return bool((figures.worth[:, own] >= 0).any())


def _indicators(words: Words, figures: Figures, c: int) -> list[_Item]:
    """List the indicators of a criterion; one is measured where any agenda has a value."""
    stretches = value_columns(words, figures)
    items = []
    for i, indicator in enumerate(figures.indicators):
        if figures.criterion_of[i] != c:
            continue
        items.append(
            _Item(
                id=f"{indicator.criterion}/{indicator.name}",
                criterion=indicator.criterion,
                name=indicator.name,
                label=words.label(indicator.label, "label") or indicator.name,
                weight=figures.stated(indicator.criterion, indicator.name),
                share=float(figures.scores.inner_weights[i]),
                whole=float(figures.scores.weights[i]),
                measured=int((figures.worth[:, i] >= 0).any()),
                seen=f"COUNT({stretches[i]})",
            )
        )
    return items


def _group(
    grid: Grid, words: Words, at: Addresses, first: int, label: str, items: list[_Item]
) -> int:
    """Write siblings: yellow weights, and the share of each; return the row of the next group."""
    book, last, n = grid.sheet.book, first + len(items) - 1, len(items)
    counted = grid.column("counted", last, first)
    measured = grid.column("measured", last, first)
    places = sorted(range(n), key=lambda i: -items[i].weight)
    for i, item in enumerate(items):
        row = first + i
        grid.put(row, "id", item.id)
        grid.put(row, "level", label)
        grid.put(row, "name", item.label)
        grid.edit(row, "weight", item.weight, item.id)
        grid.formula(row, "measured", f"=IF({item.seen}>0,1,0)", item.measured)
        weight, seen, own = (grid.cell(row, k) for k in ("weight", "measured", "counted"))
        positive = f"IF(AND(ISNUMBER({weight}),{seen}=1),MAX(0,{weight}),0)"
        grid.formula(row, "counted", f"={positive}", item.weight if item.measured else 0.0)
        sums = f'SUMIF({counted},">0")'
        share = f"=IF({seen}=0,0,IF({sums}>0,{own}/{sums},1/SUMPRODUCT({measured})))"
        grid.formula(row, "share", share, item.share)
        outer = f"*{at.share[item.criterion]}" if item.criterion else ""
        whole = f"{grid.cell(row, 'share')}{outer}"
        grid.formula(row, "whole", f"={whole}", item.whole)
        grid.put(row, "base_weight", item.weight)
        grid.put(row, "equal", 1 / n)
        grid.put(row, "centroid", sum(1 / k for k in range(places.index(i) + 1, n + 1)) / n)
        at.share[item.id] = grid.sheet.reference(row, grid.place_of["share"])
        at.measured[item.id] = grid.sheet.reference(row, grid.place_of["measured"])
        place = grid.sheet, row, grid.place_of["weight"]
        if not book.name(f"w_{item.name}", *place):
            book.name(f"w_{item.id}", *place)
    grid.sheet.text(last + 1, grid.place_of["name"], words("sum_check"), book.format(italic=True))
    total = 1.0 if any(item.measured for item in items) else 0.0
    shares = grid.column("share", last, first)
    grid.formula(last + 1, "share", f"=SUMPRODUCT({shares})", total)
    return last + 3
