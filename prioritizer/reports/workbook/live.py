"""Where the cells of the live sheets lie, and how the sheets tell that something was edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from prioritizer.reports.workbook.book import Book, Sheet
from prioritizer.reports.workbook.grid import FIRST, Grid, differing
from prioritizer.reports.workbook.words import Words


@dataclass
class Addresses:
    """Where the cells lie that formulas on other sheets refer to.

    Attributes
    ----------
    share : dict
        Share of a criterion, or of an indicator (``criterion/indicator``) inside its criterion.
    measured : dict
        1 where an indicator is measured at all, else 0.
    anchor : dict
        Cell of ``(indicator, "worst")`` and so on; ``levels`` and ``worths`` are stretches.
    raw : dict
        Columns of the raw figures: ``key, point, low, high``.
    values : dict
        Columns of the values: ``id, total, completeness``, criteria by name.
    gates : dict
        Columns of the gates: ``id, now``.
    ranking, summary : dict
        Columns of these sheets, by key.
    changed : list of str
        Cells that count edits.
    """

    share: dict[str, str] = field(default_factory=dict)
    measured: dict[str, str] = field(default_factory=dict)
    anchor: dict[tuple[str, str], str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    gates: dict[str, str] = field(default_factory=dict)
    ranking: dict[str, str] = field(default_factory=dict)
    summary: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)

    @property
    def edited(self) -> str:
        """Condition that is TRUE once something was edited."""
        return f"{'+'.join(self.changed)}>0" if self.changed else "FALSE"


def count_edits(
    grid: Grid,
    words: Words,
    at: Addresses,
    stretches: Sequence[tuple[str, str]],
    some: Sequence[tuple[str, str, str]] = (),
) -> None:
    """Count on the sheet how many yellow cells differ from the export, and mark them.

    Parameters
    ----------
    grid : Grid
    words : Words
    at : Addresses
    stretches : sequence of (str, str)
        Stretches of yellow cells and of what they held, as formulas write them.
    some : sequence of (str, str, str)
        Stretches in which only the rows that meet a condition count.
    """
    sheet = grid.sheet
    row, col = 0, _quiet_place(grid)
    sheet.text(row, col, words("edited_cells"), sheet.book.format(italic=True, align="right"))
    counts = [differing(now, base) for now, base in stretches]
    counts += [f'SUMPRODUCT({where}*({now}&""<>{base}&""))' for where, now, base in some]
    formula = "=" + "+".join(counts)
    sheet.formula(row, col + 1, formula, sheet.book.format(bold=True, align="left"), 0)
    at.changed.append(sheet.reference(row, col + 1))


def _quiet_place(grid: Grid) -> int:
    """Find two neighbouring columns in sight, to the right, for the count."""
    seen = [i for i, column in enumerate(grid.columns) if not column.hidden]
    return max(i for i in seen if i + 1 in seen)


def mark_edits(
    grid: Grid,
    last: int,
    pairs: Sequence[tuple[str, str]],
    *,
    only: Mapping[str, str] | None = None,
) -> None:
    """Colour yellow cells that differ from what they held at the export.

    ``only`` names, for a column, another that must not be empty: there the cell is typed.
    """
    form = grid.sheet.book.mark(bg_color="#F4B183", bold=True)
    for key, base in pairs:
        condition = f'{grid.cell(FIRST, key)}&""<>{grid.cell(FIRST, base)}&""'
        if only and key in only:
            condition = f'AND({grid.cell(FIRST, only[key])}<>"",{condition})'
        rule = {"type": "formula", "criteria": f"={condition}", "format": form}
        grid.colour(FIRST, last, [key], rule)


def say_stale(book: Book, words: Words, sheet: Sheet, at: Addresses, row: int = 1) -> str:
    """Say in a line whether the simulated figures still hold; return its address on the sheet."""
    formula = f'=IF({at.edited},"{words("at_start_stale")}","{words("at_start")}")'
    sheet.formula(row, 0, formula, book.format(italic=True), words("at_start"))
    sheet.raw.conditional_format(
        row,
        0,
        row,
        0,
        {
            "type": "formula",
            "criteria": f'=$A${row + 1}<>"{words("at_start")}"',
            "format": book.mark(bold=True, font_color="#A02020"),
        },
    )
    return f"$A${row + 1}"


def fade(grid: Grid, words: Words, line: str, first: int, last: int, keys: Sequence[str]) -> None:
    """Grey out what was simulated once the line says that something was edited."""
    form = grid.sheet.book.mark(font_color="#A9B4BD", italic=True)
    rule = {"type": "formula", "criteria": f'={line}<>"{words("at_start")}"', "format": form}
    grid.colour(first, last, keys, rule)
