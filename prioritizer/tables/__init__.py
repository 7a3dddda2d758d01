"""Tables: what they promise, how they are read from what offices have, and how they are written."""

from __future__ import annotations

from prioritizer.tables.contracts import Column, faults, names, require, spreadsheet_rows
from prioritizer.tables.files import (
    SHIELDED,
    read_csv,
    read_parquet,
    write_csv,
    write_parquet,
)
from prioritizer.tables.origins import list_files
from prioritizer.tables.reader import Reader, read_table
from prioritizer.tables.verdicts import FileReport, Limits, RawChunk, Verdict

__all__ = [
    "SHIELDED",
    "Column",
    "FileReport",
    "Limits",
    "RawChunk",
    "Reader",
    "Verdict",
    "faults",
    "list_files",
    "names",
    "read_csv",
    "read_parquet",
    "read_table",
    "require",
    "spreadsheet_rows",
    "write_csv",
    "write_parquet",
]
