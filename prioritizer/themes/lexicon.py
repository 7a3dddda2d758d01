"""Words that themes must know: of grammar, of politeness, of place."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from prioritizer.resources import read_toml
from prioritizer.text import Vectors, segment, stop_words, words_of
from prioritizer.text.segmenter import corpus_file

_SHORT = 40  # characters: longer texts are not looked at for hollow phrases
_NOUNS = ("N", "CNIT", "CLTV", "CMTR")


@dataclass(frozen=True)
class Lexicon:
    """Words that no label may be made of, by the reason why."""

    hollow: frozenset[str]
    grammar: frozenset[str]
    negations: frozenset[str]
    telling: frozenset[str]
    before_names: frozenset[str]
    after_names: frozenset[str]

    def says_something(self, word: str) -> bool:
        """Tell whether a word alone names a matter."""
        dull = word in self.hollow or word in self.grammar or word in self.negations
        return not dull and word not in stop_words()


@cache
def lexicon() -> Lexicon:
    """Read the lists of ``configs/words/themes.toml``."""
    lists = read_toml("configs/words/themes.toml")
    return Lexicon(
        hollow=frozenset(f"{lists['hollow']} {lists['hollow_en']}".split()) | _common_english(),
        grammar=frozenset(f"{lists['grammar_th']} {lists['grammar_en']}".split()),
        negations=frozenset(lists["negations"]),
        telling=frozenset(lists["telling"]),
        before_names=frozenset(lists["before_names"].split()),
        after_names=frozenset(lists["after_names"].split()),
    )


def _common_english() -> frozenset[str]:
    """Take scikit-learn's list of common English words, less those that do name a matter."""
    kept = set(read_toml("configs/words/themes.toml")["matters_en"].split())
    return frozenset(ENGLISH_STOP_WORDS - kept)


@cache
def _thai_tags() -> tuple[dict[str, str], ...]:
    """Read the commonest part of speech of Thai words, from two treebanks (pythainlp's wheel)."""
    names = ("pos_orchid_unigram.json", "pos_tud_unigram.json")
    return tuple(json.loads(corpus_file(name).read_text(encoding="utf-8-sig")) for name in names)


@cache
def opens_with_noun(word: str) -> bool | None:
    """Tell whether a Thai word is a noun; None where no treebank holds it or its head.

    Thai compounds have their head in front, so an unknown compound goes by its longest known
    beginning of three letters or more.

    >>> opens_with_noun("ทางเท้า"), opens_with_noun("ทิ้ง")
    (True, False)
    """
    for end in range(len(word), 2, -1):
        tags = [tag for table in _thai_tags() if (tag := table.get(word[:end]))]
        if tags:
            return any(tag.startswith(_NOUNS) for tag in tags)
    return None


@cache
def _hollow_phrases() -> re.Pattern[str]:
    """Find the entries that are cut into several words, such as "test of the system"."""
    longest = sorted(lexicon().hollow, key=lambda entry: (-len(entry), entry))
    several = [entry for entry in longest if len(segment(entry)) > 1 and not entry.isascii()]
    return re.compile("|".join(map(re.escape, several)) or "(?!)")


def name_matters(vocabulary: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Tell which words alone name a matter; shape (n_words,)."""
    known = lexicon()
    return np.array([known.says_something(word) for word in vocabulary], np.bool_)


def says_nothing(vectors: Vectors, texts: Sequence[str] | None = None) -> NDArray[np.bool_]:
    """Find texts without a single word that names a matter: greetings, thanks, "I report".

    Parameters
    ----------
    vectors : Vectors
        Of n texts. A word outside the vocabulary counts as one that may name something …
    texts : sequence of str, optional
        … unless the texts are given too: then it is looked at.

    Returns
    -------
    ndarray of shape (n,)
    """
    known = lexicon()
    told: NDArray[np.float32] = vectors.words @ name_matters(vectors.vocabulary).astype(np.float32)
    silent: NDArray[np.bool_] = (told == 0) & (vectors.n_unknown == 0)
    if texts is not None:
        short = np.fromiter((len(text) <= _SHORT for text in texts), np.bool_, count=len(texts))
        doubtful = np.flatnonzero(~silent & ((told == 0) | (short & (told <= 2))))
        phrases = _hollow_phrases()
        cut = words_of([phrases.sub(" ", texts[int(i)]) for i in doubtful], keep_stop_words=True)
        silent[doubtful] = [not any(map(known.says_something, words)) for words in cut]
    return silent
