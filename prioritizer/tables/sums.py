"""Sums by key over tables that come one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_AT_ONCE = 200_000  # rows that are held before they are summed


class RunningSum:
    """Adds tables up by their keys as they come, and holds little more than the sum, in numbers.

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
        self.keys, self.sums, self._numbers = list(keys), list(sums), set(numbers)
        self._names: dict[str, dict[Any, int]] = {key: {} for key in keys}
        self._held: list[pd.DataFrame] = []
        self._n_held = self._n_summed = 0

    def add(self, part: pd.DataFrame) -> Self:
        """Add one table."""
        codes = {key: self._coded(key, part[key]) for key in self.keys}
        sums = part.reindex(columns=self.sums, fill_value=0.0)
        coded = pd.DataFrame({**codes, **{name: sums[name].to_numpy() for name in self.sums}})
        self._held.append(coded[(coded[self.keys] >= 0).all(axis=1)])
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
        summed = self._held[0]
        columns: dict[str, Any] = {}
        for key in self.keys:
            names = list(self._names[key])
            order = sorted(range(len(names)), key=names.__getitem__)
            place = np.empty(len(names), dtype=np.int32)
            place[order] = np.arange(len(names), dtype=np.int32)
            columns[key] = place[summed[key].to_numpy()]
        rows = np.lexsort([columns[key] for key in reversed(self.keys)])
        for key in self.keys:
            names = sorted(self._names[key])
            cells = np.array(names, "int64") if key in self._numbers else pd.array(names, "str")
            columns[key] = cells.take(columns[key][rows])
        return pd.DataFrame(
            {**columns, **{name: summed[name].to_numpy()[rows] for name in self.sums}}
        )

    def _coded(self, key: str, cells: pd.Series) -> NDArray[np.int32]:
        """Write cells as the numbers of what stands in them: -1 for nothing."""
        known = self._names[key]
        code, distinct = pd.factorize(cells if key in self._numbers else cells.astype("str"))
        own = [known.setdefault(cell, len(known)) for cell in distinct.tolist()]
        return np.array([*own, -1], dtype=np.int32)[code]

    def _sum(self) -> None:
        if not self._held:
            raise ValueError("No table was added to the sum.")
        table = pd.concat(self._held, ignore_index=True)
        self._held = []
        summed = table.groupby(self.keys, sort=False)[self.sums].sum().reset_index()
        self._held = [summed]
        self._n_held = self._n_summed = len(summed)
