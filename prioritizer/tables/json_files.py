"""JSON records: one document, or one record a line; strict, for JSON hides traps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from prioritizer.errors import InputError
from prioritizer.tables.encodings import SAMPLE, detect, lines, named
from prioritizer.tables.sheets import Record, Sheet, cell_text
from prioritizer.tables.streams import beginning, opened
from prioritizer.tables.verdicts import Limits, Notes

_LONGEST = 100_000_000
_NAMED_BY = 2_000
_SURROGATE = re.compile("[\ud800-\udfff]")

_Found = tuple[int, dict[str, Any] | str]
"""Row and record, or row and why it is none."""


class _Trap(ValueError):
    """JSON that readers take differently."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Trap(f"key '{twice[:40]}' stands twice")
    return record


def _constant(text: str) -> Any:
    raise _Trap(f"{text} is no JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)


def open_json(
    path: Path, kind: str, limits: Limits, *, encoding: str | None = None
) -> tuple[Sheet, str]:
    """Open JSON records.

    Parameters
    ----------
    path : Path
        The file, packed by gzip or not.
    kind : {"json", "jsonl"}
        One document (a list of records, alone or under one key), or a record a line.
    limits : Limits
        What it may ask for.
    encoding : str, optional
        What a person says it is.

    Returns
    -------
    tuple of (Sheet, str)
        Its records, and the encoding.

    Raises
    ------
    InputError
        If the document is no list of records, or holds NaN, a key twice, huge numbers, or is
        nested too deep.
    """
    sample, whole = beginning(path, limits, SAMPLE)
    if encoding:
        table, mark = named(encoding, sample, path.name)
    else:
        table, mark = detect(sample, whole=whole, name=path.name)

    def records(notes: Notes) -> Iterator[_Found]:
        with opened(path, limits) as stream:
            stream.read(mark)
            if kind == "json":
                text = stream.read(_LONGEST + 1)
                if len(text) > _LONGEST:
                    raise InputError(
                        f"{path.name}: a JSON document of more than {_LONGEST // 1_000_000} MB.",
                        "Write one record a line (.jsonl): these are read at any length.",
                    )
                yield from _document(text, table, path.name)
            else:
                decoded = lines(stream, table, notes, path.name, longest=limits.line_chars)
                yield from _lines(decoded, notes)

    first = [record for _, record in islice(records(Notes()), _NAMED_BY)]
    good = [record for record in first if isinstance(record, dict)]
    names = tuple(dict.fromkeys(key for record in good for key in record))
    if not names:
        why = next((f" ({record})" for record in first if isinstance(record, str)), "")
        raise InputError(
            f"{path.name}: no JSON record in it{why}.",
            'Write a list of records, [{"text": "…"}], or one record a line.',
        )
    if len(names) > limits.columns:
        raise InputError(
            f"{path.name}: {len(names):,} keys; at most {limits.columns} are read.",
            "Export only the columns that the study needs.",
        )

    def rows(notes: Notes) -> Iterator[Record]:
        for row, record in records(notes):
            if isinstance(record, str):
                yield row, record
            else:
                yield row, [_text(record.get(name), notes) for name in names]

    return Sheet("", rows, names), table


def _text(value: Any, notes: Notes) -> str:
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    text = cell_text(value)
    if not text.isascii() and _SURROGATE.search(text):
        text, n = _SURROGATE.subn("�", text)
        notes.add("surrogate", n)
    return text


def _document(body: bytes, table: str, name: str) -> Iterator[_Found]:
    try:
        found = _DECODER.decode(body.decode(table))
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{name}: {_why(error)}.", "Mend the file, or export it as CSV."
        ) from error
    if isinstance(found, dict):
        listed = [
            value
            for value in found.values()
            if isinstance(value, list) and (not value or isinstance(value[0], dict))
        ]
        found = _by_columns(found, name) or (listed[0] if len(listed) == 1 else [found])
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise InputError(
            f"{name}: the JSON is no list of records.", 'Write a list of records, [{"text": "…"}].'
        )
    for row, record in enumerate(found, start=2):
        try:
            yield row, _flat(record)
        except (_Trap, RecursionError) as error:
            yield row, f"no JSON record: {_why(error)}"


def _by_columns(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Turn a document that lists the cells of each column into records; [] where it does not."""
    columns = {
        column: list(cells.values()) if isinstance(cells, dict) else cells
        for column, cells in document.items()
    }
    sizes = {len(cells) if isinstance(cells, list) else -1 for cells in columns.values()}
    if (
        len(columns) < 2
        or min(sizes) < 1
        or any(isinstance(cell, dict | list) for cells in columns.values() for cell in cells)
    ):
        return []
    if len(sizes) > 1:
        raise InputError(
            f"{name}: the columns of the JSON have {min(sizes):,} to {max(sizes):,} cells.",
            "Write one record a line (.jsonl).",
        )
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, cells, strict=True)) for cells in rows]


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """Name what is nested by its path: ``{"message": {"text": …}}`` has ``message.text``.

    >>> _flat({"id": 1, "message": {"text": "dark", "by": {"app": "LINE"}}, "tags": ["a"]})
    {'id': 1, 'message.text': 'dark', 'message.by.app': 'LINE', 'tags': ['a']}
    """
    if not any(isinstance(value, dict) for value in record.values()):
        return record
    found: list[tuple[str, Any]] = []

    def walk(inside: dict[str, Any], path: str) -> None:
        for key, value in inside.items():
            if isinstance(value, dict) and value:
                walk(value, f"{path}{key}.")
            else:
                found.append((path + key, None if value == {} else value))

    walk(record, "")
    return _pairs(found)


def _lines(decoded: Iterator[str], notes: Notes) -> Iterator[_Found]:
    """Read a record a line; a line that is none is handed on as such."""
    for number, line in enumerate(decoded, start=1):
        text = line.strip().lstrip("\ufeff")
        if not text:
            continue
        try:
            record = _DECODER.decode(text)
            if not isinstance(record, dict):
                raise _Trap("no record")
            record = _flat(record)
        except (ValueError, RecursionError) as error:
            notes.add("bad_lines", where=f"line {number}: {_why(error)}")
            yield number, f"no JSON record: {_why(error)}"
            continue
        yield number, record


def _why(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "the JSON is nested too deep"
    if isinstance(error, json.JSONDecodeError):
        return f"no JSON at line {error.lineno}, column {error.colno} ({error.msg})"
    if isinstance(error, UnicodeDecodeError):
        return f"the bytes are not {error.encoding}"
    if "integer string conversion" in str(error):
        return "a number of thousands of digits"
    return str(error)
