"""PROMETHEE II: agendas compared in pairs, as a cross-check of the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from prioritizer.errors import did_you_mean
from prioritizer.scoring.checks import (
    Directions,
    as_directions,
    as_matrix,
    as_shares,
    per_criterion,
)
from prioritizer.scoring.ranking import competition_rank
from prioritizer.vocabulary import Matrix

PreferenceFunction = Literal["usual", "ushape", "vshape", "level", "linear", "gaussian"]
PREFERENCE_FUNCTIONS: tuple[str, ...] = get_args(PreferenceFunction)
_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi")
_ALIASES = {
    **{"quasi": "ushape", "quasicriterion": "ushape", "usualcriterion": "usual"},
    **{"vshapeindifference": "linear", "vshape2": "linear", "vshapewithindifference": "linear"},
    **{"linearpreference": "vshape", "levelcriterion": "level", "gaussiancriterion": "gaussian"},
}
_BLOCK = 1 << 20  # pairs handled at a time, so that thousands of agendas fit in memory


@dataclass(frozen=True)
class Promethee:
    """Flows of preference.

    Parameters
    ----------
    phi : ndarray of shape (n_agendas,)
        Net flow, -1 to 1; more is better.
    plus, minus : ndarray of shape (n_agendas,)
        How far it outranks the others, and the others outrank it.
    pi : ndarray of shape (n_agendas, n_agendas)
        Preference of the row's agenda over the column's, 0 to 1.
    """

    phi: Matrix
    plus: Matrix
    minus: Matrix
    pi: Matrix

    @property
    def ranks(self) -> NDArray[np.int64]:
        """Rank by net flow, 1 for the best; ties share the better rank."""
        return competition_rank(self.phi)


def promethee_ii(
    matrix: ArrayLike,
    weights: ArrayLike,
    directions: Directions = None,
    *,
    functions: str | int | Sequence[str | int] = "usual",
    q: ArrayLike = 0.0,
    p: ArrayLike = 0.0,
    s: ArrayLike = 0.0,
) -> Promethee:
    """Rank by net outranking flow.

    Parameters
    ----------
    matrix : array-like of shape (n_agendas, n_criteria)
        Performances, in their own units.
    weights : array-like of shape (n_criteria,)
        Shares, 0 or more; they are divided by their sum.
    directions : array-like of shape (n_criteria,), optional
        1 where more is better, -1 where less is; all 1 by default.
    functions : str or sequence of str
        Preference function for all criteria, or one for each, of a lead d > 0:
        ``usual`` (I) 1; ``ushape`` (II) 1 where d > q; ``vshape`` (III) d / p, at most 1;
        ``level`` (IV) 0 up to q, .5 up to p, then 1; ``linear`` (V) 0 up to q, then rising to 1 at
        p; ``gaussian`` (VI) 1 - exp(-d² / 2s²). Numerals I-VI are understood.
    q, p, s : float or array-like of shape (n_criteria,)
        Thresholds of indifference and strict preference, and the Gaussian's width, in the unit of
        the criterion. Where p (or s) is 0, any lead above q counts in full.

    Returns
    -------
    Promethee
        One agenda alone has no flows: all 0.

    References
    ----------
    Brans, J. P., Vincke, P. & Mareschal, B. (1986). How to select and how to rank projects: the
    PROMETHEE method. *European Journal of Operational Research* 24, 228-238.

    Examples
    --------
    >>> promethee_ii([[4, 3, 2], [3, 2, 4], [5, 1, 3]], [0.5, 0.3, 0.2]).phi.round(9)
    array([ 0.1, -0.3,  0.2])
    """
    x = as_matrix(matrix)
    n_agendas, n_criteria = x.shape
    shares = as_shares(weights, n_criteria)
    x = x * as_directions(directions, n_criteria)
    if isinstance(functions, str | int):
        names = [str(functions)] * n_criteria
    else:
        names = [str(name) for name in functions]
    if len(names) != n_criteria:
        raise ValueError(f"functions: one, or {n_criteria}, one per criterion; got {len(names)}.")
    kinds = [_kind(name) for name in names]
    qs, ps, ss = (
        per_criterion(value, n_criteria, name) for value, name in ((q, "q"), (p, "p"), (s, "s"))
    )
    _check_thresholds(kinds, qs, ps, ss)
    pi = np.zeros((n_agendas, n_agendas))
    step = max(1, _BLOCK // n_agendas)
    for start in range(0, n_agendas, step):
        rows = slice(start, start + step)
        for j in np.flatnonzero(shares):
            lead = x[rows, j, None] - x[None, :, j]
            pi[rows] += shares[j] * _preference(kinds[j], lead, qs[j], ps[j], ss[j])
    others = max(n_agendas - 1, 1)
    plus, minus = pi.sum(axis=1) / others, pi.sum(axis=0) / others
    return Promethee(plus - minus, plus, minus, pi)


def _kind(name: str) -> str:
    """Read a function's name however it is spelt: ``V-shape``, ``type III``, ``3``."""
    word = "".join(letter for letter in str(name).casefold() if letter.isalnum())
    word = word.removeprefix("type")
    word = word[1:] if len(word) == 2 and word[0] == "t" and word[1].isdigit() else word
    if word in _NUMERALS:
        return PREFERENCE_FUNCTIONS[_NUMERALS.index(word)]
    if word in ("1", "2", "3", "4", "5", "6"):
        return PREFERENCE_FUNCTIONS[int(word) - 1]
    word = _ALIASES.get(word, word)
    if word not in PREFERENCE_FUNCTIONS:
        hint = did_you_mean(word, PREFERENCE_FUNCTIONS)
        raise ValueError(f"functions: no preference function {name!r}. {hint}")
    return word


def _check_thresholds(kinds: list[str], q: Matrix, p: Matrix, s: Matrix) -> None:
    for j, kind in enumerate(kinds):
        if min(q[j], p[j], s[j]) < 0:
            raise ValueError(f"criterion {j}: q, p and s are 0 or more.")
        if kind in ("level", "linear") and p[j] < q[j]:
            raise ValueError(f"criterion {j}: p ({p[j]:g}) must reach q ({q[j]:g}).")


def _preference(kind: str, lead: Matrix, q: float, p: float, s: float) -> Matrix:
    ahead = np.where(lead > 0, 1.0, 0.0)
    if kind == "ushape":
        return np.where(lead > q, ahead, 0.0)
    if kind == "vshape" and p > 0:
        return np.clip(lead / p, 0.0, 1.0)
    if kind == "level":
        return ahead * (0.5 * (lead > q) + 0.5 * (lead > p))
    if kind == "linear":
        return np.clip((lead - q) / (p - q), 0.0, 1.0) if p > q else ahead * (lead > q)
    if kind == "gaussian" and s > 0:
        return ahead * -np.expm1(-0.5 * (lead / s) ** 2)
    return ahead
