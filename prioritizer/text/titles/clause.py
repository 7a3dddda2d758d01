"""A title as a clause: its words, what each stands under, and the amounts among them."""

from __future__ import annotations

from dataclasses import dataclass

from prioritizer.text.titles.words import Word, is_measure, is_thai, is_virtue, units

COUNTED = ("thing", "place", "region", "group")
VERBS = ("act", "soft", "vague")
AND = ("และ", "and", "&", "/", "หรือ", "or", ",")
LOOKS_INTO = ("ตรวจ", "ตรวจสอบ", "ตรวจวัด", "วัด", "สุ่มตรวจ", "inspect", "check", "test", "measure")
_MAGNITUDES = ("ล้าน", "แสน", "หมื่น", "พัน", "ร้อย", "million", "thousand", "hundred", "dozen")


@dataclass
class Clause:
    """A text being read: its words, their scopes, and which things are no objects."""

    words: list[Word]
    scope: list[str]  # "", "goal" or "purpose"
    counted: list[bool]  # part of an amount
    amounts: list[int]  # places of numbers that count something
    loose: list[bool]  # things that only colour an aim ("bridges of trust")
    counts: list[int]  # words that nobody knows, but that are counted


def prepare(words: list[Word]) -> Clause:
    """Settle scopes, amounts and loose things of a tagged title."""
    scope: list[str] = []
    now = ""
    for i, word in enumerate(words):
        if word.tag in ("stop", "gap"):
            now = ""
        elif word.tag == "goal" and not _follows_number(words, i) and not _to_a_thing(words, i):
            now = "goal"
        elif word.text == "ให้" and i + 1 < len(words) and words[i + 1].tag == "abstract":
            now = "goal"  # ให้ทันสมัย, ให้เข้มแข็ง
        elif now == "goal" and word.tag == "where" and _place_next(words, i):
            now = ""  # what is said of where it happens is no aim
        elif word.tag == "purpose" and (word.text.casefold() != "to" or _verb_next(words, i)):
            # "£20m to insulate homes": what is done stands behind the money alone
            funded = words[0].tag == "money" and not any(w.tag in VERBS for w in words[:i])
            now = "" if funded else "purpose"
        scope.append(now)
    clause = Clause(words, scope, [False] * len(words), [], [False] * len(words), [])
    for i, word in enumerate(words):
        if word.tag == "money":
            clause.counted[i] = True
            clause.amounts.append(i)
        if word.tag == "number" and not clause.counted[i]:
            _read_amount(clause, i)
    for i, word in enumerate(words):
        if word.tag in ("thing", "place", "word"):
            clause.loose[i] = _only_colours(clause, i)
    return clause


def _follows_number(words: list[Word], i: int) -> bool:
    return i > 0 and words[i - 1].tag == "number"


def _to_a_thing(words: list[Word], i: int) -> bool:
    """Tell whether "into" or เป็น leads to something one can point at, and so to no aim."""
    following = next(
        (
            w
            for k, w in enumerate(words[i + 1 :], i + 1)
            if w.tag not in ("filler", "number")
            and not (w.tag == "everyone" and colours_next(words, k))
        ),
        None,
    )
    return (
        following is not None
        and words[i].text.casefold() in ("into", "to", "as a", "เป็น", "ให้มี")
        and following.tag in ("thing", "place", "group", "name", "where")
    )


def _place_next(words: list[Word], i: int) -> bool:
    return i + 1 < len(words) and words[i + 1].tag in ("region", "place", "name")


def _verb_next(words: list[Word], i: int) -> bool:
    """Tell whether English "to" opens a purpose ("to solve") or leads to a thing ("to schools")."""
    following = next((w for w in words[i + 1 :] if w.tag not in ("filler",)), None)
    return following is not None and following.tag in (*VERBS, "abstract", "number", "percent")


def _read_amount(clause: Clause, i: int) -> None:
    """Take a number with what it counts; leave it out of reckoning where it counts nothing."""
    words = clause.words
    j = i + 1
    while j < len(words) and (
        words[j].tag in ("number", "gap") or words[j].text.casefold() in _MAGNITUDES
    ):
        clause.counted[j] = words[j].tag != "gap"
        j += 1
    clause.counted[i] = True
    before = words[i - 1] if i else None
    year = before is not None and before.text in (
        "ปี",
        "ปีงบประมาณ",
        "พ.ศ.",
        "ค.ศ.",
        "พ.ศ",
        "ภายในปี",
        "ภายในปีงบประมาณ",
        "by",
        "อันดับ",
    )
    if year or (before is not None and before.tag == "percent"):
        return
    if any(is_measure(word) for word in words[:i]):  # a fare of 20, the voting age to 16
        clause.amounts.append(i)
        return
    if j >= len(words):
        return
    for k in range(j, min(j + 3, len(words))):
        word = words[k]
        if _is_unit(word):
            clause.amounts.append(i)
            if word.tag not in COUNTED:
                clause.counted[k] = True
            elif is_thai(word.text):
                clause.counted[k] = k == j and word.text in units("th") and _named_before(words, i)
            return
        if word.tag in COUNTED:
            clause.amounts.append(i)
            return
        if word.tag == "word" and (is_plural(word.text) or (k == j and is_thai(word.text))):
            clause.amounts.append(i)
            clause.counts.append(k)  # what can be counted is a thing
            return
        if word.tag in ("where", "goal", "purpose", "percent", "stop", "abstract", "gap"):
            return
        if word.tag == "empty_unit":
            clause.counted[k] = True
            return


