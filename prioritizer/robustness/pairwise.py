"""Exact chance that one agenda beats another when weights are uncertain: no sampling, no noise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.robustness.acceptability import dirichlet_alpha
from prioritizer.scoring.checks import as_matrix
from prioritizer.vocabulary import Matrix

_PAIRS = 1 << 16  # pairs handled at a time, so that thousands of agendas fit in memory
_MOST_PHASES = 60  # above this the quadratic recursion costs more than the inversion
_STEP = 0.25  # largest trapezoid step of the inversion


def pairwise_winning(
    values: ArrayLike, *, alpha: ArrayLike | None = None, order: Sequence[int] | None = None
) -> Matrix:
    """Chance that the row's agenda scores above the column's, exactly.

    Parameters
    ----------
    values : array-like of shape (n_agendas, n_criteria)
        What each performance is worth; more is better.
    alpha : float or array-like of shape (n_criteria,), optional
        Dirichlet parameters of the weights, 0 or more; ones (every weighting alike) by default.
    order : sequence of int, optional
        Positions of the criteria from the most to the least important: weights are then drawn
        evenly from all that respect this order, and ``alpha`` must be left out.

    Returns
    -------
    ndarray of shape (n_agendas, n_agendas)
        0 on the diagonal. Two agendas that are alike on every criterion that has weight: neither
        wins, both 0. Otherwise the chances of a pair sum to 1.

    Notes
    -----
    Dirichlet weights are gamma variables over their sum, so the sign of w · (u - v) is that of a
    weighted sum of gammas. Whole parameters make gammas sums of exponentials, and these forget
    their past: with leads a and lags b, f(i, j) = b/(a+b) f(i-1, j) + a/(a+b) f(i, j-1). All terms
    are positive, so nothing cancels, even on coarse grades. Other parameters, and sums above 60,
    are computed by inverting the characteristic function (Gil-Pelaez, Imhof) on a logarithmic grid,
    where the trapezoid rule errs by less than 1e-10.

    References
    ----------
    Leskinen, P. et al. (2006), pairwise winning indices of SMAA; Imhof, J. P. (1961). Computing the
    distribution of quadratic forms in normal variables. *Biometrika* 48, 419-426.

    Examples
    --------
    >>> pairwise_winning([[1.0, 0.0], [0.0, 1.0], [0.2, 0.0]]).round(4)
    array([[0.    , 0.5   , 1.    ],
           [0.5   , 0.    , 0.8333],
           [0.    , 0.1667, 0.    ]])
    """
    table = as_matrix(values, "values")
    n_agendas, n_criteria = table.shape
    shape = dirichlet_alpha(alpha, n_criteria)
    if order is not None:
        if alpha is not None:
            raise ValueError("give alpha or order, not both.")
        table = ordered_basis(table, order)
    table, shape = table[:, shape > 0], shape[shape > 0]
    tolerance = 1e-13 * max(float(np.abs(table).max()), 1e-300)
    whole = np.abs(shape - np.rint(shape)).max() < 1e-9 and shape.sum() <= _MOST_PHASES
    winning = np.zeros((n_agendas, n_agendas))
    for rows, columns in _pair_blocks(n_agendas):
        leads = table[rows] - table[columns]
        leads[np.abs(leads) <= tolerance] = 0.0
        if whole:
            chance = _recursion(np.repeat(leads, np.rint(shape).astype(int), axis=1))
        else:
            chance = _inversion(leads, shape)
        winning[rows, columns] = chance
        winning[columns, rows] = np.where((leads != 0).any(axis=1), 1.0 - chance, 0.0)
    return winning


def ordered_basis(table: Matrix, order: Sequence[int]) -> Matrix:
    """Means over the most important 1, 2, 3 … criteria: the corners of all ordered weightings."""
    positions = np.asarray(order, dtype=np.intp)
    if sorted(positions.tolist()) != list(range(table.shape[1])):
        raise ValueError(f"order: each of the {table.shape[1]} criteria once expected.")
    means: Matrix = np.cumsum(table[:, positions], axis=1) / np.arange(1, table.shape[1] + 1)
    return means


def _pair_blocks(n_agendas: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """List all pairs i < k, some rows at a time."""
    blocks = []
    start = 0
    while start < n_agendas - 1:
        stop = start + 1
        size = n_agendas - stop
        while stop < n_agendas - 1 and size + n_agendas - stop - 1 <= _PAIRS:
            size += n_agendas - stop - 1
            stop += 1
        rows = np.repeat(np.arange(start, stop), n_agendas - 1 - np.arange(start, stop))
        columns = np.concatenate([np.arange(i + 1, n_agendas) for i in range(start, stop)])
        blocks.append((rows, columns))
        start = stop
    return blocks


def _recursion(leads: Matrix) -> Matrix:
    """Chance that a sum of leads times unit exponentials is above 0, for each row."""
    n_phases = leads.shape[1]
    leads = np.sort(leads, axis=1)[:, ::-1]
    ahead, behind = (leads > 0).sum(axis=1), (leads < 0).sum(axis=1)
    chance = np.where((ahead > 0) & (behind == 0), 1.0, 0.0)
    group = ahead * (n_phases + 1) + behind
    open_pairs = np.flatnonzero((ahead > 0) & (behind > 0))
    ordered = open_pairs[np.argsort(group[open_pairs], kind="stable")]
    if not len(ordered):
        return chance
    cuts = np.flatnonzero(np.diff(group[ordered])) + 1
    for members in np.split(ordered, cuts):
        p, q = int(ahead[members[0]]), int(behind[members[0]])
        own = leads[members].T
        gains = np.ascontiguousarray(own[:p])
        losses = np.ascontiguousarray(-own[n_phases - q :])
        row = np.zeros((q + 1, len(members)))
        for gain in gains:
            total = gain + losses
            stay, pay = gain / total, losses / total
            row[0] = 1.0
            for j in range(1, q + 1):
                row[j] *= pay[j - 1]
                row[j] += stay[j - 1] * row[j - 1]
        chance[members] = row[q]
    return chance


def _inversion(leads: Matrix, alpha: Matrix) -> Matrix:
    """Chance that a sum of leads times gammas is above 0, for each row (Gil-Pelaez)."""
    largest = np.abs(leads).max(axis=1)
    chance = np.where((leads >= 0).all(axis=1) & (largest > 0), 1.0, 0.0)
    mixed = np.flatnonzero((leads > 0).any(axis=1) & (leads < 0).any(axis=1))
    # A strip of width y round the grid bounds the integrand by cos(y) ** -sum(alpha), and the error
    # by that times exp(-2 pi y / step); this step makes the product exp(-30).
    step = min(_STEP, 2 * np.pi / np.sqrt(60 * float(alpha.sum())))
    reach = min(37.0 / float(alpha.min()), 700.0)
    points = np.exp(np.arange(-34.0, reach + step, step))
    size = max(1, (1 << 21) // (len(points) * len(alpha)))
    for start in range(0, len(mixed), size):
        members = mixed[start : start + size]
        scaled = leads[members] / largest[members, None]
        angle = np.zeros((len(members), len(points)))
        decay = np.zeros_like(angle)
        for j, a in enumerate(alpha):
            turned = scaled[:, j, None] * points
            angle += a * np.arctan(turned)
            decay += a * np.log(np.hypot(1.0, turned))
        chance[members] = 0.5 + step / np.pi * (np.sin(angle) * np.exp(-decay)).sum(axis=1)
    return np.clip(chance, 0.0, 1.0)
