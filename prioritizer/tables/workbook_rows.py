"""Rows of a workbook's sheets, as text; cells keep what they say, dates become ISO."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from prioritizer.errors import InputError, did_you_mean
from prioritizer.tables.guards import check_workbook
from prioritizer.tables.verdicts import Limits, Notes

Rows = Iterator[tuple[int, list[str]]]


def sheet_rows(
    path: Path, kind: str, sheet: str | None, notes: Notes, limits: Limits
) -> Iterator[tuple[str, Rows]]:
    """Open a workbook and give its visible sheets, each with its rows.

    Yields
    ------
    tuple of (str, iterator of (row, cells))
        Name of the sheet and its rows, numbered as the spreadsheet does.

    Raises
    ------
    InputError
        If the workbook cannot be read, or holds no such sheet.
    """
    if kind in ("xlsx", "ods"):
        check_workbook(path, notes, limits)
    elif path.stat().st_size > limits.unpacked_bytes:
        raise InputError(f"{path.name}: too large for an .xls.", "Save it as xlsx or CSV.")
    try:
        book = CalamineWorkbook.from_path(str(path))
        metadata = book.sheets_metadata
    except Exception as broken:  # the reader has an error of its own for each kind of file
        raise InputError(
            f"{path.name}: cannot be read ({_short(broken)}).",
            "Is it encrypted or damaged? Save it again without a password.",
        ) from None
    tables = [m for m in metadata if m.typ == SheetTypeEnum.WorkSheet]
    visible = [m.name for m in tables if m.visible == SheetVisibleEnum.Visible]
    if sheet is not None:
        if sheet not in [m.name for m in tables]:
            raise InputError(
                f"{path.name}: no sheet '{sheet}'.", did_you_mean(sheet, [m.name for m in tables])
            )
        visible = [sheet]
    notes.add("hidden_sheets", len(tables) - len(visible) if sheet is None else 0)
    for name in visible:
        try:
            cells = book.get_sheet_by_name(name)
        except Exception as broken:
            raise InputError(
                f"{path.name}: sheet '{name}' cannot be read ({_short(broken)}).", "Save it again."
            ) from None
        yield name, _rows(cells)


def _rows(sheet: Any) -> Rows:
    start = sheet.start[0] if sheet.start else 0
    left = sheet.start[1] if sheet.start else 0
    pad = [""] * left
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [as_text(cell) for cell in row]
        yield number, cells if start >= 0 else pad + cells


def as_text(cell: Any) -> str:
    """Write a cell as a person reads it: whole numbers without .0, dates as ISO.

    >>> as_text(1234567890123.0), as_text(dt.date(2021, 2, 16)), as_text(None)
    ('1234567890123', '2021-02-16', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ") if cell.time() != dt.time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__