def is_plural(text: str) -> bool:
    """Tell an English plural by its ending."""
    return len(text) > 3 and text.isascii() and text.endswith("s") and not text.endswith("ss")


def _named_before(words: list[Word], i: int) -> bool:
    """Thai counts behind the thing: ถนน 5 สาย. Then the unit is no thing of its own."""
    return any(word.tag in ("thing", "place", "group", "word") for word in words[:i])


def _is_unit(word: Word) -> bool:
    return word.text in units("th") or word.lemma in units("en") or word.tag == "unit"


def _only_colours(clause: Clause, i: int) -> bool:
    """Tell whether a thing only colours an aim: bridges of trust, road safety."""
    words = clause.words
    after = next((w for w in words[i + 1 :] if w.tag != "filler"), None)
    j = i + 1
    if j < len(words) and is_thai(words[i].text) and is_virtue(words[j]):
        return True  # โรงเรียนคุณธรรม
    if j < len(words) and words[j].tag == "of":
        head = _head(words, j + 1)
        wide = (
            ("abstract",)
            if words[j].text.casefold() == "for"
            else ("abstract", "everyone", "vague")
        )
        if head is not None and head.tag in wide:
            return not (words[j].text.casefold() == "for" and _worked_on(words, i))
    if j < len(words) and words[j].tag in ("purpose", "goal") and not is_thai(words[i].text):
        head = _head(words, j + 1)
        if head is not None and head.tag in ("abstract", "everyone", "vague"):
            return True  # the road to prosperity, doors to opportunity
    compound = j < len(words) and after is words[j] and not is_thai(words[i].text)
    if compound and words[j].tag == "abstract":
        return True
    k = i - 1
    while k >= 0 and words[k].tag in ("filler", "of", "where") and words[k].text not in AND:
        k -= 1
    if is_thai(words[i].text) and j + 1 < len(words) and words[j].text in ("ทาง", "เชิง", "ด้าน"):
        return words[j + 1].tag == "abstract"  # ทุนทางวัฒนธรรม
    if k < 0 or words[k].tag != "abstract":
        return False
    if k and words[k - 1].tag == "act" and words[k - 1].lemma in LOOKS_INTO:
        return False  # what is looked into is how a thing is: ตรวจสอบความปลอดภัยเครื่องเล่น
    # the head comes first in Thai (คุณภาพโรงเรียน); in English it needs "of" or "in"
    if is_thai(words[i].text):
        return k == i - 1
    return words[k + 1].tag in ("of", "where")


def _worked_on(words: list[Word], i: int) -> bool:
    """Tell whether a thing is itself worked on, whatever for: "Repair the pavements for safety"."""
    acts = [w for w in words[:i] if w.tag == "act" and not w.nominal]
    return any(w.lemma not in _FIGURES for w in acts)


_FIGURES = ("open", "plant", "light", "lay", "plough", "sow", "seed", "clear", "mark", "build_ramp")
"""Acts that are as often said of what one cannot point at: "open doors for change"."""


def _head(words: list[Word], start: int) -> Word | None:
    """Find the word an aim would stand in, small words and "all" before a place passed over."""
    for k in range(start, len(words)):
        if words[k].tag in ("filler", "gap"):
            continue
        whole = words[k].text.casefold() in ("all", "every", "each")
        if words[k].tag == "everyone" and (whole or colours_next(words, k)):
            continue
        if words[k].tag == "abstract" and _held_next(words, k):
            continue  # for safety helmets
        return words[k]
    return None


def _held_next(words: list[Word], k: int) -> bool:
    following = words[k + 1] if k + 1 < len(words) else None
    if following is None or is_thai(words[k].text) or is_virtue(words[k]):
        return False
    return following.tag in ("thing", "place") and not following.capital


def colours_next(words: list[Word], k: int) -> bool:
    """Tell whether an English word only colours the noun behind it: public toilets."""
    if is_thai(words[k].text) or k + 1 >= len(words):
        return False
    return words[k + 1].tag in ("thing", "place", "group", "word") and not words[k + 1].capital
