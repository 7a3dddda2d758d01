"""Words that themes must know: of grammar, of politeness, of place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from prioritizer.resources import read_toml
from prioritizer.text import Vectors, stop_words


@dataclass(frozen=True)
class Lexicon:
    """Words that no label may be made of, by the reason why."""

    hollow: frozenset[str]
    grammar: frozenset[str]
    negations: frozenset[str]
    telling: frozenset[str]
    before_names: frozenset[str]

    def says_something(self, word: str) -> bool:
        """Tell whether a word alone names a matter."""
        dull = word in self.hollow or word in self.grammar or word in self.negations
        return not dull and word not in stop_words()


@cache
def lexicon() -> Lexicon:
    """Read the lists of ``configs/words/themes.toml``."""
    lists = read_toml("configs/words/themes.toml")
    return Lexicon(
        hollow=frozenset(f"{lists['hollow']} {lists['hollow_en']}".split()),
        grammar=frozenset(f"{lists['grammar_th']} {lists['grammar_en']}".split()),
        negations=frozenset(lists["negations"]),
        telling=frozenset(lists["telling"]),
        before_names=frozenset(lists["before_names"].split()),
    )


def says_nothing(vectors: Vectors) -> NDArray[np.bool_]:
    """Find texts without a single word that names a matter: greetings, thanks, "I report".

    Parameters
    ----------
    vectors : Vectors
        Of n texts. A word outside the vocabulary counts as one that may name something.

    Returns
    -------
    ndarray of shape (n,)
    """
    known = lexicon()
    telling = np.array([known.says_something(word) for word in vectors.vocabulary], np.float32)
    told: NDArray[np.float32] = vectors.words @ telling
    silent: NDArray[np.bool_] = (told == 0) & (vectors.n_unknown == 0)
    return silent
