"""A table on a sheet: keys of its columns, headings, formats, filter, print, and what is yellow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from prioritizer.reports.workbook.book import Book, Sheet, checked, lines_of
from prioritizer.reports.workbook.contract import FIRST_ROW, HEAD_ROW, KEY_ROW, row_id
from prioritizer.reports.workbook.words import Words

FIRST = FIRST_ROW - 1
"""First row of data, counted from 0 as the writer does."""


@dataclass(frozen=True)
class Column:
    """One column: its key, width, kind of cell (data, edit, formula) and number format."""

    key: str
    width: float
    kind: str = "data"
    num: str = "General"
    head: str = ""
    hidden: bool = False
    wrap: bool = True
    align: str = ""


@dataclass
class Grid:
    """A table that starts in row `FIRST_ROW`, whose yellow cells are noted with their base."""

    sheet: Sheet
    columns: Sequence[Column]
    place_of: dict[str, int] = field(init=False)
    _lines: dict[int, int] = field(init=False, default_factory=dict)
    _forms: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.place_of = {column.key: i for i, column in enumerate(self.columns)}
        self._forms = {c.key: self._form(c, c.kind) for c in self.columns}

    @classmethod
    def open(
        cls,
        book: Book,
        words: Words,
        key: str,
        columns: Sequence[Column],
        *,
        tab: str = "#5B7C99",
        freeze: str = "",
        helped: bool = True,
    ) -> Grid:
        """Add a sheet with title, help, keys and headings; ``freeze`` names the last fixed column.

        Parameters
        ----------
        book, words : Book, Words
        key : str
            Key of the sheet.
        columns : sequence of Column
        tab : str
            Colour of its tab.
        freeze : str
            Key of the last column that stays in sight.
        helped : bool
            Whether a line of help stands under the title.
        """
        sheet = book.sheet(key, words.sheet(key), tab=tab)
        grid = cls(sheet, columns)
        book.grids.append(grid)
        sheet.line(0, words(f"{key}_title"), bold=True, font_size=20)
        sheet.raw.set_row(0, 32)
        if helped:
            sheet.line(1, words(f"{key}_help"), italic=True)
        small = book.format(font_size=8, font_color="#7A8B99")
        sheet.raw.set_row(KEY_ROW - 1, None, None, {"hidden": True})
        for col, column in enumerate(columns):
            head = column.head or words.head(key, column.key)
            sheet.text(KEY_ROW - 1, col, column.key, small)
            sheet.text(HEAD_ROW - 1, col, head, book.kind("head"))
            hidden = {"hidden": 1} if column.hidden else {}
            checked(sheet.raw.set_column(col, col, column.width, None, hidden), head)
            if not column.hidden:
                grid._grow(HEAD_ROW - 1, head, column.width)
            book.columns.append((key, column.key, head, "hidden" if column.hidden else column.kind))
        fixed = grid.place_of[freeze] + 1 if freeze else 0
        sheet.raw.freeze_panes(FIRST, fixed)
        sheet.raw.repeat_rows(HEAD_ROW - 1)
        return grid

    def _form(self, column: Column, kind: str) -> Any:
        own: dict[str, Any] = {"text_wrap": True} if column.wrap else {}
        if column.align:
            own["align"] = column.align
        return self.sheet.book.kind(kind, num_format=column.num, **own)

    def form(self, key: str, kind: str = "") -> Any:
        """Give the format of a column, or of another kind of cell in it."""
        column = self.columns[self.place_of[key]]
        return self._form(column, kind) if kind and kind != column.kind else self._forms[key]

    def put(self, row: int, key: str, content: Any, form: Any = None) -> None:
        """Write what is known."""
        col = self.place_of[key]
        self.sheet.cell(row, col, content, form or self._forms[key])
        if isinstance(content, str):
            self._grow(row, content, self.columns[col].width)

    def edit(self, row: int, key: str, content: Any, *ids: str) -> None:
        """Write a yellow cell, and note what it holds."""
        form = self.form(key, "edit")
        missing = content is None or content == "" or content != content
        if missing:
            self.sheet.text(row, self.place_of[key], "", form)
            return
        self.sheet.cell(row, self.place_of[key], content, form)
        self._grow(row, str(content), self.columns[self.place_of[key]].width)
        if f"base_{key}" in self.place_of:
            return
        base = content.isoformat() if isinstance(content, date) else content
        self.sheet.book.base.append((self.sheet.key, row_id(ids), key, base))

    def formula(self, row: int, key: str, formula: str, value: Any, form: Any = None) -> None:
        """Write a formula with the value it has now."""
        col = self.place_of[key]
        self.sheet.formula(row, col, formula, form or self._forms[key], value)
        if isinstance(value, str) and value:
            self._grow(row, value, self.columns[col].width)

    def _grow(self, row: int, text: str, width: float) -> None:
        """Note how many lines a row needs."""
        if len(text) >= width - 2:
            self._lines[row] = max(self._lines.get(row, 1), lines_of(text, width))

    def cell(self, row: int, key: str) -> str:
        """Address of a cell of the same row: its column stays, its row moves when rows are sorted.

        >>> Grid.letter(2) + "5"
        '$C5'
        """
        return f"{self.letter(self.place_of[key])}{row + 1}"

    @staticmethod
    def letter(col: int) -> str:
        """Letter of a column that stays."""
        return f"${xl_col_to_name(col)}"

    def column(self, key: str, last: int, first: int = FIRST) -> str:
        """Refer to a column from anywhere."""
        return self.sheet.column(self.place_of[key], first, max(first, last))

    @property
    def seen(self) -> int:
        """Last column in sight."""
        return max(i for i, column in enumerate(self.columns) if not column.hidden)

    def close(self, last: int) -> None:
        """Let the reader filter the table."""
        if last >= FIRST:
            self.sheet.raw.autofilter(HEAD_ROW - 1, 0, last, self.seen)

    def finish(self) -> None:
        """Give rows their heights, and print what is in sight."""
        for row, lines in self._lines.items():
            self.sheet.fit(row, lines)
        raw = self.sheet.raw
        if self.seen + 1 < len(self.columns):
            # A hidden number has no room, and would print as "###" over an empty neighbour.
            for row, cells in raw.table.items():
                if self.seen not in cells and any(col > self.seen for col in cells):
                    self.sheet.text(row, self.seen, " ")
        hidden_below = self.sheet.key in ("checks", "summary")  # helpers, and the base of edits
        bottom = self.sheet.bottom if hidden_below else raw.dim_rowmax or 0
        bottom = max(bottom, self.sheet.bottom, FIRST)
        checked(raw.print_area(0, 0, bottom, self.seen), self.sheet.name)

    def colour(self, row: int, last: int, keys: Sequence[str], rule: dict[str, Any]) -> None:
        """Give cells of some columns a conditional format."""
        if last < row:
            return
        for key in keys:
            col = self.place_of[key]
            checked(self.sheet.raw.conditional_format(row, col, last, col, rule), key)

    def allow(self, row: int, last: int, key: str, rule: dict[str, Any]) -> None:
        """Say what may be typed into a column."""
        if last < row:
            return
        col = self.place_of[key]
        checked(self.sheet.raw.data_validation(row, col, last, col, rule), key)


def differing(now: str, base: str) -> str:
    """Count by formula how many cells of a stretch differ from another; blanks are alike.

    >>> differing("$A$1:$A$9", "$B$1:$B$9")
    'SUMPRODUCT(($A$1:$A$9&""<>$B$1:$B$9&"")*1)'
    """
    return f'SUMPRODUCT(({now}&""<>{base}&"")*1)'
