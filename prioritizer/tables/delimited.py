"""Records of a delimited text file, with rows as a spreadsheet counts them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from prioritizer.errors import InputError
from prioritizer.tables.verdicts import Limits, Notes

DELIMITERS = (",", ";", "\t", "|")
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "\x1f": "none"}
_NONE = "\x1f"
_QUOTED_LINES = 5_000


def sniff(head: list[str]) -> str:
    """Decide the delimiter from the first lines: the one that cuts most lines alike.

    Parameters
    ----------
    head : list of str
        First lines, without a ``sep=`` line.

    Returns
    -------
    str
        One of ``, ; TAB |``, or the unit separator where no line has any of them.

    Examples
    --------
    >>> sniff(["signal_id;text", "S1;wet, dark"])
    ';'
    """
    best, most = _NONE, 0.0
    for delimiter in DELIMITERS:
        cells = [_count(line, delimiter) for line in head if line.strip()]
        cut = [n for n in cells if n]
        if not cut:
            continue
        usual, times = Counter(cut).most_common(1)[0]
        first = next((n for n in cells if n), 0)
        alike = times / len(cells)
        if not cells[0] and usual == 1 and 2 * times < len(cells):
            continue  # commas of sentences below a lone heading
        score = alike * (1 + min(usual, 20) / 20) + (0.5 if first == usual else 0.0)
        if cells[0]:
            score += 0.5
        if score > most:
            best, most = delimiter, score
    return best


def _count(line: str, delimiter: str) -> int:
    """Count delimiters outside quotes."""
    if '"' in line:
        line = re.sub(r'"[^"]*"?', "", line)
    return line.count(delimiter)


def separator_line(line: str) -> str:
    """Read the delimiter from a ``sep=;`` line, ``""`` where it is none."""
    found = re.fullmatch(r"\ufeff?sep=(.)\s*", line, flags=re.IGNORECASE)
    return found[1] if found and found[1] in DELIMITERS else ""


def records(
    lines: Iterator[str], delimiter: str, notes: Notes, name: str, limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """Cut lines into records: ``(row, cells)``, blank rows too.

    RFC 4180 through the csv module; a record that breaks its rules is read again by hand:
    a stray quote is kept as a letter, a quote that never closes refuses the file.

    Raises
    ------
    InputError
        If a quote never closes, or a record has more columns than the limit.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limits.line_chars))
    feed = _Feed(lines)
    proper = _proper(delimiter)
    row = 0
    while True:
        reader = csv.reader(feed, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                row += 1
                taken = feed.take()
                if '"' in taken and not proper.fullmatch(taken):
                    notes.add("stray_quote", where=f"row {row}")
                if len(cells) > limits.columns:
                    raise _too_wide(name, row, len(cells), limits)
                yield row, cells
            return
        except csv.Error:
            row += 1
            cells = _by_hand(feed, delimiter, name, limits)
            notes.add("stray_quote", where=f"row {row}")
            if len(cells) > limits.columns:
                raise _too_wide(name, row, len(cells), limits) from None
            yield row, cells


class _Feed:
    """Hands lines to the csv module and remembers those of the record at work."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._taken.append(line)
        return line

    def take(self) -> str:
        """Give the lines of the record just read."""
        taken = self._taken
        self._taken = []
        return taken[0] if len(taken) == 1 else "".join(taken)

    def take_lines(self) -> list[str]:
        """Give the lines of the record just read, one by one."""
        taken, self._taken = self._taken, []
        return taken


@cache
def _proper(delimiter: str) -> re.Pattern[str]:
    """Match a record whose quotes are all where RFC 4180 wants them."""
    stop = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{stop}\r\n]*+)'
    return re.compile(rf"{cell}(?:{stop}{cell})*+(?:\r\n|\n|\r)?")


def _by_hand(feed: _Feed, delimiter: str, name: str, limits: Limits) -> list[str]:
    """Cut one record that the csv module refused."""
    taken = feed.take_lines()
    opened = feed.number - len(taken) + 1
    text = "".join(taken)
    cells: list[str] = []
    at = 0
    while True:
        if text[at : at + 1] == '"':
            end = _closing(text, at + 1)
            while end < 0:  # goes on in the next line
                line_of_quote = opened + text.count("\n", 0, at)
                try:
                    line = next(feed)
                except StopIteration:
                    raise _unclosed(name, line_of_quote) from None
                feed.take_lines()
                seen = len(text)
                text += line
                if len(text) > limits.line_chars or text.count("\n", at) > _QUOTED_LINES:
                    raise _unclosed(name, line_of_quote)
                end = _closing(text, at + 1, seen)
            after = text[end + 1 : end + 2]
            if after in ("", delimiter, "\r", "\n"):
                cells.append(text[at + 1 : end].replace('""', '"'))
                at = end + 1
            elif "\n" in text[at:end] or "\r" in text[at:end]:
                raise _unclosed(name, opened + text.count("\n", 0, at))
            else:  # a stray quote: the cell as it stands
                stop = _stop(text, end, delimiter)
                cells.append(text[at:stop])
                at = stop
        else:
            stop = _stop(text, at, delimiter)
            cells.append(text[at:stop])
            at = stop
        if text[at : at + 1] != delimiter:
            return cells
        at += 1


def _closing(text: str, at: int, seen: int = 0) -> int:
    """Find the quote that closes a cell; -1 where it is not in the text yet."""
    while True:
        end = text.find('"', at)
        if end < 0:
            return -1
        if text[end + 1 : end + 2] != '"':
            return end
        at = end + 2


def _stop(text: str, at: int, delimiter: str) -> int:
    """Find where an unquoted cell ends."""
    ends = [found for mark in (delimiter, "\r", "\n") if (found := text.find(mark, at)) >= 0]
    return min(ends, default=len(text))


def _unclosed(name: str, line: int) -> InputError:
    return InputError(
        f"{name}: the quote that opens in line {line} is never closed.",
        'Close it, or write it as "" inside a quoted cell.',
    )


def _too_wide(name: str, row: int, n: int, limits: Limits) -> InputError:
    return InputError(
        f"{name}: row {row} has {n:,} columns; at most {limits.columns} are read.",
        "Is the delimiter right? Export only the columns that the study needs.",
    )
