"""Voices, not rows: how much each link counts once repeats and campaigns are seen.

Every voice is a whole number of ``QUANTUM``, a power of two. Sums of such numbers are exact in
floating point, so they are the same in any order, for any partition and any number of workers,
and whoever adds up ``links.parquet`` gets the very n_voices that a ranking shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.text.keys import text_hash
from prioritizer.vocabulary import N_BUCKETS, NO_AGENDA, Matrix

Votes = Literal["count", "sqrt", "log"]
Codes = NDArray[np.int64]

QUANTUM = 2.0**-22
"""The smallest part of a voice; sums are exact up to two thousand million voices."""

RULES: tuple[str, ...] = ("person", "repeats", "none", "votes")
"""What one voice is: a person × agenda × quarter; near-same words × place × day × agenda; a signal,
where neither is known; a signature of a petition."""


@dataclass(frozen=True)
class Voices:
    """What each link counts, and by which rule."""

    links: pd.DataFrame  # signal_id, agenda_id, strength, voice, reason: accepted links
    rest: pd.DataFrame  # the same columns, agenda_id "": what of each signal no agenda answers
    rules: pd.DataFrame  # rule, n_signals, n_voices: a row for each of RULES

    @property
    def all_links(self) -> pd.DataFrame:
        """Accepted links and the rest of each signal, as tallies want them."""
        return pd.concat([self.links, self.rest], ignore_index=True)


def count_voices(
    links: pd.DataFrame,
    signals: pd.DataFrame,
    incidents: pd.DataFrame,
    *,
    votes: Votes = "count",
) -> Voices:
    """Count the voices that speak for each agenda, and those that speak for none.

    A unit (a person in a quarter; without a person an incident group) has one voice for an
    agenda: that of his strongest link, shared among his signals in proportion to strength. A
    petition's N votes are N voices of its incident group. Campaigns are damped, weights multiply.

    Parameters
    ----------
    links : DataFrame of shape (n_links, …)
        Accepted links: ``signal_id, agenda_id, strength``; strengths of a signal sum to 1 or less.
    signals : DataFrame of shape (n_signals, …)
        ``signal_id, received_on, person, cell``, and ``votes, weight`` where there are any. All
        signals of a person and all of a cell and day must be there (a whole partition).
    incidents : DataFrame of shape (n_signals, …)
        ``signal_id, incident_id``, and ``campaign_id, damping`` once campaigns are known.
    votes : {"count", "sqrt", "log"}
        What N votes are worth: N, the root of N, or log2(1 + N). One vote is one voice in each.

    Returns
    -------
    Voices
        Voices in multiples of ``QUANTUM``; rows in the order of ``links`` and ``signals``.

    Raises
    ------
    ValueError
        If a link or an incident belongs to no signal.

    Notes
    -----
    Votes of 0 are nobody's voice; blank votes are no petition, so one voice.
    """
    at, strength = positions(links["signal_id"], signals), _numbers(links["strength"])
    rest = np.maximum(0.0, 1.0 - np.bincount(at, weights=strength, minlength=len(signals)))
    left = np.flatnonzero(quantise(rest) > 0)
    agenda, names = pd.factorize(links["agenda_id"])
    everything = np.concatenate([at, left])
    speakers = _Speakers(signals, incidents, votes)
    voice, size = _share(
        everything,
        np.concatenate([agenda, np.full(len(left), len(names))]),
        np.concatenate([strength, rest[left]]),
        speakers,
    )
    table = pd.DataFrame(
        {
            "signal_id": signals["signal_id"].to_numpy()[everything],
            "agenda_id": np.concatenate(
                [links["agenda_id"].to_numpy(dtype=object), np.full(len(left), NO_AGENDA, object)]
            ),
            "strength": np.concatenate([strength, rest[left]]),
            "voice": voice,
            "reason": _reasons(size, speakers, everything),
        }
    ).astype({"signal_id": "str", "agenda_id": "str", "reason": "str"})
    n_links = len(links)
    rules = _rules(everything, voice, speakers.rule[everything])
    return Voices(table[:n_links], table[n_links:].reset_index(drop=True), rules)


def theme_voices(
    theme_id: pd.Series | NDArray[np.object_],
    signals: pd.DataFrame,
    incidents: pd.DataFrame,
    *,
    votes: Votes = "count",
) -> Matrix:
    """Count what each signal's voice is worth inside its own theme.

    The rules are those of :func:`count_voices`, with the theme in place of the agenda and
    strength 1.

    Parameters
    ----------
    theme_id : Series or ndarray of shape (n_signals,)
        The theme of each signal, in the order of ``signals``.
    signals, incidents, votes
        As in :func:`count_voices`.

    Returns
    -------
    ndarray of shape (n_signals,)
        Voices in multiples of ``QUANTUM``.
    """
    theme, _ = pd.factorize(pd.Series(np.asarray(theme_id, dtype=object), dtype="str"))
    rows = np.arange(len(signals))
    return _share(rows, theme, np.ones(len(rows)), _Speakers(signals, incidents, votes))[0]


def bucket_of(key: pd.Series | NDArray[np.object_]) -> Codes:
    """Say into which of the bootstrap's buckets a person or an incident group falls.

    Parameters
    ----------
    key : Series or ndarray of str, shape (n_signals,)
        The person where he is known, else the incident (see :func:`voice_key`).

    Returns
    -------
    ndarray of shape (n_signals,), int64
        Numbers from 0 to ``N_BUCKETS - 1``, the same on every machine.
    """
    codes, distinct = pd.factorize(np.asarray(key, dtype=object))
    return (text_hash(distinct) % np.uint64(N_BUCKETS)).astype(np.int64)[codes]


def voice_key(signals: pd.DataFrame, incidents: pd.DataFrame) -> NDArray[np.object_]:
    """Name who speaks in each signal: the person, or the incident group where there is none."""
    person = signals["person"].to_numpy(dtype=object)
    at = positions(signals["signal_id"], incidents)
    return np.where(person != "", person, incidents["incident_id"].to_numpy(dtype=object)[at])


def positions(signal_id: pd.Series, table: pd.DataFrame) -> Codes:
    """Find the row of ``table`` that each signal id stands in.

    Raises
    ------
    ValueError
        If an id is not there.
    """
    ids = table["signal_id"]
    if len(ids) == len(signal_id) and (ids.to_numpy() == signal_id.to_numpy()).all():
        return np.arange(len(ids))
    at = pd.Index(ids).get_indexer(signal_id)
    if (at < 0).any():
        missing = signal_id.to_numpy()[np.flatnonzero(at < 0)[0]]
        raise ValueError(f"signal {missing!r} is not in the table of signals")
    return np.asarray(at, dtype=np.int64)


class _Speakers:
    """Who speaks in each signal, and what multiplies his voice; arrays of shape (n_signals,)."""

    def __init__(self, signals: pd.DataFrame, incidents: pd.DataFrame, votes: Votes) -> None:
        at = positions(signals["signal_id"], incidents)
        person, _ = pd.factorize(signals["person"])
        known = (signals["person"] != "").to_numpy()
        day = signals["received_on"]
        placed = ((signals["cell"] != "") & day.notna()).to_numpy()
        quarter = (day.dt.year * 4 + day.dt.quarter).fillna(0).to_numpy(dtype=np.int64)
        counted = _column(signals, "votes", np.nan)
        petition = ~np.isnan(counted)
        incident, _ = pd.factorize(incidents["incident_id"].to_numpy()[at])
        by_person = known & ~petition
        spell, _ = pd.factorize(person * np.int64(100_000) + quarter)
        self.unit = np.where(by_person, spell, incident + len(signals))
        self.worth = np.where(petition, _worth(counted, votes), 1.0)
        self.factor = _column(signals, "weight", 1.0) * _column(incidents, "damping", 1.0)[at]
        self.rule = np.select([petition, by_person, placed], [3, 0, 1], 2)
        self.votes = counted
        self.campaign = (
            (incidents["campaign_id"] != "").to_numpy()[at]
            if "campaign_id" in incidents.columns
            else np.zeros(len(signals), dtype=bool)
        )


def _share(
    rows: Codes, agenda: Codes, strength: Matrix, speakers: _Speakers
) -> tuple[Matrix, Codes]:
    """Give each link its part of its unit's voice, and how many share that; shape (n_links,)."""
    part = quantise(strength * speakers.worth[rows])
    pair = speakers.unit[rows] * np.int64(agenda.max(initial=0) + 1) + agenda
    _, group, size = np.unique(pair, return_inverse=True, return_counts=True)
    total = np.bincount(group, weights=part, minlength=len(size))  # exact: parts are quantised
    strongest = np.zeros(len(size))
    np.maximum.at(strongest, group, part)
    share = np.divide(part, total[group], out=np.zeros(len(part)), where=part > 0)
    voice = quantise(share * strongest[group] * speakers.factor[rows])
    return voice, size[group]


