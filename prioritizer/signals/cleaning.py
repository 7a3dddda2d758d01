"""From raw rows to clean signals: dated, placed, redacted; every row that goes has a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from prioritizer.signals.places import canonical_provinces, plain_district, plain_subdistrict
from prioritizer.signals.places_grid import clean_coordinates, place_cells
from prioritizer.signals.privacy import redact_texts
from prioritizer.signals.privacy_keys import person_key
from prioritizer.signals.repeats_near import NEAR_COLUMNS, near_keys
from prioritizer.tables.verdicts import RawChunk, rejects
from prioritizer.text import normalise, parse_dates, repeat_key, text_hash
from prioritizer.text.dates import Order
from prioritizer.vocabulary import SIGNAL_COLUMNS

NUMBERS = ("lat", "lon", "reopened", "rating", "votes", "weight")
DATES = ("received_on", "closed_on")
_PLAIN = ("channel", "category", "status")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@dataclass(frozen=True)
class Cleaned:
    """Clean signals of one chunk, the rows set aside, and what was counted."""

    signals: pd.DataFrame
    rejects: pd.DataFrame
    counts: dict[str, int]
    pii: dict[str, int]


def clean_chunk(
    raw: RawChunk,
    *,
    channel: str,
    as_of: date,
    observed: tuple[date, date] | None = None,
    closed_statuses: Sequence[str] = (),
    key: bytes,
    orders: dict[str, Order | None] | None = None,
    hide: Iterable[str] = (),
    leave: Iterable[str] = (),
    cell_metres: float = 100.0,
) -> Cleaned:
    """Clean a chunk of raw rows.

    Parameters
    ----------
    raw : RawChunk
        Text columns under our names, with ``row``.
    channel : str
        Source kind of rows that name none.
    as_of : date
        Later signals are set aside.
    observed : tuple of (date, date), optional
        Signals outside are set aside.
    closed_statuses : sequence of str
        Statuses that mean closed.
    key : bytes
        Key of the hash that stands for a person.
    orders : dict, optional
        Order of day and month of each date column, decided over the whole file.
    hide, leave : iterable of str
        Names to redact, and names to leave.
    cell_metres : float
        Side of a place cell.

    Returns
    -------
    Cleaned
        As many signals and rejects as there were rows.
    """
    table = raw.table
    texts = [normalise(text) for text in _column(table, "text")]
    redacted = redact_texts(texts, hide=hide, leave=leave)
    counts: Counter[str] = Counter()
    signals = pd.DataFrame({"signal_id": _ids(raw, counts), "text": redacted.texts})
    for name in DATES:
        signals[name] = _dates(table, name, (orders or {}).get(name), counts)
    for name in _PLAIN:
        signals[name] = [" ".join(cell.split()) for cell in _column(table, name)]
    signals["channel"] = signals["channel"].where(signals["channel"] != "", channel)
    signals["person"] = person_key(_column(table, "person"), key)
    signals = _placed(table, signals, counts, cell_metres)
    for name in NUMBERS[2:]:
        signals[name] = _numbers(table, name, counts)
    signals["closed"] = _closed(signals, closed_statuses)
    keys = [repeat_key(text) for text in signals["text"]]
    signals["text_key"] = text_hash(keys)
    signals[list(NEAR_COLUMNS)] = near_keys(keys)
    signals["file"], signals["row"] = raw.file, table["row"].to_numpy()
    reason, column = _reasons(signals, keys, as_of, observed)
    aside = reason != ""
    dropped = [
        (int(row), str(name), str(why))
        for row, name, why in zip(
            signals.loc[aside, "row"], column[aside], reason[aside], strict=True
        )
    ]
    kept = signals[~aside].reset_index(drop=True)
    counts["no_date"] += int(kept["received_on"].isna().sum())
    return Cleaned(
        kept.astype({"signal_id": "str", "text": "str", "person": "str", "cell": "str"}),
        pd.concat([raw.rejects, rejects(raw.file, dropped)], ignore_index=True),
        dict(counts),
        dict(redacted.counts),
    )


def _column(table: pd.DataFrame, name: str) -> list[str]:
    """One text column, blank where the file has none."""
    return table[name].tolist() if name in table.columns else [""] * len(table)


def _ids(raw: RawChunk, counts: Counter[str]) -> list[str]:
    """Ids as they came; where one is blank, file and row make it."""
    given = [cell.strip() for cell in _column(raw.table, "signal_id")]
    counts["made_ids"] += sum(not cell for cell in given)
    return [cell or f"{raw.file}:{row}" for cell, row in zip(given, raw.table["row"], strict=True)]


def _dates(table: pd.DataFrame, name: str, order: Order | None, counts: Counter[str]) -> pd.Series:
    """Days of a date column; what cannot be read is counted and left blank."""
    if name not in table.columns:
        return pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    parsed = parse_dates(table[name], order=order)
    for kind, n in parsed.counts.items():
        if kind in ("ambiguous", "invalid"):
            counts[f"{name}_{kind}"] += n
    for guess, n in parsed.guesses.items():
        counts[f"{name}_{guess}"] += n
    return parsed.days.astype("datetime64[s]").reset_index(drop=True)


def _numbers(table: pd.DataFrame, name: str, counts: Counter[str]) -> pd.Series:
    """Read a column of numbers; Thai digits and thousands commas are accepted."""
    if name not in table.columns:
        return pd.Series(np.nan, index=table.index, dtype="float64")
    plain = table[name].str.translate(_THAI_DIGITS).str.replace(",", "").str.strip()
    numbers = pd.to_numeric(plain.where(plain != ""), errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
    if name in ("votes", "weight"):
        numbers = numbers.where(~(numbers < 0))
    counts[f"{name}_unread"] += int((numbers.isna() & (plain != "")).sum())
    return numbers


def _placed(
    table: pd.DataFrame, signals: pd.DataFrame, counts: Counter[str], metres: float
) -> pd.DataFrame:
    """Name the places of each signal, check its coordinates, and put it into a cell."""
    province, unknown = canonical_provinces(_column(table, "province"))
    counts["unknown_provinces"] += sum(unknown.values())
    signals["province"] = province
    signals["district"] = [
        plain_district(cell, where)
        for cell, where in zip(_column(table, "district"), province, strict=True)
    ]
    signals["subdistrict"] = [plain_subdistrict(cell) for cell in _column(table, "subdistrict")]
    lat, lon, odd = clean_coordinates(
        _numbers(table, "lat", counts).to_numpy(), _numbers(table, "lon", counts).to_numpy()
    )
    for what, n in odd.items():
        counts[f"coordinates_{what}"] += n
    signals["lat"], signals["lon"] = lat, lon
    signals["cell"] = place_cells(
        signals["province"], signals["district"], signals["subdistrict"], lat, lon, metres=metres
    )
    return signals


def _closed(signals: pd.DataFrame, closed_statuses: Sequence[str]) -> pd.Series:
    """Say of each signal whether it is closed: 1, 0, or NaN where nothing tells."""
    known = set(closed_statuses)
    by_status = signals["status"].isin(known).astype(float)
    by_status = by_status.where((signals["status"] != "") & bool(known))
    return by_status.mask(signals["closed_on"].notna(), 1.0)


def _reasons(
    signals: pd.DataFrame, keys: list[str], as_of: date, observed: tuple[date, date] | None
) -> tuple[np.ndarray, np.ndarray]:
    """Say why a row is set aside, and by which column; blank where it is kept."""
    reason = np.full(len(signals), "", dtype=object)
    column = np.full(len(signals), "", dtype=object)
    day = signals["received_on"]

    def mark(rows: np.ndarray, name: str, why: str) -> None:
        fresh = rows & (reason == "")
        reason[fresh], column[fresh] = why, name

    blank = np.fromiter((not text.strip() for text in signals["text"]), bool, len(signals))
    mark(blank, "text", "empty text")
    mark((day > pd.Timestamp(as_of)).to_numpy(), "received_on", f"after as_of {as_of}")
    if observed is not None:
        start, end = (pd.Timestamp(d) for d in observed)
        outside = ((day < start) | (day > end)).to_numpy()
        mark(outside, "received_on", f"outside observed {observed[0]} to {observed[1]}")
    return reason, column


def later_wins(slim: pd.DataFrame) -> np.ndarray:
    """Mark the rows that a later row of the same ``signal_id`` replaces.

    Parameters
    ----------
    slim : DataFrame of shape (n_signals, …)
        ``signal_id``, in the order of reading.

    Returns
    -------
    ndarray of bool of shape (n_signals,)
        True where a later row has the same id.
    """
    return np.asarray(slim["signal_id"].duplicated(keep="last"), dtype=bool)


assert set(NUMBERS) | set(DATES) | set(_PLAIN) <= set(SIGNAL_COLUMNS)
