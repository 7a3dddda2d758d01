"""The calendar behind date texts: eras, windows of years, month names, clocks."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA_GAP = 543  # Buddhist era minus Common Era, for years after 1940

PLAUSIBLE = range(1971, 2101)
"""Years that a written-out year may mean. 1970-01-01 is what an empty database cell becomes."""
GUESSED = range(1990, 2031)
"""Years that two digits may mean: within it no pair of digits is both a BE and a CE year."""
SERIAL_YEARS = range(1990, 2041)
"""Years that a bare number may mean as a day count of Excel."""

Era = Literal["", "be", "ce"]

_MONTHS = {
    1: "มกราคม มกรา มค january jan",
    2: "กุมภาพันธ์ กุมภาพันธุ์ กุมภาพัน กุมภา กพ february feb",
    3: "มีนาคม มีนา มีค march mar",
    4: "เมษายน เมษา เมย april apr",
    5: "พฤษภาคม พฤษภา พค may",
    6: "มิถุนายน มิถุนา มิย june jun",
    7: "กรกฎาคม กรกฏาคม กรกฎา กรกฏา กค july jul",
    8: "สิงหาคม สิงหา สค august aug",
    9: "กันยายน กันยา กย september sept sep",
    10: "ตุลาคม ตุลา ตค october oct",
    11: "พฤศจิกายน พฤศจิกา พฤษจิกายน พฤศจิกายม พย november nov",
    12: "ธันวาคม ธันวา ธค december dec",
}
MONTHS = {name: month for month, names in _MONTHS.items() for name in names.split()}
MONTH = "|".join(sorted(MONTHS, key=lambda name: (-len(name), name)))

EMPTY = frozenset(
    [
        *[
            "",
            "-",
            "--",
            "---",
            "- -",
            ".",
            "..",
            "n/a",
            "#n/a",
            "na",
            "null",
            "none",
            "nan",
            "nat",
        ],
        *["nat", "unknown", "not specified", "(blank)", "tba", "tbc", "undated"],
        *["ไม่ระบุ", "(ไม่ระบุ)", "ไม่ทราบ", "ไม่มี", "ไม่มีข้อมูล", "ไม่ปรากฏ", "ว่าง", "ไม่ได้ระบุ", "ไม่แน่ชัด"],
        *["ไม่ทราบวันที่", "ไม่ระบุวันที่", "ไม่มีวันที่", "จำวันที่ไม่ได้"],
    ]
)

_CHARACTERS = str.maketrans(
    "๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９‐‑‒–—−／：．",
    "01234567890123456789------/:.",
)
_DOT_IN_THAI = re.compile("(?<=[ก-๎])\\.(?: (?=[คพยศ]\\.))?")
_TIME = re.compile(
    r"(?:เวลา\s*)?(?<![0-9:.])(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"|\.(?P<minute_th>[0-9]{2})(?=\s*(?:น(?![ก-๎])|นาฬิกา)))(?![0-9])"
    r"\s*(?P<half>[ap]\.?m\.?(?![a-z]))?\s*(?:น(?![ก-๎])\.?|นาฬิกา)?"
    r"(?:\s*(?:utc|gmt)?(?P<zone>z|[+-][0-9]{2}(?::?[0-9]{2})?)(?![0-9])|\s*(?P<utc>utc|gmt))?"
    r"(?:\s*\([a-z ]+\))?"
)
_TIME_SPAN = re.compile(
    r"(?:เวลา\s*)?[0-9]{1,2}[:.][0-9]{2}\s*(?:น\s*)?(?:-|ถึง)\s*[0-9]{1,2}[:.][0-9]{2}\s*น(?![ก-๎])\.?"
)


_ERA_NAME = re.compile("(พุทธ|คริสต์?)ศักราช")
_ERA_GLUED = re.compile("(?<=[ก-๎])(?=(?:พศ|คศ)\\s*[0-9])")
_ERA_LAST = re.compile(r"\s*\((พศ|คศ)\)$")
_MONTH_APART = re.compile("(?<=[0-9] )(ก|มี|มิ|เม|ม|พ|ส|ต|ธ) (พ|ค|ย)(?= ?[0-9])")
_WRAPPED = re.compile(r"[(\[]([^()\[\]]*[0-9][^()\[\]]*)[)\]]")
_ODD_MARKS = re.compile(r"([0-9]{1,2})\s?([,\\])\s?([0-9]{1,2})\s?\2\s?([0-9]{4}|[0-9]{2})")


def fold(text: str) -> str:
    """Write a date text plainly: small letters, Arabic digits, one dash, no dots in Thai."""
    plain = " ".join(text.translate(_CHARACTERS).lower().split()).strip('"“”‘’ ')
    if plain[-1:] in (".", ",", ";") and plain[-2:-1].isdigit():
        plain = plain[:-1]
    if "(" in plain or "[" in plain:
        plain = " ".join(_WRAPPED.sub(r" \1 ", plain).split())
    if "ศ" in plain:
        plain = _ERA_NAME.sub(lambda era: "พศ " if era[1] == "พุทธ" else "คศ ", plain)
    plain = _MONTH_APART.sub(r"\1\2", _ERA_LAST.sub("", _DOT_IN_THAI.sub("", plain)))
    if "," in plain or "\\" in plain:
        plain = _ODD_MARKS.sub(r"\1/\3/\4", plain)
    return _ERA_GLUED.sub(" ", plain)


def year_of(digits: str, era: Era = "") -> tuple[int | None, tuple[str, ...]]:
    """Tell the CE year that two or four digits mean, and by which guesses; None = none can be.

    >>> year_of("2564"), year_of("64"), year_of("21"), year_of("2664")
    ((2021, ('buddhist_era',)), (2021, ('two_digit_year', 'buddhist_era')), \
(2021, ('two_digit_year',)), (None, ()))
    """
    number = int(digits)
    if len(digits) == 4:
        if era == "be" or (era == "" and number > 2400):
            number -= ERA_GAP
            return (number, ("buddhist_era",)) if number in PLAUSIBLE else (None, ())
        return (number, ()) if number in PLAUSIBLE else (None, ())
    if era != "ce" and (year := 2500 + number - ERA_GAP) in GUESSED:
        return year, ("two_digit_year", "buddhist_era")
    if era != "be":
        for year in (2000 + number, 1900 + number):
            if year in GUESSED:
                return year, ("two_digit_year",)
    return None, ()


_DOTTED_END = re.compile(r"(.+[-/. ก-๎][0-9]{2,4}) ([01]?[0-9]|2[0-3])\.([0-5][0-9])")
_VAGUE = re.compile(
    r"[\s(/,-]*(?:(?:เวลา|ช่วง|ตอน|ประมาณ)\s*)*(?:[0-9]{1,2}\s*(?:โมง|ทุ่ม)\s*)?"
    r"(?:เช้า|สาย|เที่ยง|บ่าย|เย็น|ค่ำ|ดึก|กลางคืน|กลางวัน|หัวค่ำ|ครึ่ง|ตรง|กว่า|ๆ|สอง|สาม|สี่)*\s*"
    r"(?:ครับ|ค่ะ|คะ|นะ)*\s*\)?$"
)
_THAI_END = re.compile(r"[ก-๎]\)?$")


def split_clock(text: str) -> tuple[str, dt.timedelta | None, bool]:
    """Take the time of day off a folded date text.

    Returns the text without it, how far the day's midnight must be moved to reach that moment
    in Bangkok (None: no zone was given, the day stands as written), and whether the clock reads
    a time that exists.
    """
    text = re.sub(r"(?<=[0-9])t(?=[0-9])", " t", text)
    text = re.sub(r"(?<= t)([0-9]{2})([0-9]{2})([0-9]{2})?(?![0-9:])", r"\1:\2", text)
    joined = " t" in text
    text = re.sub(r" t(?=[0-9])", " ", text)
    text = _TIME_SPAN.sub(" ", text)
    if dotted := _DOTTED_END.fullmatch(text):
        text = f"{dotted[1]} {dotted[2]}:{dotted[3]}"
    if _THAI_END.search(text):
        text = _VAGUE.sub("", text, count=1)
    found = _TIME.search(text)
    if found is None:
        return text, None, True
    minute = int(found["minute"] or found["minute_th"])
    hour, second = int(found["hour"]), int(found["second"] or 0)
    zone = found["zone"] or ("z" if found["utc"] else "")
    if zone.startswith("-") and not (joined or found["second"]):
        return text, None, True  # a span of hours, such as 10:30-12:00, or no clock at all
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip(" ,")
    if found["half"]:
        if not 1 <= hour <= 12:
            return rest, None, False
        hour = hour % 12 + (12 if found["half"][0] == "p" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute):
        return rest, None, False
    if not zone:
        return rest, None, True
    ahead = dt.timedelta()
    if zone != "z":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        ahead = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if ahead > dt.timedelta(hours=14):
            return rest, None, False
        ahead = -ahead if zone[0] == "-" else ahead
    return rest, dt.timedelta(hours=hour + 7, minutes=minute) - ahead, True
