"""Side dimensions: shown beside the ranking, never summed into it (CRITERIA.md §4)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from prioritizer.criteria.ratings import read_ratings
from prioritizer.criteria.reading import cells, column

GRADE_RULE = {
    "A": {"voices": 300.0, "channels": 2.0, "areas": 0.0, "precision": 0.75, "imputed": 0.10},
    "B": {"voices": 100.0, "channels": 2.0, "areas": 3.0, "precision": 0.50, "imputed": 0.25},
    "C": {"voices": 30.0, "channels": 1.0, "areas": 0.0, "precision": 0.0, "imputed": 0.35},
}
"""What a grade of evidence asks for at least; an agenda that meets none has D.

A asks for two source kinds and a measured link precision; B for two source kinds *or* three areas,
and a link precision that, where it was measured, is not below one half.
"""


PRACTICE = (
    "observed_days_to_close",
    "share_open_after_standard",
    "share_reopened",
    "ratings_spread",
)
"""Evidence from practice: how fast what is asked for is closed today, and how raters part."""


def side_dimensions(
    agendas: pd.DataFrame,
    evidence: pd.DataFrame,
    *,
    gates: pd.DataFrame | None = None,
    ratings: pd.DataFrame | None = None,
    committees: pd.DataFrame | None = None,
    link_precision: float | Mapping[str, float] | None = None,
    likeness: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Lay the side dimensions out, one row per agenda.

    Parameters
    ----------
    agendas, evidence : DataFrame
        The agendas table and `Measurement.evidence`.
    gates : DataFrame, optional
        The gates table, for KPI alignment.
    ratings : DataFrame, optional
        For ``partner_openness`` and ``delivery_confidence``.
    committees : DataFrame, optional
        What `prioritizer.criteria.committees.committee_map` returns.
    link_precision : float or mapping, optional
        Precision of the links as measured, for all agendas or each; None: not measured.
    likeness : DataFrame, optional
        ``agenda_id, alike_across_areas``: how alike the linked signals read across areas, beside
        the rating ``context_independence``.

    Returns
    -------
    DataFrame
        ``agenda_id, partner_openness, n_partner_sectors, kpi_alignment, n_committees,
        lead_committee, committee_gap, delivery_confidence, risk, ambition, equity_lift,
        offline_channel, observed_days_to_close, share_open_after_standard, share_reopened,
        ratings_spread, evidence_grade, alike_across_areas``; NaN or "" where the study cannot tell.
    """
    ids = cells(agendas, "agenda_id")
    rated = read_ratings(ratings, ids)
    blank = np.full(len(ids), np.nan)
    openness = rated["partner_openness"].mean if "partner_openness" in rated else blank
    delivery = rated["delivery_confidence"].mean if "delivery_confidence" in rated else blank
    table = pd.DataFrame(
        {
            "agenda_id": ids,
            "partner_openness": openness,
            "n_partner_sectors": [_count(text) for text in cells(agendas, "partner_sectors")],
            "kpi_alignment": _kpi(ids, gates, cells(agendas, "kpi_type")),
        }
    )
    table = table.join(_committees(ids, committees))
    table["delivery_confidence"] = delivery
    table["risk"] = [_risk(grade) for grade in delivery]
    table["ambition"] = ambition(agendas)
    held = evidence.set_index("agenda_id").reindex(ids)
    table["equity_lift"] = held["lift"].to_numpy(dtype=float)
    table["offline_channel"] = cells(agendas, "offline_channel")
    for name in PRACTICE:
        table[name] = held[name].to_numpy(dtype=float) if name in held else blank
    table["evidence_grade"] = evidence_grades(evidence, link_precision).reindex(ids).to_numpy()
    table["alike_across_areas"] = blank
    if likeness is not None and len(likeness):
        alike = likeness.set_index("agenda_id")["alike_across_areas"]
        table["alike_across_areas"] = table["agenda_id"].map(alike.to_dict()).astype(float)
    return table


