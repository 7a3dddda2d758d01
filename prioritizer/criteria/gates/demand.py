"""Gate demand (มาจากประชาชน): citizens ask for it, in more than one corner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from prioritizer.criteria.gates.verdict import Verdict, number, say


def judge_demand(evidence: Mapping[str, Any] | None, settings: Mapping[str, Any]) -> Verdict:
    """Judge the voices behind an agenda; what campaigns bring proves no demand.

    pass: ≥ max(30, .0005 of all voices) in ≥ 3 areas or ≥ 2 source kinds; fail: < max(3, .0001 of
    all voices); fix between. unknown: no signals, or enough voices in a study that knows neither
    areas nor a second source kind.

    Parameters
    ----------
    evidence : mapping or None
        A row of `Measurement.evidence`: ``n_voices, all_voices, n_areas, n_channels, study_areas,
        study_channels`` and, where it is known, ``campaign_voices``.
    settings : mapping
        The study's table ``[gates.demand]``.
    """
    voices = float(evidence["n_voices"]) if evidence is not None else float("nan")
    if evidence is None or not np.isfinite(voices):
        return say("demand", "unknown", "unknown")
    copied = float(evidence.get("campaign_voices", 0.0))
    voices = max(voices - copied, 0.0)
    total = float(evidence["all_voices"])
    need = max(float(settings["min_voices"]), float(settings["min_share"]) * total)
    least = max(float(settings["fail_voices"]), float(settings["fail_share"]) * total)
    areas, kinds = float(evidence["n_areas"]), float(evidence["n_channels"])
    words = {
        "voices": _told(voices, (least, need)),
        **_left_out(copied),
        "total": number(total),
        "need": number(need),
        "least": number(least),
        "areas": number(areas),
        "kinds": number(kinds),
        "min_areas": settings["min_areas"],
        "min_kinds": settings["min_channels"],
    }
    slack = 1e-9 * max(total, 1.0)
    if voices < least - slack:
        return say("demand", "none" if voices < 0.5 else "few", "fail", **words)
    wide = areas >= settings["min_areas"] or kinds >= settings["min_channels"]
    if voices >= need - slack and wide:
        return say("demand", "pass", "pass", **words)
    if voices >= need - slack:
        told = float(evidence["study_areas"]) or float(evidence["study_channels"]) > 1
        if not told:
            return say("demand", "unplaced", "unknown", **words)
        return say("demand", "narrow", "fix", **words)
    return say("demand", "between", "fix", **words)


def _left_out(copied: float) -> dict[str, str]:
    """Say how many voices of campaigns are not among those that were counted."""
    if copied < 0.05:
        return {"copied_th": "", "copied_en": ""}
    return {
        "copied_th": f" ไม่นับอีก {number(copied)} เสียงจากการระดมส่งข้อความเดียวกัน",
        "copied_en": f" {number(copied)} more come from campaigns and prove no demand.",
    }


def _told(voices: float, bounds: tuple[float, ...]) -> str:
    """Write the voices with as many decimals as show on which side of a bound they lie.

    >>> _told(2.98, (3.0, 30.0)), _told(2.54, (3.0, 30.0))
    ('2.98', '2.5')
    """
    said = number(voices)
    for decimals in (1, 2, 3):
        if all(voices >= bound or float(said.replace(",", "")) < bound for bound in bounds):
            return said
        said = f"{voices:,.{decimals}f}"
    return said
