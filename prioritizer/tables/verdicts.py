"""What is said of a file that was read: limits, notes, verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

Verdict = Literal["ok", "warning", "refused"]

_SHOWN = 5


@dataclass(frozen=True)
class Limits:
    """How much a file may ask of this machine before it is refused.

    Parameters
    ----------
    unpacked_bytes : int
        Bytes that a compressed file may unpack to.
    ratio : int
        How many times its own size a compressed file may unpack to, past 20 MB.
    parts : int
        Parts of a workbook.
    columns : int
        Columns of a table.
    cell_chars : int
        Characters of a cell; the rest is cut and counted. Excel holds 32,767.
    line_chars : int
        Characters of one record of a text file.
    sheet_rows, sheet_cells : int
        Rows, and rows times columns, of one sheet of a workbook.
    """

    unpacked_bytes: int = 1_000_000_000
    ratio: int = 200
    parts: int = 2_000
    columns: int = 512
    cell_chars: int = 32_767
    line_chars: int = 50_000_000
    sheet_rows: int = 500_000
    sheet_cells: int = 6_000_000


@dataclass(frozen=True)
class FileReport:
    """What was found in one file.

    Parameters
    ----------
    file : str
        Name, as the study knows it.
    kind : str
        What its bytes say it is: csv, xlsx, xls, ods, parquet, json, jsonl, html, sql.
    verdict : {"ok", "warning", "refused"}
        ``warning``: read, with the counted reasons below.
    reasons : tuple of str
        Why it is no plain ``ok``; in a refusal also what to do.
    header_row : int or None
        Row of the column names, as a spreadsheet counts them; None where the names stand
        in the file itself.
    columns : dict of str to str
        Our name → name in the file.
    guessed : tuple of str
        Our names that the study file did not map.
    found : tuple of str
        All column names of the file.
    rows_read, rejected : int
        Rows below the header that hold anything; those of them set aside by the reader.
    counts : dict of str to int
        What was counted on the way, by code.
    orders : dict of str to str
        Date columns → order of day and month ("" where nothing decides).
    """

    file: str
    kind: str = ""
    verdict: Verdict = "ok"
    reasons: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    header_row: int | None = None
    sheets: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    guessed: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    rows_read: int = 0
    rejected: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RawChunk:
    """Some rows of a file, as text under our names.

    Parameters
    ----------
    file : str
        File, with ``#sheet`` behind it where a workbook has several.
    table : DataFrame
        Text columns (blank is ``""``) and ``row``, counted as a spreadsheet does.
    rejects : DataFrame
        ``file, row, column, reason`` of rows that the reader set aside.
    """

    file: str
    table: pd.DataFrame
    rejects: pd.DataFrame


class Notes:
    """Counts what happens while a file is read, with the first places of each."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.places: dict[str, list[str]] = {}

    def add(self, code: str, n: int = 1, where: object = "") -> None:
        """Count something, and remember the first few places."""
        if n <= 0:
            return
        self.counts[code] += n
        shown = self.places.setdefault(code, [])
        if where != "" and len(shown) < _SHOWN and str(where) not in shown:
            shown.append(str(where))

    def sentences(self, templates: Mapping[str, str]) -> tuple[str, ...]:
        """Say what was counted, one sentence a code, in the order of the templates."""
        said = []
        for code, template in templates.items():
            if n := self.counts.get(code, 0):
                places = self.places.get(code, [])
                more = ", …" if n > len(places) > 0 and len(places) == _SHOWN else ""
                where = f" ({', '.join(places)}{more})" if places else ""
                said.append(template.format(n=f"{n:,}", where=where))
        return tuple(said)


def rejects(file: str, rows: list[tuple[int, str, str]]) -> pd.DataFrame:
    """Make a table ``file, row, column, reason`` of (row, column, reason) triples."""
    table = pd.DataFrame(
        {
            "file": pd.Series([file] * len(rows), dtype="str"),
            "row": pd.Series([row for row, _, _ in rows], dtype="int64"),
            "column": pd.Series([column for _, column, _ in rows], dtype="str"),
            "reason": pd.Series([reason for _, _, reason in rows], dtype="str"),
        }
    )
    return table


def as_dict(report: FileReport) -> dict[str, Any]:
    """Give a report as plain data for JSON."""
    return {
        "file": report.file,
        "verdict": report.verdict,
        "reasons": list(report.reasons),
        "rows_read": report.rows_read,
        "rejected": report.rejected,
        "kind": report.kind,
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "header_row": report.header_row,
        "sheets": list(report.sheets),
        "columns": dict(report.columns),
        "guessed": list(report.guessed),
        "found": list(report.found),
        "counts": dict(report.counts),
        "date_orders": dict(report.orders),
    }
