"""Indicators that a study adds by configuration alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from prioritizer.criteria import quick_win, replicability
from prioritizer.criteria.anchors import Anchors
from prioritizer.criteria.reading import Reading, between, column
from prioritizer.errors import ConfigError, did_you_mean
from prioritizer.vocabulary import Both

Reader = Callable[[pd.DataFrame, Anchors, tuple[str, ...]], Reading]

READERS: dict[str, Reader] = {
    "time_to_first_result": quick_win.time_to_first_result,
    "legal_ease": quick_win.legal_ease,
    "coordination_ease": quick_win.coordination_ease,
    "affordability": quick_win.affordability,
    "readiness": quick_win.readiness,
    "precedent": replicability.precedent,
    "adopter_pool": replicability.adopter_pool,
    "next_site_cost": replicability.next_site_cost,
}
"""Indicators whose formula is more than a column."""

BLANK_IS_MISSING = {
    "time_to_first_result": ("months_min", "months_max"),
    "legal_ease": ("legal_level",),
    "coordination_ease": ("coord_agencies_th",),
    "affordability": ("cost_low_mthb", "cost_high_mthb"),
    "readiness": ("data_readiness_0_4", "process_readiness_0_4"),
    "precedent": ("precedent_0_4",),
    "adopter_pool": ("potential_adopters_n",),
    "next_site_cost": ("first_site_cost_mthb", "next_site_cost_mthb"),
}
"""Columns that the built-in indicators read where the study names none."""


def read_from_agendas(
    agendas: pd.DataFrame, indicator: str, anchors: Anchors, columns: tuple[str, ...]
) -> Reading:
    """Read one indicator from the agendas table.

    The built-in ones by their formulas; any other by its columns: one column is the figure itself
    (or, with a ``table``, a word), two are the low and the high end of a range.

    Raises
    ------
    ConfigError
        If an indicator of the study's own names no column, or more than two.
    """
    if indicator in READERS:
        return READERS[indicator](agendas, anchors, columns)
    if not 1 <= len(columns) <= 2:
        raise ConfigError(
            f"indicator {indicator}: {len(columns)} columns are named.",
            'Name one column of the agendas table, or two for a range: columns = ["my_column"].',
        )
    if anchors.shape == "table":
        return quick_win.words_of_table(agendas, columns[0], anchors)
    figures = [_numbers(agendas, name, indicator) for name in columns]
    return between(figures[0], figures[-1], anchors)


def columns_read(indicator: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Name the columns that an indicator reads."""
    return columns or BLANK_IS_MISSING.get(indicator, ())


def why_absent(agendas: pd.DataFrame, indicator: str, columns: tuple[str, ...]) -> Both:
    """Say why no agenda has it."""
    names = columns_read(indicator, columns)
    absent = [name for name in names if name not in agendas]
    if absent:
        near = did_you_mean(absent[0], [str(c) for c in agendas.columns])
        hint = f" {near}" if near.startswith("Did") else ""
        gone = ", ".join(absent)
        return Both(f"ตารางวาระไม่มีคอลัมน์ {gone}", f"the agendas table has no column {gone}.{hint}")
    said = ", ".join(names)
    return Both(f"ทุกช่องของ {said} ว่าง", f"every cell of {said} is blank")


def _numbers(agendas: pd.DataFrame, name: str, indicator: str) -> np.ndarray:
    """Read a numeric column; a word in it is an error of the study, not a missing figure."""
    numbers = column(agendas, name)
    if name in agendas and not pd.api.types.is_numeric_dtype(agendas[name]):
        for i, cell in enumerate(agendas[name]):
            word = "" if pd.isna(cell) else str(cell).strip()
            if word not in ("", "-") and not np.isfinite(numbers[i]):
                raise ConfigError(
                    f"indicator {indicator}: agendas, column {name!r}, agenda "
                    f"{agendas['agenda_id'].iloc[i]}: {word!r} is no number.",
                    'Write a number, or give the words values: shape = "table".',
                )
    return numbers
