"""What was typed where nothing may be typed: constants changed, notes beside the tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from openpyxl.utils.datetime import to_excel

from prioritizer.run.edits.reading import BookRead, Cell, SheetRead
from prioritizer.run.edits.values import is_blank
from prioritizer.vocabulary import Both

_SHOWN = 60


def locked_faults(now: SheetRead, then: SheetRead) -> Iterator[Both]:
    """Name locked cells of the export that say something else now.

    A row of a table is found by its id. What stands outside of all tables may have moved with a
    row that was put in, so it counts as changed only where its words are nowhere on the sheet.
    """
    held = {_plain(cell.content) for cell in now.cells.values()}
    columns = set(now.letters.values())
    for key, was in then.cells.items():
        cell = now.cells.get(key)
        if not was.locked or was.formula or is_blank(was.content):
            continue
        in_table = key[0] in then.ids
        if in_table and key[0] not in now.ids:
            continue  # the row is gone, which is told
        if in_table and key[1] not in columns:
            continue  # the column is gone; what is needed of it is told
        if cell is None or is_blank(cell.content):
            if in_table:
                where = cell.address if cell else f"{now.name}, row '{key[0]}', column '{key[1]}'"
                yield Both(
                    f"'{_said(was)}' ถูกลบจากช่องที่ไม่ใช่สีเหลือง",
                    f"'{_said(was)}' was deleted from a cell that is not yellow",
                ).about(where)
        elif _plain(cell.content) == _plain(was.content) or cell.formula:
            continue
        elif in_table or _plain(was.content) not in held:
            yield Both(
                f"'{_said(was)}' ถูกแก้เป็น '{_said(cell)}' แต่ช่องนี้ไม่ใช่ช่องสีเหลือง",
                f"'{_said(was)}' was changed to '{_said(cell)}', and this cell is not yellow",
            ).about(cell.address)


def left_behind(book: BookRead, base: BookRead) -> list[Both]:
    """Name what was typed into empty cells that are not yellow: it does not come home."""
    found = []
    for key, then in base.sheets.items():
        now = book.sheets.get(key)
        if now is None:
            continue
        held = {_plain(cell.content) for cell in then.cells.values()}
        for place, cell in now.cells.items():
            was = then.cells.get(place)
            free = was is None or (is_blank(was.content) and was.locked)
            if free and not is_blank(cell.content) and _plain(cell.content) not in held:
                said = _said(cell)
                found.append(
                    Both(
                        f"'{said}' พิมพ์ไว้นอกช่องสีเหลือง จึงไม่ถูกนำเข้า",
                        f"'{said}' stands in no yellow cell and stays out",
                    ).about(cell.address)
                )
    return found


def _plain(content: Any) -> str:
    """Write a cell so that programs which save it otherwise write the same."""
    if isinstance(content, bool):
        return str(content).upper()
    if isinstance(content, datetime | date):
        content = to_excel(content)
    if isinstance(content, int | float):
        return f"{content:.12g}"
    text = " ".join(str(content if content is not None else "").split())
    return text.upper() if text.upper() in ("TRUE", "FALSE") else text


def _said(cell: Cell) -> str:
    text = _plain(cell.content)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
