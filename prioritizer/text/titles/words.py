"""What a tagged word is, and what its neighbours make of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from prioritizer.resources import read_toml

_MORE = ("more", "extra", "additional", "another", "new", "two", "three")
_SOMEBODY = ("people", "person", "those", "anyone", "everyone", "citizen", "คน", "ประชาชน", "ผู้")
_TOLD_APART = (
    *("with", "without", "over", "under", "aged", "living", "who_live", "on", "ที่", "อายุ", "ไม่มี"),
    *("ซึ่ง", "ที่ไม่มี", "ที่มี", "ที่อยู่"),
)
_NAMED = re.compile(r"[A-Z][A-Za-zÀ-ɏ'’\-]*[a-zÀ-ɏ][A-Za-zÀ-ɏ'’\-]*$|[A-Z]{1,2}[0-9]{1,4}$")
"""A capital with small letters behind it, or the number of a road or a line; not an acronym."""


@dataclass(frozen=True)
class Word:
    """A word of a title with its class; ``nominal`` if it only names an act (การซ่อม)."""

    text: str
    tag: str
    nominal: bool = False
    capital: bool = False
    lemma: str = ""


def is_thai(text: str) -> bool:
    """Tell whether a word is written in Thai."""
    return any("\u0e01" <= sign <= "\u0e4e" for sign in text)


@cache
def lemmas(language: str, key: str) -> frozenset[str]:
    """Read one list of words: unit, role, measure."""
    entries = read_toml(f"configs/words/clarity_{language}.toml")[key].split()
    return frozenset(entry.replace("_", " ").casefold() for entry in entries)


def units(language: str) -> frozenset[str]:
    """Words that are counted after a number."""
    return lemmas(language, "unit")


def is_role(word: Word) -> bool:
    """Tell people named by their work: nurses, ครู."""
    return word.lemma in lemmas("en", "role") or word.text in lemmas("th", "role")


def is_measure(word: Word) -> bool:
    """Tell things that are themselves a figure: fares, speed limits, ค่าแรง."""
    return word.lemma in lemmas("en", "measure") or word.text in lemmas("th", "measure")


def is_virtue(word: Word) -> bool:
    """Tell virtues and dreams, which make a thing of theirs a figure: happiness, คุณธรรม."""
    return word.lemma in lemmas("en", "virtue") or word.text in lemmas("th", "virtue")


def retag(words: list[Word]) -> list[Word]:
    """Let neighbours settle what no list can: names, some people, what is added."""
    return _more_first(_modifiers(_some_people(_names(words))))


def _names(words: list[Word]) -> list[Word]:
    """Take capitals inside an English title as proper names: they say where."""
    latin = [w for w in words if w.text.isascii() or not is_thai(w.text)]
    latin = [w for w in latin if re.match("[A-Za-zÀ-ɏ]", w.text)]
    if len(latin) < len([w for w in words if is_thai(w.text)]):
        return words
    long = [w for w in latin[1:] if len(w.text) > 3]
    common = [w for w in long if w.tag not in ("word", "region")] or long
    if len(long) >= 3 and sum(w.text[:1].isupper() for w in common) > 0.7 * len(common):
        return words  # every word has a capital: they tell nothing
    out = list(words)
    fresh = True
    for i, word in enumerate(words):
        named = _NAMED.match(word.text) and (word.capital or word.text[:1].isupper())
        if named and not fresh and word.tag == "word":
            out[i] = Word(word.text, "name", capital=True, lemma=word.lemma)
        fresh = word.tag == "stop" and word.text in ".:;!?"
    return out


def _some_people(words: list[Word]) -> list[Word]:
    """Read "people with …", "those over …", คนที่ไม่มี… as a group that can be found."""
    out = list(words)
    for i, word in enumerate(words[:-1]):
        somebody = word.lemma in _SOMEBODY or word.text.casefold() in _SOMEBODY
        if somebody and words[i + 1].text.casefold() in _TOLD_APART and i > 0:
            out[i] = Word(word.text, "group", capital=word.capital, lemma=word.lemma)
    return out


def _modifiers(words: list[Word]) -> list[Word]:
    """Read a word of intent that stands between a verb and a thing as a noun: renew lead pipes."""
    out = list(words)
    for i in range(1, len(words) - 1):
        word, before, after = words[i], words[i - 1], words[i + 1]
        noun = word.tag == "vague" and word.lemma in ("lead", "guide", "care", "value", "shift")
        if noun and before.tag in ("act", "soft", "number", "filler") and after.tag == "thing":
            out[i] = Word(word.text, "filler", lemma=word.lemma)
    return out


def _more_first(words: list[Word]) -> list[Word]:
    """Read "More benches", "Two extra ambulances", "New bus lane" as something added."""
    for i, word in enumerate(words[:4]):
        if word.tag in ("number",) or word.text.casefold() in ("a", "an", "the"):
            continue
        following = words[i + 1] if i + 1 < len(words) else None
        adds = word.text.casefold() in _MORE and following is not None
        if adds and following is not None and following.tag in ("thing", "place"):
            added = Word(word.text, "soft", capital=word.capital, lemma="provide")
            return [*words[:i], added, *words[i + 1 :]]
        break
    return words


@cache
def bases(word: str) -> tuple[str, ...]:
    """List the forms that an English word may be a form of, itself first."""
    found = [word, word.removesuffix("'s").removesuffix("’s")]
    if word.endswith("ies") and len(word) > 4:
        found.append(word[:-3] + "y")
    if word.endswith("es") and len(word) > 4:
        found.append(word[:-2])
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        found.append(word[:-1])
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)]
            found += [stem + "e", stem]
            if len(stem) > 2 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
            if ending == "ed" and stem.endswith("i"):
                found.append(stem[:-1] + "y")
    return tuple(dict.fromkeys(found))


_ABSTRACT_ENDINGS = (
    "ness", "ity", "ities", "ism", "ance", "ence", "ship", "hood", "ization", "isation", "ology",
    "ancy", "ency", "fulness", "ability", "itude", "ive", "istic", "wise",
)  # fmt: skip


def sounds_abstract(word: str) -> bool:
    """Guess by its ending that an English word nobody listed names no thing."""
    return len(word) > 6 and word.endswith(_ABSTRACT_ENDINGS)
