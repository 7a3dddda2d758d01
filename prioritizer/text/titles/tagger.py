"""Tag the words of a title: doing, intending, thing, place, group, aim, amount."""

from __future__ import annotations

import re
from functools import cache

from prioritizer.resources import read_toml
from prioritizer.text.normalise import normalise
from prioritizer.text.segmenter import segment
from prioritizer.text.titles.words import Word, bases, is_thai, retag, sounds_abstract

CLASSES = (
    "rhythm",
    "empty_unit",
    "vague",
    "goal",
    "purpose",
    "region",
    "act",
    "place",
    "group",
    "thing",
    "everyone",
    "abstract",
    "state",
    "soft",
    "of",
    "where",
    "number",
    "filler",
    "unit",
)
"""Classes in the order that settles a word which stands in two."""

_THAI = re.compile("[\u0e01-\u0e4e]")
_NUMBER = re.compile(r"[0-9๐-๙][0-9๐-๙,]*(?:\.[0-9๐-๙]+)?$")
_PIECE = re.compile(
    r"[£$€฿]\s?[0-9][0-9,.]*\s?(?:million\b|billion\b|bn\b|m\b|k\b)?"
    r"|[0-9๐-๙][0-9๐-๙,]*(?:\.[0-9๐-๙]+)?"
    r"|[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9'’.\-]*[A-Za-zÀ-ɏ0-9]\+?|[A-Za-zÀ-ɏ]"
    r"|[\u0e01-\u0e4e.]+|\s+|."
)
_TIMES = frozenset(
    (
        *("วัน", "ชั่วโมง", "ชม.", "ชม", "นาที", "เดือน", "สัปดาห์", "ครั้ง", "รอบ", "เรื่อง", "คู่"),
        *("บาท", "ล้านบาท", "แสนบาท", "อัตรา", "day", "days", "hour", "hours", "minute", "minutes"),
        *("month", "months", "week", "weeks", "time", "times", "baht"),
    )
)
"""Units that are no things where they stand without a number."""
_LONGEST = 7  # pieces that one entry may be cut into


@cache
def _lexicon(language: str) -> dict[str, str]:
    table = read_toml(f"configs/words/clarity_{language}.toml")
    found: dict[str, str] = {}
    for tag in CLASSES:
        for entry in table[tag].split():
            found.setdefault(entry.replace("_", " ").casefold(), tag)
    return found


@cache
def _nouns_too() -> frozenset[str]:
    """English words that name a thing as well as an act: light, plant, book."""
    table = read_toml("configs/words/clarity_en.toml")
    acts = {e.replace("_", " ").casefold() for tag in ("act", "soft") for e in table[tag].split()}
    things = {
        e.replace("_", " ").casefold() for tag in ("thing", "place") for e in table[tag].split()
    }
    return frozenset(acts & things)


@cache
def _phrases() -> tuple[str, ...]:
    """Thai entries that the segmenter must not cut."""
    return tuple(word for word in _lexicon("th") if _THAI.search(word) and " " not in word)


def tag_words(text: str) -> list[Word]:
    """Cut a text in Thai, English or both into words, and tag each.

    Signs that part clauses come back with the tag ``stop``; blanks between Thai words with ``gap``;
    a word that no list knows is a ``word``.

    Examples
    --------
    >>> [(word.text, word.tag) for word in tag_words("ซ่อมฟุตบาทหน้าโรงเรียน")]
    [('ซ่อม', 'act'), ('ฟุตบาท', 'thing'), ('หน้าโรงเรียน', 'place')]
    """
    pieces = _pieces(normalise(text).replace("\n", " "))
    words: list[Word] = []
    i = 0
    while i < len(pieces):
        word, used = _longest(pieces, i)
        if word is not None:
            words.append(word)
        i += used
    words = _settle_nouns(_build_first(_join_systems(_join_prefixes(words))))
    return retag(_open_with_verb(words))


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if _THAI.search(piece):
            parts = _shift_cuts([part for part in segment(piece, extra_words=_phrases()) if part])
            found += [bit for part in parts for bit in _verb_and_noun(part)]
        elif piece.isspace():
            found.append(" ")
        elif piece != "-" and "-" in piece and not _look_up([piece]):
            parts = [part for part in piece.split("-") if part]
            found += [bit for part in parts for bit in (part, " ")][:-1]
        else:
            found.append(piece)
    return found


