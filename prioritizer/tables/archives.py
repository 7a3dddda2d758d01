"""Look into a workbook before a reader does: a small file may ask for the whole machine."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from prioritizer.errors import InputError
from prioritizer.tables.sheets import Merge
from prioritizer.tables.verdicts import Limits

_BLOCK = 1 << 20
_XML = (".xml", ".rels", ".vml")
_RATIO_FROM = 20_000_000


@dataclass
class Scan:
    """What a workbook holds, counted without building a table of it."""

    macros: bool = False
    links: bool = False
    formulas: int = 0
    uncached: int = 0
    errors: int = 0
    rows: int = 0
    columns: int = 0
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)
    merges: dict[str, list[Merge]] = field(default_factory=dict)


class _Done(Exception):
    """The root of a part is known, and it is no sheet."""


def scan(path: Path, limits: Limits) -> Scan:
    """Check the archive and every sheet of an xlsx or ods file.

    The sheets are walked by expat (attribute order, prefixes and encodings cannot fool it) and
    refused where their farthest filled cell asks for more cells than the limit: readers build
    the whole rectangle and abort the process (tafia/calamine#693).

    Raises
    ------
    InputError
        If a part is unsafe, encrypted, damaged, has a DOCTYPE or unpacks to too much.
    """
    name = path.name
    found = Scan()
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_parts(parts, name, limits, found)
            targets = _targets(archive)
            for part in parts:
                if part.filename.lower().endswith(_XML) or part.filename.lower() in targets:
                    _walk(archive, part, name, limits, found)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError) as error:
        raise _damaged(name, str(error)) from error
    except (NotImplementedError, RuntimeError, ValueError, LookupError) as error:
        if isinstance(error, InputError):
            raise
        raise _damaged(name, str(error)) from error
    return found


def _check_parts(parts: list[zipfile.ZipInfo], name: str, limits: Limits, found: Scan) -> None:
    if len(parts) > limits.parts:
        raise InputError(
            f"{name}: {len(parts):,} parts in the archive; at most {limits.parts:,} are read.",
            "Save it again from a spreadsheet program.",
        )
    seen: set[str] = set()
    for part in parts:
        plain = part.filename.replace("\\", "/")
        if plain.startswith("/") or ".." in plain.split("/") or ":" in plain.split("/")[0]:
            raise InputError(
                f"{name}: a part of the archive points outside it ('{part.filename[:60]}').",
                "Do not open it; ask for a clean export.",
            )
        if part.flag_bits & 1:
            raise InputError(f"{name}: the workbook is encrypted.", "Save it without a password.")
        if plain.lower() in seen:
            raise _damaged(name, f"part '{plain[:60]}' stands twice")
        seen.add(plain.lower())
        found.macros |= plain.lower().endswith("vbaproject.bin")
        found.links |= "externallinks/" in plain.lower()
        if part.file_size > _RATIO_FROM and part.file_size > limits.ratio * part.compress_size:
            raise _bomb(name, part.filename, part.file_size // max(1, part.compress_size))
    if (total := sum(part.file_size for part in parts)) > limits.unpacked_bytes:
        raise InputError(
            f"{name}: unpacks to {total / 1e9:.1f} GB.", "Export it as CSV or Parquet."
        )


def _targets(archive: zipfile.ZipFile) -> set[str]:
    """Parts that the workbook points to, whatever they are called."""
    found: set[str] = set()
    for rels in archive.namelist():
        if not rels.lower().endswith("workbook.xml.rels"):
            continue
        home = posixpath.dirname(posixpath.dirname(rels))
        parser = expat.ParserCreate()

        def start(_: str, attributes: dict[str, str], home: str = home) -> None:
            target = attributes.get("Target", "")
            kind = attributes.get("Type", "")
            if kind.endswith(("/worksheet", "/sharedStrings", "/styles")):
                whole = target.lstrip("/") if target.startswith("/") else f"{home}/{target}"
                found.add(posixpath.normpath(whole).lower())

        parser.StartElementHandler = start
        try:
            parser.Parse(archive.read(rels)[: 16 * _BLOCK], True)
        except expat.ExpatError as error:
            raise _damaged(archive.filename or "", f"{rels}: {error}") from error
    return found


def _walk(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, limits: Limits, found: Scan
) -> None:
    """Walk one part; a sheet to its end, anything else to its root."""
    sheet = _Sheet(part.filename, name, limits)
    try:
        with archive.open(part) as stream:
            while block := stream.read(_BLOCK):
                sheet.parser.Parse(block, False)
            sheet.parser.Parse(b"", True)
    except _Done:
        return
    except expat.ExpatError as error:
        raise _damaged(name, f"{part.filename}: {error}") from error
    sheet.check()
    found.formulas += sheet.formulas
    found.uncached += sheet.uncached
    found.errors += sheet.errors
    found.rows = max(found.rows, sheet.most_row)
    found.columns = max(found.columns, sheet.most_column)
    found.merges.update(sheet.merges)
    found.parts[part.filename] = (sheet.most_row, sheet.most_column)


class _Sheet:
    """Handlers that find the farthest filled cell of a sheet (xlsx) or table (ods)."""

    def __init__(self, part: str, name: str, limits: Limits) -> None:
        self.part, self.name, self.limits = part, name, limits
        self.rows = self.columns = 0
        self.least_row = self.least_column = 1 << 40
        self.most_row = self.most_column = 0
        self.formulas = self.uncached = self.errors = 0
        self._row = self._column = 0
        self._repeat_row = self._repeat = 1
        self._formula = self._value = self._in_value = False
        self._letters: dict[str, int] = {}
        self._table = ""
        self.merges: dict[str, list[Merge]] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._root

    def _doctype(self, *_: object) -> None:
        raise InputError(
            f"{self.name}: {self.part} holds a DOCTYPE, which no spreadsheet program writes.",
            "Do not open it; ask for a clean export.",
        )

    def _root(self, tag: str, _: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "worksheet":
            self.parser.StartElementHandler = self._start
            self.parser.EndElementHandler = self._end
        elif local in ("document-content", "document"):
            self.parser.StartElementHandler = self._ods_start
            self.parser.EndElementHandler = self._ods_end
        else:
            raise _Done

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(" ")[2]
        if local == "c":
            self._place(attributes.get("r", ""))
            self.errors += attributes.get("t") == "e"
            self._formula = self._value = False
        elif local == "row":
            number = attributes.get("r", "")
            self._row = self._number(number) if number else self._row + 1
            self._column = 0
        elif local in ("v", "is"):
            self._mark()
            self._in_value = local == "v"
            if self._formula and self._in_value:
                self.parser.CharacterDataHandler = self._text
            else:
                self._value = True
        elif local == "f":
            self.formulas += 1
            self._formula = True

    def _text(self, text: str) -> None:
        self._value = self._value or bool(text.strip())

    def _end(self, tag: str) -> None:
        local = tag.rpartition(" ")[2]
        if local == "c":
            self.uncached += self._formula and not self._value
        elif local == "v":
            self.parser.CharacterDataHandler = None

    def _place(self, reference: str) -> None:
        """Move to a cell: by its reference, or one to the right."""
        if not reference:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self._letters.get(letters)
        if column is None:
            column = 0
            for letter in letters[:8].upper():
                column = column * 26 + ord(letter) - 64
            self._letters[letters] = column
        self._column = column
        self._row = self._number(reference[len(letters) :] or "0")

    def _number(self, digits: str) -> int:
        try:
            return int(digits[:12])
        except ValueError:
            raise _damaged(self.name, f"{self.part}: row '{digits[:20]}'") from None

    def _mark(self) -> None:
        """Note that the cell holds something."""
        row, column = self._row, self._column
        if row < self.least_row:
            self.least_row = row
        if row > self.most_row:
            self.most_row = row
            self.check()
        if column < self.least_column:
            self.least_column = column
        if column > self.most_column:
            self.most_column = column
            self.check()

    def check(self) -> None:
        """Refuse a sheet that asks for more than the limits."""
        if not self.most_row:
            return
        high = self.most_row - self.least_row + 1
        wide = self.most_column - self.least_column + 1
        limits = self.limits
        if wide > limits.columns:
            raise InputError(
                f"{self.name}: {self.part} reaches to column {self.most_column:,} "
                f"(row {self.most_row:,}); at most {limits.columns} columns are read.",
                "Delete the far cells, or export the table as CSV.",
            )
        if high > limits.sheet_rows or high * wide > limits.sheet_cells:
            raise InputError(
                f"{self.name}: {self.part} has {high:,} rows or more by {wide:,} columns; a sheet "
                f"is read up to {limits.sheet_rows:,} rows and {limits.sheet_cells:,} cells.",
                "Export the table as CSV or Parquet: these are read at any length.",
            )

    def _ods_start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, local = tag.rpartition(" ")
        if local == "table":
            self.check()
            self._row = 0
            self._table = attributes.get(f"{space} name", "")
            self.least_row = self.least_column = 1 << 40
            self.most_row = self.most_column = 0
        elif local == "table-row":
            self._repeat_row = self._repeats(space, attributes, "rows")
            self._row += 1
            self._column = 0
        elif local in ("table-cell", "covered-table-cell"):
            self._repeat = self._repeats(space, attributes, "columns")
            self._column += 1
            filled = any(key.endswith(("value-type", "formula")) for key in attributes)
            if filled:
                self._mark_ods()
            if (down := self._repeats(space, attributes, "rows", "spanned")) > 1:
                right = self._repeats(space, attributes, "columns", "spanned")
                span = (self._row, self._row + down - 1, self._column - 1, self._column + right - 2)
                self.merges.setdefault(self._table, []).append(span)
            self.formulas += any(key.endswith(" formula") for key in attributes)
            self._column += self._repeat - 1
        elif local == "p" and self._column:
            self._column -= self._repeat - 1
            self._mark_ods()
            self._column += self._repeat - 1

    def _mark_ods(self) -> None:
        """Note a filled cell with its repeats, right and down."""
        row, column = self._row, self._column
        self._mark()
        self._row, self._column = row + self._repeat_row - 1, column + self._repeat - 1
        self._mark()
        self._row, self._column = row, column

    def _ods_end(self, tag: str) -> None:
        if tag.endswith(" table-row"):
            self._row += self._repeat_row - 1

    def _repeats(
        self, space: str, attributes: dict[str, str], what: str, how: str = "repeated"
    ) -> int:
        return max(1, self._number(attributes.get(f"{space} number-{what}-{how}", "1")))


def _damaged(name: str, why: str) -> InputError:
    return InputError(f"{name}: the workbook is damaged or cut off ({why}).", "Export it again.")


def _bomb(name: str, part: str, times: int) -> InputError:
    return InputError(
        f"{name}: {part} unpacks to {times:,} times its size.",
        "Do not open it; ask for a clean export, or for CSV.",
    )
