"""From raw rows to clean signals: dated, placed, redacted; every row that goes has a reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from prioritizer.signals.cells import closure, days, numbers, plain_words, points, texts_of
from prioritizer.signals.ids import given_ids, later_wins
from prioritizer.signals.places import (
    canonical_provinces,
    plain_district,
    plain_subdistrict,
    provinces,
)
from prioritizer.signals.places_grid import clean_coordinates, place_cells
from prioritizer.signals.privacy import redact_texts
from prioritizer.signals.privacy_keys import person_key
from prioritizer.signals.repeats_near import NEAR_COLUMNS, near_keys
from prioritizer.tables.numbers import blank_words, blanked
from prioritizer.tables.verdicts import RawChunk, rejects
from prioritizer.text import text_hash
from prioritizer.text.date_forms import MONTHS, fold
from prioritizer.text.dates import Order
from prioritizer.text.keys import repeat_keys
from prioritizer.text.normalise import normalise_texts

__all__ = ["Cleaned", "clean_chunk", "later_wins"]

_DATES = ("received_on", "closed_on")
_WORDS = ("channel", "category", "status")
_NUMBERS = ("reopened", "rating", "votes", "weight")
_SHOWN = 5
_LONGEST_SILENT = 40  # characters; longer texts say more than that they say nothing
_MARKS = r"""[\s\-–—_.,;:!?'"“”‘’()\[\]/\\|*#~=+…]+"""
_POLITE_END = r"(?:นะ)?(?:ครับ|คับ|ค่ะ|คะ|ค่า|จ้า)+[\s.!]*$"


@dataclass(frozen=True)
class Cleaned:
    """Clean signals of one chunk, the rows set aside, and what was counted.

    Parameters
    ----------
    signals : DataFrame
        One row per accepted signal, redacted.
    rejects : DataFrame
        ``file, row, column, reason``; as many as are missing from the signals.
    counts : dict of str to int
        By code, as in ``configs/words/reasons.toml``.
    pii : dict of str to int
        Personal data that was redacted, by kind; never the values.
    places : dict of str to tuple of str
        First places of some counts.
    """

    signals: pd.DataFrame
    rejects: pd.DataFrame
    counts: dict[str, int]
    pii: dict[str, int]
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class CleanTexts:
    """Texts of n signals as they may be kept, and what finds their repeats.

    This is what cleaning spends its time on, and it follows from the texts alone: it can be kept
    from one run to the next.
    """

    table: pd.DataFrame  # text, text_key, near_0 …; n rows
    pii: dict[str, int]  # personal data redacted, by kind


def clean_texts(
    texts: Sequence[str], *, hide: Iterable[str] = (), leave: Iterable[str] = ()
) -> CleanTexts:
    """Normalise and redact texts, and key them.

    Parameters
    ----------
    texts : sequence of str
        As written.
    hide, leave : iterable of str
        Names to redact, and names to leave.

    Returns
    -------
    CleanTexts
    """
    written = list(texts)
    redacted = redact_texts(normalise_texts(written), hide=hide, leave=leave)
    table = pd.DataFrame({"text": pd.Series(redacted.texts, dtype="str")})
    codes, distinct = pd.factorize(np.array(redacted.texts, dtype=object))
    keys = repeat_keys(distinct)
    table["text_key"] = text_hash(keys)[codes]
    table[list(NEAR_COLUMNS)] = near_keys(keys)[codes]
    return CleanTexts(table, dict(redacted.counts))


def clean_chunk(
    raw: RawChunk,
    *,
    channel: str,
    as_of: date,
    observed: tuple[date, date] | None = None,
    closed_statuses: Sequence[str] = (),
    key: bytes,
    orders: Mapping[str, Order | None] | None = None,
    hide: Iterable[str] = (),
    leave: Iterable[str] = (),
    cell_metres: float = 100.0,
    clean: Callable[..., CleanTexts] = clean_texts,
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
    orders : mapping, optional
        Order of day and month of each date column, as :func:`date_orders` decides it over the
        whole file.
    hide, leave : iterable of str
        Names to redact, and names to leave.
    cell_metres : float
        Side of a place cell.
    clean : callable
        `clean_texts`, or what recalls its results.

    Returns
    -------
    Cleaned
        As many signals and rejects as there were rows.
    """
    table, counts = raw.table, Counter[str]()
    places: dict[str, tuple[str, ...]] = {}
    said = clean(texts_of(table, "text"), hide=hide, leave=leave)
    ids, made = given_ids(raw)
    counts["made_ids" if "signal_id" in table.columns else "no_ids"] += made
    signals = pd.DataFrame({"signal_id": ids, "text": said.table["text"]})
    for name in _DATES:
        signals[name] = days(table, name, (orders or {}).get(name), counts)
    for name in _WORDS:
        signals[name] = plain_words(texts_of(table, name))
    signals["channel"] = signals["channel"].mask(signals["channel"] == "", channel)
    signals["person"] = person_key(blanked(texts_of(table, "person"), "person"), key)
    signals = _placed(raw.file, table, signals, counts, places, cell_metres)
    for name in _NUMBERS:
        signals[name] = numbers(table, name, counts)
    signals = closure(signals, closed_statuses, as_of, counts)
    signals[["text_key", *NEAR_COLUMNS]] = said.table[["text_key", *NEAR_COLUMNS]]
    signals["file"] = pd.Series([raw.file] * len(table), dtype="str")
    signals["row"] = table["row"].to_numpy()
    code, column, reason = _reasons(signals, as_of, observed)
    aside = code != ""
    for name, n in zip(*np.unique(code[aside], return_counts=True), strict=True):
        counts[str(name)] += int(n)
    dropped = list(
        zip(signals.loc[aside, "row"].tolist(), column[aside], reason[aside], strict=True)
    )
    kept = signals[~aside].reset_index(drop=True)
    undated = "no_date" if "received_on" in table.columns else "no_dates"
    counts[undated] += int(kept["received_on"].isna().sum())
    _places_of_dates(raw.file, table, signals, places)
    return Cleaned(
        kept.astype({"signal_id": "str", "text": "str", "person": "str", "cell": "str"}),
        pd.concat([raw.rejects, rejects(raw.file, dropped)], ignore_index=True),
        {name: n for name, n in counts.items() if n},
        dict(said.pii),
        places,
    )


def _sheet_province(file: str) -> str:
    """Name the province that a sheet is called by, where offices keep one sheet for each."""
    sheet = file.rpartition("#")[2] if "#" in file else ""
    if fold(sheet) in MONTHS:  # ม.ค. is January here, and no province
        return ""
    (name,), _ = canonical_provinces([sheet])
    return name if name in set(provinces()["name_th"]) else ""


def _placed(
    file: str,
    table: pd.DataFrame,
    signals: pd.DataFrame,
    counts: Counter[str],
    places: dict[str, tuple[str, ...]],
    metres: float,
) -> pd.DataFrame:
    """Name the places of each signal, check its coordinates, and put it into a cell."""
    named = texts_of(table, "province")
    if "province" not in table.columns and (name := _sheet_province(file)):
        named = pd.Series([name] * len(table), index=table.index, dtype="str")
        counts["sheet_province"] += len(table)
    province, unknown = canonical_provinces(plain_words(named))
    counts["unknown_provinces"] += sum(unknown.values())
    places["unknown_provinces"] = tuple(unknown)[:_SHOWN]
    pairs = list(zip(plain_words(texts_of(table, "district")).tolist(), province, strict=True))
    districts = {pair: plain_district(*pair) for pair in dict.fromkeys(pairs)}
    district = [districts[pair] for pair in pairs]
    smaller = plain_words(texts_of(table, "subdistrict")).tolist()
    subdistricts = {cell: plain_subdistrict(cell) for cell in dict.fromkeys(smaller)}
    subdistrict = [subdistricts[cell] for cell in smaller]
    lat, lon, odd = clean_coordinates(*points(table, counts))
    for what, n in odd.items():
        counts[f"coordinates_{what}"] += n
    cell = place_cells(province, district, subdistrict, lat, lon, metres=metres)
    return signals.assign(
        province=pd.Series(province, dtype="str"),
        district=pd.Series(district, dtype="str"),
        subdistrict=pd.Series(subdistrict, dtype="str"),
        lat=lat,
        lon=lon,
        cell=pd.Series(cell, dtype="str"),
    )


def _reasons(
    signals: pd.DataFrame, as_of: date, observed: tuple[date, date] | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Say why a row is set aside: its code, its column and a sentence; blank where it is kept."""
    code = np.full(len(signals), "", dtype=object)
    column, reason = code.copy(), code.copy()
    day = signals["received_on"]

    def mark(rows: np.ndarray, what: str, name: str, why: str) -> None:
        fresh = rows & (code == "")
        code[fresh], column[fresh], reason[fresh] = what, name, why

    blank = (signals["text"].str.strip() == "").to_numpy()
    mark(blank, "empty_texts", "text", "empty text")
    mark(_says_no_answer(signals["text"]), "silent_texts", "text", "the text gives no answer")
    after = (day > pd.Timestamp(as_of)).to_numpy()
    mark(after, "after_as_of", "received_on", f"after as_of {as_of}")
    if observed is not None:
        start, end = (pd.Timestamp(d) for d in observed)
        outside = ((day < start) | (day > end)).to_numpy()
        why = f"outside observed {observed[0]} to {observed[1]}"
        mark(outside, "outside_observed", "received_on", why)
    return code, column, reason


def _says_no_answer(texts: pd.Series) -> np.ndarray:
    """Tell which texts are dots and dashes, or only say that there is no answer."""
    short = texts[(texts.str.len() <= _LONGEST_SILENT).to_numpy()]
    bare = short.str.replace(_POLITE_END, "", regex=True).str.replace(_MARKS, "", regex=True)
    silent = bare.str.lower().isin(_silent_words()) | (bare == "")
    return silent.reindex(texts.index, fill_value=False).to_numpy(dtype=bool)


@cache
def _silent_words() -> frozenset[str]:
    return frozenset(re.sub(_MARKS, "", word).lower() for word in blank_words("text"))


def _places_of_dates(
    file: str, table: pd.DataFrame, signals: pd.DataFrame, places: dict[str, tuple[str, ...]]
) -> None:
    """Note the rows of the first dates that could not be read."""
    sheet = f"{file.partition('#')[2]} " if "#" in file else ""
    for name in _DATES:
        if name not in table.columns:
            continue
        lost = signals[name].isna() & (blanked(table[name]).str.strip() != "")
        if name == "closed_on":
            lost &= signals["closed"].ne(0.0)
        rows = tuple(f"{sheet}row {row}" for row in signals.loc[lost, "row"].head(_SHOWN))
        places[f"{name}_invalid"] = places[f"{name}_ambiguous"] = rows
