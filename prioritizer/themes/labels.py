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
from prioritizer.themes.heads import naming_worth
from prioritizer.themes.lexicon import says_nothing
from prioritizer.themes.mixed import is_mixed
from prioritizer.themes.terms import Words, read_terms

MIXED_TH, MIXED_EN = "เรื่องอื่น ๆ", "Other matters"
SILENT_TH, SILENT_EN = "ไม่ระบุเรื่อง", "No stated matter"

_KEYWORDS, _LABEL = 10, 3
_PER_THEME = 400  # texts read for a theme's terms
_WHOLE_PHRASE = 0.45  # a phrase replaces its best word where it is told this often beside it …
_LABEL_PHRASE = 0.12  # … in a label sooner: it must read by itself
_NAMES_A_THING = 0.75
_LONG_WORD = 6
_FOREIGN = 0.25  # worth, in a label, of a word in the script that few of the texts are in
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
        ``theme_id, parent_id, label_th, label_en, keywords, stability, says_nothing, mixed,
        parent_label_th, parent_label_en``: a row for each theme in the order of their numbers,
        and one more for the signals that say nothing. ``keywords`` are joined by ``"; "``.
        A label stands in the language of its words, and the other column is blank. The label of
        a theme that gathers what fits nowhere else (`is_mixed`) begins with "other matters".
    """
    labels = np.asarray(labels)
    silent = says_nothing(vectors, texts)
    chosen = _some_of_each(labels, n_themes)
    own_places = None if places is None else [places[i] for i in chosen]
    read = [texts[i] for i in chosen]
    terms = read_terms(read, own_places)
    weights = _term_weights(terms.present, labels[chosen], n_themes)
    naming = naming_worth(terms.terms, read)
    names = {_joined(term): worth for term, worth in zip(terms.terms, naming, strict=True)}
    fit = weights * naming * _script_worth(terms.terms, read, labels[chosen], n_themes)
    firsts: dict[tuple[str, ...], int] = {}
    parents = broad_of(vectors.dense, labels, n_themes, n_broad)
    sizes = np.bincount(labels, minlength=n_themes + 1)
    mixed = np.append(is_mixed(labels, vectors, n_themes), False)
    mute = np.bincount(labels, weights=silent, minlength=n_themes + 1) > 0.5 * sizes
    rows = []
    for theme in range(n_themes + 1):
        says = theme < n_themes and not mute[theme]
        keywords = pick_terms(weights[theme], terms.terms, _KEYWORDS) if says else []
        parts = pick_terms(fit[theme], terms.terms, _LABEL, whole=_LABEL_PHRASE) if says else []
        if parts and (twin := firsts.setdefault(tuple(parts[:2]), theme)) != theme:
            apart = np.where(weights[theme] > 1.5 * weights[twin], fit[theme], 0.0)
            others = pick_terms(apart, terms.terms, _LABEL, whole=_LABEL_PHRASE)
            others = [term for term in others if not _repeats(term, parts[0])]
            parts = [parts[0], *others[: _LABEL - 1]] if others else parts
        if says and mixed[theme]:
            thai = any(_THAI.search(part) for part in parts)
            parts = [MIXED_TH if thai else MIXED_EN, *parts[: _LABEL - 1]]
        label = " / ".join(parts)
        things = [part for part in parts if names.get(part, 0.0) >= _NAMES_A_THING]
        rows.append(
            {
                "theme_id": f"T{theme + 1:02}" if theme < n_themes else "T00",
                "parent_id": f"B{parents[theme] + 1:02}" if says else "B00",
                "label_th": _in_thai(label) if says else SILENT_TH,
                "label_en": _in_english(label) if says else SILENT_EN,
                "keywords": "; ".join(keywords),
                "things": " / ".join(things),
                "stability": np.nan if stability is None or not says else stability[theme],
                "says_nothing": not says,
                "mixed": bool(says and mixed[theme]),
            }
        )
    return name_parents(pd.DataFrame(rows), sizes)


def _script_worth(
    terms: Sequence[Words], texts: Sequence[str], labels: NDArray[np.integer], n_themes: int
) -> NDArray[np.float64]:
    """Hold back terms in a script that few texts of a theme are in; shape (n_themes, n_terms)."""
    thai_text = np.array([bool(_THAI.search(text)) for text in texts], dtype=np.float64)
    sizes = np.maximum(np.bincount(labels, minlength=n_themes), 1)
    thai_theme = np.bincount(labels, weights=thai_text, minlength=n_themes) > 0.5 * sizes
    thai_term = np.array([bool(_THAI.search(term[0])) for term in terms], dtype=bool)
    foreign = thai_theme[:, None] & ~thai_term[None, :]
    worth: NDArray[np.float64] = np.where(foreign, _FOREIGN, 1.0)
    return worth


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
        parts.append(rows[np.arange(0, len(rows), step).astype(np.intp).clip(max=len(rows) - 1)])
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


def pick_terms(
    weights: NDArray[np.float64],
    terms: Sequence[Words],
    size: int,
    *,
    whole: float = _WHOLE_PHRASE,
) -> list[str]:
    """Pick the heaviest terms that do not repeat each other.

    A word gives way to the heaviest phrase around it that weighs at least ``whole`` times as much.

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
            around = _holds(wider, term) and used.isdisjoint(wider)
            if around and weights[j] >= (whole if len(term) == 1 else _WHOLE_PHRASE) * weights[i]:
                term = wider
        text = _joined(term)
        if not any(_repeats(text, other) for other in picked):
            picked.append(text)
        used.update(term)
    return picked