def _reasons(size: Codes, speakers: _Speakers, rows: Codes) -> NDArray[np.object_]:
    """Say in a few words why a link counts what it counts."""
    rule, campaign = speakers.rule[rows], speakers.campaign[rows]
    counted, votes = pd.factorize(np.where(rule == 3, speakers.votes[rows], 0.0))
    kind = ((size * len(RULES) + rule) * 2 + campaign) * len(votes) + counted
    kind, distinct = pd.factorize(kind)
    words = []
    for number in distinct.tolist():
        rest, vote = divmod(number, len(votes))
        rest, damped = divmod(rest, 2)
        n, own = divmod(rest, len(RULES))
        said = ("person", "report", "report, place or day unknown", f"{votes[vote]:.0f} votes")[own]
        shared = f", one voice for {n} signals" if n > 1 else ""
        words.append(said + shared + (", campaign damped to √n" if damped else ""))
    return np.asarray(np.array(words, dtype=object)[kind])


def _rules(rows: Codes, voice: Matrix, rule: Codes) -> pd.DataFrame:
    """Count signals and voices by the rule that held."""
    first = np.unique(rows, return_index=True)[1]
    return pd.DataFrame(
        {
            "rule": list(RULES),
            "n_signals": np.bincount(rule[first], minlength=len(RULES)),
            "n_voices": np.bincount(rule, weights=voice, minlength=len(RULES)),
        }
    ).astype({"rule": "str"})


def _worth(votes: Matrix, mode: Votes) -> Matrix:
    """Turn votes into voices; one vote is one voice whatever the mode."""
    n = np.maximum(votes, 0.0)
    if mode == "count":
        return n
    return np.asarray(np.sqrt(n) if mode == "sqrt" else np.log2(1.0 + n), dtype=np.float64)


def quantise(numbers: Matrix) -> Matrix:
    """Round to whole multiples of ``QUANTUM``, so that sums are exact.

    >>> quantise(np.array([0.1, 0.5])) == np.array([0.1, 0.5])
    array([False,  True])
    """
    return np.asarray(np.rint(numbers / QUANTUM) * QUANTUM, dtype=np.float64)


def _column(table: pd.DataFrame, name: str, default: float) -> Matrix:
    """Read a column of numbers that may be absent or blank."""
    if name not in table.columns:
        return np.full(len(table), default)
    return np.where(np.isnan(numbers := _numbers(table[name])), default, numbers)


def _numbers(column: pd.Series) -> Matrix:
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))
