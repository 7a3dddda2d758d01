"""Terms of texts: words and short phrases as people write them, fit to stand in a label."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from prioritizer.resources import read_words
from prioritizer.text import segment, stop_words
from prioritizer.text.segmenter import corpus_words
from prioritizer.themes.lexicon import lexicon, opens_with_noun

_LONGEST = 3  # words in a phrase
_MIN_TEXTS = 3
_MIN_AFTER_NAME_WORD = 0.3
_MIN_PLACE_NATS = 0.7
_THAI = re.compile("^[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e4e]+$")
_LATIN = re.compile("^[a-z\u00df-\u024f][a-z\u00df-\u024f'’-]+$")
_AT_NAME = re.compile("\\b(?:on|at|near|along|off|of) ([A-Z][a-z'’]{2,})")
_TAG = re.compile("<[A-Z_]+>|https?://\\S+")

Words = tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """Which terms stand in which text.

    Attributes
    ----------
    present : csr_matrix of shape (n_texts, n_terms)
    terms : tuple of tuple of str
        The words of each term.
    """

    present: csr_matrix
    terms: tuple[Words, ...]


def read_terms(texts: Sequence[str], places: Sequence[str] | None = None) -> Terms:
    """Find the words and phrases of texts that may stand in a label.

    A phrase is two or three words that stand side by side, without a blank (in Thai), a sign
    or a word of grammar between them; "ไม่" may stand inside. Names of places are left out:
    words that mostly follow a word such as ซอย or เขต, and, where ``places`` are known, words
    that one place says far more than the others.

    Parameters
    ----------
    texts : sequence of str
    places : sequence of str, optional
        The place of each text, "" where unknown.

    Returns
    -------
    Terms
        Those of three texts or more, in the order of their letters.
    """
    runs = [list(_runs(text)) for text in texts]
    names = _place_names(runs, texts, places)
    columns: dict[Words, int] = {}
    rows = []
    for own in runs:
        found = {term for run in own for term in _phrases(run, names)}
        rows.append([columns.setdefault(term, len(columns)) for term in sorted(found)])
    indptr = np.cumsum([0, *map(len, rows)])
    indices = np.fromiter(chain.from_iterable(rows), np.int64, count=indptr[-1])
    present = csr_matrix(
        (np.ones(len(indices), np.float32), indices, indptr), shape=(len(rows), len(columns))
    )
    often = np.bincount(indices, minlength=len(columns)) >= min(_MIN_TEXTS, max(1, len(texts)))
    terms = list(columns)
    kept = sorted((i for i in np.flatnonzero(often)), key=lambda i: terms[i])
    return Terms(present[:, kept].tocsr(), tuple(terms[i] for i in kept))


def _runs(text: str) -> Iterator[list[str]]:
    """Split a text where no phrase may pass; numbers break too, words before names do not."""
    run: list[str] = []
    known = lexicon()
    thai_gap = False
    for piece in segment(_TAG.sub(" ", text).lower()):
        word = piece.strip(" ฯๆ.")
        if not word:
            thai_gap = True
            if piece.strip() or "\n" in piece:  # a sign
                if run:
                    yield run
                run = []
            continue
        thai = bool(_THAI.match(word))
        stops = not thai and not _LATIN.match(word)
        gap = thai_gap and thai and run and bool(_THAI.match(run[-1]))
        if (stops or gap or word in known.grammar) and run:
            yield run
            run = []
        thai_gap = False
        if not stops and word not in known.grammar:
            run.append(word)
    if run:
        yield run


def _phrases(run: list[str], names: frozenset[str]) -> Iterator[Words]:
    known = lexicon()
    for start in range(len(run)):
        for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
            term = tuple(run[start:end])
            if not names.isdisjoint(term):
                break
            if term[-1] not in known.negations and _readable(term):
                yield term


@lru_cache(maxsize=200_000)
def _readable(term: Words) -> bool:
    known = lexicon()
    whole = _dictionary()
    if any(len(word) < 2 or (_THAI.match(word) and word not in whole) for word in term):
        return False  # a piece of a word, of a name or of a slip
    if term[0] in known.hollow or term[-1] in known.hollow:
        return False
    if any(
        end in stop_words() and end not in known.telling
        for end in {term[0], term[-1]} - known.negations
    ):
        return False
    if any(word in stop_words() and word not in known.negations for word in term[1:-1]):
        return False  # two clauses, joined by a word such as "though"
    if term[-1].endswith("ที่") and opens_with_noun(term[-1]) is not True:
        return False  # "every time that": half a sentence
    return any(known.says_something(word) for word in term)


@cache
def _dictionary() -> frozenset[str]:
    return frozenset(corpus_words("words_th.txt")) | set(read_words("configs/words/civic.txt"))


def _place_names(
    runs: list[list[list[str]]], texts: Sequence[str], places: Sequence[str] | None
) -> frozenset[str]:
    """Find words that name places."""
    known = lexicon()
    times: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    for run in chain.from_iterable(runs):
        times.update(run)
        for one, other in pairwise(run):
            beside[other] += one in known.before_names
            beside[one] += other in known.after_names and bool(_LATIN.match(one))
    for text in texts:
        beside.update(word.lower() for word in _AT_NAME.findall(text))
    found = {
        word
        for word, n in beside.items()
        if n >= _MIN_TEXTS and n > _MIN_AFTER_NAME_WORD * times[word]
    }
    if places is not None:
        found |= _local_words(runs, places)
        for place in {p.lower() for p in places if p}:
            pieces = segment(place)
            if len(pieces) == 1 or _LATIN.match(place):
                found.update(piece for piece in pieces if len(piece) > 2)
    return frozenset(found - known.before_names - known.after_names)


def _local_words(runs: list[list[list[str]]], places: Sequence[str]) -> set[str]:
    """Find words that few places say: their spread over places differs from that of all words."""
    told = [i for i, place in enumerate(places) if place]
    known = sorted({places[i] for i in told})
    if len(known) < 5:
        return set()
    number = {place: i for i, place in enumerate(known)}
    words: dict[str, NDArray[np.float64]] = {}
    whole = np.zeros(len(known))
    for i in told:
        at = number[places[i]]
        whole[at] += 1
        for word in set(chain.from_iterable(runs[i])):
            words.setdefault(word, np.zeros(len(known)))[at] += 1
    share = whole / whole.sum()
    found = set()
    for word, counts in words.items():
        n = counts.sum()
        if n < 8:
            continue
        own = (counts + 5 * share) / (n + 5)  # a few texts prove little
        nats = float((own * np.log(own / share)).sum()) - (np.count_nonzero(counts) - 1) / (2 * n)
        if nats > _MIN_PLACE_NATS:
            found.add(word)
    return found
