"""Find phone numbers that are written out in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prioritizer.signals.privacy_marks import Mark
from prioritizer.text.sieve import loose

_THAI = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGITS = {word: str(i) for words in (_THAI, _ENGLISH) for i, word in enumerate(words)}
_DIGITS |= {"โท": "2", "oh": "0"}
_WORD = "|".join(sorted(_DIGITS, key=lambda word: -len(word)))
_SPOKEN = re.compile(
    rf"(?<![A-Za-z])(?:ศูนย์|zero|oh)(?:[ ,-]{{0,2}}(?:{_WORD}|[0-9])){{8,9}}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_PHONE = re.compile("0[689][0-9]{8}|02[0-9]{7}|0[3457][1-9][0-9]{6}")

SPOKEN_NEAR = loose(_SPOKEN)
"""What a text must match to be worth a look: see `sieve`."""


def find_spoken(text: str) -> Iterator[Mark]:
    """Find phones in words, such as ศูนย์แปดหนึ่ง …, in a folded text."""
    if "ศูนย์" not in text and "ero" not in text and "ERO" not in text and "oh " not in text:
        return
    for found in _SPOKEN.finditer(text):
        words = re.findall(f"{_WORD}|[0-9]", found[0].lower())
        if _PHONE.fullmatch("".join(_DIGITS.get(word, word) for word in words)):
            yield Mark(6.6, "PHONE", *found.span())
