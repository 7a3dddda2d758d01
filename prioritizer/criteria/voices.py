"""From the cube to the performances of the citizen-centric indicators, for any resampling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from prioritizer.criteria import citizen_centricity as formula
from prioritizer.criteria.closing import ClosingCube, open_after, survival
from prioritizer.criteria.cube import DemandCube
from prioritizer.criteria.demand import Weighing, channel_shares, pair_voices, weigh
from prioritizer.vocabulary import N_BUCKETS, Both, Matrix

Ends = tuple[Matrix, Matrix]  # low and high performance, each (n_agendas, n_replicates)


@dataclass(frozen=True)
class VoicesContext:
    """What is settled once about a study's voices, and shared by all replicates."""

    cube: DemandCube
    closing: ClosingCube
    recent: tuple[int, ...]  # month indices among the last 12
    history: int  # months of history, at most 12
    area_shares: Matrix  # π_r: by population, or as the voices fell
    standard_days: Matrix  # per agenda, "no agenda" last
    old_months: tuple[int, ...]  # months whose every signal is standard_days old
    has: frozenset[str]  # indicators that the study can measure
    why_not: dict[str, Both]  # … and why the others cannot be
    counts: Any  # channels that weigh

    @property
    def n(self) -> int:
        """Agendas, "no agenda" left out."""
        return self.cube.n_agendas


def performances(
    context: VoicesContext,
    bucket_weights: Matrix | None = None,
    *,
    factor: Matrix | None = None,
    extra: Matrix | None = None,
    wanted: frozenset[str] | None = None,
) -> dict[str, Ends]:
    """Measure the indicators that voices tell, for one set of bucket weights or for many.

    Parameters
    ----------
    context : VoicesContext
    bucket_weights : ndarray of shape (n_replicates, 64), optional
        Poisson weights of the buckets; ones by default.
    factor : ndarray of shape (n_agendas + 1, n_replicates), optional
        What link error does to each agenda's voices.
    extra : ndarray of shape (n_agendas, n_channels, n_replicates), optional
        Voices added to each agenda in each channel (the Gamma(½) voice).
    wanted : frozenset of str, optional
        Only these indicators.

    Returns
    -------
    dict of str to (low, high)
        Each of shape (n_agendas, n_replicates); NaN where an agenda has no data at all.
    """
    cube, n = context.cube, context.n
    asked = context.has if wanted is None else context.has & wanted
    pairs = pair_voices(cube, bucket_weights)
    weighing = weigh(cube, cube.cell_sums(pairs))
    if factor is not None:
        pairs = pairs * factor[cube.pair_agenda]
    n_voices = cube.summed(pairs, cube.pair_agenda, n + 1)[:n]
    by_channel = np.minimum(channel_shares(cube, pairs, weighing)[:n], 1.0)
    if extra is not None:
        voices = weighing.channel_voices[None]
        by_channel = (by_channel * voices + extra) / np.maximum(voices + extra.sum(axis=0), 1e-300)
    found: dict[str, Ends] = {}
    if "representative_reach" in asked:
        reach = formula.representative_reach(by_channel, weighing.channel_weight)
        found["representative_reach"] = (reach, reach)
    if "breadth" in asked:
        found["breadth"] = _breadth(context, pairs, weighing, n_voices)
    if "severity" in asked:
        grade = _severity(context, weighing, bucket_weights)
        found["severity"] = (grade, grade)
    if "unmet" in asked:
        share = _unmet(context, weighing, bucket_weights)
        found["unmet"] = (share, share)
    if "persistence" in asked:
        found["persistence"] = _persistence(context, pairs, weighing, n_voices)
    if "corroboration" in asked:
        share = formula.corroboration(by_channel, context.counts, cube.limits.corroboration_share)
        found["corroboration"] = (share, share)
    return found


