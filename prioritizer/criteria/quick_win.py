"""Quick win (ทำได้ทันที เห็นผลเร็ว): what the agendas table says of speed and ease."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from prioritizer.criteria.anchors import Anchors
from prioritizer.criteria.reading import Reading, between, cells, column, points
from prioritizer.vocabulary import Both, Matrix

EVERYBODY = re.compile(
    r"^\s*(ทุก|หน่วยงานที่เกี่ยวข้อง|ส่วนราชการที่เกี่ยวข้อง|หลายหน่วยงาน"
    r"|all\b|every\b|everybody|(all\s+)?(relevant|related|concerned)\s+(agenc|bod|ministr|depart))",
    re.IGNORECASE,
)
"""A body that is everybody: ทุกส่วนราชการ, ทุกหน่วยงาน, all agencies, relevant agencies."""


def time_to_first_result(
    agendas: pd.DataFrame, anchors: Anchors, columns: tuple[str, ...]
) -> Reading:
    """Months until a first result shows: the middle of months_min and months_max.

    Notes
    -----
    Unit: months; 24 → 0, 1 → 1 with the default anchors. Source: agendas table. Pitfall: owners
    write the low end; the closing times of linked signals stand beside it as evidence.
    """
    low, high = columns if len(columns) == 2 else ("months_min", "months_max")
    a, b = column(agendas, low), column(agendas, high)
    return between(np.where(a < 0, np.nan, a), np.where(b < 0, np.nan, b), anchors)


def legal_ease(agendas: pd.DataFrame, anchors: Anchors, columns: tuple[str, ...]) -> Reading:
    """How high the law reaches that must change: none 1, notification .75 … act 0.

    Notes
    -----
    Unit: level of law (performance: its place in the table). Source: agendas table,
    ``legal_level``. Pitfall: "no change" is often said where a rule stands in the way; ask which
    rule was read.
    """
    name = columns[0] if columns else "legal_level"
    return words_of_table(agendas, name, anchors)


def coordination_ease(agendas: pd.DataFrame, anchors: Anchors, columns: tuple[str, ...]) -> Reading:
    """Bodies named besides the lead, counted from the names: 1 - min(n, 6) / 6.

    ``-`` is none (0 bodies); a blank cell is missing; "ทุก…" or "all agencies" is the worst there
    is, for whoever needs everybody waits for everybody.

    Notes
    -----
    Unit: bodies. Source: agendas table, ``coord_agencies_th``. Pitfall: a count typed beside the
    names reads "all agencies" as one; so names are read, never counts.
    """
    name = columns[0] if columns else "coord_agencies_th"
    if name not in agendas and name == "coord_agencies_th" and "coord_agencies_en" in agendas:
        name = "coord_agencies_en"
    lead = cells(agendas, "lead_agency_th")
    counts = [
        bodies(text, besides=own, everybody=anchors.worst)
        for text, own in zip(cells(agendas, name), lead, strict=True)
    ]
    notes = [
        "everybody is to be coordinated" if _all_of(text) else "" for text in cells(agendas, name)
    ]
    return points(np.array(counts, dtype=np.float64), anchors, note=notes)


def bodies(text: str, *, besides: str = "", everybody: float = 6.0) -> float:
    """Count the bodies that a cell names; NaN where it is blank.

    Examples
    --------
    >>> bodies("กรมการปกครอง; กรมที่ดิน", besides="กรมที่ดิน"), bodies("-"), bodies("ทุกส่วนราชการ")
    (1.0, 0.0, 6.0)
    """
    names = [name.strip() for name in re.split(r"[;|\n]", text) if name.strip()]
    if not names:
        return float("nan")
    if any(EVERYBODY.match(name) for name in names):
        return everybody
    named = {name.casefold() for name in names if name not in ("-", "–", "—")}
    return float(len(named - {besides.strip().casefold()}))


def affordability(agendas: pd.DataFrame, anchors: Anchors, columns: tuple[str, ...]) -> Reading:
    """Cost in million baht, the middle of its ends: 1 - log(1 + cost) / log(1 + 1,000).

    A cost of 0 or less is missing.

    Notes
    -----
    Unit: million baht. Source: agendas table. Pitfall: cheap is not good; the weight is small.
    """
    low, high = columns if len(columns) == 2 else ("cost_low_mthb", "cost_high_mthb")
    a, b = column(agendas, low), column(agendas, high)
    return between(np.where(a > 0, a, np.nan), np.where(b > 0, b, np.nan), anchors)


def readiness(agendas: pd.DataFrame, anchors: Anchors, columns: tuple[str, ...]) -> Reading:
    """Mean of data and process readiness, those that are given.

    Notes
    -----
    Unit: grade 0-4. Source: agendas table. Pitfall: owners grade themselves.
    """
    names = columns or ("data_readiness_0_4", "process_readiness_0_4")
    return points(mean_of(agendas, names), anchors)


def mean_of(agendas: pd.DataFrame, names: tuple[str, ...]) -> Matrix:
    """Mean over the columns that a row fills in; NaN where it fills none."""
    given = np.stack([column(agendas, name) for name in names])
    n = np.isfinite(given).sum(axis=0)
    return np.where(n > 0, np.nansum(given, axis=0) / np.maximum(n, 1), np.nan)


def words_of_table(agendas: pd.DataFrame, name: str, anchors: Anchors) -> Reading:
    """Read words that a ``table`` gives values to; a word it does not know is missing, and told."""
    words = cells(agendas, name)
    places = np.array([anchors.place(word) if word else np.nan for word in words], dtype=np.float64)
    ids = cells(agendas, "agenda_id")
    unknown = [
        Both(
            f"{ids[i]}: {name} {word!r} ไม่อยู่ในตารางค่า จึงถือว่าไม่มีข้อมูล",
            f"{ids[i]}: {name} {word!r} is in no table of values; counted as missing.",
        )
        for i, word in enumerate(words)
        if word and not np.isfinite(places[i])
    ]
    return points(places, anchors, level=words, warnings=unknown)


def _all_of(text: str) -> bool:
    return any(EVERYBODY.match(name) for name in re.split(r"[;|\n]", text))
