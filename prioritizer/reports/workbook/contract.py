"""What other programs, and the way back, may rely on in a workbook.

A workbook can be read back from the file alone, whatever the language, the order of its rows or of
its columns:

* **Sheets.** The eighteen sheets stand in the order of `SHEETS`; their names depend on the
  language and are told by the base table (rows ``sheet, <key>, name, <sheet name>``).
* **Keys of columns.** Each sheet of `YELLOW`, and ``checks``, has a hidden row (row `KEY_ROW` of
  the spreadsheet) that holds the stable key of each column; headings stand below it, in row
  `HEAD_ROW`, and data begins in row `FIRST_ROW`. A reader looks for the row that holds the
  sheet's key columns (``id`` first) and never counts columns; if the row is gone it finds the
  column by its heading (rows ``<sheet>, heading, <column>, <heading>`` of the base table).
* **Ids.** A row is known by its key columns (`YELLOW`), which are locked texts: joined by ``|``
  they are its id. ``id`` is the heading ``รหัส``.
* **Yellow cells** are unlocked; every other cell is locked. Not every cell of an editable column
  is yellow (the point of a range is a formula): the lock of the cell decides.
* **Base** is what a yellow cell held at the export. A sheet with a column ``base_<column>`` (hidden
  on ``raw`` and ``anchors``, in sight on ``weights``) holds it in the same row. For all other
  columns it stands in the base table: the columns ``base_sheet, base_id, base_column, base_value``
  of the sheet ``checks`` (hidden, found by their keys), a row for each cell that was not empty.
  Numbers are numbers, dates are ISO text, words are text. So two editors' files merge three ways
  without the run.
* **Run.** Base rows ``run, , <key>, <value>`` with the keys ``run_id, digest, lang, contract``.
* **Home.** The hidden columns ``home_point, home_low, home_high`` of the sheet ``raw`` say which
  column of the agendas table an edit of ``point``, ``low``, ``high`` comes home to; `OVERRIDE`
  where the figure was counted, rated or derived, and an edit is an override that needs ``person,
  reason, date``.

Ids: ``weights`` knows a criterion by its name and an indicator by ``criterion/indicator``;
``anchors`` knows an indicator by its name and a level of a table by ``indicator/level``;
``rulings`` numbers its rows ``R01`` … and its signatures ``prepared, checked, approved``;
``unanswered`` uses theme ids; all others agenda ids.

Choices are words of the workbook's language: `YES` and `NO` list them in every language.
"""

from __future__ import annotations

from dataclasses import dataclass

CONTRACT = 1
"""Version of this contract; it rises when a reader of the old one would go wrong."""

KEY_ROW, HEAD_ROW, FIRST_ROW = 3, 4, 5
"""Rows as the spreadsheet counts them: keys of columns (hidden), headings, first row of data."""

SHEETS = (
    "cover",
    "summary",
    "ranking",
    "weights",
    "anchors",
    "values",
    "raw",
    "gates",
    "evidence",
    "robustness",
    "unheard",
    "unanswered",
    "committees",
    "flagships",
    "changes",
    "rulings",
    "dictionary",
    "checks",
)
"""Keys of the sheets, in their order."""

OVERRIDE = "override"
"""Home of a figure that no column of the agendas table holds."""

YES, NO = ("ใช่", "yes"), ("ไม่ใช่", "no")
"""Choices of the columns ``right`` and ``accept``, in every language."""

BASE_COLUMNS = ("base_sheet", "base_id", "base_column", "base_value")
"""Columns of the base table on the sheet ``checks``."""

MOST_POINTS = 12
"""Anchor points that a row of the sheet ``anchors`` can hold: columns ``x1, y1, x2, …``."""


@dataclass(frozen=True)
class Yellow:
    """A sheet with yellow cells: which columns make the id of a row, and which may be edited."""

    keys: tuple[str, ...]
    edits: tuple[str, ...]


YELLOW: dict[str, Yellow] = {
    "ranking": Yellow(("id",), ("comment",)),
    "weights": Yellow(("id",), ("weight",)),
    "anchors": Yellow(
        ("id",),
        (
            "worst",
            "best",
            "worth",
            *(f"{axis}{k}" for k in range(1, MOST_POINTS + 1) for axis in "xy"),
        ),
    ),
    "raw": Yellow(("id", "indicator"), ("point", "low", "high", "person", "reason", "date")),
    "gates": Yellow(("id", "gate"), ("person", "reason", "date")),
    "evidence": Yellow(("id", "signal_id"), ("right",)),
    "unanswered": Yellow(("id",), ("title", "accept")),
    "rulings": Yellow(("id",), ("agenda", "remark", "by", "ruling", "reason", "date")),
}
"""Sheets that come home, by their key."""


def row_id(parts: tuple[str, ...] | list[str]) -> str:
    """Join the key cells of a row to its id.

    >>> row_id(["A01", "time_to_first_result"])
    'A01|time_to_first_result'
    """
    return "|".join(parts)
