"""What a title is about: its things before its deeds, and neither amounts nor dates nor places."""

from __future__ import annotations

from prioritizer.text.titles.clause import AND, VERBS, Clause, prepare
from prioritizer.text.titles.tagger import tag_words
from prioritizer.text.titles.words import is_thai

_MEANT = {"thing": 1.0, "name": 1.0, "word": 0.7, "group": 0.5, "place": 0.5, "act": 0.3}
_COLOURS = 0.4  # an unknown English word before a thing says which: "reported potholes"
_WHERE = 0.25  # what stands behind "on", "in", "within", ใน: where and when it happens
_WHY = 0.3  # what stands behind "so that", "towards", เพื่อ
_WHAT_FOR = 0.5  # what a second deed is done to, where no "and" joins it: ติดกล้องป้องกันอาชญากรรม


def matter_of(title: str) -> list[tuple[str, float]]:
    """List the words that say what a title is about, each with its part in that.

    Parameters
    ----------
    title : str
        A title in Thai, English or both.

    Returns
    -------
    list of tuple of (str, float)
        Words as they stand, in order, with a part above 0 and up to 1.

    Examples
    --------
    >>> matter_of("Fill reported potholes within five days")
    [('Fill', 0.3), ('reported', 0.28), ('potholes', 1.0)]
    >>> matter_of("ซ่อมถนนชำรุดใน 50 เขตภายใน 7 วัน")
    [('ซ่อม', 0.3), ('ถนน', 1.0)]
    """
    clause = prepare(tag_words(title))
    found, aside, further, named = [], False, False, False
    for i, word in enumerate(clause.words):
        if word.tag == "where":
            aside = True
        elif word.tag in (*VERBS, "stop", "gap", "purpose", "goal") and not clause.counted[i]:
            aside = False
            if word.tag in VERBS:
                further = named and not _joined(clause, i)
            elif word.tag != "gap":
                further = named = False
        if clause.counted[i] or (part := _MEANT.get(word.tag, 0.0)) == 0.0:
            continue
        if word.tag == "word" and _colours(clause, i):
            part *= _COLOURS
        part *= (_WHERE if aside else 1.0) * (_WHY if clause.scope[i] else 1.0)
        part *= _WHAT_FOR if further and word.tag != "act" else 1.0
        named = named or (word.tag != "act" and not aside)
        found.append((word.text, round(part, 3)))
    return found


def _joined(clause: Clause, i: int) -> bool:
    """Tell whether "and" stands before a word."""
    return i > 0 and clause.words[i - 1].text.casefold() in AND


def _colours(clause: Clause, i: int) -> bool:
    """Tell whether an English word only says which of the things behind it is meant."""
    if is_thai(clause.words[i].text) or i + 1 >= len(clause.words):
        return False
    following = clause.words[i + 1]
    return following.tag in ("thing", "word", "place") and following.text.casefold() not in AND
