"""The workbook the study team lives in."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from prioritizer.bundle import Bundle

_SHEETS = ("ranking", "indicators", "gates", "unanswered", "evidence", "shortlist")


def write_workbook(run: Bundle, path: Path, *, lang: str = "th") -> Path:
    """Write the tables of a run as plain sheets."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as w:
        for name in _SHEETS:
            table, sheet = run.table(name), w.add_worksheet(name)
            for place, column in enumerate(table.columns):
                sheet.write_string(0, place, str(column))
                for row, cell in enumerate(table[column], start=1):
                    if isinstance(cell, bool | str):
                        sheet.write_string(row, place, str(cell)[:32_000])
                    elif cell == cell:
                        sheet.write_number(row, place, float(cell))
    return path
