"""Themes that emerge: those that spread, and those whose season is coming. Outside the score.

Everything is a share inside a channel's month, so the launch or the end of a channel is no trend;
closings are not looked at, for young cases are still open. How often such an alert would be false
is measured on the study's own history in shuffled order, and said beside each alert.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.vocabulary import Matrix

COLUMNS: tuple[str, ...] = (
    *("theme_id", "label_th", "label_en", "kind", "month", "n_voices", "n_expected", "ratio"),
    *("z", "n_areas", "share_areas_up", "false_alarm_rate", "false_alarms_expected", "n_shuffled"),
)
MIN_MONTHS = 4
"""Months of history from which on spreading can be told from chance."""
SEASON_MONTHS = 13
"""Months of history from which on a season can have come twice."""
_LEAST_Z, _LEAST_RATIO, _LEAST_VOICES = 3.0, 1.5, 10.0
_LEAST_AREAS, _LEAST_UP = 3, 0.6


@dataclass(frozen=True)
class _History:
    """Voices of themes by month, inside each channel and inside each area."""

    themes: tuple[str, ...]
    months: tuple[str, ...]
    by_channel: Matrix  # themes × channels × months
    by_area: Matrix  # themes × areas × months
    counts: NDArray[np.bool_]  # channels × months: enough voices to have a share


@dataclass(frozen=True)
class _Test:
    """One stretch of months against all others, for every theme."""

    told: Matrix
    expected: Matrix
    z: Matrix
    n_areas: Matrix
    up: Matrix

    @property
    def alarm(self) -> NDArray[np.bool_]:
        """Themes with far more voices than their channels' own level, in many areas."""
        ratio = self.told >= _LEAST_RATIO * self.expected
        enough = (self.told >= _LEAST_VOICES) & (self.n_areas >= _LEAST_AREAS)
        return (self.z >= _LEAST_Z) & ratio & enough & (self.up >= _LEAST_UP)


def emerging(
    theme_tallies: pd.DataFrame,
    themes: pd.DataFrame,
    *,
    as_of: date,
    min_month_voices: float = 100.0,
) -> pd.DataFrame:
    """Find themes that spread, and themes whose season comes next month.

    *Spreading*: in the last month a theme has far more voices than the level of its channels' own
    earlier months would give (ratio at least 1.5, z at least 3 of its own month-to-month spread),
    in three areas or more, with more than before in most of them. *Seasonal*: the same for the
    months of earlier years that have the name of the month to come.

    Parameters
    ----------
    theme_tallies : DataFrame
        ``theme_id, area, channel, month, n_voices``.
    themes : DataFrame
        ``theme_id, label_th, label_en``; themes that say nothing (``says_nothing``) are left out.
    as_of : date
        The day the study stands at.
    min_month_voices : float, default=100
        Channel-months below this have no share; where none reaches it, all have.

    Returns
    -------
    DataFrame
        ``COLUMNS``, one row for each alert, the surest first. ``false_alarm_rate`` is the share
        of themes that raise an alert as strong when the months stand in shuffled order: every
        other month (or season) of the history takes the place of the last in turn.
        ``false_alarms_expected`` is that share times the number of themes; an alert as strong as
        one or more false ones is not given.
    """
    dumb = themes.loc[themes.get("says_nothing", pd.Series(False, themes.index)).astype(bool)]
    known = theme_tallies[
        (theme_tallies["month"] != "")
        & (theme_tallies["month"] <= f"{as_of:%Y-%m}")
        & ~theme_tallies["theme_id"].isin(dumb["theme_id"])
    ]
    history = _lay_out(known, min_month_voices)
    n = len(history.months)
    rows: list[dict[str, object]] = []
    if n >= MIN_MONTHS:
        last = [[m] for m in range(n)]
        rows += _alerts(history, last, n - 1, "spreading", history.months[-1])
    if n >= SEASON_MONTHS:
        seasons = [
            [m for m, name in enumerate(history.months) if int(name[5:]) == k] for k in range(1, 13)
        ]
        coming = pd.Period(history.months[-1], "M") + 1
        rows += _alerts(history, seasons, coming.month - 1, "seasonal", str(coming))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table = table[table["false_alarms_expected"] < 1.0]
    words = themes.set_index("theme_id")
    for name in ("label_th", "label_en"):
        table[name] = table["theme_id"].map(words[name]).fillna("").astype("str")
    return table.sort_values(
        ["false_alarm_rate", "z", "theme_id"], ascending=[True, False, True], ignore_index=True
    )


