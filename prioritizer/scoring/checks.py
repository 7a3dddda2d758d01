"""What every method asks of its arrays, told with the place of the fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from prioritizer.vocabulary import Matrix

Directions = ArrayLike | None


def as_matrix(matrix: ArrayLike, name: str = "matrix") -> Matrix:
    """Copy a table of agendas by criteria, all finite numbers."""
    array = _as_floats(matrix, name)
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(
            f"{name}: agendas by criteria expected, at least 1 x 1; got {array.shape}."
        )
    return _finite(array, name)


def as_vector(vector: ArrayLike, name: str) -> Matrix:
    """Copy a row of finite numbers, at least one."""
    array = _as_floats(vector, name)
    if array.ndim != 1 or not len(array):
        raise ValueError(f"{name}: one row of numbers expected; got shape {array.shape}.")
    return _finite(array, name)


def as_shares(weights: ArrayLike, n_criteria: int, name: str = "weights") -> Matrix:
    """Copy weights of 0 or more and divide them by their sum."""
    array = as_vector(weights, name)
    if len(array) != n_criteria:
        raise ValueError(f"{name}: {n_criteria} expected, one per criterion; got {len(array)}.")
    if (array < 0).any():
        where = int(np.flatnonzero(array < 0)[0])
        raise ValueError(f"{name}[{where}] is {array[where]}: a weight is 0 or more.")
    if not array.max() > 0:
        raise ValueError(f"{name}: every weight is 0: say which criterion counts.")
    array /= array.max()  # so that the sum of tiny or huge weights neither vanishes nor overflows
    shares: Matrix = array / array.sum()
    return shares


def as_directions(directions: Directions, n_criteria: int) -> Matrix:
    """Copy directions, 1 where more is better and -1 where less is; all 1 where none are given."""
    if directions is None:
        return np.ones(n_criteria)
    array = as_vector(np.atleast_1d(np.asarray(directions)), "directions")
    if len(array) != n_criteria:
        raise ValueError(f"directions: {n_criteria} expected, one per criterion; got {len(array)}.")
    wrong = np.flatnonzero(np.abs(array) != 1)
    if len(wrong):
        raise ValueError(
            f"directions[{wrong[0]}] is {array[wrong[0]]:g}: 1 (more is better) or -1 (less is)."
        )
    return array


def per_criterion(value: Any, n_criteria: int, name: str) -> Matrix:
    """Spread one number over all criteria, or check that there is one for each."""
    if isinstance(value, list | tuple):
        value = [0.0 if each is None else each for each in value]
    array = np.atleast_1d(np.asarray(0.0 if value is None else value, dtype=np.float64))
    if array.shape == (1,):
        array = np.repeat(array, n_criteria)
    if array.shape != (n_criteria,):
        raise ValueError(f"{name}: one number, or {n_criteria}, one per criterion.")
    return _finite(array.copy(), name)


def one_of(value: str, known: Sequence[str], name: str) -> str:
    """Refuse a word that nobody knows."""
    if value not in known:
        raise ValueError(f"{name}={value!r}: choose one of {', '.join(known)}.")
    return value


def _as_floats(values: ArrayLike, name: str) -> Matrix:
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: numbers expected, in rows of one length ({error}).") from None


def _finite(array: NDArray[np.float64], name: str) -> Matrix:
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        place = ", ".join(str(int(i)) for i in bad[0])
        more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
        raise ValueError(
            f"{name}[{place}] is {array[tuple(bad[0])]}{more}: fill in a number, or drop the row."
        )
    return array
