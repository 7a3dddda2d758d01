"""Gate window (ทำได้ในกรอบเวลา): results show inside the window, without a new act."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from prioritizer.criteria.gates.verdict import Verdict, number, say
from prioritizer.vocabulary import LEGAL_LEVELS


def judge_window(
    months_min: float,
    months_max: float,
    first_phase: float,
    legal_level: str,
    *,
    as_of: Any,
    end: Any,
    max_legal_level: str = "ministerial",
) -> Verdict:
    """Judge time and law; months run from ``as_of``.

    pass: months_max inside and law ≤ ministerial. fix: months_min inside and law ≤ ministerial; or
    an act with ``first_phase_months`` inside. fail: otherwise. The high end alone decides a pass.
    unknown: what decides is blank.

    Parameters
    ----------
    months_min, months_max, first_phase : float
        NaN where blank.
    legal_level : str
        One of none, notification, regulation, ministerial, act; "" where blank.
    as_of, end : date-like
        The day months run from; the last day of the window (None: no window).
    """
    if end is None or pd.isna(end):
        return say("window", "no_window", "unknown")
    last = pd.Timestamp(end)
    words = {
        "end_th": _thai_day(last),
        "end_en": last.date().isoformat(),
        "low": _months(months_min),
        "high": _months(months_max),
        "first": _months(first_phase),
        "level": legal_level,
    }
    high = float(np.nanmax([months_min, months_max])) if np.isfinite(months_max) else np.nan
    low = min(months_min, months_max) if np.isfinite(months_max) else months_min
    late = [not _inside(m, as_of, last) if np.isfinite(m) else None for m in (low, high)]
    level = legal_level.strip().casefold()
    known_law = level in LEGAL_LEVELS
    heavy = known_law and LEGAL_LEVELS.index(level) > LEGAL_LEVELS.index(max_legal_level)
    if heavy:
        if np.isfinite(first_phase) and _inside(first_phase, as_of, last):
            return say("window", "first_phase", "fix", **words)
        return say("window", "act_late" if late[1] else "act", "fail", **words)
    if late[0]:
        return say("window", "late", "fail", **words)
    if late[1] is None:
        return say("window", "no_months", "unknown", **words)
    if not known_law:
        return say("window", "no_law", "unknown", **words)
    if late[1] is False:
        return say("window", "pass", "pass", **words)
    if late[0] is None:
        return say("window", "no_low", "unknown", **words)
    return say("window", "high_late", "fix", **words)


def _inside(months: float, as_of: Any, last: pd.Timestamp) -> bool:
    whole = int(np.floor(months))
    day = pd.Timestamp(as_of).normalize() + pd.DateOffset(months=whole)
    return bool(day + pd.Timedelta(days=round((months - whole) * 30.4375)) <= last.normalize())


def _months(months: float) -> str:
    return number(months) if np.isfinite(months) else "–"


_THAI_MONTHS = (
    *("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."),
    *("ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."),
)


def _thai_day(day: pd.Timestamp) -> str:
    return f"{day.day} {_THAI_MONTHS[day.month - 1]} {day.year + 543}"
