"""Inside one group of near-same texts: which part of it is copied, and what else it may hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prioritizer.signals.campaigns_expected import effective_number, expected_effective_number
from prioritizer.vocabulary import Matrix

_PART = 2.0  # a part must be twice as large and stand out twice as much: needs differ by place too


@dataclass(frozen=True)
class Spread:
    """How a group spreads over places (or days), beside how as many other signals would."""

    effective: float
    expected: float

    @property
    def ratio(self) -> float:
        """Effective by expected number; NaN where nothing can be expected."""
        return self.effective / self.expected if self.expected > 0 else float("nan")


def measure_spread(counts: Matrix, shares: Matrix) -> Spread:
    """Compare a group with as many signals drawn from the others.

    Parameters
    ----------
    counts : ndarray of shape (n_parts,)
        The group's signals in each place or day.
    shares : ndarray of shape (n_parts,)
        How all others of the same channels and months fall; 0 or more.
    """
    n = counts.sum()
    if n < 1:
        return Spread(0.0, float("nan"))
    return Spread(effective_number(counts), expected_effective_number(shares, n))


def peel(
    counts: Matrix, shares: Matrix, *, concentration: float, size: int, parts: bool
) -> tuple[NDArray[np.bool_], Matrix]:
    """Find the places (or days) that hold the copied part of a group.

    While the group as a whole is too concentrated, the place with most signals beyond what the
    rest would lead to expect is taken out; what is left is citizens' own. Then, with ``parts``, a
    place of twice ``size`` signals or more that exceeds ``2 / concentration`` times that
    expectation is taken out too: copies must not hide among the same words of many.

    Parameters
    ----------
    counts, shares : ndarray of shape (n_parts,)
        As in :func:`measure_spread`.
    concentration : float
        Ratio below which a group is a campaign.
    size : int
        Signals that make a campaign.
    parts : bool
        Whether to look for copies inside a group that is well spread as a whole.

    Returns
    -------
    taken : ndarray of bool, shape (n_parts,)
        Where the copied part lies; all False if the group is none.
    expected : ndarray of shape (n_parts,)
        Signals that would be in each place anyway, judged by the places not taken.
    """
    taken = np.zeros(len(counts), dtype=bool)
    while (left := counts[~taken]).sum() >= 2:
        ratio = measure_spread(left, shares[~taken]).ratio
        if not ratio < concentration:  # also where nothing can be expected
            break
        excess = np.where(taken, -np.inf, counts - expect(counts, shares, taken))
        taken[int(np.argmax(excess))] = True
    if taken.any() and counts[taken].sum() < size:
        taken[:] = False
    if parts:
        taken |= _stand_out(
            np.where(taken, 0.0, counts), shares, _PART * size, _PART / concentration
        )
    return taken, np.minimum(counts, expect(counts, shares, taken))


def _stand_out(counts: Matrix, shares: Matrix, size: float, factor: float) -> NDArray[np.bool_]:
    """Find places with far more signals than the same words elsewhere would suggest.

    The first suspicion rests on the median rate, which a few places cannot move; then suspects
    are let go until each stands out from all that is not suspect.
    """
    enough = counts >= size
    held = shares > 0
    if not enough.any() or not held.any():
        return np.zeros(len(counts), dtype=bool)
    rate = np.divide(counts, shares, out=np.zeros(len(counts)), where=held)
    order = np.argsort(rate, kind="stable")
    half = int(np.searchsorted(np.cumsum(shares[order]), shares.sum() / 2))
    suspect = enough & (counts > factor * rate[order[min(half, len(order) - 1)]] * shares)
    while suspect.any():
        kept = suspect & (counts > factor * expect(counts, shares, suspect))
        if (kept == suspect).all():
            break
        suspect = kept
    return np.asarray(suspect, dtype=np.bool_)


def expect(counts: Matrix, shares: Matrix, taken: NDArray[np.bool_]) -> Matrix:
    """Expect signals in each place from the rate of the places not taken."""
    base = shares[~taken].sum()
    rate = counts[~taken].sum() / base if base > 0 else 0.0
    return np.asarray(rate * shares, dtype=np.float64)
