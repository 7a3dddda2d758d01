"""Find titled names, and names that people give as their own.

A name without a title (``สมชายโทรมา``) is not found: nothing in the sentence tells it from
other words. Let the study list such names as ``hide``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from prioritizer.errors import RunError
from prioritizer.resources import read_toml
from prioritizer.signals.privacy_marks import Mark
from prioritizer.text.segmenter import corpus_words, cut, dictionary

_THAI_RUN = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")
_NAME = re.compile("[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]+")
_RANK = r"(?:พล|พ|ร|จ|ส|ด|น|ว่าที่\s?ร)\.\s?(?:ส\.\s?)?(?:ต\.\s?)?(?:[อทต]\.)|ด\.\s?ต\."
_LONGEST = 20  # letters of a given or family name

# Cheap tests: most texts hold none of these, and are done.
_LATIN_NEAR = re.compile("[A-Zm][A-Za-z]")
_TITLE_NEAR = re.compile(
    r"นา(?:ย(?!ก(?![ก-๎])|กรัฐ|จ้าง|ทุน)|ง)|น\.?\s?[สตอทพ]\.|นพ\.|ด\.\s?[ชญต]|ดร\.|ด\.ร|ดาบต|เด็ก[ชห]|คุณ(?<!ขอบคุณ)(?!ภา|ธร|ค่า|สม[บ])"
    r"|หม่อม|ม\.\s?[รล]\.|พล(?:\.|เอก|โท|ตรี|ตำ)|พ\.\s?[ตอทญ]\.|พญ\.|พัน[เโต]|ร้อย[เโต]|ร\.\s?[ตอท]\.|รศ\.|จ่า|จ\.\s?[สอทต]\.|ส\.\s?[ตอท]\.|สิบ[เโต]|ผศ\.|ท[พญ]\.|ว่าที่"
)
_SELF_NEAR = re.compile(r"ชื่อ|ลงชื่อ|ผู้(?:แจ้ง|ร้อง)|ผม(?= |ชื่|[ก-ฮ])|กระผม|ดิ(?:ฉัน|ชั้น)|ฉัน|หนู|ข้าพเจ้า|ติดต่อ")

_LATIN = re.compile(
    r"(?<![A-Za-z])(?:(?:Mr|Mrs|Ms|Dr|Prof|MR|MRS|MS|DR|mr|mrs|ms|dr)(?:\.\s*|\s+)|(?:Miss|Khun|Mister|Madam)\s+"
    r"|(?:นาย|นางสาว|นาง|คุณ|น\.ส\.)\s?)"
    r"(?P<name>[A-Z][A-Za-z'’-]*[a-z'’-][A-Za-z]*(?:\s(?!(?:Road|Street|Soi|Hospital|School)\b)"
    r"[A-Z][a-z][A-Za-z'’-]*){0,2}|[A-Z]{2,}(?:\s[A-Z]{2,})?)"
)
_LATIN_SMALL = re.compile(r"(?<![A-Za-z])(?:mr|mrs|ms)\.?\s+(?P<name>[a-z]{3,20})(?![a-z])")
_LATIN_SELF = re.compile(
    r"(?<![A-Za-z])(?:[Mm]y (?:full )?name is|[Nn]ame\s*:|[Ss]igned,?)\s+"
    r"(?P<name>[A-Z][A-Za-z'’-]+(?:\s[A-Z][A-Za-z'’-]+){0,2})"
)
_SELF = re.compile(
    r"(?P<form>ชื่อ\s?[-/,]?\s?(?:และ)?\s?(?:นาม)?สกุล|ชื่อ(?:ผู้แจ้ง|ผู้ร้อง(?:เรียน|ทุกข์)?|จริง|เล่น)|ลงชื่อ|ผู้แจ้งชื่อ)"
    r"\s*(?:คือ|ว่า)?\s*(?P<colon>[:=]?)\s*"
    r"|(?P<label>ผู้แจ้ง|ผู้ร้อง(?:เรียน|ทุกข์)?|ชื่อ)\s*:\s*"
    r"|(?P<me>กระผม|ผม|ดิฉัน|ดิชั้น|ฉัน|หนู|ข้าพเจ้า|ผู้แจ้ง|ผู้ร้อง(?:เรียน|ทุกข์)?)\s?(?P<called>คือ|ชื่อว่า|ชื่อ)\s?"
    r"|(?P<plain>กระผม|ผม|ดิฉัน|ข้าพเจ้า|ชื่อ|ติดต่อ|ผู้แจ้ง)\s?(?=[\u0e01-\u0e2e\u0e40-\u0e44])"
)


class _Names(NamedTuple):
    """What is known about names, read once in each process."""

    title: re.Pattern[str]
    compound: re.Pattern[str]
    roles: frozenset[str]
    going_on: frozenset[str]
    place_words: tuple[str, ...]
    nicknames: frozenset[str]
    given: frozenset[str]
    family: frozenset[str]
    trusted_given: frozenset[str]
    trusted_family: frozenset[str]
    common: frozenset[str]
    known: frozenset[str]
    dictionary: str


@cache
def _names() -> _Names:
    lists = {key: text.split() for key, text in read_toml("configs/words/privacy.toml").items()}
    given, family = (
        _corpus("person_names_male_th.txt", "person_names_female_th.txt"),
        _corpus("family_names_th.txt"),
    )
    frequent = [line.split("\t")[0] for line in sorted(_corpus("tnc_freq.txt"), key=_rarity)[:4000]]
    common = frozenset(frequent) | _corpus("stopwords_th.txt")
    titles = sorted((*lists["titles"], *lists["you"]), key=lambda title: -len(title))
    compounds = sorted(lists["compounds"], key=lambda word: -len(word))
    short = {"คง", "สม", "คำ", "ยก", "ทน", "ชม", "ผล", "ฝน", "รบ", "ถม", "รส", "จด", "สอ", "ดะ"}
    extra = tuple(sorted({name for name in given | family if len(name) > 3} - short))
    return _Names(
        title=re.compile(
            f"{_RANK}|" + "|".join(re.escape(title).replace(r"\.", r"\.\s?") for title in titles)
        ),
        compound=re.compile("|".join(compounds)),
        roles=frozenset(lists["roles"]),
        going_on=frozenset(lists["going_on"]),
        place_words=tuple(lists["place_words"]),
        nicknames=frozenset(lists["nicknames"]),
        given=given - {"นาย"},
        family=family,
        trusted_given=given - common,
        trusted_family=family - common,
        common=common,
        known=frozenset(corpus_words("words_th.txt")),
        dictionary=dictionary(extra),
    )


def _rarity(line: str) -> int:
    return -int(line.rpartition("\t")[2] or 0)


def _corpus(*names: str) -> frozenset[str]:
    """Read lists of the pythainlp wheel, where it has them."""
    words: set[str] = set()
    for name in names:
        try:
            words.update(corpus_words(name))
        except RunError:
            continue
    return frozenset(words)


def find_names(text: str) -> Iterator[Mark]:
    """Find persons in a folded text: the name is marked, not the title."""
    if _LATIN_NEAR.search(text):
        for pattern in (_LATIN, _LATIN_SMALL, _LATIN_SELF):
            for found in pattern.finditer(text):
                name = re.sub(r"['’]s$", "", found["name"]).rstrip("-'’")
                yield Mark(3, "PERSON", found.start("name"), found.start("name") + len(name))
    if _TITLE_NEAR.search(text):
        names = _names()
        for found in names.title.finditer(text):
            if found[0] == "นาง" and text.startswith("สาว", found.end()):
                continue
            if (end := _titled(text, found.start(), found.end(), names)) is not None:
                yield Mark(3, "PERSON", _skip(text, found.end()), end)
    if _SELF_NEAR.search(text):
        for found in _SELF.finditer(text):
            if (end := _own(text, found, _names())) is not None:
                yield Mark(2, "PERSON", found.end(), end)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _tokens(text: str, names: _Names) -> list[str]:
    return cut(text, names.dictionary)


def _titled(text: str, start: int, end: int, names: _Names) -> int | None:
    """Say where the name after a title ends, None where no name follows."""
    begin = _skip(text, end)
    if begin - end > 2 or (name := _NAME.match(text, begin)) is None:
        return None
    title = text[start:end]
    glued = begin == end
    if glued and _compound(text, start, name, names):
        return None
    if not _stands_free(text, start, end, names):
        return None
    if text[:start].rstrip().endswith(names.place_words):
        return None
    return _name_end(text, name, names, sure=title != "คุณ")


def _compound(text: str, start: int, name: re.Match[str], names: _Names) -> bool:
    """Tell whether title and name are one word, such as นายหน้า."""
    found = names.compound.match(text, start)
    if found is None:
        return False
    longest = _longest(name[0], names.trusted_given)
    return not (longest and name.start() + longest > found.end())


def _longest(chunk: str, known: frozenset[str]) -> int:
    """Length of the longest known name that a chunk begins with."""
    for n in range(min(len(chunk), _LONGEST), 2, -1):
        if chunk[:n] in known:
            return n
    return 0


def _stands_free(text: str, start: int, end: int, names: _Names) -> bool:
    """Tell whether a title is a word of its own and no part of another one (ขอบคุณ, เจ้านาย)."""
    if start == 0 or not "\u0e01" <= text[start - 1] <= "\u0e4e":
        return True
    if "." in text[start:end]:
        return True
    first = start
    while first > 0 and start - first < 40 and "\u0e01" <= text[first - 1] <= "\u0e4e":
        first -= 1
    run = _THAI_RUN.match(text, first)
    stretch = text[first : run.end() if run else end]
    edges = {0, *accumulate(len(token) for token in _tokens(stretch, names))}
    return start - first in edges and end - first in edges


def _name_end(text: str, name: re.Match[str], names: _Names, *, sure: bool) -> int | None:
    """Say where given and family name end, None where the words are no name."""
    chunk, begin = name[0], name.start()
    tokens = _tokens(chunk, names)
    first = tokens[0]
    if first in names.roles or (first in names.going_on and first not in names.given):
        return None
    given = max(_longest(chunk, names.trusted_given), len(first))
    if not sure and not _believable(text, name, tokens, names):
        return None
    if given == len(first):
        given = _glue(tokens, names)
    end = begin + given
    if given < len(chunk):
        return end + _longest_family(chunk[given:], names)
    return _family_end(text, begin + len(chunk), names)


def _glue(tokens: list[str], names: _Names) -> int:
    """Length of a name that the dictionary cut in pieces: up to the word that goes on."""
    size = len(tokens[0])
    whole = tokens[0] in names.given and tokens[0] not in names.common
    for token in tokens[1:]:
        if whole or token in names.going_on or token in names.roles or size + len(token) > 20:
            break
        if token in names.common and token not in names.given and token not in names.family:
            break
        size += len(token)
    return size


def _longest_family(rest: str, names: _Names) -> int:
    """Length of a family name glued to the given one, 0 where there is none."""
    n = _longest(rest, names.family)
    first = _tokens(rest, names)[0]
    return n if n >= 4 and first not in names.going_on and first not in names.common else 0


def _believable(text: str, name: re.Match[str], tokens: list[str], names: _Names) -> bool:
    """Tell whether what follows คุณ, which is also "you", is a name."""
    chunk, first = name[0], tokens[0]
    if _longest(chunk, names.trusted_given) >= len(first):
        return True
    if first in names.nicknames and (len(tokens) == 1 or tokens[1] in names.going_on):
        return True
    if first in names.going_on or first in names.common:
        return False
    if first in names.known:  # an ordinary word, unless a family name follows
        family = _NAME.match(text, _skip(text, name.end()))
        return len(tokens) == 1 and family is not None and family[0] in names.family
    return len(first) > 1 and not first.startswith(("คร", "ค่", "คะ", "นะ"))


def _family_end(text: str, end: int, names: _Names) -> int:
    """Say where the family name after a blank ends; `end` where none follows."""
    begin = _skip(text, end)
    if begin == end or begin - end > 3:
        return end
    if text.startswith("ณ ", begin):
        begin = _skip(text, begin + 1)
    if (found := _NAME.match(text, begin)) is None or len(found[0]) < 3:
        return end
    chunk = found[0]
    if chunk in names.family and chunk not in names.going_on:
        return found.end()
    tokens = _tokens(chunk, names)
    first = tokens[0]
    if first in names.going_on or first in names.roles:
        known = _longest(chunk, names.trusted_family)
        return begin + known if known > len(first) + 2 else end
    if first in names.common and first not in names.family and len(tokens) == 1:
        return end
    size = _glue(tokens, names)
    rest = tokens[1:]
    if first in names.common and first not in names.family and rest:
        return end
    return begin + size if size >= 3 else end


def _own(text: str, found: re.Match[str], names: _Names) -> int | None:
    """Say where a name ends that somebody gives as his own."""
    name = _NAME.match(text, found.end())
    if name is None or names.title.match(text, found.end()):
        return None
    if found["plain"]:
        if name[0] not in names.trusted_given:
            return None
        family = _NAME.match(text, _skip(text, name.end()))
        whole = family is not None and family[0] in names.family
        return family.end() if whole and family else None
    return _name_end(text, name, names, sure=True)
