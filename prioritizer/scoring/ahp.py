"""AHP as an elicitor of weights: pairwise comparisons, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import scipy
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
        "saaty_2005": (
            *(0.0, 0.0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49),
            *(1.52, 1.54, 1.56, 1.58, 1.59),
        ),
        "donegan_dodd": (
            *(0.0, 0.0, 0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055),
            *(1.4213, 1.4497, 1.4643, 1.4822, 1.4969, 1.5078, 1.5153, 1.5262, 1.5313, 1.5371),
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
        Consistency index over the random index; below .10 is usually accepted. NaN where the table
        of random indices does not go so far.
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
    random_index: float | str | Sequence[float] | Mapping[int, float] | None = None,
    *,
    method: str = "eigenvector",
) -> Ahp:
    """Derive weights from how many times more each criterion matters than each other.

    Parameters
    ----------
    pairwise : array-like of shape (n_criteria, n_criteria)
        Entry (i, j): how many times more i matters than j. Its reverse stands at (j, i); 1 on the
        diagonal. Rounded reverses (7 and .14) are taken as they are. NaN or None: not compared;
        filled so that the whole is as consistent as it can be.
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
    Systems* 14(4), 445-459. Table ``donegan_dodd``: Donegan, H. A. & Dodd, F. J. (1991),
    *Mathematical and Computer Modelling* 15(10), 135-137. Missing entries: Bozóki, S., Fülöp, J. &
    Rónyai, L. (2010), *Mathematical and Computer Modelling* 52, 318-333.

    Examples
    --------
    >>> judged = ahp_weights([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]])
    >>> judged.weights.round(4), round(judged.consistency_ratio, 9)
    (array([0.5714, 0.2857, 0.1429]), 0.0)
    """
    one_of(method, ("eigenvector", "geometric"), "method")
    table = _completed(_checked(pairwise))
    n = len(table)
    weights, largest = _principal(table)
    if method == "geometric":
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


def _completed(table: Matrix) -> Matrix:
    """Fill what was not compared so that the whole is as consistent as it can be."""
    rows, columns = np.nonzero(np.triu(np.isnan(table)))
    if not len(rows):
        return table
    linked = np.linalg.matrix_power((~np.isnan(table)).astype(float), len(table)) > 0
    if not linked.all():
        raise ValueError("pairwise: some criteria are never compared with the others.")

    def fill(logs: Matrix) -> Matrix:
        whole = table.copy()
        whole[rows, columns], whole[columns, rows] = np.exp(logs), np.exp(-logs)
        return whole

    def size_and_slope(logs: Matrix) -> tuple[float, Matrix]:
        whole = fill(logs)
        right, largest = _principal(whole)
        left, _ = _principal(whole.T)
        push = left[rows] * whole[rows, columns] * right[columns]
        pull = left[columns] * whole[columns, rows] * right[rows]
        return largest, (push - pull) / float(left @ right)

    # The largest eigenvalue is convex in the logarithms, so there is one answer.
    found = scipy.optimize.minimize(
        size_and_slope, np.zeros(len(rows)), jac=True, method="BFGS", tol=1e-10
    )
    return fill(found.x)


def _principal(table: Matrix) -> tuple[Matrix, float]:
    """Largest eigenvalue of a positive table, and its vector."""
    numbers, vectors = np.linalg.eig(table)
    first = int(np.argmax(numbers.real))
    vector = np.abs(vectors[:, first].real)
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
        number = float({str(key): value for key, value in given.items()}.get(str(n), 0.0))
    elif isinstance(given, Sequence | np.ndarray) and np.ndim(given) == 1:
        number = float(given[n - 1]) if n <= len(given) else 0.0
    else:
        number = float(given)  # type: ignore[arg-type]
    return (number if number > 0 or n <= 2 else float("nan")), name
