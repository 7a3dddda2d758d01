"""How many places, days or persons a group of signals really spreads over, and should."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from prioritizer.vocabulary import Matrix

_SMALL = 40.0  # expected counts below it are summed term by term, others by their series
_TERMS = 120


def effective_number(counts: Matrix) -> float:
    """Say how many equal parts would be as spread as these: exp(entropy), Hill's number of order 1.

    Parameters
    ----------
    counts : ndarray of shape (n_parts,)
        Signals in each part, 0 or more.

    Returns
    -------
    float
        From 1 (all in one part) to n_parts (spread evenly); 0 where nothing was counted.

    References
    ----------
    Hill, M. O. (1973). Diversity and evenness. *Ecology* 54.

    Examples
    --------
    >>> round(effective_number(np.array([5.0, 5.0, 0.0])), 9)
    2.0
    """
    held = counts[counts > 0]
    if not len(held):
        return 0.0
    total = held.sum()
    return float(np.exp(np.log(total) - (held * np.log(held)).sum() / total))


def expected_effective_number(shares: Matrix, n: float, copies: Matrix | None = None) -> float:
    """Say over how many parts *n* signals would spread, if they fell as all the others do.

    exp of the expected entropy of a multinomial sample: with few signals that is well below the
    effective number of the shares themselves. No draw is made, so there is no seed.

    Parameters
    ----------
    shares : ndarray of shape (n_parts,)
        Share of each part among all signals, 0 or more; divided by their sum.
    n : float
        Size of the group, 1 or more.
    copies : ndarray of shape (n_parts,), optional
        How many parts have each share (1 where not given), for many parts known by their size.

    Returns
    -------
    float
        Effective number; NaN where no share is above 0.

    Notes
    -----
    H = log n - E[X log X] summed over parts / n, with X binomial. Its terms are those of a Poisson
    of mean n·share; from 40 on the series λ log λ + (1 - share) / 2 serves.
    """
    many = np.ones(len(shares)) if copies is None else copies
    held = (shares > 0) & (many > 0)
    if not held.any():
        return float("nan")
    share, many = shares[held], many[held]
    share = share / (share * many).sum()
    rate = n * share
    small = rate < _SMALL
    x_log_x = np.empty(len(rate))
    x_log_x[small] = _poisson_x_log_x(rate[small])
    x_log_x[~small] = rate[~small] * np.log(rate[~small]) + (1 - share[~small]) / 2
    entropy = np.log(n) - (many * x_log_x).sum() / n
    return float(np.exp(max(entropy, 0.0)))


def _poisson_x_log_x(rate: Matrix) -> Matrix:
    """Expect x log x of Poisson counts, from a table that is read between its points."""
    return np.asarray(np.interp(rate, _RATES, _TABLE), dtype=np.float64)


def _tabulate(rates: NDArray[np.float64]) -> Matrix:
    x = np.arange(2, _TERMS, dtype=np.float64)
    logs = x[None, :] * np.log(rates[:, None]) - rates[:, None] - gammaln(x + 1)[None, :]
    return np.asarray((np.exp(logs) * (x * np.log(x))).sum(axis=1), dtype=np.float64)


# Dense near 0, where the curve bends: squares of an even grid.
_RATES = np.linspace(0.0, np.sqrt(_SMALL), 1500)[1:] ** 2
_TABLE = np.concatenate(([0.0], _tabulate(_RATES)))
_RATES = np.concatenate(([0.0], _RATES))