def _shift_cuts(parts: list[str]) -> list[str]:
    """Move a cut where only so both pieces are known: ทาง|เท้าหน้า is ทางเท้า|หน้า."""
    words, out = _lexicon("th"), list(parts)
    for i in range(len(out) - 1):
        first, second = out[i], out[i + 1]
        if second in words or not _THAI.search(first + second):
            continue
        for cut in range(len(second) - 1, 0, -1):
            if first + second[:cut] in words and second[cut:] in words:
                out[i], out[i + 1] = first + second[:cut], second[cut:]
                break
    return out


@cache
def _verb_and_noun(piece: str) -> tuple[str, ...]:
    """Part a compound that no list knows into a verb and what it is done to: สร้าง|กำแพง."""
    words = _lexicon("th")
    if piece in words or piece.endswith(_AIM_TAILS):
        return (piece,)
    for cut in range(len(piece) - 2, 1, -1):
        verb, noun = piece[:cut], piece[cut:]
        if words.get(verb) in ("act", "soft") and words.get(noun) in ("thing", "place", "group"):
            return verb, noun
    return (piece,)


def _longest(pieces: list[str], start: int) -> tuple[Word | None, int]:
    """Read the longest entry that begins here."""
    first = pieces[start]
    if first == " ":
        before = pieces[start - 1] if start else ""
        after = pieces[start + 1] if start + 1 < len(pieces) else ""
        gap = bool(_THAI.search(before) and _THAI.search(after))
        return (Word(" ", "gap") if gap else None), 1
    if _NUMBER.match(first):
        return Word(first, "number"), 1
    if first[0] in "£$€฿" and len(first) > 1:
        return Word(first.strip(), "money"), 1
    thai = bool(_THAI.search(first))
    for length in range(min(_LONGEST, len(pieces) - start), 0, -1):
        run = pieces[start : start + length]
        if run[-1] == " ":
            continue
        tag = _look_up(run)
        if tag == "unit":
            tag = "filler" if run[0].casefold() in _TIMES else "word"
        if tag:
            text = "".join(run)
            return Word(text, tag, capital=first[:1].isupper(), lemma=_key(run)), length
    if thai:
        return _thai_word(first), 1
    if not re.match(r"[A-Za-zÀ-ɏ]", first):
        tag = {"%": "percent", '"': "filler", "“": "filler", "”": "filler"}.get(first, "stop")
        return Word(first, tag), 1
    tag = "abstract" if sounds_abstract(first.casefold()) else "word"
    return Word(first, tag, capital=first[:1].isupper(), lemma=first.casefold()), 1


def _look_up(run: list[str]) -> str:
    joined = "".join(run).casefold()
    if _THAI.search(joined):
        return _lexicon("th").get(joined, "")
    both = _lexicon("en")
    if joined in both:
        return both[joined]
    if joined in _lexicon("th"):
        return _lexicon("th")[joined]
    words = [piece for piece in run if piece != " "]
    for last in bases(words[-1].casefold()):
        for first in bases(words[0].casefold()) if len(words) > 1 else [""]:
            parts = [first, *(w.casefold() for w in words[1:-1]), last] if first else [last]
            if (tag := both.get(" ".join(parts), "")) or (tag := both.get("-".join(parts), "")):
                return tag
    return ""


def _key(run: list[str]) -> str:
    words = [piece.casefold() for piece in run if piece != " "]
    if len(words) == 1 and not _THAI.search(words[0]):
        for base in bases(words[0]):
            if base in _lexicon("en"):
                return base
    return " ".join(words)


