"""Tables: what they promise, how they are read from what offices have, and how they are written."""

from __future__ import annotations

from prioritizer.tables.contracts import Column, faults, names, require, spreadsheet_rows
from prioritizer.tables.files import read_csv, read_parquet, write_csv, write_parquet

__all__ = [
    "Column",
    "faults",
    "names",
    "read_csv",
    "read_parquet",
    "require",
    "spreadsheet_rows",
    "write_csv",
    "write_parquet",
]
