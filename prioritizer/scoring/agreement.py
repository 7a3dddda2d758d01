"""How far raters, and how far rankings, agree."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from prioritizer.scoring.checks import as_matrix, as_vector, one_of
from prioritizer.vocabulary import Matrix


def krippendorff_alpha(ratings: ArrayLike, *, level: str = "ordinal") -> float:
    """Agreement of raters beyond chance, whoever rated whatever.

    Parameters
    ----------
    ratings : array-like of shape (n_raters, n_units)
        A row per rater, a column per thing rated; NaN where he did not rate it.
    level : {"nominal", "ordinal", "interval"}
        How far two different ratings are apart.

    Returns
    -------
    float
        1 for perfect agreement, 0 for what chance would give, below 0 for less. NaN where nothing
        was rated twice, or where all ratings are the same and agreement cannot be told from habit.

    References
    ----------
    Krippendorff, K. (2011). *Computing Krippendorff's Alpha-Reliability*. University of
    Pennsylvania.

    Examples
    --------
    >>> krippendorff_alpha([[1, 2, 3, 4], [1, 2, 3, 3]], level="interval").__round__(3)
    0.889
    """
    one_of(level, ("nominal", "ordinal", "interval"), "level")
    table = np.asarray(ratings, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"ratings: raters by units expected; got shape {table.shape}.")
    known = ~np.isnan(table)
    paired = known.sum(axis=0) >= 2
    table, known = table[:, paired], known[:, paired]
    if not table.size:
        return float("nan")
    grades = np.unique(table[known])
    counts = np.stack([(table == grade).sum(axis=0) for grade in grades])  # grades x units
    raters = counts.sum(axis=0)
    pairs = (counts / (raters - 1)) @ counts.T
    pairs[np.diag_indices(len(grades))] -= (counts / (raters - 1)).sum(axis=1)
    totals = pairs.sum(axis=1)
    apart = _distances(grades, totals, level)
    expected = (np.outer(totals, totals) * apart).sum() / (totals.sum() - 1)
    return float(1 - (pairs * apart).sum() / expected) if expected > 0 else float("nan")


def _distances(grades: Matrix, totals: Matrix, level: str) -> Matrix:
    if level == "nominal":
        return 1.0 - np.eye(len(grades))
    if level == "interval":
        return (grades[:, None] - grades) ** 2
    middle = np.cumsum(totals) - totals / 2
    return (middle[:, None] - middle) ** 2


def kendall_w(ranks: ArrayLike) -> float:
    """Agreement of several complete rankings, 0 to 1, corrected for ties.

    Parameters
    ----------
    ranks : array-like of shape (n_members, n_agendas)
        Scores or ranks, all in one direction; ties take their mean rank.

    Returns
    -------
    float
        Kendall's W; NaN for fewer than 2 members or agendas, or where everybody ties everything.

    References
    ----------
    Kendall, M. G. & Babington Smith, B. (1939). The problem of m rankings. *Annals of Mathematical
    Statistics* 10(3), 275-287.

    Examples
    --------
    >>> kendall_w([[1, 2, 3], [1, 2, 3], [1, 3, 2]]).__round__(4)
    0.7778
    """
    table = mean_ranks(as_matrix(ranks, "ranks").T).T
    m, n = table.shape
    if m < 2 or n < 2:
        return float("nan")
    ties = sum(
        float((c**3 - c).sum()) for c in (np.unique(r, return_counts=True)[1] for r in table)
    )
    spread = float(((table.sum(axis=0) - m * (n + 1) / 2) ** 2).sum())
    bound = m**2 * (n**3 - n) - m * ties
    return 12 * spread / bound if bound > 0 else float("nan")


def mean_ranks(values: Matrix) -> Matrix:
    """Rank each column upwards from 1; ties take their mean rank."""
    ranks: Matrix = pd.DataFrame(values).rank(method="average").to_numpy()
    return ranks


def kendall_tau(first: ArrayLike, second: ArrayLike) -> float:
    """Agreement of two rankings, -1 to 1, ties corrected (tau-b).

    NaN for fewer than 2 agendas, or where one side ties everything.

    >>> kendall_tau([1, 2, 3, 4], [1, 2, 4, 3]).__round__(4)
    0.6667
    """
    a, b = as_vector(first, "first"), as_vector(second, "second")
    if len(a) < 2 or (a == a[0]).all() or (b == b[0]).all():
        return float("nan")
    # pair by pair in plain numpy: scipy.stats takes longer to load than a re-ranking may
    agreed = tied_a = tied_b = 0
    for i in range(len(a) - 1):
        one = np.sign(a[i] - a[i + 1 :])
        other = np.sign(b[i] - b[i + 1 :])
        agreed += int(one @ other)
        tied_a += int((one == 0).sum())
        tied_b += int((other == 0).sum())
    pairs = len(a) * (len(a) - 1) // 2
    tau = agreed / np.sqrt(pairs - tied_a) / np.sqrt(pairs - tied_b)
    return float(np.clip(tau, -1.0, 1.0))
