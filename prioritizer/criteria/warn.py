"""What a reader must be told about a measurement before trusting it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from prioritizer.criteria.demand import DemandShares
from prioritizer.criteria.limits import Limits
from prioritizer.criteria.voices import VoicesContext

if TYPE_CHECKING:
    from prioritizer.criteria.measure import Indicator

LEAST_PAIRS = 10
"""Agendas that must have both figures before a correlation says anything."""


def measurement_warnings(
    parts: Sequence[Indicator],
    shares: DemandShares | None,
    context: VoicesContext | None,
    places: pd.DataFrame | None,
    limits: Limits,
) -> tuple[str, ...]:
    """Collect the warnings of a measurement, in a fixed order."""
    found: list[str] = []
    for part in parts:
        found += part.reading.warnings
        figures = part.reading.performance[np.isfinite(part.reading.performance)]
        if n := part.anchors.clipped(figures):
            found.append(
                f"{part.name}: {n} agendas lie beyond the anchors and are clipped to 0 or 1."
            )
    found += double_counting(parts, limits.max_correlation)
    if shares is not None and context is not None:
        found += _about_voices(shares, context, places, limits)
    return tuple(found)


def double_counting(parts: Sequence[Indicator], max_correlation: float) -> list[str]:
    """Warn of two indicators that read one column, or whose values go together above .9.

    The correlation is the larger of Pearson's and Spearman's, in size, over agendas that have both.
    """
    found = []
    for one, other in combinations(parts, 2):
        same = [name for name in one.columns if name in other.columns]
        if same and one.source == other.source:
            found.append(f"{one.name} and {other.name} both read {', '.join(same)}: counted twice?")
            continue
        r = _together(one, other)
        if r > max_correlation:
            found.append(
                f"{one.name} and {other.name} go together (|r| = {r:.2f}): one thing counted twice?"
            )
    return found


def _together(one: Indicator, other: Indicator) -> float:
    both = ~(one.reading.imputed | other.reading.imputed)
    x, y = one.reading.value[both], other.reading.value[both]
    if len(x) < LEAST_PAIRS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    pearson = np.corrcoef(x, y)[0, 1]
    spearman = np.corrcoef(rankdata(x), rankdata(y))[0, 1]
    return float(max(abs(pearson), abs(spearman)))


def _about_voices(
    shares: DemandShares,
    context: VoicesContext,
    places: pd.DataFrame | None,
    limits: Limits,
) -> list[str]:
    found = []
    if not shares.by_population and len([name for name in context.cube.areas if name]) > 1:
        say = "there is no places table with population"
        if places is not None:
            say = "no area of the places table is an area of the signals"
        found.append(f"Areas weigh as the voices fell: {say}.")
    if shares.by_population and context.cube.population is not None:
        heard = set(np.unique(context.cube.cell_area).tolist())
        unknown = [
            name
            for i, name in enumerate(context.cube.areas)
            if name and i in heard and not np.isfinite(context.cube.population[i])
        ]
        if unknown:
            found.append(
                f"{len(unknown)} areas have no population and weigh as their voices fell: "
                f"{', '.join(unknown[:5])}{' …' if len(unknown) > 5 else ''}."
            )
    if shares.all_channels_count:
        found.append(f"No channel has {limits.min_channel_voices:g} voices; all count.")
    found += [
        f"Channel {name}: no month has {limits.min_month_voices:g} voices; all its months count."
        for name in shares.all_months_count
    ]
    weights = shares.channels
    small = weights[(weights["weight"] == 0) & (weights["n_voices"] > 0)]["channel"]
    found += [
        f"Channel {name} has too few voices to weigh in the share of demand." for name in small
    ]
    return found
