"""Names for themes: the words that set each apart, as people write them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.resources import read_words
from prioritizer.text import repeat_key, words

_KEYWORDS, _LABEL = 8, 3
_PAIRS = 3
_LATIN = re.compile(r"[A-Za-z]")
_NOTHING_WORDS = 1


def describe_themes(
    labels: NDArray[np.int64],
    embedded: Any,
    *,
    texts: Sequence[str],
    n_themes: int,
) -> pd.DataFrame:
    """Name every theme by the words that set it apart.

    Words are weighted by class-based TF-IDF: how often in this theme, against how often in all.

    Parameters
    ----------
    labels : ndarray of shape (n_signals,)
        Theme of each signal of the sample.
    embedded : Vectors
        Word counts and vocabulary of the sample.
    texts : sequence of str
        The texts, to tell whether a theme says anything.
    n_themes : int
        How many themes there are; one without a signal here still has a row.

    Returns
    -------
    DataFrame
        ``theme_id, parent_id, label_th, label_en, keywords, stability, says_nothing``, a row per
        theme in the order of their numbers.
    """
    weights, vocabulary = _class_weights(labels, embedded, n_themes)
    silent = _silent(labels, texts, n_themes)
    rows = []
    for theme in range(n_themes):
        order = np.argsort(-weights[theme], kind="stable")[: 4 * _KEYWORDS]
        found = [str(vocabulary[i]) for i in order if weights[theme, i] > 0]
        found = _distinct(found)[:_KEYWORDS]
        label = " / ".join(found[:_LABEL]) or "–"
        latin = sum(bool(_LATIN.match(word)) for word in found[:_LABEL])
        english = latin * 2 > len(found[:_LABEL])
        rows.append(
            {
                "theme_id": f"T{theme + 1:03}",
                "parent_id": "",
                "label_th": "" if english else label,
                "label_en": label if english else "",
                "keywords": "; ".join(found),
                "stability": np.nan,
                "says_nothing": bool(silent[theme]),
            }
        )
    return pd.DataFrame(rows)


def _class_weights(
    labels: NDArray[np.int64], embedded: Any, n_themes: int
) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
    """Weigh each word in each theme; place names and stop words weigh nothing."""
    counts = embedded.words.copy()
    counts.data[:] = 1
    one_hot = sparse.csr_matrix(
        (np.ones(len(labels)), (labels, np.arange(len(labels)))), (n_themes, len(labels))
    )
    told = np.asarray((one_hot @ counts).todense())
    size = np.maximum(one_hot.sum(axis=1), 1)
    whole = told.sum(axis=0)
    share = told / np.asarray(size)
    weight = share * np.log1p(len(labels) / n_themes * share / np.maximum(whole, 1) * n_themes)
    weight *= told >= 3
    dull = _dull_words()
    names = embedded.vocabulary
    keep = np.array([len(w) > 1 and w not in dull and not w.isdigit() for w in names])
    return np.where(keep, weight, 0.0), names


def _dull_words() -> frozenset[str]:
    """Words that are no name for a theme: of place, of address, of politeness."""
    return frozenset(read_words("configs/words/dull_labels.txt"))


def _distinct(found: list[str]) -> list[str]:
    """Drop words that stand inside a stronger one."""
    kept: list[str] = []
    for word in found:
        if not any(word in other or other in word for other in kept):
            kept.append(word)
    return kept


def _silent(labels: NDArray[np.int64], texts: Sequence[str], n_themes: int) -> NDArray[np.bool_]:
    """Find themes whose texts mostly hold no word of content."""
    known: Counter[str] = Counter()
    empty = np.zeros(len(texts), dtype=bool)
    for i, text in enumerate(texts):
        if len(text) > 60:
            continue
        key = repeat_key(text)
        if key not in known:
            dull = _dull_words()
            known[key] = sum(w not in dull for w in words(text))
        empty[i] = known[key] < _NOTHING_WORDS
    share = np.bincount(labels, weights=empty, minlength=n_themes)
    return np.asarray(share > 0.5 * np.bincount(labels, minlength=n_themes))
