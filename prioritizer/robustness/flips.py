"""The smallest change of weights that turns two agendas round, or changes the shortlist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike

from prioritizer.scoring.checks import as_matrix, as_shares
from prioritizer.scoring.ranking import order_of
from prioritizer.vocabulary import Matrix


@dataclass(frozen=True)
class Flip:
    """The nearest weights at which ``second`` draws level with ``first``.

    Parameters
    ----------
    first, second : int
        Positions of the agenda that leads and the one that catches up; -1 where nobody can.
    moved : float
        Share of the weight that changes hands (half the sum of all changes); infinite where no
        admissible weights do it.
    weights : ndarray of shape (n_criteria,)
        The weights there; NaN where there are none.
    """

    first: int
    second: int
    moved: float
    weights: Matrix

    @property
    def possible(self) -> bool:
        """Tell whether any admissible weights do it."""
        return bool(np.isfinite(self.moved))


def nearest_flip(
    values: ArrayLike,
    weights: ArrayLike,
    *,
    pair: tuple[int, int] | None = None,
    top_k: int | None = None,
    bounds: ArrayLike | None = None,
) -> Flip:
    """Find the smallest change of weights that flips a pair, or changes the best k.

    Parameters
    ----------
    values : array-like of shape (n_agendas, n_criteria)
        Criterion scores (or values) of the agendas that are ranked.
    weights : array-like of shape (n_criteria,)
        Stated weights; divided by their sum.
    pair : tuple of two int, optional
        Positions of two agendas; the one that scores less is to draw level.
    top_k : int, optional
        Instead: the shortlist changes when anyone outside draws level with anyone inside.
    bounds : array-like of shape (n_criteria, 2), optional
        Least and largest share allowed of each criterion.

    Returns
    -------
    Flip

    Notes
    -----
    A linear programme: least sum of changes, such that weights sum to 1, stay within their bounds
    and the challenger scores at least as much. For the shortlist it is the nearest of all pairs; a
    closed form (all weight that moves goes to the challenger's best criterion, taken from its worst
    first) says which pair to solve, and with bounds all pairs near enough are solved.

    Examples
    --------
    >>> flip = nearest_flip([[1.0, 0.0], [0.2, 0.6]], [0.5, 0.5], pair=(0, 1))
    >>> round(flip.moved, 6), flip.weights.round(6)
    (0.071429, array([0.428571, 0.571429]))
    """
    x = as_matrix(values, "values")
    shares = as_shares(weights, x.shape[1])
    limits = _limits(bounds, x.shape[1])
    scores = (x * shares).sum(axis=1)
    if (pair is None) == (top_k is None):
        raise ValueError("give a pair or top_k, one of the two.")
    if pair is not None:
        first, second = pair
        if scores[second] > scores[first]:
            first, second = second, first
        return _solve(x, shares, first, second, limits)
    order = order_of(scores)
    inside, outside = order[:top_k], order[top_k:]
    best = Flip(-1, -1, np.inf, np.full(x.shape[1], np.nan))
    if not len(outside) or not len(inside):
        return best
    firsts = np.repeat(inside, len(outside))
    seconds = np.tile(outside, len(inside))
    ways = flip_distance(x[seconds] - x[firsts], shares)
    # The closed form knows no bounds: with them it is the least it can be.
    for at in np.argsort(ways, kind="stable"):
        if not np.isfinite(ways[at]) or ways[at] >= best.moved - 1e-12:
            break
        found = _solve(x, shares, int(firsts[at]), int(seconds[at]), limits)
        if found.moved < best.moved:
            best = found
    return best


def flip_distance(leads: Matrix, shares: Matrix) -> Matrix:
    """Share of the weight that must change hands until each lag is made up.

    Parameters
    ----------
    leads : ndarray of shape (n_pairs, n_criteria)
        Value of the challenger less that of the leader.
    shares : ndarray of shape (n_criteria,)

    Returns
    -------
    ndarray of shape (n_pairs,)
        0 where the challenger is level or ahead, infinite where it leads nowhere.
    """
    lag = -(leads * shares).sum(axis=1)
    best = leads.max(axis=1)
    order = np.argsort(leads, axis=1, kind="stable")
    rate = best[:, None] - np.take_along_axis(leads, order, axis=1)
    supply = shares[order]
    made = np.cumsum(rate * supply, axis=1) - rate * supply  # before each donor gives
    with np.errstate(divide="ignore", invalid="ignore"):
        given = np.clip((lag[:, None] - made) / rate, 0.0, supply)
    given = np.where(rate > 0, given, 0.0)
    moved: Matrix = np.where(lag <= 1e-12, 0.0, np.where(best >= 0, given.sum(axis=1), np.inf))
    return moved


def flips_in_top(
    values: ArrayLike, weights: ArrayLike, *, top_k: int = 10, agenda_ids: Sequence[str] = ()
) -> pd.DataFrame:
    """List the smallest change of weights that flips each pair of the best k.

    Returns
    -------
    DataFrame
        ``first``, ``second`` (ids, or positions where none are given), ``moved`` (share of the
        weight that changes hands; infinite where the second leads nowhere), ``take_from`` and
        ``give_to`` (positions of the criteria that give most and that gain), nearest first.

    Examples
    --------
    >>> flips = flips_in_top([[1.0, 0.0], [0.2, 0.6]], [0.5, 0.5], agenda_ids=["A", "B"])
    >>> flips[["first", "second", "moved"]].round(4).to_numpy().tolist()
    [['A', 'B', 0.0714]]
    """
    x = as_matrix(values, "values")
    shares = as_shares(weights, x.shape[1])
    order = order_of((x * shares).sum(axis=1))[:top_k]
    above, below = np.triu_indices(len(order), 1)
    firsts, seconds = order[above], order[below]
    leads = x[seconds] - x[firsts]
    donors = np.where(shares > 0, leads, np.inf).argmin(axis=1)
    names = np.array(list(agenda_ids), dtype=object) if len(agenda_ids) else np.arange(len(x))
    table = pd.DataFrame(
        {
            "first": names[firsts],
            "second": names[seconds],
            "moved": flip_distance(leads, shares),
            "take_from": donors,
            "give_to": leads.argmax(axis=1),
        }
    )
    return table.sort_values("moved", kind="stable", ignore_index=True)


def _limits(bounds: ArrayLike | None, n_criteria: int) -> Matrix:
    if bounds is None:
        return np.tile([0.0, 1.0], (n_criteria, 1))
    limits = as_matrix(bounds, "bounds")
    if limits.shape != (n_criteria, 2):
        raise ValueError(f"bounds: a least and a largest share for each of {n_criteria} criteria.")
    return limits


def _solve(x: Matrix, shares: Matrix, first: int, second: int, limits: Matrix) -> Flip:
    """Least sum of changes up and down such that the second draws level."""
    n_criteria = len(shares)
    lead = x[second] - x[first]
    up = np.maximum(limits[:, 1] - shares, 0.0)
    down = np.maximum(shares - limits[:, 0], 0.0)
    found = scipy.optimize.linprog(
        np.ones(2 * n_criteria),
        A_ub=-np.concatenate([lead, -lead])[None],
        b_ub=[float(lead @ shares)],
        A_eq=np.concatenate([np.ones(n_criteria), -np.ones(n_criteria)])[None],
        b_eq=[0.0],
        bounds=[(0.0, float(top)) for top in np.concatenate([up, down])],
        method="highs",
    )
    if found.status != 0 or found.x is None:
        return Flip(first, second, np.inf, np.full(n_criteria, np.nan))
    change = found.x[:n_criteria] - found.x[n_criteria:]
    return Flip(first, second, float(np.abs(change).sum() / 2), shares + change)
