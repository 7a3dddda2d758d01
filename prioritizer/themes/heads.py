"""Which terms can name a thing by themselves, so that a label or a title can be made of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from prioritizer.themes.lexicon import lexicon, opens_with_noun

Words = tuple[str, ...]

_THAI = re.compile("[\u0e01-\u0e4e]")
_TOKEN = re.compile(r"[a-z\u00df-\u024f][a-z\u00df-\u024f'’-]*|[^\sa-z]")
_SAYS_HOW = frozenset({"is", "are", "was", "were", "be", "been", "being", "very", "so", "too"})
_SAYS_HOW |= {"not", "get", "gets", "got", "getting", "quite", "become", "became", "seem", "looks"}
_NO_NOUN = ("ed", "ly", "ing", "ous", "est")
_LEAST_CLOSING = 0.3
_MIN_TIMES = 3
_DOING, _UNSURE = 0.5, 0.8


def naming_worth(terms: Sequence[Words], texts: Sequence[str]) -> NDArray[np.float64]:
    """Say how fit each term is to name a thing.

    A Thai term is judged by its first word, where Thai has its heads: two treebanks know nouns.
    An English one is judged by its last: a noun closes its phrase (what follows is a sign, the end
    or a word of grammar) unless a word such as "is" or "very" stands before it, which a
    description needs and a noun does not.

    Parameters
    ----------
    terms : sequence of tuple of str
    texts : sequence of str
        Where the English terms stand.

    Returns
    -------
    ndarray of shape (n_terms,)
        1 for names of things, .5 for doings and descriptions that stand alone, .8 in doubt.

    Examples
    --------
    >>> naming_worth([("ขยะ",), ("ทิ้ง",)], []).tolist()
    [1.0, 0.5]
    >>> said = ["the pothole is large", "a large pothole here", "it is large, a pothole."]
    >>> naming_worth([("pothole",), ("large",)], said).tolist()
    [1.0, 0.5]
    """
    closing = _closing_shares({term[-1] for term in terms if not _THAI.search(term[-1])}, texts)
    worth = np.ones(len(terms))
    for i, term in enumerate(terms):
        if _THAI.search(term[0]):
            if len(term) == 1 and opens_with_noun(term[0]) is False:
                worth[i] = _DOING
            continue
        share = closing.get(term[-1])
        if share is None:
            worth[i] = _UNSURE
        elif share < _LEAST_CLOSING or term[-1].endswith(_NO_NOUN):
            worth[i] = _DOING
    return worth


def _closing_shares(words: set[str], texts: Sequence[str]) -> dict[str, float]:
    """Share of its places where an English word closes a phrase as a noun does."""
    if not words:
        return {}
    grammar = lexicon().grammar
    times: Counter[str] = Counter()
    closes: Counter[str] = Counter()
    for text in texts:
        tokens = ["", *_TOKEN.findall(text.lower()), ""]
        for before, word, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
            if word in words:
                times[word] += 1
                ends = not after or not after[0].isalpha() or after in grammar
                closes[word] += ends and before not in _SAYS_HOW
    return {word: closes[word] / n for word, n in times.items() if n >= _MIN_TIMES}
