"""What people speak of, how much of it an agenda answers, and in whose words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prioritizer.run.counting import Counted
from prioritizer.run.naming import NamedThemes
from prioritizer.tables.parted import PartedTable
from prioritizer.themes import broad_themes

COLUMNS = (
    *("theme_id", "parent_id", "label_th", "label_en", "keywords"),
    *("n_signals", "n_voices", "n_places", "trend", "agenda_id", "share_answered", "stability"),
    *("n_channels", "places", "says_nothing"),
)
_SIGNALS = ["signal_id", "theme_id", "incident_id", "voice_weight", "campaign_id"]


def theme_tables(
    named: NamedThemes, counted: Counted
) -> tuple[pd.DataFrame, PartedTable, pd.DataFrame]:
    """Count the voices of the themes, and give each signal the id of its own.

    Returns
    -------
    tuple of (DataFrame, PartedTable, DataFrame)
        ``themes.csv`` (broad themes first, their ``parent_id`` blank), ``signals.parquet``, and
        the voices of each theme by area, channel and month (``theme_tallies.parquet``).
    """
    ids = named.table["theme_id"].to_numpy(dtype=object)
    signals = counted.signals.changed(
        lambda part: part.assign(theme_id=ids[part["theme"].to_numpy()])[_SIGNALS]
    )
    said = counted.themes.assign(theme_id=ids[counted.themes["theme"].to_numpy()])
    answers = counted.answers.assign(theme_id=ids[counted.answers["theme"].to_numpy()])
    fine = _counted(named.shown_table(), said, answers, "theme_id")
    parent = named.shown_table().set_index("theme_id")["parent_id"]
    heads = broad_themes(fine)
    broad = _counted(
        heads,
        said.assign(theme_id=said["theme_id"].map(parent)),
        answers.assign(theme_id=answers["theme_id"].map(parent)),
        "theme_id",
    )
    both = pd.concat([broad, fine], ignore_index=True)
    both = both.astype({"n_signals": "int64", "n_places": "int64", "says_nothing": "bool"})
    texts = [*COLUMNS[:5], "trend", "agenda_id"]
    both = both.astype(dict.fromkeys(texts, "str"))
    columns = ["theme_id", "area", "channel", "month", "n_signals", "n_voices", "n_answered"]
    return both[list(COLUMNS)], signals, said[columns]


def _counted(
    described: pd.DataFrame, said: pd.DataFrame, answers: pd.DataFrame, key: str
) -> pd.DataFrame:
    """Put voices, places, answers and trend beside themes, the loudest first."""
    table = described.set_index(key)
    by_theme = said.groupby(key)
    table["n_signals"] = by_theme["n_signals"].sum()
    table["n_voices"] = by_theme["n_voices"].sum()
    table["n_places"] = said[said["area"] != ""].groupby(key)["area"].nunique()
    table["n_channels"] = said[said["channel"] != ""].groupby(key)["channel"].nunique()
    table["share_answered"] = by_theme["n_answered"].sum() / table["n_voices"]
    zero = ("n_signals", "n_voices", "n_places", "n_channels", "share_answered")
    table = table.fillna(dict.fromkeys(zero, 0))
    words = {
        "agenda_id": _best_agenda(answers),
        "trend": _trends(said),
        "places": _loudest(said, "area"),
    }
    for name, cells in words.items():
        known = dict(zip(cells.index, cells, strict=True))
        table[name] = [str(known.get(theme, "")) for theme in table.index]
    return table.reset_index().sort_values(
        ["says_nothing", "n_voices", key], ascending=[True, False, True], ignore_index=True
    )


def _loudest(said: pd.DataFrame, column: str, n: int = 3) -> pd.Series:
    """Name the places that speak most of each theme, ``;`` between."""
    known = said[said[column] != ""]
    sums = known.groupby(["theme_id", column])["n_voices"].sum().reset_index()
    sums = sums.sort_values(["theme_id", "n_voices", column], ascending=[True, False, True])
    first = sums[sums.groupby("theme_id").cumcount() < n]
    return first.groupby("theme_id")[column].agg("; ".join)


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
