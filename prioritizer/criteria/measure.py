"""Measure every indicator of a study: performances with their ends, evidence, what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.criteria.anchors import Anchors
from prioritizer.criteria.context import NO_SIGNALS, VOICE_INDICATORS, build_context
from prioritizer.criteria.cube import build_cube
from prioritizer.criteria.custom import columns_read, read_from_agendas, why_absent
from prioritizer.criteria.demand import DemandShares, shares_of
from prioritizer.criteria.evidence import evidence_table
from prioritizer.criteria.limits import Limits
from prioritizer.criteria.ratings import Ratings, agreement, read_ratings
from prioritizer.criteria.reading import Reading, between, column, points
from prioritizer.criteria.voices import VoicesContext, performances
from prioritizer.criteria.warn import measurement_warnings
from prioritizer.errors import AgendasError
from prioritizer.vocabulary import NO_AGENDA, Both


@dataclass(frozen=True)
class Indicator:
    """One indicator of the study as measured: its anchors, its reading, what it was read from."""

    criterion: str
    name: str
    source: str
    columns: tuple[str, ...]
    unit: str
    anchors: Anchors
    reading: Reading
    ratings: Ratings | None = None
    overridden: NDArray[np.bool_] | None = None  # agendas whose figure a named person set
    label: tuple[str, str] = ("", "")

    @property
    def named(self) -> Both:
        """What people call it."""
        return Both(*(said or self.name for said in self.label))


@dataclass(frozen=True)
class Measurement:
    """What a study measures of its agendas, and with what evidence.

    Attributes
    ----------
    indicators : DataFrame
        Long: ``agenda_id, criterion, indicator, performance, unit, low, high, value, source,
        imputed, level, note``; an indicator that no agenda has stands there with NaN.
    evidence : DataFrame
        One row per agenda: voices, shares, lift, days to close, …; see `evidence_table`.
    areas : DataFrame
        Who is heard: voices by area and channel beside the population.
    agreement : DataFrame
        Per rubric: raters, spread, Krippendorff's alpha.
    left_out : dict of str to Both
        Indicators that no agenda of the study has, and why.
    warnings : tuple of Both
    parts : tuple of Indicator
        The measured indicators in the order of the criteria table; what the simulation draws from.
    shares : DemandShares or None
    context : VoicesContext or None
    """

    indicators: pd.DataFrame
    evidence: pd.DataFrame
    areas: pd.DataFrame
    agreement: pd.DataFrame
    left_out: dict[str, Both]
    warnings: tuple[Both, ...]
    agenda_ids: tuple[str, ...]
    parts: tuple[Indicator, ...]
    shares: DemandShares | None
    context: VoicesContext | None

    @property
    def names(self) -> tuple[str, ...]:
        """Measured indicators, in the order of the last axis of what `DataDraws` draws."""
        return tuple(part.name for part in self.parts)


def measure(
    agendas: pd.DataFrame,
    tallies: pd.DataFrame | None,
    outcomes: pd.DataFrame | None,
    *,
    criteria: pd.DataFrame,
    as_of: Any,
    ratings: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    measurement: Mapping[str, Any] | Limits | None = None,
    channel_weights: Mapping[str, float] | None = None,
    volumes: pd.DataFrame | None = None,
) -> Measurement:
    """Measure all agendas on all indicators (CRITERIA.md §1 and §2).

    Parameters
    ----------
    agendas : DataFrame
        One row per agenda; columns that are absent are not measured.
    tallies, outcomes : DataFrame or None
        Voices by agenda, area, channel, month, status and bucket; days to close.
    criteria : DataFrame
        The criteria table: one row per indicator, with its source, columns and anchors.
    as_of : date-like
        The day the study stands at.
    ratings, places : DataFrame, optional
    measurement : mapping, optional
        The study's table ``[measurement]``.
    channel_weights, volumes : optional
        See `prioritizer.criteria.cube.build_cube`.

    Returns
    -------
    Measurement

    Raises
    ------
    AgendasError
        If an agenda id is there twice, or there is no agenda.
    """
    limits = Limits.of(measurement)
    ids = _ids(agendas)
    rated = read_ratings(ratings, ids)
    shares, context = None, None
    if tallies is not None and len(tallies):
        cube = build_cube(
            tallies,
            ids,
            places=places,
            channel_weights=channel_weights,
            volumes=volumes,
            limits=limits,
        )
        days = column(agendas, "standard_days")
        context = build_context(cube, outcomes, as_of=as_of, standard_days=days)
        shares = shares_of(cube)
    ends = performances(context) if context is not None else {}
    parts, tables, left_out = [], [], {}
    for _, row in criteria.iterrows():
        part, why = _read(row, agendas, rated, ends, context)
        if part.reading.measured:
            parts.append(part)
        else:
            left_out[part.name] = why
        tables.append(_long(part, ids, measured=part.reading.measured))
    indicators = pd.concat(tables, ignore_index=True)
    evidence = evidence_table(ids, shares, context, rated, indicators)
    return Measurement(
        indicators=indicators,
        evidence=evidence,
        areas=shares.areas if shares is not None else pd.DataFrame(columns=["area", "channel"]),
        agreement=agreement(rated),
        left_out=left_out,
        warnings=measurement_warnings(parts, shares, context, places, limits),
        agenda_ids=tuple(ids),
        parts=tuple(parts),
        shares=shares,
        context=context,
    )


def with_raw_shares(measurement: Measurement) -> pd.DataFrame:
    """Give the indicators with raw shares in place of representative ones, for ``rank_raw``."""
    table = measurement.indicators.copy()
    if measurement.shares is None:
        return table
    at = (table["indicator"] == "representative_reach").to_numpy()
    part = next((p for p in measurement.parts if p.name == "representative_reach"), None)
    if part is None or not at.any():
        return table
    raw = measurement.shares.table.set_index("agenda_id")["raw_share"]
    share = table.loc[at, "agenda_id"].map(raw.to_dict()).to_numpy(dtype=float)
    for name in ("performance", "low", "high"):
        table.loc[at, name] = share
    table.loc[at, "value"] = part.anchors.values(share)
    return table


def _ids(agendas: pd.DataFrame) -> list[str]:
    if "agenda_id" not in agendas or not len(agendas):
        raise AgendasError(
            "There is no agenda to measure.", "Give at least one row with agenda_id."
        )
    ids = agendas["agenda_id"].astype("str")
    if (twice := ids[ids.duplicated()]).size:
        raise AgendasError(
            f"agendas: agenda_id {twice.iloc[0]!r} is there twice.", "Give each agenda its own id."
        )
    return [str(name) for name in ids if name != NO_AGENDA]


def _read(
    row: pd.Series,
    agendas: pd.DataFrame,
    rated: dict[str, Ratings],
    ends: dict[str, Any],
    context: VoicesContext | None,
) -> tuple[Indicator, Both]:
    """Read one indicator from where the study says."""
    name, source = str(row["indicator"]), str(row["source"])
    columns = tuple(row["columns"]) if row["columns"] is not None else ()
    anchors = Anchors.of(row)
    nothing = np.full(len(agendas), np.nan)
    table: Ratings | None = None
    if source == "signals":
        low, high = (e[:, 0] for e in ends[name]) if name in ends else (nothing, nothing)
        reading = between(low, high, anchors)
        why = context.why_not.get(name, NO_SIGNALS) if context else NO_SIGNALS
        if name not in VOICE_INDICATORS:
            told = ", ".join(VOICE_INDICATORS)
            why = Both(
                f"เรื่องของประชาชนไม่บอกตัวชี้วัดนี้ บอกเพียง {told}",
                f"signals do not tell it; they tell {told}",
            )
    elif source == "ratings":
        rubric = columns[0] if columns else name
        table = rated.get(rubric)
        reading = points(table.mean if table is not None else nothing, anchors)
        why = Both(f"ไม่มีผู้ให้คะแนน {rubric}", f"nobody rated {rubric}")
    else:
        reading = read_from_agendas(agendas, name, anchors, columns)
        why = why_absent(agendas, name, columns)
        columns = columns_read(name, columns)
    part = Indicator(
        criterion=str(row["criterion"]),
        name=name,
        source=source,
        columns=columns,
        unit=str(row["unit"]),
        anchors=anchors,
        reading=reading,
        ratings=table,
        label=(str(row.get("label_th") or ""), str(row.get("label_en") or "")),
    )
    return part, why


def _long(part: Indicator, ids: list[str], *, measured: bool) -> pd.DataFrame:
    reading, n = part.reading, len(ids)
    blank = np.full(n, np.nan)
    return pd.DataFrame(
        {
            "agenda_id": ids,
            "criterion": part.criterion,
            "indicator": part.name,
            "performance": reading.performance,
            "unit": part.unit,
            "low": reading.low if measured else blank,
            "high": reading.high if measured else blank,
            "value": reading.value if measured else blank,
            "source": part.source,
            "imputed": reading.imputed if measured else np.zeros(n, dtype=bool),
            "level": list(reading.level) or [""] * n,
            "note": list(reading.note),
        }
    )
