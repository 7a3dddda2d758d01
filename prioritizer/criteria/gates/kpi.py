"""Gate kpi (ตัวชี้วัด): unit, baseline, target and date of an outcome or a service level."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prioritizer.criteria.gates.verdict import Verdict, say
from prioritizer.vocabulary import is_blank

COLUMNS = ("kpi_unit", "kpi_baseline", "kpi_target", "kpi_date", "kpi_type")
_NAMES = {
    "kpi_unit": ("หน่วยวัด", "a unit"),
    "kpi_baseline": ("ค่าฐาน", "a baseline"),
    "kpi_target": ("ค่าเป้าหมาย", "a target"),
    "kpi_date": ("วันครบกำหนด", "a date"),
    "kpi_type": ("ชนิดของตัวชี้วัด (ผลลัพธ์หรือระดับบริการ)", "its type (outcome or service)"),
}
OUTPUT = frozenset({"output", "ผลผลิต"})
GOOD = frozenset({"outcome", "service", "ผลลัพธ์", "บริการ", "ระดับบริการ"})


def judge_kpi(cells: Mapping[str, Any]) -> Verdict:
    """Judge the KPI of an agenda.

    pass: unit, baseline, target, date; outcome or service level. fix: baseline, date or type
    missing, or an output count. fail: no unit or no target, though the study has KPI columns.
    unknown: the study has none. A KPI alone is no pass of the agenda: the other gates judge on.

    Parameters
    ----------
    cells : mapping
        The KPI cells of the columns that the study has; blank cells included.
    """
    if not any(name in cells for name in COLUMNS[:3]):
        return say("kpi", "unknown", "unknown")
    blank = [name for name in COLUMNS if name in cells and _none(cells[name])]
    absent = [name for name in COLUMNS[:4] if name not in cells]
    grave = [name for name in ("kpi_unit", "kpi_target") if name in blank]
    words = {
        "missing_th": " ".join(_NAMES[name][0] for name in (*grave, *_rest(blank, absent))),
        "missing_en": ", ".join(_NAMES[name][1] for name in (*grave, *_rest(blank, absent))),
    }
    if grave:
        return say("kpi", "fail", "fail", **words)
    kind = "" if is_blank(cells.get("kpi_type")) else str(cells["kpi_type"]).strip().casefold()
    if kind in OUTPUT and not words["missing_en"]:
        return say("kpi", "output", "fix", **words)
    if words["missing_en"]:
        return say("kpi", "output_and" if kind in OUTPUT else "fix", "fix", **words)
    if kind and kind not in GOOD:
        return say("kpi", "odd_type", "fix", kind=kind)
    return say("kpi", "pass", "pass")


def _rest(blank: list[str], absent: list[str]) -> list[str]:
    wanted = (*blank, *absent)
    return [
        name for name in COLUMNS if name in wanted and name not in ("kpi_unit", "kpi_target")
    ] + [name for name in ("kpi_unit", "kpi_target") if name in absent]


def _none(cell: Any) -> bool:
    return is_blank(cell) or (isinstance(cell, str) and cell.strip() in ("-", "–", "—"))
