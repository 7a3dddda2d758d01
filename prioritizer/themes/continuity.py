"""The same theme keeps its number from run to run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix

from prioritizer.text import Vectors
from prioritizer.themes.lexicon import name_matters

MIN_LIKENESS = 0.35
_WORDS = 60
_LEAST_LIFT = 0.3


def theme_words(
    labels: NDArray[np.integer], vectors: Vectors, n_themes: int, *, size: int = _WORDS
) -> pd.DataFrame:
    """Say by which words each theme is known again.

    The weight of a word is the share of the theme's texts that hold it, times the logarithm of
    how much oftener they do so than all texts. Words of grammar and politeness have none.

    Parameters
    ----------
    labels : ndarray of shape (n_signals,)
        Theme of each signal of the sample; numbers from ``n_themes`` on are left out.
    vectors : Vectors
        Of the sample.
    n_themes : int
    size : int
        Words to keep of each theme, the heaviest first.

    Returns
    -------
    DataFrame
        ``theme`` (its number), ``word, weight``; the squares of a theme's weights sum to 1.
    """
    n = len(labels)
    ends = np.arange(n + 1)
    known = np.minimum(labels, n_themes)
    member = csr_matrix((np.ones(n, np.float64), known, ends), shape=(n, n_themes + 1))
    present = vectors.words.astype(np.float64)
    present.data = np.ones_like(present.data)
    told = (member.T @ present).toarray()[:n_themes]
    sizes = np.maximum(np.bincount(known, minlength=n_themes + 1)[:n_themes], 1)[:, None]
    share = told / sizes
    whole = np.asarray(present.sum(0)).ravel() / max(n, 1)
    lift = np.log((share + 0.5 / sizes) / (whole + 0.5 / max(n, 1)))
    says = name_matters(vectors.vocabulary)
    weights = np.where(says & (told >= 2) & (lift > _LEAST_LIFT), share * lift, 0.0).round(6)
    rows = []
    for theme in range(n_themes):
        best = np.argsort(-weights[theme], kind="stable")[:size]
        best = best[weights[theme][best] > 0]
        length = float(np.sqrt((weights[theme][best] ** 2).sum())) or 1.0
        rows.append(
            pd.DataFrame(
                {
                    "theme": theme,
                    "word": vectors.vocabulary[best].astype(object),
                    "weight": (weights[theme][best] / length).round(6),
                }
            )
        )
    empty = pd.DataFrame({"theme": [], "word": [], "weight": []})
    table = pd.concat([part for part in rows if len(part)] or [empty], ignore_index=True)
    return table.astype({"theme": "int64", "word": "str", "weight": "float64"})


def match_themes(
    earlier: pd.DataFrame, now: pd.DataFrame, *, min_likeness: float = MIN_LIKENESS
) -> dict[int, str]:
    """Find which themes of a new run are themes of an earlier one.

    Likeness is the cosine of the two lists of weighted words; of all ways to pair the themes the
    one of the greatest likeness in sum is taken, and pairs below ``min_likeness`` are cut.

    Parameters
    ----------
    earlier : DataFrame
        ``theme_id, word, weight``.
    now : DataFrame
        ``theme, word, weight``, from `theme_words`.
    min_likeness : float
        From 0 to 1.

    Returns
    -------
    dict of int to str
        Number of the new theme → id of the earlier one. Every id stands there once at most.

    Examples
    --------
    >>> words = pd.DataFrame({"theme": [0, 1], "word": ["light", "flood"], "weight": [1.0, 1.0]})
    >>> before = pd.DataFrame({"theme_id": ["T07"], "word": ["flood"], "weight": [1.0]})
    >>> match_themes(before, words)
    {1: 'T07'}
    """
    if earlier.empty or now.empty:
        return {}
    ids = sorted(earlier["theme_id"].unique())
    numbers = sorted(int(t) for t in now["theme"].unique())
    vocabulary = {w: i for i, w in enumerate(sorted({*earlier["word"], *now["word"]}))}
    before = _weights(earlier, "theme_id", ids, vocabulary)
    after = _weights(now, "theme", numbers, vocabulary)
    likeness = (after @ before.T).toarray().round(6)
    rows, columns = linear_sum_assignment(-likeness)
    return {
        numbers[row]: str(ids[column])
        for row, column in zip(rows, columns, strict=True)
        if likeness[row, column] >= min_likeness
    }


def _weights(
    table: pd.DataFrame, key: str, keys: Sequence[object], vocabulary: dict[str, int]
) -> csr_matrix:
    place = {k: i for i, k in enumerate(keys)}
    rows = [place[k] for k in table[key]]
    columns = [vocabulary[w] for w in table["word"]]
    shape = (len(keys), len(vocabulary))
    return csr_matrix((table["weight"].to_numpy(float), (rows, columns)), shape=shape)


def number_themes(
    matched: dict[int, str], n_themes: int, taken: Sequence[str], *, letter: str = "T"
) -> list[str]:
    """Give every theme its id: the earlier one where it has one, else one never used before.

    Parameters
    ----------
    matched : dict of int to str
        From `match_themes`.
    n_themes : int
    taken : sequence of str
        All ids that earlier runs gave, those of themes that have gone among them.
    letter : str, default="T"
        What ids begin with.

    Returns
    -------
    list of str

    Examples
    --------
    >>> number_themes({1: "T02"}, 3, ["T01", "T02", "T09"])
    ['T10', 'T02', 'T11']
    """
    used = {*taken, *matched.values()}
    last = max((int(t[1:]) for t in used if t[1:].isdigit()), default=0)
    ids = []
    for theme in range(n_themes):
        if theme not in matched:
            last += 1
        ids.append(matched.get(theme) or f"{letter}{last:02}")
    return ids


def number_parents(
    parents: Sequence[str], ids: Sequence[str], earlier: dict[str, str], taken: Sequence[str]
) -> dict[str, str]:
    """Give broad themes the id of the earlier one that most of their themes came from.

    Parameters
    ----------
    parents : sequence of str
        Broad theme of each theme, as this run numbers them.
    ids : sequence of str
        Id of each theme.
    earlier : dict of str to str
        Theme id → id of its broad theme, in the earlier run.
    taken : sequence of str
        All ids of broad themes that were ever given.

    Returns
    -------
    dict of str to str
        Number of this run → id.
    """
    new = sorted(set(parents))
    old = sorted({earlier[i] for i in ids if i in earlier})
    common = np.zeros((len(new), len(old)))
    for parent, theme in zip(parents, ids, strict=True):
        if theme in earlier:
            common[new.index(parent), old.index(earlier[theme])] += 1
    named: dict[str, str] = {}
    rows, columns = linear_sum_assignment(-common) if old else ([], [])
    for row, column in zip(rows, columns, strict=True):
        if common[row, column]:
            named[new[row]] = old[column]
    last = max((int(b[1:]) for b in {*taken, *old} if b[1:].isdigit()), default=0)
    for parent in new:
        if parent not in named:
            last += 1
            named[parent] = f"B{last:02}"
    return named
