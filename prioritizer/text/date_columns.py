"""Read a whole column of dates: its order decided once, every guess counted."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.text.date_forms import ERA_GAP, fold, year_of
from prioritizer.text.dates import Order, ParsedDate, parse_date

_NUMERIC = re.compile(
    r"(?<![0-9/.-])([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{4}|[0-9]{2})(?![0-9/.-])"
)
# Seconds never change the day: without them, stamps of the same minute are read once.
_SECONDS = re.compile(r"(?<=[0-9]:[0-9]{2}):[0-9]{2}(?:[.,][0-9]+)?(?=\s*(?:Z|[+-][0-9:]+)?$)")
_DAY, _HOUR = "[12][0-9]{3}-[0-9]{2}-[0-9]{2}", "(?:[01][0-9]|2[0-3])"
_STAMP = re.compile(rf"({_DAY})[T ]{_HOUR}:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?")
_ZONED = re.compile(
    rf"({_DAY}[T ]{_HOUR}:)([0-5][0-9]):[0-5][0-9](?:\.[0-9]+)?"
    r"( ?(?:Z|[+-][0-9]{2}:?(?:00|15|30|45)))"
)
_QUARTER = 15  # minutes: no zone differs from another by less


@dataclass(frozen=True)
class ParsedDates:
    """What a column of dates says, cell by cell.

    Attributes
    ----------
    days : Series of datetime64
        Midnight of the day, with the column's own index; NaT where the cell tells no one day.
    kinds : Series of str
        Kind of each cell, as in `ParsedDate`.
    starts, ends : Series of datetime64
        First and last day of what the cell tells; NaT where it tells nothing.
    guesses : dict
        How many cells each kind of guess decided.
    order : {"day_first", "month_first"} or None
        What numeric dates were taken for.
    """

    days: pd.Series
    kinds: pd.Series
    starts: pd.Series
    ends: pd.Series
    guesses: dict[str, int]
    order: Order | None

    @property
    def counts(self) -> dict[str, int]:
        """Cells of each kind."""
        return {str(kind): int(n) for kind, n in self.kinds.value_counts(sort=False).items()}


def date_order(values: Iterable[Any]) -> Order | None:
    """Decide whether the numeric dates of a column are written day first or month first.

    Only dates that can be read in one way bear witness: ``13/04/2021`` and every Buddhist year
    for day first, ``04/13/2021`` for month first. None where there is no witness, or both kinds.

    >>> date_order(["03/04/2021", "13/04/2021"]), date_order(["03/04/2021"])
    ('day_first', None)
    """
    day_first = month_first = False
    for value in values:
        if not isinstance(value, str) or (found := _NUMERIC.search(fold(value))) is None:
            continue
        a, b = int(found[1]), int(found[2])
        year, guesses = year_of(found[3])
        if year is None or max(a, b) > 31 or min(a, b) > 12 or min(a, b) < 1:
            continue
        month_first |= b > 12
        day_first |= a > 12 or ("buddhist_era" in guesses and b <= 12)
    if day_first == month_first:
        return None
    return "day_first" if day_first else "month_first"


def parse_dates(values: pd.Series, *, order: Order | None = None) -> ParsedDates:
    """Read a column of dates.

    Parameters
    ----------
    values : Series
        Texts, numbers, dates or a mixture; datetime64 with a zone goes to Bangkok first.
    order : {"day_first", "month_first"}, optional
        Overrules what `date_order` would decide from the column itself.

    Returns
    -------
    ParsedDates
        Days, kinds and counted guesses.

    Examples
    --------
    >>> read = parse_dates(pd.Series(["16/02/2564", "03/04/2021", "", "31/02/2564"]))
    >>> read.days.dt.strftime("%Y-%m-%d").tolist(), read.kinds.tolist(), read.order
    (['2021-02-16', '2021-04-03', nan, nan], ['day', 'day', 'empty', 'invalid'], 'day_first')
    """
    cells = [_cell(value) for value in values.tolist()]
    distinct = dict.fromkeys(cells)
    order = order or date_order(distinct)
    codes = {cell: code for code, cell in enumerate(distinct)}
    where = np.fromiter((codes[cell] for cell in cells), dtype=np.intp, count=len(cells))
    read = [_read(cell, order) for cell in distinct]
    counts: Counter[str] = Counter()
    for parsed, n in zip(read, np.bincount(where, minlength=len(read)), strict=True):
        for guess in parsed.guesses:
            counts[guess] += int(n)

    def column(days: list[dt.date | None]) -> pd.Series:
        stamps: NDArray[Any] = np.array(days, dtype="datetime64[us]")
        return pd.Series(stamps[where], index=values.index, name=values.name)

    return ParsedDates(
        days=column([p.start if p.kind == "day" else None for p in read]),
        kinds=pd.Series(
            np.array([p.kind for p in read], dtype=object)[where],
            index=values.index,
            name=values.name,
            dtype="str",
        ),
        starts=column([p.start for p in read]),
        ends=column([p.end for p in read]),
        guesses=dict(sorted(counts.items())),
        order=order,
    )


def _cell(value: Any) -> Any:
    """Make a cell hashable and short: what falls on the same day in Bangkok shares few keys."""
    if isinstance(value, str):
        text = value.strip()
        if (stamp := _STAMP.fullmatch(text)) is not None:
            return stamp[1]
        if (zoned := _ZONED.fullmatch(text)) is not None:
            quarter = int(zoned[2]) // _QUARTER * _QUARTER
            return f"{zoned[1]}{quarter:02}:00{zoned[3]}"
        return _SECONDS.sub("", text)
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:
            return value.isoformat(timespec="minutes")
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _read(cell: Any, order: Order | None) -> ParsedDate:
    if isinstance(cell, dt.date):
        if cell.year > 2400:  # a Buddhist year typed into a date cell
            read = parse_date(f"{cell.year - ERA_GAP:04}-{cell.month:02}-{cell.day:02}")
            return ParsedDate(read.kind, read.start, read.end, (*read.guesses, "buddhist_era"))
        return parse_date(cell.isoformat())
    return parse_date(cell, order=order)
