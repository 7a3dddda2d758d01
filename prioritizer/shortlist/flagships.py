"""Flagships: of the shortlist, those that can show a result inside the window."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

_COLUMNS = (
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
)


def choose_flagships(
    chosen: pd.DataFrame,
    agendas: pd.DataFrame,
    gates: pd.DataFrame,
    *,
    as_of: date,
    min_p_top: float = 0.5,
) -> pd.DataFrame:
    """Name the agendas of a shortlist to be shown first.

    An agenda is a flagship when it passes the gate ``window``, has no gate to fail, and stays in
    the top k in at least ``min_p_top`` of the draws of the joint simulation.

    Parameters
    ----------
    chosen : DataFrame
        The shortlist, with ``agenda_id, p_top``.
    agendas : DataFrame
        What is known of each agenda; costs in million baht, months from ``as_of``.
    gates : DataFrame
        ``agenda_id, gate, status``.
    as_of : date
        The day the months run from.
    min_p_top : float, default=0.5
        Share of draws.

    Returns
    -------
    DataFrame
        One row per flagship in the order of the shortlist: fiscal quarter (Buddhist era) and day
        of the first result, costs low, likely (midpoint) and high, KPI baseline and target.
    """
    window = gates[gates["gate"] == "window"].set_index("agenda_id")["status"]
    kept = chosen[
        chosen["agenda_id"].map(window).eq("pass")
        & chosen["gate"].ne("fail")
        & chosen["p_top"].ge(min_p_top)
    ]
    table = kept[["agenda_id", "p_top"]].merge(agendas, on="agenda_id", how="left")
    months = _numbers(table, "months_min")
    days = [_add_months(as_of, m) if m == m else None for m in months]
    low, high = _numbers(table, "cost_low_mthb"), _numbers(table, "cost_high_mthb")
    table["cost_low_mthb"], table["cost_high_mthb"] = low, high
    table["cost_likely_mthb"] = (low + high) / 2
    table["quarter"] = [fiscal_quarter(day) if day else "" for day in days]
    table["first_result_on"] = [day.isoformat() if day else "" for day in days]
    return table.reindex(columns=list(_COLUMNS))


def _numbers(table: pd.DataFrame, column: str) -> np.ndarray:
    """Read a column of numbers, all missing where the study has none."""
    if column not in table:
        return np.full(len(table), np.nan)
    return table[column].to_numpy(dtype=float, na_value=np.nan)


def _add_months(day: date, months: float) -> date:
    """Go a number of months ahead; parts of a month count as thirtieths."""
    whole, part = divmod(months, 1)
    ahead = pd.Timestamp(day) + pd.DateOffset(months=int(whole))
    return (ahead + pd.Timedelta(days=round(30 * part))).date()


def fiscal_quarter(day: date) -> str:
    """Name the Thai fiscal quarter of a day, in the Buddhist era.

    >>> fiscal_quarter(date(2021, 2, 16)), fiscal_quarter(date(2021, 10, 1))
    ('2/2564', '1/2565')
    """
    quarter = (day.month - 10) % 12 // 3 + 1
    year_be = day.year + 543 + (day.month >= 10)
    return f"{quarter}/{year_be}"
