"""What became of the themes between two runs: kept, new, gone, split off, joined."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prioritizer.run.spoken import Spoken
from prioritizer.themes import MIN_LIKENESS, match_themes

COLUMNS = ("theme_id", "earlier_id", "status", "label_th", "label_en", "n_voices")


def theme_changes(before: Spoken, after: Spoken) -> pd.DataFrame:
    """Say which themes were there before, and what became of the others, by their words.

    Returns
    -------
    DataFrame
        ``theme_id, earlier_id, status, label_th, label_en, n_voices``, fine themes only. Status
        *kept*: the same theme; *new*: nothing was like it; *split*: like a part of ``earlier_id``,
        which is still there; *gone*: nothing is like it now (no ``theme_id``); *joined*: like a
        part of ``theme_id``, which was there already. A theme without words states no matter.
    """
    words = [_words(said) for said in (before, after)]
    themes = [
        table[table["theme_id"].isin(own["theme_id"])]
        for table, own in zip((_fine(before.themes), _fine(after.themes)), words, strict=True)
    ]
    numbers = {str(t): i for i, t in enumerate(themes[1]["theme_id"])}
    now = words[1].assign(theme=words[1]["theme_id"].map(numbers))
    ids = list(numbers)
    matched = {
        ids[n]: own for n, own in match_themes(words[0], now[["theme", "word", "weight"]]).items()
    }
    likeness = _likeness(words[0], words[1])
    rows = []
    for theme in themes[1].to_dict("records"):
        own = matched.get(theme["theme_id"], "")
        status = "kept" if own else "new"
        if not own and (near := _nearest(likeness, theme["theme_id"], axis=0)):
            own, status = near, "split"
        rows.append((theme["theme_id"], own, status, theme))
    kept = set(matched.values())
    for theme in themes[0].to_dict("records"):
        if theme["theme_id"] in kept:
            continue
        near = _nearest(likeness, theme["theme_id"], axis=1)
        rows.append((near, theme["theme_id"], "joined" if near else "gone", theme))
    told = [(*ids_, t["label_th"], t["label_en"], float(t["n_voices"])) for *ids_, t in rows]
    return pd.DataFrame(told, columns=list(COLUMNS))


def _fine(themes: pd.DataFrame) -> pd.DataFrame:
    """Leave broad themes out: they are sums of the fine ones."""
    return (
        themes[themes["parent_id"].fillna("").astype("str") != ""]
        if "parent_id" in themes
        else themes
    )


def _words(said: Spoken) -> pd.DataFrame:
    """Give the weighted words of every fine theme of a run; its keywords where it kept none."""
    themes = _fine(said.themes)
    words = said.theme_words
    if "word" in words and len(words):
        return words.loc[words["theme_id"].isin(themes["theme_id"]), ["theme_id", "word", "weight"]]
    rows = [
        (theme_id, word, 1.0 / np.sqrt(len(held)))
        for theme_id, cell in zip(themes["theme_id"], themes["keywords"].fillna(""), strict=True)
        if (held := [word.strip() for word in str(cell).split(";") if word.strip()])
        for word in held
    ]
    return pd.DataFrame(rows, columns=["theme_id", "word", "weight"])


def _likeness(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Cosine of every earlier theme (rows) with every later one (columns)."""
    both = before.merge(after, on="word", suffixes=("", "_now"))
    both["product"] = both["weight"] * both["weight_now"]
    return both.pivot_table(
        index="theme_id", columns="theme_id_now", values="product", aggfunc="sum", fill_value=0.0
    )


def _nearest(likeness: pd.DataFrame, theme_id: str, *, axis: int) -> str:
    """Name the theme of the other run that this one is most like; "" where none is like it."""
    names = likeness.columns if axis == 0 else likeness.index
    if theme_id not in names:
        return ""
    own = likeness[theme_id] if axis == 0 else likeness.loc[theme_id]
    return str(own.idxmax()) if own.max() >= MIN_LIKENESS else ""
