"""Open any table a study names, and hand its rows on in chunks under our names."""

from __future__ import annotations

import gzip
import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd

from prioritizer.errors import InputError
from prioritizer.tables.columnar import json_rows, parquet_rows, sql_rows
from prioritizer.tables.delimited import NAMES, records, separator_line, sniff
from prioritizer.tables.encodings import SAMPLE, detect, lines, named
from prioritizer.tables.headers import HEAD, Header, find_header
from prioritizer.tables.html_tables import html_rows
from prioritizer.tables.kinds import kind_of, misnamed, text_kind
from prioritizer.tables.mojibake import mend_column
from prioritizer.tables.verdicts import FileReport, Limits, Notes, RawChunk, Verdict, rejects
from prioritizer.tables.workbook_rows import sheet_rows

SENTENCES: dict[str, str] = {
    "misnamed": "read as what its bytes are, not as it is named{where}",
    "title_rows": "{n} title rows above the header",
    "hidden_sheets": "{n} hidden sheets not read",
    "macros": "macros ignored",
    "external_links": "links to other workbooks ignored",
    "error_cells": "{n} error cells (#DIV/0!, #N/A, …) taken as missing",
    "uncached_formulas": "{n} formulas without a value taken as missing",
    "nul": "{n} NUL characters removed",
    "stray_quote": "{n} rows with a stray quote, kept as a letter{where}",
    "mixed_encoding": "{n} lines in another encoding{where}",
    "truncated": "{n} records cut off at the end{where}",
    "short_rows": "{n} short rows, padded with blanks{where}",
    "long_rows": "{n} rows with too many cells, set aside{where}",
    "bad_lines": "{n} lines that are no JSON object, set aside{where}",
    "footer_rows": "{n} subtotal or footer rows, set aside{where}",
    "long_cells": "{n} cells cut to the longest that a sheet can hold{where}",
    "mojibake": "{n} cells repaired that were decoded with the wrong table",
    "mojibake_lost": "{n} cells look garbled beyond repair: ask for the original file",
    "surrogates": "{n} lone surrogates replaced",
    "empty": "0 rows below the header",
    "absent": "{n} mapped columns are not in the file{where}",
    "repeated_names": "{n} column names stand twice{where}",
}
"""What is said of a file, by code; a code without a sentence is no warning."""

