"""What of a part of the signals must be known to find campaigns in all of them.

Three looks at slim columns, each of which any part can do alone: a *sketch* of how often each text
key was seen (a few numbers of fixed size, added up), then which *texts* may be popular, then exact
*counts* of those that are, and of all signals only how they spread over places, days and persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.signals.campaigns_texts import band_columns
from prioritizer.signals.repeats import hash_words

N_SLOTS = 1 << 21
"""Counters of a sketch for each kind of key; too few cost time, never a campaign."""

NO_DATE = -(1 << 20)
"""Day and month of a signal without a date."""

_QUANTUM = 2.0**-22  # voices are multiples of it, so that their sums are exact in any order
_CELL_KEYS = ("text_key", "channel", "month", "day", "place", "person")
_PLACE_NAMES = ("province", "district", "subdistrict")


@dataclass(frozen=True)
class CampaignCounts:
    """Counts of one part of the signals, or of all parts added up."""

    examples: pd.DataFrame  # text_key, example_id: the first signal that says a popular text
    cells: pd.DataFrame  # text_key, channel, month, day, place, person, n, n_voices
    by_place: pd.DataFrame  # channel, month, place, n: all signals
    by_day: pd.DataFrame  # channel, month, day, n: all signals
    places: pd.DataFrame  # place, province, district, subdistrict
    persons: pd.DataFrame  # channel, n_signals, n_persons: how many persons wrote how often


def slots_of(signals: pd.DataFrame, n_slots: int = N_SLOTS) -> NDArray[np.uint32]:
    """Say which counter of a sketch each key falls to; a few keys may have to share one.

    Parameters
    ----------
    signals : DataFrame of shape (n_signals, …)
        ``text_key``, and ``near_0`` … where there are near keys.
    n_slots : int
        Counters for each kind of key, a power of two.

    Returns
    -------
    ndarray of shape (n_keys, n_signals), uint32
        One row for each kind of key, to be added up by :func:`add_sketch`.
    """
    columns = band_columns(signals)
    return np.stack([_slots(signals[column], n_slots) for column in columns]).astype(np.uint32)


def add_sketch(
    whole: NDArray[np.uint32] | None, slots: NDArray[np.uint32], n_slots: int = N_SLOTS
) -> NDArray[np.uint32]:
    """Count the keys of one part beside those before, in place.

    Returns
    -------
    ndarray of shape (n_keys, n_slots), uint32
        No counter is below the count of a key that falls there.
    """
    if whole is None:
        whole = np.zeros((len(slots), n_slots), dtype=np.uint32)
    for counters, seen in zip(whole, slots, strict=True):
        np.add.at(counters, seen, np.uint32(1))
    return whole


def popular_slots(sketch: NDArray[np.uint32], *, size: int = 30) -> NDArray[np.uint8]:
    """Tell which counters reach what makes a text worth counting, eight to a byte.

    Parameters
    ----------
    sketch : ndarray of shape (n_keys, n_slots)
        What :func:`add_sketch` gives of *all* parts.
    size : int
        Signals that make a campaign.

    Returns
    -------
    ndarray of shape (n_keys, n_slots / 8), uint8
    """
    return np.packbits(sketch >= popular_size(size), axis=1)


def popular_texts(signals: pd.DataFrame, slots: NDArray[np.uint8]) -> pd.DataFrame:
    """List the texts of a part of the signals that may be popular among all.

    Parameters
    ----------
    signals : DataFrame of shape (n_signals, …)
        ``text_key``, and the near keys where there are any.
    slots : ndarray
        What :func:`popular_slots` gives.

    Returns
    -------
    DataFrame
        ``text_key`` (sorted), the near keys, ``n`` (signals): to be added up by
        :func:`merge_texts`.
    """
    columns = band_columns(signals)
    maybe = np.zeros(len(signals), dtype=bool)
    for row, column in zip(slots, columns, strict=True):
        at = _slots(signals[column], 8 * len(row))
        seen = (row[at >> 3] >> (7 - (at & 7)).astype(np.uint8) & 1).astype(bool)
        maybe |= seen & (signals[column] != 0).to_numpy()
    return merge_texts([signals.loc[maybe, columns].assign(n=1)])


def merge_texts(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Add the texts of parts up, a column at a time: they are the most that is held of a study."""
    keys = np.concatenate([part["text_key"].to_numpy(dtype=np.uint64) for part in parts])
    order = np.argsort(keys, kind="stable")
    first = np.flatnonzero(np.diff(keys[order], prepend=~keys[order[:1]]))
    table = {"text_key": keys[order[first]]}
    for column in band_columns(parts[0])[1:]:
        table[column] = np.concatenate([part[column].to_numpy() for part in parts])[order[first]]
    n = np.concatenate([part["n"].to_numpy(dtype=np.int64) for part in parts])[order]
    table["n"] = np.add.reduceat(n, first) if len(n) else n
    return pd.DataFrame(table)


