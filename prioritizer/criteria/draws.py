"""The data side of the joint simulation: replicates of every value (CRITERIA.md §5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from prioritizer.criteria.measure import Indicator, Measurement
from prioritizer.criteria.overriding import draw_overridden
from prioritizer.criteria.ratings import RATING_STEP, Ratings
from prioritizer.criteria.voices import performances
from prioritizer.vocabulary import N_BUCKETS, Matrix

SOURCES = ("voices", "links", "ranges", "ratings")
"""Sources of uncertainty in the data; the weights are drawn by robustness."""

BLOCK = 125
"""Replicates measured at a time, at most: bounds the memory, changes no figure."""

MOST_CELLS = 3_000_000
"""Pairs of agenda and cell, times replicates, held at a time."""

MOST_KEPT = 1_000_000
"""Agendas times replicates of which a draw is kept for the next call."""

Halves = NDArray[np.float32]
Ends = dict[str, tuple[Halves, Halves]]
Streams = Mapping[str, np.random.SeedSequence]


@dataclass(frozen=True)
class DataDraws:
    """Replicates of the values of all agendas on all measured indicators.

    Parameters
    ----------
    measurement : Measurement
    seed : int
        Same seed, same numbers. A source draws the same ones whichever others are active (common
        random numbers), so differences between sets of sources are the sources' own.
    link_sd : float or mapping of agenda_id to float
        Sd of the log-normal factor on an agenda's voices: one for all, or per agenda from the
        labels' or the audit's confusion (agendas not named have .25).
    relinked : collection of str
        Agendas whose links draw from a stream of their own: set against another run of the same
        seed, they were learnt apart, so they err apart.

    Notes
    -----
    *voices*: Poisson(1) weights of 64 buckets, and a Gamma(½) voice to each agenda × channel, so
    that no voice is not no doubt. *links*: a log-normal factor per agenda. *ranges*: uniform
    between the ends, in the unit where both are known, in values where one is missing. *ratings*:
    raters resampled together (one fewer than there are, so that a mean of three varies as much as
    it should), and each rating moved by up to half a step.
    """

    measurement: Measurement
    seed: int
    link_sd: float | Mapping[str, float] = 0.25
    relinked: Collection[str] = ()
    _kept: dict[tuple[frozenset[str], int], Ends] = field(default_factory=dict, repr=False)

    def values(self, active: Collection[str], n_replicates: int) -> Matrix:
        """Draw replicates in which some sources vary, and the others stay at their points.

        Parameters
        ----------
        active : collection of {"voices", "links", "ranges", "ratings"}
        n_replicates : int

        Returns
        -------
        ndarray of shape (n_replicates, n_agendas, n_indicators)
            Values 0 to 1, indicators in the order of ``measurement.names``.

        Raises
        ------
        ValueError
            If a source is unknown, or no replicate is asked for.
        """
        n, parts = len(self.measurement.agenda_ids), self.measurement.parts
        out = np.empty((n_replicates, n, len(parts)))
        for m, column in enumerate(self.columns(active, n_replicates)):
            out[:, :, m] = column
        return out

    def columns(self, active: Collection[str], n_replicates: int) -> Iterator[Matrix]:
        """Draw what `values` draws, one indicator at a time: a fraction of the memory.

        Yields
        ------
        ndarray of shape (n_replicates, n_agendas)
            Values of one indicator, in the order of ``measurement.names``.
        """
        if unknown := sorted(set(active) - set(SOURCES)):
            raise ValueError(f"active names {unknown[0]!r}: choose among {', '.join(SOURCES)}.")
        if n_replicates < 1:
            raise ValueError(f"n_replicates is {n_replicates}: at least 1 is needed.")
        return self._columns(frozenset(active), n_replicates)

    def told(self, active: Collection[str], n_replicates: int) -> Ends:
        """Measure what voices tell in every replicate: low and high performance by indicator.

        Ranges and ratings do not ask the voices again: what was measured once is kept, up to
        `MOST_KEPT`.
        """
        key = frozenset(active) & {"voices", "links"}, n_replicates
        if key in self._kept:
            return self._kept[key]
        ends = self._told_again(*key)
        if n_replicates * len(self.measurement.agenda_ids) <= MOST_KEPT:
            self._kept[key] = ends
        return ends

    def _streams(self) -> Streams:
        """Give every source its own stream."""
        spawned = np.random.SeedSequence(self.seed).spawn(len(SOURCES))
        return dict(zip(SOURCES, spawned, strict=True))

    def _columns(self, active: frozenset[str], n_replicates: int) -> Iterator[Matrix]:
        """Draw indicator by indicator; each part has its turn."""
        measurement, streams = self.measurement, self._streams()
        n = len(measurement.agenda_ids)
        ends: Ends = self.told(active, n_replicates) if active & {"voices", "links"} else {}
        ratings = np.random.default_rng(streams["ratings"])
        picked = _picked(measurement, n_replicates, ratings) if "ratings" in active else None
        first, again = (np.random.default_rng(streams["ranges"]) for _ in range(2))
        own = np.random.SeedSequence([self.seed, len(SOURCES)])  # apart from the sources' streams
        by_hand = np.random.default_rng(own) if "ranges" in active else None
        for part in measurement.parts:
            out = np.repeat(part.reading.value[None, :], n_replicates, axis=0)
            if picked is not None and part.ratings is not None:
                _draw_ratings(part, part.ratings, out, picked, ratings)
            # every part draws, so that each has its own
            share = first.random((n_replicates, n)) if "ranges" in active else None
            if share is not None and part.source != "signals":
                _draw_ranges(part, out, share)
            if part.source == "signals":
                _place(part, out, share, None)
            if ends:
                share = again.random((n_replicates, n)) if "ranges" in active else None
                if part.source == "signals" and part.name in ends:
                    _place(part, out, share, ends[part.name])
                    if part.name == "breadth" and "voices" in active:
                        _recentre(part, out)
            draw_overridden(part, out, by_hand)
            yield out

    def _told_again(self, active: frozenset[str], n_replicates: int) -> Ends:
        """Measure what voices tell in every replicate, block by block."""
        context = self.measurement.context
        wanted = frozenset(p.name for p in self.measurement.parts if p.source == "signals")
        if context is None or not wanted:
            return {}
        n, n_c = len(self.measurement.agenda_ids), len(context.cube.channels)
        streams = self._streams()
        buckets = np.random.default_rng(streams["voices"])
        weights = buckets.poisson(1.0, (n_replicates, N_BUCKETS)).astype(np.float64)
        z = self._link_errors(np.random.default_rng(streams["links"]), n_replicates)
        rows_held = max(len(context.cube.pair_agenda), context.closing.closed.shape[0] // 4, 1)
        block = min(max(MOST_CELLS // rows_held, 8), BLOCK)
        found: Ends = {}
        for start in range(0, n_replicates, block):
            rows = slice(start, min(start + block, n_replicates))
            size = rows.stop - rows.start
            bucket_weights = weights[rows] if "voices" in active else None
            factor = extra = None
            if "links" in active:
                factor = np.ones((n + 1, size))
                factor[:n] = np.exp(z[rows]).T
            if "voices" in active:
                extra = buckets.gamma(0.5, size=(size, n, n_c)).transpose(1, 2, 0)
            elif factor is not None:
                bucket_weights = np.ones((size, N_BUCKETS))
            ends = performances(context, bucket_weights, factor=factor, extra=extra, wanted=wanted)
            for name, (low, high) in ends.items():
                if name not in found:
                    # half the bytes; a performance is not known to seven digits
                    whole = np.empty((n_replicates, n), dtype=np.float32)
                    found[name] = (whole, whole if high is low else np.empty_like(whole))
                found[name][0][rows] = low.T
                if high is not low:
                    found[name][1][rows] = high.T
        return found

    def _link_errors(self, random: np.random.Generator, n_replicates: int) -> Matrix:
        """Draw the logarithm of what link error does to each agenda, shape (n_replicates, n)."""
        ids = self.measurement.agenda_ids
        z = random.standard_normal((n_replicates, len(ids)))
        if self.relinked:
            apart = np.array([name in self.relinked for name in ids])
            z[:, apart] = random.standard_normal((n_replicates, len(ids)))[:, apart]
        if isinstance(self.link_sd, Mapping):
            z *= np.array([float(self.link_sd.get(name, 0.25)) for name in ids])
        else:
            z *= float(self.link_sd)
        return z


def _recentre(part: Indicator, target: Matrix) -> None:
    """Take the bootstrap's own bias off: a doubled voice brings no new area, so draws lie too low.

    Efron & Tibshirani (1993), ch. 10: the mean of the replicates minus the point is the bias.
    """
    bias = target.mean(axis=0) - part.reading.value
    target[:] = np.clip(target - np.where(part.reading.imputed, 0.0, bias), 0.0, 1.0)


def _place(
    part: Indicator,
    target: Matrix,
    share: Matrix | None,
    ends: tuple[Halves, Halves] | None,
) -> None:
    """Turn the ends of one indicator into values in place; missing cells run from 0 to 1."""
    reading = part.reading
    for start in range(0, len(target), BLOCK):  # a block at a time: the steps between are large
        rows = slice(start, start + BLOCK)
        low: Matrix | Halves = reading.low[None, :]
        high: Matrix | Halves = reading.high[None, :]
        if ends is not None:
            low, high = ends[0][rows], ends[1][rows]
        point = 0.5 if share is None else share[rows]
        value = part.anchors.values(low + (high - low) * point)
        missing = np.where(reading.imputed, point, 0.0)
        target[rows] = np.where(reading.imputed, missing, value)


def _draw_ranges(part: Indicator, target: Matrix, share: Matrix) -> None:
    """Draw between the ends of what agendas and ratings say."""
    reading = part.reading
    spread = (reading.high > reading.low) | reading.by_value
    if not spread.any():
        return
    for start in range(0, len(target), BLOCK):
        rows = slice(start, start + BLOCK)
        by_unit = part.anchors.values(reading.low + (reading.high - reading.low) * share[rows])
        by_value = reading.value_low + (reading.value_high - reading.value_low) * share[rows]
        drawn = np.where(reading.by_value, by_value, by_unit)
        target[rows, spread] = drawn[:, spread]


def _picked(
    measurement: Measurement, n_replicates: int, random: np.random.Generator
) -> NDArray[np.int64] | None:
    """Resample the raters, the same ones for every agenda and rubric.

    One rater fewer is drawn than there are (Rao & Wu 1988): drawing all n with replacement makes a
    mean vary by (n - 1) / n of what it should, a third too little with three raters.
    """
    raters = [len(p.ratings.raters) for p in measurement.parts if p.ratings is not None]
    if not raters:
        return None
    shares = np.full(max(raters), 1.0 / max(raters))
    return random.multinomial(max(max(raters) - 1, 1), shares, size=n_replicates)


def _draw_ratings(
    part: Indicator,
    ratings: Ratings,
    out: Matrix,
    picked: NDArray[np.int64],
    random: np.random.Generator,
) -> None:
    """Let the picked raters speak of one indicator, and jitter each rating."""
    grades = ratings.grades
    held = (~np.isnan(grades)).astype(float)
    plain = np.nan_to_num(grades)
    number = picked @ held.T
    total = picked @ plain.T
    everyone = held.sum(axis=1)
    # where no picked rater rated an agenda, all of its own raters speak
    alone = number <= 0
    mean = np.where(
        alone, plain.sum(axis=1) / np.maximum(everyone, 1), total / np.maximum(number, 1)
    )
    moved = np.zeros_like(mean)
    for rater in range(grades.shape[1]):
        jitter = random.uniform(-RATING_STEP / 2, RATING_STEP / 2, size=mean.shape)
        weight = np.where(alone, held[:, rater], picked[:, [rater]] * held[:, rater])
        moved += jitter * weight
    mean = mean + moved / np.where(alone, np.maximum(everyone, 1), np.maximum(number, 1))
    value = part.anchors.values(np.clip(mean, 0.0, 4.0))
    keep = ~part.reading.imputed
    out[:, keep] = value[:, keep]
