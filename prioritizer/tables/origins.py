"""Open a file or a query, whatever it is: sheets of rows, or a Parquet table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prioritizer.tables.databases import open_query
from prioritizer.tables.delimited_files import open_delimited
from prioritizer.tables.json_files import open_json
from prioritizer.tables.kinds import kind_of, misnamed, packed_kind
from prioritizer.tables.markup import open_html
from prioritizer.tables.sheets import Sheet
from prioritizer.tables.verdicts import Limits, Notes
from prioritizer.tables.workbooks import open_workbook

if TYPE_CHECKING:
    from prioritizer.tables.columnar import ParquetTable


@dataclass(frozen=True)
class Origin:
    """What was opened: sheets of rows, or a Parquet table."""

    kind: str
    sheets: tuple[Sheet, ...] = ()
    parquet: ParquetTable | None = None
    encoding: str = ""
    delimiter: str = ""


def open_origin(
    path: Path | None,
    name: str,
    notes: Notes,
    limits: Limits,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    url: str = "",
    query: str = "",
    base: Path | None = None,
) -> Origin:
    """Open a file, by what its bytes are, or a query where there is no file.

    Raises
    ------
    InputError
        If it is refused.
    """
    if path is None:
        return Origin("sql", (open_query(url, query, base or Path(), limits, name),))
    kind = kind_of(path)
    if wrong := misnamed(kind, path):
        notes.add("misnamed", where=wrong)
    if kind == "gzip":
        kind = packed_kind(path, limits)
    if kind == "parquet":
        from prioritizer.tables.columnar import ParquetTable

        return Origin(kind, parquet=ParquetTable(path, limits, notes))
    if kind in ("xlsx", "xls", "ods"):
        return Origin(kind, tuple(open_workbook(path, kind, notes, limits, sheet=sheet)))
    if kind == "html":
        page, found = open_html(path, limits, encoding=encoding)
        return Origin(kind, (page,), encoding=found)
    if kind in ("json", "jsonl"):
        records, found = open_json(path, kind, limits, encoding=encoding)
        return Origin(kind, (records,), encoding=found)
    rows, found, delimiter = open_delimited(path, limits, encoding=encoding)
    return Origin(kind, (rows,), encoding=found, delimiter=delimiter)
