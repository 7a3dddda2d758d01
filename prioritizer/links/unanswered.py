"""Demand that no agenda answers: themes with few links, each with a proposed agenda."""

from __future__ import annotations

import numpy as np
import pandas as pd

_MOST_ANSWERED = 0.5
_LEAST_VOICES = 10.0
_CENTRAL = "central"

COLUMNS = (
    *("theme_id", "parent_id", "label_th", "label_en", "keywords", "n_signals", "n_voices"),
    *("n_unanswered", "n_places", "places", "trend", "share_answered", "agenda_id", "stability"),
    *("proposed_title_th", "proposed_title_en", "kpi_th", "kpi_en", "kpi_unit", "kpi_baseline"),
    "quote_ids",
)

_KPI_TH = "เสียงเรื่อง “{label}” ต่อประชากร 100,000 คนต่อเดือน"
_KPI_EN = "voices on “{label}” per 100,000 people per month"
_COUNT_TH = "เสียงเรื่อง “{label}” ต่อเดือน"
_COUNT_EN = "voices on “{label}” per month"


def unanswered(
    themes: pd.DataFrame,
    titles: pd.DataFrame,
    quotes: pd.DataFrame,
    *,
    n_months: int = 0,
    population: float | None = None,
) -> pd.DataFrame:
    """List themes of which most voices are linked to no agenda, the loudest and widest first.

    The order is by unanswered voices times the root of the places that they come from: of two
    demands as loud the one heard in four times as many places counts twice.

    Parameters
    ----------
    themes : DataFrame
        ``theme_id, parent_id, label_th, label_en, keywords, n_signals, n_voices, n_places,
        places, trend, share_answered, agenda_id, stability, says_nothing``; rows with a blank
        ``parent_id`` are broad themes, and left out.
    titles : DataFrame
        ``theme_id, proposed_title_th, proposed_title_en``.
    quotes : DataFrame
        ``theme_id, signal_id, kind``; the central ones are named.
    n_months : int
        Months with signals; 0 where dates are unknown: then there is no baseline.
    population : float, optional
        People of all areas; the baseline is per 100,000 of them.

    Returns
    -------
    DataFrame
        ``COLUMNS``: ``n_unanswered`` are voices, ``quote_ids`` joined by ``;``; ``kpi_baseline``
        is where the theme stands today.
    """
    fine = themes[(themes["parent_id"] != "") & ~themes["says_nothing"].astype(bool)]
    left = fine[
        (fine["share_answered"] < _MOST_ANSWERED) & (fine["n_voices"] >= _LEAST_VOICES)
    ].merge(titles, on="theme_id", how="left")
    left["n_unanswered"] = left["n_voices"] * (1 - left["share_answered"])
    told = quotes[quotes["kind"] == _CENTRAL].groupby("theme_id")
    named = {str(theme): ";".join(ids) for theme, ids in told["signal_id"]}
    left["quote_ids"] = [named.get(theme, "") for theme in left["theme_id"]]
    label = left["label_th"].where(left["label_th"] != "", left["label_en"])
    other = left["label_en"].where(left["label_en"] != "", left["label_th"])
    per_head = population is not None and population > 0
    left["kpi_th"] = [(_KPI_TH if per_head else _COUNT_TH).format(label=x) for x in label]
    left["kpi_en"] = [(_KPI_EN if per_head else _COUNT_EN).format(label=x) for x in other]
    left["kpi_unit"] = "per 100,000 people per month" if per_head else "per month"
    rate = 1e5 / population if per_head and population else 1.0
    left["kpi_baseline"] = (left["n_voices"] * rate / n_months if n_months else np.nan) * 1.0
    left["kpi_baseline"] = left["kpi_baseline"].round(4)
    weight = left["n_unanswered"] * np.sqrt(np.maximum(left["n_places"], 1))
    left = left.assign(_weight=weight.round(6)).sort_values(
        ["_weight", "theme_id"], ascending=[False, True], ignore_index=True
    )
    texts = ["proposed_title_th", "proposed_title_en", "kpi_th", "kpi_en", "quote_ids"]
    left = left.astype(dict.fromkeys(texts, "str"))
    return left[list(COLUMNS)]
