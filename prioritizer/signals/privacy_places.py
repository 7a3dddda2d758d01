"""Find number plates and house numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from prioritizer.resources import read_toml
from prioritizer.signals.privacy_marks import Mark
from prioritizer.text.sieve import either, loose

# Cheap tests: most texts hold none of these, and are done.
_LETTERS_NUMBER = re.compile("[ก-ฮ][ก-ฮ][ -]{0,3}[0-9]")
_HEAVY_NEAR = re.compile("[ก-๎ ][0-9]{2}-[0-9]{4}")
_PLATE_NEAR = re.compile("ทะเบียน|ป้ายแดง|[Pp][Ll][Aa][Tt][Ee]")
_HOUSE_NEAR = re.compile("[เทห](?:ลข ?ที่|ี่อยู่|้องเลข)|[HhAa](?:ouse|ddress|OUSE|DDRESS)")

_MOO_NEAR = re.compile(r"[0-9]\s?(?:ม\.|หมู่|[Mm][Oo][Oo])")

_PLATE = (
    r"(?!รถ|คัน)(?:[0-9]{1,2}\s?)?(?:[ก-ฮ]{2,3}(?:\.\s?|\s{0,2}-?\s{0,2})|[ก-ฮ]\s?[ก-ฮ]\s{0,2}|[ก-ฮ]\s?-?\s?)"
    r"[0-9]{1,4}"
)
_LED = re.compile(
    r"(?:ทะเบียน|ป้ายแดง|(?:licen[cs]e )?plate)(?:\s*(?:รถ(?:ยนต์|จักรยานยนต์|เก๋ง|กระบะ|ตู้|บรรทุก|แท็กซี่)?|คือ|เลขที่|เลข|หมายเลข|ที่|number|no\.?|is))*"  # noqa: E501
    rf"\s*[:=]?\s*(?P<plate>{_PLATE}|[0-9]{{2}}-[0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)
_LED_NEXT = re.compile(
    r"\s?(?:,|/|และ|กับ|หรือ)\s?(?:ทะเบียน)?\s?(?P<plate>(?:[0-9]\s?)?[ก-ฮ]{2}\s?-?\s?[0-9]{1,4})(?![0-9])"
)
_YEAR = re.compile("[ก-ฮ]\\.? ?(?:2[45][0-9]{2}|[5-7][0-9])$")
_SERIES = re.compile(
    r"(?<![0-9ก-๎.,/])(?P<plate>[1-9](?P<letters>[ก-ฮ]{2})[ -]?[0-9]{1,4})(?![0-9])"
)
_VEHICLE_WORD = (
    r"(?:รถ(?:ยนต์|เก๋ง|กระบะ|ตู้|บรรทุก|จักรยานยนต์|สองแถว)?|แท็กซี่|แท๊กซี่|taxi|เก๋ง|กระบะ|มอเตอร์ไซค์|มอเตอร์ไซด์"
    r"|มอไซค์|มอไซ|วิน|คัน|ป้าย|สี[ก-๎]{2,8})\s*"
)
_VEHICLE = re.compile(
    _VEHICLE_WORD + r"(?P<plate>(?P<letters>[ก-ฮ]{2})[ -]?[0-9]{3,4})(?![0-9])", re.IGNORECASE
)
_TAXI = re.compile(
    r"(?:แท็กซี่|แท๊กซี่|เก๋ง|กระบะ|มอเตอร์ไซค์|มอเตอร์ไซด์|มอไซค์)[ก-๎]{1,16}\s"
    r"(?P<plate>(?P<letters>[ก-ฮ]{2})[ -]?[0-9]{3,4})(?![0-9])"
)
_VEHICLE_END = re.compile(_VEHICLE_WORD + "$", re.IGNORECASE)
# Lorries, buses and vans for hire: two digits, a dash, four digits.
_HEAVY = re.compile(
    r"(?:สิบล้อ|หกล้อ|พ่วง|รถ(?:บรรทุก|ทัวร์|เมล์|ตู้|โดยสาร|บัส|ขนดิน|ขยะ|เทรลเลอร์)?[ก-๎]{0,6})"
    r"\s*(?:เบอร์|หมายเลข|เลข)?\s*(?P<plate>[0-9]{2}-[0-9]{4})(?![0-9/-])"
)

_NUMBER = r"[0-9]{1,5}(?:/[0-9]{1,5})?(?:-[0-9]{1,4})?"
_AREA = r"(?:ม\.|หมู่ที่|หมู่บ้าน|หมู่|ซ\.|ซอย|ถ\.|ถนน|แขวง|ตำบล|ต\.|moo|m\.\s?[0-9]|soi|road|rd|thanon)"
_HOUSE_LED = re.compile(
    r"(?:บ้าน ?เลข ?ที่|เลขที่บ้าน|อยู่เลขที่|อยู่บ้านเลขที่|ที่อยู่(?:\s*(?:คือ|เลขที่|:))?|ห้อง(?:ชุด)?เลขที่|house (?:no\.?|number)|address\s*:?)"  # noqa: E501
    rf"\s*:?\s*(?P<house>{_NUMBER})(?![0-9]|/[0-9])",
    re.IGNORECASE,
)
_HOUSE_SLASH = re.compile(
    rf"(?<![0-9/.ก-๎-])(?P<house>[0-9]{{1,5}}/[0-9]{{1,5}}(?:-[0-9]{{1,4}})?)(?=\s*{_AREA})",
    re.IGNORECASE,
)
_HOUSE_MOO = re.compile(
    r"(?<![0-9/.ก-๎:-])(?P<house>[0-9]{1,4})(?=\s?(?:ม\.|หมู่(?:ที่)?|moo)\s?[0-9])", re.IGNORECASE
)
_HOUSE_BLOCK = re.compile(
    r"(?<![0-9/.ก-๎-])(?P<house>[0-9]{2,5}/[0-9]{1,5})(?=\s*(?:คอนโด|แฟลต|อพาร์ตเมน|อพาร์ทเมน|ทาวน์|condo)"
    r"|\s[A-Z][A-Za-z]+ (?i:road|rd|street|st|avenue|soi)\b)"
)
_HOUSE_ON = re.compile(
    r"(?:(?:ซอย|ซ\.|ถนน|ถ\.|หมู่บ้าน)\s?[ก-๎A-Za-z]{0,25}\s?[0-9/]{0,7}|(?<![0-9/])[0-9/]{1,7})"
    r"\s(?:บ้าน)?เลขที่\s?"
    rf"(?P<house>{_NUMBER})(?![0-9/])"
)
_HOUSE_BARE = re.compile(
    r"(?:(?<![ก-๎])(?:อยู่|หน้า|ข้าง|หลัง|ที่|ใน|ของ)?บ้าน|ห้อง|(?P<no>เลขที่))\s?(?P<house>[0-9]{1,4}/[0-9]{1,4})(?![0-9/])"
)
_HOUSE_STREET = re.compile(
    rf"(?:(?:อาคาร|ตึก(?:แถว)?|ห้องแถว|ร้าน|สำนักงาน|พาณิชย์)\s?)?เลขที่\s?(?P<house>{_NUMBER})(?![0-9/])"
    rf"(?=(?:\s?(?:,|และ|กับ|-)\s?(?:เลขที่)?\s?[0-9/]{{1,9}}){{0,3}}\s*{_AREA})",
    re.IGNORECASE,
)
_HOUSE_NEXT = re.compile(
    r"\s?(?:,|-|และ|กับ|ถึง|หรือ)\s?(?:หน้า)?(?:บ้าน)?(?:เลขที่)?\s?"
    rf"(?P<house>{_NUMBER})(?![0-9/])(?!\s?(?:คน|หลัง|วัน|เดือน|ปี|เมตร|ชั้น|ครั้ง|คัน|ตัว|บาท|น\.))"
)
_HOUSE_SPACED = re.compile(  # บ้านเลขที่ 301 302 305
    r" (?P<house>[0-9]{2,4})(?![0-9/:.-])(?=$|[ ,\n]|และ|กับ)"
    r"(?! ?(?:คน|หลัง|วัน|เดือน|ปี|เมตร|ชั้น|ครั้ง|คัน|ตัว|บาท|น\.|นาที))"
)
_LANE = re.compile(r"(?:ซอย|ซ\.|ถนน|ถ\.|แยก|สาย|soi|road)\s*[ก-๎A-Za-z.]{0,25}\s*$", re.IGNORECASE)
_PAPER = re.compile(
    r"(?:คำสั่ง|หนังสือ|ใบ[ก-๎]*|คำร้อง|สัญญา|โฉนด|ประกาศ|เอกสาร|ฎีกา|คดี|มติ|เรื่อง|บัญชี|รับ)\s*$"
)

_HOUSES = (
    *(_HOUSE_LED, _HOUSE_SLASH, _HOUSE_MOO, _HOUSE_BLOCK, _HOUSE_ON),
    *(_HOUSE_BARE, _HOUSE_STREET),
)
HOUSES_NEAR = either(*map(loose, _HOUSES))
"""What a text must match to be worth a look: see `sieve`."""


class _Places(NamedTuple):
    before_province: re.Pattern[str]
    round_province: re.Pattern[str]
    no_plate: frozenset[str]
    no_vehicle: tuple[str, ...]
    units: frozenset[str]
    months: frozenset[str]


@cache
def _places() -> _Places:
    spellings: set[str] = set()
    for province in read_toml("configs/words/provinces.toml")["provinces"]:
        spellings.update((province["name_th"], *province["aliases"]))
    thai = sorted(
        (s for s in spellings if len(s) > 2 and "ก" <= s[0] <= "๎" and s[-1] != "."),
        key=lambda s: (-len(s), s),
    )
    words = read_toml("configs/words/privacy.toml")
    return _Places(
        re.compile(
            rf"(?<![0-9ก-๎])(?P<plate>(?:[0-9]{{1,2}}\s?)?(?P<letters>[ก-ฮ]{{2,3}})\s?-?\s?[0-9]{{1,4}})"
            rf"\s*(?:จังหวัด|จ\.)?\s*(?={'|'.join(map(re.escape, thai))})"
        ),
        re.compile(
            rf"ทะเบียน[ก-๎: ]{{0,12}}?\s?(?P<plate>(?:[0-9]\s?)?[ก-ฮ]{{2,3}}\s?(?:จังหวัด|จ\.)?\s?"
            rf"(?:{'|'.join(map(re.escape, thai))})\s?[0-9]{{1,4}})(?![0-9])"
        ),
        frozenset(words["no_plate"].split()),
        tuple(words["no_vehicle"].split()),
        frozenset(words["units"].split()),
        frozenset(words["months"].split()),
    )


@cache
def plates_near() -> tuple[str, ...]:
    """Give what a text must match, one of them, to be worth a look: see `sieve`."""
    places = _places()
    return (
        either(*map(loose, (_LED, _HEAVY, _SERIES, _VEHICLE, _TAXI))),
        either(*map(loose, (places.round_province, places.before_province))),
    )


def find_plates(text: str) -> Iterator[Mark]:
    """Find number plates in a folded text: led by a word, by their form, or by a province."""
    if _PLATE_NEAR.search(text):
        for found in _LED.finditer(text):
            yield from _led_plates(text, found)
        for found in _places().round_province.finditer(text):
            yield Mark(5.15, "PLATE", *found.span("plate"))
    for found in _HEAVY.finditer(text) if "-" in text and _HEAVY_NEAR.search(text) else ():
        yield Mark(5.1, "PLATE", *found.span("plate"))
    if not _LETTERS_NUMBER.search(text):
        return
    places = _places()
    for pattern in (_SERIES, _VEHICLE, _TAXI, places.before_province):
        for found in pattern.finditer(text):
            plain = places.units if pattern is _SERIES else places.no_plate
            if found["letters"] in plain and not _on_vehicle(text, found):
                continue
            if found["letters"] in places.months and _YEAR.search(found["plate"]):
                continue
            if not text[: found.start()].rstrip().endswith(places.no_vehicle):
                yield Mark(5, "PLATE", *found.span("plate"))


def _led_plates(text: str, found: re.Match[str]) -> Iterator[Mark]:
    """Mark the plate after ทะเบียน, and those that follow it in a list; years are none."""
    places = _places()
    letters = re.sub("[^ก-ฮ]", "", found["plate"])
    dated = letters == "พศ" or (
        letters in places.months and text[: found.start()].rstrip().endswith(("ลง", "จด", "ขึ้น"))
    )
    short = re.search(r"\. |\D[0-9]{1,2}$", found["plate"]) is not None
    office = "." in found["plate"] and (len(letters) > 2 or (letters in places.no_plate and short))
    if office or (dated and _YEAR.search(found["plate"])):
        return
    yield Mark(5.2, "PLATE", *found.span("plate"))
    end = found.end("plate")
    while (more := _LED_NEXT.match(text, end)) is not None:
        yield Mark(5.1, "PLATE", *more.span("plate"))
        end = more.end()


def _on_vehicle(text: str, found: re.Match[str]) -> bool:
    """Tell whether letters that may be a unit stand on a vehicle, with a plate's many digits."""
    long = re.search("[0-9]{4}$|-[0-9]{3}$", found["plate"]) is not None
    return long and _VEHICLE_END.search(text, max(0, found.start() - 20), found.start()) is not None


