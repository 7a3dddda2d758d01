"""Find titled names: what is known about names, and where one ends.

A name without a title (``สมชายโทรมา``) is not found, unless what stands beside it says so
(see ``privacy_beside``): nothing in the sentence tells it from other words. Let the study list such
names as ``hide``.
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
from prioritizer.text.sieve import loose

_THAI_RUN = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")
NAME = re.compile("[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]+")
NAME_NEAR = "[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]"
"""How a name begins, for RE2."""
_RANK = (
    r"(?:(?:พล|พ|ร|จ|ส|ด|น|ว่าที่\s?ร)\.\s?(?:ส\.\s?)?(?:ต\.\s?)?[อทต]\.|ด\.\s?ต\.)"
    r"(?:\s?หญิง(?=[\sก-ฮเ-ไ])|\s?\(พิเศษ\)|\s?พิเศษ(?=\s))?"
)
_SHORT = r"[นด]\.\s?[สชญ](?:\.|(?![.ก-๎]))"
_SHORT_NAME = 12
_LONGEST = 22  # letters of a given or family name
_FULL = ("นางสาว", "นส.", "เด็กชาย", "เด็กหญิง")
_COUNTED = re.compile("(?:[0-9๐-๙]|สัก|หลาย|กี่|ทุก|สอง|สาม|สี่|ห้า)$")
_HANGING = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]")
_PARTICLE = re.compile("คร|ค่|คะ|นะ|จ้|จ๋|ล่ะ|ฮะ")

# A cheap test: most texts hold none of these, and are done.
_TITLE_NEAR = re.compile(
    r"นา(?:ย(?!ก(?![ก-๎])|กรัฐ|จ้าง|ทุน)|ง)|น\.?\s?[สตอทพ]\.|นพ\.|ด\.\s?[ชญต]|ดร\.|ด\.ร|ดาบต|เด็ก[ชห]|(?<!ขอบ)คุณ(?!ภา|ธร|ค่า|สม[บ])"
    r"|หม่อม|ม\.\s?[รลจ]\.|พล(?:\.|เอก|โท|ตรี|ตำ)|พ\.\s?[ตอทญ]\.|พญ\.|พัน[เโต]|ร้อย[เโต]|ร\.\s?[ตอท]\.|รศ\.|จ่า|จ\.\s?[สอทต]\.|ส\.\s?[ตอท]\.|สิบ[เโต]|ผศ\.|ท[พญ]ญ?\.|ว่าที่"
    r"|นาวา|เรือ(?:อ|เอก|โท|ตรี)|พล(?:ท|ฯ)|ศ\.\s?ด|ศาสตรา|ด[ชญ]\.|นสพ\.|สพ|ภ[กญ]\.|แพทย์ห"
)
# Who is to be called, or who speaks: a name follows, though it be an ordinary word.
_CUE = re.compile(
    "(?:ติดต่อ|โทร(?:หา)?|ประสาน(?:งาน)?|ชื่อ(?:เล่น)?(?:ว่า)?|ผู้แจ้ง|ผู้ร้อง(?:เรียน|ทุกข์)?|โดย|หรือ|แจ้งที่)[: ]?$"
)
_STOPS = re.compile(
    r" {0,2}(?:$|[\n,)(/]|(?P<number>โทร|เบอร์|มือถือ|[Tt]el|(?:\+|0)[0-9]{1,2}[ -]?[0-9]))"
)
_AFTER_NUMBER = re.compile("[0-9]{4}[ (]{0,3}$")


class Names(NamedTuple):
    """What is known about names, read once in each process."""

    title: re.Pattern[str]
    compound: re.Pattern[str]
    roles: frozenset[str]
    goes_on: frozenset[str]
    heads: tuple[str, ...]
    common: frozenset[str]
    parts: frozenset[str]
    made: re.Pattern[str]
    place_words: tuple[str, ...]
    firms: tuple[str, ...]
    businesses: tuple[str, ...]
    nicknames: frozenset[str]
    given: frozenset[str]
    family: frozenset[str]
    trusted: frozenset[str]
    known: frozenset[str]
    spelled: tuple[str, ...]

    @property
    def dictionary(self) -> str:
        """Name the dictionary that knows them for nlpo3; it is loaded when first asked for."""
        return _loaded()


@cache
def known_names() -> Names:
    """Read what is known about names."""
    lists = {key: text.split() for key, text in read_toml("configs/words/privacy.toml").items()}
    given = _corpus("person_names_male_th.txt", "person_names_female_th.txt")
    family = _corpus("family_names_th.txt")
    parts = frozenset(lists["name_parts"])
    common = frozenset(_frequent(4000) | _corpus("stopwords_th.txt")) - parts
    titles = sorted((*lists["titles"], *lists["you"]), key=lambda title: -len(title))
    one = "|".join(re.escape(title).replace(r"\.", r"\.\s?") for title in titles)
    first = "".join(sorted({title[0] for title in titles} | set("พรจสดนว")))
    woman = r"(?:(?:(?<=เอก)|(?<=โท)|(?<=ตรี))หญิง(?=[\sก-ฮเ-ไ]))?"
    one = rf"(?:{_RANK}|{_SHORT}|(?:{one})\.?{woman})"
    foreign = frozenset(lists["foreign_names"])
    known = frozenset(corpus_words("words_th.txt")) - foreign
    roles = frozenset(lists["roles"])
    heads = tuple(word for word in lists["going_on"] if len(word) > 2)
    longer = {word for word in known - given - family if word.startswith(heads)}
    goes_on = (frozenset(lists["going_on"]) | roles | longer | _corpus("stopwords_th.txt")) - parts
    names = {name for name in given | family if len(name) > 3} - common | foreign
    names |= {part for part in parts if len(part) > 4}
    return Names(
        title=re.compile(f"(?=[{first}])(?P<first>{one})(?:\\s?{one})*"),
        compound=re.compile("|".join(sorted(lists["compounds"], key=lambda word: -len(word)))),
        roles=roles,
        goes_on=goes_on,
        heads=heads,
        common=common,
        parts=parts | given | family,
        made=re.compile(f"(?:{'|'.join(sorted(parts, key=lambda part: -len(part)))}){{2,}}"),
        place_words=tuple(lists["place_words"]),
        firms=tuple(lists["firms"]),
        businesses=tuple(lists["businesses"]),
        nicknames=frozenset(lists["nicknames"]),
        given=given - {"นาย"} | foreign,
        family=family,
        trusted=given - common - roles - frozenset(lists["going_on"]) | foreign,
        known=known,
        spelled=tuple(sorted(names)),
    )


@cache
def _loaded() -> str:
    return dictionary(known_names().spelled)


def _frequent(n: int) -> set[str]:
    """Read the words that Thai texts use most: the list of the wheel has them in that order."""
    try:
        lines = corpus_words("tnc_freq.txt")
    except RunError:
        return set()
    return {line.partition("\t")[0] for line in lines[:n]}


def _corpus(*names: str) -> frozenset[str]:
    """Read lists of the pythainlp wheel, where it has them."""
    words: set[str] = set()
    for name in names:
        try:
            words.update(corpus_words(name))
        except RunError:
            continue
    return frozenset(words)


def find_titled(text: str) -> Iterator[Mark]:
    """Find persons after a title in a folded text: the name is marked, not the title."""
    if not _TITLE_NEAR.search(text):
        return
    names, at = known_names(), 0
    while (found := names.title.search(text, at)) is not None:
        at = found.end()
        if (name := _after_title(text, found, names)) is None:
            continue
        if _stands_free(text, *found.span(), names):  # cuts words: the dearest test comes last
            yield from _titled(text, found, name, names)
        else:
            at = found.end("first")


@cache
def titled_near() -> tuple[str, str]:
    """Give what a text must match, both of it, to be worth a look: see `sieve`."""
    return loose(_TITLE_NEAR), loose(known_names().title, f" {{0,2}}{NAME_NEAR}")


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _after_title(text: str, found: re.Match[str], names: Names) -> re.Match[str] | None:
    """Match the words after a title that may be a name."""
    start, end = found.span()
    begin = _skip(text, end)
    if begin - end > 2 or (name := NAME.match(text, begin)) is None:
        return None
    if begin == end and _compound(text, start, name, names):
        return None
    before = text[max(0, start - 40) : start]
    glued, before = not before.endswith((" ", "\n")), before.rstrip()
    firm = before.endswith(names.firms)
    if before.endswith(names.place_words) and (glued or firm or not _is_whole(text, name)):
        return None  # ตลาดนายเลิศ; but หน้าตลาด นายวิชัย ทองดี is a person in front of it
    return None if begin > end and _COUNTED.search(before) else name


def _is_whole(text: str, name: re.Match[str]) -> bool:
    """Tell whether a family name may follow behind a blank."""
    return NAME.match(text, _skip(text, name.end())) is not None


def _titled(text: str, found: re.Match[str], name: re.Match[str], names: Names) -> Iterator[Mark]:
    """Mark the name after a title, where one follows."""
    title = found["first"]
    sure = 2 if title in _FULL or "." in title else 1 if title != "คุณ" else 0
    yield from named(text, name, names, sure or _called(text, found.start(), name.end()))


def _called(text: str, start: int, end: int) -> int:
    """Say how far a number, or a word that leads to a name, vouches for what follows คุณ."""
    stop = _STOPS.match(text, end)
    if stop is None:
        return 0
    led = _CUE.search(text, max(0, start - 20), start) or _AFTER_NUMBER.search(text, 0, start)
    return 2 if led or stop["number"] else 0


def _compound(text: str, start: int, name: re.Match[str], names: Names) -> bool:
    """Tell whether title and name are one word, such as นายหน้า."""
    found = names.compound.match(text, start)
    if found is None:
        return False
    given = longest(name[0], names.trusted)
    return not (given and name.start() + given > found.end())


def longest(chunk: str, known: frozenset[str]) -> int:
    """Length of the longest known name that a chunk begins with, whole letters only."""
    for n in range(min(len(chunk), _LONGEST), 2, -1):
        if chunk[:n] in known and not _HANGING.match(chunk, n):
            return n
    return 0


def _stands_free(text: str, start: int, end: int, names: Names) -> bool:
    """Tell whether a title is a word of its own and no part of another one (ขอบคุณ, เจ้านาย)."""
    if start == 0 or not "\u0e01" <= text[start - 1] <= "\u0e4e":
        return True
    first = start
    while first > 0 and start - first < 40 and "\u0e01" <= text[first - 1] <= "\u0e4e":
        first -= 1
    run = _THAI_RUN.match(text, first)
    last = run.end() if run else end
    edges = {0, *accumulate(len(token) for token in cut(text[first:last], names.dictionary))}
    return start - first in edges and (end > last or end - first in edges)


def named(text: str, name: re.Match[str], names: Names, sure: int) -> Iterator[Mark]:
    """Mark given and family name, unless the words are no name.

    ``sure`` says how far the title vouches for a name: 2 wholly, 1 mostly, 0 hardly.
    """
    chunk, begin = name[0], name.start()
    tokens = cut(chunk, names.dictionary)
    first = tokens[0]
    if first in names.roles:  # คุณลุงสมชาย
        rest = NAME.match(text, begin + len(first))
        if rest is not None and longest(rest[0], names.trusted):
            yield from named(text, rest, names, 0)
        return
    given = longest(chunk, names.trusted)
    family = family_end(text, name.end(), names, sure)
    if not _believable(tokens, given, family > name.end(), names, sure):
        return
    end = begin + _extent(chunk, tokens, given, names)
    if sure and not given and len(chunk) <= _SHORT_NAME and family > name.end():
        end = name.end()  # a family name follows, so the whole word is the given one
    if text[end : end + 1] == "." and end - begin <= 4:  # an office: ดาบตำรวจ สน. …
        return
    yield Mark(3, "PERSON", begin, family if end == name.end() else end)


def _believable(tokens: list[str], given: int, has_family: bool, names: Names, sure: int) -> bool:
    """Tell whether words after a title are a name, and no sentence that goes on."""
    first = tokens[0]
    if given >= len(first):
        return True
    if first in names.nicknames and (
        len(tokens) == 1
        or tokens[1] in names.goes_on
        or "".join(tokens[1:]).startswith(names.heads)
    ):
        return True
    if first in names.goes_on:
        fresh = any(token not in names.goes_on for token in tokens[1:])
        return sure == 2 and has_family and fresh and len(tokens) <= 3
    if sure > 0 and all(token in names.parts or token in names.nicknames for token in tokens):
        return True
    if first in names.common or first in names.known:
        if first in names.given and sure + has_family > 0:
            return has_family or len(tokens) == 1 or tokens[1] in names.goes_on
        made = len(tokens) > 1 and first not in names.common and _is_part(tokens[:2], names)
        return made or (sure > 0 and (has_family or (sure == 2 and len(tokens) == 1)))
    return len(first) > 1 and not _PARTICLE.match(first)


def _is_part(tokens: list[str], names: Names) -> bool:
    """Tell whether words that names are made of stand together."""
    return all(token in names.parts and token not in names.goes_on for token in tokens)


def _extent(chunk: str, tokens: list[str], given: int, names: Names) -> int:
    """Length of a name at the head of a chunk: up to the word that goes on with the sentence."""
    size, called = len(tokens[0]), tokens[0] in names.nicknames
    for token in tokens[1:]:
        if size >= given:
            ordinary = token in names.known and token not in names.parts
            on = token in names.goes_on or (given and ordinary and len(token) > 2)
            on = on or (called and chunk.startswith(names.heads, size))
            if on or size + len(token) > _LONGEST:
                break
        size += len(token)
    size = max(size, given)
    return len(chunk) if len(chunk) - size < 2 or _HANGING.match(chunk, size) else size


def family_end(text: str, end: int, names: Names, sure: int = 0) -> int:
    """Say where the family name after a blank ends; `end` where none follows."""
    begin = _skip(text, end)
    if begin == end or begin - end > 3:
        return end
    if text.startswith("ณ ", begin):
        begin = _skip(text, begin + 1)
    if (found := NAME.match(text, begin)) is None or len(found[0]) < 3:
        return end
    chunk = found[0]
    if (chunk in names.family and chunk not in names.goes_on) or chunk.startswith("แซ่"):
        return found.end()
    known = longest(chunk, names.family)
    if known > 3 and chunk.startswith(names.heads, known) and chunk[:known] not in names.goes_on:
        return begin + known
    tokens = cut(chunk, names.dictionary)
    size = _family_extent(chunk, tokens, names, sure)
    if size < 3 or (text[begin + size : begin + size + 1] == "." and size <= 4):
        return end
    return begin + size


def _family_extent(chunk: str, tokens: list[str], names: Names, sure: int) -> int:
    """Length of a family name at the head of a chunk, 0 where the chunk begins a sentence."""
    stops = [i for i, token in enumerate(tokens) if token in names.goes_on]
    if stops and stops[0] == 0:
        rest = tokens[1:]
        if len(stops) > 1 or not rest or len(chunk) > _LONGEST:
            return 0
        odd = all(token not in names.known or token in names.parts for token in rest)
        return len(chunk) if odd else 0
    size = _extent(chunk, tokens, 0, names)
    kept = tokens if not stops else tokens[: stops[0]]
    if chunk[:size] in names.family or names.made.fullmatch(chunk, 0, size):
        return size
    if len(kept) == 1 and kept[0] in names.known and kept[0] not in names.parts:
        return size if sure and len(tokens) == 1 and kept[0] not in names.common else 0
    ordinary = [token in names.known and token not in names.parts for token in kept]
    short = sure and len(tokens) == 2
    if all(ordinary) and (len(kept) > 3 or (kept[0] in names.common and not short)):
        return 0
    return size
