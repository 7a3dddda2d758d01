"""One shape for all that holds rows: a sheet, its rows as text, and what is merged in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from prioritizer.tables.verdicts import Notes

Record = tuple[int, list[str] | str]
"""Row as the spreadsheet counts it, and its cells; or a reason to set the row aside."""

Merge = tuple[int, int, int, int]
"""First row, last row, first column, last column: rows count from 1, columns from 0."""


@dataclass(frozen=True)
class Sheet:
    """Rows of one sheet, read afresh each time they are asked for.

    Parameters
    ----------
    name : str
        Name of the sheet; ``""`` where the file is but one table.
    records : callable
        Gives ``(row, cells)`` from the top, blank rows too, counting on the notes it is given.
    names : tuple of str, optional
        Column names where the file itself knows them (JSON, SQL).
    merges : callable, optional
        Gives the merged ranges.
    """

    name: str
    records: Callable[[Notes], Iterator[Record]]
    names: tuple[str, ...] | None = None
    merges: Callable[[], list[Merge]] | None = None


def cell_text(cell: Any) -> str:
    """Write a cell as text: whole numbers without a point, dates as ISO.

    >>> [cell_text(cell) for cell in (1234567890123.0, 0.5, True, None)]
    ['1234567890123', '0.5', 'TRUE', '']
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell != cell:
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time(0) and cell.tzinfo is None
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return bytes(cell).decode("utf-8", errors="replace")
    return str(cell)


def fill_merged(
    records: Iterator[Record], merges: list[Merge], leave: frozenset[int], notes: Notes
) -> Iterator[Record]:
    """Give every row of a merged range the text of its top cell, but for columns to leave.

    A district merged over ten rows belongs to all ten; a text or an id merged over two is one.
    """
    down = [merge for merge in merges if merge[1] > merge[0]]
    if not down:
        yield from records
        return
    starts: dict[int, list[Merge]] = {}
    for merge in down:
        starts.setdefault(merge[0], []).append(merge)
    active: list[tuple[Merge, str]] = []
    for row, cells in records:
        if isinstance(cells, str):
            yield row, cells
            continue
        for merge, text in active:
            column = merge[2]
            if column < len(cells) and not cells[column] and text and column not in leave:
                cells[column] = text
                notes.add("merged")
        if row in starts:
            active += [
                (merge, cells[merge[2]] if merge[2] < len(cells) else "") for merge in starts[row]
            ]
        active = [each for each in active if each[0][1] > row]
        yield row, cells
