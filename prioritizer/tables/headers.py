"""Find the row of column names in a sheet as offices send it, and which column is which."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from prioritizer.errors import InputError, did_you_mean
from prioritizer.resources import read_toml

HEAD = 60
"""Rows in which a header is looked for."""

_MARKS = re.compile("[\\s_.\\-:*'\"\u200b\u200c\u200d\u2060\ufeff\u00ad\u00a0]+")
_INSIDE = re.compile(r"[(\[（【](.*?)[)\]）】]", re.DOTALL)
_DIGIT = re.compile(r"[0-9๐-๙]")
_LONGEST = 60

Cells = Sequence[str]


@dataclass(frozen=True)
class Header:
    """Where the column names stand, and what they mean.

    Parameters
    ----------
    row : int
        Last row of the header as a spreadsheet counts it; 0 where no row holds it.
    last : int
        Index of that row among the rows looked at; -1 where no row holds it.
    names : tuple of str
        Name of each column; ``""`` where it has none.
    columns : dict of str to int
        Our name → index of the column.
    guessed : tuple of str
        Our names that no mapping gave.
    title_rows : int
        Rows above that hold something else.
    absent : tuple of str
        Mapped names that the file lacks.
    repeated : tuple of str
        Names that several columns share, where none of them means anything to us.
    """

    row: int
    last: int
    names: tuple[str, ...]
    columns: dict[str, int]
    guessed: tuple[str, ...]
    title_rows: int = 0
    absent: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Try:
    """One or two rows that may be the header."""

    top: int  # filled rows above
    last: int  # index of its last row
    row: int
    names: tuple[str, ...]
    readings: list[list[str]]


@cache
def aliases(table: str) -> dict[str, tuple[str, ...]]:
    """Give our names for a kind of table, each with the folded names it also goes by."""
    known = read_toml("configs/words/columns.toml").get(table, {})
    return {
        ours: tuple(dict.fromkeys([fold(ours), *(fold(name) for name in theirs)]))
        for ours, theirs in known.items()
    }


def fold(name: str) -> str:
    """Fold a column name: no case, blanks, marks or decomposed ำ.

    >>> fold(" Signal_ID* ") == fold("signal id")
    True
    """
    return _MARKS.sub("", name.replace("\u0e4d\u0e32", "ำ")).casefold()


def find_header(
    head: Sequence[tuple[int, Cells]],
    table: str,
    wanted: Mapping[str, str],
    *,
    required: Sequence[str],
    name: str,
    header_row: int | None = None,
    named: bool = False,
) -> Header:
    """Find the header among the first rows and map its columns to our names.

    The row (or two rows, where a merged heading stands over others) that names most of what
    we look for wins; the first among equals.

    Parameters
    ----------
    head : sequence of (row, cells)
        First rows, numbered as a spreadsheet does.
    table : str
        Which aliases to use: a table of ``configs/words/columns.toml``.
    wanted : mapping of str to str
        Our name = name in the file. A blank name leaves that column unread.
    required : sequence of str
        Our names that must be there.
    name : str
        What to call the file.
    header_row : int, optional
        Row that a person named.
    named : bool
        The one row of ``head`` is the names themselves (Parquet, JSON, SQL).

    Returns
    -------
    Header

    Raises
    ------
    InputError
        If there is no header, a required column is missing, or two columns claim one name.
    """
    filled = [
        (index, row, cells)
        for index, (row, cells) in enumerate(head)
        if any(cell.strip() for cell in cells)
    ]
    if not filled:
        raise InputError(f"{name}: no header: the table is empty.", "Export it again.")
    tries = list(_tries(filled, header_row, named=named))
    if not tries:
        raise InputError(
            f"{name}: header_row = {header_row}, but that row is blank or below row {HEAD}.",
            "Count the row as the spreadsheet does.",
        )
    found = [_assign(each.readings, table, wanted) for each in tries]
    best = max(
        range(len(tries)),
        key=lambda i: (len(found[i]) + 2 * sum(ours in found[i] for ours in required), -i),
    )
    chosen, columns = tries[best], found[best]
    missing = [ours for ours in required if ours not in columns]
    if missing:
        raise _missing(missing, chosen.names, wanted, name)
    claimed, spare = _repeated(chosen, columns)
    if claimed:
        raise InputError(
            f"{name}: row {chosen.row}: column name '{claimed[0]}' stands more than once.",
            "Keep one of them, or rename the others in the file.",
        )
    return Header(
        row=0 if named else chosen.row,
        last=-1 if named else chosen.last,
        names=chosen.names,
        columns=columns,
        guessed=tuple(ours for ours in columns if ours not in wanted),
        title_rows=0 if named or header_row else chosen.top,
        absent=tuple(
            theirs for ours, theirs in wanted.items() if theirs.strip() and ours not in columns
        ),
        repeated=tuple(spare),
    )


def names_stand_in_a_column(
    head: Sequence[tuple[int, Cells]], table: str, wanted: Mapping[str, str]
) -> bool:
    """Tell a sheet that explains columns, one a row, from one that holds rows.

    Such a sheet (a codebook, how to fill the form) names most of our columns down one of its own
    columns, and fewer of them in any row.

    >>> names_stand_in_a_column([(1, ["a", "x"]), (2, ["b", "y"])], "", {"p": "a", "q": "b"})
    True
    """
    known = {fold(theirs) for theirs in wanted.values() if theirs.strip()}
    known.update(way for ways in aliases(table).values() for way in ways)
    rows = [[fold(cell) for cell in cells] for _, cells in head]
    width = max(map(len, rows), default=0)
    down = max(
        (len(known & {row[i] for row in rows if i < len(row)}) for i in range(width)), default=0
    )
    return down > 1 and down > max((len(known & set(row)) for row in rows), default=0)


def _tries(
    filled: Sequence[tuple[int, int, Cells]], header_row: int | None, *, named: bool
) -> list[_Try]:
    found = []
    for top, (index, row, cells) in enumerate(filled):
        names = tuple(cell.strip() for cell in cells)
        if header_row in (None, row) or named:
            found.append(_Try(top, index, row, names, [_readings(cell) for cell in names]))
        if named or top + 1 >= len(filled):
            continue
        below_index, below_row, below = filled[top + 1]
        if header_row in (None, row, below_row) and below_index == index + 1:
            two = _two_rows(cells, below)
            if two is not None:
                found.append(_Try(top, below_index, below_row, *two))
    return found


def _readings(cell: str) -> list[str]:
    """Give the folded ways to read a header cell: whole, without brackets, line by line, inside."""
    ways = [cell, _INSIDE.sub("", cell), *re.split(r"[\r\n|]+", cell), *_INSIDE.findall(cell)]
    return list(dict.fromkeys(way for text in ways if (way := fold(text))))


def _two_rows(upper: Cells, lower: Cells) -> tuple[tuple[str, ...], list[list[str]]] | None:
    """Join a row of headings with the row below it, or None where that row looks like data.

    A blank cell of the upper row belongs to the merged heading at its left, but only where the
    lower row says something there.
    """
    if any(len(cell) > _LONGEST or _DIGIT.search(cell) for cell in lower):
        return None
    names, readings = [], []
    heading = ""
    for i in range(max(len(upper), len(lower))):
        over = upper[i].strip() if i < len(upper) else ""
        under = lower[i].strip() if i < len(lower) else ""
        heading = over or (heading if under else "")
        if under and heading:
            names.append(under if not over else f"{over} {under}")
            ways = [heading + under, under, *([over] if over else [])]
        else:
            names.append(under or over)
            ways = [under or over]
        readings.append(list(dict.fromkeys(way for text in ways for way in _readings(text))))
    return tuple(names), readings


def _assign(
    readings: Sequence[Sequence[str]], table: str, wanted: Mapping[str, str]
) -> dict[str, int]:
    """Map our names to columns: what the study says first, then the likeliest alias."""
    columns: dict[str, int] = {}
    taken: set[int] = set()
    for ours, theirs in wanted.items():
        key = fold(theirs)
        for i, ways in enumerate(readings):
            if key and key in ways and i not in taken:
                columns[ours] = i
                taken.add(i)
                break
    ranked = []
    for place, (ours, known) in enumerate(aliases(table).items()):
        if ours in wanted:
            continue
        rank = {alias: n for n, alias in enumerate(known)}
        for i, ways in enumerate(readings):
            if i not in taken and (hits := [rank[way] for way in ways if way in rank]):
                ranked.append((min(hits), place, i, ours))
    for _, _, i, ours in sorted(ranked):
        if ours not in columns and i not in taken:
            columns[ours] = i
            taken.add(i)
    order = [*wanted, *(ours for ours in aliases(table) if ours not in wanted)]
    return {ours: columns[ours] for ours in order if ours in columns}


def _repeated(chosen: _Try, columns: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """Names that stand twice: those that we read, and the others."""
    count = Counter(fold(name) for name in chosen.names if name)
    twice = [name for name in chosen.names if name and count[fold(name)] > 1]
    read = {fold(chosen.names[i]) for i in columns.values()}
    claimed = [name for name in twice if fold(name) in read]
    spare = list(dict.fromkeys(name for name in twice if fold(name) not in read))
    return claimed, spare


def _missing(
    missing: Sequence[str], names: Sequence[str], wanted: Mapping[str, str], name: str
) -> InputError:
    shown = [each for each in names if each]
    listed = ", ".join(f"'{each[:40]}'" for each in shown[:12]) + (", …" if len(shown) > 12 else "")
    first = missing[0]
    if first in wanted:
        hint = did_you_mean(wanted[first], shown) if shown else "Map it in the study file."
        what = f"no column is called '{wanted[first]}' (for {first})"
    else:
        what = f"column '{first}' is missing"
        if len(missing) > 1:
            what = f"columns {', '.join(repr(each) for each in missing)} are missing"
        hint = f'Map it in the study file: {first} = "name in the file", or give header_row.'
    return InputError(f"{name}: {what}; found: {listed or 'nothing'}.", hint)
