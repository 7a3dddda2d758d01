"""Say in Thai why a file was refused, and how to mend it."""

from __future__ import annotations

import re
from functools import cache

from prioritizer.resources import read_toml

_GAP = re.compile(r"\\\{(\w+)\\\}")  # {name} once escaped


def refusal_in_thai(said: str) -> str:
    """Translate a refusal; what the word list does not know stays in English.

    Parameters
    ----------
    said : str
        What an `InputError` says: message, blank, mend.

    Examples
    --------
    >>> refusal_in_thai("a.csv: no header: the file is empty. Export it again.")
    'a.csv: ไม่มีหัวตาราง เพราะไฟล์ว่างเปล่า โปรดส่งออกไฟล์ใหม่'
    >>> refusal_in_thai("Something else.")
    'Something else.'
    """
    says, mends = _phrases()
    for pattern, thai in says:
        if (found := pattern.match(said)) is not None:
            mend = said[found.end() :].strip()
            return f"{_filled(thai, found)} {_mended(mend, mends)}".rstrip()
    return said


def _mended(mend: str, mends: _Phrases) -> str:
    for pattern, thai in mends:
        if (found := pattern.fullmatch(mend)) is not None:
            return _filled(thai, found)
    return mend


def _filled(thai: str, found: re.Match[str]) -> str:
    """Put what stood in the gaps of the English into those of the Thai."""
    for gap, words in found.groupdict().items():
        thai = thai.replace(f"{{{gap}}}", words)
    return thai


_Phrases = tuple[tuple[re.Pattern[str], str], ...]


@cache
def _phrases() -> tuple[_Phrases, _Phrases]:
    words = read_toml("configs/words/refusals.toml")
    says, mends = (
        tuple((re.compile(_pattern(said["en"]), re.DOTALL), said["th"]) for said in words[kind])
        for kind in ("says", "mends")
    )
    return says, mends


def _pattern(english: str) -> str:
    """Turn an English sentence with gaps into a pattern; a sentence ends before a blank."""
    return _GAP.sub(lambda gap: f"(?P<{gap[1]}>.+?)", re.escape(english)) + r"(?=\s|$)"
