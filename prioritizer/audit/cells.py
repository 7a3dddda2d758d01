"""Which cell of two files differs: CSV, Parquet, JSON, workbook, page."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq

TOLERANCE = 1e-9
"""Figures nearer than this are the same where another version of a library computed them."""

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_KEYS = (
    *("agenda_id", "theme_id", "signal_id", "campaign_id", "member_id", "committee_id", "area"),
    *("criterion", "indicator", "gate", "method", "crowd", "n_complaints", "channel", "month"),
    *("quarter", "rank", "versus_id", "twin_id", "source", "rule", "file", "row"),
)
"""Columns that may name a row, the plainest first; a row is named by as few as it takes."""
_PAYLOAD = re.compile(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', re.DOTALL)


@dataclass(frozen=True)
class Difference:
    """One cell that does not say what was computed."""

    where: str
    told: str
    computed: str
    near: bool = False  # within TOLERANCE

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"where": self.where, "told": self.told, "computed": self.computed}


def differences(told: Path, computed: Path) -> list[Difference]:
    """List the cells in which a file differs from the same file computed again.

    Parameters
    ----------
    told : Path
        The file of the run.
    computed : Path
        The same file, made again.

    Returns
    -------
    list of Difference
        In the order of the file; empty where every cell is equal, even if the bytes are not. A
        file that cannot be read is one difference.
    """
    compare = _BY_SUFFIX.get(told.suffix, _texts)
    try:
        return list(compare(told, computed))
    except Exception as broken:  # a changed file may break its reader in any way
        return [Difference("the whole file", f"cannot be read ({_short(broken)})", "")]


def same(told: Any, computed: Any) -> tuple[bool, bool]:
    """Tell whether two cells are equal, and whether they are near."""
    if told == computed or (told != told and computed != computed):
        return True, True
    try:
        one, other = float(told), float(computed)
    except (TypeError, ValueError):
        return False, False
    if math.isnan(one) and math.isnan(other):
        return True, True
    return False, abs(one - other) <= TOLERANCE * max(1.0, abs(other))


def _cell(where: str, told: Any, computed: Any) -> Iterator[Difference]:
    equal, near = same(told, computed)
    if not equal:
        yield Difference(where, _short(told), _short(computed), near)


def _short(content: Any) -> str:
    text = " ".join(str(content).split())
    return text if len(text) <= 120 else f"{text[:117]}…"


def _csv(told: Path, computed: Path) -> Iterator[Difference]:
    one, other = (
        list(csv.reader(io.StringIO(p.read_bytes().decode("utf-8-sig"), newline="")))
        for p in (told, computed)
    )
    heads = other[0] if other else []
    whole = [row for row in (other[1:] or one[1:]) if len(row) == len(heads)]
    keys = _naming(heads, whole)
    yield from _cell("header", ", ".join(one[0]) if one else "", ", ".join(heads))
    pairs = list(zip(one[1:], other[1:], strict=False))
    if len(one) != len(other):
        yield from _cell("number of rows", len(one), len(other))
        named = [[_name(row, keys) for row in rows[1:]] for rows in (one, other)]
        yield from _strangers(named[0], named[1])
        by_name = {_name(row, keys): row for row in other[1:]} if keys else {}
        pairs = [(row, by_name[_name(row, keys)]) for row in one[1:] if _name(row, keys) in by_name]
    at = {id(row): number for number, row in enumerate(one[1:], start=2)}
    for row, right in pairs:
        number, name = at[id(row)], _name(right, keys)
        if len(row) != len(right):
            yield Difference(f"row {number} ({name})", f"{len(row)} cells", f"{len(right)} cells")
            continue
        for column, (a, b) in enumerate(zip(row, right, strict=True)):
            yield from _cell(f"row {number} ({name}), column {heads[column]}", a, b)


def _name(row: Sequence[str], keys: Sequence[int]) -> str:
    """Name a row by its keys; by its first cells where it lacks them."""
    known = keys and max(keys) < len(row)
    return " ".join(row[i] for i in keys) if known else _short(", ".join(row[:3]))


def _strangers(told: list[str], computed: list[str], first: int = 2) -> Iterator[Difference]:
    """Name the rows that only one of two tables holds."""
    one, other = set(told), set(computed)
    for number, name in enumerate(told, start=first):
        if name not in other:
            yield Difference(f"row {number} ({name})", "in the file", "not computed")
    for number, name in enumerate(computed, start=first):
        if name not in one:
            yield Difference(f"row {number} ({name})", "not in the file", "computed")


def _naming(heads: list[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Choose the columns that name a row: as few keys as it takes to tell every row apart.

    One alone, where there is one.

    >>> _naming(["rank", "agenda_id", "gate"], [["1", "A", "pass"], ["2", "B", "pass"]])
    [1]
    >>> _naming(["agenda_id", "gate"], [["A", "kpi"], ["A", "owner"], ["B", "kpi"]])
    [0, 1]
    """
    chosen: list[int] = []
    n_told = 0
    for name in _KEYS:
        if name in heads and len({row[heads.index(name)] for row in rows}) == len(rows) > 0:
            return [heads.index(name)]
    for name in _KEYS:
        if name not in heads or n_told >= len(rows):
            continue
        place = heads.index(name)
        told = len({tuple(row[i] for i in (*chosen, place)) for row in rows})
        if told > n_told or not chosen:
            chosen, n_told = [*chosen, place], told
    return chosen