_FOOTERS = (
    "รวม",
    "ยอดรวม",
    "รวมทั้งสิ้น",
    "รวมทั้งหมด",
    "ที่มา",
    "หมายเหตุ",
    "total",
    "subtotal",
    "grand total",
    "source:",
    "note:",
    "ผู้จัดทำ",
)
_BLOCK = 1 << 16
_ERROR_CELLS = frozenset({"#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})

Rows = Iterator[tuple[int, Sequence[str] | None]]


@dataclass
class Reader:
    """One input as it is read: ask for ``chunks``, then for the ``report``.

    Parameters
    ----------
    path : Path or None
        The file; None for a query.
    name : str
        What to call it, as the study knows it.
    table : str
        Which aliases apply: a table of ``configs/words/columns.toml``.
    columns : mapping of str to str
        Our name = name in the file.
    required : sequence of str
        Our names that must be there.
    keep_others : bool
        Whether columns that mean nothing to us are kept under their own names.
    first_sheet_only : bool
        Whether further sheets of a workbook are left unread.
    """

    path: Path | None
    name: str
    table: str = "signals"
    columns: Mapping[str, str] = field(default_factory=dict)
    required: Sequence[str] = ("text",)
    encoding: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    url: str = ""
    query: str = ""
    limits: Limits = field(default_factory=Limits)
    keep_others: bool = False
    first_sheet_only: bool = False
    notes: Notes = field(default_factory=Notes, init=False)
    _seen: dict[str, Any] = field(default_factory=dict, init=False)

    def chunks(self, n_rows: int = 20_000) -> Iterator[RawChunk]:
        """Read the table, ``n_rows`` rows at a time.

        Yields
        ------
        RawChunk
            Text columns under our names and ``row``; rows that were set aside.

        Raises
        ------
        InputError
            If the table cannot be read, or is not what its name says.
        """
        for label, rows, is_named in self._sources():
            yield from self._chunks_of(label, rows, n_rows, is_named=is_named)

    @property
    def report(self) -> FileReport:
        """What was found; complete once all chunks are read."""
        seen = self._seen
        header: Header | None = seen.get("header")
        if not seen.get("rows"):
            self.notes.counts["empty"] = 1
        said = self.notes.sentences(SENTENCES)
        verdict: Verdict = "warning" if said else "ok"
        return FileReport(
            file=self.name,
            kind=seen.get("kind", ""),
            verdict=verdict,
            reasons=said,
            encoding=seen.get("encoding", ""),
            delimiter=seen.get("delimiter", ""),
            header_row=header.row or None if header else None,
            sheets=tuple(seen.get("sheets", ())),
            columns={ours: header.names[i] for ours, i in header.columns.items()} if header else {},
            guessed=header.guessed if header else (),
            found=tuple(n for n in header.names if n) if header else (),
            rows_read=seen.get("rows", 0),
            rejected=seen.get("rejected", 0),
            counts=dict(self.notes.counts),
        )

    def _sources(self) -> Iterator[tuple[str, Rows, bool]]:
        """Give each table inside the input: its label, its rows, whether row one is names."""
        if self.path is None:
            self._seen["kind"] = "sql"
            yield self.name, sql_rows(self.url, self.query, self.name), True
            return
        kind = kind_of(self.path)
        stream: BinaryIO | None = None
        if kind != "gzip" and self.path.suffix.lower() == ".gz":
            raise InputError(f"{self.name}: not gzip, though it is named .gz.", "Pack it again.")
        if kind == "gzip":
            stream = _Unpacked(self.path, self.limits)
            first = stream.read(4096)
            kind = text_kind(first, Path(self.path.stem).suffix.lower())
            stream = _Unpacked(self.path, self.limits)
        if wrong := misnamed(kind, self.path):
            self.notes.add("misnamed", where=f"named {wrong}, is {kind}")
        self._seen["kind"] = kind
        if kind in ("xlsx", "xls", "ods"):
            for sheet, rows in sheet_rows(self.path, kind, self.sheet, self.notes, self.limits):
                self._seen.setdefault("sheets", []).append(sheet)
                yield f"{self.name}#{sheet}", rows, False
                if self.first_sheet_only:
                    return
        elif kind == "parquet":
            yield self.name, parquet_rows(self.path, self.limits, _BLOCK), True
        elif kind in ("json", "jsonl"):
            body = stream or self.path.open("rb")
            with body:
                yield self.name, json_rows(body, kind, self.notes, self.name, self.limits), True
        elif kind == "html":
            yield self.name, html_rows(self.path, self.encoding, self.name), False
        else:
            body = stream or self.path.open("rb")
            with body:
                yield self.name, self._text_rows(body), False

    def _text_rows(self, stream: BinaryIO) -> Rows:
        """Decode and cut a delimited text file."""
        sample = stream.read(SAMPLE)
        whole = len(sample) < SAMPLE
        encoding, mark = (
            named(self.encoding, sample, self.name)
            if self.encoding
            else detect(sample, whole=whole, name=self.name)
        )
        joined = io.BufferedReader(_Chain(sample[mark:], stream))
        text = lines(joined, encoding, self.notes, self.name, longest=self.limits.line_chars)
        first = list(itertools.islice(text, HEAD))
        said = separator_line(first[0]) if first else ""
        delimiter = said or sniff(first)
        self._seen |= {"encoding": encoding, "delimiter": NAMES.get(delimiter, delimiter)}
        body = itertools.chain(first[1:] if said else first, text)
        shift = 1 if said else 0
        for row, cells in records(body, delimiter, self.notes, self.name, self.limits):
            yield row + shift, cells

    def _chunks_of(
        self, label: str, rows: Rows, n_rows: int, *, is_named: bool
    ) -> Iterator[RawChunk]:
        """Find the header of one table, then cut its rows into chunks."""
        head = list(itertools.islice(rows, 1 if is_named else HEAD))
        try:
            header = find_header(
                [(row, list(cells or ())) for row, cells in head],
                self.table,
                self.columns,
                required=self.required,
                header_row=None if is_named else self.header_row,
                name=label,
                named=is_named,
            )
        except InputError:
            if "#" in label and self._seen.get("header") is not None:
                self.notes.add("sheets_without_table", where=label)
                return
            raise
        self._seen.setdefault("header", header)
        self.notes.add("title_rows", header.title_rows)
        for absent in header.absent:
            self.notes.add("absent", where=absent)
        for repeated in header.repeated:
            self.notes.add("repeated_names", where=repeated)
        body = itertools.chain(head[1:] if is_named else head[header.last + 1 :], rows)
        while block := list(itertools.islice(body, n_rows)):
            yield self._chunk(label, header, block)

    def _chunk(
        self, label: str, header: Header, block: list[tuple[int, Sequence[str] | None]]
    ) -> RawChunk:
        """Lay a block of rows out under our names."""
        width = len(header.names)
        kept: list[tuple[int, Sequence[str]]] = []
        aside: list[tuple[int, str, str]] = []
        for row, cells in block:
            if cells is None:
                aside.append((row, "", "no JSON object"))
                continue
            if not any(cell and not cell.isspace() for cell in cells):
                continue
            if len(cells) > width and any(c.strip() for c in cells[width:]):
                self.notes.add("long_rows", where=f"row {row}")
                aside.append((row, "", f"{len(cells)} cells, the header has {width}"))
                continue
            if len(cells) < width:
                self.notes.add("short_rows", where=f"row {row}")
                cells = [*cells, *[""] * (width - len(cells))]
            if self._is_footer(header, cells):
                self.notes.add("footer_rows", where=f"row {row}")
                aside.append((row, "", "subtotal or footer row"))
                continue
            kept.append((row, cells))
        self._seen["rows"] = self._seen.get("rows", 0) + len(kept) + len(aside)
        self._seen["rejected"] = self._seen.get("rejected", 0) + len(aside)
        places = dict(header.columns)
        if self.keep_others:
            taken = set(places.values())
            places |= {n: i for i, n in enumerate(header.names) if n and i not in taken}
        table = pd.DataFrame(
            {
                ours: pd.Series([cells[place] for _, cells in kept], dtype="str")
                for ours, place in places.items()
            }
        )
        for name in table.columns:
            table[name] = self._mended(table[name], kept)
        table["row"] = pd.Series([row for row, _ in kept], dtype="int64")
        return RawChunk(label, table, rejects(label, aside))

    def _mended(self, cells: pd.Series, kept: list[tuple[int, Sequence[str]]]) -> pd.Series:
        """Cut what no sheet holds, undo mojibake, drop error cells; count each."""
        if self._seen.get("kind") in ("xlsx", "xls", "ods"):
            cells = cells.mask(cells.isin(_ERROR_CELLS), "")
        long = (cells.str.len() > self.limits.cell_chars).to_numpy()
        if long.any():
            for at in long.nonzero()[0]:
                self.notes.add("long_cells", where=f"row {kept[at][0]}")
            cells = cells.str.slice(0, self.limits.cell_chars)
        mended, n_mended, n_lost = mend_column(cells)
        self.notes.add("mojibake", n_mended)
        self.notes.add("mojibake_lost", n_lost)
        return mended

    def _is_footer(self, header: Header, cells: Sequence[str]) -> bool:
        """Tell a subtotal or a source line: a footer word first, and hardly anything else."""
        filled = [cell.strip() for cell in cells if cell.strip()]
        if not filled or len(filled) > max(3, len(cells) // 2):
            return False
        first = filled[0].casefold()
        if not any(
            first == word or first.startswith((f"{word} ", f"{word}:")) for word in _FOOTERS
        ):
            return False
        needed = [header.columns[ours] for ours in self.required if ours in header.columns]
        at = next(i for i, cell in enumerate(cells) if cell.strip())
        return at not in needed or len(filled) == 1


class _Chain(io.RawIOBase):
    """What was read of a stream as a sample, then the rest of it."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first, self._rest = first, rest

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer."""
        if self._first:
            taken, self._first = self._first[: len(buffer)], self._first[len(buffer) :]
        else:
            taken = self._rest.read(len(buffer))
        buffer[: len(taken)] = taken
        return len(taken)


class _Unpacked(io.BufferedReader):
    """A gzip file that is counted while it unpacks."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(_Counted(path, limits))


class _Counted(io.RawIOBase):
    def __init__(self, path: Path, limits: Limits) -> None:
        self._path, self._limits, self._size = path, limits, 0
        self._packed = max(path.stat().st_size, 1)
        self._inner = gzip.open(path, "rb")  # noqa: SIM115

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer, and stop where the file unpacks too far."""
        try:
            taken = self._inner.read(len(buffer))
        except (OSError, EOFError) as broken:
            raise InputError(
                f"{self._path.name}: not a whole gzip file ({broken}).", "Pack it again."
            ) from None
        self._size += len(taken)
        past = self._size > 20_000_000 and self._size > self._limits.ratio * self._packed
        if self._size > self._limits.unpacked_bytes or past:
            raise InputError(
                f"{self._path.name}: unpacks to more than {self._size / 1e6:,.0f} MB.",
                "Give it as Parquet, or unpacked.",
            )
        buffer[: len(taken)] = taken
        return len(taken)


def read_table(reader: Reader) -> tuple[pd.DataFrame, FileReport]:
    """Read a whole table that is known to be small."""
    parts = [chunk.table for chunk in reader.chunks()]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return table, reader.report
