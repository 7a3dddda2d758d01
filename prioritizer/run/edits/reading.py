"""An edited workbook read back: sheets by their base table, columns by key, rows by id."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula

from prioritizer.errors import InputError
from prioritizer.reports.workbook.contract import BASE_COLUMNS, CONTRACT, SHEETS, YELLOW, row_id
from prioritizer.tables.archives import scan
from prioritizer.tables.kinds import kind_of
from prioritizer.tables.verdicts import Limits
from prioritizer.vocabulary import Both


@dataclass(frozen=True)
class Cell:
    """What stands in one cell; a formula begins with ``=``."""

    content: Any
    address: str
    row: int
    locked: bool
    error: bool = False

    @property
    def formula(self) -> str:
        """The formula of the cell, "" where it holds none."""
        text = self.content if isinstance(self.content, str) else ""
        return text if text.startswith("=") and len(text) > 1 else ""


@dataclass
class SheetRead:
    """One sheet: its cells by row id and key of the column.

    Attributes
    ----------
    key, name : str
    cells : dict of (row id, column) to Cell
    ids : dict of row id to address of its first key cell
    letters : dict of column letter to key
    hidden : list of int
        Rows of data that are hidden.
    faults : list of Both
    """

    key: str
    name: str
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    faults: list[Both] = field(default_factory=list)


@dataclass
class BookRead:
    """A workbook of ours: who it says it is, and its sheets by key."""

    path: Path
    run: dict[str, str]
    names: dict[str, str]
    sheets: dict[str, SheetRead]
    faults: list[Both]


def read_book(path: Path) -> BookRead:
    """Read a workbook that was exported from a run, wherever its rows and columns stand now.

    Parameters
    ----------
    path : Path
        An xlsx file; it is looked into by the guard of all inputs before it is opened.

    Returns
    -------
    BookRead
        With ``faults``, one line for each, where parts of it cannot be read.

    Raises
    ------
    InputError
        If it is no workbook of ours at all.
    """
    book = _open(path)
    base = _base_of(book)
    if base is None:
        raise InputError(
            f"{path.name}: not a workbook of this program (it carries no base of its edits).",
            "Give a file that `prioritizer export RUN FILE.xlsx` or `rank` wrote.",
            f"{path.name}: ไม่ใช่สมุดงานของโปรแกรมนี้ (ไม่มีค่าตั้งต้นสำหรับเทียบการแก้ไข) "
            "ให้ใช้ไฟล์ที่ `prioritizer export RUN FILE.xlsx` หรือ `rank` เขียน",
        )
    run = {key: str(value) for sheet, _, key, value in base if sheet == "run"}
    if run.get("contract", str(CONTRACT)) != str(CONTRACT):
        raise InputError(
            f"{path.name}: made by another version (contract {run['contract']}, here {CONTRACT}).",
            "Export the run again with this version, and carry the edits over.",
            f"{path.name}: สร้างด้วยโปรแกรมรุ่นอื่น ให้ส่งออกใหม่ด้วยรุ่นนี้แล้วย้ายการแก้ไขมา",
        )
    names = {i: str(v) for s, i, c, v in [(b[0], b[1], b[2], b[3]) for b in base] if c == "name"}
    names = {str(b[1]): str(b[3]) for b in base if b[0] == "sheet" and b[2] == "name"} or names
    heads = {
        key: {str(b[3]): str(b[2]) for b in base if b[0] == key and b[1] == "heading"}
        for key in SHEETS
    }
    faults, sheets = list[Both](), {}
    for key in SHEETS:
        name = names.get(key, key)
        if name not in book.sheetnames:
            faults.append(Both(f"ไม่มีแผ่นงาน {name}", f"sheet {name} is missing"))
            continue
        sheets[key] = _sheet(key, book[name], heads[key])
        faults += sheets[key].faults
        own = book[name].protection
        if own.sheet and any((own.password, own.hashValue)):
            faults.append(
                Both(
                    f"แผ่นงาน {name} มีรหัสผ่านป้องกัน ให้เอารหัสผ่านออกแล้วบันทึกใหม่",
                    f"sheet {name} is protected by a password: take it off and save again",
                )
            )
    lock = book.security
    if lock is not None and any((lock.workbookPassword, lock.workbookHashValue)):
        faults.append(
            Both(
                "ไฟล์มีรหัสผ่านป้องกัน ให้เอารหัสผ่านออกแล้วบันทึกใหม่",
                "the workbook is protected by a password: take it off and save again",
            )
        )
    return BookRead(path, run, names, sheets, faults)


def _open(path: Path) -> Any:
    if not path.is_file():
        raise InputError(f"{path}: no such file.", "Check its name.", f"{path}: ไม่มีไฟล์นี้ ตรวจชื่อไฟล์")
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            raise InputError(
                f"{path.name}: encrypted by a password, or an old .xls file.",
                "Save it as .xlsx without a password.",
                f"{path.name}: มีรหัสผ่าน หรือเป็นไฟล์ .xls รุ่นเก่า ให้บันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน",
            )
    if kind_of(path) != "xlsx":
        raise InputError(
            f"{path.name}: not an .xlsx workbook.",
            "Save it as .xlsx.",
            f"{path.name}: ไม่ใช่ไฟล์ .xlsx ให้บันทึกเป็น .xlsx",
        )
    found = scan(path, Limits())
    if found.macros:
        raise InputError(
            f"{path.name}: holds macros.",
            "Save it as .xlsx, without macros.",
            f"{path.name}: มีมาโคร ให้บันทึกเป็น .xlsx ที่ไม่มีมาโคร",
        )
    if found.links:
        raise InputError(
            f"{path.name}: refers to other workbooks.",
            "Break the links (Data → Edit Links).",
            f"{path.name}: อ้างถึงไฟล์อื่น ให้ตัดลิงก์ (ข้อมูล → แก้ไขลิงก์)",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of parts it would not write again
            return openpyxl.load_workbook(path, keep_links=False)
    except Exception as broken:  # whatever a damaged workbook does to its reader
        raise InputError(
            f"{path.name}: the workbook cannot be read ({type(broken).__name__}: {broken}).",
            "Open it in a spreadsheet program and save it again.",
            f"{path.name}: อ่านไฟล์ไม่ได้ ({type(broken).__name__}) ให้เปิดในโปรแกรมตารางแล้วบันทึกใหม่",
        ) from broken


def _base_of(book: Any) -> list[tuple[Any, ...]] | None:
    """Find the base table, on whichever sheet its four keys stand in one row."""
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_row=20):
            place = {cell.value: cell.column for cell in row if cell.value in BASE_COLUMNS}
            if len(place) == len(BASE_COLUMNS):
                at = [place[key] - 1 for key in BASE_COLUMNS]
                rows = sheet.iter_rows(min_row=row[0].row + 1, values_only=True)
                picked = [tuple(cells[k] for k in at) for cells in rows]
                return [
                    tuple("" if cell is None else cell for cell in cells)
                    for cells in picked
                    if cells[0] is not None and cells[2] is not None
                ]
    return None


def _sheet(key: str, sheet: Any, heads: dict[str, str]) -> SheetRead:
    read = SheetRead(key, sheet.title)
    yellow = YELLOW.get(key)
    keys = yellow.keys if yellow else ("id",)
    wanted = {*keys, *(yellow.edits[:1] if yellow else ())}
    start = _key_row(sheet, wanted, read)
    if start is None:
        start = _head_row(sheet, wanted, heads, read)
    if start is None:
        if yellow:
            read.faults.append(
                Both(
                    f"แผ่นงาน {sheet.title}: ไม่พบแถวหัวตารางที่มี {', '.join(sorted(wanted))}",
                    f"sheet {sheet.title}: no row of headings with {', '.join(sorted(wanted))}",
                )
            )
        for cell in _filled(sheet, 1):
            read.cells[cell.coordinate, ""] = _cell(sheet, cell)
        return read
    column = {name: letter for letter, name in read.letters.items()}
    missing = [name for name in (yellow.edits if yellow else ()) if name not in column]
    missing = [name for name in missing if not name.startswith(("x", "y")) or key != "anchors"]
    if missing:
        gone = ", ".join(missing)
        read.faults.append(
            Both(
                f"แผ่นงาน {sheet.title}: ไม่มีคอลัมน์ {gone}",
                f"sheet {sheet.title}: column {gone} is missing",
            )
        )
    _rows(read, sheet, start, keys, column, edits=yellow.edits if yellow else ())
    return read


def _rows(
    read: SheetRead,
    sheet: Any,
    start: int,
    keys: tuple[str, ...],
    column: dict[str, str],
    edits: tuple[str, ...],
) -> None:
    """Read every row under the keys; one without an id of its own is known by its place."""
    for cells in sheet.iter_rows(min_row=start + 1):
        by_letter = {get_column_letter(c.column): c for c in cells}
        named = [by_letter[column[name]] for name in keys if column.get(name) in by_letter]
        parts = [_id(cell.value) for cell in named]
        whole = len(parts) == len(keys) and all(parts) and not any(p.startswith("=") for p in parts)
        row = cells[0].row
        own = [by_letter[column[e]] for e in edits if column.get(e) in by_letter]
        is_data = not edits or any(not c.protection.locked or c.value is not None for c in own)
        name = row_id(parts) if whole and is_data else f"row {row}"
        if whole and is_data:
            if name in read.ids:
                read.faults.append(
                    Both(
                        f"'{name}' มีซ้ำ (อยู่ที่ {read.ids[name]} ด้วย)",
                        f"'{name}' stands twice (also in {read.ids[name]})",
                    ).about(f"{sheet.title}!{named[0].coordinate}")
                )
                continue
            read.ids[name] = f"{sheet.title}!{named[0].coordinate}"
            if sheet.row_dimensions[row].hidden:
                read.hidden.append(row)
        elif (
            edits
            and not whole
            and any(not c.protection.locked and c.value is not None for c in own)
        ):
            first = next(c for c in own if c.value is not None and not c.protection.locked)
            read.faults.append(
                Both("แก้ไขในแถวที่ไม่มีรหัส", "an edit in a row without an id").about(
                    f"{sheet.title}!{first.coordinate}"
                )
            )
        for letter, cell in by_letter.items():
            if cell.value is not None or letter in read.letters:
                key = read.letters.get(letter, letter)
                read.cells[name, key] = _cell(sheet, cell)
    if read.hidden and edits:
        read.faults.append(
            Both(
                f"แผ่นงาน {sheet.title}: แถว {_spans(read.hidden)} ถูกซ่อน ให้แสดงแถว (ล้างตัวกรอง) "
                "เพื่อให้สิ่งที่นำเข้าตรงกับสิ่งที่เห็น",
                f"sheet {sheet.title}: rows {_spans(read.hidden)} hidden: show them (clear the "
                "filter), so that what is imported is what was seen",
            )
        )


def _key_row(sheet: Any, wanted: set[str], read: SheetRead) -> int | None:
    """Find the row that holds the keys of the columns."""
    for row in sheet.iter_rows(max_row=20):
        found = {c.value for c in row if isinstance(c.value, str)}
        if wanted <= found:
            for cell in row:
                if isinstance(cell.value, str) and not cell.value.startswith("="):
                    read.letters.setdefault(get_column_letter(cell.column), cell.value)
            return int(row[0].row) + 1  # the headings stand below it
    return None


def _head_row(sheet: Any, wanted: set[str], heads: dict[str, str], read: SheetRead) -> int | None:
    """Find the row of headings, where the row of keys is gone."""
    for row in sheet.iter_rows(max_row=20):
        named = {
            get_column_letter(c.column): heads[c.value]
            for c in row
            if isinstance(c.value, str) and c.value in heads
        }
        if wanted <= set(named.values()):
            read.letters.update(named)
            return int(row[0].row)
    return None


def _cell(sheet: Any, cell: Any) -> Cell:
    content = cell.value
    if isinstance(content, ArrayFormula):
        content = content.text if str(content.text).startswith("=") else f"={content.text}"
    elif content is not None and type(content).__name__ == "DataTableFormula":
        content = "=TABLE()"
    return Cell(
        content=content,
        address=f"{sheet.title}!{cell.coordinate}",
        row=int(cell.row),
        locked=bool(cell.protection.locked),
        error=cell.data_type == "e",
    )


def _filled(sheet: Any, first: int) -> Iterator[Any]:
    for row in sheet.iter_rows(min_row=first):
        yield from (cell for cell in row if cell.value is not None)


def _id(value: Any) -> str:
    """Write an id as it was exported: a spreadsheet may have turned '7' into a number."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _spans(rows: list[int]) -> str:
    """Write row numbers shortly.

    >>> _spans([5, 6, 7, 9])
    '5-7, 9'
    """
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][-1] + 1:
            parts[-1].append(row)
        else:
            parts.append([row])
    return ", ".join(f"{p[0]}-{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts)
