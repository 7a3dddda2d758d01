"""Cells of a chunk as what they are: days, numbers, points, whether a case is closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from prioritizer.resources import read_toml
from prioritizer.tables.numbers import blanked, parse_numbers
from prioritizer.tables.reader import Reader
from prioritizer.text import date_order, parse_dates
from prioritizer.text.dates import Order
from prioritizer.vocabulary import Matrix

DATES = ("received_on", "closed_on")
_UNSURE = ("ambiguous", "invalid")
_IMPRECISE = ("month", "year", "interval")
_NEVER_BELOW_0 = ("votes", "weight", "reopened")
_DEGREES = r"-?[0-9]+(?:\.[0-9]+)?"
_BETWEEN = r"[0-9]\s*[,;\s]\s*-?[0-9]"
_PAIR = rf"^\s*[(\[]?\s*(?P<lat>{_DEGREES})\s*[,;\s]\s*(?P<lon>{_DEGREES})\s*[)\]]?\s*$"


def texts_of(table: pd.DataFrame, name: str) -> pd.Series:
    """Give one text column, blank where the file has none."""
    if name in table.columns:
        return table[name]
    return pd.Series([""] * len(table), index=table.index, dtype="str")


def date_orders(reader: Reader) -> dict[str, Order | None]:
    """Decide, over the whole file, whether its dates are written day first or month first.

    Reads the date columns alone and stops as soon as nothing is open: where the first chunk
    holds no date that could be read two ways, or a later one bears witness.

    Parameters
    ----------
    reader : Reader
        The input; its rows are not counted.

    Returns
    -------
    dict of str to str or None
        For each date column that is there; None where nothing decides.
    """
    reader.open()
    orders: dict[str, Order | None] = {}
    waiting = [name for name in DATES if name in reader.report.columns]
    if not waiting:
        return orders
    for chunk in reader.chunks(only=waiting):
        for name in list(waiting):
            cells = chunk.table[name]
            distinct = cells.drop_duplicates()
            orders[name] = date_order(distinct)
            unsure = orders[name] is None and "ambiguous" in parse_dates(distinct).counts
            if not unsure:
                waiting.remove(name)
        if not waiting:
            break
    return orders


def days(table: pd.DataFrame, name: str, order: Order | None, counts: Counter[str]) -> pd.Series:
    """Read a date column; what tells no day is counted and left blank."""
    if name not in table.columns:
        return pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    parsed = parse_dates(blanked(table[name]), order=order)
    for kind, n in parsed.counts.items():
        if kind in _UNSURE:
            counts[f"{name}_{kind}"] += n
        elif kind in _IMPRECISE:
            counts[f"{name}_imprecise"] += n
        elif kind == "day":
            counts[f"{name}_days"] += n
    for guess, n in parsed.guesses.items():
        counts[f"{name}_{guess}"] += n
    return parsed.days.astype("datetime64[s]")


def numbers(table: pd.DataFrame, name: str, counts: Counter[str]) -> pd.Series:
    """Read a column of numbers; what is none is counted and left blank."""
    if name not in table.columns:
        return pd.Series(np.nan, index=table.index, dtype="float64")
    cells = table[name]
    if name == "reopened":
        cells = _counted(cells)
    read = parse_numbers(cells)
    odd = read.odd
    if name in _NEVER_BELOW_0:
        odd = odd | (read.amounts < 0)
    counts[f"{name}_unread"] += int(odd.sum())
    return pd.Series(np.where(odd, np.nan, read.amounts), index=table.index)


def _counted(cells: pd.Series) -> pd.Series:
    """Write yes as 1 and no as 0 where a count is asked for."""
    truth = read_toml("configs/words/blanks.toml")["truth"]
    plain = cells.str.strip().str.lower()
    return cells.mask(plain.isin(truth["yes"]), "1").mask(plain.isin(truth["no"]), "0")


def points(table: pd.DataFrame, counts: Counter[str]) -> tuple[Matrix, Matrix]:
    """Read latitudes and longitudes; a column of pairs (``13.75, 100.5``) is cut in two."""
    if "lat" in table.columns or "lon" in table.columns:
        both = texts_of(table, "lat" if "lat" in table.columns else "lon")
        maybe = both.str.contains(_BETWEEN, regex=True).any()  # no pair without what parts it
        pairs = both.str.extract(_PAIR) if maybe else None
        if pairs is not None and (found := pairs["lat"].notna()).any():
            table = table.assign(
                lat=texts_of(table, "lat").mask(found, pairs["lat"].fillna("")),
                lon=texts_of(table, "lon").mask(found, pairs["lon"].fillna("")),
            )
    lat, lon = numbers(table, "lat", counts), numbers(table, "lon", counts)
    return lat.to_numpy(dtype=np.float64), lon.to_numpy(dtype=np.float64)


def plain_words(cells: pd.Series) -> pd.Series:
    """Trim, and fold inner blanks; words for nothing are blank."""
    if not (cells != "").any():
        return cells
    plain = cells.str.strip()
    spaced = plain.str.contains("  |[\t\n\r\f\v\u00a0\u2000-\u200a\u202f\u3000]", regex=True)
    if spaced.any():
        plain = plain.mask(spaced, plain[spaced].str.replace(r"\s+", " ", regex=True))
    return blanked(plain)


def closure(
    signals: pd.DataFrame, closed_statuses: Sequence[str], as_of: date, counts: Counter[str]
) -> pd.DataFrame:
    """Say of each signal whether it was closed on the day of the study, and when.

    Closed is 1 where there is a closing date or a status that means so, 0 where a status says
    otherwise, NaN where nothing tells. A case closed after ``as_of`` was open on that day.

    Parameters
    ----------
    signals : DataFrame
        ``received_on, closed_on, status``.
    closed_statuses : sequence of str
        Statuses that mean closed; case and blanks make no difference.
    as_of : date
        Day of the study.
    counts : Counter
        Where to count.

    Returns
    -------
    DataFrame
        The same rows with ``closed_on`` mended and ``closed``.
    """
    known = {" ".join(status.casefold().split()) for status in closed_statuses}
    status = signals["status"].str.casefold()
    closed = status.isin(known).astype("float64").where((status != "") & bool(known))
    day = signals["closed_on"]
    before = (day < signals["received_on"]).to_numpy()
    later = (day > pd.Timestamp(as_of)).to_numpy()
    counts["closed_before"] += int(before.sum())
    counts["closed_later"] += int(later.sum())
    closed = closed.mask(day.notna(), 1.0).mask(later, 0.0)
    return signals.assign(closed_on=day.mask(before | later), closed=closed)


def merge_counts(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Add up what several chunks counted."""
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return {name: n for name, n in total.items() if n}
