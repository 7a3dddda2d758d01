"""Value functions: what a performance is worth, on anchors that no other agenda can move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from prioritizer.errors import ConfigError, InputError, did_you_mean
from prioritizer.scoring.checks import one_of
from prioritizer.scoring.ranking import round_scores
from prioritizer.vocabulary import Matrix, is_blank

SHAPES = ("linear", "log", "points", "table")
OUT_OF_RANGE = ("clip", "extrapolate", "nan")
Points = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Values:
    """What performances are worth, and how many lay outside the anchors.

    Parameters
    ----------
    values : ndarray
        0 to 1, NaN where the performance is missing.
    clipped : ndarray of bool
        Performances beyond ``worst`` or ``best``, counted as the anchor they passed.
    """

    values: Matrix
    clipped: NDArray[np.bool_]

    @property
    def n_clipped(self) -> int:
        """How many performances were clipped."""
        return int(self.clipped.sum())


def piecewise_value(
    performance: ArrayLike, points: ArrayLike | Points, *, out_of_range: str = "clip"
) -> Matrix:
    """Read the value of performances off a line through anchor points.

    Parameters
    ----------
    performance : array-like
        Performances in the unit of the points; any shape. NaN (missing) stays NaN.
    points : array-like of shape (n_points, 2)
        Performance and value of each anchor, performances all rising or all falling.
    out_of_range : {"clip", "extrapolate", "nan"}
        Beyond the outer points: their value, their line drawn on, or nothing.

    Returns
    -------
    ndarray
        Values, of the shape of ``performance``.

    Raises
    ------
    ValueError
        If there are fewer than two points, or two stand on one performance.

    Examples
    --------
    >>> piecewise_value([30, 24, 6, 3.5, 0], [[24, 0], [6, 0.7], [1, 1]])
    array([0.  , 0.  , 0.7 , 0.85, 1.  ])
    """
    x, y = _anchors(points)
    one_of(out_of_range, OUT_OF_RANGE, "out_of_range")
    at = np.array(performance, dtype=np.float64)
    if np.isinf(at).any():
        raise ValueError("performance: a number may be missing (NaN), but not infinite.")
    values: Matrix = np.interp(at, x, y)
    if out_of_range == "nan":
        values = np.where((at < x[0]) | (at > x[-1]), np.nan, values)
    elif out_of_range == "extrapolate":
        values = np.where(at < x[0], y[0] + (at - x[0]) * (y[1] - y[0]) / (x[1] - x[0]), values)
        slope = (y[-1] - y[-2]) / (x[-1] - x[-2])
        values = np.where(at > x[-1], y[-1] + (at - x[-1]) * slope, values)
    return np.where(np.isnan(at), np.nan, values)


def values_of(
    performance: ArrayLike,
    *,
    shape: str = "linear",
    worst: float | None = None,
    best: float | None = None,
    points: Points | None = None,
    table: Mapping[str, float] | None = None,
    offset: float = 0.0,
) -> Values:
    """Give each performance its value between ``worst`` (0) and ``best`` (1).

    Parameters
    ----------
    performance : array-like
        Performances, any shape; NaN and blank are missing. Words for ``table``.
    shape : {"linear", "log", "points", "table"}
        ``linear``: (x - worst) / (best - worst). ``log``: the same of log(offset + x), and 0 where
        offset + x is not above 0. ``points``: see :func:`piecewise_value`. ``table``: looked up.
    worst, best : float, optional
        Anchors of ``linear`` and ``log``; ``best`` may be the lower.
    points : sequence of pairs, optional
        Performance and value of each anchor of ``points``.
    table : mapping, optional
        Value of each word of ``table``.
    offset : float
        Added before the logarithm is taken.

    Returns
    -------
    Values
        Rounded to 9 decimals, as the workbook does.

    Raises
    ------
    ConfigError
        If the anchors of the shape are missing or say nothing.
    InputError
        If a word is not in the table.

    Examples
    --------
    >>> values_of([30, 12.5, 1, float("nan")], worst=24, best=1).values
    array([0. , 0.5, 1. , nan])
    >>> values_of([0.0, 0.001, 0.01, 0.5], shape="log", worst=0.001, best=0.1).n_clipped
    2
    """
    if shape == "table":
        looked_up = _look_up(performance, _need_table(table))
        return Values(round_scores(looked_up), np.zeros(looked_up.shape, dtype=bool))
    x = np.array(performance, dtype=np.float64)
    if shape == "points":
        places, _ = _anchors(_need_points(points))
        low, high = places[0], places[-1]
        values = piecewise_value(x, _need_points(points))
    else:
        start, end = _need_ends(worst, best)
        low, high = min(start, end), max(start, end)
        if shape == "log":
            values = _log_value(x, start, end, offset)
        elif shape == "linear":
            values = (x - start) / (end - start)
        else:
            raise ConfigError(f"shape: no value function {shape!r}.", did_you_mean(shape, SHAPES))
    slack = 1e-9 * (high - low)
    with np.errstate(invalid="ignore"):
        clipped = (x < low - slack) | (x > high + slack)
    return Values(round_scores(np.clip(values, 0.0, 1.0)), clipped)


def performance_of(
    value: float,
    *,
    shape: str = "linear",
    worst: float | None = None,
    best: float | None = None,
    points: Points | None = None,
    table: Mapping[str, float] | None = None,
    offset: float = 0.0,
) -> float | str | None:
    """Find the least performance that is worth ``value``: the way back through :func:`values_of`.

    Returns
    -------
    float, str or None
        In the indicator's own unit; the word for ``table``; None where nothing is worth so much.

    Examples
    --------
    >>> performance_of(0.5, worst=24, best=1)
    12.5
    >>> performance_of(0.5, shape="table", table={"none": 1.0, "regulation": 0.6, "act": 0.0})
    'regulation'
    """
    if shape == "table":
        enough = [(v, word) for word, v in _need_table(table).items() if v >= value - 1e-9]
        return min(enough, key=lambda pair: pair[0])[1] if enough else None
    if shape == "points":
        x, y = _anchors(_need_points(points))
        return _first_reaching(x, y, value)
    start, end = _need_ends(worst, best)
    if value > 1 + 1e-9:
        return None
    if shape == "log":
        return float((start + offset) * ((end + offset) / (start + offset)) ** value - offset)
    return float(start + value * (end - start))


def _first_reaching(x: Matrix, y: Matrix, value: float) -> float | None:
    """Walk from the poorer end to the first performance worth enough."""
    if y[0] > y[-1]:
        x, y = x[::-1], y[::-1]
    reached = np.flatnonzero(y >= value - 1e-9)
    if not len(reached):
        return None
    i = int(reached[0])
    if i == 0:
        return float(x[0])
    part = min((value - y[i - 1]) / (y[i] - y[i - 1]), 1.0)
    return float(x[i - 1] + part * (x[i] - x[i - 1]))


def _log_value(x: Matrix, worst: float, best: float, offset: float) -> Matrix:
    if not (worst + offset > 0 and best + offset > 0):
        raise ConfigError(
            f"worst ({worst:g}) and best ({best:g}) must be above 0 with the offset ({offset:g}).",
            "A logarithm has no 0: raise the anchor, or give an offset.",
        )
    shifted = x + offset
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.where(shifted > 0, shifted, 1.0) / (worst + offset))
    values = logs / np.log((best + offset) / (worst + offset))
    return np.where(np.isnan(x), np.nan, np.where(shifted > 0, values, 0.0))


def _look_up(performance: ArrayLike, table: Mapping[str, float]) -> Matrix:
    words = {str(word).strip().casefold(): float(value) for word, value in table.items()}
    cells = np.asarray(performance, dtype=object)
    values = np.full(cells.shape, np.nan)
    for place, cell in np.ndenumerate(cells):
        if is_blank(cell):
            continue
        word = _word(cell)
        if word not in words:
            raise InputError(
                f"{str(cell)!r} is not in the table of values.", did_you_mean(word, words)
            )
        values[place] = words[word]
    return values


def _word(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a spreadsheet's 3 arrives as 3.0
    return str(cell).strip().casefold()


def _anchors(points: ArrayLike | Points) -> tuple[Matrix, Matrix]:
    """Split points into performances, rising, and their values."""
    try:
        array = np.array(points, dtype=np.float64)
    except (TypeError, ValueError):
        raise ConfigError("points: pairs of performance and value expected.") from None
    if array.ndim != 2 or array.shape[1] != 2 or len(array) < 2 or not np.isfinite(array).all():
        raise ConfigError(
            "points: at least two pairs of performance and value expected, all numbers."
        )
    if array[0, 0] > array[-1, 0]:
        array = array[::-1]
    if not (np.diff(array[:, 0]) > 0).all():
        raise ConfigError(
            "points: performances must all rise or all fall, each standing once.",
            "Sort the points by performance.",
        )
    return array[:, 0].copy(), array[:, 1].copy()


def _need_points(points: Points | None) -> Points:
    if points is None or isinstance(points, float):
        raise ConfigError("points: shape 'points' needs them.", "Give [[performance, value], …].")
    return points


def _need_table(table: Mapping[str, float] | None) -> Mapping[str, float]:
    if not isinstance(table, Mapping) or not table:
        raise ConfigError("table: shape 'table' needs it.", "Give { word = value, … }.")
    return table


def _need_ends(worst: float | None, best: float | None) -> tuple[float, float]:
    if worst is None or best is None or not (np.isfinite(worst) and np.isfinite(best)):
        raise ConfigError("worst and best are needed for this shape.", "Say what is worth 0 and 1.")
    if worst == best:
        raise ConfigError(f"worst and best are both {best:g}.", "Say what is worth 0 and what 1.")
    return float(worst), float(best)
