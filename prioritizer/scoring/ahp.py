"""AHP as an elicitor of weights: pairwise comparisons, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.errors import did_you_mean
from prioritizer.scoring.checks import one_of
from prioritizer.vocabulary import Matrix

RANDOM_INDEX_TABLES: Mapping[str, tuple[float, ...]] = MappingProxyType(
    {
        # for 1, 2, 3 … criteria
        "saaty": (
            *(0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49),
            *(1.51, 1.48, 1.56, 1.57, 1.59),
        ),
        "alonso_lamata": (
            *(0.0, 0.0, 0.5245, 0.8815, 1.1086, 1.2479, 1.3417, 1.4056, 1.4499, 1.4854),
            *(1.5141, 1.5365, 1.5551, 1.5713, 1.5838),
        ),
    }
)
"""Mean consistency index of random matrices; a ratio means nothing without the table's name."""

MAX_GAP = 0.15
"""How far a comparison times its reverse may be from 1: 7 and .14 pass, 3 and 3 do not."""


@dataclass(frozen=True)
class Ahp:
    """Weights from pairwise comparisons.

    Parameters
    ----------
    weights : ndarray of shape (n_criteria,)
        Shares that sum to 1.
    consistency_ratio : float
        Consistency index over the random index; below .10 is usually accepted.
    consistency_index : float
        (largest eigenvalue - n) / (n - 1).
    largest_eigenvalue : float
        n where the comparisons agree perfectly.
    random_index : float
        What the index was divided by.
    random_index_table : str
        Where that number comes from; print it beside the ratio.
    """

    weights: Matrix
    consistency_ratio: float
    consistency_index: float
    largest_eigenvalue: float
    random_index: float
    random_index_table: str


def ahp_weights(
    pairwise: ArrayLike,
    *,
    random_index: float | str | Sequence[float] | Mapping[int, float] | None = None,
    method: str = "eigenvector",
) -> Ahp:
    """Derive weights from how many times more each criterion matters than each other.

    Parameters
    ----------
    pairwise : array-like of shape (n_criteria, n_criteria)
        Entry (i, j): how many times more i matters than j. Its reverse stands at (j, i); 1 on the
        diagonal. Rounded reverses (7 and .14) are taken as they are. NaN: not compared; what is
        known through others fills it (Harker 1987).
    random_index : float, str, sequence, mapping or None
        The number to divide by, or a table that holds it: a name of ``RANDOM_INDEX_TABLES``
        (``saaty`` by default), numbers for 1, 2, 3 … criteria, or a mapping from the number of
        criteria.
    method : {"eigenvector", "geometric"}
        Principal eigenvector, or geometric mean of the rows.

    Returns
    -------
    Ahp
        With at most 2 criteria nothing can disagree, and the ratio is 0.

    Raises
    ------
    ValueError
        If the table is not square, an entry is 0 or less, the diagonal is not 1, or a pair is not
        reversed.

    References
    ----------
    Saaty, T. L. (1980). *The Analytic Hierarchy Process*. McGraw-Hill. Table ``alonso_lamata``:
    Alonso, J. A. & Lamata, M. T. (2006), *Int. J. Uncertainty, Fuzziness and Knowledge-Based
    Systems* 14(4), 445-459. Missing entries: Harker, P. T. (1987), *Mathematical Modelling* 9(11),
    837-848.

    Examples
    --------
    >>> judged = ahp_weights([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]])
    >>> judged.weights.round(4), round(judged.consistency_ratio, 9)
    (array([0.5714, 0.2857, 0.1429]), 0.0)
    """
    one_of(method, ("eigenvector", "geometric"), "method")
    table = _checked(pairwise)
    n = len(table)
    missing = np.isnan(table)
    filled = np.where(missing, 0.0, table)
    filled[np.diag_indices(n)] += missing.sum(axis=1)  # Harker: count what was not compared
    weights, largest = _principal(filled)
    if method == "geometric":
        if missing.any():
            raise ValueError(
                "pairwise: the geometric mean needs every pair; use method='eigenvector'."
            )
        logs = np.log(table).mean(axis=1)
        weights = np.exp(logs - logs.max())
        weights = weights / weights.sum()
        largest = float((table @ weights / weights).mean())
    number, name = _random_index(random_index, n)
    index = max((largest - n) / (n - 1), 0.0) if n > 2 else 0.0
    ratio = 0.0 if n <= 2 else index / number
    return Ahp(weights, ratio, index, largest, number, name)


def _checked(pairwise: ArrayLike) -> Matrix:
    try:
        table = np.array(pairwise, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError("pairwise: a square table of numbers expected.") from None
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not table.size:
        raise ValueError(f"pairwise: a square table expected; got shape {table.shape}.")
    np.fill_diagonal(table, np.where(np.isnan(np.diag(table)), 1.0, np.diag(table)))
    known = ~np.isnan(table)
    bad = np.argwhere(known & ~((table > 0) & np.isfinite(table)))
    if len(bad):
        i, j = bad[0]
        raise ValueError(f"pairwise[{i}, {j}] is {table[i, j]:g}: a ratio is above 0.")
    if (np.diag(table) != 1).any():
        i = int(np.flatnonzero(np.diag(table) != 1)[0])
        raise ValueError(f"pairwise[{i}, {i}] is {table[i, i]:g}: a criterion against itself is 1.")
    one_sided = ~known & known.T
    table = np.where(one_sided, 1.0 / np.where(one_sided, table.T, 1.0), table)
    product = table * table.T
    wrong = np.argwhere(np.abs(np.where(np.isnan(product), 1.0, product) - 1) > MAX_GAP)
    if len(wrong):
        i, j = wrong[0]
        raise ValueError(
            f"pairwise[{i}, {j}] is {table[i, j]:g} and [{j}, {i}] is {table[j, i]:g}: "
            "one must be the other's reverse."
        )
    return table


def _principal(table: Matrix) -> tuple[Matrix, float]:
    """Largest eigenvalue and its vector, which is positive where every pair is linked."""
    numbers, vectors = np.linalg.eig(table)
    first = int(np.argmax(numbers.real))
    vector = np.abs(vectors[:, first].real)
    if not vector.min() > 0:
        raise ValueError("pairwise: some criteria are never compared with the others.")
    return vector / vector.sum(), float(numbers[first].real)


def _random_index(
    given: float | str | Sequence[float] | Mapping[int, float] | None, n: int
) -> tuple[float, str]:
    if given is None:
        given = "saaty"
    name = given if isinstance(given, str) else "given"
    if isinstance(given, str):
        if given not in RANDOM_INDEX_TABLES:
            hint = did_you_mean(given, RANDOM_INDEX_TABLES)
            raise ValueError(f"random_index: no table {given!r}. {hint}")
        given = RANDOM_INDEX_TABLES[given]
    if isinstance(given, Mapping):
        number = float(given.get(n, 0.0))
    elif isinstance(given, Sequence):
        number = float(given[n - 1]) if n <= len(given) else 0.0
    else:
        number = float(given)
    if n > 2 and not number > 0:
        raise ValueError(f"random_index: no number above 0 for {n} criteria; name one.")
    return number, name
