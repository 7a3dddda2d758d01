"""Find what is written in digits and Latin letters: ids, phones, accounts, addresses on the net."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from prioritizer.resources import read_toml
from prioritizer.signals.privacy_marks import Mark
from prioritizer.text.sieve import either, loose

_GAP = r"(?:\s?[-.]\s?|\s)"  # what may part the groups of one number
_BEFORE = r"(?<![0-9A-Za-z])(?<![0-9A-Za-z][-/.,])"
_AFTER = r"(?![0-9A-Za-z])(?![-/.,][0-9])"

# Cheap tests: most texts hold none of these, and are done.
_AT = re.compile(r"[@(\[](?:(?<=@)|at[)\]])", re.IGNORECASE)
_LINE_NEAR = re.compile("[ไLl](?:ล|[Ii][Nn][Ee])")
_LONG = re.compile(r"[0-9](?:[^0-9\n]{0,3}[0-9]){6}")

EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}\s?(?:@|\(at\)|\[at\])\s?"
    r"(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}|(?:gmail|hotmail|outlook|yahoo|icloud)\b)",
    re.IGNORECASE | re.ASCII,
)

_ID = re.compile(r"(?<![0-9A-Za-z])(?<![0-9][,.])[0-9](?:[ .-]?[0-9]){12}(?![0-9])(?![-.,][0-9])")
_ID_SHAPE = re.compile(r"[0-9][ .-][0-9]{4}[ .-][0-9]{5}[ .-][0-9]{2}[ .-][0-9]")
_ID_KEY = re.compile(
    r"(?:(?:เลข|รหัส)\s?13\s?หลัก"
    r"|ประชาชน|ประจำตัว(?!ผู้เสีย)|ปชช\.?|national id|id card|citizen id|personal id)[^0-9]{0,30}$",
    re.IGNORECASE,
)
_BAHT = re.compile(r"\s*(?:บาท|฿|baht|thb)", re.IGNORECASE)

_PASSPORT = re.compile(
    r"(?:passport|พาสปอร์ต|หนังสือเดินทาง)(?:\s*(?:no\.?|number|เลขที่|หมายเลข|คือ|is))*\s*[.:#]*\s*"
    r"([A-Za-z]{1,2}\s?[0-9]{6,8}|[0-9]{8,9})(?![0-9A-Za-z])",
    re.IGNORECASE,
)

_PHONE = re.compile(
    rf"(?<![0-9])(?:(?:\+|00)\s?66|\(\+66\)|\(?0)\)?(?:{_GAP}?\(?[0-9]\)?){{8,11}}(?:-[0-9]{{1,2}}(?![0-9]))?"
    r"(?![0-9A-Za-z])(?!-[0-9A-Z])(?!,[0-9]{3}(?![0-9-]))",
)
_ABROAD = re.compile(
    rf"(?<![0-9A-Za-z+])\+(?!66)[1-9](?:{_GAP}?\(?[0-9]\)?){{8,13}}(?![0-9A-Za-z])"
)
_TOLD = re.compile(
    r"(?:โทรศัพท์|โทรกลับ|โทร|เบอร์(?:มือถือ|ติดต่อ|โทร)?|มือถือ|(?<![a-z])(?:tel|phone|mobile|call|fax))"
    rf"(?:\s*(?:มา|หา|ที่|เบอร์|หมายเลข|คือ|no|number))*\s*[.:]*\s*((?:66|0)?[0-9](?:{_GAP}?[0-9]){{6,10}})"
    r"(?![0-9A-Za-z])(?![-/.,][0-9])",
    re.IGNORECASE,
)
_SERIAL = re.compile(
    r"(?:(?:เสา|มิเตอร์|หม้อแปลง|ตู้|เครื่อง|กล้อง)[ก-๎]{0,10}\s?(?:หมายเลข|เลขที่|เลข)|รหัส[ก-๎]{0,12}|เลข(?:ที่)?(?:คำร้อง|รับแจ้ง|เคส|เรื่อง|พัสดุ|เสา|มิเตอร์|ครุภัณฑ์|สัญญา|ใบ[ก-๎]{0,8})"
    r"|หมายเลข(?:คำร้อง|เสา|เรื่อง|งาน|เครื่อง|มิเตอร์|ครุภัณฑ์)|(?<![a-z])(?:ticket|case|ref|order|job)(?: (?:no|id))?)"  # noqa: E501
    r"\s*[.:#]*\s*$",
    re.IGNORECASE,
)

_BANK_NAME = (
    r"กสิกร(?:ไทย)?|กรุงไทย|กรุงเทพ|กรุงศรี(?:อยุธยา)?|ไทยพาณิชย์|ออมสิน|ทหารไทย(?:ธนชาต)?|ธนชาต|ทีเอ็มบี"
    r"|ทีทีบี|ธ\.?ก\.?ส\.?|ธ\.?อ\.?ส\.?|อาคารสงเคราะห์|ยูโอบี|เกียรตินาคิน|ซีไอเอ็มบี"
    r"|scb|kbank|ktb|bbl|gsb|ttb|tmb|bay|uob|cimb|baac"
)
_BANK_SHAPE = re.compile(rf"{_BEFORE}[0-9]{{3}}[- ][0-9][- ][0-9]{{5}}[- ][0-9]{_AFTER}")
_BANK_KEY = re.compile(
    rf"(?:บัญชี|(?:ธนาคาร|ธ\.|bank)\s?(?:{_BANK_NAME})|(?<![a-z])(?:{_BANK_NAME})(?![a-zก-๎])"
    r"|พร้อมเพย์|promptpay|(?<![a-z])account|(?<![a-z])a/?c(?![a-z]))"
    rf"(?:\s*(?:ธนาคาร|ธ\.|{_BANK_NAME}|เลขที่|หมายเลข|เลข|บัญชี|คือ|number|no|is|ออมทรัพย์|ชื่อบัญชี))*"
    rf"\s*[.:]*\s*([0-9](?:[ -]?[0-9]){{9,14}})(?![0-9])(?![,.][0-9])",
    re.IGNORECASE,
)
_CARD = re.compile(rf"{_BEFORE}[3-6][0-9]{{3}}(?:[ -]?[0-9]{{4}}){{3}}{_AFTER}")

_LINE = re.compile(
    r"(?:(?<![a-z])line(?:(?![a-z])|(?=id *[:=]))|(?<!ออน)(?<!ออฟ)ไล(?:น์|น(?![ก-๎])))"
    r"(?P<id> *(?:id|ไอดี|@(?= *[:=])))? *(?:(?:มา|ไป|ได้)?ที่|(?:ของ)?(?:ผม|หนู|ดิฉัน))?"
    r" *(?:คือ|is|ชื่อ)? *(?P<sep>[:=]?) *"
    r"(?P<handle>@?[a-z0-9][a-z0-9._-]{3,29})(?![a-z0-9@])",
    re.IGNORECASE,
)
_LINE_LINK = re.compile(r"line\.me/(?:R/)?ti/p/[~@%]?(?P<handle>[a-z0-9._-]{4,30})", re.IGNORECASE)
# Somebody asks to be added, and says by which name.
_ADD = re.compile(
    r"(?:แอด|(?<![A-Za-z])[Aa]dd|ทัก)(?:มา|ไป|เพื่อน|หา|ได้|ที่|me|:| ){0,12}"
    r"(?P<handle>@[A-Za-z0-9][A-Za-z0-9._-]{3,29})"
)
_ADD_ID = re.compile(
    r"(?<![A-Za-z])(?:[Ii][Dd]|ไอดี)\s?[:=]?\s?(?P<handle>@?[A-Za-z][A-Za-z0-9._-]{3,29})(?![A-Za-z0-9@])"
    r"(?=.{0,20}(?:แอด|ทัก))"
)
_MEASURE = re.compile(r"[0-9]+(?:kv|kva|kw|kwh|km|mm|cm|inch|amp)", re.IGNORECASE)
_LINE_LED = re.compile(r"(?:ไอดี|(?<![a-z])id|แอด|add|ทัก|ทาง)\s*$", re.IGNORECASE)

HANDLES_NEAR = either(*map(loose, (_PASSPORT, EMAIL, _LINE, _LINE_LINK, _ADD, _ADD_ID)))
NUMBERS_NEAR = either(*map(loose, (_ID, _PHONE, _ABROAD, _TOLD, _BANK_SHAPE, _BANK_KEY, _CARD)))
"""What a text must match to be worth a look: see `sieve`."""


def national_id_holds(digits: str) -> bool:
    """Tell whether 13 digits are a Thai national id by its check digit.

    >>> national_id_holds("1101700203450"), national_id_holds("1101700203451")
    (True, False)
    """
    if len(digits) != 13 or digits[0] not in "12345678":
        return False
    total = sum((13 - i) * int(digit) for i, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == int(digits[12])


@cache
def _public() -> frozenset[str]:
    return frozenset(read_toml("configs/words/privacy.toml")["line_public"].split())


def find_handles(text: str) -> Iterator[Mark]:
    """Find e-mail addresses, LINE ids and passports in a folded text."""
    if "passport" in text.lower() or "พาสปอร์ต" in text or "หนังสือเดินทาง" in text:
        for found in _PASSPORT.finditer(text):
            yield Mark(8.5, "PASSPORT", *found.span(1))
    if _AT.search(text):
        for found in EMAIL.finditer(text):
            yield Mark(9, "EMAIL", *found.span())
    if _LINE_NEAR.search(text):
        yield from _line_ids(text)
    if "แอด" in text or "ทัก" in text or "dd" in text:
        yield from _added(text)


def find_numbers(text: str) -> Iterator[Mark]:
    """Find national ids, phones and accounts in a folded text."""
    if not _LONG.search(text):
        return
    yield from _national_ids(text)
    yield from _phones(text)
    yield from _accounts(text)


def _line_ids(text: str) -> Iterator[Mark]:
    for found in _LINE_LINK.finditer(text):
        yield Mark(6.9, "LINE_ID", *found.span("handle"))
    for found in _LINE.finditer(text):
        handle = found["handle"].rstrip(".-_")
        led = bool(found["id"] or found["sep"] or _LINE_LED.search(text, 0, found.start()))
        if handle.lstrip("@").lower() in _public() or len(handle) < 4 or _MEASURE.fullmatch(handle):
            continue
        odd = re.search("[0-9_.]", handle) is not None and not handle.isdigit()
        touching = found.start("handle") == found.end() - len(found[0].rstrip())
        if handle.startswith("@") or led or (odd and not touching):
            start = found.start("handle")
            yield Mark(6.8, "LINE_ID", start, start + len(handle))


def _added(text: str) -> Iterator[Mark]:
    for pattern in (_ADD, _ADD_ID):
        for found in pattern.finditer(text):
            handle = found["handle"].rstrip(".-_")
            if handle.lstrip("@").lower() not in _public() and re.search("[0-9@._]", handle):
                start = found.start("handle")
                yield Mark(6.7, "LINE_ID", start, start + len(handle))


def _national_ids(text: str) -> Iterator[Mark]:
    for found in _ID.finditer(text):
        digits = re.sub("[^0-9]", "", found[0])
        shaped = _ID_SHAPE.fullmatch(found[0]) is not None
        named = _ID_KEY.search(text, max(0, found.start() - 45), found.start()) is not None
        plain = found[0].isdigit() and national_id_holds(digits)
        if _BAHT.match(text, found.end()) or not (shaped or named or plain):
            continue
        yield Mark(8, "TH_NID", *found.span())


def _phones(text: str) -> Iterator[Mark]:
    for found in _PHONE.finditer(text):
        if not _is_phone(found[0]) or not _stands_alone(text, found.start()):
            continue
        if _BAHT.match(text, found.end()):
            continue
        wrapped = found[0].startswith("(") and found[0].find(")") == len(found[0]) - 1
        start = found.start() + wrapped
        yield Mark(6.5, "PHONE", start, found.end() - _open_bracket(text[start : found.end()]))
    for found in _ABROAD.finditer(text):
        yield Mark(6.4, "PHONE", *found.span())
    for found in _TOLD.finditer(text):
        if not re.match(r"1[0-9]{3}(?![0-9])", found[1]):
            yield Mark(6.3, "PHONE", *found.span(1))


def _open_bracket(number: str) -> int:
    """Count a bracket at the end that the number did not open."""
    return int(number.endswith(")") and number.count(")") > number.count("("))


def _is_phone(written: str) -> bool:
    """Tell whether digits and gaps are a Thai number, mobile or land line, as people group it."""
    bare = re.sub(r"^(?:\(?(?:\+|00)\s?66\)?)[ .-]*(?:\(0\)|0)?", "0", written)
    main = re.sub(r"-[0-9]{1,2}$", "", bare)
    for number in dict.fromkeys((bare, main)):
        digits = re.sub("[^0-9]", "", number)
        mobile = len(digits) == 10 and re.match("0[689]", digits)
        landline = len(digits) == 9 and re.match("02|0[3457][1-9]", digits)
        if not (mobile or landline):
            continue
        gaps = {gap.strip() for gap in re.findall(r"[ .-]+", number.replace(")", ""))} - {""}
        groups = re.findall("[0-9]+", number)
        if len(gaps) > 1 or (len(groups) >= 5 and all(len(group) == 2 for group in groups)):
            return False
        return all(len(group) > 1 for group in groups[1:])
    return False


def _stands_alone(text: str, start: int) -> bool:
    """Tell whether a number is no part of a longer code and no serial number of something."""
    before = text[max(0, start - 30) : start]
    if re.search(r"[0-9](?:[ -]?[0-9]){8},\Z", before):  # a second number after a comma
        return True
    if re.search(r"[0-9]\Z", before) or re.search(r"[0-9A-Za-z][-.,#]\Z", before):
        return False
    if re.search(r"[A-Za-z]\Z", before):
        return (
            re.search(r"(?<![A-Za-z])(?:tel|call|mobile|phone|fax|line|t|m)\Z", before, re.I)
            is not None
        )
    if re.search(r"[0-9]/\Z", before):  # a second number after a slash
        return re.search(r"[0-9](?:[ -]?[0-9]){7}/\Z", before) is not None
    return _SERIAL.search(before) is None


def _accounts(text: str) -> Iterator[Mark]:
    for found in _BANK_SHAPE.finditer(text):
        yield Mark(6, "BANK", *found.span())
    for found in _BANK_KEY.finditer(text):
        word = found[0][: found.start(1) - found.start()].lower()
        yield Mark(7 if "บัญชี" in word or "account" in word else 5, "BANK", *found.span(1))
    for found in _CARD.finditer(text):
        if _luhn_holds(re.sub("[^0-9]", "", found[0])):
            yield Mark(7.5, "BANK", *found.span())


def _luhn_holds(digits: str) -> bool:
    total = 0
    for i, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + i % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
