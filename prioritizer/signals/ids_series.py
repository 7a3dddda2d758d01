"""Running numbers that start again in every file: numbers, not ids, and told apart.

The same id twice is the same signal, and its later row wins: so monthly exports may overlap. But
where most ids that two files share stand beside other words at another place or on another day,
each file has counted its own rows, and nearly all of the earlier one would be lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.signals.repeats_near import MIN_LIKENESS, NEAR_COLUMNS, minima

EVIDENCE: tuple[str, ...] = ("text_key", *NEAR_COLUMNS, "received_on", "cell")
"""Columns by which rows of one id are compared."""

FEWEST = 3
"""Ids in dispute below which the later row wins, whatever it says."""

LEAST_SHARE = 0.1
"""Share of the smaller file's rows that must be in dispute."""

_MOST_IDS = 100_000
_MOST_FILES_BACK = 24

Bools = NDArray[np.bool_]
Rows = Callable[[Bools], pd.DataFrame]


def series_of_ids(
    ids: NDArray[np.uint64], files: NDArray[np.int64], names: Sequence[str], rows: Rows
) -> dict[str, str]:
    """Find the files whose ids are numbers of their own, and name the series each belongs to.

    Two files disagree where more of their shared ids tell of different signals than of the same:
    other words (not near-same), and not the same place on the same day. Files that agree, such as
    two exports that overlap, are one series. The first series that is read keeps its ids.

    Parameters
    ----------
    ids : ndarray of shape (n_signals,), uint64
        Hash of the id of each signal, in the order of reading.
    files : ndarray of shape (n_signals,), int64
        Number of the file, or sheet, that it stands in.
    names : sequence of str
        Names of the files, by their numbers.
    rows : callable
        Given which signals are wanted, reads their `EVIDENCE`.

    Returns
    -------
    dict of str to str
        Series by file, without the files whose ids stay as they are.
    """
    wanted = _shared(ids, files)
    if not wanted.any():
        return {}
    sampled, share = _sampled(ids, wanted)
    table = rows(sampled).reset_index(drop=True)
    size = np.bincount(files, minlength=len(names))
    agree, dispute = _verdicts(ids[sampled], files[sampled], table, size * share)
    return _series(names, agree, dispute)


def tell_apart(signals: pd.DataFrame, series: Mapping[str, str]) -> pd.DataFrame:
    """Put the name of its series before each id that is a number of its own.

    Ids that were made from file and row stay.

    >>> rows = {"signal_id": ["1", "b.csv:3"], "file": ["b.csv"] * 2, "row": [2, 3]}
    >>> tell_apart(pd.DataFrame(rows), {"b.csv": "b.csv"})["signal_id"].tolist()
    ['b.csv::1', 'b.csv:3']
    """
    name = signals["file"].map(lambda file: series.get(file, "")).astype("str")
    made = signals["signal_id"] == signals["file"] + ":" + signals["row"].astype("str")
    apart = (name != "") & ~made
    return signals.assign(
        signal_id=signals["signal_id"].mask(apart, name + "::" + signals["signal_id"])
    )


def _shared(ids: NDArray[np.uint64], files: NDArray[np.int64]) -> Bools:
    """Mark the signals whose id stands in two files or more; of one file's rows, the last."""
    last = ~pd.DataFrame({"id": ids, "file": files}).duplicated(keep="last").to_numpy()
    again = np.zeros(len(ids), dtype=bool)
    again[last] = pd.Series(ids[last]).duplicated(keep=False).to_numpy()
    return again


def _sampled(ids: NDArray[np.uint64], wanted: Bools) -> tuple[Bools, float]:
    """Keep as many of the wanted signals as need be looked at, by their ids; and their share."""
    n = int(wanted.sum())
    if n <= _MOST_IDS:
        return wanted, 1.0
    kept = wanted & (ids % np.uint64(n // _MOST_IDS + 1) == 0)
    return kept, float(kept.sum()) / n


def _verdicts(
    ids: NDArray[np.uint64],
    files: NDArray[np.int64],
    table: pd.DataFrame,
    size: NDArray[np.floating[Any]],
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """List the pairs of files that agree on what their shared ids mean, and those that do not."""
    order = np.lexsort((np.arange(len(ids)), ids))
    same, other = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for back in range(1, min(len(order), _MOST_FILES_BACK + 1)):
        left, right = order[:-back], order[back:]
        both = ids[left] == ids[right]
        if not both.any():
            break
        left, right = left[both], right[both]
        alike = _one_signal(table, left, right)
        for count, chosen in ((same, alike), (other, ~alike)):
            pairs = np.sort(np.stack([files[left[chosen]], files[right[chosen]]]), axis=0)
            met, times = np.unique(pairs, axis=1, return_counts=True)
            for pair, n in zip(met.T.tolist(), times.tolist(), strict=True):
                count[pair[0], pair[1]] += n
    dispute = {
        pair
        for pair, n in other.items()
        if n > same[pair] and n >= max(FEWEST, LEAST_SHARE * min(size[list(pair)]))
    }
    return {pair for pair, n in same.items() if n >= other[pair]}, dispute


def _one_signal(table: pd.DataFrame, left: NDArray[np.int64], right: NDArray[np.int64]) -> Bools:
    """Tell which rows of one id may tell of one signal."""
    text = table["text_key"].to_numpy()
    bands = minima(table)
    alike = (bands[left] == bands[right]).mean(axis=1) >= MIN_LIKENESS
    day, cell = table["received_on"].to_numpy(), table["cell"].to_numpy(dtype=object)
    here = (cell[left] == cell[right]) & (cell[left] != "") & (day[left] == day[right])
    return np.asarray((text[left] == text[right]) | alike | here, dtype=bool)


def _series(
    names: Sequence[str], agree: set[tuple[int, int]], dispute: set[tuple[int, int]]
) -> dict[str, str]:
    """Name the series of each file that is in dispute, but the first of those that are."""
    head = list(range(len(names)))

    def find(file: int) -> int:
        while head[file] != file:
            file = head[file]
        return file

    for a, b in sorted(agree):
        first, second = sorted((find(a), find(b)))
        head[second] = first
    torn = {find(a) for a, b in dispute if find(a) == find(b)}
    of = [file if find(file) in torn else find(file) for file in range(len(names))]
    involved = {of[file] for pair in dispute for file in pair}
    apart = sorted(involved)[1:]
    return {names[file]: names[of[file]] for file in range(len(names)) if of[file] in apart}
