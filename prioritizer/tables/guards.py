"""What is checked of a workbook before any reader may see it.

The native readers trust what a file says of itself; one far cell in a 5 KB file makes them ask
for hundreds of gigabytes and abort the process. So the parts of the archive are streamed here
first, by expat, and only what stays inside the limits goes on.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO
from xml.parsers import expat

from prioritizer.errors import InputError
from prioritizer.tables.verdicts import Limits, Notes

_BLOCK = 1 << 20
_CELL = re.compile(r"([A-Z]{1,4})([0-9]{1,9})")
_SMALL = 20_000_000
_ERRORS = frozenset({"e"})


def check_workbook(path: Path, notes: Notes, limits: Limits) -> None:
    """Refuse a workbook that no reader should open.

    Raises
    ------
    InputError
        If it is encrypted, damaged, holds unsafe names or entities, unpacks too far, or has a
        sheet beyond the limits.
    """
    name = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_parts(parts, name, notes, limits)
            total = 0
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as stream:
                        total += _scan_part(stream, part, name, notes, limits)
                    if total > limits.unpacked_bytes:
                        raise _too_big(name, total)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as broken:
        raise InputError(
            f"{name}: the workbook is damaged or cut off ({broken}).", "Save it again in Excel."
        ) from None


def _check_parts(parts: list[zipfile.ZipInfo], name: str, notes: Notes, limits: Limits) -> None:
    """Look at the list of parts: how many, how named, how large."""
    if len(parts) > limits.parts:
        raise InputError(
            f"{name}: {len(parts):,} parts; at most {limits.parts:,} are read.",
            "Save it again in Excel.",
        )
    for part in parts:
        steps = part.filename.replace("\\", "/").split("/")
        if part.filename.startswith("/") or ".." in steps:
            raise InputError(
                f"{name}: a part is called '{part.filename}', which leads out of the archive.",
                "Do not open this file; ask where it came from.",
            )
        if part.flag_bits & 1:
            raise InputError(f"{name}: encrypted.", "Save it without a password.")
        lower = part.filename.lower()
        if lower.endswith("vbaproject.bin"):
            notes.add("macros")
        if "externallinks/" in lower:
            notes.add("external_links")
    if (size := sum(part.file_size for part in parts)) > limits.unpacked_bytes:
        raise _too_big(name, size)


class _Sheet:
    """What expat sees of one part: how far its cells reach."""

    def __init__(self) -> None:
        self.row = self.rows = self.columns = self.column = self.cells = 0
        self.errors = self.uncached = 0
        self._formula = self._value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Count rows and cells, by their references and by their order."""
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self.row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self.row + 1
            self.rows, self.column = max(self.rows, self.row), 0
        elif tag == "c":
            self.cells += 1
            self.column += 1
            if found := _CELL.fullmatch(attributes.get("r", "")):
                self.column = _column(found[1])
                self.rows = max(self.rows, int(found[2]))
            self.columns = max(self.columns, self.column)
            self.errors += attributes.get("t") == "e"
            self._formula = self._value = False
        elif tag == "f":
            self._formula = True
        elif tag == "v":
            self._value = True
        elif tag in ("table-cell", "covered-table-cell"):
            self.column += _times(attributes, "number-columns-repeated")
            self.cells += 1
            if len(attributes) > 1 or not attributes:
                self.columns = max(self.columns, self.column)
        elif tag == "table-row":
            self.row += _times(attributes, "number-rows-repeated")
            self.column = 0

    def end(self, tag: str) -> None:
        """Count formulas whose value was never written."""
        if tag.rpartition(":")[2] == "c" and self._formula and not self._value:
            self.uncached += 1


def _times(attributes: dict[str, str], key: str) -> int:
    text = next((v for k, v in attributes.items() if k.rpartition(":")[2] == key), "1")
    return int(text) if text.isdigit() else 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _scan_part(
    stream: IO[bytes], part: zipfile.ZipInfo, name: str, notes: Notes, limits: Limits
) -> int:
    """Stream one part through expat; return the bytes it unpacks to."""
    sheet = "worksheets/" in part.filename and part.filename.endswith(".xml")
    seen = _Sheet()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype(name)
    if sheet:
        parser.StartElementHandler, parser.EndElementHandler = seen.start, seen.end
    size = 0
    packed = max(part.compress_size, 1)
    while block := stream.read(_BLOCK):
        size += len(block)
        if size > limits.unpacked_bytes or (size > _SMALL and size > limits.ratio * packed):
            raise _too_big(name, size)
        try:
            parser.Parse(block, False)
        except expat.ExpatError as broken:
            raise InputError(
                f"{name}: {part.filename} is broken ({broken}).", "Save it again in Excel."
            ) from None
        if seen.columns > limits.columns or seen.rows * max(seen.columns, 1) > limits.sheet_cells:
            _refuse_reach(name, part.filename, seen, limits)
    notes.add("error_cells", seen.errors)
    notes.add("uncached_formulas", seen.uncached)
    return size


def _refuse_reach(name: str, part: str, seen: _Sheet, limits: Limits) -> None:
    """Refuse a sheet whose cells reach too far."""
    if seen.columns > limits.columns or seen.rows > limits.sheet_rows:
        raise InputError(
            f"{name}: {part.rpartition('/')[2]} reaches row {seen.rows:,} and column "
            f"{seen.columns:,}; at most {limits.sheet_rows:,} rows and {limits.columns} columns "
            "are read.",
            "Delete the far cells, or export as CSV or Parquet.",
        )


def _refuse_doctype(name: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise InputError(
            f"{name}: holds a document type, as no workbook does.", "Do not open this file."
        )

    return refuse


def _too_big(name: str, size: int) -> InputError:
    return InputError(
        f"{name}: unpacks to {size / 1e6:,.0f} MB, far more than its size.",
        "Export it as CSV or Parquet.",
    )
