"""Choose among yes-or-no variables under whole-number rules, to a proven optimum."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Chosen = NDArray[np.bool_]

_LARGEST = 1e4
_CUTS = 50


@dataclass(frozen=True)
class Rule:
    """One named rule: ``least <= sum(worth * chosen) <= most``, in whole numbers.

    Parameters
    ----------
    key : str
        What it is called in files: ``budget``, ``twin:A1|A2``, ….
    th, en : str
        One sentence each.
    members : ndarray of int
        Positions of the variables that it counts.
    worth : ndarray of int
        What each of them counts for.
    least, most : int or None
        Its ends; None where it has none.
    """

    key: str
    th: str
    en: str
    members: NDArray[np.intp]
    worth: Whole
    least: int | None = None
    most: int | None = None

    def holds(self, chosen: Chosen) -> bool:
        """Whether a choice keeps the rule, counted exactly."""
        total = int(self.worth[chosen[self.members]].sum())
        return (self.least is None or total >= self.least) and (
            self.most is None or total <= self.most
        )


@dataclass(frozen=True)
class Solution:
    """The best choice found, and how far it may be from the best there is.

    Parameters
    ----------
    chosen : ndarray of bool or None
        None where nothing was found.
    value : int
        Its worth, counted exactly.
    bound : float
        No choice is worth more.
    proven : bool
        Whether nothing better exists (or, with nothing chosen, nothing at all).
    """

    chosen: Chosen | None
    value: int
    bound: float
    proven: bool


def solve(
    worth: Whole, rules: Sequence[Rule], *, node_limit: int | None = None, gap: float = 0.0
) -> Solution:
    """Find the choice of greatest worth that keeps every rule.

    HiGHS looks for it; what it returns is counted again in whole numbers, and a choice that keeps
    a rule only within the solver's tolerance is forbidden and the search repeated.

    Parameters
    ----------
    worth : ndarray of int of shape (n,)
        What each variable adds when chosen.
    rules : sequence of Rule
    node_limit : int, optional
        Branch-and-bound nodes; none: to the end. There is no limit of time, so that the same
        input gives the same choice on a slow machine.
    gap : float
        Stop when the choice is proven to be within this share of the best.

    Returns
    -------
    Solution

    Examples
    --------
    >>> budget = Rule("budget", "", "", np.arange(3), np.array([5, 4, 3]), most=7)
    >>> solve(np.array([10, 7, 5]), [budget]).chosen
    array([False,  True,  True])
    """
    n = len(worth)
    forbidden: list[Rule] = []
    for _ in range(_CUTS):
        found = _solve(worth, [*rules, *forbidden], node_limit, gap)
        if found.chosen is None or all(rule.holds(found.chosen) for rule in rules):
            return found
        sign = np.where(found.chosen, 1, -1).astype(np.int64)
        most = int(found.chosen.sum()) - 1
        forbidden.append(Rule("", "", "", np.arange(n), sign, most=most))
    return Solution(None, 0, found.bound, False)


def _solve(worth: Whole, rules: Sequence[Rule], node_limit: int | None, gap: float) -> Solution:
    n = len(worth)
    if n == 0:
        ok = all(rule.holds(np.zeros(0, bool)) for rule in rules)
        return Solution(np.zeros(0, bool) if ok else None, 0, 0.0, True)
    low, high = np.zeros(n), np.ones(n)
    rows, columns, cells = [], [], []
    least: list[float] = []
    most: list[float] = []
    for rule in rules:
        if len(rule.members) == 0:
            if not rule.holds(np.zeros(n, bool)):
                return Solution(None, 0, 0.0, True)
            continue
        ends = [-np.inf if rule.least is None else rule.least]
        ends.append(np.inf if rule.most is None else rule.most)
        if len(rule.members) == 1 and rule.worth[0] > 0:
            at, each = rule.members[0], rule.worth[0]
            low[at] = max(low[at], np.ceil(ends[0] / each - 1e-12))
            high[at] = min(high[at], np.floor(ends[1] / each + 1e-12))
            continue
        scale = _scale(rule.worth)
        rows.append(np.full(len(rule.members), len(least)))
        columns.append(rule.members)
        cells.append(rule.worth / scale)
        least.append(ends[0] / scale)
        most.append(ends[1] / scale)
    if (low > high).any():
        return Solution(None, 0, 0.0, True)
    scale = max(float(np.abs(worth).max()) / _LARGEST, 1e-300)
    constraints = (
        scipy.optimize.LinearConstraint(
            scipy.sparse.csr_array(
                (np.concatenate(cells), (np.concatenate(rows), np.concatenate(columns))),
                shape=(len(least), n),
            ),
            np.array(least),
            np.array(most),
        )
        if rows
        else ()
    )
    options = {"mip_rel_gap": gap, "disp": False}
    if node_limit is not None:
        options["node_limit"] = node_limit
    with _silent():
        result = scipy.optimize.milp(
            -worth / scale,
            integrality=np.ones(n),
            bounds=scipy.optimize.Bounds(low, high),
            constraints=constraints,
            options=options,
        )
    proven = result.status == 0
    if result.x is None:
        return Solution(None, 0, _bound(result, scale), result.status == 2)
    chosen = np.asarray(result.x > 0.5)
    value = int(worth[chosen].sum())
    bound = float(value) if proven and gap == 0.0 else max(_bound(result, scale), float(value))
    return Solution(chosen, value, bound, proven)


def _bound(result: object, scale: float) -> float:
    bound = getattr(result, "mip_dual_bound", None)
    return float("inf") if bound is None or not np.isfinite(bound) else -float(bound) * scale


def _scale(worth: Whole) -> float:
    """Bring a row to numbers that the solver's tolerance of 1e-6 can tell apart."""
    shared = float(np.gcd.reduce(np.abs(worth))) or 1.0
    return shared * max(1.0, float(np.abs(worth).max()) / shared / 1e5)


@contextmanager
def _silent() -> Iterator[None]:
    """Keep what HiGHS prints below Python off the terminal."""
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, ValueError, AttributeError):  # a program without a standard output
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        with suppress(OSError, TypeError, AttributeError):
            ctypes.CDLL(None).fflush(None)  # what C still holds goes nowhere too
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