def evidence_grades(
    evidence: pd.DataFrame, link_precision: float | Mapping[str, float] | None = None
) -> pd.Series:
    """Grade the evidence behind each agenda, A to D, by the least of what it asks for.

    A: ≥ 300 voices, ≥ 2 source kinds, link precision measured ≥ .75, ≤ 10% imputed. B: ≥ 100
    voices, ≥ 2 source kinds or ≥ 3 areas, precision not measured below .5, ≤ 25% imputed. C: ≥ 30
    voices, ≤ 35% imputed. D: the rest, and every study without signals.

    Returns
    -------
    Series
        Letters, indexed by ``agenda_id``.
    """
    ids = [str(name) for name in evidence["agenda_id"]]
    voices = column(evidence, "n_voices")
    kinds, areas = column(evidence, "n_channels"), column(evidence, "n_areas")
    imputed = column(evidence, "share_imputed")
    grades = []
    for i, agenda in enumerate(ids):
        precision = (
            link_precision.get(agenda) if isinstance(link_precision, Mapping) else link_precision
        )
        grades.append(
            next(
                (
                    letter
                    for letter, rule in GRADE_RULE.items()
                    if voices[i] >= rule["voices"]
                    and imputed[i] <= rule["imputed"] + 1e-12
                    and _wide(kinds[i], areas[i], rule)
                    and _trusted(precision, rule["precision"], letter)
                ),
                "D",
            )
        )
    return pd.Series(grades, index=pd.Index(ids, name="agenda_id"), dtype="str")


def ambition(agendas: pd.DataFrame) -> list[str]:
    """Say how far the KPI is to move: low < 20%, medium < 50%, high; "" where it is not stated.

    |target - baseline| / max(|target|, |baseline|); an output count is medium at most, for counting
    what was done is no change in itself.

    Notes
    -----
    Unit: share of the larger figure. Source: agendas table. Pitfall: a timid baseline makes any
    target look bold; read it beside the score, so that quick wins are not trivial.
    """
    baseline, target = column(agendas, "kpi_baseline"), column(agendas, "kpi_target")
    found = []
    for old, new, kind in zip(baseline, target, cells(agendas, "kpi_type"), strict=True):
        largest = max(abs(old), abs(new))
        if not np.isfinite(largest) or largest == 0:
            found.append("")
            continue
        moved = abs(new - old) / largest
        grade = "low" if moved < 0.2 else "medium" if moved < 0.5 else "high"
        found.append("medium" if grade == "high" and kind.casefold() == "output" else grade)
    return found


def _wide(kinds: float, areas: float, rule: Mapping[str, float]) -> bool:
    return kinds >= rule["channels"] or bool(rule["areas"] and areas >= rule["areas"])


def _trusted(precision: float | None, least: float, letter: str) -> bool:
    if precision is None or not np.isfinite(precision):
        return letter != "A"
    return precision >= least


def _count(text: str) -> float:
    names = [name for name in re.split(r"[|;,]", text) if name.strip() and name.strip() != "-"]
    return float(len(names)) if text.strip() else float("nan")


def _kpi(ids: list[str], gates: pd.DataFrame | None, kinds: list[str]) -> list[str]:
    """Say how the KPI stands: the gate's status and what it counts."""
    if gates is None:
        return kinds
    judged = gates[gates["gate"] == "kpi"].set_index("agenda_id")["status"].to_dict()
    return [
        " ".join(filter(None, (judged.get(a, ""), kind)))
        for a, kind in zip(ids, kinds, strict=True)
    ]


def _committees(ids: list[str], committees: pd.DataFrame | None) -> pd.DataFrame:
    if committees is None:
        blank = {"n_committees": np.nan, "lead_committee": "", "committee_gap": ""}
        return pd.DataFrame([blank] * len(ids))
    rows = []
    for agenda in ids:
        part = committees[committees["agenda_id"] == agenda]
        held = part[part["committee_id"] != ""]
        lead = held.loc[held["lead"], "committee_id"].tolist()
        rows.append(
            {
                "n_committees": float(len(held)),
                "lead_committee": lead[0] if lead else "",
                "committee_gap": "" if len(held) else "gap",
            }
        )
    return pd.DataFrame(rows)


def _risk(confidence: float) -> str:
    """Turn delivery confidence 0-4 into a risk: under 2 high, under 3 medium, else low."""
    if not np.isfinite(confidence):
        return ""
    return "high" if confidence < 2 else "medium" if confidence < 3 else "low"