def _parquet(told: Path, computed: Path) -> Iterator[Difference]:
    one, other = pq.read_table(told), pq.read_table(computed)
    yield from _cell("columns", ", ".join(one.column_names), ", ".join(other.column_names))
    yield from _cell("number of rows", one.num_rows, other.num_rows)
    if one.num_rows != other.num_rows:
        yield from _strangers(_row_names(one), _row_names(other), first=1)
    names: list[str] = []
    for name in other.column_names:
        if name not in one.column_names or one.num_rows != other.num_rows:
            continue
        if one[name].equals(other[name]):
            continue
        names = names or _row_names(other)
        pairs = zip(one[name].to_pylist(), other[name].to_pylist(), names, strict=True)
        for number, (a, b, row) in enumerate(pairs, start=1):
            yield from _cell(f"row {number} ({row}), column {name}", a, b)


def _row_names(table: pq.Table) -> list[str]:
    """Name every row of a table by its keys, as the rows of a CSV are."""
    held = [name for name in _KEYS if name in table.column_names]
    rows = list(zip(*(table[name].to_pylist() for name in held), strict=True))
    keys = _naming(held, rows) if rows else []
    return [" ".join(str(row[i]) for i in sorted(keys)) for row in rows] or [""] * table.num_rows


def _json(told: Path, computed: Path) -> Iterator[Difference]:
    one, other = (json.loads(p.read_text(encoding="utf-8")) for p in (told, computed))
    yield from json_differences(one, other)


def json_differences(told: Any, computed: Any, where: str = "") -> Iterator[Difference]:
    """Walk two JSON values and give the places in which they differ."""
    if isinstance(told, dict) and isinstance(computed, dict):
        for key in sorted({*told, *computed}):
            below = f"{where}.{key}" if where else str(key)
            if key not in told or key not in computed:
                one, other = told.get(key, "(not there)"), computed.get(key, "(not there)")
                yield Difference(below, _short(one), _short(other))
            else:
                yield from json_differences(told[key], computed[key], below)
    elif isinstance(told, list) and isinstance(computed, list):
        yield from _cell(f"{where}: number of items", len(told), len(computed))
        for place, (a, b) in enumerate(zip(told, computed, strict=False), start=1):
            yield from json_differences(a, b, f"{where}[{place}]")
    else:
        yield from _cell(where, told, computed)


def _workbook(told: Path, computed: Path) -> Iterator[Difference]:
    with zipfile.ZipFile(told) as one, zipfile.ZipFile(computed) as other:
        parts = other.namelist()
        yield from _cell("parts", ", ".join(sorted(one.namelist())), ", ".join(sorted(parts)))
        titles = _sheet_titles(other)
        strings = [_strings(book) for book in (one, other)]
        for part in parts:
            if part not in one.namelist():
                continue
            a, b = _read(one, part, 4 * other.getinfo(part).file_size + 100_000), other.read(part)
            if part == "xl/sharedStrings.xml" or (a == b and strings[0] == strings[1]):
                continue
            if part not in titles:
                if a != b:
                    yield Difference(f"part {part}", f"{len(a)} bytes", f"other {len(b)} bytes")
                continue
            left, right = _sheet(a, strings[0]), _sheet(b, strings[1])
            for ref in sorted({*left, *right}, key=lambda ref: (len(ref), ref)):
                for what, x, y in zip(
                    ("", " formula"), left.get(ref, ("", "")), right.get(ref, ("", "")), strict=True
                ):
                    yield from _cell(f"sheet {titles[part]}, cell {ref}{what}", x, y)


def _read(book: zipfile.ZipFile, part: str, most: int) -> bytes:
    """Read a part of an archive, unless it unpacks to far more than it should."""
    with book.open(part) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{part} unpacks to more than {most:,} bytes")
    return content


def _sheet_titles(book: zipfile.ZipFile) -> dict[str, str]:
    """Map each sheet's part to its title."""
    rels = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    targets = {rel.get("Id"): f"xl/{rel.get('Target')}" for rel in rels}
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_SHEET}sheet")
    link = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    return {targets[s.get(link)]: str(s.get("name")) for s in sheets}


def _strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(t.text or "" for t in si.iter(f"{_SHEET}t")) for si in root]


def _sheet(part: bytes, strings: list[str]) -> dict[str, tuple[str, str]]:
    """Read the value and the formula of every cell."""
    cells = {}
    for cell in ElementTree.fromstring(part).iter(f"{_SHEET}c"):
        value = cell.findtext(f"{_SHEET}v") or ""
        if cell.get("t") == "s":
            value = strings[int(value)]
        elif cell.get("t") == "inlineStr":
            value = "".join(t.text or "" for t in cell.iter(f"{_SHEET}t"))
        cells[str(cell.get("r"))] = value, cell.findtext(f"{_SHEET}f") or ""
    return cells


def _page(told: Path, computed: Path) -> Iterator[Difference]:
    one, other = (p.read_bytes().decode("utf-8") for p in (told, computed))
    payloads = [[json.loads(part) for part in _PAYLOAD.findall(text)] for text in (one, other)]
    yield from json_differences(payloads[0], payloads[1], "data")
    yield from _lines(_PAYLOAD.sub("", one), _PAYLOAD.sub("", other))


def _texts(told: Path, computed: Path) -> Iterator[Difference]:
    one, other = (p.read_bytes().decode("utf-8") for p in (told, computed))
    yield from _lines(one, other)


def _lines(told: str, computed: str) -> Iterator[Difference]:
    one, other = told.split("\n"), computed.split("\n")
    yield from _cell("number of lines", len(one), len(other))
    for number, (a, b) in enumerate(zip(one, other, strict=False), start=1):
        if a != b:
            at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
            start = max(0, at - 40)
            yield Difference(
                f"line {number}, character {at + 1}",
                _short(a[start : at + 40]),
                _short(b[start : at + 40]),
            )


_BY_SUFFIX: dict[str, Callable[[Path, Path], Iterator[Difference]]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".json": _json,
    ".xlsx": _workbook,
    ".html": _page,
}
