"""What people speak of, how much of it an agenda answers, and in whose words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prioritizer.run.counting import Counted
from prioritizer.run.linking import Models, themes_of
from prioritizer.tables.parted import PartedTable
from prioritizer.text import Vectors
from prioritizer.themes import describe_themes

_SIGNALS = ["signal_id", "theme_id", "incident_id", "voice_weight", "campaign_id"]


def theme_tables(
    models: Models, sample: pd.DataFrame, embedded: Vectors, counted: Counted
) -> tuple[pd.DataFrame, PartedTable, pd.DataFrame]:
    """Describe the themes, and give each signal the id of its own.

    Returns
    -------
    tuple of (DataFrame, PartedTable, DataFrame)
        ``themes.csv``, ``signals.parquet``, and the voices of each theme by area, channel and
        month (``theme_tallies.parquet``).
    """
    described = describe_themes(
        themes_of(models, embedded),
        embedded,
        texts=sample["text"].tolist(),
        n_themes=models.themes.n_themes_,
        places=sample["district"].tolist(),
    )
    ids = described["theme_id"].to_numpy(dtype=object)
    signals = counted.signals.changed(
        lambda part: part.assign(theme_id=ids[part["theme"].to_numpy()])[_SIGNALS]
    )
    said = counted.themes.assign(theme_id=ids[counted.themes["theme"].to_numpy()])
    answers = counted.answers.assign(theme_id=ids[counted.answers["theme"].to_numpy()])
    by_theme = said.groupby("theme_id")
    table = described.set_index("theme_id")
    table["n_signals"] = by_theme["n_signals"].sum()
    table["n_voices"] = by_theme["n_voices"].sum()
    table["n_places"] = said[said["area"] != ""].groupby("theme_id")["area"].nunique()
    table["share_answered"] = by_theme["n_answered"].sum() / table["n_voices"]
    table["agenda_id"] = _best_agenda(answers)
    table["trend"] = _trends(said)
    table = table.fillna({"n_signals": 0, "n_voices": 0.0, "n_places": 0, "share_answered": 0.0})
    table["agenda_id"] = table["agenda_id"].fillna("")
    table["trend"] = table["trend"].fillna("")
    table = table.reset_index().sort_values(
        ["n_voices", "theme_id"], ascending=[False, True], ignore_index=True
    )
    columns = ["theme_id", "area", "channel", "month", "n_signals", "n_voices", "n_answered"]
    return table.astype({"n_signals": "int64", "n_places": "int64"}), signals, said[columns]


def _best_agenda(answers: pd.DataFrame) -> pd.Series:
    """Name the agenda that most of a theme's linked voices speak for."""
    sums = answers.sort_values(["n_voices", "agenda_id"], ascending=[False, True])
    return sums.drop_duplicates("theme_id").set_index("theme_id")["agenda_id"]


def _trends(said: pd.DataFrame) -> pd.Series:
    """Say whether a theme's share of the voices rises, falls or stays: last third against first.

    Shares inside a month and channel are compared, so the launch of a channel is no trend.
    """
    known = said[said["month"] != ""]
    months = sorted(known["month"].unique())
    if len(months) < 3:
        return pd.Series(dtype="str")
    third = max(1, len(months) // 3)
    shares = []
    for part in (months[:third], months[-third:]):
        chosen = known[known["month"].isin(part)]
        whole = chosen.groupby("channel")["n_voices"].sum()
        sums = chosen.groupby(["channel", "theme_id"])["n_voices"].sum()
        shares.append((sums / whole).groupby("theme_id").mean())
    ratio = (shares[1] + 1e-4) / (shares[0].reindex(shares[1].index).fillna(0.0) + 1e-4)
    words = np.where(ratio > 1.5, "rising", np.where(ratio < 1 / 1.5, "falling", "steady"))
    return pd.Series(words, index=ratio.index)
