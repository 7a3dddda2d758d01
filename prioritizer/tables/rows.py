"""Tell records from what else stands in a sheet: blank rows, totals, sources, headers again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from prioritizer.tables.headers import Header
from prioritizer.tables.sheets import Record
from prioritizer.tables.verdicts import Notes

_TOTAL = re.compile(
    r"(?:รวม|ยอดรวม|รวมทั้งสิ้น|รวมทั้งหมด|ผลรวม|(?:grand |sub)?total|sum)"
    r"[\s:0-9๐-๙,.]*(?:เรื่อง|ราย|รายการ|ครั้ง|cases|items)?[\s:0-9๐-๙,.]*",
    re.IGNORECASE,
)
_SUBTOTAL = re.compile(
    r"(?:รวม|ยอดรวม|subtotal|total)\s*(?:จังหวัด|อำเภอ|เขต|เดือน|ปี|of |for ).{0,40}", re.I
)
_COUNT = re.compile(
    r"[\s0-9๐-๙,.%()+-]+(?:เรื่อง|ราย|รายการ|ครั้ง|คน|แห่ง|cases?|items?|rows?)?\s*", re.IGNORECASE
)
_SUM = re.compile(r"(?:รวม|ยอดรวม|ผลรวม|(?:grand |sub)?total|sum)(?![a-z]).{0,60}", re.I | re.S)
_SOURCE = re.compile(
    r"(?:ที่มา|หมายเหตุ|แหล่งข้อมูล|ข้อมูล ณ|source|note|notes|remarks?)\s*[:：].*", re.I | re.S
)
_FOOT = (
    "รวม",
    "ยอด",
    "ผลรวม",
    "ที่มา",
    "หมาย",
    "แหล่ง",
    "ข้อมูล",
    "T",
    "t",
    "G",
    "g",
    "S",
    "s",
    "N",
    "n",
    "R",
    "r",
)


@dataclass
class Sorted:
    """Rows on their way to a chunk: records, their rows, and those set aside."""

    cells: list[list[str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    aside: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def n_read(self) -> int:
        """Rows that held anything."""
        return len(self.rows) + len(self.aside)


def sort_rows(
    records: Iterator[Record], header: Header, notes: Notes, n_rows: int, *, sheet: str = ""
) -> Iterator[Sorted]:
    """Sort the rows below a header, some at a time.

    Parameters
    ----------
    records : iterator of (row, cells)
        Rows below the header; a text in place of cells is why the row is none.
    header : Header
        Where the columns stand.
    notes : Notes
        Where to count.
    n_rows : int
        Most records of a part.
    sheet : str
        Which sheet they stand in, where there are several.
    """
    where = f"{sheet} row" if sheet else "row"
    width = len(header.names)
    names = [name.casefold() for name in header.names]
    text = header.columns.get("text", -1)
    part = Sorted()
    for row, cells in records:
        if isinstance(cells, str):
            part.aside.append((row, "", cells))
            continue
        first = next((cell for cell in cells if cell and not cell.isspace()), "")
        if not first:
            notes.add("blank_rows")
            continue
        if len(cells) < width:
            notes.add("short_rows", where=f"{where} {row}")
            cells = cells + [""] * (width - len(cells))
        elif len(cells) > width and any(cell.strip() for cell in cells[width:]):
            notes.add("long_rows", where=f"{where} {row}")
            part.aside.append((row, "", f"{len(cells)} cells where the header has {width} columns"))
            continue
        if first.startswith(_FOOT) and (why := _foot(cells, cells[text] if text >= 0 else "")):
            notes.add("footers", where=f"{where} {row}")
            part.aside.append((row, "", why))
            continue
        if first.strip().casefold() in names and _is_header(cells, names):
            notes.add("heading_rows", where=f"{where} {row}")
            part.aside.append((row, "", "the header again, no record"))
            continue
        part.cells.append(cells)
        part.rows.append(row)
        if len(part.rows) >= n_rows:
            yield part
            part = Sorted()
    if part.n_read:
        yield part


def _is_header(cells: list[str], names: list[str]) -> bool:
    return len(names) > 1 and [cell.strip().casefold() for cell in cells[: len(names)]] == names


def _foot(cells: list[str], text: str) -> str:
    """Say why a row is no record but a total or a source line; ``""`` where it is one."""
    filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
    first, alone, wide = filled[0], len(filled) == 1, len(cells) > 1
    in_text = bool(text) and first == text.strip()
    if alone and _SOURCE.fullmatch(first) and (wide or not in_text):
        return "a source or note line, no record"
    if wide and not alone and _SUM.fullmatch(first) and all(map(_COUNT.fullmatch, filled[1:])):
        return "a total line, no record"
    if not wide or (in_text and not alone):
        return ""
    if _TOTAL.fullmatch(first) or (not in_text and _SUBTOTAL.fullmatch(first)):
        return "a total line, no record"
    return ""
