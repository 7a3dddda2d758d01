"""The evidence that stands beside the indicators, agenda by agenda."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.criteria.closing import median_days, open_after, survival
from prioritizer.criteria.demand import DemandShares, own_channels, pair_voices
from prioritizer.criteria.ratings import Ratings
from prioritizer.criteria.voices import VoicesContext
from prioritizer.vocabulary import Matrix

LEAST_VOICE = 1.0 - 1e-9
"""An area or a source kind speaks for an agenda from one whole voice on."""


def evidence_table(
    ids: Sequence[str],
    shares: DemandShares | None,
    context: VoicesContext | None,
    rated: dict[str, Ratings],
    indicators: pd.DataFrame,
) -> pd.DataFrame:
    """Lay the evidence out, one row per agenda.

    Returns
    -------
    DataFrame
        ``agenda_id, n_voices, n_signals, representative_share, raw_share, lift, share_of_voices,
        n_areas, n_channels, study_areas, study_channels, all_voices, n_months,
        campaign_voices, observed_days_to_close, share_open_after_standard, share_reopened,
        n_followed,
        ratings_spread, share_imputed``. NaN where the study cannot tell.
    """
    n = len(ids)
    table = pd.DataFrame({"agenda_id": list(ids)})
    blank = np.full(n, np.nan)
    if shares is None or context is None:
        names = ["n_voices", "n_signals", "representative_share", "raw_share", "lift", "n_areas"]
        names += ["n_channels", "study_areas", "study_channels", "all_voices", "n_months"]
        names += ["observed_days_to_close", "share_open_after_standard", "share_reopened"]
        names += ["n_followed", "campaign_voices"]
        table = table.assign(**dict.fromkeys(names, blank))
    else:
        own = shares.table.iloc[:n]
        for name in ("n_voices", "n_signals", "representative_share", "raw_share", "lift"):
            table[name] = own[name].to_numpy(dtype=float)
        table = table.assign(**_spread(context), **_closing(context))
        table["all_voices"] = float(shares.table["n_voices"].sum())
    spread = [table_.grades for table_ in rated.values()]
    table["ratings_spread"] = _mean_spread(spread, n)
    asked = indicators[indicators["value"].notna()]
    imputed = asked.groupby("agenda_id")["imputed"].mean()
    table["share_imputed"] = table["agenda_id"].map(imputed.to_dict()).fillna(0.0).astype(float)
    return table


def _spread(context: VoicesContext) -> dict[str, Matrix | float]:
    """Count the areas, source kinds and months that speak for each agenda.

    A campaign adds voices, but no corner from which they come; nor does a channel that campaigns
    filled by half.
    """
    cube, n = context.cube, context.n
    pairs = pair_voices(cube) - cube.campaign

    def speaking(part: np.ndarray, names: tuple[str, ...], own: Any = True) -> Matrix:
        group = cube.pair_agenda * len(names) + part[cube.pair_cell]
        voices = cube.summed(pairs, group, (n + 1) * len(names)).reshape(n + 1, len(names))
        named = np.array([name != "" for name in names])
        heard: Any = (voices >= LEAST_VOICE) & named & own
        return np.asarray(heard.sum(axis=1)[:n], dtype=np.float64)

    copied = cube.summed(cube.campaign, cube.pair_agenda, n + 1)[:n, 0]
    return {
        "campaign_voices": copied,
        "n_areas": speaking(cube.cell_area, cube.areas),
        "n_channels": speaking(cube.cell_channel, cube.channels, own_channels(cube)),
        "n_months": speaking(cube.cell_month, cube.months),
        "study_areas": float(len({cube.areas[i] for i in np.unique(cube.cell_area)} - {""})),
        "study_channels": float(len(np.unique(cube.cell_channel))),
    }


def _closing(context: VoicesContext) -> dict[str, Matrix]:
    """Read median days to close and the unshrunk shares behind ``unmet``; channels as they fell."""
    n, n_c, closing = context.n, len(context.cube.channels), context.closing
    shape = (n + 1, n_c, len(closing.bins))
    closed = closing.closed.sum(axis=1).reshape(shape).sum(axis=1)
    waiting = closing.still_open.sum(axis=1).reshape(shape).sum(axis=1)
    known = closing.reopened_known.sum(axis=1).reshape(n + 1, n_c).sum(axis=1)
    again = closing.reopened.sum(axis=1).reshape(n + 1, n_c).sum(axis=1)
    followed = (closed + waiting).sum(axis=-1)
    curve = survival(closed, waiting)
    dated = closed.sum() > 0
    held = (followed > 0) & dated
    return {
        "observed_days_to_close": np.where(held, median_days(curve), np.nan)[:n],
        "share_open_after_standard": np.where(
            held, open_after(curve, context.standard_days), np.nan
        )[:n],
        "share_reopened": np.where(known > 0, again / np.where(known > 0, known, 1.0), np.nan)[:n],
        "n_followed": np.where(dated, followed, np.nan)[:n],
    }


def _mean_spread(grades: list[Matrix], n: int) -> Matrix:
    """Mean over rubrics of highest minus lowest grade, where two or more raters gave one."""
    rows = []
    for table in grades:
        several = (~np.isnan(table)).sum(axis=1) >= 2
        top = np.nanmax(np.where(several[:, None], table, 0.0), axis=1)
        low = np.nanmin(np.where(several[:, None], table, 0.0), axis=1)
        rows.append(np.where(several, top - low, np.nan))
    if not rows:
        return np.full(n, np.nan)
    stacked = np.stack(rows)
    held = np.isfinite(stacked).sum(axis=0)
    return np.where(held > 0, np.nansum(stacked, axis=0) / np.maximum(held, 1), np.nan)
