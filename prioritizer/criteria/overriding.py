"""Signed figures: a named person puts a figure in place of the one that was counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.criteria.measure import Indicator, Measurement
from prioritizer.criteria.reading import Reading, between
from prioritizer.errors import AgendasError, did_you_mean
from prioritizer.vocabulary import Both, is_blank

SIGNED = ("person", "reason", "date")
_ENDS = ("performance", "low", "high")


def figure_overrides(overrides: pd.DataFrame | None) -> pd.DataFrame:
    """Take the overrides of figures from a table that may hold those of gates too."""
    if overrides is None or "indicator" not in overrides:
        return pd.DataFrame(columns=["agenda_id", "indicator", *SIGNED])
    return overrides[~overrides["indicator"].map(is_blank)]


def override_figures(measurement: Measurement, overrides: pd.DataFrame | None) -> Measurement:
    """Set what a named person states, and say who, when and why.

    Parameters
    ----------
    measurement : Measurement
    overrides : DataFrame or None
        ``agenda_id, indicator, performance, low, high, person, reason, date``: a point, or both
        ends of a range; all blank: not measured. Rows without ``indicator`` are left alone.

    Returns
    -------
    Measurement
        With the figures in place, ``source`` "override" and a note; a warning names them. The
        simulation draws them between their ends, and from no voice.

    Raises
    ------
    AgendasError
        If a row lacks a person, a reason or a date, or names an agenda or an indicator that is
        not there; all faults at once.
    """
    rows = figure_overrides(overrides)
    if not len(rows):
        return measurement
    place = {name: i for i, name in enumerate(measurement.agenda_ids)}
    by_name = {part.name: m for m, part in enumerate(measurement.parts)}
    if faults := _faults(rows, set(place), set(by_name)):
        raise AgendasError(
            f"overrides: {'; '.join(faults)}.",
            "A figure is overridden by a person, for a reason, on a date, or not at all.",
        )
    parts, table = list(measurement.parts), measurement.indicators.copy()
    said = []
    for row in rows.to_dict("records"):
        m, at = by_name[str(row["indicator"])], place[str(row["agenda_id"])]
        note = f"{row['person']}, {row['date']}: {row['reason']}"
        parts[m] = _with(parts[m], at, row, note)
        said.append(f"{row['agenda_id']} {row['indicator']} ({note})")
        hit = (table["agenda_id"] == row["agenda_id"]) & (table["indicator"] == row["indicator"])
        reading = parts[m].reading
        table.loc[hit, "source"] = "override"
        table.loc[hit, "note"] = note
        table.loc[hit, "imputed"] = bool(reading.imputed[at])
        for name in (*_ENDS, "value"):
            table.loc[hit, name] = getattr(reading, name)[at]
    few = "; ".join(said[:5]) + ("; …" if len(said) > 5 else "")
    warning = Both(
        f"มีตัวเลข {len(said)} ค่าที่คนกำหนดแทนค่าที่นับได้: {few}",
        f"{len(said)} figures are set by hand: {few}",
    )
    return replace(
        measurement,
        parts=tuple(parts),
        indicators=table,
        warnings=(*measurement.warnings, warning),
    )


def draw_overridden(part: Indicator, out: Any, random: np.random.Generator | None) -> None:
    """Draw overridden figures between their ends, in place; at their points without ``random``."""
    at = np.flatnonzero(part.overridden) if part.overridden is not None else ()
    if not len(at):
        return
    share = np.full((len(out), len(at)), 0.5)
    if random is not None:
        share = random.random(share.shape)
    reading = part.reading
    low, high = reading.low[at], reading.high[at]
    value = part.anchors.values(low + (high - low) * share)
    out[:, at] = np.where(reading.imputed[at], share, value)


def _with(part: Indicator, at: int, row: Any, note: str) -> Indicator:
    """Put one figure into a reading."""
    point, low, high = (_number(row.get(name)) for name in _ENDS)
    if np.isnan(low) and np.isnan(high):
        low = high = point
    own = between(np.array([low]), np.array([high]), part.anchors, note=(note,))
    cells: dict[str, Any] = {}
    for name in ("performance", "low", "high", "value", "value_low", "value_high"):
        cells[name] = getattr(part.reading, name).copy()
        cells[name][at] = getattr(own, name)[0]
    for name in ("imputed", "by_value"):
        cells[name] = np.array(getattr(part.reading, name), dtype=bool)
        cells[name][at] = bool(getattr(own, name)[0])
    notes = list(part.reading.note)
    notes[at] = note
    reading: Reading = replace(part.reading, note=tuple(notes), **cells)
    marks = (
        np.zeros(len(reading.value), bool) if part.overridden is None else part.overridden.copy()
    )
    marks[at] = True
    return replace(part, reading=reading, overridden=marks)


def _faults(rows: pd.DataFrame, agendas: set[str], indicators: set[str]) -> list[str]:
    found = []
    for row in rows.to_dict("records"):
        where = f"{row['agenda_id']} {row['indicator']}"
        found += [f"{where}: {name} is blank" for name in SIGNED if is_blank(row.get(name))]
        if str(row["agenda_id"]) not in agendas:
            found.append(f"{where}: there is no such agenda")
        if str(row["indicator"]) not in indicators:
            hint = did_you_mean(str(row["indicator"]), indicators)
            found.append(f"{where}: this study measures no such indicator. {hint.rstrip('.')}")
        low, high = (_number(row.get(name)) for name in ("low", "high"))
        if np.isnan(low) != np.isnan(high):
            found.append(f"{where}: one end of the range is missing")
    return found


def _number(cell: Any) -> float:
    if is_blank(cell):
        return float("nan")
    return float(cell)
