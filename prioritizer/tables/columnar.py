"""Rows of Parquet files, JSON and databases, as text under the names they have."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from prioritizer.errors import InputError
from prioritizer.tables.verdicts import Limits, Notes
from prioritizer.tables.workbook_rows import as_text

Rows = Iterator[tuple[int, list[str] | None]]
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_JSON = 200_000_000


def parquet_rows(path: Path, limits: Limits, block: int) -> Rows:
    """Stream a Parquet file, its column names first.

    Raises
    ------
    InputError
        If the file is damaged or too wide.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            if len(names) > limits.columns:
                raise InputError(
                    f"{path.name}: {len(names):,} columns; at most {limits.columns} are read.",
                    "Export only the columns that the study needs.",
                )
            yield 1, list(names)
            row = 1
            for batch in file.iter_batches(batch_size=block):
                columns = [[_value(v) for v in column.to_pylist()] for column in batch.columns]
                for cells in zip(*columns, strict=True):
                    row += 1
                    yield row, list(cells)
    except (pa.ArrowException, OSError) as broken:
        raise InputError(
            f"{path.name}: not a whole Parquet file ({str(broken).splitlines()[0][:120]}).",
            "Write it again.",
        ) from None


def _value(cell: Any) -> str:
    """Write a value as text; stamps keep their zone."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, dt.datetime) and cell.tzinfo is not None:
        return cell.isoformat()
    return as_text(cell)


def json_rows(stream: BinaryIO, kind: str, notes: Notes, name: str, limits: Limits) -> Rows:
    """Read JSON lines, or one JSON list of objects; the names are those of all objects.

    Raises
    ------
    InputError
        If it is no list of flat objects, holds NaN or a key twice, or nests too deep.
    """
    names: dict[str, int] = {}
    found: list[tuple[int, dict[str, str] | None]] = []
    for row, item in _items(stream, kind, notes, name):
        if item is None:
            found.append((row, None))
            continue
        cells = {str(key): _json_cell(value) for key, value in item.items()}
        for key in cells:
            names.setdefault(key, len(names))
        if len(names) > limits.columns:
            raise InputError(
                f"{name}: more than {limits.columns} keys.", "Give one flat object for each row."
            )
        found.append((row, cells))
    yield 1, list(names)
    for row, read in found:
        if read is None:
            yield row, None
            continue
        if any(_SURROGATE.search(text) for text in read.values()):
            notes.add("surrogates", where=f"line {row}")
            read = {key: _SURROGATE.sub("\ufffd", text) for key, text in read.items()}
        yield row, [read.get(key, "") for key in names]


def _items(
    stream: BinaryIO, kind: str, notes: Notes, name: str
) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Give the objects of a JSON file with their line or place."""
    if kind == "json":
        body = stream.read(_LONGEST_JSON + 1)
        if len(body) > _LONGEST_JSON:
            raise InputError(f"{name}: too long for one JSON document.", "Give it as JSON lines.")
        whole = _parse(body, name)
        if isinstance(whole, dict):
            lists = [v for v in whole.values() if isinstance(v, list)]
            whole = lists[0] if len(lists) == 1 else [whole]
        if not isinstance(whole, list) or not all(isinstance(item, dict) for item in whole):
            raise InputError(f"{name}: no list of objects.", "Give one object for each row.")
        yield from enumerate(whole, start=1)
        return
    for number, line in enumerate(stream, start=1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not text:
            continue
        try:
            item = _parse(text, name)
        except InputError:
            item = None
        if isinstance(item, dict):
            yield number, item
        else:
            notes.add("bad_lines", where=f"line {number}")
            yield number, None


def _parse(body: bytes, name: str) -> Any:
    """Parse strictly: no NaN, no key twice, no endless nesting or digits."""
    try:
        return json.loads(
            body.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_no_repeat
        )
    except UnicodeDecodeError as broken:
        raise InputError(f"{name}: not UTF-8 ({broken.reason}).", "Save it as UTF-8.") from None
    except (ValueError, RecursionError) as broken:
        raise InputError(
            f"{name}: not valid JSON ({str(broken)[:120]}).", "Mend it, or give CSV or Parquet."
        ) from None


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


def _no_repeat(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key '{twice}' stands twice in one object")
    return table


def _json_cell(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return _value(value)


def sql_rows(url: str, query: str, name: str) -> Rows:
    """Stream the rows of a query, its column names first.

    Raises
    ------
    InputError
        If SQLAlchemy is not installed, or the database refuses.
    """
    try:
        import sqlalchemy as sa
    except ImportError:
        raise InputError(
            f"{name}: databases need an extra.", 'Install it: pip install "prioritizer[sql]".'
        ) from None
    try:
        engine = sa.create_engine(url)
        with engine.connect().execution_options(stream_results=True) as connection:
            result = connection.execute(sa.text(query))
            yield 1, list(result.keys())
            for row, cells in enumerate(result, start=2):
                yield row, [_value(cell) for cell in cells]
    except (sa.exc.SQLAlchemyError, ImportError) as refused:
        cause = str(getattr(refused, "orig", None) or refused).splitlines()[0]
        raise InputError(
            f"{name}: the database refuses ({cause[:160]}).", "Check url and query."
        ) from None
