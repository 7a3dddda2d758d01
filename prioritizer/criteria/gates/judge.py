"""All gates over all agendas, as the table gates.csv; and the worst gate of each agenda."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.criteria.gates.clarity import judge_clarity
from prioritizer.criteria.gates.demand import judge_demand
from prioritizer.criteria.gates.kpi import COLUMNS as KPI_COLUMNS
from prioritizer.criteria.gates.kpi import judge_kpi
from prioritizer.criteria.gates.lawful import judge_distinct, judge_lawful
from prioritizer.criteria.gates.overrides import apply_overrides
from prioritizer.criteria.gates.owner import judge_owner
from prioritizer.criteria.gates.verdict import Verdict
from prioritizer.criteria.gates.window import judge_window
from prioritizer.criteria.reading import cells, column
from prioritizer.resources import read_toml
from prioritizer.vocabulary import GATES

GATE_COLUMNS = (
    "agenda_id",
    "gate",
    "status",
    "reason_th",
    "reason_en",
    "mend_th",
    "mend_en",
    "override",
)
_SAID = [field.name for field in fields(Verdict)]
_APART = "\x1f"  # between title and description
_WORST_FIRST = ("fail", "fix", "pass")


def judge_gates(
    agendas: pd.DataFrame,
    evidence: pd.DataFrame | None,
    *,
    as_of: Any,
    window: Any = None,
    twins: pd.DataFrame | None = None,
    clarity: pd.DataFrame | None = None,
    overrides: pd.DataFrame | None = None,
    gates: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Judge every agenda at every gate (CRITERIA.md §3).

    Parameters
    ----------
    agendas : DataFrame
        The agendas table; columns that are absent make a gate ``unknown``.
    evidence : DataFrame or None
        `Measurement.evidence`, for the gate demand.
    as_of : date-like
        Months run from this day.
    window : mapping with ``end``, object with ``.end``, or date-like, optional
        When results must show.
    twins : DataFrame or None
        ``agenda_id, twin_id, similarity``; None: nobody looked for twins.
    clarity : DataFrame, optional
        What `read_clarity` said of these words or others; words that it does not hold are read.
    overrides : DataFrame, optional
        See `apply_overrides`.
    gates : mapping, optional
        The study's tables ``[gates.*]``; what they do not name keeps its default.

    Returns
    -------
    DataFrame
        ``agenda_id, gate, status, reason_th, reason_en, mend_th, mend_en, override``, agendas in
        their order, gates in the order of CRITERIA.md §3.
    """
    settings = _settings(gates)
    clear = _clear(agendas, clarity)
    end = _end_of(window)
    facts = _facts(agendas, evidence, twins, settings)
    rows = []
    for i, agenda in enumerate(cells(agendas, "agenda_id")):
        verdicts = {
            "demand": judge_demand(facts["evidence"].get(agenda), settings["demand"]),
            "clarity": clear[i],
            "window": judge_window(
                facts["months_min"][i],
                facts["months_max"][i],
                facts["first_phase_months"][i],
                facts["legal_level"][i],
                as_of=as_of,
                end=end,
                max_legal_level=str(settings["window"]["max_legal_level"]),
            ),
            "owner": judge_owner(facts["lead"][i], column=facts["has_lead"]),
            "kpi": judge_kpi({name: agendas[name].iloc[i] for name in facts["kpi"]}),
            "distinct": judge_distinct(facts["twins"](agenda)),
            "lawful": judge_lawful(facts["basis"][i], facts["mitigation"][i]),
        }
        rows += [_row(agenda, gate, verdicts[gate]) for gate in GATES]
    table = pd.DataFrame(rows, columns=list(GATE_COLUMNS))
    return apply_overrides(table, overrides)


def read_clarity(agendas: pd.DataFrame) -> pd.DataFrame:
    """Read every title and description at the gate clarity: the one gate that words alone decide.

    Returns
    -------
    DataFrame
        ``words`` (title and description, in both languages) with ``status, reason_th, reason_en,
        mend_th, mend_en``, a row for each agenda.
    """
    texts = _texts(agendas)
    table = pd.DataFrame([judge_clarity(*said) for said in texts], columns=_SAID, dtype="str")
    table.insert(0, "words", pd.Series(map(_APART.join, texts), dtype="str"))
    return table


