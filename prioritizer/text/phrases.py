"""Find thousands of phrases in a text in one walk, whatever their number (Aho-Corasick)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation
from scipy import sparse

_LATIN = re.compile(r"[a-z0-9]")
_TABLED = 20_000  # letters of all phrases, up to which the whole table of steps is laid out


class PhraseFinder:
    """An automaton over a list of phrases.

    Parameters
    ----------
    phrases : sequence of str
        In small letters; Latin ones match at the start of a word only.

    Examples
    --------
    >>> finder = PhraseFinder(["น้ำท่วม", "ท่วม", "bus"])
    >>> finder.find(["น้ำท่วมขัง", "a bus; no robust"]).toarray()
    array([[1., 1., 0.],
           [0., 0., 1.]], dtype=float32)
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        self.phrases = tuple(phrases)

    def __getstate__(self) -> dict[str, tuple[str, ...]]:
        return {"phrases": self.phrases}

    @cached_property
    def _columns(self) -> dict[str, list[int]]:
        """Columns of each distinct phrase, the empty one left out; in the automaton's order."""
        columns: dict[str, list[int]] = {}
        for column, phrase in enumerate(self.phrases):
            if phrase:
                columns.setdefault(phrase, []).append(column)
        return columns

    @cached_property
    def _automaton(self) -> AhoCorasick:
        small = sum(map(len, self._columns)) <= _TABLED  # a table walks faster, and weighs more
        return AhoCorasick(
            list(self._columns), implementation=Implementation.DFA if small else None
        )

    @cached_property
    def _begins_latin(self) -> list[bool]:
        return [_LATIN.match(phrase) is not None for phrase in self._columns]

    def held(self, text: str) -> set[int]:
        """Tell which distinct phrases a text holds, by their place among the distinct ones."""
        try:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # a lone surrogate stands in no phrase
            plain = text.encode("utf-8", "replace").decode("utf-8")
            found = self._automaton.find_matches_as_indexes(plain, overlapping=True)
        latin = self._begins_latin
        return {
            which
            for which, start, _ in found
            if not (latin[which] and start and _LATIN.match(text, start - 1))
        }

    def find(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Tell which text holds which phrase.

        Returns
        -------
        csr_matrix of shape (n_texts, n_phrases)
            float32, 1 where the phrase is in the text.
        """
        columns = list(self._columns.values())
        indices: list[int] = []
        ends = np.zeros(len(texts) + 1, np.int64)
        for row, text in enumerate(texts):
            if held := self.held(text):
                indices.extend(sorted(column for which in held for column in columns[which]))
            ends[row + 1] = len(indices)
        return sparse.csr_matrix(
            (np.ones(len(indices), np.float32), np.array(indices, np.int64), ends),
            shape=(len(texts), len(self.phrases)),
        )
