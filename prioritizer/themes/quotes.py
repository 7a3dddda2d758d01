"""In whose words: quotes from the heart of each theme, and from its border."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.text import Vectors
from prioritizer.themes.centres import centres_of

CENTRAL, BORDERLINE = 3, 2
_HEART = 8  # times as many of the nearest, from which places are chosen
_SHORTEST, _LONGEST = 15, 300

COLUMNS = ("theme", "signal_id", "kind", "nearness", "text", "month", "place", "channel")


def choose_quotes(
    labels: NDArray[np.integer],
    vectors: Vectors,
    signals: pd.DataFrame,
    n_themes: int,
    *,
    level: str = "district",
) -> pd.DataFrame:
    """Choose quotes that show what a theme is, and where it ends.

    The rule: among texts of 15 to 300 characters, none twice, the three nearest to the centre of
    their theme, from as many places as there are (``kind`` "central"); then the two that stand
    nearest to the border to another theme ("borderline"), which a reader should doubt first.

    Parameters
    ----------
    labels : ndarray of shape (n_signals,)
        Theme of each signal of the sample; numbers from ``n_themes`` on are left out.
    vectors : Vectors
        Of the sample.
    signals : DataFrame
        The sample: ``signal_id, text, text_key, received_on, channel`` and the column ``level``;
        texts redacted.
    n_themes : int
    level : str, default="district"
        Column of the place; "" where places are unknown.

    Returns
    -------
    DataFrame
        ``COLUMNS``, themes in their order.
    """
    inside = np.flatnonzero(np.asarray(labels) < n_themes)
    if not len(inside):
        return pd.DataFrame({name: [] for name in COLUMNS})
    own = np.asarray(labels)[inside].astype(np.intp)
    centres = centres_of(vectors.dense[inside], own, np.ones(len(inside)), n_themes)
    cosines = vectors.dense[inside] @ centres.T
    near = cosines[np.arange(len(own)), own].copy()
    cosines[np.arange(len(own)), own] = -1.0
    margin = near - cosines.max(1) if n_themes > 1 else near
    told = signals.iloc[inside]
    place = told[level].astype(str).to_numpy() if level else np.full(len(told), "")
    table = pd.DataFrame(
        {
            "theme": own,
            "signal_id": told["signal_id"].to_numpy(),
            "nearness": near.astype(np.float64).round(4),
            "margin": margin.astype(np.float64).round(4),
            "text": told["text"].to_numpy(),
            "text_key": told["text_key"].to_numpy(),
            "month": told["received_on"].dt.strftime("%Y-%m").fillna("").to_numpy(),
            "place": place,
            "channel": told["channel"].to_numpy(),
        }
    )
    table = table[table["text"].str.len().between(_SHORTEST, _LONGEST)]
    table = table.sort_values(["theme", "nearness", "signal_id"], ascending=[True, False, True])
    table = table.drop_duplicates(["theme", "text_key"])
    table["again"] = table.groupby(["theme", "place"]).cumcount() if level else 0
    sizes = table.groupby("theme")["text"].transform("size")
    heart = table[
        table.groupby("theme").cumcount() < np.clip(sizes // 3, CENTRAL, _HEART * CENTRAL)
    ]
    heart = heart.sort_values(
        ["theme", "again", "nearness", "signal_id"], ascending=[True, True, False, True]
    )
    central = heart.groupby("theme").head(CENTRAL).assign(kind="central")
    rest = table[~table.index.isin(central.index)].sort_values(["theme", "margin", "signal_id"])
    border = rest.groupby("theme").head(BORDERLINE).assign(kind="borderline")
    found = pd.concat([central, border])
    found["turn"] = (found["kind"] == "borderline").astype(int)
    chosen: pd.DataFrame = found.sort_values(
        ["theme", "turn", "nearness", "signal_id"], ascending=[True, True, False, True]
    )[list(COLUMNS)]
    return chosen.reset_index(drop=True)
