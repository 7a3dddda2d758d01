"""What a title says: what is done, to what, and where, for whom or how many."""

from __future__ import annotations

from dataclasses import dataclass

from prioritizer.criteria.gates.tagger import Word, tag_words, units

_VERBS = ("act", "soft", "vague")
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
)
_AND = ("และ", "and", "&", "/", "หรือ", "or", ",")
_MAGNITUDES = ("ล้าน", "แสน", "หมื่น", "พัน", "ร้อย", "million", "thousand", "hundred", "dozen")
_WAYS = ("ถนน", "คลอง", "สะพาน", "แยก", "ซอย", "ลำคลอง", "แม่น้ำ", "สวน", "ตลาด", "ทางด่วน")


@dataclass(frozen=True)
class Elements:
    """The three parts of a clear agenda, "" where a text does not say them; and its vague words."""

    verb: str = ""
    thing: str = ""
    where: str = ""
    vague: tuple[str, ...] = ()

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
        )


@dataclass
class _Clause:
    """A text being read: its words, their scopes, and which things are no objects."""

    words: list[Word]
    scope: list[str]  # "", "goal" or "purpose"
    counted: list[bool]  # part of an amount
    amounts: list[int]  # places of numbers that count something
    loose: list[bool]  # things that only colour an aim ("bridges of trust")


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
    clause = _prepare(tag_words(text))
    verbs = [i for i in range(len(clause.words)) if _does(clause, i)]
    verb = next((clause.words[i].text for i in verbs), "")
    things = _objects(clause, verbs)
    where = _where(clause, things, bool(verb))
    vague = [w.text for w in clause.words if w.tag in ("vague", "abstract", "everyone")]
    thing = clause.words[things[0]].text if things else ""
    return Elements(verb, thing, where, tuple(dict.fromkeys(vague)))


def _prepare(words: list[Word]) -> _Clause:
    scope: list[str] = []
    now = ""
    for i, word in enumerate(words):
        if word.tag in ("stop", "gap"):
            now = ""
        elif word.tag == "goal" and not _follows_number(words, i):
            now = "goal"
        elif word.tag == "purpose" and (word.text.casefold() != "to" or _verb_next(words, i)):
            now = "purpose"
        scope.append(now)
    clause = _Clause(words, scope, [False] * len(words), [], [False] * len(words))
    for i, word in enumerate(words):
        if word.tag == "number" and not clause.counted[i]:
            _read_amount(clause, i)
    for i, word in enumerate(words):
        if word.tag in ("thing", "place", "word"):
            clause.loose[i] = _only_colours(clause, i)
    return clause


def _follows_number(words: list[Word], i: int) -> bool:
    return i > 0 and words[i - 1].tag == "number"


def _verb_next(words: list[Word], i: int) -> bool:
    """Tell whether English "to" opens a purpose ("to solve") or leads to a thing ("to schools")."""
    following = next((w for w in words[i + 1 :] if w.tag not in ("filler",)), None)
    return following is not None and following.tag in (*_VERBS, "abstract", "number", "percent")


def _read_amount(clause: _Clause, i: int) -> None:
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
        "พ.ศ.",
        "ค.ศ.",
        "พ.ศ",
        "ภายในปี",
        "by",
        "อันดับ",
    )
    if j >= len(words) or year or (before is not None and before.tag == "percent"):
        return
    for k in range(j, min(j + 3, len(words))):
        word = words[k]
        if word.tag in ("empty_unit", "percent", "stop", "abstract", "gap") or (
            word.tag in ("where", "goal", "purpose") and word.text != "แห่ง"
        ):
            if word.tag == "empty_unit":
                clause.counted[k] = True
            return
        if _is_unit(word):
            clause.amounts.append(i)
            if word.tag not in ("thing", "place", "group"):
                clause.counted[k] = True
            elif _thai(word.text):
                clause.counted[k] = k == j and word.text in units("th") and _named_before(words, i)
            return
        if word.tag in ("thing", "place", "group"):
            clause.amounts.append(i)
            return


def _named_before(words: list[Word], i: int) -> bool:
    """Thai counts behind the thing: ถนน 5 สาย. Then the unit is no thing of its own."""
    return any(word.tag in ("thing", "place", "group", "word") for word in words[:i])


def _thai(text: str) -> bool:
    return any("\u0e01" <= sign <= "\u0e4e" for sign in text)


def _is_unit(word: Word) -> bool:
    return word.text in units("th") or word.lemma in units("en") or word.tag == "unit"


def _only_colours(clause: _Clause, i: int) -> bool:
    """Tell whether a thing only colours an aim: bridges of trust, road safety."""
    words = clause.words
    after = next((w for w in words[i + 1 :] if w.tag != "filler"), None)
    j = i + 1
    if j < len(words) and words[j].tag == "of":
        head = next((w for w in words[j + 1 :] if w.tag not in ("filler", "gap")), None)
        wide = (
            ("abstract",)
            if words[j].text.casefold() == "for"
            else ("abstract", "everyone", "vague")
        )
        if head is not None and head.tag in wide:
            return True
    compound = j < len(words) and after is words[j] and not _thai(words[i].text)
    if compound and words[j].tag == "abstract":
        return True
    k = i - 1
    while k >= 0 and words[k].tag in ("filler", "of", "where") and words[k].text not in _AND:
        k -= 1
    if k < 0 or words[k].tag != "abstract":
        return False
    # the head comes first in Thai (คุณภาพโรงเรียน); in English it needs "of" or "in"
    return (k == i - 1 and _thai(words[i].text)) or words[k + 1].tag in ("of", "where")


