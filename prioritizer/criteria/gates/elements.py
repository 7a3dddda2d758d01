"""What a title says: what is done, to what, and where, for whom or how many."""

from __future__ import annotations

from dataclasses import dataclass

from prioritizer.criteria.gates.promises import read_promise
from prioritizer.text.titles.clause import (
    AND,
    COUNTED,
    LOOKS_INTO,
    VERBS,
    Clause,
    colours_next,
    is_plural,
    prepare,
)
from prioritizer.text.titles.tagger import holds_its_thing, tag_words
from prioritizer.text.titles.words import Word, is_role, is_thai

_CONTENT = (
    "act",
    "soft",
    "vague",
    "state",
    "thing",
    "place",
    "group",
    "everyone",
    "abstract",
    "word",
    "name",
)
_BEFORE_HEAD = ("abstract", "everyone", "thing", "place", "word")
_MORE = ("เพิ่ม", "จัดหา", "increase", "add", "provide")
_LETTING = ("let", "allow", "permit", "ให้")
_GIVING = ("equip", "provide", "supply", "outfit", "give")
_WAYS = (
    *("ถนน", "คลอง", "สะพาน", "แยก", "ซอย", "ลำคลอง", "แม่น้ำ", "สวน", "ตลาด", "ทางด่วน"),
    *("อ่างเก็บน้ำ", "ห้วย", "หนอง", "บึง", "เขื่อน", "ฝาย", "แฟลต", "บ้าน", "ชุมชน", "หมู่บ้าน", "วัด"),
    *("โรงเรียน", "โรงพยาบาล", "สถานี", "สนามบิน", "ท่าเรือ", "เกาะ", "ดอย", "เขา", "หาด", "รถไฟฟ้า"),
    *("สาย", "เมือง", "ทุ่ง", "อ่าว", "แหลม"),
)


@dataclass(frozen=True)
class Elements:
    """The three parts of a clear agenda, "" where a text does not say them; and its vague words."""

    verb: str = ""
    thing: str = ""
    where: str = ""
    vague: tuple[str, ...] = ()
    unknown: bool = False
    """It holds words that no list knows, and none of intent or aim: the reader may be at fault."""

    @property
    def n_missing(self) -> int:
        """Parts that the text does not say."""
        return sum(not part for part in (self.verb, self.thing, self.where))

    def joined(self, other: Elements) -> Elements:
        """Take from another text what this one does not say."""
        return Elements(
            self.verb or other.verb,
            self.thing or other.thing,
            self.where or other.where,
            self.vague or other.vague,
            self.unknown and other.unknown,
        )


def read_elements(text: str) -> Elements:
    """Read verb, thing and place, group or amount out of one title or description.

    A word of intent (ส่งเสริม, promote) is no verb, an aim (ความเป็นเลิศ, trust) is no thing, and a
    number counts only if it counts things: "100 %", "4.0", years, ranks and pillars do not.

    Examples
    --------
    >>> read_elements("ซ่อมฟุตบาทหน้าโรงเรียน").n_missing
    0
    >>> read_elements("Raise trust to 90 per cent by 2030").n_missing
    3
    """
    if not text.strip():
        return Elements()
    clause = prepare(tag_words(text))
    verbs = [i for i in range(len(clause.words)) if _does(clause, i)]
    verb = next((clause.words[i].text for i in verbs), "") or read_promise(clause)
    things = _objects(clause, verbs)
    where = _where(clause, things, bool(verb))
    vague = [w.text for w in clause.words if w.tag in ("vague", "abstract", "everyone")]
    thing = clause.words[things[0]].text if things else ""
    tags = {w.tag for w in clause.words}
    unknown = "word" in tags and not tags & {"vague", "abstract", "goal"}
    return Elements(verb, thing, where, tuple(dict.fromkeys(vague)), unknown)