def find_houses(text: str) -> Iterator[Mark]:
    """Find house numbers in a folded text; lanes, roads and villages keep theirs."""
    slash, near = "/" in text, _HOUSE_NEAR.search(text)
    found_at = []
    for found in _HOUSE_LED.finditer(text) if near else ():
        found_at.append((*found.span("house"), True))
    for found in _HOUSE_SLASH.finditer(text) if slash else ():
        if not _lane(text, found):
            found_at.append((*found.span("house"), False))
    for found in _HOUSE_BLOCK.finditer(text) if slash else ():
        if not _lane(text, found):
            found_at.append((*found.span("house"), False))
    for found in _HOUSE_ON.finditer(text) if near else ():
        lane = found[0].startswith(("ซ", "ถ", "ห"))
        if lane or text[: found.start()].rstrip().endswith(_roads()):
            found_at.append((*found.span("house"), True))
    for found in _HOUSE_MOO.finditer(text) if _MOO_NEAR.search(text) else ():
        if not _lane(text, found) and not re.fullmatch("2[45][0-9]{2}", found["house"]):
            found_at.append((*found.span("house"), False))
    for found in _HOUSE_STREET.finditer(text) if near else ():
        if not _PAPER.search(text, max(0, found.start() - 20), found.start()):
            found_at.append((*found.span("house"), True))
    for found in _HOUSE_BARE.finditer(text) if slash else ():
        paper = _PAPER.search(text, max(0, found.start() - 20), found.start())
        year = re.search(r"/(?:25|20)[0-9]{2}$", found["house"])
        if not (found["no"] and (paper or year)):
            found_at.append((*found.span("house"), True))
    for start, end, led in found_at:
        yield Mark(4, "HOUSE_NO", start, end)
        yield from _neighbours(text, end, led)


def _neighbours(text: str, end: int, led: bool) -> Iterator[Mark]:
    """Find the numbers that go on a list of house numbers: 99/70 กับ 99/72, 3 และ 5, 301 302."""
    for _ in range(8):
        found = _HOUSE_NEXT.match(text, end)
        spaced = _HOUSE_SPACED.match(text, end) if led else None
        if spaced is not None and text[:end].endswith(tuple("0123456789")):
            before = re.search("[0-9]+$", text[max(0, end - 6) : end])
            found = spaced if before and len(before[0]) == len(spaced["house"]) else found
        if found is None or not (led or "/" in found["house"]):
            return
        yield Mark(3.9, "HOUSE_NO", *found.span("house"))
        end = found.end()


def _lane(text: str, found: re.Match[str]) -> bool:
    """Tell whether a number is that of a lane, a shop or a section of a law."""
    if found["house"] in ("7/11", "24/7"):
        return True
    before = text[max(0, found.start() - 30) : found.start()]
    return _LANE.search(before) is not None or before.rstrip().endswith(_roads())


@cache
def _roads() -> tuple[str, ...]:
    return tuple(read_toml("configs/words/privacy.toml")["roads"].split())