_HEADS = {
    "thing": (
        *("เครื่อง", "รถ", "ห้อง", "ป้าย", "ศูนย์", "สวน", "ตู้", "ใบ", "บัตร", "ค่า", "เงิน", "โรง", "ร้าน"),
        *("ลาน", "สนาม", "เสา", "แผ่น", "ถัง", "ชุด", "อาคาร", "น้ำ", "ไฟ", "ท่อ", "สายไฟ", "เรือ", "ต้น"),
    ),
    "place": ("สถานี", "คลอง", "ถนน", "วัด", "หาด", "ดอย", "ตลาด", "สะพาน"),
    "group": ("ผู้", "คน", "เด็ก", "นัก", "ชาว", "แรงงาน"),
}
"""Heads of Thai compounds: an unlisted word that begins so is most likely what its head says."""


_AIM_HEADS = ("ความ", "ให้ความ", "มีความ", "วิธี", "ภาวะ", "อุดม", "วิสัย")
_AIM_TAILS = ("ภาพ", "ธรรม", "นิยม")
"""How Thai makes words for what one cannot point at: ความสุข, ผลิตภาพ, ยุติธรรม."""


def _thai_word(piece: str) -> Word:
    """Tag a Thai piece that no list knows: ความ… is an aim, การ + an act names the act."""
    aim = piece.startswith(_AIM_HEADS) and len(piece) > 4
    if aim or (piece.endswith(_AIM_TAILS) and len(piece) > 5):
        return Word(piece, "abstract", lemma=piece)
    if piece.startswith("การ") and len(piece) > 3:
        tag = _lexicon("th").get(piece[3:], "")
        if tag in ("act", "soft", "vague", "state"):
            return Word(piece, tag, nominal=True, lemma=piece[3:])
        return Word(piece, "abstract", lemma=piece)
    if any(_lexicon("th").get(piece[:cut]) == "vague" for cut in range(5, len(piece))):
        return Word(piece, "vague", lemma=piece)  # ตอบสนองความต้องการ
    for prefix in ("ประจำ", "ทุก", "ราย", "หน้า", "หลัง", "ริม", "ข้าง", "รอบ", "ปาก", "ใต้", "ใน", "ที่"):
        rest = piece.removeprefix(prefix)
        if rest != piece and _lexicon("th").get(rest, "") in ("place", "region", "thing"):
            return Word(piece, "place", lemma=rest)
    for tag, heads in _HEADS.items():
        if piece.startswith(heads) and len(piece) > 4:
            return Word(piece, tag, lemma=piece)
    if piece in ("ร้อยละ", "เปอร์เซ็นต์", "เปอร์เซนต์"):
        return Word(piece, "percent", lemma=piece)
    if not re.search("[\u0e01-\u0e2e]", piece) or len(piece) == 1:
        return Word(piece, "filler", lemma=piece)
    return Word(piece, "word", lemma=piece)


def _build_first(words: list[Word]) -> list[Word]:
    """Read "Building" as what is done where it opens a title and a thing follows."""
    if len(words) > 1 and words[0].text.casefold() == "building" and words[1].tag in _BUILT:
        return [Word(words[0].text, "soft", capital=True, lemma="build"), *words[1:]]
    return words


_BUILT = ("thing", "place", "group", "word", "abstract", "number", "filler")


def _join_systems(words: list[Word]) -> list[Word]:
    """Read ระบบ + what it does (ระบบบำบัดน้ำเสีย, ระบบจองคิว) as a thing; alone it is an aim."""
    out: list[Word] = []
    for word in words:
        if (
            out
            and out[-1].text == "ระบบ"
            and word.tag in ("act", "thing", "state")
            and is_thai(word.text)
        ):
            out[-1] = Word("ระบบ" + word.text, "thing", lemma="ระบบ" + word.text)
        elif out and word.lemma == "system" and out[-1].tag in ("thing", "act"):
            joined = f"{out[-1].text} {word.text}"
            out[-1] = Word(joined, "thing", capital=out[-1].capital, lemma=joined.casefold())
        else:
            out.append(word)
    return out


