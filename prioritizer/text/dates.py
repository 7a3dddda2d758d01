"""Read one date text the way Thai offices write dates, and say what was guessed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from prioritizer.text.date_forms import (
    BANGKOK,
    EMPTY,
    ERA_GAP,
    MONTH,
    MONTHS,
    PLAUSIBLE,
    SERIAL_YEARS,
    Era,
    fold,
    split_clock,
    year_of,
)

Kind = Literal["day", "month", "year", "interval", "ambiguous", "invalid", "empty"]
Order = Literal["day_first", "month_first"]


@dataclass(frozen=True)
class ParsedDate:
    """What a date text says.

    Attributes
    ----------
    kind : {"day", "month", "year", "interval", "ambiguous", "invalid", "empty"}
        How much is known. ``ambiguous``: it may mean several days, or a day that the text alone
        does not tell. ``invalid``: it names a day that does not exist or cannot be meant.
    start, end : date or None
        First and last day, both included; None for the last three kinds.
    guesses : tuple of str
        What was concluded rather than read: ``buddhist_era``, ``two_digit_year``, ``day_first``,
        ``month_first``, ``compact``, ``serial``, ``epoch``, ``time_zone``, ``fiscal_year``.

    Examples
    --------
    >>> str(parse_date("๑๖ ก.พ. ๖๔")), str(parse_date("03/04/2021")), str(parse_date("ก.พ. 2564"))
    ('2021-02-16', 'ambiguous', '2021-02')
    """

    kind: Kind
    start: dt.date | None = None
    end: dt.date | None = None
    guesses: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.start is None or self.end is None:
            return self.kind
        if self.kind == "interval":
            return f"{self.start.isoformat()}/{self.end.isoformat()}"
        return self.start.isoformat()[: {"year": 4, "month": 7}.get(self.kind, 10)]


_AHEAD = dt.timedelta(hours=7)  # Bangkok, in all years that are believed
_AMBIGUOUS, _INVALID, _EMPTY = ParsedDate("ambiguous"), ParsedDate("invalid"), ParsedDate("empty")

_ERA = r"(?:(?:ปี|year)\s*)?(?P<era>พศ|คศ|b\.?e\.?|c\.?e\.?|a\.?d\.?)?\s*"
_YEAR = rf"{_ERA}(?P<y>[0-9]{{4}}|[0-9]{{2}})(?:\s*(?P<era2>b\.?e\.?|c\.?e\.?|a\.?d\.?))?"
_FULL_YEAR = _YEAR.replace("|[0-9]{2}", "")
_SEP = r"\s*[-/.]\s*|\s+"
_MON = rf"(?P<mon>{MONTH})(?![a-zก-๎])\.?"
_YMD = re.compile(
    rf"(?P<y>[0-9]{{4}})(?P<sep>{_SEP})(?P<a>[0-9]{{1,2}})(?:{_SEP})(?P<b>[0-9]{{1,2}})"
)
_DMY = re.compile(rf"(?P<a>[0-9]{{1,2}})(?:{_SEP})(?P<b>[0-9]{{1,2}})(?:{_SEP}){_YEAR}")
_YM = re.compile(r"(?P<y>[0-9]{4})\s*[-/.]\s*(?P<m>[0-9]{1,2})")
_MY = re.compile(r"(?P<m>[0-9]{1,2})(?:\s*[-/.]\s*|\s*(?=ปี|พศ|คศ))" + _FULL_YEAR)
_D_MON_Y = re.compile(
    rf"(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?\s*[-/,.]?\s*(?:of )?{_MON}\s*[-/,']?\s*{_YEAR}"
)
_MON_D_Y = re.compile(
    rf"{_MON}\s*[-/]?\s*(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s*[,/-]\s*|\s+)'?{_YEAR}"
)
_Y_MON_D = re.compile(rf"{_FULL_YEAR}\s*[-/,]?\s*{_MON}\s*[-/,]?\s*(?P<d>[0-9]{{1,2}})")
_MON_Y = re.compile(rf"{_MON}\s*[-/,']?\s*{_YEAR}")
_Y_MON = re.compile(rf"{_FULL_YEAR}\s*[-/,]?\s*{_MON}")
_Y = re.compile(_FULL_YEAR)
_LABELLED_YEAR = re.compile(r"(?:ปี\s*(?P<era>พศ|คศ)?|(?P<era2>พศ|คศ))\s*(?P<y>[0-9]{2})")
_FISCAL = re.compile(
    rf"(?:ปี\s?งบ(?:ประมาณ|ฯ)?|งบ(?:ประมาณ)?(?:\s?ปี)?|fiscal year|fy)\s*(?:ปี\s*)?{_YEAR}"
)
_ISO = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[ T](?P<h>[0-9]{2}):(?P<m>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_QUARTER = re.compile(
    r"(?:ไตรมาส(?:ที่)?\s*(?P<q>[1-4])\s*(?:[/-]|ของ)?\s*(?P<th_fiscal>ปีงบประมาณ|ปีงบ)?"
    rf"|q(?P<q_en>[1-4])\s*[/-]?\s*(?P<en_fiscal>fy)?)\s*{_YEAR}"
)
_YEAR_QUARTER = re.compile(r"(?P<en_fiscal>fy)?\s*(?P<y>[0-9]{4})\s*[/-]?\s*q(?P<q>[1-4])")
_STAMP = re.compile(r"(?P<day>[0-9]{8})[ _-]?(?P<h>[0-9]{2})(?P<m>[0-9]{2})(?:[0-9]{2})?")
_LEAD = re.compile(
    r"^(?:(?:วันนี้|เมื่อวาน(?:นี้)?|(?:ตอน|ช่วง)?(?:เช้า|สาย|บ่าย|เย็น|ค่ำ|ดึก|คืน)(?=\s*วัน))\s*)?"
    r"(?:(?:ตั้งแต่|ระหว่าง|เมื่อ|ภายใน|ประจำ|ลง|ณ|on|date|by)\s*[:]?\s*)?"
    r"(?:(?:วัน)?(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)(?:\s*ที่)?\s*,?\s*"
    r"|(?:อา|พฤ|[จอพศส])\s*,?\s*(?=[0-9])"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+)?"
    r"(?:วันที่\s*:?\s*|ที่\s*)?"
)
_BETWEEN = re.compile(r"\s*(?:จนถึง|ถึง|~|\bto\b|\bthrough\b)\s*|\s+-\s+|/(?=[0-9]{4}-)|-")


def parse_date(text: str, *, order: Order | None = None) -> ParsedDate:
    """Read a date text.

    Years after 2400 are Buddhist; a date with a Buddhist year is written day first; moments with
    a time zone are told by the day in Bangkok. Two digits of a year mean one within 1990-2030;
    written-out years are believed from 1971 to 2100. Numbers may be ``yyyymmdd``, days since 1900
    as Excel counts (also where a Buddhist year was typed as a common one), or Unix seconds.
    It never raises.

    Parameters
    ----------
    text : str
        One cell.
    order : {"day_first", "month_first"}, optional
        What ``03/04/2021`` means in this column; without it, such a date is ambiguous.

    Returns
    -------
    ParsedDate
        ``str()`` of it is ``2021-02-16``, ``2021-02``, ``2021``, ``2020-10-01/2021-09-30``,
        ``ambiguous``, ``invalid`` or ``empty``.

    Examples
    --------
    >>> str(parse_date("ปีงบประมาณ 2564")), str(parse_date("1-15 ก.ย. 2564"))
    ('2020-10-01/2021-09-30', '2021-09-01/2021-09-15')
    >>> parse_date("03/04/2021", order="day_first").guesses
    ('day_first',)
    """
    if (iso := _ISO.fullmatch(text)) and (read := _from_iso(iso)):
        return read
    plain = fold(text)
    if plain in EMPTY:
        return _EMPTY
    if len(plain) > 80 or not any("0" <= c <= "9" for c in plain):
        return _AMBIGUOUS
    if (stamp := _STAMP.fullmatch(plain)) and int(stamp["h"]) < 24 and int(stamp["m"]) < 60:
        plain = stamp["day"]
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", plain) and (found := _from_number(plain)):
        return found
    return _point(plain, order) or _interval(plain, order) or _AMBIGUOUS


def _day(year: int | None, month: int, day: int, guesses: tuple[str, ...] = ()) -> ParsedDate:
    if year is None:
        return _INVALID
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return _INVALID
    return ParsedDate("day", found, found, guesses)


def _month(year: int | None, month: int, guesses: tuple[str, ...] = ()) -> ParsedDate:
    if year is None or not 1 <= month <= 12:
        return _INVALID
    last = calendar.monthrange(year, month)[1]
    return ParsedDate("month", dt.date(year, month, 1), dt.date(year, month, last), guesses)


def _year(year: int | None, guesses: tuple[str, ...] = ()) -> ParsedDate:
    if year is None:
        return _INVALID
    return ParsedDate("year", dt.date(year, 1, 1), dt.date(year, 12, 31), guesses)


def _from_iso(found: re.Match[str]) -> ParsedDate | None:
    """Read what most databases write; None where it needs a closer look."""
    try:
        day = dt.date.fromisoformat(found["day"])
        if found["h"]:
            moment = dt.datetime.combine(day, dt.time(int(found["h"]), int(found["m"])))
            if zone := found["zone"]:
                digits = zone[1:].replace(":", "").ljust(4, "0")
                ahead = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
                if ahead > dt.timedelta(hours=14):
                    return None
                day = (moment + _AHEAD - (-ahead if zone[0] == "-" else ahead)).date()
    except ValueError:
        return None
    if day.year not in PLAUSIBLE:
        return None
    return ParsedDate("day", day, day, ("time_zone",) if found["zone"] else ())


def _from_number(digits: str) -> ParsedDate | None:
    """Read a bare number; None where it may still be a date with a dot in it."""
    whole, _, fraction = digits.partition(".")
    number = float(digits)
    if not fraction or not fraction.strip("0"):
        if len(whole) == 4:
            return _year(*year_of(whole))
        if len(whole) == 8:
            return _from_eight(whole)
        if len(whole) == 6 and 1 <= int(whole[4:]) <= 12:
            year, guesses = year_of(whole[:4])
            if year is not None:
                return _month(year, int(whole[4:]), (*guesses, "compact"))
    for unit, low, high in ((1.0, 6e8, 4e9), (1e3, 6e11, 4e12)):
        if low <= number < high and len(whole) == len(str(int(number))):
            moment = dt.datetime.fromtimestamp(number / unit, BANGKOK)
            return _day(moment.year, moment.month, moment.day, ("epoch",))
    if 20_000 <= number < 300_000:
        moment_day = dt.date(1899, 12, 30) + dt.timedelta(days=int(number))
        buddhist = moment_day.year > 2400
        year = moment_day.year - (ERA_GAP if buddhist else 0)
        if year in SERIAL_YEARS:
            guesses = ("serial", "buddhist_era") if buddhist else ("serial",)
            return _day(year, moment_day.month, moment_day.day, guesses)
        return _INVALID if len(whole) < 6 else _AMBIGUOUS  # 160264 may be six digits of a day
    return None


def _from_eight(digits: str) -> ParsedDate:
    """Read yyyymmdd, or ddmmyyyy where only that can be meant."""
    year, guesses = year_of(digits[:4])
    if year is not None:
        return _day(year, int(digits[4:6]), int(digits[6:]), (*guesses, "compact"))
    year, guesses = year_of(digits[4:])
    if year is None:
        return _AMBIGUOUS
    return _in_order(digits[:2], digits[2:4], year, (*guesses, "compact"), None)


def _in_order(
    first: str, second: str, year: int | None, guesses: tuple[str, ...], order: Order | None
) -> ParsedDate:
    """Settle which of two numbers is the day."""
    a, b = int(first), int(second)
    if year is None:
        return _INVALID
    if b > 12 and a <= 12:
        if "buddhist_era" in guesses and order != "month_first":
            return _AMBIGUOUS  # Buddhist dates are written day first: something is amiss
        return _day(year, a, b, (*guesses, "month_first"))
    if a > 12 or a == b:
        return _day(year, b, a, guesses)
    if order == "month_first":
        return _day(year, a, b, (*guesses, "month_first"))
    if order == "day_first" or "buddhist_era" in guesses:
        return _day(year, b, a, (*guesses, "day_first"))
    return _AMBIGUOUS


def _era(found: re.Match[str]) -> Era:
    name = (found["era"] or found.groupdict().get("era2") or "").replace(".", "")
    return "be" if name in ("พศ", "be") else "ce" if name else ""


def _point(plain: str, order: Order | None) -> ParsedDate | None:
    """Read one day, month, year or fiscal year; None where the text is none of them."""
    if found := _FISCAL.fullmatch(plain):
        year, guesses = year_of(found["y"], _era(found))
        if year is None or year - 1 not in PLAUSIBLE:
            return _INVALID
        span = dt.date(year - 1, 10, 1), dt.date(year, 9, 30)
        return ParsedDate("interval", *span, (*guesses, "fiscal_year"))
    if found := _QUARTER.fullmatch(plain) or _YEAR_QUARTER.fullmatch(plain):
        return _quarter(found)
    rest, shift, exists = split_clock(plain)
    rest = _LEAD.sub("", rest, count=1).replace("เดือน", " ").replace("'", "").strip(" ,/@-")
    read = _calendar(" ".join(rest.split()), order)
    if read is None:
        return None
    if not exists:
        return _INVALID
    if shift is None or read.kind != "day" or read.start is None:
        return read
    there = dt.datetime.combine(read.start, dt.time()) + shift
    return _day(there.year, there.month, there.day, (*read.guesses, "time_zone"))


def _quarter(found: re.Match[str]) -> ParsedDate:
    """Read a quarter: of the calendar, or of the fiscal year where that is named."""
    said = found.groupdict()
    year, guesses = year_of(found["y"], _era(found) if "era" in said else "")
    number = int(said.get("q") or said.get("q_en") or 0)
    if year is None or year - 1 not in PLAUSIBLE:
        return _INVALID
    month = 3 * number - 2
    if said.get("th_fiscal") or said.get("en_fiscal"):
        guesses = (*guesses, "fiscal_year")
        year, month = (year - 1, 10) if number == 1 else (year, month - 3)
    last = calendar.monthrange(year, month + 2)[1]
    return ParsedDate("interval", dt.date(year, month, 1), dt.date(year, month + 2, last), guesses)


def _calendar(text: str, order: Order | None) -> ParsedDate | None:
    """Read a text that is nothing but day, month and year."""
    if found := _YMD.fullmatch(text):
        year, guesses = year_of(found["y"])
        return _day(year, int(found["a"]), int(found["b"]), guesses)
    if found := _DMY.fullmatch(text):
        year, guesses = year_of(found["y"], _era(found))
        if len(found["y"]) == 2 and int(found["a"]) > 31:  # 64-02-16
            year, guesses = year_of(found["a"])
            return _day(year, int(found["b"]), int(found["y"]), guesses)
        return _in_order(found["a"], found["b"], year, guesses, order)
    if re.fullmatch(r"[0-9]{8}", text):
        return _from_eight(text)
    for form in (_D_MON_Y, _MON_D_Y, _Y_MON_D):
        if found := form.fullmatch(text):
            year, guesses = year_of(found["y"], _era(found))
            return _day(year, MONTHS[found["mon"]], int(found["d"]), guesses)
    for form in (_MON_Y, _Y_MON):
        if found := form.fullmatch(text):
            if len(found["y"]) == 2 and not _era(found) and int(found["y"]) <= 31:
                return _AMBIGUOUS  # a day without a year, or a month of a short year
            year, guesses = year_of(found["y"], _era(found))
            return _month(year, MONTHS[found["mon"]], guesses)
    for form in (_YM, _MY):
        if found := form.fullmatch(text):
            era = _era(found) if form is _MY else ""
            year, guesses = year_of(found["y"], era)
            return _month(year, int(found["m"]), guesses)
    if found := _Y.fullmatch(text):
        return _year(*year_of(found["y"], _era(found)))
    if found := _LABELLED_YEAR.fullmatch(text):
        return _year(*year_of(found["y"], _era(found)))
    return None


def _interval(plain: str, order: Order | None) -> ParsedDate | None:
    """Read two points with something like "to" between them."""
    for cut in _BETWEEN.finditer(plain):
        left, right = plain[: cut.start()].strip(), plain[cut.end() :].strip()
        last = _point(right, order)
        if last == _INVALID and re.fullmatch(r"[0-9]{1,2}", _LEAD.sub("", left, count=1).strip()):
            return _INVALID
        if not left or last is None or last.start is None or last.end is None:
            continue
        first = _completed(left, last, order)
        if first is None or first.start is None:
            continue
        if first.start > last.end or first.kind != last.kind:
            return _INVALID if first.kind == last.kind else _AMBIGUOUS
        guesses = tuple(dict.fromkeys((*first.guesses, *last.guesses)))
        return ParsedDate("interval", first.start, last.end, guesses)
    return None


def _completed(left: str, last: ParsedDate, order: Order | None) -> ParsedDate | None:
    """Read the first point of a span; what it leaves out it shares with the last."""
    assert last.start is not None
    year = last.start.year + (ERA_GAP if "buddhist_era" in last.guesses else 0)
    bare = _LEAD.sub("", left, count=1).strip()
    if re.fullmatch(r"[0-9]{1,2}", bare) and last.kind == "day":
        return _day(last.start.year, last.start.month, int(bare), last.guesses)
    if (whole := _point(left, order)) is not None and whole.start is not None:
        return whole
    for between in (" ", "/"):
        if (whole := _point(f"{bare}{between}{year}", order)) is not None:
            return whole
    return None