def _breadth(context: VoicesContext, pairs: Matrix, weighing: Weighing, n_voices: Matrix) -> Ends:
    """Spread each agenda's voices over areas with channel-months alike, then draw 30."""
    cube, n, draws = context.cube, context.n, context.cube.limits.breadth_voices
    named = np.array([name != "" for name in cube.areas])
    area = cube.cell_area[cube.pair_cell]
    held = np.flatnonzero((cube.pair_agenda < n) & named[area])
    key = cube.pair_agenda[held] * len(cube.areas) + area[held]
    groups, group = np.unique(key, return_inverse=True)
    agenda = groups // len(cube.areas)
    raw = cube.summed(pairs[held], group, len(groups))
    standard = cube.summed(
        pairs[held] * weighing.standard[cube.pair_cell[held]], group, len(groups)
    )
    placed = cube.summed(raw, agenda, n)
    weight = cube.summed(standard, agenda, n)
    spread = np.where((weight > 0)[agenda], standard, raw)
    total = cube.summed(spread, agenda, n)[agenda]
    counts = spread * placed[agenda] / np.where(total > 0, total, 1.0)
    chance = formula.chance_drawn(counts, placed[agenda], draws)
    drawn = cube.summed(chance, agenda, n)
    observed = cube.summed((raw > 1e-9).astype(float), agenda, n)
    expected = formula.expected_areas(context.area_shares, draws)
    low, high = formula.breadth(drawn, observed, placed, expected, draws)
    nowhere = (n_voices > 0) & (placed <= 0)  # voices, but none says from where
    return np.where(nowhere, 0.0, low), np.where(nowhere, 1.0, high)


def _severity(context: VoicesContext, weighing: Weighing, bucket_weights: Matrix | None) -> Matrix:
    cube, n = context.cube, context.n
    weights = np.ones((1, N_BUCKETS)) if bucket_weights is None else bucket_weights
    graded = np.asarray(cube.n_severity @ weights.T, dtype=np.float64)
    grades = np.asarray(cube.severity @ weights.T, dtype=np.float64)
    standard = weighing.standard[cube.pair_cell]

    def by_agenda(rows: Matrix) -> Matrix:
        return cube.summed(rows, cube.pair_agenda, n + 1)

    number, total = by_agenda(graded), by_agenda(grades)
    alike, sums = by_agenda(graded * standard), by_agenda(grades * standard)
    mean = np.where(alike > 0, _ratio(sums, alike), _ratio(total, number))
    overall = _ratio(sums.sum(axis=0), alike.sum(axis=0))
    shrunk = formula.severity(mean[:n], number[:n], overall, cube.limits.prior_voices)
    silent = by_agenda(cube.n_severity.sum(axis=1)[:, None])[:n] <= 0
    return np.where(silent, np.nan, shrunk)


def _unmet(context: VoicesContext, weighing: Weighing, bucket_weights: Matrix | None) -> Matrix:
    cube, n, closing = context.cube, context.n, context.closing
    n_c = len(cube.channels)
    weights = np.ones((1, N_BUCKETS)) if bucket_weights is None else bucket_weights
    shape = (n + 1, n_c, weights.shape[0])

    closed, waiting = closing.by_bin(weights)
    followed = (closed + waiting).sum(axis=-1).reshape(shape)
    days = np.repeat(context.standard_days, n_c)[:, None]
    share = open_after(survival(closed, waiting), days).reshape(shape)
    in_all = np.asarray(closing.closed.sum(axis=1)).reshape(n + 1, n_c, -1)
    dated = in_all.sum(axis=(0, 2)) > 0
    if not dated.all():  # channels without closing dates: the statuses of old enough months
        share_by_status, number = _open_by_status(context, weights)
        share = np.where(dated[None, :, None], share, share_by_status)
        followed = np.where(dated[None, :, None], followed, number)
    again = (closing.reopened @ weights.T).reshape(shape)
    known = (closing.reopened_known @ weights.T).reshape(shape)
    open_mean, open_n, open_all = _over_channels(share * followed, followed, weighing)
    re_mean, re_n, re_all = _over_channels(again, known, weighing)
    k = cube.limits.prior_voices
    base_open = _base_rows(
        context, in_all + closing.still_open.sum(axis=1).reshape(in_all.shape), dated
    )
    base_again = closing.reopened_known.sum(axis=1).reshape(n + 1, n_c).sum(axis=1)[:n] > 0
    result = formula.unmet(
        open_mean[:n],
        np.where(base_open[:, None], np.maximum(open_n[:n], 1e-12), 0.0),
        open_all,
        re_mean[:n],
        np.where(base_again[:, None], np.maximum(re_n[:n], 1e-12), 0.0),
        re_all,
        k,
    )
    return result


