"""The data side of the joint simulation: replicates of every value (CRITERIA.md §5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from prioritizer.criteria.measure import Indicator, Measurement
from prioritizer.criteria.overriding import draw_overridden
from prioritizer.criteria.ratings import RATING_STEP
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
Kept = dict[tuple[frozenset[str], int], Ends]


def draw_values(
    measurement: Measurement,
    active: frozenset[str] | set[str],
    n_replicates: int,
    seed: int,
    *,
    link_sd: float | Mapping[str, float] = 0.25,
    kept: Kept | None = None,
    relinked: Collection[str] = (),
) -> Matrix:
    """Draw replicates of the values of all agendas on all measured indicators.

    Parameters
    ----------
    measurement : Measurement
    active : set of {"voices", "links", "ranges", "ratings"}
        Sources that vary; the others stay at their points. A source draws the same numbers
        whichever others are active (common random numbers), so differences between subsets are
        the sources' own.
    n_replicates : int
    seed : int
    link_sd : float or mapping of agenda_id to float
        Sd of the log-normal factor on an agenda's voices: one for all, or per agenda from the
        labels' or the audit's confusion (agendas not named have .25).
    kept : dict, optional
        A place to keep what voices told, for further calls on the same measurement with the same
        seed and ``link_sd``: ranges and ratings do not ask the voices again.
    relinked : collection of str
        Agendas whose links draw from a stream of their own: set against another run of the same
        seed, they were learnt apart, so they err apart.

    Returns
    -------
    ndarray of shape (n_replicates, n_agendas, n_indicators)
        Values 0 to 1, indicators in the order of ``measurement.names``.

    Raises
    ------
    ValueError
        If a source is unknown, or no replicate is asked for.

    Notes
    -----
    *voices*: Poisson(1) weights of 64 buckets, and a Gamma(½) voice to each agenda × channel, so
    that no voice is not no doubt. *links*: a log-normal factor per agenda. *ranges*: uniform
    between the ends, in the unit where both are known, in values where one is missing. *ratings*:
    raters resampled together (one fewer than there are, so that a mean of three varies as much as
    it should), and each rating moved by up to half a step.
    """
    if unknown := sorted(set(active) - set(SOURCES)):
        raise ValueError(f"active names {unknown[0]!r}: choose among {', '.join(SOURCES)}.")
    if n_replicates < 1:
        raise ValueError(f"n_replicates is {n_replicates}: at least 1 is needed.")
    streams = dict(zip(SOURCES, np.random.SeedSequence(seed).spawn(len(SOURCES)), strict=True))
    n = len(measurement.agenda_ids)
    out = np.empty((n_replicates, n, len(measurement.parts)))
    for m, part in enumerate(measurement.parts):
        out[:, :, m] = part.reading.value
    if "ratings" in active:
        _draw_ratings(measurement, out, np.random.default_rng(streams["ratings"]))
    if "ranges" in active:
        uniform = np.random.default_rng(streams["ranges"])
    for m, part in enumerate(measurement.parts):
        share = uniform.random((n_replicates, n)) if "ranges" in active else None
        if share is not None and part.source != "signals":
            _draw_ranges(part, out[:, :, m], share)
        if part.source == "signals":
            _place(part, out[:, :, m], share, None)
    if active & {"voices", "links"} and measurement.context is not None:
        again = np.random.default_rng(streams["ranges"]) if "ranges" in active else None
        _draw_voices(measurement, active, out, streams, link_sd, again, kept, relinked)
    own = np.random.SeedSequence([seed, len(SOURCES)])  # apart from the streams of the sources
    draw_overridden(measurement, out, np.random.default_rng(own) if "ranges" in active else None)
    return out


def _draw_voices(
    measurement: Measurement,
    active: frozenset[str] | set[str],
    out: Matrix,
    streams: Mapping[str, np.random.SeedSequence],
    link_sd: float | Mapping[str, float],
    ranges: np.random.Generator | None,
    kept: Kept | None,
    relinked: Collection[str],
) -> None:
    """Put what voices tell anew into place, between the ends of what each replicate tells."""
    if not any(part.source == "signals" for part in measurement.parts):
        return
    n_replicates, n = out.shape[:2]
    key = frozenset(active) & {"voices", "links"}
    if kept is not None and (key, n_replicates) in kept:
        ends = kept[key, n_replicates]
    else:
        ends = _told_again(measurement, key, n_replicates, streams, link_sd, relinked)
        if kept is not None and n_replicates * n <= MOST_KEPT:
            kept[key, n_replicates] = ends
    for m, part in enumerate(measurement.parts):  # every part draws, so that each has its own
        share = None if ranges is None else ranges.random((n_replicates, n))
        if part.source == "signals" and part.name in ends:
            _place(part, out[:, :, m], share, ends[part.name])
            if part.name == "breadth" and "voices" in active:
                _recentre(part, out[:, :, m])


def _told_again(
    measurement: Measurement,
    active: frozenset[str],
    n_replicates: int,
    streams: Mapping[str, np.random.SeedSequence],
    link_sd: float | Mapping[str, float],
    relinked: Collection[str] = (),
) -> Ends:
    """Measure what voices tell in every replicate, block by block: ends by indicator."""
    context = measurement.context
    assert context is not None
    wanted = frozenset(p.name for p in measurement.parts if p.source == "signals")
    n = len(measurement.agenda_ids)
    buckets = np.random.default_rng(streams["voices"])
    weights = buckets.poisson(1.0, (n_replicates, N_BUCKETS)).astype(np.float64)
    links = np.random.default_rng(streams["links"])
    sd = _sds(measurement.agenda_ids, link_sd)
    z = links.standard_normal((n_replicates, n))
    if relinked:
        apart = np.array([name in relinked for name in measurement.agenda_ids])
        z[:, apart] = links.standard_normal((n_replicates, n))[:, apart]
    n_c = len(context.cube.channels)
    found: Ends = {}
    rows_held = max(len(context.cube.pair_agenda), context.closing.closed.shape[0] // 4, 1)
    block = max(MOST_CELLS // rows_held, 8)
    for start in range(0, n_replicates, min(block, BLOCK)):
        rows = slice(start, min(start + min(block, BLOCK), n_replicates))
        size = rows.stop - rows.start
        bucket_weights = weights[rows] if "voices" in active else None
        factor = extra = None
        if "links" in active:
            factor = np.ones((n + 1, size))
            factor[:n] = np.exp(z[rows] * sd).T
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


def _draw_ratings(measurement: Measurement, out: Matrix, random: np.random.Generator) -> None:
    """Resample the raters, the same ones for every agenda and rubric, and jitter each rating.

    One rater fewer is drawn than there are (Rao & Wu 1988): drawing all n with replacement makes a
    mean vary by (n - 1) / n of what it should, a third too little with three raters.
    """
    rated = [(m, p) for m, p in enumerate(measurement.parts) if p.ratings is not None]
    if not rated:
        return
    n_replicates = len(out)
    n_raters = max(len(p.ratings.raters) for _, p in rated if p.ratings is not None)
    shares = np.full(n_raters, 1.0 / n_raters)
    picked = random.multinomial(max(n_raters - 1, 1), shares, size=n_replicates)
    for m, part in rated:
        assert part.ratings is not None
        grades = part.ratings.grades
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
        out[:, keep, m] = value[:, keep]


def _sds(ids: tuple[str, ...], link_sd: float | Mapping[str, float]) -> Matrix:
    if isinstance(link_sd, Mapping):
        return np.array([float(link_sd.get(name, 0.25)) for name in ids])
    return np.full(len(ids), float(link_sd))
