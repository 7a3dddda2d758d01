"""What people speak of, how much of it an agenda answers, and in whose words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prioritizer.run.linking import Counted, Models, themes_of
from prioritizer.text import Vectors
from prioritizer.themes import describe_themes


def theme_tables(
    models: Models, sample: pd.DataFrame, embedded: Vectors, counted: Counted
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Describe the themes, and give each signal the id of its own.

    Returns
    -------
    tuple of (DataFrame, DataFrame)
        ``themes.csv`` and the columns of ``signals.parquet``.
    """
    described = describe_themes(
        themes_of(models, embedded),
        embedded,
        texts=sample["text"].tolist(),
        n_themes=models.themes.n_themes_,
        places=sample["district"].tolist(),
    )
    ids = described["theme_id"].to_numpy(dtype=object)
    signals = counted.signals.assign(theme_id=ids[counted.signals["theme"].to_numpy()])
    answered = counted.links.groupby("signal_id")["strength"].sum()
    signals["answered"] = signals["signal_id"].map(answered).fillna(0.0).clip(upper=1.0)
    weighted = signals.assign(given=signals["answered"] * signals["voice_weight"])
    by_theme = weighted.groupby("theme_id")
    table = described.set_index("theme_id")
    table["n_signals"] = by_theme.size()
    table["n_voices"] = by_theme["voice_weight"].sum()
    table["n_places"] = signals[signals["area"] != ""].groupby("theme_id")["area"].nunique()
    table["share_answered"] = by_theme["given"].sum() / table["n_voices"]
    table["agenda_id"] = _best_agenda(counted, signals)
    table["trend"] = _trends(signals)
    table = table.fillna({"n_signals": 0, "n_voices": 0.0, "n_places": 0, "share_answered": 0.0})
    table["agenda_id"] = table["agenda_id"].fillna("")
    table["trend"] = table["trend"].fillna("")
    table = table.reset_index().sort_values(
        ["n_voices", "theme_id"], ascending=[False, True], ignore_index=True
    )
    return table.astype({"n_signals": "int64", "n_places": "int64"}), signals


def _best_agenda(counted: Counted, signals: pd.DataFrame) -> pd.Series:
    """Name the agenda that most of a theme's linked voices speak for."""
    theme = signals.set_index("signal_id")["theme_id"]
    voices = counted.links.assign(theme_id=counted.links["signal_id"].map(theme))
    sums = voices.groupby(["theme_id", "agenda_id"])["voice"].sum().reset_index()
    sums = sums.sort_values(["voice", "agenda_id"], ascending=[False, True])
    return sums.drop_duplicates("theme_id").set_index("theme_id")["agenda_id"]


def _trends(signals: pd.DataFrame) -> pd.Series:
    """Say whether a theme's share of the voices rises, falls or stays: last third against first.

    Shares inside a month and channel are compared, so the launch of a channel is no trend.
    """
    known = signals[signals["month"] != ""]
    months = sorted(known["month"].unique())
    if len(months) < 3:
        return pd.Series(dtype="str")
    third = max(1, len(months) // 3)
    shares = []
    for part in (months[:third], months[-third:]):
        chosen = known[known["month"].isin(part)]
        whole = chosen.groupby("channel")["voice_weight"].sum()
        sums = chosen.groupby(["channel", "theme_id"])["voice_weight"].sum()
        shares.append((sums / whole).groupby("theme_id").mean())
    ratio = (shares[1] + 1e-4) / (shares[0].reindex(shares[1].index).fillna(0.0) + 1e-4)
    words = np.where(ratio > 1.5, "rising", np.where(ratio < 1 / 1.5, "falling", "steady"))
    return pd.Series(words, index=ratio.index)