def _lay_out(known: pd.DataFrame, least: float) -> _History:
    """Lay tallies out as arrays."""
    first, last = (known["month"].min(), known["month"].max()) if len(known) else ("", "")
    months = tuple(map(str, pd.period_range(first, last, freq="M"))) if len(known) else ()
    themes = tuple(sorted(known["theme_id"].unique()))
    channels, areas = sorted(known["channel"].unique()), sorted(set(known["area"]) - {""})
    t = pd.Index(themes).get_indexer(pd.Index(known["theme_id"]))
    m = pd.Index(months).get_indexer(pd.Index(known["month"]))
    voices = known["n_voices"].to_numpy(dtype=float)
    by_channel = np.zeros((len(themes), len(channels), len(months)))
    np.add.at(
        by_channel, (t, pd.Index(channels).get_indexer(pd.Index(known["channel"])), m), voices
    )
    by_area = np.zeros((len(themes), len(areas), len(months)))
    a = pd.Index(areas).get_indexer(pd.Index(known["area"]))
    placed = a >= 0
    np.add.at(by_area, (t[placed], a[placed], m[placed]), voices[placed])
    whole = by_channel.sum(axis=0)
    counts = whole >= least
    return _History(themes, months, by_channel, by_area, counts if counts.any() else whole > 0)


def _alerts(
    history: _History, stretches: list[list[int]], asked: int, kind: str, month: str
) -> list[dict[str, object]]:
    """Test one stretch of months, and every other one to see how often that is false."""
    told = _test(history, stretches[asked])
    if told is None:
        return []
    others = [
        test
        for place, stretch in enumerate(stretches)
        if place != asked and stretch and (test := _test(history, stretch)) is not None
    ]
    shuffled = np.concatenate([np.where(o.alarm, o.z, -np.inf) for o in others] or [np.empty(0)])
    rows: list[dict[str, object]] = []
    for t in np.flatnonzero(told.alarm):
        as_strong = int((shuffled >= told.z[t]).sum())
        rate = (as_strong + 1) / (len(shuffled) + 1)
        rows.append(
            {
                "theme_id": history.themes[t],
                "kind": kind,
                "month": month,
                "n_voices": float(told.told[t]),
                "n_expected": round(float(told.expected[t]), 6),
                "ratio": round(float(told.told[t] / max(told.expected[t], 0.5)), 6),
                "z": round(float(told.z[t]), 6),
                "n_areas": int(told.n_areas[t]),
                "share_areas_up": round(float(told.up[t]), 6),
                "false_alarm_rate": round(rate, 9),
                "false_alarms_expected": round(rate * len(history.themes), 6),
                "n_shuffled": len(shuffled),
            }
        )
    return rows


def _test(history: _History, stretch: list[int]) -> _Test | None:
    """Hold a stretch of months against all others, channel by channel and area by area."""
    inside = np.zeros(len(history.months), dtype=bool)
    inside[stretch] = True
    voices, counts = history.by_channel, history.counts
    base = counts & ~inside
    usable = (counts & inside).any(axis=1) & (base.sum(axis=1) >= 2)
    if not usable.any():
        return None
    whole = voices.sum(axis=0)
    now = counts & inside & usable[:, None]
    base &= usable[:, None]
    level = _ratio((voices * base).sum(axis=2), (whole * base).sum(axis=1))  # themes × channels
    expected_at = level[:, :, None] * whole
    expected, told = (expected_at * now).sum(axis=(1, 2)), (voices * now).sum(axis=(1, 2))
    residual = ((voices - expected_at) * base).sum(axis=1)  # themes × months
    spread = np.maximum((expected_at * base).sum(axis=1), 0.5)
    n_base = max(int(base.any(axis=0).sum()) - 1, 1)
    dispersion = np.maximum((residual**2 / spread).sum(axis=1) / n_base, 1.0)
    z = (told - expected) / np.sqrt(np.maximum(expected, 0.5) * dispersion)
    n_areas, up = _areas(history, inside)
    return _Test(told, expected, z, n_areas, up)


def _areas(history: _History, inside: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    """Count areas that speak of each theme now, and the share of them with more than before."""
    if not history.by_area.shape[1]:
        n = len(history.themes)
        return np.full(n, float(_LEAST_AREAS)), np.ones(n)  # no places: nothing to hold against it
    whole = history.by_area.sum(axis=0)
    now = _ratio(history.by_area[:, :, inside].sum(axis=2), whole[:, inside].sum(axis=1))
    before = _ratio(history.by_area[:, :, ~inside].sum(axis=2), whole[:, ~inside].sum(axis=1))
    speaks = now > 0
    return speaks.sum(axis=1).astype(float), _ratio(
        (speaks & (now > before)).sum(axis=1), speaks.sum(axis=1)
    )


def _ratio(above: Matrix, below: Matrix) -> Matrix:
    """Divide, 0 where there is nothing below."""
    return np.asarray(np.divide(above, below, out=np.zeros(above.shape), where=below > 0))
