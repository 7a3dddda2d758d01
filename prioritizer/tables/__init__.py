"""Tables: what they promise, how they are read from what offices have, and how they are written."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prioritizer.tables.contracts import Column, faults, names, require, spreadsheet_rows
    from prioritizer.tables.files import (
        SHIELDED,
        read_csv,
        read_parquet,
        write_csv,
        write_parquet,
    )
    from prioritizer.tables.reader import Reader, read_table
    from prioritizer.tables.verdicts import FileReport, Limits, RawChunk, Verdict

_ROOMS = {
    "contracts": ("Column", "faults", "names", "require", "spreadsheet_rows"),
    "files": ("SHIELDED", "read_csv", "read_parquet", "write_csv", "write_parquet"),
    "reader": ("Reader", "read_table"),
    "verdicts": ("FileReport", "Limits", "RawChunk", "Verdict"),
}
__all__ = [
    "SHIELDED",
    "Column",
    "FileReport",
    "Limits",
    "RawChunk",
    "Reader",
    "Verdict",
    "faults",
    "names",
    "read_csv",
    "read_parquet",
    "read_table",
    "require",
    "spreadsheet_rows",
    "write_csv",
    "write_parquet",
]


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for: to refuse a file, nobody need wait for pandas."""
    for room, held in _ROOMS.items():
        if name in held:
            return getattr(import_module(f"prioritizer.tables.{room}"), name)
    raise AttributeError(f"module 'prioritizer.tables' has no attribute '{name}'")