def _does(clause: Clause, i: int) -> bool:
    """Tell whether a word is a verb of doing with something to do it to."""
    word = clause.words[i]
    if clause.counted[i] or clause.scope[i] == "goal":
        return False
    if word.tag == "state":
        following = clause.words[i + 1] if i == 0 and len(clause.words) > 1 else None
        if following is not None and following.tag == "word" and is_plural(following.text):
            return True  # "Free tampons in …"
        return any(
            w.tag == "thing" and not clause.loose[k] and clause.scope[k] != "goal"
            for k, w in enumerate(clause.words)
        )
    if word.tag not in ("act", "soft") or clause.scope[i] == "purpose":
        return False
    if _under_intent(clause, i):
        return False
    if word.tag == "act" and holds_its_thing(word.lemma):
        return True
    target = _target(clause, i)
    tag = clause.words[target].tag if target is not None else ""
    if _what_they_may(clause, i) is not None:
        return True
    if word.lemma in _GIVING and _gives_an_aim(clause, i):
        return False
    if word.text == "ฟรี" and any(w.tag == "thing" for w in clause.words[:i]):
        return True  # what is given for nothing: ขึ้นรถเมล์ฟรี
    if word.tag == "soft":
        if "goal" in clause.scope[i:] and not _stop_between(clause, i):
            return False
        if tag == "act" and target is not None:
            return _does(clause, target)
        if tag == "group" and word.lemma in _MORE:
            return True
        return tag in ("thing", "place") and target is not None and not clause.loose[target]
    if tag in ("act", "soft", "state") and target is not None:
        return _target_of_chain(clause, target)
    if tag in ("thing", "place", "group", "word", "name"):
        if target is not None and _figured(clause, target):
            return False  # a seed of hope, the road to prosperity
        return target is not None and not (clause.loose[target] and tag == "word")
    if tag in ("abstract", "everyone", "vague"):
        return False
    return any(
        w.tag in ("thing", "place", "group") and not clause.loose[k]
        for k, w in enumerate(clause.words[:i])
    )


def _what_they_may(clause: Clause, i: int) -> int | None:
    """Find what people are let do something to: "Let patients choose their hospital"."""
    words = clause.words
    if words[i].lemma not in _LETTING:
        return None
    whom = _target(clause, i)
    if whom is None or words[whom].tag != "group":
        return None
    for k in range(whom + 1, len(words)):
        if words[k].tag in ("stop", "purpose", "goal", "abstract"):
            return None
        if words[k].tag in ("thing", "place") and not clause.loose[k]:
            return k if any(w.tag in (*VERBS, "word") for w in words[whom + 1 : k]) else None
    return None


def _gives_an_aim(clause: Clause, i: int) -> bool:
    """Tell whether what somebody is given is an aim: "equip volunteers with wisdom"."""
    for k, word in enumerate(clause.words[i + 1 :], i + 1):
        if word.text.casefold() == "with":
            given = next((w for w in clause.words[k + 1 :] if w.tag != "filler"), None)
            return given is not None and given.tag in ("abstract", "vague")
    return False


def _figured(clause: Clause, i: int) -> bool:
    """Tell whether a thing stands for an aim that is told right behind it."""
    following = clause.words[i + 1] if i + 1 < len(clause.words) else None
    linked = following is not None and following.tag in ("of", "purpose", "goal")
    return linked and clause.loose[i]


def _target_of_chain(clause: Clause, i: int) -> bool:
    """Follow "repair and paint …" to what is repaired and painted."""
    seen = i
    for _ in range(4):
        target = _target(clause, seen)
        if target is None:
            return any(w.tag in ("thing", "place", "group") for w in clause.words[:seen])
        if clause.words[target].tag not in ("act", "soft", "state"):
            return clause.words[target].tag in ("thing", "place", "group", "word")
        seen = target
    return False


def _stop_between(clause: Clause, i: int) -> bool:
    """Tell whether a clause ends between a verb and the goal behind it."""
    first = next(k for k in range(i, len(clause.scope)) if clause.scope[k] == "goal")
    return any(w.tag in ("stop", "gap") for w in clause.words[i:first])


def _target(clause: Clause, i: int) -> int | None:
    """Find what a verb is done to: the next word of weight, amounts and small words passed over."""
    for k in range(i + 1, len(clause.words)):
        word = clause.words[k]
        if word.tag in ("stop", "where", "goal", "purpose") and word.text not in AND:
            if word.text.casefold() in ("every", "each", "ทุก", "แต่ละ", "ทั้ง", "per"):
                continue
            return None
        if clause.counted[k] and word.tag not in COUNTED:
            continue
        if word.tag in _BEFORE_HEAD and colours_next(clause.words, k):
            continue
        if clause.words[i].lemma in LOOKS_INTO and _how_a_thing_is(clause, k):
            continue
        if word.tag in _CONTENT:
            return k
    return None


def _how_a_thing_is(clause: Clause, k: int) -> bool:
    """Tell whether an aim is that of a thing behind it: the safety of rides, คุณภาพเครื่องเล่น."""
    if clause.words[k].tag != "abstract" or k + 1 >= len(clause.words):
        return False
    following = clause.words[k + 1]
    return following.tag in ("thing", "place") or following.text.casefold() == "of"


def _under_intent(clause: Clause, i: int) -> bool:
    """Tell whether an act is only the matter of an intent: ส่งเสริมการปลูก…, promoting reuse."""
    word, k = clause.words[i], i - 1
    while k >= 0 and clause.words[k].tag in ("filler", "of") and clause.words[k].text not in AND:
        k -= 1
    if k < 0:
        return False
    before = clause.words[k]
    if before.tag == "vague":
        return True
    if before.tag == "abstract":
        return word.nominal or clause.words[i - 1].tag == "of"
    return False