@cache
def holds_its_thing(lemma: str) -> bool:
    """Tell whether a verb names what it is done to: ลอกท่อ, ฉีดวัคซีน, พักชำระหนี้."""
    words = _lexicon("th")
    return any(
        words.get(lemma[i:]) == "thing" and words.get(lemma[:i], "act") == "act"
        for i in range(2, len(lemma) - 1)
    )


def _open_with_verb(words: list[Word]) -> list[Word]:
    """Take an unknown English word that opens a title as a verb where it stands like one.

    Words of intent are few and listed; who opens with another ("Deworm the …", "Retiling …") does.
    """
    plain = [i for i, word in enumerate(words) if word.tag != "gap" and not _adverb(word)]
    if len(plain) < 2 or words[plain[0]].tag != "word" or not words[plain[0]].text.isascii():
        return words
    first, second = words[plain[0]], words[plain[1]]
    led = second.text.casefold() in (*_DETERMINERS, *_PARTICLES) or second.tag == "number"
    gerund = first.lemma.endswith("ing") and len(first.lemma) > 5
    if not (led or gerund):
        return words
    opened = Word(first.text, "act", capital=first.capital, lemma=first.lemma)
    return [opened if i == plain[0] else word for i, word in enumerate(words)]


def _adverb(word: Word) -> bool:
    return word.tag in ("word", "abstract") and word.text.isascii() and word.text.endswith("ly")


_DETERMINERS = ("the", "a", "an", "all", "every", "each", "any", "old", "new", "unsafe", "broken")
_PARTICLES = ("off", "on", "out", "up", "down", "away", "back")
_BEFORE_NOUN = (
    "filler",
    "number",
    "thing",
    "place",
    "act",
    "soft",
    "vague",
    "of",
    "abstract",
    "group",
)


def _settle_nouns(words: list[Word]) -> list[Word]:
    """Read an English word that may be act or thing by what stands round it."""
    out = list(words)
    for i, word in enumerate(words):
        if word.lemma not in _nouns_too() or word.tag not in ("act", "soft"):
            continue
        surface = word.text.casefold()
        before = out[i - 1] if i else None
        after = words[i + 1] if i + 1 < len(words) else None
        joined = before is not None and before.text.casefold() in (
            "and",
            "or",
            "to",
            "also",
            "will",
        )
        plural = surface != word.lemma and surface.endswith("s")
        led = (
            before is not None and not joined and before.tag in (*_BEFORE_NOUN, "where", "everyone")
        )
        ends = after is None or after.tag in ("where", "stop", "of", "purpose", "goal")
        if i == 0 and surface.endswith("ing") and not ends:
            continue  # a title that opens so tells what is done
        gerund = after is not None and after.tag == "act" and after.text.endswith("ing")
        if i == 0 and gerund and surface == word.lemma:
            plural = True  # "Drain cleaning": the thing stands before what is done to it
        if plural or led or (ends and before is not None and not joined):
            out[i] = Word(word.text, "thing", capital=word.capital, lemma=word.lemma)
    return out


def _join_prefixes(words: list[Word]) -> list[Word]:
    """Let a lone ความ, การ or ค่า change the word after it."""
    out: list[Word] = []
    prefix = ""
    for word in words:
        if word.text in ("ความ", "การ", "มีความ", "ให้ความ", "ค่า"):
            prefix = word.text
            continue
        if prefix == "ค่า" and word.tag in ("thing", "place", "act", "soft", "group", "word"):
            word = Word(prefix + word.text, "thing", lemma=prefix + word.text)
        elif prefix.endswith("ความ"):
            word = Word(prefix + word.text, "abstract", lemma=word.lemma)
        elif prefix == "การ" and word.tag in ("act", "soft", "vague", "state"):
            word = Word(prefix + word.text, word.tag, nominal=True, lemma=word.lemma)
        prefix = ""
        out.append(word)
    return out
