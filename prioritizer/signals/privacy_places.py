"""Find number plates and house numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from prioritizer.resources import read_toml
from prioritizer.signals.privacy_marks import Mark

# Cheap tests: most texts hold none of these, and are done.
_LETTERS_NUMBER = re.compile("[ก-ฮ][ก-ฮ][ -]{0,3}[0-9]")
_PLATE_NEAR = re.compile("[Pp][Ll][Aa][Tt][Ee]")
_HOUSE_NEAR = re.compile("[เทห](?:ลขที่|ี่อยู่|้องเลข)|[HhAa](?:ouse|ddress|OUSE|DDRESS)")

_PLATE = r"(?:[0-9]{1,2}\s?)?[ก-ฮ]{1,3}\s?-?\s?[0-9]{1,4}"
_LED = re.compile(
    r"(?:ทะเบียน|(?:licen[cs]e )?plate)(?:\s*(?:รถ(?:ยนต์|จักรยานยนต์|เก๋ง|กระบะ|ตู้|บรรทุก|แท็กซี่)?|คือ|เลขที่|เลข|หมายเลข|ที่|number|no\.?|is))*"  # noqa: E501
    rf"\s*[:=]?\s*(?P<plate>{_PLATE}|[0-9]{{2}}-[0-9]{{4}})(?![0-9])",
    re.IGNORECASE,
)
_SERIES = re.compile(
    r"(?<![0-9ก-๎.,/])(?P<plate>[1-9](?P<letters>[ก-ฮ]{2})[ -]?[0-9]{1,4})(?![0-9])"
)
_VEHICLE = re.compile(
    r"(?:รถ(?:ยนต์|เก๋ง|กระบะ|ตู้|บรรทุก|จักรยานยนต์|สองแถว)?|แท็กซี่|แท๊กซี่|taxi|เก๋ง|กระบะ|มอเตอร์ไซค์|มอเตอร์ไซด์|มอไซค์|มอไซ|วิน|คัน|สี[ก-๎]{2,8})"
    r"\s*(?P<plate>(?P<letters>[ก-ฮ]{2})[ -]?[0-9]{3,4})(?![0-9])",
    re.IGNORECASE,
)

_NUMBER = r"[0-9]{1,5}(?:/[0-9]{1,5})?(?:-[0-9]{1,4})?"
_AREA = r"(?:ม\.|หมู่ที่|หมู่บ้าน|หมู่|ซ\.|ซอย|ถ\.|ถนน|แขวง|ตำบล|ต\.|moo|soi|road|rd|thanon)"
_HOUSE_LED = re.compile(
    r"(?:บ้านเลขที่|เลขที่บ้าน|อยู่เลขที่|อยู่บ้านเลขที่|ที่อยู่(?:\s*(?:คือ|เลขที่|:))?|ห้อง(?:ชุด)?เลขที่|house (?:no\.?|number)|address\s*:?)"  # noqa: E501
    rf"\s*:?\s*(?P<house>{_NUMBER})(?![0-9/])",
    re.IGNORECASE,
)
_HOUSE_SLASH = re.compile(
    rf"(?<![0-9/.ก-๎-])(?P<house>[0-9]{{1,5}}/[0-9]{{1,5}}(?:-[0-9]{{1,4}})?)(?=\s*{_AREA})",
    re.IGNORECASE,
)
_HOUSE_MOO = re.compile(
    r"(?<![0-9/.ก-๎:-])(?P<house>[0-9]{1,4})(?=\s?(?:ม\.|หมู่(?:ที่)?|moo)\s?[0-9])", re.IGNORECASE
)
_HOUSE_BARE = re.compile(
    r"(?:(?<![ก-๎])บ้าน|ห้อง|(?P<no>เลขที่))\s?(?P<house>[0-9]{1,4}/[0-9]{1,4})(?![0-9/])"
)
_LANE = re.compile(r"(?:ซอย|ซ\.|ถนน|ถ\.|แยก|สาย|soi|road)\s*[ก-๎A-Za-z.]{0,25}\s*$", re.IGNORECASE)
_PAPER = re.compile(
    r"(?:คำสั่ง|หนังสือ|ใบ[ก-๎]*|คำร้อง|สัญญา|โฉนด|ประกาศ|เอกสาร|ฎีกา|คดี|มติ|เรื่อง|บัญชี|รับ)\s*$"
)


class _Places(NamedTuple):
    before_province: re.Pattern[str]
    no_plate: frozenset[str]


@cache
def _places() -> _Places:
    spellings: set[str] = set()
    for province in read_toml("configs/words/provinces.toml")["provinces"]:
        spellings.update((province["name_th"], *province["aliases"]))
    thai = sorted(
        (s for s in spellings if len(s) > 2 and "ก" <= s[0] <= "๎" and s[-1] != "."),
        key=lambda s: (-len(s), s),
    )
    return _Places(
        re.compile(
            rf"(?<![0-9ก-๎])(?P<plate>(?:[0-9]{{1,2}}\s?)?(?P<letters>[ก-ฮ]{{2,3}})\s?-?\s?[0-9]{{1,4}})"
            rf"\s*(?:จังหวัด|จ\.)?\s*(?={'|'.join(map(re.escape, thai))})"
        ),
        frozenset(read_toml("configs/words/privacy.toml")["no_plate"].split()),
    )


def find_plates(text: str) -> Iterator[Mark]:
    """Find number plates in a folded text: led by a word, by their form, or by a province."""
    for found in _LED.finditer(text) if "ทะเบียน" in text or _PLATE_NEAR.search(text) else ():
        yield Mark(5.2, "PLATE", *found.span("plate"))
    if not _LETTERS_NUMBER.search(text):
        return
    places = _places()
    for pattern in (_SERIES, _VEHICLE, places.before_province):
        for found in pattern.finditer(text):
            if found["letters"] not in places.no_plate:
                yield Mark(5, "PLATE", *found.span("plate"))


def find_houses(text: str) -> Iterator[Mark]:
    """Find house numbers in a folded text; lanes, roads and villages keep theirs."""
    for found in _HOUSE_LED.finditer(text) if _HOUSE_NEAR.search(text) else ():
        yield Mark(4, "HOUSE_NO", *found.span("house"))
    slash = "/" in text
    for pattern in (_HOUSE_SLASH, _HOUSE_MOO) if slash else (_HOUSE_MOO,):
        for found in pattern.finditer(text):
            if not _LANE.search(text, max(0, found.start() - 30), found.start()):
                yield Mark(4, "HOUSE_NO", *found.span("house"))
    for found in _HOUSE_BARE.finditer(text) if slash else ():
        paper = _PAPER.search(text, max(0, found.start() - 20), found.start())
        year = re.search(r"/(?:25|20)[0-9]{2}$", found["house"])
        if not (found["no"] and (paper or year)):
            yield Mark(4, "HOUSE_NO", *found.span("house"))
