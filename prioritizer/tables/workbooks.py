"""Sheets of a workbook, read by calamine once the archive has been looked into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from prioritizer.errors import InputError, did_you_mean
from prioritizer.tables.archives import scan
from prioritizer.tables.compound import scan_xls
from prioritizer.tables.sheets import Merge, Record, Sheet, cell_text
from prioritizer.tables.verdicts import Limits, Notes


def open_workbook(
    path: Path, kind: str, notes: Notes, limits: Limits, *, sheet: str | None = None
) -> list[Sheet]:
    """Open an xlsx, xls or ods file and list its visible sheets.

    Parameters
    ----------
    path : Path
        The file.
    kind : {"xlsx", "xls", "ods"}
        What its bytes say.
    notes : Notes
        Where to count formulas, errors, macros, hidden sheets.
    limits : Limits
        What a sheet may ask for.
    sheet : str, optional
        The one sheet to read, hidden or not.

    Raises
    ------
    InputError
        If the file is unsafe, damaged, encrypted, too big, or lacks the sheet.
    """
    merges: dict[str, list[Merge]] = {}
    if kind == "xls":
        scan_xls(path, limits)
    else:
        found = scan(path, limits)
        notes.add("macros", int(found.macros))
        notes.add("links", int(found.links))
        notes.add("formulas", found.formulas)
        notes.add("uncached", found.uncached)
        notes.add("error_cells", found.errors)
        merges = found.merges
    with _damage_named(path):
        book = CalamineWorkbook.from_path(str(path))
        listed = list(book.sheets_metadata)
    tables = [each for each in listed if each.typ == SheetTypeEnum.WorkSheet]
    if sheet is not None:
        chosen = [each.name for each in tables if each.name.strip() == sheet.strip()]
        if not chosen:
            names = [each.name for each in tables]
            raise InputError(f"{path.name}: no sheet '{sheet}'.", did_you_mean(sheet, names))
    else:
        chosen = []
        for each in tables:
            if each.visible == SheetVisibleEnum.Visible:
                chosen.append(each.name)
            else:
                notes.add("hidden_sheets", where=each.name)
        if not chosen:
            raise InputError(f"{path.name}: no visible sheet.", "Unhide the sheet to be read.")
    shelf = _Shelf(book, path, merges)
    return [
        Sheet(
            name=name if len(chosen) > 1 else "",
            records=shelf.records(name),
            merges=shelf.merges(name),
        )
        for name in chosen
    ]


class _Shelf:
    """Keeps the last sheet that was parsed, for a sheet is walked more than once."""

    def __init__(self, book: CalamineWorkbook, path: Path, merges: dict[str, list[Merge]]) -> None:
        self._book, self._path, self._merges = book, path, merges
        self._name: str | None = None
        self._sheet: Any = None

    def _get(self, name: str) -> Any:
        if self._name != name:
            self._sheet = None
            with _damage_named(self._path):
                self._sheet = self._book.get_sheet_by_name(name)
            self._name = name
        return self._sheet

    def records(self, name: str) -> Any:
        def walk(_: Notes) -> Iterator[Record]:
            sheet = self._get(name)
            if sheet.start is None:
                return
            for row, cells in enumerate(sheet.iter_rows(), start=1):
                yield row, [c if type(c) is str else cell_text(c) for c in cells]

        return walk

    def merges(self, name: str) -> Any:
        def listed() -> list[Merge]:
            sheet = self._get(name)
            left = sheet.start[1] if sheet.start is not None else 0
            ranges = sheet.merged_cell_ranges or []
            known = self._merges.get(name, [])  # calamine tells none of an ods
            return [
                (top, bottom, first - left, last - left)
                for top, bottom, first, last in known
                if first >= left
            ] + [
                (top + 1, bottom + 1, first - left, last - left)
                for (top, first), (bottom, last) in ranges
                if first >= left
            ]

        return listed


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Turn whatever calamine says of a damaged file into a message that names the file."""
    try:
        yield
    except BaseException as error:
        panic = type(error).__name__ == "PanicException"  # of Rust: no Exception, and not exported
        if not (panic or isinstance(error, CalamineError | OSError | ValueError)):
            raise
        why = "" if panic else str(error).strip()
        why = why.splitlines()[0][:120] if why else "damaged"
        raise InputError(
            f"{path.name}: the workbook cannot be read ({why}).",
            "Save it again from a spreadsheet program, or export it as CSV.",
        ) from error