def _objects(clause: Clause, verbs: list[int]) -> list[int]:
    """Find the things the title is about, those governed by a verb first."""
    words = clause.words
    governed: list[int] = []
    for i in verbs:
        may = _what_they_may(clause, i)
        target = may if may is not None else _target(clause, i)
        if words[i].tag == "state" and may is None:
            continue  # what a thing does is told behind it: ทางเท้าเดินได้จริง
        if target is not None and words[target].tag in (*COUNTED, "word", "name"):
            governed.append(target)
    if words and words[0].tag == "state" and 0 in verbs and len(words) > 1:
        governed += [1] if words[1].tag == "word" else []
    # a word that nobody knows is a thing where something is done to it
    for i, word in enumerate(words):
        if word.tag == "soft" and clause.scope[i] == "":
            target = _target(clause, i)
            if target is not None and words[target].tag == "word" and not clause.loose[target]:
                governed.append(target)
    things = [
        i
        for i, word in enumerate(words)
        if word.tag == "thing"
        and not clause.loose[i]
        and clause.scope[i] == ""
        and not clause.counted[i]
    ]
    # what is done to a thing in a school, or given to nurses, is done to the thing
    if not verbs and not things and not any(w.tag in ("vague", "abstract") for w in words):
        # a title without a verb and without an aim: what is many, or for somebody, is a thing
        found = any(w.tag in ("group", "place", "region", "name") for w in words)
        things = [
            i
            for i, w in enumerate(words)
            if w.tag == "word" and (is_plural(w.text) or (found and is_thai(w.text)))
        ][:1]
    first = [i for i in governed if words[i].tag in ("thing", "word") and not is_role(words[i])]
    things = sorted(things, key=lambda i: is_role(words[i]))
    counted = [i for i in clause.counts if clause.scope[i] == "" and not clause.loose[i]]
    inside = [i for i in verbs if words[i].tag == "act" and holds_its_thing(words[i].lemma)]
    return list(dict.fromkeys([*first, *things, *counted, *inside, *governed]))


def _where(clause: Clause, things: list[int], doing: bool) -> str:
    """Find the place, the group or the amount; the object itself is neither."""
    words, main = clause.words, things[0] if things else -1
    for i, word in enumerate(words):
        if word.tag == "name":
            return word.text  # a thing with a name is somewhere
        if i == main or clause.scope[i] == "goal":
            continue
        if word.tag == "thing" and is_role(word) and main >= 0 and not is_role(words[main]):
            return word.text
        if word.tag in ("place", "region", "group"):
            if clause.counted[i] and not things:
                continue
            return word.text
    if not things:
        return ""
    if clause.amounts:
        i = clause.amounts[0]
        return "".join(_spaced(words[i : i + 2]))
    for i, word in enumerate(words):
        if word.tag == "rhythm":
            return word.text
        if said := _says_where(clause, i, main):
            return said
        if word.text in _WAYS and i + 1 < len(words) and words[i + 1].tag in ("word", "name"):
            return word.text + words[i + 1].text
    if doing and any(w.tag == "percent" for w in words):
        return _percent(words)
    return ""


def _says_where(clause: Clause, i: int, main: int) -> str:
    """Read a preposition with what stands behind it: หน้าตลาด, near power lines, for dogs."""
    words, word = clause.words, clause.words[i]
    least = word.text.casefold()
    if word.tag != "where" and least != "for":
        return ""
    after = next(
        (
            k
            for k in range(i + 1, len(words))
            if words[k].tag != "filler" and not colours_next(words, k)
        ),
        None,
    )
    if after is None or after == main or clause.loose[after]:
        return ""
    noun = words[after]
    named = noun.capital and noun.tag in (*VERBS, "word")
    if least == "for":  # for dogs, for monks; "for growth" says nothing
        held = noun.tag == "thing" or named or (noun.tag == "word" and is_plural(noun.text))
    elif least == "ที่":  # "which" as well as "at"
        held = noun.tag == "thing"
    else:
        held = noun.tag in ("thing", "word") or named
    return f"{word.text}{'' if is_thai(word.text) else ' '}{noun.text}" if held else ""


def _percent(words: list[Word]) -> str:
    """Take a share as an amount, unless it is a hundred: that only decorates."""
    numbers = [w.text for w in words if w.tag == "number"]
    return next((f"{n} %" for n in numbers if n.strip(".,") not in ("100", "๑๐๐")), "")


def _spaced(words: list[Word]) -> list[str]:
    out: list[str] = []
    for word in words:
        out += [" ", word.text] if out else [word.text]
    return out
