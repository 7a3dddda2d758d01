"""Which small cells of published tables to leave blank, and proof that nobody can work them out.

A published table and its margins are one linear system. Whoever holds every table ever published
can bound each blank cell by two linear programmes; a blank is safe when the bounds lie far apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from prioritizer.vocabulary import Matrix

Cell = tuple[str, ...]
_EQUAL = 1e-6


@dataclass(frozen=True)
class Published:
    """Counts that are published together, and which of them add up to which.

    Attributes
    ----------
    counts : mapping
        Every count by its name; None where it was left blank and is not known any more.
    sums : sequence of (total, parts)
        Names of a total and of all its parts.
    blank : frozenset
        Names of the counts that are left blank.
    """

    counts: Mapping[Cell, float | None]
    sums: Sequence[tuple[Cell, tuple[Cell, ...]]]
    blank: frozenset[Cell] = field(default_factory=frozenset)


def suppress(
    now: Published, *, history: Sequence[Published] = (), least: float = 5.0, width: float = 5.0
) -> frozenset[Cell]:
    """Choose the counts to leave blank.

    Counts above 0 and below ``least`` are blank, and as many others as it takes until the bounds
    of every blank count lie at least ``width`` apart, given all published margins of all bundles.

    Parameters
    ----------
    now : Published
        The counts to publish, all known.
    history : sequence of Published
        What was published before. Where a count of then is still that of now, whoever kept it
        knows it.
    least, width : float
        Smallest count to show; least distance of the bounds.

    Returns
    -------
    frozenset
        Names of the counts to leave blank; the smallest that help go first.
    """
    values = {name: float(value or 0.0) for name, value in now.counts.items()}
    blank = {name for name, value in values.items() if 0 < value < least - _EQUAL}
    around: dict[Cell, list[tuple[Cell, ...]]] = {}
    for total, parts in now.sums:
        for name in (total, *parts):
            around.setdefault(name, []).append((total, *parts))
    safe: set[Cell] = set()
    while True:
        shown = Published(now.counts, now.sums, frozenset(blank))
        ends = bounds(shown, history=history, only=blank - safe)
        narrow = [name for name, (low, high) in ends.items() if high - low < width - _EQUAL]
        safe |= set(ends) - set(narrow)
        if not narrow:
            if len(safe) == len(ends):
                return frozenset(blank)
            safe = set()  # once more over all, now that nothing is added
            continue
        helpers = (_helper(cell, around, values, blank) for cell in narrow)
        added = {name for name in helpers if name is not None}
        if not added:
            return frozenset(blank | set(narrow))
        blank |= added


def _helper(
    cell: Cell,
    around: Mapping[Cell, Sequence[tuple[Cell, ...]]],
    values: Mapping[Cell, float],
    blank: set[Cell],
) -> Cell | None:
    """Name the smallest shown count in the sum around a cell that hides it least."""
    best: Cell | None = None
    for line in sorted(around.get(cell, ()), key=lambda line: sum(n in blank for n in line)):
        shown = [name for name in line[1:] if name not in blank and values[name] > 0]
        shown = shown or [n for n in line[:1] if n not in blank]
        if shown:
            best = min(shown, key=lambda name: (values[name], str(name)))
            break
    return best


def bounds(
    now: Published, *, history: Sequence[Published] = (), only: Iterable[Cell] | None = None
) -> dict[Cell, tuple[float, float]]:
    """Bound every blank count as a reader of all bundles could.

    Parameters
    ----------
    now : Published
        The bundle whose blanks are in question.
    history : sequence of Published
    only : iterable, optional
        The counts to bound; by default all blank ones.

    Returns
    -------
    dict
        Least and greatest value of each; infinite where nothing holds it.
    """
    asked = list(now.blank if only is None else only)
    if not asked:
        return {}
    system = _System.of(now, history)
    return {name: system.ends(name) for name in asked}


@dataclass(frozen=True)
class _System:
    """The linear system that all bundles make together, known counts taken out."""

    index: dict[Cell, int]
    matrix: csr_matrix
    right: Matrix

    @classmethod
    def of(cls, now: Published, history: Sequence[Published]) -> _System:
        known: dict[Cell, float] = {}
        sums: list[tuple[Cell, tuple[Cell, ...]]] = []
        for name, value in now.counts.items():
            if name not in now.blank and value is not None:
                known[name] = float(value)
        sums.extend(now.sums)
        for place, then in enumerate(history):
            rename = {name: _as_now(name, place, then, now) for name in then.counts}
            for name, value in then.counts.items():
                if name not in then.blank and value is not None:
                    known[rename[name]] = float(value)
            sums.extend((rename[t], tuple(rename[p] for p in parts)) for t, parts in then.sums)
        return cls._assemble(known, list(dict.fromkeys(sums)))

    @classmethod
    def _assemble(
        cls, known: Mapping[Cell, float], sums: list[tuple[Cell, tuple[Cell, ...]]]
    ) -> _System:
        index: dict[Cell, int] = {}
        rows: list[int] = []
        cols: list[int] = []
        signs: list[float] = []
        right: list[float] = []
        for total, parts in sums:
            free = [
                (n, s) for n, s in ((total, -1.0), *((p, 1.0) for p in parts)) if n not in known
            ]
            if not free:
                continue
            for name, sign in free:
                rows.append(len(right))
                cols.append(index.setdefault(name, len(index)))
                signs.append(sign)
            right.append(known.get(total, 0.0) - sum(known.get(p, 0.0) for p in parts))
        shape = (len(right), len(index))
        return cls(index, csr_matrix((signs, (rows, cols)), shape=shape), np.array(right))

    def ends(self, name: Cell) -> tuple[float, float]:
        """Solve for the least and the greatest value of one count."""
        if name not in self.index:
            return 0.0, np.inf
        matrix, right, at = self._piece(self.index[name])
        cost = np.zeros(matrix.shape[1])
        cost[at] = 1.0
        low = linprog(cost, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        high = linprog(-cost, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        least = float(low.fun) if low.status == 0 else 0.0
        most = -float(high.fun) if high.status == 0 else np.inf
        return (0.0, 0.0) if low.status == 2 else (least, most)

    def _piece(self, column: int) -> tuple[csr_matrix, Matrix, int]:
        """Cut out the part of the system that hangs together with one count."""
        columns: NDArray[np.bool_] = np.zeros(self.matrix.shape[1], dtype=bool)
        columns[column] = True
        absolute = abs(self.matrix)
        while True:
            rows = absolute @ columns > 0
            grown = absolute.T @ rows > 0
            grown[column] = True
            if (grown == columns).all():
                break
            columns = grown
        at = int(np.flatnonzero(columns).searchsorted(column))
        return self.matrix[rows][:, columns], self.right[rows], at


def _as_now(name: Cell, place: int, then: Published, now: Published) -> Cell:
    """Call a count of an earlier bundle by its name of now, where it still is that count."""
    told, own = then.counts.get(name), now.counts.get(name)
    if name in now.counts and name not in then.blank and told is not None and own is not None:
        return name if abs(float(told) - float(own)) <= _EQUAL else ("then", str(place), *name)
    if name in now.counts and _unmoved(name, then, now):
        return name
    return ("then", str(place), *name)


def _unmoved(name: Cell, then: Published, now: Published) -> bool:
    """Tell whether a count left blank then can still be that of now: a sum around it is."""
    for total, parts in then.sums:
        if name not in (total, *parts):
            continue
        told, own = then.counts.get(total), now.counts.get(total)
        if total not in then.blank and told is not None and own is not None:
            return abs(float(told) - float(own)) <= _EQUAL
    return True
