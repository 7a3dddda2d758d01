"""Find names that no title marks, but what stands beside them: a form, a signature, a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prioritizer.signals.privacy_marks import Mark
from prioritizer.signals.privacy_names import (
    NAME,
    NAME_NEAR,
    Names,
    family_end,
    known_names,
    longest,
    named,
)
from prioritizer.text.segmenter import cut
from prioritizer.text.sieve import either, loose

# A cheap test: most texts hold none of these, and are done.
_SELF_NEAR = re.compile(
    r"ชื่อ|คู่กรณี|ผู้(?:แจ้ง|ร้อง|ประสาน|ติดต่อ|เสียหาย|ป่วย|สูญหาย|บาดเจ็บ|ตาย)"
    r"|ผม(?= |ชื่|[ก-ฮ])|กระผม|ดิ(?:ฉัน|ชั้น)|ฉัน|หนู|ข้าพเจ้า|ติดต่อ|โดย|นับถือ"
)
_ROLE_NEAR = re.compile(
    r"อาจารย์|อ\.|ครู|หมอ|กำนัน|ผู้ใหญ่|ปลัด|ผญบ|ส[จสขก]\.|ส\.[สกข]\.|ผอ|ผู้อำนวย|สารวัตร|ผู้กอง|ตแพทย์|สัตวแพทย์|เภสัชกร|อส|ทนาย|นายก|ลุง|ป้า|น้า|พี่|น้อง|เจ๊|เฮีย|ช่าง"
    r"|พระ|เณร|แม่ชี|หลวง|คุณหญิง|ท่านผู้หญิง"
)

_WHO = (
    r"เจ้าหน้าที่|พนักงาน[ก-๎]{0,8}|คนขับ(?:รถ)?|เจ้าของ[ก-๎]{0,6}|ผู้[ก-๎]{2,12}|เพื่อนบ้าน"
    r"|ลูก(?:ชาย|สาว)?|สามี|ภรรยา|คน(?:ร้าย|ขาย|งาน|สวน)?|รปภ\.?|ยาม|ชาย|หญิง|เด็ก|ตำรวจ|แม่ค้า|พ่อค้า|ครู|หมอ"
    r"|กระเป๋า(?:รถ(?:เมล์)?)?|วิน(?:มอเตอร์ไซค์|มอไซค์)?|ช่าง|หัวหน้า|แม่บ้าน|นักเรียน|นักศึกษา|เพื่อน|ยาย|ตา|ลุง|ป้า|พี่|น้อง"
)
_OTHER = rf"(?:{_WHO})\s?(?P<who>ชื่อ(?:ว่า)?)\s?"
_LED = (
    r"(?P<form>ชื่อ\s?[-/,]?\s?(?:และ)?\s?(?:นาม)?สกุล|นามสกุล|ชื่อ(?:ผู้แจ้ง|ผู้ร้อง(?:เรียน|ทุกข์)?|ผู้ติดต่อ|จริง|เล่น|(?:ของ)?(?:กระ)?ผม|(?:ของ)?(?:ดิฉัน|หนู))|ลงชื่อ|ผู้แจ้งชื่อ)"
    r"\s*(?:คือ|ว่า)?\s*(?P<colon>[:=]?)\s*"
    r"|(?P<label>ผู้แจ้ง|ผู้ร้อง(?:เรียน|ทุกข์)?|ผู้ติดต่อ|ผู้ประสานงาน|ชื่อ)\s*:\s*"
    r"|(?P<me>กระผม|(?<!ตัด)(?<!ทำ)(?<!สระ)ผม|ดิฉัน|ดิชั้น|ฉัน|หนู|ข้าพเจ้า|ผู้แจ้ง|ผู้ร้อง(?:เรียน|ทุกข์)?)\s?(?P<called>คือ|ชื่อว่า|ชื่อ)\s?"
    r"|OTHER"
)
_PLAIN_SELF = "กระผม|ผม|ดิฉัน|ข้าพเจ้า|ชื่อ"
_PLAIN_LABEL = (
    r"ติดต่อ(?:กลับ)?|ผู้แจ้ง(?:เรื่อง)?|ผู้ร้อง(?:เรียน|ทุกข์)?|ผู้ประสาน(?:งาน)?|ผู้ติดต่อ"
    r"|(?:แจ้ง|รายงาน|ร้องเรียน)โดย|คู่กรณี(?:คือ|ชื่อ)?|ผู้(?:เสียหาย|ป่วย|สูญหาย|บาดเจ็บ|ตาย)(?:คือ|ชื่อ)?|ขอแสดงความนับถือ|ด้วยความ(?:เคารพ|นับถือ)"
)
_SPEAKER = _LED + rf"|(?P<plain>{_PLAIN_SELF}|{_PLAIN_LABEL})\s*(?=[\u0e01-\u0e2e\u0e40-\u0e44])"
_SELF = re.compile(_SPEAKER.replace("OTHER", _OTHER))
_SELF_UNNAMED = re.compile(_SPEAKER.replace("OTHER", "(?P<who>(?!))"))  # where no ชื่อ stands
_SIGNED = re.compile(
    "(?m)^ ?(?:[0-9]{1,3}[.)] ?)?([\u0e01-\u0e4e]{3,22}) {1,2}([\u0e01-\u0e4e]{3,22})$"
)
# One line of a list of signatures: number, title, given and family name, and nothing more.
_LISTED = re.compile(
    "(?m)^ ?[0-9]{1,3} ?[.)] ?(?:นาย|นางสาว|นาง|น\\. ?ส\\.?|นส\\.?|ด\\.?[ชญ]\\.) {0,2}"
    "([\u0e01-\u0e4e]{3,22}) {1,2}([\u0e01-\u0e4e]{3,22}) ?$"
)
# Whom people call uncle or teacher is named where given and family name follow.
_ROLE = (
    r"(?:อาจารย์|อ\.|ครู|หมอ|กำนัน|ผู้ใหญ่(?:บ้าน)?|ปลัด(?:อำเภอ)?|ผญบ\.|ส\.?[จสขก]\.|ผอ\.?|ผู้อำนวยการ(?:เขต)?|สารวัตร"
    r"|ผู้กอง|(?:ทันต|สัตว)แพทย์(?:หญิง)?|เภสัชกร(?:หญิง)?|อสม?\.|ทนาย(?:ความ)?|นายก(?:เทศมนตรี|อบต\.?|อบจ\.?)?|ลุง|ป้า|น้า|พี่|น้อง|เจ๊|เฮีย|ช่าง)"
)
# Monks, novices, nuns and ladies: their titles also stand in names of temples and lanes.
_HONOUR = (
    r"(?:พระ(?:มหา|อธิการ|อาจารย์|ครู(?:ปลัด|สมุห์|ใบฎีกา|วินัยธร|ธรรมธร|สังฆรักษ์)?|ปลัด|สมุห์|ใบฎีกา)?"
    r"|(?:สาม)?เณร|แม่ชี|หลวง(?:พ่อ|ปู่|ตา|พี่)|คุณหญิง|ท่านผู้หญิง)"
)
# A monk's name in Pali, such as ธมฺมธีโร.
_PALI = re.compile(
    " {1,2}[ก-๎]*(?:\u0e3a|\u0e4d(?!\u0e32))[ก-๎]*(?![ก-๎])| {1,2}[ก-๎]{2,}โ[กขณตทธนปภมยรลวส](?![ก-๎])"
)
_CALLED = re.compile("(?:เจ๊|เฮีย|พี่|ป้า|ลุง|น้า|น้อง|ครู|หมอ|ช่าง|ตา|ยาย)(?=[ก-ฮเ-ไ])")
_KHUN = re.compile(r"(?<![A-Za-z0-9.])(?<![0-9] )K\.\s?(?=[ก-ฮเ-ไ])")  # คุณ, as offices write it
_IN_ROLE = re.compile(rf"(?<![ก-๎])(?:{_ROLE}|(?P<honour>{_HONOUR}))\s?(?=[ก-ฮเ-ไ])")

_CALL = r"(?:\(?(?:โทร|เบอร์|มือถือ|ติดต่อ)[\u0e01-\u0e4e.: ]{0,20})?"
_BEFORE_PHONE = re.compile(rf"(?<![\u0e01-\u0e4e])([\u0e01-\u0e4e]{{3,22}})[ :(]{{0,2}}{_CALL}\n?$")
_ROLE_BEFORE_PHONE = re.compile(
    rf"(?:(?<![\u0e01-\u0e4e])|(?:ติดต่อ|โทรหา|โทร|ประสาน|แจ้ง|ถามหา|ถาม))(?:{_ROLE}|ชื่อ)\s?"
    rf"([\u0e01-\u0e4e]{{2,14}})[ :(-]{{0,3}}{_CALL}\n?$"
)
_ROLE_AFTER_PHONE = re.compile(
    rf"[ (]{{0,3}}(?:{_ROLE}|ชื่อ)\s?([\u0e01-\u0e4e]{{2,14}})(?![\u0e01-\u0e4e])"
)
_NICK_FAR_FROM_PHONE = re.compile(
    rf"(?<![\u0e01-\u0e4e]){_ROLE}\s?([\u0e01-\u0e4e]{{2,10}}) [\u0e01-\u0e4e ]{{2,30}}"
    r"(?:โทร|เบอร์|มือถือ)[: .]{0,3}$"
)
_OPENING = re.compile(
    "(?m)^ ?([\u0e01-\u0e4e]{3,22}) {1,2}([\u0e01-\u0e4e]{3,22}) {1,2}"
    "(?=แจ้งว่า|แจ้งเรื่อง|ร้องเรียน|ร้องทุกข์|ขอ(?:ให้|แจ้ง|ร้อง)|โทร|บ้านเลข|เบอร์|อายุ|ผู้|0[0-9])"
)
_SIGNED_PHONE = re.compile(
    "(?m)^ ?([\u0e01-\u0e4e]{2,22}) {1,2}([\u0e01-\u0e4e]{3,22})"
    "[ \n]{0,3}(?:(?:โทร|เบอร์|ติดต่อ)[\u0e01-\u0e4e.: ]{0,20})?$"
)
_AFTER_PHONE = re.compile("[ (]{0,3}([\u0e01-\u0e4e]{3,22})(?![\u0e01-\u0e4e])")
_LEADS = ("ติดต่อ", "โทรหา", "ชื่อ")

_FULL_NEAR = f"{NAME_NEAR}[\u0e01-\u0e4e]* {{1,3}}[\u0e01-\u0e4e]"  # given and family name
GIVEN_NEAR = (
    loose(re.compile(_LED.replace("OTHER", _OTHER)), NAME_NEAR),
    either(
        loose(re.compile(rf"(?:{_PLAIN_SELF}|{_PLAIN_LABEL})\s*"), _FULL_NEAR),
        loose(re.compile(rf"(?:{_PLAIN_LABEL})\s+"), NAME_NEAR),
    ),
)
ROLES_NEAR = either(loose(_IN_ROLE, _FULL_NEAR), loose(_KHUN))
SIGNED_NEAR = either(loose(_OPENING), loose(_SIGNED, "\n"), "\n" + loose(_SIGNED), loose(_LISTED))
"""What a text must match, one of it, to be worth a look: see `sieve`."""


def find_names_given(text: str) -> Iterator[Mark]:
    """Find names that people give as their own, or say that somebody is called by."""
    if _SELF_NEAR.search(text):
        pattern = _SELF if "ชื่อ" in text else _SELF_UNNAMED
        for found in pattern.finditer(text):
            yield from _own(text, found, known_names())


def find_names_in_roles(text: str) -> Iterator[Mark]:
    """Find names that stand after a teacher, a monk, an uncle, or K. for คุณ."""
    if _ROLE_NEAR.search(text):
        for found in _IN_ROLE.finditer(text):
            yield from _in_role(text, found, known_names())
    if "K." in text:
        for found in _KHUN.finditer(text):
            if (name := NAME.match(text, found.end())) is not None:
                yield from named(text, name, known_names(), 2)


def find_names_signed(text: str) -> Iterator[Mark]:
    """Find given and family names that open a complaint, or stand on a line of their own."""
    for pattern in (_OPENING, _SIGNED) if "\n" in text else (_OPENING,):
        for found in pattern.finditer(text):
            names = known_names()
            if found[1] in names.trusted and found[2] in names.family:
                yield Mark(1, "PERSON", found.start(1), found.end(2))
    listed = list(_LISTED.finditer(text)) if "\n" in text else []
    known = sum(found[1] in known_names().given for found in listed)
    if known > 2 and known > len(listed) / 2:  # a list of names, whatever the others are called
        for found in listed:
            yield Mark(3.1, "PERSON", found.start(1), found.end(2))


def find_names_beside(text: str, phones: list[Mark]) -> Iterator[Mark]:
    """Find given names that stand next to a phone number: who is to be called."""
    for phone in phones:
        names = known_names()
        first = max(0, phone.start - 80)
        signed = _SIGNED_PHONE.search(text[: phone.start], first)
        if signed is not None and signed[1] in names.given and signed[2] not in names.goes_on:
            yield Mark(1.5, "PERSON", signed.start(1), signed.end(2))
        for found in (
            _ROLE_BEFORE_PHONE.search(text, first, phone.start),
            _ROLE_AFTER_PHONE.match(text, phone.end),
        ):
            if found is not None and _one_word(found[1], names):
                yield Mark(1.5, "PERSON", *found.span(1))
        far = _NICK_FAR_FROM_PHONE.search(text, first, phone.start)
        if far is not None and (far[1] in names.nicknames or far[1] in names.trusted):
            yield Mark(1.5, "PERSON", *far.span(1))
        before = _BEFORE_PHONE.search(text, first, phone.start)
        after = _AFTER_PHONE.match(text, phone.end)
        for found in (before, after):
            if found is None or text[found.end(1) :][:1] == ".":
                continue
            start = found.start(1) + _lead(found[1])
            name = text[start : found.end(1)]
            if text[:start].endswith((".", "ร้าน")) or not _full(name, names):
                continue
            end = family_end(text, found.end(1), names) if found is after else found.end(1)
            yield Mark(1, "PERSON", start, end)


def _full(name: str, names: Names) -> bool:
    """Tell whether a word is a given name, alone or with the family name glued to it."""
    given = longest(name, names.trusted)
    rest = name[given:]
    return given == len(name) or bool(
        given and (rest in names.family or (len(rest) > 3 and names.made.fullmatch(rest)))
    )


def _lead(word: str) -> int:
    """Length of the word that leads to a name and is glued to it."""
    return next((len(lead) for lead in _LEADS if word.startswith(lead)), 0)


def _one_word(name: str, names: Names) -> bool:
    """Tell whether a word between uncle (or teacher) and a phone is what he is called."""
    if name in names.nicknames or name in names.trusted:
        return True
    tokens = cut(name, names.dictionary)
    return len(tokens) == 1 and name not in names.goes_on and name not in names.roles


def _in_role(text: str, found: re.Match[str], names: Names) -> Iterator[Mark]:
    """Mark given and family name after a role; a given name alone may be anybody's."""
    name = NAME.match(text, found.end())
    if name is None or name[0] not in names.given:
        return
    if text[max(0, found.start() - 40) : found.start()].rstrip().endswith(names.place_words):
        return
    end = _surname(text, name.end(), names)
    if found["honour"]:
        pali = _PALI.match(text, name.end())
        if pali or found["honour"] != "พระ":  # พระ alone stands before many a place
            end = pali.end() if pali else family_end(text, name.end(), names, 1)
    if end > name.end():
        yield Mark(2, "PERSON", name.start(), end)


