"""Content words of a text: Thai ones cut, English ones folded, stop words out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from prioritizer.resources import read_words
from prioritizer.text.normalise import normalise_texts
from prioritizer.text.segmenter import corpus_words, cut, dictionary
from prioritizer.text.sieve import FEW, column, either, kept

_THAI = re.compile("[\u0e01-\u0e2e]")
_LATIN = re.compile("[a-z\u00df-\u024f][a-z\u00df-\u024f'’\\-]*")
_TAG = re.compile("<[A-Z_]+>")
_DRAWN_OUT = re.compile("([\u0e01-\u0e4ea-zA-Z])\\1{2,}")
_DRAWN = either(*(chr(c) * 3 for c in range(0x41, 0x0E4F) if _DRAWN_OUT.match(chr(c) * 3)))


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing of the matter: pythainlp's Thai list, and ours, Thai and English."""
    ours = read_words("configs/words/stop_words.txt")
    return frozenset(corpus_words("stopwords_th.txt")) | frozenset(ours)


def words(
    text: str, *, keep_stop_words: bool = False, extra_words: Sequence[str] = ()
) -> list[str]:
    """List the content words of one text, in order, with repeats.

    Parameters
    ----------
    text : str
        One text; typed tags such as ``<PHONE>`` are no words.
    keep_stop_words : bool
        Keep words like ``ที่`` and ``the``.
    extra_words : sequence of str
        Words of the study that shall not be cut.

    Returns
    -------
    list of str
        Thai words as they are; English ones in small letters and the singular. Numbers, signs
        and single letters are left out.

    Examples
    --------
    >>> words("ไฟที่ถนนดับ Street lights are out!")
    ['ไฟ', 'ถนน', 'ดับ', 'street', 'light']
    """
    return words_of([text], keep_stop_words=keep_stop_words, extra_words=extra_words)[0]


def words_of(
    texts: Iterable[str],
    *,
    keep_stop_words: bool = False,
    extra_words: Sequence[str] = (),
    normalised: bool = False,
) -> list[list[str]]:
    """List the content words of many texts, as `words` does for one.

    ``normalised`` says that `normalise` has been over them already.
    """
    name = dictionary(tuple(sorted(set(extra_words))))
    stops = frozenset() if keep_stop_words else stop_words()
    seen: dict[str, str] = {}
    found = []
    for text in _plain(list(texts), normalised=normalised):
        content = []
        for token in cut(_TAG.sub(" ", text) if "<" in text else text, name):
            word = seen.get(token)
            if word is None:
                word = seen[token] = _word(token, stops)
            if word:
                content.append(word)
        found.append(content)
    return found


def _plain(texts: list[str], *, normalised: bool) -> list[str]:
    """Normalise texts, and write a letter drawn out three times or more once."""
    plain = texts if normalised else normalise_texts(texts)
    table = column(plain) if len(plain) > FEW else None
    drawn = range(len(plain)) if table is None else np.flatnonzero(kept(table, _DRAWN)).tolist()
    for i in drawn:
        plain[i] = _DRAWN_OUT.sub(r"\1", plain[i])
    return plain


def _word(token: str, stops: frozenset[str]) -> str:
    """Fold one token to its word, "" where it is none."""
    if _THAI.search(token):
        word = token.strip("ๆฯ .-")
        return "" if len(word) < 2 or word in stops else word
    latin = _LATIN.search(token.lower())
    if latin is None:
        return ""
    word = latin[0].replace("’", "'").strip("-'")
    if word in stops:
        return ""
    word = _singular(word.removesuffix("'s"))
    return "" if len(word) < 2 or word in stops else word


def _singular(word: str) -> str:
    """Take the plural off an English word, the careful way of Harman's S stemmer."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    return word[:-1]