def _clear(agendas: pd.DataFrame, known: pd.DataFrame | None) -> list[Verdict]:
    """Judge the clarity of every agenda, or recall how the same words were judged."""
    held: dict[str, Verdict] = {}
    if known is not None:
        held = dict(zip(known["words"], map(Verdict, *(known[n] for n in _SAID)), strict=True))
    return [held.get(_APART.join(said)) or judge_clarity(*said) for said in _texts(agendas)]


def _texts(agendas: pd.DataFrame) -> list[tuple[str, ...]]:
    names = ("title_th", "description_th", "title_en", "description_en")
    return list(zip(*(cells(agendas, name) for name in names), strict=True))


def agenda_gates(gates: pd.DataFrame) -> pd.DataFrame:
    """Take the worst known gate of each agenda.

    Returns
    -------
    DataFrame
        ``agenda_id, gate, reasons_th, reasons_en``: ``gate`` is the worst known status, "unknown"
        where none is known; the reasons are those of the gates that have this status, none where
        all pass.
    """
    rows = []
    for agenda, part in gates.groupby("agenda_id", sort=False):
        held = set(part["status"])
        worst = next((status for status in _WORST_FIRST if status in held), "unknown")
        told = part[part["status"] == worst] if worst in ("fail", "fix") else part.iloc[:0]
        rows.append(
            {
                "agenda_id": agenda,
                "gate": worst,
                "reasons_th": " · ".join(told["reason_th"]),
                "reasons_en": " · ".join(told["reason_en"]),
            }
        )
    return pd.DataFrame(rows, columns=["agenda_id", "gate", "reasons_th", "reasons_en"])


def _row(agenda: str, gate: str, verdict: Verdict) -> dict[str, str]:
    return {
        "agenda_id": agenda,
        "gate": gate,
        "status": verdict.status,
        "reason_th": verdict.reason_th,
        "reason_en": verdict.reason_en,
        "mend_th": verdict.mend_th,
        "mend_en": verdict.mend_en,
        "override": "",
    }


def _facts(
    agendas: pd.DataFrame,
    evidence: pd.DataFrame | None,
    twins: pd.DataFrame | None,
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Gather what the gates read, column by column."""
    lead = cells(agendas, "lead_agency_th")
    english = cells(agendas, "lead_agency_en")
    rows = evidence.to_dict("records") if evidence is not None else []
    return {
        "evidence": {str(row["agenda_id"]): row for row in rows},
        "months_min": column(agendas, "months_min"),
        "months_max": column(agendas, "months_max"),
        "first_phase_months": column(agendas, "first_phase_months"),
        "legal_level": cells(agendas, "legal_level"),
        "lead": [own or other for own, other in zip(lead, english, strict=True)],
        "has_lead": "lead_agency_th" in agendas or "lead_agency_en" in agendas,
        "kpi": [name for name in KPI_COLUMNS if name in agendas],
        "basis": cells(agendas, "lawful_basis"),
        "mitigation": cells(agendas, "lawful_mitigation"),
        "twins": _twin_finder(twins, float(settings["distinct"]["min_similarity"])),
    }


def _twin_finder(twins: pd.DataFrame | None, min_similarity: float) -> Any:
    """Look twins up from either side, nearest first."""
    if twins is None:
        return lambda agenda: None
    pairs: dict[str, dict[str, float]] = {}
    for row in twins.to_dict("records"):
        one, other = str(row["agenda_id"]), str(row["twin_id"])
        alike = float(row["similarity"])
        if one == other or not (np.isnan(alike) or alike >= min_similarity - 1e-12):
            continue
        for a, b in ((one, other), (other, one)):
            near = pairs.setdefault(a, {})
            near[b] = max(alike, near.get(b, -1.0))
    return lambda agenda: sorted(
        pairs.get(agenda, {}).items(), key=lambda pair: (-pair[1], pair[0])
    )


def _settings(gates: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    default = read_toml("configs/defaults.toml")["gates"]
    given = dict(gates or {})
    return {gate: {**default.get(gate, {}), **dict(given.get(gate) or {})} for gate in GATES}


def _end_of(window: Any) -> Any:
    if isinstance(window, Mapping):
        return window.get("end")
    return getattr(window, "end", window)
