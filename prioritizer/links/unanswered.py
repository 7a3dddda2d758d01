"""Demand that no agenda answers: themes with few links, each with a proposed agenda."""

from __future__ import annotations

import pandas as pd

_MOST_ANSWERED = 0.5
_LEAST_VOICES = 10.0


def unanswered(themes: pd.DataFrame, signals: pd.DataFrame, theme_of: pd.DataFrame) -> pd.DataFrame:
    """List themes of which most voices are linked to no agenda, the loudest and widest first.

    Parameters
    ----------
    themes : DataFrame
        ``theme_id, label_th, label_en, keywords, n_voices, n_places, trend, share_answered``.
    signals : DataFrame
        A sample with ``signal_id, text``.
    theme_of : DataFrame
        ``signal_id, theme_id``.

    Returns
    -------
    DataFrame
        The columns of the themes, ``n_unanswered`` (voices), ``proposed_title_th``,
        ``proposed_title_en`` and ``quote_ids`` (``;`` between).
    """
    left = themes[
        (themes["share_answered"] < _MOST_ANSWERED)
        & (themes["n_voices"] >= _LEAST_VOICES)
        & ~themes.get("says_nothing", pd.Series(False, index=themes.index))
    ].copy()
    left["n_unanswered"] = left["n_voices"] * (1 - left["share_answered"])
    left["proposed_title_th"] = "แก้ปัญหา" + left["label_th"].str.replace(" / ", " ")
    left["proposed_title_en"] = "Solve: " + left["label_en"].where(
        left["label_en"] != "", left["label_th"]
    )
    own = theme_of.merge(signals[["signal_id"]], on="signal_id")
    quotes = own.groupby("theme_id")["signal_id"].apply(lambda ids: ";".join(ids.head(3)))
    left["quote_ids"] = left["theme_id"].map(quotes).fillna("")
    return left.sort_values(
        ["n_unanswered", "n_places", "theme_id"], ascending=[False, False, True], ignore_index=True
    )
