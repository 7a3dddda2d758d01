"""Citizen-centric (ยึดประชาชนเป็นศูนย์กลาง): the six indicators that voices tell.

Every function takes arrays whose last axis is replicates (one, where nothing is resampled) and
returns performances, or the two ends of an interval where the data leave one. Higher is better,
except that none of them knows what a performance is worth: that is for the anchors.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from prioritizer.vocabulary import Matrix


def representative_reach(by_channel: Matrix, channel_weight: Matrix) -> Matrix:
    """Weigh the shares inside the channels together: s(a) = Σ_c w_c s(a|c).

    Parameters
    ----------
    by_channel : ndarray of shape (n_agendas, n_channels, n_replicates)
    channel_weight : ndarray of shape (n_channels, n_replicates)

    Returns
    -------
    ndarray of shape (n_agendas, n_replicates)

    Notes
    -----
    Unit: share of voices, 0 to 1. Source: CRITERIA.md §1.4, §2. Pitfall: counts of signals are
    counts of those who could speak; a share says nothing of those without a telephone.
    """
    return np.asarray(np.einsum("acr,cr->ar", by_channel, channel_weight))


def hurlbert(counts: Matrix, draws: int) -> Matrix:
    """Chance that an area is among so many drawn voices: 1 - C(N - N_r, n) / C(N, n).

    Parameters
    ----------
    counts : ndarray of shape (n_areas, ...)
        Voices of each area; need not be whole numbers.
    draws : int
        Voices drawn without putting back; N must be at least as many.

    Returns
    -------
    ndarray of shape (n_areas, ...)
        Summed over areas it is the expected number of distinct areas.

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity. *Ecology* 52, 577-586.

    Examples
    --------
    >>> hurlbert(np.array([2.0, 2.0]), 2).sum().round(4)
    np.float64(1.6667)
    """
    return chance_drawn(counts, counts.sum(axis=0), draws)


def chance_drawn(counts: Matrix, total: Matrix, draws: int) -> Matrix:
    """Do the sum of `hurlbert` where the totals are known apart."""
    rest = total - counts
    safe = np.maximum(rest, draws - 0.5)
    whole = np.maximum(total, draws)
    log_ratio = (
        gammaln(safe + 1)
        - gammaln(safe - draws + 1)
        - gammaln(whole + 1)
        + gammaln(whole - draws + 1)
    )
    missed = np.where(rest > draws - 1, np.exp(np.minimum(log_ratio, 0.0)), 0.0)
    return np.where(counts > 0, 1.0 - missed, 0.0)


def expected_areas(shares: Matrix, draws: int) -> float:
    """Count the areas to expect in so many voices that fall by shares: Σ 1 - (1 - π_r)^n."""
    held = np.asarray(shares, dtype=np.float64)
    return float((1.0 - (1.0 - held) ** draws).sum())


def breadth(
    drawn: Matrix, observed: Matrix, n_voices: Matrix, expected: float, draws: int
) -> tuple[Matrix, Matrix]:
    """Compare the areas in 30 drawn voices with those had voices fallen by population.

    Parameters
    ----------
    drawn : ndarray of shape (n_agendas, n_replicates)
        Expected number of distinct areas in ``draws`` voices (Hurlbert).
    observed : ndarray of shape (n_agendas, n_replicates)
        Areas with a voice.
    n_voices : ndarray of shape (n_agendas, n_replicates)
        Voices of known area.
    expected : float
        The same number had voices fallen by population.

    Returns
    -------
    low, high : ndarray of shape (n_agendas, n_replicates)
        Alike from 30 voices on; below, what is observed already, and 1. No voice: 0 and 0.

    Notes
    -----
    Unit: share of the areas expected, 0 to 1 (an agenda spread more evenly than people has 1).
    Source: CRITERIA.md §2; Hurlbert (1971). Pitfall: counted areas grow with the number of voices;
    that is why as many are drawn for each agenda.
    """
    enough = n_voices >= draws - 1e-9
    seen = np.minimum(observed / expected, 1.0)
    low = np.where(enough, np.minimum(drawn / expected, 1.0), seen)
    high = np.where(enough, low, 1.0)
    silent = n_voices <= 0
    return np.where(silent, 0.0, low), np.where(silent, 0.0, high)


def severity(mean: Matrix, n_graded: Matrix, overall: Matrix, prior_voices: float) -> Matrix:
    """Shrink the mean grade of an agenda's voices to that of all voices.

    (n · mean + k · overall) / (n + k), n voices of known grade, k the prior.

    Notes
    -----
    Unit: grade, 0 nuisance to 4 life, health, livelihood, dignity. Source: CRITERIA.md §2; lexicon
    and category table in ``configs/words/severity.toml``. Pitfall: loud words are not grave harm;
    have two people grade a sample before the figure carries weight.

    Examples
    --------
    >>> severity(np.array([4.0]), np.array([30.0]), np.array([1.0]), 30.0).tolist()
    [2.5]
    """
    return _shrunk(mean, n_graded, overall, prior_voices)


def unmet(
    still_open: Matrix,
    n_followed: Matrix,
    overall_open: Matrix,
    reopened: Matrix,
    n_known: Matrix,
    overall_reopened: Matrix,
    prior_voices: float,
) -> Matrix:
    """Average the share still open after the standard time and the share reopened, both shrunk.

    One of the two without data: the other carries all; neither: NaN.

    Parameters
    ----------
    still_open, reopened : ndarray of shape (n_agendas, n_replicates)
        Share open after ``standard_days`` (Kaplan-Meier); share of voices reopened at least once,
        among those where the cell is not blank.
    n_followed, n_known : ndarray of shape (n_agendas, n_replicates)
        Voices that the shares rest on.
    overall_open, overall_reopened : ndarray of shape (n_replicates,)
        The same shares over all voices of the study, to shrink to.

    Notes
    -----
    Unit: share unmet, 0 to 1. Source: CRITERIA.md §1.5, §2. Pitfall: "closed" can mean "passed
    on"; that is why reopening counts as much as waiting.
    """
    opened = np.where(
        n_followed > 0, _shrunk(still_open, n_followed, overall_open, prior_voices), np.nan
    )
    again = np.where(
        n_known > 0, _shrunk(reopened, n_known, overall_reopened, prior_voices), np.nan
    )
    both = np.isfinite(opened) & np.isfinite(again)
    one = np.where(np.isfinite(opened), opened, again)
    return np.where(both, 0.5 * (np.nan_to_num(opened) + np.nan_to_num(again)), one)


def persistence(
    n_months_counted: Matrix, n_voices: Matrix, history: int, months: int
) -> tuple[Matrix, Matrix]:
    """Share of the last 12 months in which the agenda was asked for.

    Parameters
    ----------
    n_months_counted : ndarray of shape (n_agendas, n_replicates)
        Months, k, with at least 3 voices and a share of at least .001.
    n_voices : ndarray of shape (n_agendas, n_replicates)
        All voices; none is 0, whatever the history.
    history : int
        Months of history, h, at most ``months``.
    months : int
        12.

    Returns
    -------
    low, high : ndarray of shape (n_agendas, n_replicates)
        k / 12 and (k + 12 - h) / 12: what months before the data may have held.

    Notes
    -----
    Unit: share of 12 months. Source: CRITERIA.md §2. Pitfall: a season is no absence, and a
    quarter of data cannot show a year; hence the interval.
    """
    low = n_months_counted / months
    high = (n_months_counted + months - history) / months
    silent = n_voices <= 0
    return np.where(silent, 0.0, low), np.where(silent, 0.0, high)


def corroboration(by_channel: Matrix, counts: Matrix, min_share: float) -> Matrix:
    """Share of the source kinds that say the same: those where s(a|c) is at least .005.

    Parameters
    ----------
    by_channel : ndarray of shape (n_agendas, n_channels, n_replicates)
    counts : bool ndarray of shape (n_channels,)
        Channels with enough voices to weigh in the share of demand; under 2 the indicator is not
        measured, and this function is not to be called.

    Notes
    -----
    Unit: share of source kinds, 0 to 1. Source: CRITERIA.md §2. Pitfall: one text forwarded
    through two channels looks like two sources.
    """
    return np.asarray((by_channel[:, counts] >= min_share - 1e-15).sum(axis=1) / counts.sum())


def _shrunk(mean: Matrix, n: Matrix, overall: Matrix, prior: float) -> Matrix:
    base = n + prior
    return np.where(
        base > 0,
        (n * np.nan_to_num(mean) + prior * overall) / np.where(base > 0, base, 1.0),
        overall,
    )
