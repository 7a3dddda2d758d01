"""What a performance is worth: fixed anchors, forwards and backwards, for arrays of any shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.errors import ConfigError
from prioritizer.vocabulary import Matrix


@dataclass(frozen=True)
class Anchors:
    """The value function of one indicator, as a row of the criteria table tells it.

    Attributes
    ----------
    shape : str
        ``linear``, ``log`` (of performance + offset), ``points`` or ``table``.
    worst, best : float
        Performances worth 0 and 1; ``best`` may be the lower.
    points : tuple of (performance, value)
        For ``points``: piecewise linear, flat beyond its ends.
    table : tuple of (word, value)
        For ``table``; the performance is the place of the word in this tuple, from 0.
    offset : float
        Added before the logarithm.
    """

    shape: str
    worst: float
    best: float
    points: tuple[tuple[float, float], ...] = ()
    table: tuple[tuple[str, float], ...] = ()
    offset: float = 0.0

    @classmethod
    def of(cls, row: Any) -> Anchors:
        """Read the anchors from one row of the criteria table (anything with a ``get``)."""
        shape = str(row.get("shape") or "linear")
        raw_points, raw_table = row.get("points"), row.get("table")
        points = (
            tuple(sorted((float(x), float(v)) for x, v in raw_points)) if _held(raw_points) else ()
        )
        table = tuple((str(k), float(v)) for k, v in raw_table.items()) if _held(raw_table) else ()
        worst, best = _number(row.get("worst")), _number(row.get("best"))
        if shape == "points" and points:
            values = [v for _, v in points]
            worst, best = points[int(np.argmin(values))][0], points[int(np.argmax(values))][0]
        if shape == "table" and table:
            values = [v for _, v in table]
            worst, best = float(np.argmin(values)), float(np.argmax(values))
        if shape != "table" and not (np.isfinite(worst) and np.isfinite(best) and worst != best):
            raise ConfigError(
                f"indicator {row.get('indicator')}: worst is {worst} and best is {best}.",
                "Say which performance is worth 0 (worst) and which is worth 1 (best).",
            )
        return cls(shape, worst, best, points, table, _number(row.get("offset"), 0.0))

    def values(self, performance: ArrayLike) -> Matrix:
        """Give the value of each performance: 0 at ``worst``, 1 at ``best``, clipped; NaN stays.

        Linear: (x - worst) / (best - worst). Log: the same of log(x + offset), and 0 where
        x + offset ≤ 0, whichever end is the best.

        Examples
        --------
        >>> Anchors("linear", worst=24, best=1).values([1, 12.5, 24, 40]).tolist()
        [1.0, 0.5, 0.0, 0.0]
        """
        x = np.asarray(performance, dtype=np.float64)
        if self.shape == "points":
            value = np.interp(x, [p for p, _ in self.points], [v for _, v in self.points])
            return np.where(np.isnan(x), np.nan, value)
        if self.shape == "table":
            worth = np.array([value for _, value in self.table])
            place = np.clip(np.nan_to_num(x), 0, len(worth) - 1).astype(np.intp)
            return np.where(np.isnan(x), np.nan, worth[place])
        low, high = self._line(self.worst), self._line(self.best)
        clipped: Matrix = np.clip((self._line(x) - low) / (high - low), 0.0, 1.0)
        if self.shape == "log":
            clipped = np.where(x + self.offset <= 0, 0.0, clipped)
        return clipped + 0.0  # so that no -0.0 is written

    def performance(self, value: ArrayLike) -> Matrix:
        """Find the performance that is worth a value: the other way round (not for tables).

        Where several are worth it, as on a flat stretch of ``points``, the lowest is told.
        """
        v = np.asarray(value, dtype=np.float64)
        if self.shape == "table":
            return np.full(v.shape, np.nan)
        if self.shape == "points":
            rising = sorted((value, x) for x, value in self.points)
            return np.interp(v, [a for a, _ in rising], [b for _, b in rising])
        low, high = self._line(self.worst), self._line(self.best)
        line = low + v * (high - low)
        return np.exp(line) - self.offset if self.shape == "log" else line

    def clipped(self, performance: ArrayLike) -> int:
        """Count the performances that lie beyond the anchors."""
        if self.shape == "table":
            return 0
        x = np.asarray(performance, dtype=np.float64)
        ends = [p for p, _ in self.points] or [self.worst, self.best]
        slack = 1e-12 * (abs(max(ends)) + abs(min(ends)))
        return int(((x < min(ends) - slack) | (x > max(ends) + slack)).sum())

    def place(self, word: Any) -> float:
        """Find a word of the table; NaN where it is not there."""
        key = str(word).strip().casefold()
        names = [name.casefold() for name, _ in self.table]
        return float(names.index(key)) if key in names else float("nan")

    def _line(self, x: ArrayLike) -> Matrix:
        number = np.asarray(x, dtype=np.float64)
        if self.shape != "log":
            return number
        shifted = number + self.offset
        floor = min(shift for shift in (self.worst + self.offset, self.best + self.offset))
        return np.log(np.where(shifted <= 0, max(floor, 1e-300), shifted))


def _held(value: Any) -> bool:
    return value is not None and not isinstance(value, float) and len(value) > 0


def _number(value: Any, default: float = float("nan")) -> float:
    try:
        return default if value is None else float(value)
    except (TypeError, ValueError):
        return default
