"""The table of an HTML page, which many systems save under the name .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from prioritizer.errors import InputError
from prioritizer.tables.encodings import SAMPLE, detect, named
from prioritizer.tables.sheets import Record, Sheet
from prioritizer.tables.streams import opened
from prioritizer.tables.verdicts import Limits, Notes

_LONGEST = 100_000_000
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_MOST_SPAN = 1_000


def open_html(path: Path, limits: Limits, *, encoding: str | None = None) -> tuple[Sheet, str]:
    """Open the longest table of an HTML page.

    Returns
    -------
    tuple of (Sheet, str)
        Its rows, and the encoding.

    Raises
    ------
    InputError
        If the page is too long, has no table, or is in no known encoding.
    """
    with opened(path, limits) as stream:
        body = stream.read(_LONGEST + 1)
    if len(body) > _LONGEST:
        raise InputError(
            f"{path.name}: an HTML page of more than {_LONGEST // 1_000_000} MB.",
            "Export it as CSV.",
        )
    told = _CHARSET.search(body[:4096])
    if encoding:
        table, mark = named(encoding, body, path.name)
    else:
        try:
            table, mark = detect(body[:SAMPLE], whole=len(body) <= SAMPLE, name=path.name)
        except InputError:
            if not told:
                raise
            table, mark = named(told[1].decode("ascii"), body, path.name)
    page = _Tables(path.name, limits)
    page.feed(body[mark:].decode(table, errors="replace"))
    page.close()
    if not page.tables:
        raise InputError(f"{path.name}: an HTML page without a table.", "Export it as CSV.")
    rows = max(page.tables, key=len)

    def records(_: Notes) -> Iterator[Record]:
        for row, cells in enumerate(rows, start=1):
            yield row, list(cells)

    return Sheet("", records), table


class _Tables(HTMLParser):
    """Collects the cells of every table, spans filled in as a spreadsheet would."""

    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self._name, self._limits = name, limits
        self.tables: list[list[list[str]]] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._down: dict[int, tuple[int, str]] = {}
        self._quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._quiet += 1
        elif tag == "table":
            self._open.append([])
            self._down = {}
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].append([])
            self._carry()
        elif tag in ("td", "th") and self._open:
            self._end_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            said = dict(attrs)
            self._spans = (_span(said.get("rowspan")), _span(said.get("colspan")))
            self._cell = []
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._quiet = max(0, self._quiet - 1)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_cell()
            self.tables.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._quiet:
            self._cell.append(data)

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Pass over what begins like ``<![if …]>`` and is none; the library would stop there."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return self.parse_bogus_comment(i)

    def close(self) -> None:
        """Keep tables that the page forgot to close."""
        super().close()
        self._end_cell()
        while self._open:
            self.tables.append(self._open.pop())

    def _end_cell(self) -> None:
        if self._cell is None or not self._open:
            return
        text = "\n".join(" ".join(line.split()) for line in "".join(self._cell).split("\n")).strip()
        row = self._open[-1][-1]
        down, right = self._spans
        for offset in range(right):
            if down > 1:
                self._down[len(row)] = (down - 1, text)
            row.append(text if not offset else "")
        if len(row) > self._limits.columns:
            raise InputError(
                f"{self._name}: more than {self._limits.columns} columns.",
                "Export only the columns that the study needs.",
            )
        self._cell = None
        self._carry()

    def _carry(self) -> None:
        """Repeat cells that reach down from the rows above."""
        row = self._open[-1][-1]
        while len(row) in self._down:
            left, text = self._down.pop(len(row))
            if left > 1:
                self._down[len(row)] = (left - 1, text)
            row.append(text)


def _span(text: str | None) -> int:
    return min(_MOST_SPAN, max(1, int(text))) if text and text.isascii() and text.isdigit() else 1
