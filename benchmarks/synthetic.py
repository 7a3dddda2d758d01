"""Signals by the million: the real ones resampled, their texts cut in two and joined anew.

Made when a benchmark runs and never stored. What matters for cost is kept and asserted: the share
of distinct texts, the sizes of the groups of equal texts, and the lengths of texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

_MARKS = frozenset(
    "\u0e31\u0e33\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
)
_NEIGHBOURS = 40
_TOLERANCE = 0.02


def write_signals(real: pd.DataFrame, n_signals: int, folder: Path, seed: int = 0) -> list[Path]:
    """Write signals as one Parquet file for each replicate of the real ones.

    Parameters
    ----------
    real : DataFrame of shape (n_real, …)
        Real signals with ``signal_id`` and ``text``.
    n_signals : int
        How many to make; the first ``n_real`` have the real texts.
    folder : Path
        Where to write.
    seed : int
        Seed of the pairing.

    Returns
    -------
    list of Path
        The files, in order.
    """
    paths = []
    for number, table in enumerate(_replicates(real, n_signals, seed)):
        _assert_alike(real, table)
        paths.append(folder / f"part-{number:05}.parquet")
        table.to_parquet(paths[-1], index=False)
    return paths


def _replicates(real: pd.DataFrame, n_signals: int, seed: int) -> Iterator[pd.DataFrame]:
    codes, distinct = pd.factorize(real["text"])
    rng = np.random.default_rng(seed)
    left, number, seen = n_signals, 0, set(distinct)
    while left > 0:
        texts = list(distinct) if number == 0 else _recombined(list(distinct), rng, seen, number)
        table = real.assign(
            signal_id=f"{number}-" + real["signal_id"].astype(str),
            text=np.array(texts, dtype=object)[codes],
        )
        if left < len(table):
            table = table.sample(left, random_state=seed).sort_index()
        yield table
        left -= len(table)
        number += 1


def _recombined(
    texts: Sequence[str], rng: np.random.Generator, seen: set[str], number: int
) -> list[str]:
    """Join the first half of each text to the second half of one of about its length."""
    order = np.argsort([len(text) for text in texts], kind="stable")
    step = rng.integers(1, _NEIGHBOURS, len(order))
    partner = np.empty(len(order), dtype=np.int64)
    partner[order] = order[(np.arange(len(order)) + step) % len(order)]
    made = []
    for text, other in zip(texts, partner, strict=True):
        new = text[: _middle(text)] + texts[other][_middle(texts[other]) :]
        if new in seen:
            new = f"{new}{number}"
        seen.add(new)
        made.append(new)
    return made


def _middle(text: str) -> int:
    """Find the blank nearest to the middle, else the middle, never before a mark."""
    half = len(text) // 2
    for reach in range(min(half, 12)):
        for at in (half + reach, half - reach):
            if text[at : at + 1] == " ":
                return at
    while half < len(text) and text[half] in _MARKS:
        half += 1
    return half


def _assert_alike(real: pd.DataFrame, made: pd.DataFrame) -> None:
    """Hold what was made to the real signals: distinct texts, groups and lengths."""
    for name, measure in _MEASURES.items():
        if len(made) < len(real):
            real = real.sample(len(made), random_state=0)
        gap = abs(measure(real["text"]) - measure(made["text"]))
        if gap > _TOLERANCE:
            raise AssertionError(f"{name} differs by {gap:.3f} from the real signals")


_MEASURES = {
    "share of distinct texts": lambda texts: texts.nunique() / len(texts),
    "share in groups of 30 or more": lambda texts: texts.map(texts.value_counts()).ge(30).mean(),
    "share of texts to 10 characters": lambda texts: texts.str.len().le(10).mean(),
    "share of texts above 100 characters": lambda texts: texts.str.len().gt(100).mean(),
    "share of texts above 300 characters": lambda texts: texts.str.len().gt(300).mean(),
}
