"""Flagships: of the shortlist, those that can be shown first, and why the others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.shortlist.costs import costs_of
from prioritizer.shortlist.quarters import add_months, first_day, fiscal_quarter
from prioritizer.vocabulary import Matrix

COLUMNS = (
    "agenda_id",
    "quarter",
    "first_result_on",
    "cost_low_mthb",
    "cost_likely_mthb",
    "cost_high_mthb",
    "kpi_th",
    "kpi_unit",
    "kpi_baseline",
    "kpi_target",
    "p_top",
    "start_quarter",
    "core_index",
)


def choose_flagships(
    chosen: pd.DataFrame,
    agendas: pd.DataFrame,
    gates: pd.DataFrame,
    *,
    as_of: date,
    window_end: date | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Name the agendas of a shortlist to be shown first.

    An agenda is a flagship when its result shows inside the window, it passes every gate that is
    known of it, and it is core: the draws of the simulation choose it too.

    Parameters
    ----------
    chosen : DataFrame
        The shortlist, with ``agenda_id, gate, standing, p_top, core_index, start_quarter``.
    agendas : DataFrame
        What is known of each agenda; costs in million baht, months from its start.
    gates : DataFrame
        ``agenda_id, gate, status``.
    as_of : date
        The day the months run from, where no quarter is given to an agenda.
    window_end : date, optional
        When results must show.

    Returns
    -------
    flagships : DataFrame
        One row per flagship: fiscal quarter (Buddhist era) and day of the first result, costs low,
        likely (the middle) and high, KPI baseline and target; in the order of the plan.
    held_back : DataFrame
        ``agenda_id, reason_th, reason_en`` for the others.
    """
    known = agendas.set_index("agenda_id").reindex(chosen["agenda_id"]).reset_index()
    months = np.stack([_numbers(known, name) for name in ("months_min", "months_max")], axis=1)
    begins = [
        max(first_day(quarter), as_of) if quarter else as_of for quarter in chosen["start_quarter"]
    ]
    window = gates[gates["gate"] == "window"].set_index("agenda_id")["status"]
    short = gates[gates["status"].isin(["fix", "fail"])].groupby("agenda_id")["gate"].agg(", ".join)
    reasons = [
        _held_back(
            {**row, "short": short.get(row["agenda_id"], "")},
            str(window.get(row["agenda_id"], "unknown")),
            begin,
            own[1],
            window_end,
        )
        for row, begin, own in zip(chosen.to_dict("records"), begins, months, strict=True)
    ]
    costs = costs_of(known)
    first = [_first_result(begin, own) for begin, own in zip(begins, months, strict=True)]
    table = known.assign(
        quarter=[fiscal_quarter(day) if day else "" for day in first],
        first_result_on=[day.isoformat() if day else "" for day in first],
        cost_low_mthb=costs["low"],
        cost_likely_mthb=costs["likely"],
        cost_high_mthb=costs["high"],
        **{name: chosen[name].to_numpy() for name in ("p_top", "start_quarter", "core_index")},
    ).reindex(columns=list(COLUMNS))
    shown = np.array([not en for _, en in reasons], dtype=bool)
    table = table[shown]
    order = (
        table["first_result_on"].where(table["first_result_on"] != "", "9").argsort(kind="stable")
    )
    if (chosen["start_quarter"] != "").any():
        table = table.iloc[order]
    held = pd.DataFrame(reasons, columns=["reason_th", "reason_en"])
    held.insert(0, "agenda_id", chosen["agenda_id"].to_numpy())
    return table.reset_index(drop=True), held[~shown].reset_index(drop=True)


def _held_back(
    row: Mapping[Any, Any], window: str, begin: date, most: float, window_end: date | None
) -> tuple[str, str]:
    """Say what keeps an agenda from being a flagship; blank where nothing does."""
    if row["gate"] != "pass":
        return f"ยังผ่านด่านไม่ครบ: {row['short']}", f"not every gate is passed: {row['short']}"
    if window != "pass":
        return "ไม่ทราบว่าเห็นผลทันกรอบเวลาหรือไม่", "nobody knows whether it shows inside the window"
    if window_end is not None and most == most and add_months(begin, most) > window_end:
        return "เริ่มช้าเกินกว่าจะเห็นผลในกรอบเวลา", "starts too late to show inside the window"
    if row["standing"] != "core":
        return "ไม่ใช่แกนหลัก: การจำลองไม่ได้เลือกบ่อยพอ", "not core: too few draws choose it"
    return "", ""


def _first_result(begin: date, months: Matrix) -> date | None:
    """Day of the first result, at the middle of its range of months."""
    if np.isnan(months).all():
        return None
    return add_months(begin, float(np.nanmean(months)))


def _numbers(table: pd.DataFrame, column: str) -> Matrix:
    """Read a column of numbers, all missing where the study has none."""
    if column not in table:
        return np.full(len(table), np.nan)
    cells: Matrix = pd.to_numeric(table[column], errors="coerce").to_numpy(
        dtype=float, na_value=np.nan
    )
    return cells
