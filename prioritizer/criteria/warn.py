"""What a reader must be told about a measurement before trusting it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from prioritizer.criteria.demand import DemandShares
from prioritizer.criteria.limits import Limits
from prioritizer.criteria.voices import VoicesContext
from prioritizer.vocabulary import Both

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
) -> tuple[Both, ...]:
    """Collect the warnings of a measurement, in a fixed order."""
    found: list[Both] = []
    for part in parts:
        found += part.reading.warnings
        figures = part.reading.performance[np.isfinite(part.reading.performance)]
        if n := part.anchors.clipped(figures):
            found.append(
                Both(
                    f"{part.named.th}: มี {n} วาระที่ตัวเลขเกินจุดอ้างอิง จึงตัดค่าไว้ที่ 0 หรือ 1",
                    f"{part.name}: {n} agendas lie beyond the anchors and are clipped to 0 or 1.",
                )
            )
    found += double_counting(parts, limits.max_correlation)
    if shares is not None and context is not None:
        found += _about_voices(shares, context, places, limits)
    return tuple(found)


def double_counting(parts: Sequence[Indicator], max_correlation: float) -> list[Both]:
    """Warn of two indicators that read one column, or whose values go together above .9.

    The correlation is the larger of Pearson's and Spearman's, in size, over agendas that have both.
    """
    found = []
    for one, other in combinations(parts, 2):
        same = [name for name in one.columns if name in other.columns]
        if same and one.source == other.source:
            read = ", ".join(same)
            found.append(
                Both(
                    f"{one.named.th} กับ {other.named.th} อ่านคอลัมน์เดียวกัน ({read}): นับซ้ำหรือไม่",
                    f"{one.name} and {other.name} both read {read}: counted twice?",
                )
            )
            continue
        r = _together(one, other)
        if r > max_correlation:
            found.append(
                Both(
                    f"{one.named.th} กับ {other.named.th} ขึ้นลงไปด้วยกัน (|r| = {r:.2f}): "
                    "นับสิ่งเดียวกันซ้ำหรือไม่",
                    f"{one.name} and {other.name} go together (|r| = {r:.2f}): one thing counted "
                    "twice?",
                )
            )
    return found


def _together(one: Indicator, other: Indicator) -> float:
    both = ~(one.reading.imputed | other.reading.imputed)
    x, y = one.reading.value[both], other.reading.value[both]
    if len(x) < LEAST_PAIRS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    pearson = np.corrcoef(x, y)[0, 1]
    spearman = np.corrcoef(pd.Series(x).rank(), pd.Series(y).rank())[0, 1]
    return float(max(abs(pearson), abs(spearman)))


def _about_voices(
    shares: DemandShares,
    context: VoicesContext,
    places: pd.DataFrame | None,
    limits: Limits,
) -> list[Both]:
    found = []
    if not shares.by_population and len([name for name in context.cube.areas if name]) > 1:
        say = Both("ไม่มีตารางพื้นที่พร้อมจำนวนประชากร", "there is no places table with population")
        if places is not None:
            say = Both(
                "ไม่มีพื้นที่ใดในตารางพื้นที่ตรงกับพื้นที่ของเรื่อง",
                "no area of the places table is an area of the signals",
            )
        found.append(
            Both(
                f"ถ่วงน้ำหนักพื้นที่ตามจำนวนเสียงที่พบ: {say.th}",
                f"Areas weigh as the voices fell: {say.en}.",
            )
        )
    if shares.by_population and context.cube.population is not None:
        heard = set(np.unique(context.cube.cell_area).tolist())
        unknown = [
            name
            for i, name in enumerate(context.cube.areas)
            if name and i in heard and not np.isfinite(context.cube.population[i])
        ]
        if unknown:
            n, few = len(unknown), ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
            found.append(
                Both(
                    f"มี {n} พื้นที่ที่ไม่มีจำนวนประชากร จึงถ่วงตามจำนวนเสียงที่พบ: {few}",
                    f"{n} areas have no population and weigh as their voices fell: {few}.",
                )
            )
    if shares.all_channels_count:
        least = f"{limits.min_channel_voices:g}"
        found.append(
            Both(
                f"ไม่มีช่องทางใดถึง {least} เสียง จึงนับทุกช่องทาง",
                f"No channel has {least} voices; all count.",
            )
        )
    least = f"{limits.min_month_voices:g}"
    found += [
        Both(
            f"ช่องทาง {name}: ไม่มีเดือนใดถึง {least} เสียง จึงนับทุกเดือน",
            f"Channel {name}: no month has {least} voices; all its months count.",
        )
        for name in shares.all_months_count
    ]
    weights = shares.channels
    small = weights[(weights["weight"] == 0) & (weights["n_voices"] > 0)]["channel"]
    found += [
        Both(
            f"ช่องทาง {name} มีเสียงน้อยเกินกว่าจะถ่วงน้ำหนักในส่วนแบ่งความต้องการ",
            f"Channel {name} has too few voices to weigh in the share of demand.",
        )
        for name in small
    ]
    return found
