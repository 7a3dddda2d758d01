"""Parquet, read by its row groups and handed on as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from prioritizer.errors import InputError
from prioritizer.tables.verdicts import Limits, Notes

if TYPE_CHECKING:
    import pandas as pd


class ParquetTable:
    """A Parquet file: its column names, and its rows a batch at a time."""

    def __init__(self, path: Path, limits: Limits, notes: Notes) -> None:
        self._path = path
        try:
            with pq.ParquetFile(path) as file:
                schema = file.schema_arrow
                self.n_rows = file.metadata.num_rows
        except (OSError, ValueError, pa.ArrowException) as error:
            raise self._damaged(error) from error
        if len(schema) > limits.columns:
            raise InputError(
                f"{path.name}: {len(schema):,} columns; at most {limits.columns} are read.",
                "Export only the columns that the study needs.",
            )
        self.names: tuple[str, ...] = tuple(
            "" if pa.types.is_nested(field.type) else field.name for field in schema
        )
        for field in schema:
            if pa.types.is_nested(field.type):
                notes.add("nested_columns", where=field.name)
        self._all_names = tuple(field.name for field in schema)

    def _damaged(self, error: Exception) -> InputError:
        why = (str(error).strip().splitlines() or ["damaged"])[0]
        return InputError(
            f"{self._path.name}: the Parquet file is damaged or cut off ({why[:120]}).",
            "Export it again.",
        )

    def batches(self, columns: Sequence[int], n_rows: int) -> Iterator[tuple[int, pd.DataFrame]]:
        """Give ``(first row, text columns)``; rows count from 2, as under a header.

        Parameters
        ----------
        columns : sequence of int
            Which columns, by index.
        n_rows : int
            Most rows of a batch.

        Raises
        ------
        InputError
            If the file is damaged.
        """
        import pandas as pd

        names = [self._all_names[i] for i in columns]
        row = 2
        try:
            with pq.ParquetFile(self._path) as file:
                for batch in file.iter_batches(batch_size=n_rows, columns=names):
                    table = pd.DataFrame(
                        {
                            i: _texts(batch.column(name))
                            for i, name in zip(columns, names, strict=True)
                        }
                    )
                    yield row, table
                    row += len(table)
        except (OSError, ValueError, pa.ArrowException) as error:
            if isinstance(error, InputError):
                raise
            raise self._damaged(error) from error


def _texts(cells: Any) -> pd.Series:
    """Write an Arrow column as text: whole numbers without a point, dates as ISO."""
    import pandas as pd

    kind = cells.type
    if pa.types.is_dictionary(kind):
        cells = cells.dictionary_decode()
        kind = cells.type
    if pa.types.is_floating(kind):
        plain = pc.if_else(pc.is_nan(cells), None, cells) if len(cells) else cells
        whole = pc.all(pc.equal(plain, pc.floor(plain))).as_py()
        largest = pc.max(pc.abs(plain)).as_py()
        cells = plain.cast(pa.int64()) if whole and (largest or 0) < 2**53 else plain
    elif pa.types.is_decimal(kind):
        cells = cells.cast(pa.float64())
    elif pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        cells = pc.replace_substring_regex(cells.cast(pa.string()), r"[ T]00:00:00(?:\.0+)?$", "")
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        cells = pa.array([b.decode("utf-8", "replace") if b else "" for b in cells.to_pylist()])
    text = pc.fill_null(cells.cast(pa.large_string()), "")
    return pd.Series(pd.array(text, dtype="str"))
