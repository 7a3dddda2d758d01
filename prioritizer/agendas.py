"""Candidate agendas, and the tables that a study brings besides its signals."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.errors import AgendasError, InputError
from prioritizer.tables.contracts import Column, require
from prioritizer.tables.numbers import parse_numbers
from prioritizer.tables.reader import Reader
from prioritizer.text import normalise, parse_dates
from prioritizer.vocabulary import CRITERIA, RUBRICS, Both

_ID = re.compile(r"[A-Za-z0-9ก-๙_-]+")
_NUMERIC = re.compile(r"_(?:mthb|min|max|months|0_4|n|days)$|^kpi_(?:baseline|target)$")
_LEGAL = {"": "", "-": ""}


def read_agendas(
    path: Path | str, *, columns: Mapping[str, str] | None = None, **how: Any
) -> pd.DataFrame:
    """Read a table of candidate agendas.

    Parameters
    ----------
    path : path-like
        CSV, xlsx, xls, ods, Parquet or JSON lines.
    columns : mapping of str to str, optional
        Our name = name in the file.
    **how
        ``encoding``, ``header_row``, ``sheet``, where the guess is wrong.

    Returns
    -------
    DataFrame
        One row per agenda, ids unique. Known numbers are numbers, ``kpi_date`` is a date, other
        columns that hold numbers alone are numbers too. Columns the file lacks are not there.

    Raises
    ------
    AgendasError
        If an id is blank, odd or twice there, or an agenda has no title.
    """
    path, warnings = Path(path), list[Both]()
    table, report = _read(path, "agendas", columns, (), how)
    if "title_th" not in table and "title_en" not in table:
        raise AgendasError(
            f"{path.name}: no column of titles (found: {', '.join(report.found)}).",
            'Map it in the study file: [agendas.columns] title_th = "…".',
        )
    if "agenda_id" not in table:
        table["agenda_id"] = [f"A{i:03}" for i in range(1, len(table) + 1)]
        warnings.append(
            Both(
                "ไม่มีคอลัมน์รหัส จึงให้รหัส A001, A002, … ตามลำดับแถว",
                "no column of ids: A001, A002, … are made from the order of rows",
            )
        )
    table = _agenda_cells(table, path.name)
    _check_ids(table, path.name)
    titles = [table[name] for name in ("title_th", "title_en") if name in table]
    untitled = np.logical_and.reduce([(cells == "").to_numpy() for cells in titles])
    if untitled.any():
        rows = ", ".join(str(r) for r in table.loc[untitled, "row"].head(5))
        raise AgendasError(f"{path.name}: agendas without a title (rows {rows}).", "Give them one.")
    for title in ("title_th", "title_en"):
        if title not in table:
            table[title] = ""
    table = table.drop(columns="row").reset_index(drop=True)
    table.attrs = {"warnings": [*report.warnings, *warnings], "rows_read": report.rows_read}
    return table


def _read(
    path: Path,
    kind: str,
    columns: Mapping[str, str] | None,
    required: tuple[str, ...],
    how: Mapping[str, Any],
) -> tuple[pd.DataFrame, Any]:
    """Read a small table whole, under our names, its other columns kept."""
    reader = Reader(
        path,
        path.name,
        table=kind,
        columns=columns or {},
        required=required,
        keep_others=True,
        **{k: v for k, v in how.items() if v is not None},
    )
    chunks = list(reader.chunks())
    first = [c.table for c in chunks if c.file == chunks[0].file]  # further sheets explain
    table = pd.concat(first, ignore_index=True) if first else pd.DataFrame()
    report = reader.report
    if table.empty:
        raise AgendasError(f"{path.name}: holds no rows.", "Fill it in, or drop it from the study.")
    return table, report


def _agenda_cells(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Turn texts into what they are: ids, words, numbers, dates."""
    found = table.copy()
    faults: list[str] = []
    for column in table.columns.drop("row"):
        cells = table[column].map(normalise).str.strip()
        if column == "kpi_date":
            found[column] = parse_dates(cells).days
        elif _NUMERIC.search(column) or (
            column not in ("agenda_id", "title_th", "title_en") and _all_numbers(cells)
        ):
            found[column] = _numbers(cells, table["row"], column, faults)
        else:
            found[column] = cells
    if faults:
        raise AgendasError(f"{name}: {'; '.join(faults)}.", "Mend the cells, or leave them empty.")
    return found


def _all_numbers(cells: pd.Series) -> bool:
    read = parse_numbers(cells)
    return not read.odd.any() and bool(np.isfinite(read.amounts).any())


def _numbers(cells: pd.Series, rows: pd.Series, column: str, faults: list[str]) -> pd.Series:
    """Read numbers; what is neither a number nor blank is a fault."""
    read = parse_numbers(cells)
    if read.odd.any():
        shown = ", ".join(
            f"row {r}: '{c}'" for r, c in zip(rows[read.odd], cells[read.odd], strict=True)
        )
        faults.append(f"column '{column}' holds no number ({shown[:200]})")
    return pd.Series(read.amounts, index=cells.index)


