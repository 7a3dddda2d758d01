"""A workbook that says no: every cell is checked as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from prioritizer.errors import RunError

FONT, SIZE = "TH Sarabun New", 16
DATE = "[$-107041E]d mmmm yyyy"
CREATED = datetime(2000, 1, 1)
MOST_TEXT = 32_000

COLOURS = {"edit": "#FFF2B3", "formula": "#EEEEEE", "data": "#DCEBF7", "head": "#D9E2EC"}
"""Yellow may be edited, grey is a formula, blue is from data."""


@dataclass
class Book:
    """An xlsxwriter workbook with the formats of the house and checked cells."""

    path: Path
    lang: str
    footer: str
    book: Any = field(init=False)
    _formats: dict[tuple[tuple[str, Any], ...], Any] = field(init=False, default_factory=dict)

    def __enter__(self) -> Self:
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": SIZE},
        }
        self.book = xlsxwriter.Workbook(self.path, options)
        self.book.set_calc_mode("auto")
        self.book.set_properties(
            {"created": CREATED, "title": "prioritizer", "comments": self.footer}
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.book.close()

    def format(self, **properties: Any) -> Any:
        """Give a format, made once."""
        whole = {"font_name": FONT, "font_size": SIZE, "valign": "top", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(whole)
        return self._formats[key]

    def kind(self, kind: str, **properties: Any) -> Any:
        """Give the format of a kind of cell: edit, formula, data or head."""
        own: dict[str, Any] = {"bg_color": COLOURS[kind], "border": 1, "border_color": "#B8C4CE"}
        if kind == "edit":
            own["locked"] = False
        if kind == "head":
            own |= {"bold": True, "text_wrap": True}
        return self.format(**{**own, **properties})

    def sheet(self, name: str, *, tab: str = "#5B7C99") -> Sheet:
        """Add a sheet, set for A4 on its side, with the run in its footer."""
        made = self.book.add_worksheet(name)
        made.set_paper(9)
        made.set_landscape()
        made.fit_to_pages(1, 0)
        made.set_margins(0.4, 0.4, 0.5, 0.6)
        made.set_footer(f"&L{self.footer}&R&P / &N")
        made.set_tab_color(tab)
        made.protect(
            "", {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True}
        )
        return Sheet(self, made, name)

    def name(self, name: str, sheet: str, row: int, col: int) -> None:
        """Give a cell a name that other programs may rely on."""
        _checked(self.book.define_name(name, f"='{sheet}'!{absolute(row, col)}"), name)


@dataclass
class Sheet:
    """One sheet, whose every write is checked."""

    book: Book
    raw: Any
    name: str

    def text(self, row: int, col: int, text: Any, form: Any = None) -> None:
        """Write a text as a text, whatever it looks like; one too long is cut and says so."""
        words = "" if text is None else str(text)
        words = "".join(c if c >= " " or c in "\n\t" else " " for c in words)
        words = words.encode("utf-8", "replace").decode("utf-8")
        if len(words) > MOST_TEXT:
            words = words[: MOST_TEXT - 1] + "…"
        code = (
            self.raw.write_string(row, col, words, form)
            if words
            else self.raw.write_blank(row, col, None, form)
        )
        _checked(code, f"{self.name}!{xl_rowcol_to_cell(row, col)}")

    def number(self, row: int, col: int, number: float | None, form: Any = None) -> None:
        """Write a number; what is missing is an empty cell."""
        missing = number is None or number != number
        code = (
            self.raw.write_blank(row, col, None, form)
            if missing
            else self.raw.write_number(row, col, number, form)
        )
        _checked(code, f"{self.name}!{xl_rowcol_to_cell(row, col)}")

    def day(self, row: int, col: int, day: date | None, form: Any) -> None:
        """Write a true date."""
        code = (
            self.raw.write_blank(row, col, None, form)
            if day is None
            else self.raw.write_datetime(row, col, day, form)
        )
        _checked(code, f"{self.name}!{xl_rowcol_to_cell(row, col)}")

    def formula(self, row: int, col: int, formula: str, form: Any, value: Any) -> None:
        """Write a formula with the value it has now: viewers that do not calculate show that."""
        shown = "" if value is None or value != value else value
        code = self.raw.write_formula(row, col, formula, form, shown)
        _checked(code, f"{self.name}!{xl_rowcol_to_cell(row, col)}")

    def cell(self, row: int, col: int, content: Any, form: Any = None) -> None:
        """Write a cell by what it holds: number, date or text."""
        if isinstance(content, bool):
            self.text(row, col, "TRUE" if content else "FALSE", form)
        elif isinstance(content, date):
            self.day(row, col, content, form)
        elif isinstance(content, int | float):
            self.number(row, col, float(content), form)
        else:
            self.text(row, col, content, form)

    def heads(self, row: int, heads: Sequence[str], widths: Sequence[float] = ()) -> None:
        """Write the headings of a table, freeze them, and repeat them on each page."""
        form = self.book.kind("head")
        for col, head in enumerate(heads):
            self.text(row, col, head, form)
        for col, width in enumerate(widths):
            self.raw.set_column(col, col, width)
        self.raw.freeze_panes(row + 1, 0)
        self.raw.repeat_rows(row)

    def filter(self, row: int, last_row: int, last_col: int) -> None:
        """Let the reader filter a table."""
        if last_row > row:
            self.raw.autofilter(row, 0, last_row, last_col)

    def line(self, row: int, text: str, **properties: Any) -> None:
        """Write one line of words."""
        self.text(row, 0, text, self.book.format(**properties))

    def reference(self, row: int, col: int) -> str:
        """Absolute reference to a cell of this sheet, for formulas elsewhere."""
        return f"'{self.name}'!{absolute(row, col)}"

    def column(self, col: int, first: int, last: int) -> str:
        """Absolute reference to a stretch of a column of this sheet."""
        letter = xl_col_to_name(col, True)
        return f"'{self.name}'!{letter}${first + 1}:{letter}${last + 1}"


def absolute(row: int, col: int) -> str:
    """Write a cell's absolute address.

    >>> absolute(0, 2)
    '$C$1'
    """
    address: str = xl_rowcol_to_cell(row, col, row_abs=True, col_abs=True)
    return address


def _checked(code: int, where: str) -> None:
    """Refuse what the writer would have dropped without a word."""
    if code not in (0, None):
        raise RunError(f"{where}: could not be written to the workbook (code {code}).")
