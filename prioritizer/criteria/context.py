"""What a study's voices can tell at all, settled once before anything is measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from prioritizer.criteria.closing import build_closing
from prioritizer.criteria.cube import DemandCube
from prioritizer.criteria.demand import Weighing, pair_voices, weigh
from prioritizer.criteria.voices import VoicesContext
from prioritizer.vocabulary import Both, Matrix

VOICE_INDICATORS = (
    "representative_reach",
    "breadth",
    "severity",
    "unmet",
    "persistence",
    "corroboration",
)

NO_SIGNALS = Both("การศึกษานี้ไม่มีเรื่องจากประชาชน", "the study has no signals")

_WHY = {
    "breadth": Both("เรื่องของประชาชนระบุพื้นที่ไม่ถึงสองแห่ง", "the signals name fewer than two areas"),
    "severity": Both("ไม่มีเรื่องใดบอกความร้ายแรง", "no signal says how grave the matter is"),
    "unmet": Both(
        "ไม่มีเรื่องใดบอกว่าปิดแล้วหรือถูกเปิดซ้ำ",
        "no signal says whether it is closed or was reopened",
    ),
    "persistence": Both("เรื่องของประชาชนไม่มีวันที่", "the signals have no dates"),
    "corroboration": Both("มีช่องทางไม่ถึงสองช่องทาง", "there are fewer than two source kinds"),
}


def build_context(
    cube: DemandCube,
    outcomes: pd.DataFrame | None,
    *,
    as_of: Any,
    standard_days: Matrix | None = None,
) -> VoicesContext:
    """Settle months, areas and what can be measured.

    Parameters
    ----------
    cube : DemandCube
    outcomes : DataFrame or None
        ``agenda_id, channel, bucket, days, event, n_voices`` and, where there are, ``n_reopened,
        n_reopened_known``.
    as_of : date-like
        The day the study stands at.
    standard_days : ndarray of shape (n_agendas,), optional
        Service standard of each agenda; NaN or absent: that of the study.
    """
    limits, n = cube.limits, cube.n_agendas
    weighing = weigh(cube, cube.cell_sums(pair_voices(cube)))
    days = np.full(n + 1, limits.standard_days)
    if standard_days is not None:
        days[:n] = np.where(standard_days > 0, standard_days, limits.standard_days)
    closing = build_closing(outcomes, cube.agendas, cube.channels)
    recent, history = _recent(cube.months, pd.Timestamp(as_of), limits.persistence_months)
    old = _old_months(cube.months, pd.Timestamp(as_of), limits.standard_days)
    counts = weighing.channel_weight[:, 0] > 0
    why_not = _why_not(cube, weighing, closing, old, counts)
    return VoicesContext(
        cube=cube,
        closing=closing,
        recent=recent,
        history=history,
        area_shares=_area_shares(cube, weighing),
        standard_days=days,
        old_months=old,
        has=frozenset(name for name in VOICE_INDICATORS if name not in why_not),
        why_not=why_not,
        counts=counts,
    )


def _why_not(
    cube: DemandCube, weighing: Weighing, closing: Any, old: tuple[int, ...], counts: Any
) -> dict[str, Both]:
    """Say which indicators nothing in the study can tell, and why."""
    if not weighing.totals.sum() > 0:
        return dict.fromkeys(VOICE_INDICATORS, NO_SIGNALS)
    without: list[str] = []
    if len([name for name in cube.areas if name]) < 2:
        without.append("breadth")
    if not cube.n_severity.sum() > 0:
        without.append("severity")
    months = {cube.months[i] for i in old}
    status = cube.status
    by_status = status["status"].isin(["open", "closed"]) & status["month"].isin(months)
    dated = closing.closed.sum() > 0
    if not (dated or by_status.any() or closing.reopened_known.sum() > 0):
        without.append("unmet")
    if not any(cube.months):
        without.append("persistence")
    if counts.sum() < 2:
        without.append("corroboration")
    return {name: _WHY[name] for name in without}


def _recent(
    months: tuple[str, ...], as_of: pd.Timestamp, length: int
) -> tuple[tuple[int, ...], int]:
    """Pick the last 12 months that data could have, and count the months of history."""
    known = [name for name in months if name and name <= as_of.strftime("%Y-%m")]
    if not known:
        return (), 0
    first, last = pd.Period(known[0], "M"), pd.Period(known[-1], "M")
    history = min(last.ordinal - first.ordinal + 1, length)
    wanted = {str(last - back) for back in range(length)}
    return tuple(i for i, name in enumerate(months) if name in wanted), history


def _old_months(months: tuple[str, ...], as_of: pd.Timestamp, days: float) -> tuple[int, ...]:
    """Months whose last day lies at least the standard time before ``as_of``."""
    edge = as_of - pd.Timedelta(days=float(days))
    return tuple(
        i
        for i, name in enumerate(months)
        if name and pd.Period(name, "M").end_time.normalize() <= edge
    )


def _area_shares(cube: DemandCube, weighing: Weighing) -> Matrix:
    """Shares of named areas: of the people, or of the voices with channel-months alike."""
    named = np.array([name != "" for name in cube.areas])
    if cube.population is not None:
        share = np.where(named, np.nan_to_num(cube.population), 0.0)
    else:
        share = np.zeros(len(cube.areas))
        np.add.at(share, cube.cell_area, (weighing.totals * weighing.standard)[:, 0])
        share = np.where(named, share, 0.0)
    return np.asarray(share / share.sum()) if share.sum() > 0 else share
