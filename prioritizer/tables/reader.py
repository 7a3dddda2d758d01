"""Open any table a study names, and hand its rows on in chunks under our names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from prioritizer.errors import InputError
from prioritizer.tables.headers import HEAD, Header, find_header, names_stand_in_a_column
from prioritizer.tables.mojibake import mend
from prioritizer.tables.origins import Origin, open_origin
from prioritizer.tables.rows import Sorted, sort_rows
from prioritizer.tables.sheets import Sheet, fill_merged
from prioritizer.tables.tidying import tidy
from prioritizer.tables.verdicts import FileReport, Limits, Notes, RawChunk, rejects

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 20_000
_LONG = 500
"""Characters of a cell of which more is no column name."""
_ONE_RECORD = ("signal_id", "text")
"""Columns in which a merged cell belongs to its top row alone."""


class Reader:
    """One input: its rows (``chunks``), and what it is (``report``).

    Nothing is opened before the first of them is asked for.

    Parameters
    ----------
    path : Path or None
        The file; None for a query.
    name : str
        What to call it, as the study knows it.
    table : str
        What it is, for the aliases of its columns: signals, agendas, ratings, ….
    columns : mapping of str to str, optional
        Our name = name in the file; the rest is guessed. A blank name leaves a column unread.
    required : sequence of str
        Our names that must be there.
    encoding, header_row, sheet : optional
        What a person says where the guess is wrong.
    url, query : str
        A database, and the query that gives the rows.
    base : Path, optional
        Folder that a database file is relative to.
    limits : Limits, optional
        How much the input may ask for.
    keep_others : bool
        Whether columns that mean nothing to us are kept under their own names.
    """

    def __init__(
        self,
        path: Path | None,
        name: str,
        *,
        table: str = "signals",
        columns: Mapping[str, str] | None = None,
        required: Sequence[str] = ("text",),
        encoding: str | None = None,
        header_row: int | None = None,
        sheet: str | None = None,
        url: str = "",
        query: str = "",
        base: Path | None = None,
        limits: Limits | None = None,
        keep_others: bool = False,
    ) -> None:
        self.path, self.name, self.table = path, name, table
        self.columns, self.required = dict(columns or {}), tuple(required)
        self.encoding, self.header_row, self.sheet = encoding, header_row, sheet
        self.url, self.query, self.base = url, query, base or Path()
        self.limits = limits or Limits()
        self.keep_others = keep_others
        self._opening, self._reading = Notes(), Notes()
        self._origin: Origin | None = None
        self._tables: list[tuple[Sheet | None, Header]] = []
        self._rows_read = self._rejected = 0
        self._finished = False

    def open(self) -> Reader:
        """Open the input and find its columns; later calls do nothing.

        Raises
        ------
        InputError
            If it is refused.
        """
        if self._origin is None:
            origin = open_origin(
                self.path,
                self.name,
                self._opening,
                self.limits,
                encoding=self.encoding,
                sheet=self.sheet,
                url=self.url,
                query=self.query,
                base=self.base,
            )
            self._tables = self._find_headers(origin)
            self._origin = origin
        return self

    @property
    def report(self) -> FileReport:
        """What is known of the input; rows and counts once ``chunks`` has run to its end."""
        if self._origin is None:
            return FileReport(self.name)
        notes = Notes()
        for each in (*self._opening.all(), *self._reading.all()):
            notes.absorb(each)
        if self._finished and not self._rows_read:
            notes.add("no_rows")
        header = self._tables[0][1]
        return FileReport(
            file=self.name,
            kind=self._origin.kind,
            notes=notes.all(),
            encoding=self._origin.encoding,
            delimiter=self._origin.delimiter,
            header_row=header.row or None,
            sheets=tuple(sheet.name for sheet, _ in self._tables if sheet and sheet.name),
            columns={ours: header.names[i] for ours, i in header.columns.items()},
            guessed=header.guessed,
            found=tuple(name for name in header.names if name),
            rows_read=self._rows_read,
            rejected=self._rejected,
        )

    def chunks(
        self, n_rows: int = CHUNK, *, only: Sequence[str] | None = None
    ) -> Iterator[RawChunk]:
        """Give the rows in order, some at a time; each call starts from the top.

        Parameters
        ----------
        n_rows : int
            Most rows of a chunk.
        only : sequence of str, optional
            Our columns to read, where not all are needed; the report does not count such a
            reading.

        Raises
        ------
        InputError
            If the input is refused, or turns out to be damaged further down.
        """
        self.open()
        notes = Notes()
        if only is None:
            self._reading, self._rows_read, self._rejected = notes, 0, 0
        for sheet, header in self._tables:
            picked = self._picked(header, only)
            parts = (
                self._parquet_chunks(picked, n_rows)
                if sheet is None
                else self._sheet_chunks(sheet, header, picked, notes, n_rows)
            )
            for file, table, aside in parts:
                if only is None:
                    self._rows_read += len(table) + len(aside)
                    self._rejected += len(aside)
                clean = tidy(table, notes, self.limits.cell_chars)
                yield RawChunk(file, clean, rejects(file, aside))
        self._finished = self._finished or only is None

    def _picked(self, header: Header, only: Sequence[str] | None) -> dict[str, int]:
        """Which columns to lay out, by the name they get."""
        picked = {ours: i for ours, i in header.columns.items() if only is None or ours in only}
        if self.keep_others and only is None:
            used = set(picked.values())
            for i, name in enumerate(header.names):
                if i not in used and name and name not in picked and name not in header.repeated:
                    picked[name] = i
        return picked

    def _find_headers(self, origin: Origin) -> list[tuple[Sheet | None, Header]]:
        """Find the header of every sheet; those without are passed over if any has one."""
        if origin.parquet is not None:
            names = [(1, list(origin.parquet.names))]
            return [(None, self._header(names, self.name, named=True))]
        found: list[tuple[Sheet | None, Header]] = []
        first: InputError | None = None
        for sheet in origin.sheets:
            label = f"{self.name}#{sheet.name}" if sheet.name else self.name
            try:
                if sheet.names is not None:
                    header = self._header([(1, list(sheet.names))], label, named=True)
                else:
                    head = self._head(sheet)
                    if len(origin.sheets) > 1 and names_stand_in_a_column(
                        head, self.table, self.columns
                    ):
                        raise InputError(f"{label}: explains columns; holds no rows.")
                    header = self._header(head, label, named=False)
            except InputError as error:
                first = first or error
                if len(origin.sheets) > 1:
                    self._opening.add("skipped_sheets", where=sheet.name)
                continue
            found.append((sheet, header))
        if not found:
            raise first or InputError(f"{self.name}: no sheet to read.", "Export it again.")
        return found

    def _head(self, sheet: Sheet) -> list[tuple[int, list[str]]]:
        """Read the first rows of a sheet, garbled names mended."""
        records = sheet.records(Notes())
        head = [(row, cells) for row, cells in islice(records, HEAD) if isinstance(cells, list)]
        for row, cells in head:
            if len(cells) > self.limits.columns:
                raise InputError(
                    f"{self.name}: row {row} has {len(cells):,} columns; at most "
                    f"{self.limits.columns} are read.",
                    "Export only the columns that the study needs.",
                )
        return [
            (row, [mend(cell) if len(cell) < _LONG else cell[:_LONG] for cell in cells])
            for row, cells in head
        ]

    def _header(self, head: list[tuple[int, list[str]]], label: str, *, named: bool) -> Header:
        header = find_header(
            head,
            self.table,
            self.columns,
            required=self.required,
            name=label,
            header_row=None if named else self.header_row,
            named=named,
        )
        if header.title_rows:
            self._opening.add("title_rows", header.title_rows, where=header.row)
        for absent in header.absent:
            self._opening.add("absent_columns", where=absent)
        for repeated in header.repeated:
            self._opening.add("repeated_columns", where=repeated)
        return header

    def _parquet_chunks(self, picked: dict[str, int], n_rows: int) -> Iterator[_Part]:
        assert self._origin is not None and self._origin.parquet is not None
        for first, texts in self._origin.parquet.batches(list(picked.values()), n_rows):
            table = texts.set_axis(list(picked), axis=1)
            table["row"] = range(first, first + len(table))
            yield self.name, table, []

    def _sheet_chunks(
        self, sheet: Sheet, header: Header, picked: dict[str, int], notes: Notes, n_rows: int
    ) -> Iterator[_Part]:
        file = f"{self.name}#{sheet.name}" if sheet.name else self.name
        records = sheet.records(notes)
        if sheet.merges is not None and (merges := sheet.merges()):
            alone = frozenset(i for ours, i in header.columns.items() if ours in _ONE_RECORD)
            below = [merge for merge in merges if merge[0] > header.row]
            records = fill_merged(records, below, alone, notes)
        body = islice(records, header.last + 1, None)
        for part in sort_rows(body, header, notes, n_rows, sheet=sheet.name):
            yield file, _laid_out(part, picked), part.aside


_Part = tuple[str, "pd.DataFrame", list[tuple[int, str, str]]]


def _laid_out(part: Sorted, picked: Mapping[str, int]) -> pd.DataFrame:
    """Lay records out as text columns under our names, with their rows."""
    import pandas as pd

    table = pd.DataFrame(
        {
            ours: pd.Series([cells[i] for cells in part.cells], dtype="str")
            for ours, i in picked.items()
        }
    )
    table["row"] = pd.Series(part.rows, dtype="int64")
    return table


def read_table(reader: Reader) -> tuple[pd.DataFrame, FileReport]:
    """Read a whole table that is known to be small.

    Returns
    -------
    tuple of (DataFrame, FileReport)
        Text columns and ``row``, and what was found. Rows that the reader set aside stand in
        ``attrs["rejects"]`` of the table.
    """
    import pandas as pd

    parts = list(reader.chunks())
    tables = [part.table for part in parts if len(part.table)]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    if parts:
        table.attrs["rejects"] = pd.concat([part.rejects for part in parts], ignore_index=True)
    return table, reader.report
