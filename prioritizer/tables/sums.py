"""Sums by key over tables that come one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

import pandas as pd

_AT_ONCE = 500_000  # rows that are held before they are summed


class RunningSum:
    """Adds tables up by their keys as they come, and holds little more than the sum.

    Every cell must be a multiple of one power of two: then sums are exact, and neither the order
    nor the number of the tables changes a byte.

    Parameters
    ----------
    keys, sums : sequence of str
        Columns to sum by, and columns to sum; a table that lacks a sum counts 0 there.
    numbers : sequence of str
        Keys that are numbers; the others are text.

    Examples
    --------
    >>> one = pd.DataFrame({"agenda_id": ["A", "B"], "n_voices": [1.0, 2.0]})
    >>> RunningSum(["agenda_id"], ["n_voices"]).add(one).add(one).total()["n_voices"].tolist()
    [2.0, 4.0]
    """

    def __init__(
        self, keys: Sequence[str], sums: Sequence[str], *, numbers: Sequence[str] = ()
    ) -> None:
        self.keys, self.sums = list(keys), list(sums)
        self._texts = {key: "str" for key in keys if key not in numbers}
        self._held: list[pd.DataFrame] = []
        self._n_held = self._n_summed = 0

    def add(self, part: pd.DataFrame) -> Self:
        """Add one table."""
        self._held.append(part)
        self._n_held += len(part)
        if self._n_held > 2 * self._n_summed + _AT_ONCE:
            self._sum()
        return self

    def add_all(self, parts: Iterable[pd.DataFrame]) -> Self:
        """Add several tables."""
        for part in parts:
            self.add(part)
        return self

    def total(self) -> pd.DataFrame:
        """Give the sum of all tables so far, sorted by the keys.

        Raises
        ------
        ValueError
            If no table was added.
        """
        self._sum()
        return self._held[0]

    def _sum(self) -> None:
        table = pd.concat(self._held, ignore_index=True)
        table = table.reindex(columns=[*self.keys, *self.sums], fill_value=0.0)
        summed = table.astype(self._texts).groupby(self.keys, sort=True, observed=True)[self.sums]
        self._held = [summed.sum().reset_index()]
        self._n_held = self._n_summed = len(self._held[0])
