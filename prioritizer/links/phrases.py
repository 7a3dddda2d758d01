"""Find thousands of phrases in a text in one walk, whatever their number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from scipy import sparse

_LATIN = re.compile(r"[a-z0-9]")


class PhraseFinder:
    """One regular expression for a list of phrases, built as a tree of their letters.

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
    def _pattern(self) -> re.Pattern[str]:
        tree: dict[str, dict] = {}  # type: ignore[type-arg]
        for phrase in sorted(set(self.phrases) - {""}):
            node = tree
            for letter in phrase:
                node = node.setdefault(letter, {})
            node[""] = {}
        return re.compile(f"(?=({_expression(tree)}))") if tree else re.compile(r"(?!)")

    @cached_property
    def _inside(self) -> dict[str, list[int]]:
        """For each phrase: the columns of all phrases that it begins with, itself among them."""
        columns: dict[str, list[int]] = {}
        for column, phrase in enumerate(self.phrases):
            columns.setdefault(phrase, []).append(column)
        return {
            phrase: [c for end in range(1, len(phrase) + 1) for c in columns.get(phrase[:end], ())]
            for phrase in columns
        }

    def find(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Tell which text holds which phrase.

        Returns
        -------
        csr_matrix of shape (n_texts, n_phrases)
            float32, 1 where the phrase is in the text.
        """
        find, inside = self._pattern.finditer, self._inside
        indices: list[int] = []
        ends = np.zeros(len(texts) + 1, np.int64)
        for row, text in enumerate(texts):
            held = {
                match[1]
                for match in find(text)
                if not (
                    (start := match.start())
                    and _LATIN.match(text, start)
                    and _LATIN.match(text, start - 1)
                )
            }
            if held:
                indices.extend(sorted({column for phrase in held for column in inside[phrase]}))
            ends[row + 1] = len(indices)
        return sparse.csr_matrix(
            (np.ones(len(indices), np.float32), np.array(indices, np.int64), ends),
            shape=(len(texts), len(self.phrases)),
        )


def _expression(node: dict[str, dict]) -> str:  # type: ignore[type-arg]
    """Write a tree of letters as a regular expression that prefers the longest phrase."""
    branches = [re.escape(k) + _expression(child) for k, child in sorted(node.items()) if k]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{body})?" if "" in node else body
