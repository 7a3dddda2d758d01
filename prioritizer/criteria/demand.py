"""Rule 4: the share of demand, in its order; raw share and lift beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.criteria.cube import DemandCube, build_cube
from prioritizer.criteria.limits import Limits
from prioritizer.vocabulary import N_BUCKETS, Matrix

_MOST_COPIED = 0.5  # of a channel's signals, by campaigns


@dataclass(frozen=True)
class DemandShares:
    """Who asks for what, after rule 4; tables in the order of the agendas, "" (no agenda) last."""

    table: pd.DataFrame  # agenda_id, n_voices, n_signals, representative_share, raw_share, lift
    by_channel: pd.DataFrame  # agenda_id × channel: share inside the channel
    channels: pd.DataFrame  # channel, n_voices, n_months, weight
    areas: pd.DataFrame  # area, channel, voices, per_100k, shares, ratio, lift
    by_population: bool
    all_months_count: tuple[str, ...]  # channels of which no month reaches the limit
    all_channels_count: bool


@dataclass(frozen=True)
class Weighing:
    """The weights of rule 4 for one set (or many replicates) of cell sizes.

    Attributes
    ----------
    totals : ndarray of shape (n_cells, n_replicates)
        Voices of each cell, of whatever agenda.
    coefficient : ndarray of shape (n_cells, n_replicates)
        What one voice in a cell adds to its agenda's share inside the cell's channel.
    standard : ndarray of shape (n_cells, n_replicates)
        What one voice weighs where channel-months count alike: w_c / (months × voices of its
        channel-month). Severity and breadth are read off voices weighed so.
    channel_weight : ndarray of shape (n_channels, n_replicates)
    channel_voices : ndarray of shape (n_channels, n_replicates)
    month_counts : bool ndarray of shape (n_channels, n_months)
    """

    totals: Matrix
    coefficient: Matrix
    standard: Matrix
    channel_weight: Matrix
    channel_voices: Matrix
    month_counts: Any
    area_weight: Matrix


def demand_shares(
    tallies: pd.DataFrame,
    *,
    agenda_ids: list[str] | None = None,
    places: pd.DataFrame | None = None,
    channel_weights: Mapping[str, float] | None = None,
    volumes: pd.DataFrame | None = None,
    limits: Mapping[str, Any] | Limits | None = None,
) -> DemandShares:
    """Compute the representative share of demand of every agenda.

    s(a) = Σ_c w_c · mean over months m · Σ_r pop_r · ŝ(a|c,r,m), where
    ŝ = (n(a,c,r,m) + 30 q(a|c,m)) / (n(c,r,m) + 30) and q is the share in the whole channel-month.
    Shares are over all voices, "no agenda" among them; s sums to 1 over agendas and "no agenda".

    Parameters
    ----------
    tallies : DataFrame
        See `build_cube`, like the other parameters.
    agenda_ids : list of str, optional
        The agendas of the study; those of the tallies by default.

    Returns
    -------
    DemandShares

    Notes
    -----
    Unit: share of voices, 0 to 1. Source: CRITERIA.md §1.4. Pitfall: an area of few voices says
    nearly what its channel-month says; an area or a month without a name cannot be weighed by
    people or time, so nameless areas weigh as their voices fell and undated voices are one month.

    Examples
    --------
    >>> rows = [("A", "x", 60.0), ("", "x", 60.0), ("A", "y", 0.0), ("", "y", 120.0)]
    >>> tallies = pd.DataFrame(rows, columns=["agenda_id", "area", "n_voices"]).assign(
    ...     channel="web", month="2022-06", status="", bucket=0)
    >>> round(float(demand_shares(tallies).table["representative_share"].iloc[0]), 4)
    0.25
    """
    if agenda_ids is None:
        agenda_ids = sorted(set(tallies["agenda_id"].astype("str")) - {""})
    cube = build_cube(
        tallies,
        agenda_ids,
        places=places,
        channel_weights=channel_weights,
        volumes=volumes,
        limits=limits,
    )
    return shares_of(cube)


def pair_voices(cube: DemandCube, bucket_weights: Matrix | None = None) -> Matrix:
    """Sum the buckets of each pair: shape (n_pairs, n_replicates), 1 replicate without weights.

    Without weights every real bucket counts once; any beyond are voices that are only supposed.
    """
    weights = bucket_weights
    if weights is None:
        weights = (np.arange(cube.voices.shape[1]) < N_BUCKETS)[None].astype(np.float64)
    return np.asarray(cube.voices @ weights.T, dtype=np.float64)


def weigh(cube: DemandCube, totals: Matrix) -> Weighing:
    """Work out the weights of rule 4 from the voices of each cell, replicate by replicate.

    Which months and channels reach their limits is settled once, at the counts themselves (the
    first call, with one replicate, and any later call with the same cube agree). What campaigns
    bring helps no channel to its limit, nor to more weight, and a channel that they filled by half
    is none: whoever copies a text into a box of his own has not opened a second source.
    """
    limits, k = cube.limits, cube.limits.prior_voices
    n_c, n_m = len(cube.channels), len(cube.months)
    own = cube.cell_sums(pair_voices(cube))
    slot = cube.cell_channel * n_m + cube.cell_month
    size = _grouped(own, slot, n_c * n_m)[:, 0].reshape(n_c, n_m)
    counts: Any = size >= limits.min_month_voices
    counts = np.where(counts.any(axis=1)[:, None], counts, size > 0)
    reached, uncopied = _channels_that_count(cube, size.sum(axis=1))

    channel_voices = _grouped(totals, cube.cell_channel, n_c)
    if cube.channel_weights is None:
        raw = np.where(
            reached[:, None],
            np.minimum(
                1.0,
                np.sqrt(
                    channel_voices * uncopied[:, None] / max(limits.full_channel_voices, 1e-12)
                ),
            ),
            0.0,
        )
    else:
        raw = np.repeat(cube.channel_weights[:, None], totals.shape[1], axis=1)
    sum_raw = raw.sum(axis=0)
    weight = raw / np.where(sum_raw > 0, sum_raw, 1.0)

    month_voices = _grouped(totals, slot, n_c * n_m)
    of_cell = month_voices[slot]
    divisor = np.where(of_cell > 0, of_cell, 1.0)
    held = (counts[cube.cell_channel, cube.cell_month])[:, None] & (of_cell > 0)
    alive = (month_voices.reshape(n_c, n_m, -1) > 0) & counts[:, :, None]
    n_months = np.maximum(alive.sum(axis=1), 1)[cube.cell_channel]
    pi, empty = _area_weights(cube, totals, of_cell, slot, n_c * n_m)
    prior = k / (totals + k) if k > 0 else np.zeros_like(totals)
    pull = _grouped(pi * prior, slot, n_c * n_m) + empty
    direct = np.where(totals + k > 0, pi / np.where(totals + k > 0, totals + k, 1.0), 0.0)
    coefficient = np.where(held, (direct + pull[slot] / divisor) / n_months, 0.0)
    standard = np.where(held, weight[cube.cell_channel] / (n_months * divisor), 0.0)
    return Weighing(totals, coefficient, standard, weight, channel_voices, counts, pi)


def own_channels(cube: DemandCube) -> Any:
    """Tell which channels are a source of their own: campaigns brought less than half of them."""
    return cube.copied < _MOST_COPIED


def _channels_that_count(cube: DemandCube, voices: Matrix) -> tuple[Any, Matrix]:
    """Tell which channels reach the limit by what no campaign brings, and the share of that.

    Where none does, all count as they are.
    """
    copied = _grouped(cube.cell_sums(cube.campaign), cube.cell_channel, len(voices))[:, 0]
    free = np.maximum(voices - copied, 0.0)
    reached = (free >= cube.limits.min_channel_voices) & (free > 0) & own_channels(cube)
    if not reached.any():
        return voices > 0, np.ones(len(voices))
    return reached, np.divide(free, voices, out=np.zeros(len(voices)), where=voices > 0)


def _area_weights(
    cube: DemandCube, totals: Matrix, of_cell: Matrix, slot: Any, n_slots: int
) -> tuple[Matrix, Matrix]:
    """Weigh the areas inside each channel-month; also the weight of areas without a voice there."""
    fell = totals / np.where(of_cell > 0, of_cell, 1.0)
    if cube.population is None:
        return fell, np.zeros((n_slots, totals.shape[1]))
    people = cube.population[cube.cell_area]
    known = np.isfinite(people)[:, None]
    nameless = _grouped(np.where(known, 0.0, fell), slot, n_slots)
    share = np.where(known[:, 0], people / np.nansum(cube.population), 0.0)[:, None]
    by_people = (1.0 - nameless[slot]) * share
    pi = np.where(known, by_people, fell)
    alive = _grouped(totals, slot, n_slots) > 0
    return pi, np.where(alive, np.maximum(1.0 - _grouped(pi, slot, n_slots), 0.0), 0.0)


def _grouped(rows: Matrix, group: Any, n_groups: int) -> Matrix:
    out = np.zeros((n_groups, rows.shape[1]))
    np.add.at(out, group, rows)
    return out


def channel_shares(cube: DemandCube, pairs: Matrix, weighing: Weighing) -> Matrix:
    """Share of each agenda inside each channel: (n_agendas + 1, n_channels, n_replicates)."""
    n_c = len(cube.channels)
    group = cube.pair_agenda * n_c + cube.cell_channel[cube.pair_cell]
    weighted = pairs * weighing.coefficient[cube.pair_cell]
    shape = (len(cube.agendas), n_c, pairs.shape[1])
    return cube.summed(weighted, group, len(cube.agendas) * n_c).reshape(shape)


def shares_of(cube: DemandCube) -> DemandShares:
    """Compute the shares of a cube, with the tables that stand beside them."""
    pairs = pair_voices(cube)
    weighing = weigh(cube, cube.cell_sums(pairs))
    by_channel = channel_shares(cube, pairs, weighing)[:, :, 0]
    weight = weighing.channel_weight[:, 0]
    n_voices = cube.summed(pairs, cube.pair_agenda, len(cube.agendas))[:, 0]
    total = n_voices.sum()
    raw = n_voices / total if total else np.zeros_like(n_voices)
    representative = by_channel @ weight
    table = pd.DataFrame(
        {
            "agenda_id": list(cube.agendas),
            "n_voices": n_voices,
            "n_signals": cube.signals,
            "representative_share": representative,
            "raw_share": raw,
            "lift": np.where(raw > 0, representative / np.where(raw > 0, raw, 1.0), np.nan),
        }
    )
    counted = weighing.month_counts
    size: Matrix = np.zeros(counted.shape)
    np.add.at(size, (cube.cell_channel, cube.cell_month), weighing.totals[:, 0])
    limit = cube.limits
    channels = pd.DataFrame(
        {
            "channel": list(cube.channels),
            "n_voices": weighing.channel_voices[:, 0],
            "n_months": counted.sum(axis=1),
            "weight": weight,
        }
    )
    copied = _grouped(cube.cell_sums(cube.campaign), cube.cell_channel, len(cube.channels))[:, 0]
    free = np.where(own_channels(cube), weighing.channel_voices[:, 0] - copied, 0.0)
    small: Any = (size < limit.min_month_voices).all(axis=1)
    return DemandShares(
        table=table,
        by_channel=pd.DataFrame(by_channel, index=list(cube.agendas), columns=list(cube.channels)),
        channels=channels,
        areas=_areas_table(cube, weighing),
        by_population=cube.population is not None,
        all_months_count=tuple(c for c, s in zip(cube.channels, small, strict=True) if s),
        all_channels_count=bool((free < limit.min_channel_voices).all()),
    )


def _areas_table(cube: DemandCube, weighing: Weighing) -> pd.DataFrame:
    """Who is heard: voices by area and channel beside the people who live there.

    ``ratio`` = share of the channel's voices / share of the people; below 1 an area is heard less.
    """
    frame = pd.DataFrame(
        {
            "area": np.asarray(cube.areas, dtype=object)[cube.cell_area],
            "channel": np.asarray(cube.channels, dtype=object)[cube.cell_channel],
            "n_voices": weighing.totals[:, 0],
        }
    ).astype({"area": "str", "channel": "str"})
    table = frame.groupby(["area", "channel"], sort=True)[["n_voices"]].sum().reset_index()
    table["share_voices"] = table["n_voices"] / table.groupby("channel")["n_voices"].transform(
        "sum"
    )
    if cube.population is None:
        people = pd.Series(np.nan, index=list(cube.areas))
    else:
        people = pd.Series(cube.population, index=list(cube.areas))
    table["population"] = table["area"].map(people.to_dict()).astype(float)
    table["share_population"] = table["population"] / float(np.nansum(people.to_numpy()) or np.nan)
    table["per_100k"] = 1e5 * table["n_voices"] / table["population"]
    table["ratio"] = table["share_voices"] / table["share_population"]
    return table
