"""Names for themes: the words and phrases that set each apart, as people write them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from prioritizer.text import Vectors
from prioritizer.themes.broad import broad_of
from prioritizer.themes.lexicon import says_nothing
from prioritizer.themes.terms import Terms, Words, read_terms

SILENT_TH, SILENT_EN = "ไม่ระบุเรื่อง", "No stated matter"

_KEYWORDS, _LABEL = 10, 3
_PER_THEME = 400  # texts read for a theme's terms
_WHOLE_PHRASE = 0.45  # a phrase replaces its best word where it is told this often beside it
_THAI = re.compile("[\u0e01-\u0e4e]")


def describe_themes(
    labels: NDArray[np.integer],
    vectors: Vectors,
    *,
    texts: Sequence[str],
    n_themes: int,
    places: Sequence[str] | None = None,
    stability: NDArray[np.float64] | None = None,
    n_broad: int | None = None,
) -> pd.DataFrame:
    """Name every theme by the words and phrases that set it apart.

    A term's weight is the share of the theme's texts that say it times the logarithm of how
    much oftener they do so than all others. Places, grammar and politeness are no terms.

    Parameters
    ----------
    labels : ndarray of shape (n_signals,)
        Theme of each signal of the sample; ``n_themes`` itself for those that say nothing.
    vectors : Vectors
        Of the sample.
    texts : sequence of str
        Of the sample.
    n_themes : int
        How many themes there are; one without a signal here still has a row.
    places : sequence of str, optional
        Place of each signal, "" where unknown; finds names of places, which are no labels.
    stability : ndarray of shape (n_themes,), optional
        From `theme_stability`.
    n_broad : int, optional
        Broad themes; by default about the root of the number of themes.

    Returns
    -------
    DataFrame
        ``theme_id, parent_id, label_th, label_en, keywords, stability, says_nothing,
        parent_label_th, parent_label_en``: a row for each theme in the order of their numbers,
        and one more for the signals that say nothing. ``keywords`` are joined by ``"; "``.
        A label stands in the language of its words, and the other column is blank.
    """
    labels = np.asarray(labels)
    silent = says_nothing(vectors)
    chosen = _some_of_each(labels, n_themes)
    own_places = None if places is None else [places[i] for i in chosen]
    terms = read_terms([texts[i] for i in chosen], own_places)
    weights = _term_weights(terms.present, labels[chosen], n_themes)
    parents = broad_of(vectors.dense, labels, n_themes, n_broad)
    sizes = np.maximum(np.bincount(labels, minlength=n_themes + 1), 1)
    mute = np.bincount(labels, weights=silent, minlength=n_themes + 1) / sizes > 0.5
    rows = []
    for theme in range(n_themes + 1):
        says = theme < n_themes and not mute[theme]
        keywords = pick_terms(weights[theme], terms.terms, _KEYWORDS) if says else []
        label = " / ".join(keywords[:_LABEL])
        rows.append(
            {
                "theme_id": f"T{theme + 1:02}" if theme < n_themes else "T00",
                "parent_id": f"B{parents[theme] + 1:02}" if says else "B00",
                "label_th": _in_thai(label) if says else SILENT_TH,
                "label_en": _in_english(label) if says else SILENT_EN,
                "keywords": "; ".join(keywords),
                "stability": np.nan if stability is None or not says else stability[theme],
                "says_nothing": not says,
            }
        )
    table = pd.DataFrame(rows)
    return _name_parents(table, weights, terms, parents, sizes[:n_themes])


def _in_thai(label: str) -> str:
    return label if _THAI.search(label) else ""


def _in_english(label: str) -> str:
    return "" if _THAI.search(label) else label


def _some_of_each(labels: NDArray[np.integer], n_themes: int) -> NDArray[np.intp]:
    """Take up to so many texts of each theme, spread evenly over the sample."""
    parts = []
    for theme in range(n_themes):
        rows = np.flatnonzero(labels == theme)
        step = max(1.0, len(rows) / _PER_THEME)
        parts.append(rows[np.arange(0, len(rows), step).astype(np.intp)])
    return np.sort(np.concatenate(parts)) if parts else np.zeros(0, np.intp)


def _term_weights(
    present: csr_matrix, labels: NDArray[np.integer], n_themes: int
) -> NDArray[np.float64]:
    """Weigh terms in themes, shape (n_themes, n_terms); every theme counts alike as "others"."""
    n = len(labels)
    member = csr_matrix((np.ones(n), (labels, np.arange(n))), shape=(n_themes, n))
    told = (member @ present).toarray()
    sizes = np.maximum(np.bincount(labels, minlength=n_themes), 1)[:, None]
    share = told / sizes
    others = (share.sum(0) - share) / max(n_themes - 1, 1)
    lift = np.log((share + 0.5 / sizes) / (others + 0.5 / sizes))
    weights: NDArray[np.float64] = np.where(
        (told >= 2) & (lift > 0.4), np.maximum(share - 0.5 / sizes, 0) * lift, 0.0
    )
    return weights.round(9)


def pick_terms(weights: NDArray[np.float64], terms: Sequence[Words], size: int) -> list[str]:
    """Pick the heaviest terms that do not repeat each other.

    A word gives way to the longest phrase around it that is told almost as often.

    >>> pick_terms(np.array([0.5, 0.4, 0.3]), [("light",), ("light", "out"), ("dark",)], 2)
    ['light out', 'dark']
    """
    order = np.argsort(-weights, kind="stable")
    order = order[weights[order] > 0][:200]
    picked: list[str] = []
    used: set[str] = set()
    for i in order:
        if len(picked) == size:
            break
        term = terms[i]
        if not used.isdisjoint(term):
            continue
        for j in order:  # the heaviest first; a longer one wins where it is nearly as heavy
            wider = terms[j]
            around = len(wider) > len(term) and set(term) < set(wider) and used.isdisjoint(wider)
            if around and weights[j] >= _WHOLE_PHRASE * weights[i]:
                term = wider
        text = _joined(term)
        if not any(text in other or other in text for other in picked):
            picked.append(text)
        used.update(term)
    return picked


def _joined(term: Words) -> str:
    text = term[0]
    for before, word in itertools.pairwise(term):
        text += word if _THAI.search(before) and _THAI.search(word) else f" {word}"
    return text


def _name_parents(
    table: pd.DataFrame,
    weights: NDArray[np.float64],
    terms: Terms,
    parents: NDArray[np.intp],
    sizes: NDArray[np.integer],
) -> pd.DataFrame:
    """Name broad themes by the terms that weigh most over their themes, each by its size."""
    table = table.assign(parent_label_th=SILENT_TH, parent_label_en=SILENT_EN)
    loud = ~table["says_nothing"].to_numpy()[: len(parents)]
    for parent in np.unique(parents[loud]):
        own = (parents == parent) & loud
        label = " / ".join(pick_terms((weights[own] * sizes[own, None]).sum(0), terms.terms, 4))
        rows = np.flatnonzero(own)
        table.loc[rows, "parent_label_th"] = _in_thai(label)
        table.loc[rows, "parent_label_en"] = _in_english(label)
    return table


def add_broad_themes(themes: pd.DataFrame, signals: pd.DataFrame) -> pd.DataFrame:
    """Put a row for each broad theme before the fine ones.

    Parameters
    ----------
    themes : DataFrame
        Fine themes as `describe_themes` gives them, with any counts beside.
    signals : DataFrame
        ``theme_id``; and ``voice_weight``, ``area`` where they are known.

    Returns
    -------
    DataFrame
        Broad themes have a blank ``parent_id``, the sums of their fine ones in ``n_signals`` and
        ``n_voices``, and the places of all their signals in ``n_places``.
    """
    parent = signals["theme_id"].map(themes.set_index("theme_id")["parent_id"])
    groups = signals.groupby(parent.to_numpy())
    broad = themes.drop_duplicates("parent_id")[
        ["parent_id", "parent_label_th", "parent_label_en", "says_nothing"]
    ].set_axis(["theme_id", "label_th", "label_en", "says_nothing"], axis=1)
    broad = broad.assign(parent_id="", keywords="").set_index("theme_id")
    words = themes.groupby("parent_id")["keywords"]
    broad["keywords"] = words.agg(lambda own: "; ".join(w.split("; ")[0] for w in own if w))
    broad["n_signals"] = groups.size().reindex(broad.index).fillna(0).astype("int64")
    if "voice_weight" in signals:
        broad["n_voices"] = groups["voice_weight"].sum().reindex(broad.index).fillna(0.0)
    if "area" in signals:
        named = signals["area"].where(signals["area"] != "").groupby(parent.to_numpy())
        broad["n_places"] = named.nunique().reindex(broad.index).fillna(0).astype("int64")
    fine = themes.drop(columns=["parent_label_th", "parent_label_en"])
    both = pd.concat([broad.reset_index(), fine], ignore_index=True)
    return both[[name for name in fine.columns if name in both.columns]]
