"""Read and write the tables of a run folder: same table, same bytes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from prioritizer.errors import InputError
from prioritizer.tables.contracts import Column

_RISKY = re.compile(r"'*(?:[=@\t\r\n＝＋－＠]|[+\-].)", re.DOTALL)
SHIELDED = re.compile(r"'+(?:[=@\t\r\n＝＋－＠]|[+\-].)", re.DOTALL)
"""A text that :func:`write_csv` put a ``'`` before, for a spreadsheet would run it."""

_ROW_GROUP = 131_072

PARQUET: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": False,
}
"""How every Parquet file of ours is written: the same table gives the same bytes."""


def write_csv(
    table: pd.DataFrame,
    path: Path | str,
    *,
    columns: Sequence[Column] = (),
    raw: bool = False,
) -> None:
    r"""Write a table as a CSV that Excel opens and that is the same bytes every time.

    UTF-8 with a byte order mark, ``\n`` between rows, ISO dates, the shortest text that
    reads back as the same float. Text that a spreadsheet would run as a formula gets a
    leading ``'`` (CWE-1236); :func:`read_csv` takes it off again.

    Parameters
    ----------
    table : DataFrame
        The index is not written.
    path : Path or str
        File to write; its folder must exist.
    columns : sequence of Column
        Contract: its columns come first and in its order, ``count`` columns without a
        decimal point. Columns that the table lacks are written blank.
    raw : bool
        Leave formula-like text as it is, for machines.
    """
    kinds = {column.name: column.kind for column in columns}
    order = list(kinds) + [str(name) for name in table.columns if name not in kinds]
    cells = [
        _texts(table[name], kinds.get(name, "text"), raw=raw)
        if name in table.columns
        else [""] * len(table)
        for name in order
    ]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(order)
    writer.writerows(zip(*cells, strict=True))
    Path(path).write_bytes(buffer.getvalue().encode("utf-8-sig", errors="replace"))


def _texts(cells: pd.Series, kind: str, *, raw: bool) -> list[str]:
    """Texts of one column, as they stand in a CSV."""
    if pd.api.types.is_datetime64_any_dtype(cells):
        midnight = (cells.dropna() == cells.dropna().dt.normalize()).all()
        shape = "%Y-%m-%d" if midnight else "%Y-%m-%dT%H:%M:%S"
        return [str(text) for text in cells.dt.strftime(shape).fillna("")]
    if pd.api.types.is_bool_dtype(cells):
        return ["" if pd.isna(cell) else str(bool(cell)).lower() for cell in cells]
    if pd.api.types.is_numeric_dtype(cells):
        return [_number(cell, whole=kind == "count") for cell in cells.tolist()]
    return [_text(cell, raw=raw, numeric=kind in ("number", "count")) for cell in cells.tolist()]


def _number(cell: Any, *, whole: bool) -> str:
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if whole and cell.is_integer() else repr(cell + 0.0)
    return str(cell)


def _text(cell: Any, *, raw: bool, numeric: bool) -> str:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool):
        return _number(cell.item() if isinstance(cell, np.number) else cell, whole=False)
    if isinstance(cell, (list, tuple)):
        cell = ";".join(str(part) for part in cell)
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n")
    return text if raw or numeric or not _RISKY.match(text) else f"'{text}"


def read_csv(path: Path | str, columns: Sequence[Column] = ()) -> pd.DataFrame:
    """Read a CSV that :func:`write_csv` wrote.

    Parameters
    ----------
    path : Path or str
        The file.
    columns : sequence of Column
        Contract: ``number`` and ``count`` columns become float, ``date`` columns
        datetime64, ``flag`` columns bool; all others stay text, blank as ``""``.

    Raises
    ------
    InputError
        If the file cannot be read, or a number or date in it is none.
    """
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}.", "Is it a CSV that prioritizer wrote?") from error
    kinds = {column.name: column.kind for column in columns}
    for name in table.columns:
        cells, kind = table[name], kinds.get(name, "text")
        try:
            if kind in ("number", "count"):
                table[name] = pd.to_numeric(cells.where(cells != "")).astype("float64")
            elif kind == "date":
                table[name] = pd.to_datetime(cells.where(cells != ""), format="ISO8601")
            elif kind == "flag":
                table[name] = cells.str.lower() == "true"
            else:
                table[name] = cells.where(~cells.str.match(SHIELDED.pattern), cells.str[1:])
        except ValueError as error:
            raise InputError(f"{path}: column '{name}': {error}.", "Mend the cell.") from error
    return table


def write_parquet(table: pd.DataFrame, path: Path | str) -> None:
    """Write a table as Parquet: the same table gives the same bytes under one pyarrow.

    No pandas metadata, fixed version, compression and row groups; text is plain UTF-8.
    """
    pq.write_table(plain_table(table), path, row_group_size=_ROW_GROUP, **PARQUET)


def plain_table(table: pd.DataFrame) -> pa.Table:
    """Turn a table into an Arrow one of the plainest types, without metadata."""
    arrow = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    return arrow.cast(pa.schema([_plain(field) for field in arrow.schema]))


def _plain(field: pa.Field) -> pa.Field:
    """Give the field the plainest type that holds it."""
    kind = field.type
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        kind = pa.string()
    return pa.field(field.name, pa.string() if pa.types.is_null(kind) else kind)


def read_parquet(path: Path | str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a Parquet file that :func:`write_parquet` wrote.

    Raises
    ------
    InputError
        If it is damaged or no Parquet file.
    """
    try:
        table: pd.DataFrame = pq.read_table(path, columns=columns).to_pandas()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise InputError(f"{path}: {error}.", "Run the study again.") from error
    return table
