"""How all other signals fall over places and days: what a group of texts is held against."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.vocabulary import Matrix

Codes = NDArray[np.int64]
Level = Literal["province", "district", "subdistrict"]

_LEVELS: tuple[Level, ...] = ("province", "district", "subdistrict")
_PREFERRED: tuple[Level, ...] = ("district", "subdistrict", "province")
_LEAST_PLAIN = 0.5  # share of them that no popular text holds
_MIN_OTHERS = 30.0  # other signals of a channel and month that can stand for it


class Background:
    """Spread of all signals over parts (places or days), by channel and month.

    A popular text weighs the root of its signals in it, so that one campaign cannot make another
    look usual; and whoever is judged is taken out first.

    Parameters
    ----------
    counts : DataFrame
        ``channel, month, part, n`` of all signals; ``part`` is a number from 0 to n_parts - 1.
    n_parts : int
        Number of places or days.
    """

    def __init__(self, counts: pd.DataFrame, n_parts: int) -> None:
        keys = pd.MultiIndex.from_frame(counts[["channel", "month"]])
        self._strata = keys.unique().sort_values()
        months, month = np.unique(
            self._strata.get_level_values("month").to_numpy(), return_inverse=True
        )
        n_strata = len(self._strata)
        # Where to look: channel and month; too few there: the month; too few there: everything.
        self._scopes = np.stack(
            [
                np.arange(n_strata),
                n_strata + month,
                np.full(n_strata, n_strata + len(months)),
            ],
            axis=1,
        ).astype(np.int64)
        self._shape = (n_strata + len(months) + 1, n_parts)
        self._matrix = self._scatter(
            self._strata.get_indexer(keys).astype(np.int64),
            counts["part"].to_numpy(),
            counts["n"].to_numpy(dtype=np.float64),
        )
        self._totals = np.asarray(self._matrix.sum(axis=1)).ravel()
        self._plain, self._all = self._totals, self._totals

    def strata(self, cells: pd.DataFrame) -> Codes:
        """Give the number of the channel and month of each row of ``cells``; shape (n_rows,)."""
        keys = pd.MultiIndex.from_frame(cells[["channel", "month"]])
        return np.asarray(self._strata.get_indexer(keys), dtype=np.int64)

    def lighten(self, strata: Codes, part: Codes, n: Matrix, excess: Matrix) -> None:
        """Take weight off popular texts, n signals each; arrays of shape (n_rows,)."""
        held = np.zeros(self._shape[0])
        for scope in self._scopes[strata].T:
            np.add.at(held, scope, n)
        self._plain = self._plain - held
        self._matrix = self._matrix - self._scatter(strata, part, excess)
        self._totals = np.asarray(self._matrix.sum(axis=1)).ravel()

    def shares(self, strata: Codes, part: Codes, n: Matrix, weight: float) -> Matrix:
        """Say how others fall, of the channels and months in which a group's signals came.

        Parameters
        ----------
        strata, part, n : ndarray of shape (n_rows,)
            The group: its signals by channel-month and part.
        weight : float
            What one of its signals weighs in the background, so that it can be taken out.

        Returns
        -------
        ndarray of shape (n_parts,)
            Shares; all 0 where there are no others to compare with.
        """
        scopes = self._scopes[strata]
        own = np.zeros(self._shape[0])
        for scope in scopes.T:
            np.add.at(own, scope, weight * n)
        others = self._totals - own
        here = np.unique(strata)
        # A channel of which popular texts are the most cannot say what is usual in it.
        enough = np.maximum(_MIN_OTHERS, _LEAST_PLAIN * self._all)
        fits: Any = (self._plain >= enough)[self._scopes[here]]
        fits = np.where(fits.any(axis=1)[:, None], fits, others[self._scopes[here]] >= _MIN_OTHERS)
        row = self._scopes[here][np.arange(len(here)), np.argmax(fits, axis=1)]
        wanted = np.bincount(strata, weights=n, minlength=len(self._scopes))[here]
        share = np.zeros(self._shape[0])
        np.add.at(share, row, np.where(fits.any(axis=1), wanted / n.sum(), 0.0))
        share = np.divide(share, others, out=np.zeros(len(share)), where=share > 0)
        used = np.flatnonzero(share)
        mixed = self._matrix[used].T @ share[used]
        taken = np.bincount(
            part, weights=weight * n * share[scopes].sum(axis=1), minlength=self._shape[1]
        )
        found = np.asarray(mixed, dtype=np.float64).ravel() - taken
        return np.where(found > 1e-12, found, 0.0)

    def _scatter(self, strata: Codes, part: Codes, n: Matrix) -> sparse.csr_matrix:
        rows = self._scopes[strata]
        return sparse.csr_matrix(
            (np.repeat(n, 3), (rows.ravel(), np.repeat(part, 3))), shape=self._shape
        )


def choose_level(places: pd.DataFrame) -> Level:
    """Choose what a place is: districts, if they tell signals apart, else finer, else coarser.

    Parameters
    ----------
    places : DataFrame of shape (n_places, …)
        ``province, district, subdistrict, n`` (signals).

    Notes
    -----
    A level serves if at least half of the placed signals name it, and its largest place holds at
    most half of those; if none does, the one with most places.
    """
    n = places["n"].to_numpy(dtype=np.float64)
    placed = n[(places[list(_LEVELS)] != "").any(axis=1).to_numpy()].sum()
    variety: dict[Level, int] = {}
    for level in _PREFERRED:
        known = (places[level] != "").to_numpy()
        if not known.any() or 2 * n[known].sum() < placed:
            continue
        sizes = places[known].groupby(label_places(places[known], level))["n"].sum()
        if 2 * sizes.max() <= n[known].sum():
            return level
        variety[level] = len(sizes)
    return max(variety, key=lambda level: variety[level], default="province")


def label_places(table: pd.DataFrame, level: Level) -> NDArray[np.object_]:
    """Name places from the province down to a level, such as ``"กรุงเทพมหานคร/บางรัก"``."""
    names = [table[name] for name in _LEVELS[: _LEVELS.index(level) + 1]]
    label = names[0].astype("str")
    for name in names[1:]:
        label = label + "/" + name
    return label.to_numpy(dtype=object)
