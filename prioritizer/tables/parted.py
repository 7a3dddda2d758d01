"""Long tables that lie on disk in parts, so that nobody ever holds one whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from prioritizer.tables.files import PARQUET, plain_table

_COMPRESSION = pa.ipc.IpcWriteOptions(compression="lz4")

Change = Callable[[pd.DataFrame], pd.DataFrame]


def write_parts(path: Path, parts: Sequence[pd.DataFrame]) -> None:
    """Write tables of one shape into one Arrow file, each to be read alone (see `read_part`)."""
    tables = [_arrow(part) for part in parts]
    with pa.ipc.new_file(path, tables[0].schema, options=_COMPRESSION) as writer:
        for table in tables:
            writer.write_batch(_batch(table))


def write_by_part(path: Path, table: pd.DataFrame, part: NDArray[np.int64], n_parts: int) -> None:
    """Write the rows of a table into one Arrow file, those of each part to be read alone.

    Parameters
    ----------
    path : Path
    table : DataFrame of shape (n_rows, …)
    part : ndarray of shape (n_rows,)
        The part that each row belongs to; inside a part rows keep their order.
    n_parts : int
    """
    order = np.argsort(part, kind="stable")
    ends = np.cumsum(np.bincount(part, minlength=n_parts)).tolist()
    batch = _batch(_arrow(table).take(pa.array(order)))
    with pa.ipc.new_file(path, batch.schema, options=_COMPRESSION) as writer:
        for start, end in zip([0, *ends], ends, strict=False):
            writer.write_batch(batch.slice(start, end - start))


def read_part(path: Path, number: int, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read one of the tables that `write_parts` wrote."""
    table: pd.DataFrame = _read(path, number, columns).to_pandas()
    return table if columns is None else table[list(columns)]


def read_parts(paths: Sequence[Path], number: int) -> pd.DataFrame:
    """Read the same part of several files of one shape, one after the other, as one table."""
    whole = pa.concat_tables(
        [pa.Table.from_batches([_read(path, number)]) for path in paths],
        promote_options="permissive",
    )
    table: pd.DataFrame = whole.combine_chunks().to_pandas()
    return table


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array as `numpy.load` reads it; of a full disk it speaks plainer than numpy."""
    buffer = BytesIO()
    np.save(buffer, array, allow_pickle=False)
    path.write_bytes(buffer.getbuffer())


def _read(path: Path, number: int, columns: Sequence[str] | None = None) -> pa.RecordBatch:
    wanted = None
    with pa.memory_map(str(path)) as source:
        if columns is not None:
            names = pa.ipc.open_file(source).schema.names
            wanted = pa.ipc.IpcReadOptions(
                included_fields=sorted(names.index(name) for name in columns)
            )
        return pa.ipc.open_file(source, options=wanted).get_batch(number)


def _arrow(table: pd.DataFrame) -> pa.Table:
    """Turn a table into an Arrow one in this thread: others cost more than they save here."""
    return pa.Table.from_pandas(table, preserve_index=False, nthreads=1)


def _batch(table: pa.Table) -> pa.RecordBatch:
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else _no_rows(table.schema)


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    empty = [pa.array([], type=field.type) for field in schema]
    return pa.RecordBatch.from_arrays(empty, schema=schema)


@dataclass(frozen=True)
class PartedTable:
    """A table in parts: Arrow files of one table each, read one after the other.

    Parameters
    ----------
    paths : tuple of Path
        Files that `write_parts` wrote, in the order of the rows.
    change : callable, optional
        What becomes of each part when it is read.
    """

    paths: tuple[Path, ...]
    change: Change | None = None

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Give the parts in order."""
        for path in self.paths:
            part = read_part(path, 0)
            yield part if self.change is None else self.change(part)

    def __len__(self) -> int:
        """Count the rows of all parts."""
        total = 0
        for path in self.paths:
            with pa.memory_map(str(path)) as source:
                total += pa.ipc.open_file(source).get_batch(0).num_rows
        return total

    def changed(self, change: Change) -> PartedTable:
        """Give the same table with something done to each part when it is read."""
        earlier = self.change
        both = change if earlier is None else lambda part: change(earlier(part))
        return replace(self, change=both)

    def of(self, column: str, cells: pd.Series) -> pd.DataFrame:
        """Read the rows whose cell in a column is one of some; for few enough cells."""
        wanted = pa.array(cells)
        found: list[pd.DataFrame] = []
        for part in self:
            held = pc.is_in(
                pa.array(part[column]), value_set=wanted
            )  # five times as fast as pandas
            found.append(part[held.to_numpy(zero_copy_only=False)])
        return pd.concat(found, ignore_index=True)

    def read(self) -> pd.DataFrame:
        """Read the whole table; for tables that fit into memory."""
        return pd.concat(list(self), ignore_index=True)

    def write_parquet(self, path: Path) -> None:
        """Write the whole table as one Parquet file, a row group or more for each part."""
        writer: pq.ParquetWriter | None = None
        try:
            for part in self:
                table = plain_table(part)
                if writer is None:
                    writer = pq.ParquetWriter(path, table.schema, **PARQUET)
                writer.write_table(table)
        finally:
            if writer is not None:
                writer.close()


@dataclass(frozen=True)
class StoredTable:
    """A Parquet file of ours that may be too long to hold."""

    path: Path

    def __len__(self) -> int:
        """Count the rows."""
        return int(pq.read_metadata(self.path).num_rows)

    def read(self) -> pd.DataFrame:
        """Read the whole table; for tables that fit into memory."""
        table: pd.DataFrame = pd.read_parquet(self.path)
        return table

    def write_parquet(self, path: Path) -> None:
        """Copy the file."""
        shutil.copyfile(self.path, path)


LongTable = pd.DataFrame | PartedTable | StoredTable
"""A table that may be too long to hold."""


def whole(table: LongTable) -> pd.DataFrame:
    """Give a table that is known to fit into memory as one."""
    return table if isinstance(table, pd.DataFrame) else table.read()
