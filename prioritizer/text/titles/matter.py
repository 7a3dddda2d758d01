"""What a title is about: its things before its deeds, and neither amounts nor dates nor places."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from prioritizer.text.titles.clause import AND, VERBS, Clause, prepare
from prioritizer.text.titles.tagger import tag_words
from prioritizer.text.titles.words import Word, is_thai, lemmas

_MEANT = {"thing": 1.0, "name": 1.0, "word": 0.7, "group": 0.5, "place": 0.5, "act": 0.3}
_COLOURS = 0.4  # an unknown English word before a thing says which: "deep potholes"
_WHERE = 0.25  # what stands behind "on", "in", "within", ใน: where and when it happens
_WHY = 0.3  # what stands behind "so that", "towards", เพื่อ
_WHAT_FOR = 0.5  # what a second deed is done to, where no "and" joins it: ติดกล้องป้องกันอาชญากรรม
_MEANS = 0.5  # what stands behind "with", "via", ด้วย: by what means
_TOLD_OF = 0.5  # what one only tells or writes of: rain, in "rain alerts"
_BESIDE = ("ริม", "ข้าง", "หน้า", "หลัง", "ปาก", "รอบ")  # Thai: places begin so that say where
_HEAD = 0.7  # part from which a word is what a phrase is about


class Piece(NamedTuple):
    """A word of a title, with its part in what the title is about.

    Attributes
    ----------
    text : str
        As it stands.
    part : float
        Above 0 and up to 1.
    phrase : int
        Which of the title's things it belongs to, from 0; "trees and cables" are two.
    """

    text: str
    part: float
    phrase: int


def matter_of(title: str) -> list[Piece]:
    """List the words that say what a title is about, each with its part in that.

    Parameters
    ----------
    title : str
        A title in Thai, English or both.

    Returns
    -------
    list of Piece
        In order.

    Examples
    --------
    >>> [tuple(piece) for piece in matter_of("Fill deep potholes within five days")]
    [('Fill', 0.3, 0), ('deep', 0.28, 0), ('potholes', 1.0, 0)]
    >>> [tuple(piece) for piece in matter_of("ซ่อมถนนและสะพานใน 50 เขตภายใน 7 วัน")]
    [('ซ่อม', 0.3, 0), ('ถนน', 1.0, 0), ('สะพาน', 1.0, 1)]
    """
    clause = prepare(_said_of_things(tag_words(title)))
    found: list[Piece] = []
    aside = means = further = named = False
    run, heads, words = 0, set[int](), set[int]()
    telling = _tells(clause)
    for i, word in enumerate(clause.words):
        if word.tag == "where" or _is_whereabouts(word):
            aside = True
        elif word.tag == "gap" and _goes_on(clause, i):
            pass  # ริมแม่น้ำ และคลอง: both say where
        elif word.tag in (*VERBS, "stop", "gap", "purpose", "goal") and not clause.counted[i]:
            aside = means = False
            if word.tag in VERBS:
                further = named and not _joined(clause, i)
            elif word.tag != "gap":
                further = named = False
        means = means or _is_means(word)
        run += _parts(clause, i)
        if clause.counted[i] or (part := _MEANT.get(word.tag, 0.0)) == 0.0 or _is_manner(word):
            continue
        if word.tag == "word" and _colours(clause, i):
            part *= _COLOURS
        if telling[i]:
            part = 1.0 if _is_telling(word) else part * _TOLD_OF
        part *= (_WHERE if aside else 1.0) * (_WHY if clause.scope[i] else 1.0)
        part *= _MEANS if means else 1.0
        part *= _WHAT_FOR if further and word.tag != "act" else 1.0
        named = named or (word.tag != "act" and not aside)
        if part >= _HEAD and word.tag != "act":
            (heads if _is_thing(word) else words).add(run)
        found.append(Piece(word.text, round(part, 3), run))
    return _phrased(found, sorted(heads or words))


def _phrased(pieces: list[Piece], heads: list[int]) -> list[Piece]:
    """Give phrases numbers by their things: what names none goes with the thing before it.

    What stands before the first thing goes with that, and deeds alone with the next one.
    """
    deeds = dict.fromkeys({piece.phrase for piece in pieces}, True)
    for piece in pieces:
        deeds[piece.phrase] &= piece.part <= _MEANT["act"]
    found: list[Piece] = []
    known: set[tuple[str, int]] = set()
    for piece in pieces:
        passed = sum(head <= piece.phrase for head in heads)
        ahead = piece.phrase not in heads and deeds[piece.phrase] and passed < len(heads)
        phrase = max(passed - 1 + ahead, 0)
        if (piece.text.casefold(), phrase) not in known:  # said again, it is no more
            found.append(piece._replace(phrase=phrase))
            known.add((piece.text.casefold(), phrase))
    return found


def _said_of_things(words: list[Word]) -> list[Word]:
    """Read two sorts of Thai deeds as words that say which thing is meant.

    What citizens do themselves is what they speak of (สมัครแพ็กเกจ), unlike what an office does to
    a thing; and a deed right behind a thing, done to nothing, is that thing's own (รถจอดขวางทาง).
    """
    out = list(words)
    for i, word in enumerate(words):
        if word.tag not in ("act", "soft") or not is_thai(word.text):
            continue
        following = next((w for w in words[i + 1 :] if w.tag != "filler"), None)
        behind = i > 0 and words[i - 1].tag == "thing"
        done_to = following is not None and following.tag in _DONE_TO
        if word.text in lemmas("th", "own") or (word.tag == "act" and behind and not done_to):
            out[i] = replace(word, tag="word")
    return out


_DONE_TO = ("thing", "place", "group", "number")


def _is_thing(word: Word) -> bool:
    """Tell whether a word names a thing: the unknown ones do in English, less surely in Thai."""
    return word.tag in ("thing", "name") or (word.tag == "word" and not is_thai(word.text))


def _is_whereabouts(word: Word) -> bool:
    """Tell a Thai place that says by itself that something stands there: ริมแม่น้ำ, หน้าโรงเรียน."""
    return word.tag == "place" and word.text.startswith(_BESIDE)


def _goes_on(clause: Clause, i: int) -> bool:
    """Tell whether a blank, "and" and what things stand beside follow: … และคลอง, as in ริมคลอง."""
    following = clause.words[i + 1 : i + 3]
    if len(following) < 2 or following[0].text.casefold() not in AND:
        return False
    return any(beside + following[1].text in lemmas("th", "place") for beside in _BESIDE)


def _is_manner(word: Word) -> bool:
    """Tell an unknown word that only says how something is done: โดยเร็ว, อย่างทั่วถึง."""
    return word.tag == "word" and word.text.startswith(("โดย", "อย่าง"))


def _is_means(word: Word) -> bool:
    key = word.text.casefold()
    return key in lemmas("en", "means") or key in lemmas("th", "means")


def _parts(clause: Clause, i: int) -> bool:
    """Tell whether a new thing may begin here: behind "and", a sign, a blank, or with a deed."""
    word = clause.words[i]
    return word.tag in (*VERBS, "stop", "gap") or word.text.casefold() in AND or _is_means(word)


def _tells(clause: Clause) -> list[bool]:
    """Tell which words are a deed of telling ("alert", ทบทวน), and what that tells of."""
    telling, found = False, []
    for word in clause.words:
        if _is_telling(word) or word.tag in (*VERBS, "stop", "gap"):
            telling = _is_telling(word)
        found.append(telling)
    return found


def _is_telling(word: Word) -> bool:
    return word.lemma in lemmas("en", "tell") or word.text in lemmas("th", "tell")


def _joined(clause: Clause, i: int) -> bool:
    """Tell whether "and" stands before a word."""
    return i > 0 and clause.words[i - 1].text.casefold() in AND


def _colours(clause: Clause, i: int) -> bool:
    """Tell whether an English word only says which of the things behind it is meant."""
    if is_thai(clause.words[i].text) or i + 1 >= len(clause.words):
        return False
    following = clause.words[i + 1]
    if following.text.casefold() in AND and i + 2 < len(clause.words):  # lost and stolen cards
        return clause.words[i + 2].tag == "word" and _colours(clause, i + 2)
    return following.tag in ("thing", "word", "place") and following.text.casefold() not in AND