def _check_ids(table: pd.DataFrame, name: str) -> None:
    """Refuse ids that are blank, odd, or the same but for their case."""
    blank = table["agenda_id"] == ""
    if blank.any():
        rows = ", ".join(str(r) for r in table.loc[blank, "row"].head(5))
        raise AgendasError(f"{name}: agendas without an id (rows {rows}).", "Give each its own.")
    odd = ~table["agenda_id"].map(lambda cell: bool(_ID.fullmatch(cell)))
    if odd.any():
        shown = ", ".join(f"'{a}'" for a in table.loc[odd, "agenda_id"].head(5))
        raise AgendasError(
            f"{name}: ids that hold more than letters, digits, _ and - ({shown}).", "Change them."
        )
    folded = table["agenda_id"].str.casefold()
    twice = folded.duplicated(keep=False)
    if twice.any():
        same = table.loc[twice].head(6)
        shown = ", ".join(
            f"'{a}' in row {r}" for a, r in zip(same["agenda_id"], same["row"], strict=True)
        )
        raise AgendasError(f"{name}: the same agenda_id twice ({shown}).", "Give each its own id.")


def _reader(
    kind: str, required: tuple[str, ...], contract: tuple[Column, ...], numeric: tuple[str, ...]
) -> Callable[..., pd.DataFrame]:
    """Make the reader of one kind of small table."""

    def read(
        path: Path | str, *, columns: Mapping[str, str] | None = None, **how: Any
    ) -> pd.DataFrame:
        path = Path(path)
        table, report = _read(path, kind, columns, required, how)
        faults: list[str] = []
        for column in table.columns.drop("row"):
            cells = table[column].map(normalise).str.strip()
            wanted = column in numeric or (not numeric and column in CRITERIA)
            if wanted or (kind in ("members", "places") and _all_numbers(cells)):
                table[column] = _numbers(cells, table["row"], column, faults)
            else:
                table[column] = cells
        if faults:
            raise InputError(f"{path.name}: {'; '.join(faults)}.", "Mend the cells.")
        require(table, contract, path.name, error=AgendasError)
        table = table.drop(columns="row").reset_index(drop=True)
        table.attrs = {"warnings": list(report.warnings), "rows_read": report.rows_read}
        return table

    read.__doc__ = f"Read the table of {kind}; all its faults are told at once."
    return read


read_ratings = _reader(
    "ratings",
    ("agenda_id", "rubric", "rater_id", "score_0_4"),
    (
        Column("agenda_id", "id"),
        Column("rubric", choices=RUBRICS, filled=True),
        Column("rater_id", "id"),
        Column("score_0_4", "number", least=0, most=4),
    ),
    ("score_0_4",),
)
read_committees = _reader(
    "committees", ("committee_id",), (Column("committee_id", "id", unique=True),), ()
)
read_labels = _reader(
    "labels",
    ("signal_id", "agenda_id"),
    (
        Column("signal_id", "id"),
        Column("agenda_id"),
        Column("weight", "number", required=False, least=0),
    ),
    ("weight",),
)
read_overrides = _reader(
    "overrides",
    ("agenda_id", "gate", "person", "reason", "date"),
    (Column("gate"), *(Column(n, "id") for n in ("agenda_id", "person", "reason", "date"))),
    ("performance", "low", "high"),
)
read_places = _reader(
    "places",
    ("area",),
    (Column("area", "id", unique=True), Column("population", "number", required=False, least=0)),
    ("population",),
)
read_words = _reader(
    "words",
    ("word", "kind"),
    (Column("word", "id"), Column("kind", choices=("synonym", "stop", "hide", "leave"))),
    (),
)
_read_members = _reader("members", ("member_id",), (Column("member_id", "id", unique=True),), ())


def read_members(
    path: Path | str, *, columns: Mapping[str, str] | None = None, **how: Any
) -> pd.DataFrame:
    """Read the weights of members; each needs a weight above 0.

    Raises
    ------
    AgendasError
        If a weight is below 0 or no number, or a member's weights sum to 0.
    """
    path = Path(path)
    table = _read_members(path, columns=columns, **how)
    given = [c for c in table.columns if pd.api.types.is_float_dtype(table[c])]
    weights = table[given].to_numpy(dtype=float)
    mend = f"Give a column for each criterion: {', '.join(CRITERIA)}; weights of 0 or more."
    if not given:
        raise AgendasError(f"{path.name}: no column of weights.", mend)
    below = np.argwhere(weights < 0)
    if len(below):
        row, column = below[0]
        raise AgendasError(
            f"{path.name}: member {table['member_id'].iloc[row]!r} gives {given[column]} "
            f"{weights[row, column]:g}; a weight is 0 or more.",
            mend,
        )
    silent = table["member_id"][~(np.nansum(weights, axis=1) > 0)]
    if len(silent):
        raise AgendasError(
            f"{path.name}: all weights of {', '.join(silent.head(5))} are 0 or blank.", mend
        )
    table[given] = table[given].fillna(0.0)
    return table
