"""Overrides: a named person opens or shuts a gate, with a reason and a date."""

from __future__ import annotations

import pandas as pd

from prioritizer.errors import AgendasError, did_you_mean
from prioritizer.vocabulary import GATES, is_blank

REQUIRED = ("agenda_id", "gate", "person", "reason", "date")


def apply_overrides(gates: pd.DataFrame, overrides: pd.DataFrame | None) -> pd.DataFrame:
    """Set what a named person ruled, and say who, when and why.

    Parameters
    ----------
    gates : DataFrame
        The gates table; its reasons stay as they were judged.
    overrides : DataFrame or None
        ``agenda_id, gate, person, reason, date`` and, optionally, ``status`` (pass by default).

    Returns
    -------
    DataFrame
        The table with ``status`` as ruled and ``override`` as "person, date: reason (was fail)".

    Raises
    ------
    AgendasError
        If an override lacks a person, a reason or a date, or names an agenda or a gate that is not
        there; all faults at once, with the row as the spreadsheet counts it.
    """
    table = gates.copy()
    if overrides is not None and "indicator" in overrides:  # a figure's, not a gate's
        overrides = overrides[overrides["indicator"].map(is_blank)]
    if overrides is None or not len(overrides):
        return table
    if missing := [name for name in REQUIRED if name not in overrides]:
        raise AgendasError(
            f"overrides: column {missing[0]!r} is missing.", f"It needs: {', '.join(REQUIRED)}."
        )
    faults = _faults(overrides, set(table["agenda_id"]))
    if faults:
        raise AgendasError(
            f"overrides: {'; '.join(faults)}.",
            "An override names a person, a reason and a date, or it is none.",
        )
    place = {
        (agenda, gate): i
        for i, (agenda, gate) in enumerate(zip(table["agenda_id"], table["gate"], strict=True))
    }
    status, notes = table["status"].tolist(), table["override"].tolist()
    for row in overrides.to_dict("records"):
        at = place[str(row["agenda_id"]).strip(), str(row["gate"]).strip()]
        ruled = "pass" if is_blank(row.get("status")) else str(row["status"]).strip()
        note = f"{str(row['person']).strip()}, {_day(row['date'])}: {str(row['reason']).strip()}"
        was = f" (was {status[at]})" if not notes[at] else ""
        notes[at] = f"{notes[at]}; {note}" if notes[at] else note + was
        status[at] = ruled
    return table.assign(status=status, override=notes)


def _faults(overrides: pd.DataFrame, agendas: set[str]) -> list[str]:
    found = []
    for i, row in enumerate(overrides.to_dict("records")):
        where = f"row {i + 2}"
        found += [f"{where}: {name} is blank" for name in REQUIRED if is_blank(row[name])]
        agenda, gate = str(row["agenda_id"]).strip(), str(row["gate"]).strip()
        if not is_blank(row["agenda_id"]) and agenda not in agendas:
            found.append(f"{where}: there is no agenda {agenda!r}")
        if not is_blank(row["gate"]) and gate not in GATES:
            found.append(f"{where}: there is no gate {gate!r}. {did_you_mean(gate, GATES)}")
        status = row.get("status")
        if not is_blank(status) and str(status).strip() not in ("pass", "fix", "fail"):
            found.append(f"{where}: status {status!r} is none of pass, fix, fail")
    return found


def _day(day: object) -> str:
    if hasattr(day, "date"):
        return str(day.date().isoformat())
    return str(day).strip()
