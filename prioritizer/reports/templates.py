"""Input templates for a new study: workbooks that say what goes where, and check what is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from prioritizer.errors import RunError

_ROWS = 500
_CREATED = datetime(2000, 1, 1)
_DATE = "[$-107041E]d mmmm yyyy"


def write_template(template: Mapping[str, Any], path: Path) -> None:
    """Write one input template as a workbook with data validation.

    Parameters
    ----------
    template : mapping
        ``sheet, title_th, title_en``, ``columns`` (each with ``name, kind, label_th, help_th,
        help_en`` and, where they apply, ``required, min, choices``) and example ``rows``.
    path : Path
        File to write; the same template gives the same bytes.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"title": template["title_en"], "created": _CREATED})
        base = {"font_name": "TH Sarabun New", "font_size": 16}
        head = workbook.add_format({**base, "bold": True, "bg_color": "#D9E2EC", "border": 1})
        must = workbook.add_format({**base, "bold": True, "bg_color": "#F6D55C", "border": 1})
        cell = workbook.add_format({**base, "bg_color": "#FFFBE6", "border": 1, "locked": False})
        day = workbook.add_format(
            {**base, "bg_color": "#FFFBE6", "border": 1, "locked": False, "num_format": _DATE}
        )
        sheet = workbook.add_worksheet(template["sheet"])
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        for place, column in enumerate(template["columns"]):
            _checked(
                sheet.write_string(
                    0, place, column["name"], must if column.get("required") else head
                )
            )
            sheet.write_comment(0, place, _help(column), {"x_scale": 2})
            sheet.set_column(place, place, max(14, len(column["name"]) + 4))
            sheet.data_validation(1, place, _ROWS, place, _rule(column))
            kinds = [column["kind"]] * _ROWS
            for row, kind in enumerate(kinds, start=1):
                sheet.write_blank(row, place, None, day if kind == "date" else cell)
        for row, values in enumerate(template.get("rows", ()), start=1):
            _write_row(sheet, row, values, template["columns"], cell, day)
        guide = workbook.add_worksheet("วิธีกรอก how to fill")
        guide.set_column(0, 0, 26)
        guide.set_column(1, 3, 60)
        for place, word in enumerate(("column", "ชื่อไทย", "วิธีกรอก", "how to fill")):
            _checked(guide.write_string(0, place, word, head))
        for row, column in enumerate(template["columns"], start=1):
            words = (column["name"], column["label_th"], column["help_th"], column["help_en"])
            for place, word in enumerate(words):
                _checked(guide.write_string(row, place, word))


def _write_row(
    sheet: Any,
    row: int,
    values: Sequence[Any],
    columns: Sequence[Mapping[str, Any]],
    cell: Any,
    day: Any,
) -> None:
    """Write one example row, numbers as numbers and dates as dates."""
    for place, (value, column) in enumerate(zip(values, columns, strict=True)):
        if value == "":
            continue
        if column["kind"] == "date":
            when = value if isinstance(value, date) else date.fromisoformat(value)
            _checked(sheet.write_datetime(row, place, when, day))
        elif isinstance(value, int | float):
            _checked(sheet.write_number(row, place, value, cell))
        else:
            _checked(sheet.write_string(row, place, value, cell))


def _help(column: Mapping[str, Any]) -> str:
    """Say in both languages what a column is."""
    return f"{column['label_th']}\n{column['help_th']}\n{column['help_en']}"


def _rule(column: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the kind of a column into what a cell of it may hold."""
    rules: dict[str, dict[str, Any]] = {
        "text": {"validate": "any"},
        "date": {"validate": "date", "criteria": ">", "value": date(1900, 1, 1)},
        "number": {"validate": "decimal", "criteria": ">=", "value": column.get("min", -1e12)},
        "whole": {"validate": "integer", "criteria": ">=", "value": column.get("min", 0)},
        "grade": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 4},
        "choice": {"validate": "list", "source": list(column.get("choices", ()))},
    }
    return {
        **rules[column["kind"]],
        "ignore_blank": True,
        "input_title": column["name"][:32],
        "input_message": _help(column)[:255],
        "error_type": "warning",
    }


def _checked(code: int) -> None:
    """Refuse a cell that the writer would have dropped without a word."""
    if code != 0:
        raise RunError(f"A cell could not be written (code {code}).", "Shorten its text.")
