"""A workbook that says no: every cell is checked as it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from math import ceil
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from prioritizer.errors import RunError

FONT, SIZE = "TH Sarabun New", 16
DATE = "[$-107041E]d mmmm yyyy"
"""A date with its Buddhist year; `Book.format` writes it for the language of the book."""
_DATES = {"th": DATE, "en": "[$-809]d mmmm yyyy"}
CREATED = datetime(2000, 1, 1)
_EPOCH = date(1899, 12, 30)
MOST_TEXT = 32_000
_PLAIN = {"sort": False, "autofilter": True, "format_columns": True, "format_rows": True}
LINE = 23.0
"""Height of a line of text, in points."""
_ABOVE = re.compile(r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0300-\u036f\u200b-\u200d\ufe0f]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

COLOURS = {"edit": "#FFF2B3", "formula": "#EEEEEE", "data": "#DCEBF7", "head": "#D9E2EC"}
"""Yellow may be edited, grey is a formula, blue is from data."""


class _Worksheet(Worksheet):  # type: ignore[misc]
    """A sheet that takes formulas as they are: none of ours is newer than Excel 2007."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Drop the sign; the writer would look thirty times for functions that are not there."""
        return formula.removeprefix("=")


@dataclass
class Book:
    """An xlsxwriter workbook with the formats of the house and checked cells.

    Attributes
    ----------
    path : Path
    footer : str
        Run and digest, printed on every page.
    pages : str
        How a page is numbered, with ``&P`` and ``&N``.
    banner : str
        Printed on top of every page; "" for none.
    lang : str
        Language of its dates: Buddhist years in Thai, the common era in English.
    base : list of tuple
        What every yellow cell holds: sheet, id, column, value (see `contract`).
    columns : list of tuple
        Every column of every table: sheet, key, heading, kind.
    grids : list of Grid
        Every table, to be finished before the file is closed.
    """

    path: Path
    footer: str
    pages: str = "&P / &N"
    banner: str = ""
    lang: str = "th"
    book: Any = field(init=False)
    base: list[tuple[str, str, str, Any]] = field(init=False, default_factory=list)
    columns: list[tuple[str, str, str, str]] = field(init=False, default_factory=list)
    grids: list[Any] = field(init=False, default_factory=list)
    _formats: dict[tuple[tuple[str, Any], ...], Any] = field(init=False, default_factory=dict)
    _names: set[str] = field(init=False, default_factory=set)

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
            try:
                self.book.close()
            except FileCreateError as refused:  # a full disk is a full disk, whoever tells
                raise OSError(getattr(refused.args[0], "errno", 0), str(refused)) from refused

    def format(self, **properties: Any) -> Any:
        """Give a format, made once."""
        whole = {"font_name": FONT, "font_size": SIZE, "valign": "top", **properties}
        if whole.get("num_format") == DATE:
            whole["num_format"] = _DATES[self.lang]
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
            own |= {"bold": True, "text_wrap": True, "valign": "vcenter"}
        return self.format(**{**own, **properties})

    def mark(self, **properties: Any) -> Any:
        """Give a format for conditional use: only what it changes."""
        return self.book.add_format(properties)

    def sheet(self, key: str, name: str, *, tab: str = "#5B7C99") -> Sheet:
        """Add a sheet, set for A4 on its side, with the run in its footer."""
        made = self.book.add_worksheet(name, worksheet_class=_Worksheet)
        made.set_paper(9)
        made.set_landscape()
        made.fit_to_pages(1, 0)
        made.set_margins(0.4, 0.4, 0.6 if self.banner else 0.45, 0.6)
        small = f'&"{FONT},Regular"&11'
        made.set_footer(f"&L{small} {self.footer}&R{small} {self.pages}")
        if self.banner:
            made.set_header(f'&C&"{FONT},Bold"&12&KA02020 {self.banner}')
        made.set_tab_color(tab)
        made.set_default_row(LINE + 1)
        made.protect("", dict(_PLAIN))
        return Sheet(self, made, key, name)

    def name(self, name: str, sheet: Sheet, row: int, col: int) -> bool:
        """Give a cell a name that other programs may rely on; say whether the name was free.

        What spreadsheets allow in no name becomes ``_``.
        """
        allowed = re.sub(r"[^\w.]", "_", name)
        if allowed.casefold() in self._names:
            return False
        self._names.add(allowed.casefold())
        checked(self.book.define_name(allowed, f"={sheet.reference(row, col)}"), name)
        return True


