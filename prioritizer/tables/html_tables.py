"""Tables of an HTML page that somebody named .xls."""

from __future__ import annotations

import html.parser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from prioritizer.tables.encodings import detect, named


class _Tables(html.parser.HTMLParser):
    """Rows of the tables of an HTML page that was named .xls."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Open a row or a cell."""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        """Close a cell."""
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append("".join(self._cell).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        """Take the words of a cell."""
        if self._cell is not None:
            self._cell.append(data)


def html_rows(path: Path, encoding: str | None, name: str) -> Iterator[tuple[int, list[str]]]:
    """Read the tables of an HTML file."""
    body = path.read_bytes()
    codec, mark = named(encoding, body, name) if encoding else detect(body, whole=True, name=name)
    parser = _Tables()
    parser.feed(body[mark:].decode(codec, "replace"))
    yield from enumerate(parser.rows, start=1)