def _surname(text: str, start: int, names: Names) -> int:
    """Say where a family name that is known, or made as they are, ends; 0 where none follows."""
    end = family_end(text, start, names)
    word = text[start:end].strip()
    return end if word in names.family or names.made.fullmatch(word) else 0


def _own(text: str, found: re.Match[str], names: Names) -> Iterator[Mark]:
    """Mark a name that somebody gives as his own."""
    name = NAME.match(text, found.end())
    if name is None or (found["plain"] and not _may_be(found, name, names)):
        return
    if names.title.match(text, found.end()) or _of_business(text, found, name.end(), names):
        return
    role = _CALLED.match(name[0]) if "ชื่อ" in found[0] else None
    if role is not None and _called_so(
        name[0][role.end() :], bool(found["who"]), text, name, names
    ):
        yield Mark(2, "PERSON", name.start() + role.end(), name.end())
        return
    vouched = found["colon"] or found["label"] or found["called"] in ("ชื่อ", "ชื่อว่า")
    given = longest(name[0], names.trusted)
    alone = len(name[0]) > 4 and name[0] not in names.goes_on
    if found["who"] and name[0] in names.given and (alone or _surname(text, name.end(), names)):
        given = len(name[0])
    if found["who"] and not given and _unheard_of(name[0], names):
        given = len(name[0])
    if found["plain"]:
        end = family_end(text, name.end(), names, 1)
        label = not found["plain"].endswith(("ผม", "ดิฉัน", "ข้าพเจ้า", "ชื่อ"))
        label &= name.start() > found.end("plain")
        family = bool(_surname(text, name.end(), names))
        whole = given == len(name[0])
        if family and name[0] in names.given and found["plain"] == "ชื่อ":
            whole = True
        if (family or whole) and (end > name.end() or label) and (whole or label):
            yield Mark(2, "PERSON", name.start(), end)
    elif (
        given or vouched or (found["form"] and "สกุล" in found["form"]) or _nick(found, name, names)
    ):
        sure = 2 if found["form"] or vouched else int(bool(found["who"]))
        for mark in named(text, name, names, sure):
            yield mark._replace(sureness=2)


