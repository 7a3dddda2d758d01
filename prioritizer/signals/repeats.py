"""Who says the same thing twice: incident groups, the units that voices are counted in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.signals.repeats_near import MIN_LIKENESS, NEAR_COLUMNS, minima
from prioritizer.text.keys import spread

UInt64s = NDArray[np.uint64]

RULES: tuple[str, ...] = ("person", "repeats", "none")
"""How the repeats of a signal were sought: by person, by text, place and day, or not at all."""


def group_repeats(signals: pd.DataFrame) -> pd.DataFrame:
    """Group signals that tell of one incident: near-same words at one place on one day.

    With a known person, near-same words of that person in one quarter are one group. Without a
    person, near-same words in one place cell on one day are. Without person and without place
    (or day), nothing tells a repeat from a second citizen: each signal stays alone, and ``rule``
    says ``"none"``.

    Parameters
    ----------
    signals : DataFrame of shape (n_signals, …)
        With ``signal_id, received_on, person, cell, text_key`` and, for near-same beside equal
        texts, the columns ``near_0`` … of :func:`near_keys`. All signals of one person, and of
        one cell and day, must be in the table (see :func:`partition_of`).

    Returns
    -------
    DataFrame of shape (n_signals, 4)
        ``signal_id``; ``incident_id`` (16 hex digits, the same whatever the order of rows);
        ``n_repeats`` (signals in the group, itself among them); ``rule`` (see ``RULES``).
    """
    rule = repeat_rule(signals)
    blocks = _blocks(signals, rule)
    group = _components(blocks, _near(signals), minima(signals))
    size = np.bincount(group, minlength=1)
    smallest = np.full(len(size), np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(smallest, group, _text_keys(signals))
    incident = _combine(blocks, smallest[group])
    return pd.DataFrame(
        {
            "signal_id": signals["signal_id"].to_numpy(),
            "incident_id": hex_ids(incident),
            "n_repeats": size[group],
            "rule": np.array(RULES, dtype=object)[rule],
        },
        index=signals.index,
    ).astype({"signal_id": "str", "incident_id": "str", "rule": "str"})


def repeat_rule(signals: pd.DataFrame) -> NDArray[np.int64]:
    """Say which of ``RULES`` each signal falls under, as its number; shape (n_signals,)."""
    person = (signals["person"] != "").to_numpy()
    placed = ((signals["cell"] != "") & signals["received_on"].notna()).to_numpy()
    return np.where(person, 0, np.where(placed, 1, 2))


def partition_of(signals: pd.DataFrame, n_partitions: int) -> NDArray[np.int64]:
    """Say which partition each signal belongs to, so that no voice is torn in two.

    All signals of a person fall into one partition, and so do, among those without a person, all
    signals of one place cell and day.

    Parameters
    ----------
    signals : DataFrame of shape (n_signals, …)
        With ``signal_id, received_on, person, cell``.
    n_partitions : int
        Number of partitions, 1 or more.

    Returns
    -------
    ndarray of shape (n_signals,), int64
        Numbers from 0 to ``n_partitions - 1``.
    """
    rule = repeat_rule(signals)
    key = np.where(
        rule == 0, hash_words(signals["person"]), _blocks(signals, np.where(rule == 0, 2, rule))
    )
    return (spread(key) % np.uint64(n_partitions)).astype(np.int64)


def hash_words(words: pd.Series) -> UInt64s:
    """Hash strings to 64 bits, the same on every machine and in every process."""
    codes, distinct = pd.factorize(words)
    hashed = pd.util.hash_array(np.asarray(distinct, dtype=object), categorize=False)
    return np.asarray(hashed, dtype=np.uint64)[codes]


def hex_ids(numbers: UInt64s) -> NDArray[np.object_]:
    """Write 64-bit numbers as 16 hex digits each."""
    digits = numbers.astype(">u8").tobytes().hex()
    return np.array([digits[i : i + 16] for i in range(0, len(digits), 16)], dtype=object)


def _blocks(signals: pd.DataFrame, rule: NDArray[np.int64]) -> UInt64s:
    """Hash what must agree before words are compared: person and quarter, or cell and day."""
    day = signals["received_on"].to_numpy().astype("datetime64[D]")
    month = day.astype("datetime64[M]").astype(np.int64)
    quarter = np.where(np.isnat(day), -1, month // 3).astype(np.uint64)
    days = np.where(np.isnat(day), -1, day.astype(np.int64)).astype(np.uint64)
    by_person = _combine(hash_words(signals["person"]), quarter)
    by_place = _combine(hash_words(signals["cell"]), days)
    alone = hash_words(signals["signal_id"])
    return np.choose(rule, [by_person, by_place, alone])


def _text_keys(signals: pd.DataFrame) -> UInt64s:
    return signals["text_key"].to_numpy(dtype=np.uint64)


def _near(signals: pd.DataFrame) -> list[UInt64s]:
    """List the numbers of which near-same texts share one; 0 is shared by nobody."""
    bands = [column for column in NEAR_COLUMNS if column in signals.columns]
    return [_text_keys(signals), *(signals[band].to_numpy(dtype=np.uint64) for band in bands)]


def _components(
    blocks: UInt64s, near: list[UInt64s], bytes_of: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """Find the groups of signals that agree in block and in one near key, and number them."""
    n = len(blocks)
    _, block, sizes = np.unique(blocks, return_inverse=True, return_counts=True)
    crowded = np.flatnonzero(sizes[block] > 1)
    rows, columns = [], []
    for key in near:
        held = crowded[key[crowded] != 0]
        # Ties by text, so that the same texts are compared whatever the order of rows.
        order = held[np.lexsort((near[0][held], key[held], block[held]))]
        left, right = order[:-1], order[1:]
        same = (block[left] == block[right]) & (key[left] == key[right])
        left, right = left[same], right[same]
        alike = near[0][left] == near[0][right]
        if key is not near[0]:
            alike |= (bytes_of[left] == bytes_of[right]).mean(axis=1) >= MIN_LIKENESS
        rows.append(left[alike])
        columns.append(right[alike])
    ends = np.concatenate(rows), np.concatenate(columns)
    if not len(ends[0]):
        return np.arange(n)
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    graph = sparse.coo_matrix((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _combine(left: UInt64s, right: UInt64s) -> UInt64s:
    """Hash two numbers into one."""
    return spread(left * np.uint64(0x9E3779B97F4A7C15) ^ spread(right))
