"""What changed in a workbook: yellow cells that say something new, and what may not be changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from prioritizer.bundle import Bundle, read_run
from prioritizer.errors import InputError
from prioritizer.reports.workbook import write_workbook
from prioritizer.reports.workbook.contract import YELLOW
from prioritizer.run.edits.formulas import placed, tokens
from prioritizer.run.edits.locked import locked_faults
from prioritizer.run.edits.reading import BookRead, Cell, SheetRead, read_book
from prioritizer.run.edits.values import (
    NOT_MEASURED,
    Unreadable,
    is_blank,
    read_day,
    read_number,
    read_text,
)
from prioritizer.vocabulary import Both

_SHOWN = 20
_NUMBERS = {"weights": {"weight"}, "raw": {"point", "low", "high"}}
_DAYS = frozenset({"date"})
_MOST = 1_000


@dataclass(frozen=True)
class Edit:
    """One yellow cell that says something new.

    Attributes
    ----------
    sheet, row, column : str
        Key of the sheet, id of the row, key of the column.
    old, new : object
        Number, text, date; None where the cell was empty. ``-`` is not measured.
    address : str
        Where it stands, as the spreadsheet calls it.
    file : str
    note : str
        What was concluded in reading it.
    """

    sheet: str
    row: str
    column: str
    old: Any
    new: Any
    address: str
    file: str
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What it edits."""
        return self.sheet, self.row, self.column


def written(content: Any) -> str:
    """Write what a cell holds for people.

    >>> written(0.25), written(None), written("-")
    ('0.25', '', '-')
    """
    if content is None:
        return ""
    if isinstance(content, float | int):
        return f"{content:.15g}"
    return content.isoformat() if hasattr(content, "isoformat") else str(content)


def pristine(run: Bundle, lang: str) -> BookRead:
    """Read the workbook that this run exports, as nobody has touched it."""
    return _pristine(run.folder.resolve(), run.digest, lang)


@lru_cache(maxsize=2)
def _pristine(folder: Path, digest: str, lang: str) -> BookRead:
    """Export once for several files: the digest says which run it is."""
    with tempfile.TemporaryDirectory() as beside:
        path = write_workbook(read_run(folder), Path(beside) / "export.xlsx", lang=lang)
        return read_book(path)


def edits_of(book: BookRead, base: BookRead) -> list[Edit]:
    """List what a workbook changes of a run.

    Parameters
    ----------
    book : BookRead
        The edited workbook.
    base : BookRead
        What was exported.

    Returns
    -------
    list of Edit
        In the order of the sheets and rows of the export.

    Raises
    ------
    InputError
        If anything in it cannot come home; all faults at once, each with its cell.
    """
    faults = list(book.faults)
    edits: list[Edit] = []
    for key, then in base.sheets.items():
        now = book.sheets.get(key)
        if now is None:
            continue
        faults += _formula_faults(now, then, book, base)
        faults += locked_faults(now, then)
        if key in YELLOW:
            faults += _strangers(now, then)
            for found in _edits(now, then, book.path.name):
                if isinstance(found, Edit):
                    edits.append(found)
                else:
                    faults.append(found)
    if faults:
        told, name = list(dict.fromkeys(faults)), book.path.name
        more = len(told) - _MOST
        raise refusal(
            Both(
                f"{name} นำเข้าไม่ได้ ({len(told)} จุด) ยังไม่มีสิ่งใดเปลี่ยน:",
                f"{name} cannot be imported ({len(told)} faults); nothing was changed:",
            ),
            told[:_MOST] + ([Both(f"… และอีก {more} จุด", f"… and {more} more")] * (more > 0)),
            Both(
                "แก้เซลล์เหล่านี้ หรือย้ายการแก้ไขไปยังไฟล์ที่ส่งออกใหม่",
                "Mend these cells, or carry the edits over into a fresh export.",
            ),
        )
    return edits


def refusal(head: Both, faults: Sequence[Both], mend: Both) -> InputError:
    """Make the error that lists faults one under another, in both languages."""
    thai, english = (
        "\n".join([head.say(lang), *(f"  · {fault.say(lang)}" for fault in faults)])
        for lang in ("th", "en")
    )
    return InputError(english, f"\n{mend.en}", f"{thai}\n{mend.th}")


def _strangers(now: SheetRead, then: SheetRead) -> Iterator[Both]:
    """Name ids that the run does not know, and rows that are gone."""
    for name, address in now.ids.items():
        if name not in then.ids:
            yield Both(f"รอบนี้ไม่มี '{name}'", f"'{name}' is not in this run").about(address)
    gone = [name for name in then.ids if name not in now.ids]
    if gone:
        shown = ", ".join(gone[:_SHOWN]) + (", …" if len(gone) > _SHOWN else "")
        yield Both(
            f"แผ่นงาน {now.name}: แถวหายไป {len(gone)} แถว ({shown})",
            f"sheet {now.name}: {len(gone)} rows are missing ({shown})",
        )


