"""How grave the matter of a signal is: 0 nuisance to 4 life, health, livelihood, dignity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.resources import read_toml
from prioritizer.vocabulary import Matrix

GRADES = (4, 3, 2, 1, 0)
_FILE = "configs/words/severity.toml"
_LATIN = re.compile("[a-z]{2}")
_SHORT = 60
"""Letters up to which thanks, tests and questions make a text no complaint."""


def grade_severity(
    texts: Sequence[str] | pd.Series, categories: Sequence[str] | pd.Series | None = None
) -> Matrix:
    """Grade texts by a lexicon of harm, and by their category where the words say nothing.

    Parameters
    ----------
    texts : sequence of str
        Normalised texts.
    categories : sequence of str, optional
        What the reporter or the office filed it under; "" unknown.

    Returns
    -------
    ndarray of shape (n_texts,)
        0 to 4; NaN where neither words nor category tell.

    Notes
    -----
    Unit: grade. The highest grade of which a word stands in the text. Source:
    ``configs/words/severity.toml``. Pitfall: a lexicon hears "no danger" as danger, and photos hold
    what short texts leave out; have two people grade a sample before the figure carries weight.

    Examples
    --------
    >>> grade_severity(["มีคนบาดเจ็บ", "ถนนเป็นหลุม", "street sign faded", "?"]).tolist()
    [4.0, 2.0, 1.0, nan]
    >>> grade_severity(["?"], ["น้ำท่วม"]).tolist()
    [3.0]
    """
    grades = _graded(texts, "words")
    if categories is None:
        return grades
    return np.where(np.isnan(grades), _graded(categories, "categories"), grades)


def _graded(texts: Sequence[str] | pd.Series, table: str) -> Matrix:
    """Grade each distinct text once."""
    codes, names = pd.factorize(np.asarray(_folded(texts), dtype=object))
    return _by_words([str(name) for name in names], table)[codes]


def _folded(texts: Sequence[str] | pd.Series) -> list[str]:
    return ["" if not isinstance(text, str) else text.casefold() for text in texts]


def _by_words(texts: list[str], table: str) -> Matrix:
    """Look each text through grade by grade, the gravest first; a text once graded is done."""
    grades: NDArray[np.float64] = np.full(len(texts), np.nan)
    left: Sequence[int] = range(len(texts))
    for grade in GRADES:
        thai, latin = _patterns(table, grade)
        rest = []
        for i in left:
            text = texts[i]
            if text and (grade or len(text) <= _SHORT) and _finds(thai, latin, text):
                grades[i] = grade
            else:
                rest.append(i)
        left = rest
    return grades


def _finds(thai: re.Pattern[str], latin: re.Pattern[str], text: str) -> bool:
    return bool(thai.search(text) or (_LATIN.search(text) and latin.search(text)))


@cache
def _patterns(table: str, grade: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile the words of a grade: Thai ones match anywhere, English ones where a word begins.

    Words are nested by their first letters, so that a letter that begins none costs one look.
    """
    entries = re.split(r"[,\n]", str(read_toml(_FILE)[table][str(grade)]))
    words = sorted({entry.strip().casefold() for entry in entries if entry.strip()})
    latin = [word for word in words if word.isascii()]
    thai = [word for word in words if not word.isascii()]
    return re.compile(_nested(thai) or "(?!)"), re.compile(rf"\b{_nested(latin) or '(?!)'}")


def _nested(words: list[str]) -> str:
    """Write an alternation as a tree of letters."""
    by_letter: dict[str, list[str]] = {}
    for word in words:
        if word:
            by_letter.setdefault(word[0], []).append(word[1:])
    branches = []
    for letter, tails in by_letter.items():
        # a word that ends here matches already; what is longer need not be tried
        branch = "" if "" in tails else _nested(tails)
        branches.append(re.escape(letter) + branch)
    if not branches:
        return ""
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
