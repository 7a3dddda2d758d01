"""What of a part of the signals must be known to find campaigns in all of them.

Two looks at slim columns, each of which any partition can do alone: a *sketch* of how often each
text key was seen (a few numbers of fixed size, added up), then exact *counts* of the texts that
may be popular, and of everything else only how it spreads over places, days and persons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.signals.campaigns_texts import band_columns
from prioritizer.signals.repeats import hash_words

N_SLOTS = 1 << 21
"""Counters of a sketch for each kind of key; too few cost time, never a campaign."""

NO_DATE = -(1 << 20)
"""Day and month of a signal without a date."""

_QUANTUM = 2.0**-22  # voices are multiples of it, so that their sums are exact in any order
_TEXT_SUMS = {"n": "sum", "example_id": "min"}
_CELL_KEYS = ("text_key", "channel", "month", "day", "place", "person")
_PLACE_NAMES = ("province", "district", "subdistrict")


@dataclass(frozen=True)
class CampaignCounts:
    """Counts of one part of the signals, or of all parts added up."""

    texts: pd.DataFrame  # text_key, near keys, n, example_id: texts that may be popular
    cells: pd.DataFrame  # text_key, channel, month, day, place, person, n, n_voices
    by_place: pd.DataFrame  # channel, month, place, n: all signals
    by_day: pd.DataFrame  # channel, month, day, n: all signals
    places: pd.DataFrame  # place, province, district, subdistrict
    persons: pd.DataFrame  # channel, n_signals, n_persons: how many persons wrote how often


def sketch_texts(signals: pd.DataFrame, n_slots: int = N_SLOTS) -> sparse.csr_matrix:
    """Count how often each key was seen, in counters that a few keys may have to share.

    Parameters
    ----------
    signals : DataFrame of shape (n_signals, …)
        ``text_key``, and ``near_0`` … where there are near keys.
    n_slots : int
        Counters for each kind of key, a power of two.

    Returns
    -------
    csr_matrix of shape (n_keys, n_slots), uint32
        One row for each kind of key, to be added up by :func:`add_sketches`.
    """
    columns = band_columns(signals)
    slots = np.concatenate([_slots(signals[column], n_slots) for column in columns])
    rows = np.repeat(np.arange(len(columns)), len(signals))
    ones = np.ones(len(slots), dtype=np.uint32)
    counted = sparse.coo_matrix((ones, (rows, slots)), shape=(len(columns), n_slots))
    return counted.tocsr()  # adds up what falls into one counter


def add_sketches(sketches: Iterable[sparse.csr_matrix]) -> NDArray[np.uint32]:
    """Add the sketches of all partitions up, holding one of them at a time.

    Returns
    -------
    ndarray of shape (n_keys, n_slots), uint32
        No counter is below the count of a key that falls there.
    """
    whole: NDArray[np.uint32] | None = None
    for sketch in sketches:
        if whole is None:
            whole = np.zeros(sketch.shape, dtype=np.uint32)
        at = sketch.tocoo()
        whole[at.row, at.col] += at.data
    if whole is None:
        raise ValueError("sketches: at least one is expected.")
    return whole


def campaign_counts(
    signals: pd.DataFrame,
    incidents: pd.DataFrame,
    sketch: NDArray[np.uint32] | None = None,
    *,
    size: int = 30,
) -> CampaignCounts:
    """Count a partition for the search for campaigns.

    Parameters
    ----------
    signals : DataFrame of shape (n_signals, …)
        ``signal_id, received_on, channel, person, province, district, subdistrict, text_key``,
        and the near keys where there are any; a whole partition (``partition_of``).
    incidents : DataFrame of shape (n_signals, …)
        What ``group_repeats`` gave for these signals, in their order.
    sketch : ndarray, optional
        What :func:`add_sketches` gives of *all* partitions; without it, of these signals alone.
    size : int
        Signals that make a campaign.

    Returns
    -------
    CampaignCounts
    """
    if sketch is None:
        n_slots = min(N_SLOTS, 16 << len(signals).bit_length())
        sketch = add_sketches([sketch_texts(signals, n_slots)])
    columns = band_columns(signals)
    maybe = np.zeros(len(signals), dtype=bool)
    for row, column in zip(sketch, columns, strict=True):
        seen = row[_slots(signals[column], len(row))] >= popular_size(size)
        maybe |= seen & (signals[column] != 0).to_numpy()
    person = signals["person"]
    table = pd.DataFrame(
        {
            "text_key": signals["text_key"].to_numpy(dtype=np.uint64),
            "channel": signals["channel"],
            "month": _since_1970(signals, "M"),
            "day": _since_1970(signals, "D"),
            "place": hash_places(signals),
            "person": np.where(person != "", hash_words(person), np.uint64(0)),
        },
        index=signals.index,
    )
    share = np.rint(1.0 / incidents["n_repeats"].to_numpy() / _QUANTUM) * _QUANTUM
    found = table.assign(n=1, n_voices=share)[maybe]
    texts = signals.loc[maybe, columns].assign(n=1, example_id=signals.loc[maybe, "signal_id"])
    wrote = table[table["person"] != 0].groupby(["channel", "person"], observed=True).size()
    often = wrote.reset_index(name="n_signals")[["channel", "n_signals"]]
    return merge_campaign_counts(
        [
            CampaignCounts(
                texts=texts,
                cells=found,
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
    texts = pd.concat([part.texts for part in listed], ignore_index=True)
    keys = band_columns(texts)
    kept = {**dict.fromkeys(keys[1:], "first"), **_TEXT_SUMS}
    return CampaignCounts(
        texts=texts.groupby("text_key", as_index=False, observed=True).agg(kept),
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