def campaign_counts(
    signals: pd.DataFrame, incidents: pd.DataFrame, popular: NDArray[np.uint64]
) -> CampaignCounts:
    """Count a partition for the search for campaigns.

    Parameters
    ----------
    signals : DataFrame of shape (n_signals, …)
        ``signal_id, received_on, channel, person, province, district, subdistrict, text_key``;
        a whole partition (``partition_of``).
    incidents : DataFrame of shape (n_signals, …)
        What ``group_repeats`` gave for these signals, in their order.
    popular : ndarray of shape (n_texts,)
        The keys, sorted, of the texts that may belong to a campaign (``group_popular``).

    Returns
    -------
    CampaignCounts
    """
    person = signals["person"]
    keys = signals["text_key"].to_numpy(dtype=np.uint64)
    at = np.minimum(np.searchsorted(popular, keys), max(len(popular) - 1, 0))
    held = popular[at] == keys if len(popular) else np.zeros(len(keys), dtype=bool)
    table = pd.DataFrame(
        {
            "text_key": keys,
            "channel": signals["channel"],
            "month": _since_1970(signals, "M"),
            "day": _since_1970(signals, "D"),
            "place": hash_places(signals),
            "person": np.where(person != "", hash_words(person), np.uint64(0)),
        },
        index=signals.index,
    )
    share = np.rint(1.0 / incidents["n_repeats"].to_numpy() / _QUANTUM) * _QUANTUM
    wrote = table[table["person"] != 0].groupby(["channel", "person"], observed=True).size()
    often = wrote.reset_index(name="n_signals")[["channel", "n_signals"]]
    return merge_campaign_counts(
        [
            CampaignCounts(
                examples=signals.loc[held, ["text_key"]].assign(
                    example_id=signals.loc[held, "signal_id"]
                ),
                cells=table.assign(n=1, n_voices=share)[held],
                by_place=table[["channel", "month", "place"]].assign(n=1),
                by_day=table[["channel", "month", "day"]].assign(n=1),
                places=signals[list(_PLACE_NAMES)].assign(place=table["place"]),
                persons=often.assign(n_persons=1),
            )
        ]
    )


def merge_campaign_counts(parts: Iterable[CampaignCounts]) -> CampaignCounts:
    """Add counts of partitions up; neither their order nor their number changes a byte."""
    listed = list(parts)
    examples = pd.concat([part.examples for part in listed], ignore_index=True)
    return CampaignCounts(
        examples=examples.groupby("text_key", as_index=False, observed=True).min(),
        cells=_add([part.cells for part in listed], _CELL_KEYS),
        by_place=_add([part.by_place for part in listed], ("channel", "month", "place")),
        by_day=_add([part.by_day for part in listed], ("channel", "month", "day")),
        places=pd.concat([part.places for part in listed])
        .drop_duplicates("place")
        .sort_values("place", ignore_index=True),
        persons=_add([part.persons for part in listed], ("channel", "n_signals")),
    )


def popular_size(size: int) -> int:
    """Signals that make a key worth counting: a campaign may vary its words a little."""
    return max(2, size // 3)


def day_numbers(signals: pd.DataFrame) -> NDArray[np.int64]:
    """Count days since 1970, ``NO_DATE`` where there is no date; shape (n_signals,)."""
    return _since_1970(signals, "D")


def _since_1970(signals: pd.DataFrame, unit: Literal["D", "M"]) -> NDArray[np.int64]:
    spans = signals["received_on"].to_numpy().astype(f"datetime64[{unit}]")
    return np.where(np.isnat(spans), NO_DATE, spans.astype(np.int64))


def hash_places(signals: pd.DataFrame) -> NDArray[np.uint64]:
    """Hash province, district and subdistrict together; shape (n_signals,)."""
    code = np.zeros(len(signals), dtype=np.int64)
    labels = pd.Series([""], dtype="str")
    for level in _PLACE_NAMES:
        names, distinct = pd.factorize(signals[level])
        pair, code = np.unique(code * len(distinct) + names, return_inverse=True)
        before, here = np.divmod(pair, len(distinct))
        labels = labels.take(before).reset_index(drop=True) + "/" + np.asarray(distinct)[here]
    return hash_words(labels)[code] if len(signals) else np.zeros(0, dtype=np.uint64)


def _slots(keys: pd.Series, n_slots: int) -> NDArray[np.int64]:
    mixed = keys.to_numpy(dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)  # by golden section
    return (mixed >> np.uint64(64 - n_slots.bit_length() + 1)).astype(np.int64)


def _add(parts: list[pd.DataFrame], keys: tuple[str, ...]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True).groupby(list(keys), as_index=False).sum()