def _edits(now: SheetRead, then: SheetRead, file: str) -> Iterator[Edit | Both]:
    """Read every yellow cell that differs; a text where it cannot be read."""
    columns = YELLOW[now.key].edits
    for name in then.ids:
        for column in columns:
            was, cell = then.cells.get((name, column)), now.cells.get((name, column))
            if was is None or cell is None or is_blank(cell.content):
                continue
            if was.locked:
                if is_blank(was.content) and not was.formula:
                    yield Both(
                        f"ช่องนี้ไม่ใช่ช่องสีเหลือง '{cell.content}' จึงไม่ถูกนำเข้า",
                        f"this cell is not yellow, so '{cell.content}' stays out",
                    ).about(cell.address)
                continue
            if cell.error or (isinstance(cell.content, str) and cell.content.startswith("#")):
                yield Both(f"มีข้อผิดพลาด {cell.content}", f"holds the error {cell.content}").about(
                    cell.address
                )
            elif cell.formula:
                yield Both("เป็นสูตร ให้พิมพ์ผลของสูตรแทน", "holds a formula; type what it gives").about(
                    cell.address
                )
            else:
                try:
                    new, note = _typed(now.key, column, was, cell)
                except Unreadable as odd:
                    yield odd.said.about(cell.address)
                    continue
                old = was.content if not is_blank(was.content) else None
                if not _alike(old, new):
                    yield Edit(now.key, name, column, old, new, cell.address, file, note)


def _typed(sheet: str, column: str, was: Cell, cell: Cell) -> tuple[Any, str]:
    """Read what was typed by what the column holds."""
    if column in _DAYS:
        day, buddhist = read_day(cell.content)
        return day, f"{cell.content} is {day.isoformat()}" if buddhist else ""
    numeric = sheet == "anchors" or column in _NUMBERS.get(sheet, ())
    words = isinstance(was.content, str) and not is_blank(was.content)
    if not numeric:
        return read_text(cell.content), ""
    if words:  # a level of a table
        text = read_text(cell.content)
        return (NOT_MEASURED if text in ("-", "–", "—") else text), ""
    number = read_number(cell.content)
    if number == NOT_MEASURED and sheet != "raw":
        raise Unreadable("-", "ไม่ใช่ตัวเลข", "is no number")
    return number, ""


def _alike(old: Any, new: Any) -> bool:
    if isinstance(old, int | float) and isinstance(new, float):
        return abs(old - new) <= 1e-12 * max(1.0, abs(old), abs(new))
    if isinstance(new, date) and old is not None:
        return bool(read_day(old)[0] == new)
    return bool(old == new) or (old is not None and read_text(old) == new)


def _formula_faults(
    now: SheetRead, then: SheetRead, book: BookRead, base: BookRead
) -> Iterator[Both]:
    """Find formulas that say something else than the export's, or are gone."""
    known = _columns_of(base)
    mine = _columns_of(book)
    for key, was in then.cells.items():
        if not was.formula:
            continue
        cell = now.cells.get(key)
        if cell is None or (not cell.formula and key[0] not in now.ids and key[0] in then.ids):
            continue  # the row is missing, which is told
        if cell.formula == was.formula or _tokens(cell.formula) == _tokens(was.formula):
            continue
        if not cell.formula:
            yield Both(
                f"สูตรถูกพิมพ์ทับด้วย '{cell.content}'",
                f"the formula was overwritten by '{cell.content}'",
            ).about(cell.address)
        elif "#REF!" in cell.formula:
            yield Both(
                "สูตรอ้างถึงเซลล์ที่ถูกลบไป (#REF!)",
                "the formula refers to cells that are gone (#REF!)",
            ).about(cell.address)
        elif _where(cell, now, mine) != _where(was, then, known):
            yield Both("สูตรถูกแก้ไข", "the formula was changed").about(cell.address)
    for key, cell in now.cells.items():
        own = then.cells.get(key)
        if cell.formula and (own is None or (not own.formula and own.locked)):
            if key[1] in YELLOW.get(now.key, YELLOW["ranking"]).edits and now.key in YELLOW:
                continue  # told as an edit
            yield Both("มีสูตรในช่องที่ไฟล์ส่งออกไม่มีสูตร", "a formula where the export has none").about(
                cell.address
            )


@cache
def _tokens(formula: str) -> tuple[str, ...]:
    return tokens(formula) if formula else ()


def _where(cell: Cell, sheet: SheetRead, columns: dict[str, dict[str, str]]) -> tuple[str, ...]:
    def name_of(named: str, letter: str) -> str:
        return columns.get(named or sheet.name, {}).get(letter, letter)

    return placed(cell.formula, cell.row, name_of)


def _columns_of(book: BookRead) -> dict[str, dict[str, str]]:
    """Keys of columns by the name of the sheet and their letter."""
    return {sheet.name: sheet.letters for sheet in book.sheets.values()}