def _does(clause: _Clause, i: int) -> bool:
    """Tell whether a word is a verb of doing with something to do it to."""
    word = clause.words[i]
    if clause.counted[i] or clause.scope[i] == "goal":
        return False
    if word.tag == "state":
        return any(
            w.tag == "thing" and not clause.loose[k] and clause.scope[k] != "goal"
            for k, w in enumerate(clause.words)
        )
    if word.tag not in ("act", "soft") or clause.scope[i] == "purpose":
        return False
    if _under_intent(clause, i):
        return False
    target = _target(clause, i)
    tag = clause.words[target].tag if target is not None else ""
    if word.tag == "soft":
        if "goal" in clause.scope[i:] and not _stop_between(clause, i):
            return False
        if tag == "act" and target is not None:
            return _does(clause, target)
        return tag in ("thing", "place") and target is not None and not clause.loose[target]
    if tag in ("act", "soft", "state") and target is not None:
        return _target_of_chain(clause, target)
    if tag in ("thing", "place", "group", "word"):
        return target is not None and not (clause.loose[target] and tag == "word")
    if tag in ("abstract", "everyone", "vague"):
        return False
    return any(
        w.tag in ("thing", "place", "group") and not clause.loose[k]
        for k, w in enumerate(clause.words[:i])
    )


def _target_of_chain(clause: _Clause, i: int) -> bool:
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


def _stop_between(clause: _Clause, i: int) -> bool:
    """Tell whether a clause ends between a verb and the goal behind it."""
    first = next(k for k in range(i, len(clause.scope)) if clause.scope[k] == "goal")
    return any(w.tag in ("stop", "gap") for w in clause.words[i:first])


def _target(clause: _Clause, i: int) -> int | None:
    """Find what a verb is done to: the next word of weight, amounts and small words passed over."""
    for k in range(i + 1, len(clause.words)):
        word = clause.words[k]
        if word.tag in ("stop", "where", "goal", "purpose") and word.text not in _AND:
            if word.text.casefold() in ("every", "each", "ทุก", "แต่ละ", "ทั้ง", "per"):
                continue
            return None
        if clause.counted[k] and word.tag not in ("thing", "place", "group"):
            continue
        if word.tag in ("abstract", "everyone") and _colours_next(clause.words, k):
            continue
        if word.tag in _CONTENT:
            return k
    return None


def _colours_next(words: list[Word], k: int) -> bool:
    """Tell whether an English word only colours the noun behind it: smart meters, public toilets."""
    if _thai(words[k].text) or k + 1 >= len(words):
        return False
    return words[k + 1].tag in ("thing", "place", "group")


def _under_intent(clause: _Clause, i: int) -> bool:
    """Tell whether an act is only the matter of an intent: ส่งเสริมการปลูก…, promoting reuse."""
    word, k = clause.words[i], i - 1
    while k >= 0 and clause.words[k].tag in ("filler", "of") and clause.words[k].text not in _AND:
        k -= 1
    if k < 0:
        return False
    before = clause.words[k]
    if before.tag == "vague":
        return True
    if before.tag == "abstract":
        return word.nominal or clause.words[i - 1].tag == "of"
    return before.tag == "soft" and word.nominal


def _objects(clause: _Clause, verbs: list[int]) -> list[int]:
    """Find the things the title is about, those governed by a verb first."""
    words = clause.words
    governed: list[int] = []
    for i in verbs:
        target = _target(clause, i)
        if target is not None and words[target].tag in ("thing", "place", "word", "group"):
            governed.append(target)
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
    first = [i for i in governed if words[i].tag != "group"]
    return list(dict.fromkeys([*first, *things, *governed]))


def _where(clause: _Clause, things: list[int], doing: bool) -> str:
    """Find the place, the group or the amount; the object itself is neither."""
    words, main = clause.words, things[0] if things else -1
    for i, word in enumerate(words):
        if i == main or clause.scope[i] == "goal" or clause.loose[i]:
            continue
        if word.tag in ("place", "group"):
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
        if word.tag == "where" and i + 1 < len(words) and clause.scope[i] != "goal":
            after = next((k for k in range(i + 1, len(words)) if words[k].tag != "filler"), None)
            if after is not None and after != main and words[after].tag in ("thing", "word"):
                return f"{word.text}{'' if _thai(word.text) else ' '}{words[after].text}"
        if word.text in _WAYS and i + 1 < len(words) and words[i + 1].tag == "word":
            return word.text + words[i + 1].text
    if doing and any(w.tag == "percent" for w in words):
        return _percent(words)
    return ""


def _percent(words: list[Word]) -> str:
    """Take a share as an amount, unless it is a hundred: that only decorates."""
    numbers = [w.text for w in words if w.tag == "number"]
    return next((f"{n} %" for n in numbers if n.strip(".,") not in ("100", "๑๐๐")), "")


def _spaced(words: list[Word]) -> list[str]:
    out: list[str] = []
    for word in words:
        out += [" ", word.text] if out else [word.text]
    return out