def _unheard_of(word: str, names: Names) -> bool:
    """Tell whether a word is in no dictionary and holds none that goes on with the sentence."""
    tokens = cut(word, names.dictionary)
    strange = any(len(t) > 1 and t not in names.known and t not in names.parts for t in tokens)
    return 4 <= len(word) <= 14 and strange and not any(t in names.goes_on for t in tokens)


def _of_business(text: str, found: re.Match[str], end: int, names: Names) -> bool:
    """Tell whether a shop or a house is called by a name, and nobody meant."""
    before = text[max(0, found.start() - 20) : found.start()].rstrip()
    return text[end : end + 20].lstrip(" ").startswith(names.businesses) or (
        found[0].startswith("ชื่อ") and before.endswith((*names.place_words, *names.businesses))
    )


def _called_so(rest: str, person: bool, text: str, name: re.Match[str], names: Names) -> bool:
    """Tell whether what follows uncle or sister after ชื่อ is what somebody is called."""
    if rest in names.nicknames:
        return True
    short = 1 < len(rest) <= 8 and text[name.end() : name.end() + 1] in ("", " ", "\n")
    return person and short and any(t not in names.goes_on for t in cut(rest, names.dictionary))


def _may_be(found: re.Match[str], name: re.Match[str], names: Names) -> bool:
    """Tell at small cost whether a word after ผม or ติดต่อ can be a name at all."""
    return (
        name.start() > found.end("plain")
        or name[0] in names.given
        or longest(name[0], names.trusted) == len(name[0])
    )


def _nick(found: re.Match[str], name: re.Match[str], names: Names) -> bool:
    """Tell whether a nickname is given as one."""
    return found["form"] == "ชื่อเล่น" and _one_word(name[0], names)