@dataclass
class Sheet:
    """One sheet, whose every write is checked."""

    book: Book
    raw: Any
    key: str
    name: str
    bottom: int = 0

    def text(self, row: int, col: int, text: Any, form: Any = None) -> None:
        """Write a text as a text, whatever it looks like; one too long is cut and says so."""
        words = clean("" if text is None else str(text))
        code = (
            self.raw.write_string(row, col, words, form)
            if words
            else self.raw.write_blank(row, col, None, form)
        )
        if code:
            checked(code, self.where(row, col))

    def number(self, row: int, col: int, number: float | None, form: Any = None) -> None:
        """Write a number; what is missing or infinite is an empty cell."""
        missing = number is None or number - number != 0
        code = (
            self.raw.write_blank(row, col, None, form)
            if missing
            else self.raw.write_number(row, col, number, form)
        )
        if code:
            checked(code, self.where(row, col))

    def day(self, row: int, col: int, day: date | None, form: Any) -> None:
        """Write a true date."""
        self.number(row, col, None if day is None else float((day - _EPOCH).days), form)

    def formula(self, row: int, col: int, formula: str, form: Any, value: Any) -> None:
        """Write a formula with the value it has now: viewers that do not calculate show that."""
        shown = "" if value is None or value != value else value
        shown = clean(shown) if isinstance(shown, str) else shown
        code = self.raw.write_formula(row, col, formula, form, shown)
        if code:
            checked(code, self.where(row, col))

    def cell(self, row: int, col: int, content: Any, form: Any = None) -> None:
        """Write a cell by what it holds: number, date or text."""
        if isinstance(content, str):
            self.text(row, col, content, form)
        elif content is None:
            self.text(row, col, "", form)
        elif isinstance(content, bool):
            self.text(row, col, "TRUE" if content else "FALSE", form)
        elif isinstance(content, date):
            self.day(row, col, content, form)
        else:
            self.number(row, col, float(content), form)

    def fit(self, row: int, lines: int) -> None:
        """Make a row high enough for its lines of text; no program does it for us on opening."""
        if lines > 1:
            checked(self.raw.set_row(row, min((LINE + 3) * lines, 409)), self.name)

    def line(self, row: int, text: str, *, col: int = 0, **properties: Any) -> None:
        """Write one line of words."""
        self.text(row, col, text, self.book.format(**properties))

    def where(self, row: int, col: int) -> str:
        """Address of a cell, for messages."""
        return f"{self.name}!{xl_rowcol_to_cell(row, col)}"

    def reference(self, row: int, col: int) -> str:
        """Absolute reference to a cell of this sheet, for formulas elsewhere."""
        return f"{self.quoted}!{absolute(row, col)}"

    def column(self, col: int, first: int, last: int) -> str:
        """Absolute reference to a stretch of a column of this sheet."""
        letter = xl_col_to_name(col, True)
        return f"{self.quoted}!{letter}${first + 1}:{letter}${last + 1}"

    @property
    def quoted(self) -> str:
        """Name of the sheet as formulas write it."""
        return "'" + self.name.replace("'", "''") + "'"


def clean(text: str) -> str:
    """Take out what no spreadsheet can hold; what is too long is cut and ends in "…".

    >>> clean("a" + chr(0) + "b" + chr(0xD800))
    'a b '
    """
    words = _UNSEEN.sub(" ", text)
    return words if len(words) <= MOST_TEXT else words[: MOST_TEXT - 1] + "…"


@lru_cache(maxsize=50_000)
def lines_of(text: str, width: float) -> int:
    """Estimate how many lines a text takes in a column; vowels above and below take no room.

    >>> lines_of("ทางเท้าเดินได้จริงรอบโรงเรียนและโรงพยาบาล", 20), lines_of("a", 5)
    (2, 1)
    """
    parts = text.split("\n")
    room = max(1.05 * width - 1.0, 1.0)
    return sum(max(1, ceil(len(_ABOVE.sub("", part)) / room)) for part in parts)


def absolute(row: int, col: int) -> str:
    """Write a cell's absolute address.

    >>> absolute(0, 2)
    '$C$1'
    """
    address: str = xl_rowcol_to_cell(row, col, row_abs=True, col_abs=True)
    return address


def across(row: int, first: int, last: int, *, fixed: bool = False) -> str:
    """Address of a stretch of a row on the same sheet; its row moves with the cell, or is fixed.

    >>> across(4, 2, 5), across(4, 2, 5, fixed=True)
    ('$C5:$F5', '$C$5:$F$5')
    """
    mark = f"${row + 1}" if fixed else f"{row + 1}"
    return f"${xl_col_to_name(first)}{mark}:${xl_col_to_name(last)}{mark}"


def quoted(text: str) -> str:
    """Write a text as formulas do, short enough for them.

    >>> quoted("yes")
    '"yes"'
    """
    return '"' + clean(text)[:200].replace('"', '""') + '"'


def choices(words: Sequence[str]) -> dict[str, Any]:
    """Offer words to choose from."""
    return {"validate": "list", "source": list(words), "ignore_blank": True}


def checked(code: int | None, where: str) -> None:
    """Refuse what the writer would have dropped without a word."""
    if code not in (0, None):
        raise RunError(
            f"{where}: could not be written to the workbook (code {code}).",
            "The study is too large for one workbook: export .csv or .parquet instead.",
        )
