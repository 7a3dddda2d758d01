"""Tallies: the small tables of voices that everything after linking works on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.links.voices import Codes, bucket_of, positions, quantise
from prioritizer.tables.sums import RunningSum
from prioritizer.vocabulary import DAY_BINS, Matrix

Level = Literal["province", "district", "subdistrict", ""]

LEVELS: tuple[Level, ...] = ("province", "district", "subdistrict")

TALLY_KEYS: tuple[str, ...] = ("agenda_id", "area", "channel", "month", "status", "bucket")
TALLY_SUMS: tuple[str, ...] = (
    *("n_voices", "n_signals", "severity", "n_severity", "n_campaign", "n_copied"),
)
OUTCOME_KEYS: tuple[str, ...] = ("agenda_id", "channel", "bucket", "days", "event")
OUTCOME_SUMS: tuple[str, ...] = ("n_voices", "n_reopened", "n_reopened_known")
_STATUSES = np.array(["", "closed", "open"], dtype=object)


def tally(
    links: pd.DataFrame,
    signals: pd.DataFrame,
    *,
    area_level: Level,
    as_of: pd.Timestamp,
    severity: Matrix | None = None,
    voice_keys: NDArray[np.object_] | None = None,
    campaign: NDArray[np.bool_] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add voices up by agenda, place, channel, month, status and bucket.

    Parameters
    ----------
    links : DataFrame of shape (n_links, …)
        ``signal_id, agenda_id, strength, voice``: accepted links *and* the rest of each signal
        under agenda ``""`` (``Voices.all_links``).
    signals : DataFrame of shape (n_signals, …)
        ``signal_id, received_on, channel, person, province, district, subdistrict``, and where
        known ``closed_on, closed, reopened``; ``incident_id`` unless ``voice_keys`` are given.
    area_level : {"province", "district", "subdistrict", ""}
        What an area is (:func:`area_level`).
    as_of : Timestamp
        The day to which open cases were followed.
    severity : ndarray of shape (n_signals,), optional
        Grade of each signal, NaN where none is known.
    voice_keys : ndarray of str, shape (n_signals,), optional
        Who speaks (``voice_key``), for the buckets.
    campaign : ndarray of bool, shape (n_signals,), optional
        Which signals belong to a campaign; ``n_campaign`` is what their voices add to ``n_voices``,
        ``n_copied`` what they themselves add to ``n_signals``.

    Returns
    -------
    tallies : DataFrame
        ``TALLY_KEYS`` and ``TALLY_SUMS``, sorted by key.
    outcomes : DataFrame
        ``OUTCOME_KEYS`` and ``OUTCOME_SUMS``, sorted by key. ``event`` 1: closed after ``days``;
        0: still open after ``days``; -1: nothing known of time (``days`` is -1). Days are the
        first of their bin in ``DAY_BINS``.
    """
    at = positions(links["signal_id"], signals)
    keys = _person_or_incident(signals) if voice_keys is None else voice_keys
    bucket = bucket_of(keys)[at]
    voice = links["voice"].to_numpy(dtype=np.float64)
    share = quantise(links["strength"].to_numpy(dtype=np.float64))
    grade = np.full(len(signals), np.nan) if severity is None else np.asarray(severity, float)
    graded = ~np.isnan(grade[at])
    copied = np.zeros(len(signals), dtype=bool) if campaign is None else campaign
    closed, reopened = _floats(signals, "closed"), _floats(signals, "reopened")
    month = month_of(signals["received_on"])
    status = np.where(np.isnan(closed), 0, np.where(closed > 0, 1, 2))
    frame = pd.DataFrame(
        {
            "agenda_id": links["agenda_id"].to_numpy(),
            "area": area_of(signals, area_level)[at],
            "channel": signals["channel"].to_numpy()[at],
            "month": month[at],
            "status": _STATUSES[status][at],
            "bucket": bucket,
            "n_voices": voice,
            "n_signals": share,
            "severity": quantise(voice * np.where(graded, grade[at], 0.0)),
            "n_severity": np.where(graded, voice, 0.0),
            "n_campaign": np.where(copied[at], voice, 0.0),
            "n_copied": np.where(copied[at], share, 0.0),
        }
    )
    days, event = _follow_up(signals, closed, as_of)
    known = ~np.isnan(reopened[at])
    again = np.nan_to_num(reopened[at]) > 0
    outcome = frame[["agenda_id", "channel", "bucket", "n_voices"]].assign(
        days=days[at],
        event=event[at],
        n_reopened=np.where(known & again, voice, 0.0),
        n_reopened_known=np.where(known, voice, 0.0),
    )
    told = (event[at] >= 0) | known
    return merge_tallies([frame]), merge_outcomes([outcome[told]])