def _base_rows(context: VoicesContext, outcomes: Matrix, dated: Any) -> Any:
    """Agendas that have any voice whose closing could be followed, in the data themselves."""
    n = context.n
    followed = outcomes.sum(axis=2) * dated
    _, number = _open_by_status(context, np.ones((1, N_BUCKETS)))
    return (followed.sum(axis=1) + (number[:, :, 0] * ~dated).sum(axis=1))[:n] > 0


def _open_by_status(context: VoicesContext, weights: Matrix) -> tuple[Matrix, Matrix]:
    """Share open by status in months that are old enough, per agenda and channel."""
    cube, n = context.cube, context.n
    shape = (n + 1, len(cube.channels), weights.shape[0])
    months = {cube.months[i] for i in context.old_months}
    table = cube.status
    rows = table[table["month"].isin(months) & table["status"].isin(["open", "closed"])]
    slot = rows["agenda"].to_numpy(int) * shape[1] + rows["channel"].to_numpy(int)
    voices = np.zeros((2, shape[0] * shape[1], N_BUCKETS))
    is_open = (rows["status"] == "open").to_numpy()
    bucket = rows["bucket"].to_numpy(int) % N_BUCKETS
    number = rows["n_voices"].to_numpy(float)
    np.add.at(voices[0], (slot, bucket), number)
    np.add.at(voices[1], (slot[is_open], bucket[is_open]), number[is_open])
    total, opened = (voices @ weights.T).reshape(2, *shape)
    return _ratio(opened, total), total


def _over_channels(
    amount: Matrix, base: Matrix, weighing: Weighing
) -> tuple[Matrix, Matrix, Matrix]:
    """Join channels with each brought to its weight: mean and voices by agenda, mean of all."""
    size = base.sum(axis=0)
    weight = np.where(size > 0, weighing.channel_weight, 0.0) / np.where(size > 0, size, 1.0)
    none = weight.sum(axis=0) <= 0
    weight = np.where(none, np.where(size > 0, 1.0, 0.0), weight)
    above, below = (amount * weight).sum(axis=1), (base * weight).sum(axis=1)
    plain = _ratio(amount.sum(axis=1), base.sum(axis=1))
    mean = np.where(below > 0, _ratio(above, below), plain)
    return mean, base.sum(axis=1), _ratio(above.sum(axis=0), below.sum(axis=0))


def _persistence(
    context: VoicesContext, pairs: Matrix, weighing: Weighing, n_voices: Matrix
) -> Ends:
    cube, n, limits = context.cube, context.n, context.cube.limits
    n_c = len(cube.channels)
    k = np.zeros_like(n_voices)
    for month in context.recent:
        cells = np.flatnonzero(cube.cell_month == month)
        held = np.flatnonzero((cube.cell_month[cube.pair_cell] == month) & (cube.pair_agenda < n))
        channel = cube.cell_channel[cube.pair_cell[held]]
        mine = cube.summed(pairs[held], cube.pair_agenda[held] * n_c + channel, n * n_c)
        mine = mine.reshape(n, n_c, -1)
        size = cube.summed(weighing.totals[cells], cube.cell_channel[cells], n_c)
        weight = np.where(size > 0, weighing.channel_weight, 0.0)
        weight = np.where(weight.sum(axis=0) > 0, weight, size)
        share = _ratio((_ratio(mine, size[None]) * weight).sum(axis=1), weight.sum(axis=0))
        enough = mine.sum(axis=1) >= limits.persistence_voices - 1e-9
        k += enough & (share >= limits.persistence_share - 1e-15)
    return formula.persistence(k, n_voices, context.history, limits.persistence_months)


def _ratio(above: Matrix, below: Matrix) -> Matrix:
    return np.asarray(np.where(below > 0, above / np.where(below > 0, below, 1.0), 0.0))
