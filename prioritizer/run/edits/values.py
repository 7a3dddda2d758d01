"""What somebody typed into a yellow cell: a number, a date, a word, nothing, or not measured."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from openpyxl.utils.datetime import from_excel

from prioritizer.text import normalise, parse_date
from prioritizer.vocabulary import Both

NOT_MEASURED = "-"
_DASHES = frozenset("-–—−")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_FIRST_SERIAL, _LAST_SERIAL = 15_000, 300_000


class Unreadable(ValueError):
    """A cell that does not hold what its column holds; ``said`` says so."""

    def __init__(self, content: object, thai: str, english: str) -> None:
        text = str(content)[:40]
        self.said = Both(f"'{text}' {thai}", f"'{text}' {english}")
        super().__init__(content, thai, english)


_NO_NUMBER = "ไม่ใช่ตัวเลข", "is no number"
_NO_DATE = "ไม่ใช่วันที่", "is no date"


def is_blank(content: Any) -> bool:
    """Whether a cell says nothing, which is no edit."""
    return content is None or (isinstance(content, str) and not content.strip())


def read_number(content: Any) -> float | str:
    """Read a number, in Arabic or Thai digits; ``-`` is not measured.

    Raises
    ------
    Unreadable
        If it is none.

    Examples
    --------
    >>> read_number("๑,๒๕๐.๕"), read_number(3), read_number("-")
    (1250.5, 3.0, '-')
    """
    if isinstance(content, bool | date):
        raise Unreadable(content, *_NO_NUMBER)
    if isinstance(content, int | float):
        return float(content)
    text = normalise(str(content)).strip()
    if text in _DASHES:
        return NOT_MEASURED
    plain = text.translate(_DIGITS).replace(",", "").replace("\u00a0", "").strip()
    share = plain.endswith("%")
    try:
        number = float(plain.removesuffix("%"))
    except ValueError:
        raise Unreadable(text, *_NO_NUMBER) from None
    if number != number or number in (float("inf"), float("-inf")):
        raise Unreadable(text, *_NO_NUMBER)
    return number / 100 if share else number


def read_day(content: Any) -> tuple[date, bool]:
    """Read a date; a year above 2400 is Buddhist, and the second of the pair says so.

    Raises
    ------
    Unreadable
        If it is none.

    Examples
    --------
    >>> read_day("๑๖ กุมภาพันธ์ ๒๕๖๔")
    (datetime.date(2021, 2, 16), True)
    >>> read_day(datetime(2564, 2, 16))
    (datetime.date(2021, 2, 16), True)
    """
    if isinstance(content, bool):
        raise Unreadable(content, *_NO_DATE)
    if isinstance(content, int | float) and _FIRST_SERIAL < content < _LAST_SERIAL:
        content = from_excel(content)
    if isinstance(content, datetime):
        content = content.date()
    if isinstance(content, date):
        day = content
    else:
        text = normalise(str(content)).strip()
        found = parse_date(text, order="day_first")
        if found.kind != "day" or found.start is None:
            raise Unreadable(text, *_NO_DATE)
        return found.start, "buddhist_era" in found.guesses
    if day.year <= 2400:
        return day, False
    try:
        return day.replace(year=day.year - 543), True
    except ValueError:  # 29 February of a year that is none in the other era
        raise Unreadable(day, *_NO_DATE) from None


def read_text(content: Any) -> str:
    """Read words; a number or a date typed among words is written as one."""
    if isinstance(content, datetime):
        return content.date().isoformat()
    if isinstance(content, float) and content.is_integer():
        return str(int(content))
    return normalise(str(content)).strip()
