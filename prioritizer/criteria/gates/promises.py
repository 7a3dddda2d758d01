"""Deeds told without a verb: what is promised by a time, at a price, or without a burden."""

from __future__ import annotations

from prioritizer.text.titles.clause import Clause
from prioritizer.text.titles.words import Word, is_measure

_BY = ("within", "in", "ภายใน", "ใน", "under")
_TIMES = (
    *("minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months"),
    *("นาที", "ชั่วโมง", "ชม.", "วัน", "สัปดาห์", "เดือน"),
)
_ONE = ("one", "single", "same")
_FOR = ("to", "for", "at", "in")
_MONEY = ("บาท", "สตางค์", "baht", "satang", "dollar", "dollars", "pound", "pounds")


def read_promise(clause: Clause) -> str:
    """Find what a title without a verb promises, "" where it promises nothing.

    A thing within some days, a thing at a price, a thing without another thing and one thing for
    what took several all say what will be otherwise; they count as the deed.

    Examples
    --------
    >>> from prioritizer.text.titles import prepare, tag_words
    >>> read_promise(prepare(tag_words("Unemployment benefit within 10 days")))
    'within 10 days'
    >>> read_promise(prepare(tag_words("Trust within 10 years")))
    ''
    """
    words = clause.words
    for i in range(len(words)):
        if not any(_held(clause, k) for k in range(i)):
            if i == 0 and (said := _one_or_none(clause)):
                return said
            continue
        said = _by_when(words, i) or _at_a_price(clause, i) or _without(words, i)
        if said:
            return said
    return ""


def _held(clause: Clause, i: int) -> bool:
    """Tell whether a word is a thing that is no mere colour of an aim."""
    word = clause.words[i]
    return word.tag in ("thing", "place") and not clause.loose[i] and clause.scope[i] == ""


def _by_when(words: list[Word], i: int) -> str:
    if words[i].text.casefold() not in _BY or i + 2 >= len(words):
        return ""
    number, unit = words[i + 1 : i + 3]
    if number.tag != "number" or unit.text.casefold() not in _TIMES:
        return ""
    return f"{words[i].text} {number.text} {unit.text}"


def _at_a_price(clause: Clause, i: int) -> str:
    """Read "fare … 20 baht", ค่าแรงขั้นต่ำ 450 บาท: what is itself a figure is set to one."""
    words = clause.words
    if words[i].tag != "number" or i + 1 >= len(words):
        return ""
    if words[i + 1].text.casefold() not in _MONEY:
        return ""
    before = next((w for w in reversed(words[:i]) if w.tag not in ("of", "filler")), None)
    priced = before is not None and before.tag == "thing"
    if priced or any(is_measure(word) for word in words[:i]):
        return f"{words[i].text} {words[i + 1].text}"
    return ""


def _without(words: list[Word], i: int) -> str:
    if words[i].text.casefold() not in ("without", "โดยไม่ต้อง", "โดยไม่ใช้", "โดยไม่มี", "no"):
        return ""
    spared = next((w for w in words[i + 1 :] if w.tag not in ("filler", "number")), None)
    if spared is None or spared.tag not in ("thing", "act"):
        return ""
    return f"{words[i].text} {spared.text}"


def _one_or_none(clause: Clause) -> str:
    """Read "One application to …", "No fees for …": several become one, or what was is no more."""
    words = clause.words
    first = words[0].text.casefold()
    if first not in (*_ONE, "no") or len(words) < 4:
        return ""
    if first == "no" and words[-1].tag == "everyone":
        return ""  # "No limits for Thailand"
    for k in range(1, min(4, len(words) - 1)):
        if _held(clause, k) and (first == "no" or words[k + 1].text.casefold() in _FOR):
            return f"{words[0].text} {words[k].text}"
    return ""
