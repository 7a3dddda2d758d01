"""How grave the matter of a signal is: 0 nuisance to 4 life, health, livelihood, dignity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.resources import read_toml
from prioritizer.text.keys import once
from prioritizer.text.phrases import PhraseFinder
from prioritizer.vocabulary import Matrix

GRADES = (4, 3, 2, 1, 0)
_FILE = "configs/words/severity.toml"
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
    distinct, which = once(_folded(texts))
    return _by_words(distinct, table)[which]


def _folded(texts: Sequence[str] | pd.Series) -> list[str]:
    return ["" if not isinstance(text, str) else text.casefold() for text in texts]


def _by_words(texts: list[str], table: str) -> Matrix:
    """Take the gravest grade whose words a text holds; grade 0 counts in short texts only."""
    finder, worth = _finder(table)
    grades: NDArray[np.float64] = np.full(len(texts), np.nan)
    for row, text in enumerate(texts):
        if held := finder.held(text):
            grade = max(worth[which] for which in held)
            if grade or len(text) <= _SHORT:
                grades[row] = grade
    return grades


@cache
def _finder(table: str) -> tuple[PhraseFinder, list[int]]:
    """Find the words of all grades at once: Thai ones anywhere, English ones where a word begins.

    Returns
    -------
    tuple of (PhraseFinder, list of int)
        And the grade of each word; a word that stands in two grades has the graver one.
    """
    grade_of: dict[str, int] = {}
    for grade in GRADES:
        for entry in re.split(r"[,\n]", str(read_toml(_FILE)[table][str(grade)])):
            if word := entry.strip().casefold():
                grade_of.setdefault(word, grade)
    return PhraseFinder(list(grade_of)), list(grade_of.values())