def _holds(wider: Words, term: Words) -> bool:
    """Tell whether a phrase, or a Thai compound, says the same and more."""
    if len(wider) > len(term):
        return set(term) < set(wider)
    compound = len(wider) == len(term) == 1 and bool(_THAI.match(term[0]))
    return compound and wider != term and wider[0].startswith(term[0])


def _repeats(one: str, other: str) -> bool:
    """Tell whether two terms say the same: one within the other, or of one English stem.

    So do two spellings of a long Thai word, alike but for one letter.

    >>> _repeats("blocking", "blocked"), _repeats("trash", "train"), _repeats("ฟุตบาท", "ฟุตบาต")
    (True, False, True)
    """
    if one in other or other in one:
        return True
    if len(one) == len(other) >= _LONG_WORD and _THAI.match(one):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    if _THAI.search(one + other) or " " in one + other:
        return False
    common = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return common >= 5 or (common >= 4 and common >= min(len(one), len(other)) - 3)


def _joined(term: Words) -> str:
    text = term[0]
    for before, word in itertools.pairwise(term):
        text += word if _THAI.search(before) and _THAI.search(word) else f" {word}"
    return text


def name_parents(table: pd.DataFrame, sizes: NDArray[np.integer]) -> pd.DataFrame:
    """Name broad themes after their largest themes.

    Parameters
    ----------
    table : DataFrame
        Fine themes: ``parent_id, label_th, label_en, says_nothing``.
    sizes : ndarray of shape (n_themes,)
        Signals of each, in the order of the table.

    Returns
    -------
    DataFrame
        With ``parent_label_th, parent_label_en``: the first words of the labels of the three
        largest, and the whole label where there is but one.
    """
    table = table.assign(parent_label_th=SILENT_TH, parent_label_en=SILENT_EN)
    loud = table[~table["says_nothing"]]
    for _, own in loud.groupby("parent_id"):
        order = np.argsort(-sizes[own.index.to_numpy()], kind="stable")
        for language in ("th", "en"):
            labels = [label for label in own[f"label_{language}"].iloc[order] if label]
            firsts = list(dict.fromkeys(label.split(" / ")[0] for label in labels))[:_LABEL]
            name = labels[0] if len(own) == 1 and labels else " / ".join(firsts)
            table.loc[own.index, f"parent_label_{language}"] = name
    return table


def broad_themes(themes: pd.DataFrame) -> pd.DataFrame:
    """Give a row for each broad theme.

    Parameters
    ----------
    themes : DataFrame
        Fine themes: ``parent_id, keywords, says_nothing, parent_label_th, parent_label_en``, the
        loudest first.

    Returns
    -------
    DataFrame
        ``theme_id, parent_id`` (blank), ``label_th, label_en, keywords, stability`` (not
        measured), ``says_nothing``. The keywords are the first ones of the fine themes.
    """
    rows = []
    for parent, own in themes.groupby("parent_id", sort=True):
        head = own.iloc[0]
        words = [keywords.split("; ")[0] for keywords in own["keywords"] if keywords]
        rows.append(
            {
                "theme_id": parent,
                "parent_id": "",
                "label_th": head["parent_label_th"],
                "label_en": head["parent_label_en"],
                "keywords": "; ".join(dict.fromkeys(words)),
                "stability": np.nan,
                "says_nothing": bool(head["says_nothing"]),
            }
        )
    return pd.DataFrame(rows)
