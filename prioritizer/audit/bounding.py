"""How far a reader of published sums can narrow down what they leave blank: linear programmes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from prioritizer.vocabulary import Matrix

Cell = tuple[str, ...]
Line = tuple[Cell, tuple[Cell, ...]]
"""A total, and all its parts."""

_SLACK = 1e-6
"""How far sums of printed figures may be off: that much dust lies in any sum of fractions."""
_OPTIMAL, _INFEASIBLE, _UNBOUNDED = 0, 2, 3


@dataclass(frozen=True)
class System:
    """The linear system that all bundles make together, known counts taken out.

    Attributes
    ----------
    index : dict
        The column of each unknown count.
    matrix : csr_matrix of shape (n_sums, n_unknown)
    right : ndarray of shape (n_sums,)
        What the unknown counts of each sum add up to.
    known : mapping
        Counts that are told.
    """

    index: dict[Cell, int]
    matrix: csr_matrix
    right: Matrix
    known: Mapping[Cell, float]

    @classmethod
    def of(cls, known: Mapping[Cell, float], sums: Iterable[Line]) -> System:
        """Put sums together."""
        index: dict[Cell, int] = {}
        rows: dict[tuple[tuple[int, float], ...], float] = {}
        for total, parts in sums:
            signs = ((total, -1.0), *((part, 1.0) for part in parts))
            free = sorted(
                (index.setdefault(name, len(index)), sign)
                for name, sign in signs
                if name not in known
            )
            if free:
                left = -sum(sign * known[name] for name, sign in signs if name in known)
                rows.setdefault(tuple(free), left)
        at = [(row, column, sign) for row, free in enumerate(rows) for column, sign in free]
        numbers = np.array(at, dtype=float).reshape(-1, 3)
        places = numbers[:, :2].astype(int).T
        shape = (len(rows), len(index))
        matrix = csr_matrix((numbers[:, 2], (places[0], places[1])), shape=shape)
        return cls(index, matrix, np.array(list(rows.values())), known)

    def ends(self, name: Cell) -> tuple[float, float]:
        """Give the least and the greatest value that one count may have."""
        if name in self.known:
            return self.known[name], self.known[name]
        if name not in self.index:
            return 0.0, np.inf
        column = self.index[name]
        return self._end(column, 1.0)[0], self._end(column, -1.0)[0]

    def widths(self, names: Sequence[Cell], *, enough: float) -> dict[Cell, float]:
        """Tell how far apart the ends of each count lie, and where they lie far enough, at least.

        Every solution that is found on the way bears witness for all counts: two in which a count
        differs by ``enough`` spare its own programmes.
        """
        least = np.full(len(self.index), np.inf)
        most = np.full(len(self.index), -np.inf)
        for name in names:
            column = self.index.get(name, -1)
            if column < 0 or most[column] - least[column] >= enough:
                continue
            for sign in (1.0, -1.0):
                end, found = self._end(column, sign)
                columns = self._columns[column]
                least[columns] = np.fmin(least[columns], found)
                most[columns] = np.fmax(most[columns], found)
                least[column], most[column] = min(least[column], end), max(most[column], end)
        return {name: self._width(name, least, most) for name in names}

    def _width(self, name: Cell, least: Matrix, most: Matrix) -> float:
        if name not in self.index:
            return 0.0 if name in self.known else np.inf
        return float(most[self.index[name]] - least[self.index[name]])

    def _end(self, column: int, sign: float) -> tuple[float, Matrix]:
        """Solve for one end of one count: its value, and that of each count of its piece."""
        columns, rows = self._columns[column], self._rows[column]
        cost = sign * (columns == column)
        sums = LinearConstraint(
            self.matrix[rows][:, columns], self.right[rows] - _SLACK, self.right[rows] + _SLACK
        )
        found = milp(cost, constraints=sums, bounds=Bounds(0, np.inf))
        if found.status == _OPTIMAL:
            return float(found.x[columns == column][0]), found.x
        if found.status == _UNBOUNDED:
            return np.inf, np.full(len(columns), np.nan)
        what = "contradict each other" if found.status == _INFEASIBLE else "cannot be solved"
        raise ArithmeticError(f"published sums {what}: {found.message}")

    @cached_property
    def _pieces(self) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """Number the pieces that hang together: by row and by column."""
        n_rows, n_columns = self.matrix.shape
        whole = csr_matrix(
            (
                np.ones(self.matrix.nnz),
                (self.matrix.tocoo().row, n_rows + self.matrix.tocoo().col),
            ),
            shape=(n_rows + n_columns,) * 2,
        )
        _, piece = connected_components(whole, directed=False)
        return piece[:n_rows], piece[n_rows:]

    @cached_property
    def _columns(self) -> list[NDArray[np.int_]]:
        """For each column, the columns of its piece."""
        _, columns = self._pieces
        of = {piece: np.flatnonzero(columns == piece) for piece in set(columns.tolist())}
        return [of[piece] for piece in columns.tolist()]

    @cached_property
    def _rows(self) -> list[NDArray[np.int_]]:
        """For each column, the rows of its piece."""
        rows, columns = self._pieces
        of = {piece: np.flatnonzero(rows == piece) for piece in set(columns.tolist())}
        return [of[piece] for piece in columns.tolist()]