def merge_tallies(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Add tallies of partitions up; the order and the number of parts change no byte."""
    return tally_sum().add_all(parts).total()


def merge_outcomes(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Add outcomes of partitions up; the order and the number of parts change no byte."""
    return outcome_sum().add_all(parts).total()


def tally_sum() -> RunningSum:
    """Begin a sum of tallies; earlier runs may lack one of the columns."""
    return RunningSum(TALLY_KEYS, TALLY_SUMS, numbers=("bucket",))


def outcome_sum() -> RunningSum:
    """Begin a sum of outcomes."""
    return RunningSum(OUTCOME_KEYS, OUTCOME_SUMS, numbers=("bucket", "days", "event"))


def area_counts(signals: pd.DataFrame) -> pd.DataFrame:
    """Count signals by area at every level: ``level, area, n``; sums of parts are exact."""
    parts = []
    for level in LEVELS:
        counts = signals[level].value_counts(sort=False)
        parts.append(pd.DataFrame({"level": level, "area": counts.index, "n": counts.to_numpy()}))
    return pd.concat(parts, ignore_index=True).astype({"level": "str", "area": "str", "n": "int64"})


def area_level(signals: pd.DataFrame) -> Level:
    """Choose what an area is: the coarsest level of which the largest holds at most half.

    Parameters
    ----------
    signals : DataFrame
        Signals, with ``province, district, subdistrict``; or what :func:`area_counts` gave for
        one or more parts of them, put together.

    Returns
    -------
    {"province", "district", "subdistrict", ""}
        A level counts where at least half of the placed signals name it. If no level spreads
        so far, the one with the most areas; ``""`` where no signal names a place.

    Examples
    --------
    >>> here = {"province": "กรุงเทพมหานคร", "district": ["บางรัก", "ดุสิต"], "subdistrict": ""}
    >>> area_level(pd.DataFrame(here))
    'district'
    """
    counts = signals if "level" in signals.columns else area_counts(signals)
    known = counts[counts["area"] != ""]
    by_level = {
        level: rows.groupby("area")["n"].sum().to_numpy()
        for level in LEVELS
        if len(rows := known[known["level"] == level])
    }
    placed = max((int(n.sum()) for n in by_level.values()), default=0)
    named = {level: n for level, n in by_level.items() if 2 * int(n.sum()) >= placed}
    for level, n in named.items():
        if 2 * int(n.max()) <= int(n.sum()):
            return level
    return max(named, key=lambda level: len(named[level]), default="")


def area_of(signals: pd.DataFrame, level: Level) -> NDArray[np.object_]:
    """Name the area of each signal at a level, ``""`` where unknown; shape (n_signals,)."""
    if not level:
        return np.full(len(signals), "", dtype=object)
    return signals[level].to_numpy(dtype=object)


def month_of(days: pd.Series) -> NDArray[np.object_]:
    """Name the month of each day, such as ``2022-06``; ``""`` where it is unknown."""
    months = days.to_numpy().astype("datetime64[M]")
    codes, distinct = pd.factorize(months.astype(np.int64))
    names = np.datetime_as_string(distinct.astype("datetime64[M]")).astype(object)
    names[names == "NaT"] = ""
    return np.asarray(names[codes], dtype=object)


def _follow_up(signals: pd.DataFrame, closed: Matrix, as_of: pd.Timestamp) -> tuple[Codes, Codes]:
    """Count days from receipt to closing, or to ``as_of`` while open, in bins."""
    received = signals["received_on"]
    end = pd.Series(as_of, index=signals.index).where(closed == 0)
    if "closed_on" in signals.columns:
        end = signals["closed_on"].where(closed == 1, end)
    days = (end - received).dt.days.to_numpy(dtype=np.float64, na_value=np.nan)
    timed = ~np.isnan(days) & ~np.isnan(closed)
    whole = np.where(timed, np.maximum(days, 0), 0)
    bins = np.asarray(DAY_BINS)
    start = bins[np.searchsorted(bins, whole, side="right") - 1]
    event = np.where(timed, closed, -1)
    return np.where(timed, start, -1).astype(np.int64), event.astype(np.int64)


def _person_or_incident(signals: pd.DataFrame) -> NDArray[np.object_]:
    person = signals["person"].to_numpy(dtype=object)
    return np.where(person != "", person, signals["incident_id"].to_numpy(dtype=object))


def _floats(table: pd.DataFrame, name: str) -> Matrix:
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return np.asarray(table[name].to_numpy(dtype=np.float64, na_value=np.nan))
