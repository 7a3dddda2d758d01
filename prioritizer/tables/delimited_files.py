"""Open a delimited text file: encoding, delimiter, records."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from prioritizer.errors import InputError
from prioritizer.tables.delimited import NAMES, records, separator_line, sniff
from prioritizer.tables.encodings import SAMPLE, detect, lines, named
from prioritizer.tables.sheets import Record, Sheet
from prioritizer.tables.streams import beginning, opened
from prioritizer.tables.verdicts import Limits, Notes

_HEAD = 60


def open_delimited(
    path: Path, limits: Limits, *, encoding: str | None = None
) -> tuple[Sheet, str, str]:
    """Open a CSV file or the like of it.

    Parameters
    ----------
    path : Path
        The file, packed by gzip or not.
    limits : Limits
        What it may ask for.
    encoding : str, optional
        What a person says it is.

    Returns
    -------
    tuple of (Sheet, str, str)
        Its rows, its encoding, and the name of its delimiter.

    Raises
    ------
    InputError
        If it is empty, of no known encoding, or not delimited text.
    """
    sample, whole = beginning(path, limits, SAMPLE)
    if not sample.strip(b"\xef\xbb\xbf\xff\xfe\r\n\t \0;,|"):
        raise InputError(f"{path.name}: no header: the file is empty.", "Export it again.")
    if encoding:
        table, mark = named(encoding, sample, path.name)
    else:
        table, mark = detect(sample, whole=whole, name=path.name)

    def text_lines(notes: Notes) -> Iterator[str]:
        with opened(path, limits) as stream:
            stream.read(mark)
            yield from lines(stream, table, notes, path.name, longest=limits.line_chars)

    first = text_lines(Notes())
    head = list(islice(first, _HEAD))
    first.close()  # type: ignore[attr-defined]
    delimiter = separator_line(head[0]) if head else ""
    skip = int(bool(delimiter))
    delimiter = delimiter or sniff(head)

    def rows(notes: Notes) -> Iterator[Record]:
        found = text_lines(notes)
        for _ in range(skip):
            next(found)
        yield from records(found, delimiter, notes, path.name, limits)

    return Sheet("", rows), table, NAMES[delimiter]
