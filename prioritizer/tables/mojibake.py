"""Undo text that was decoded with the wrong table, only where the way back is exact."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

SUSPECT = r"à[¸¹]|[¡-ûÿ]{3}|(?:เ[ธน].){2}|ร\xa0"
_SUSPECT = re.compile(SUSPECT)
_THAI = re.compile("[ก-๛]")
_TWICE = re.compile("เ[ธน]")
_AS_CP1252, _C1_KEPT = "prioritizer-as-cp1252", "prioritizer-c1-kept"


def mend(text: str) -> str:
    """Undo mojibake of Thai: UTF-8 or cp874 that was read as Latin-1, cp1252 or cp874.

    Only an exact round trip that gives more Thai is taken, so good text stays as it is.

    Examples
    --------
    >>> mend("ถนนพัง".encode().decode("latin-1"))
    'ถนนพัง'
    >>> mend("ถนนพัง")
    'ถนนพัง'
    """
    if not _SUSPECT.search(text):
        return text
    best = text
    for _ in range(2):
        for candidate in _candidates(best):
            if "�" not in candidate and _better(candidate, best):
                best = candidate
                break
        else:
            return best
    return best


def mend_column(cells: pd.Series) -> tuple[pd.Series, int, int]:
    """Mend a text column.

    Returns
    -------
    tuple of (Series, int, int)
        The column, how many cells were mended, and how many look like mojibake that has lost
        bytes and cannot be undone.
    """
    suspect = cells.str.contains(SUSPECT, regex=True)
    if not suspect.any():
        return cells, 0, 0
    before = cells[suspect]
    after = before.map(mend)
    changed = after != before
    lost = ~changed & before.map(_is_lost)
    mended = cells.copy()
    mended[suspect] = after
    return mended, int(changed.sum()), int(lost.sum())


def _candidates(text: str) -> list[str]:
    found = []
    for raw, tables in ((_latin(text), ("utf-8", "cp874")), (_cp874(text), ("utf-8",))):
        if raw is None:
            continue
        for table in tables:
            try:
                found.append(raw.decode(table))
            except UnicodeDecodeError:
                continue
    return found


def _latin(text: str) -> bytes | None:
    """Give the bytes that Latin-1 or cp1252 (with C1 kept) would have shown as this text."""
    return _bytes_of(text, "latin-1", _AS_CP1252)


def _cp874(text: str) -> bytes | None:
    """Give the bytes that cp874 (with C1 kept) would have shown as this text."""
    return _bytes_of(text, "cp874", _C1_KEPT)


def _bytes_of(text: str, table: str, otherwise: str) -> bytes | None:
    try:
        return text.encode(table, otherwise)
    except UnicodeEncodeError:
        return None


def _as_cp1252(lost: UnicodeError) -> tuple[bytes, int]:
    """Write what Latin-1 has not as cp1252, if that has it."""
    if not isinstance(lost, UnicodeEncodeError):
        raise lost
    return lost.object[lost.start : lost.end].encode("cp1252"), lost.end


def _c1_kept(lost: UnicodeError) -> tuple[bytes, int]:
    """Write control characters that a table has not as the bytes they are."""
    if not isinstance(lost, UnicodeEncodeError):
        raise lost
    chars = lost.object[lost.start : lost.end]
    if any(not 0x80 <= ord(char) < 0xA0 for char in chars):
        raise lost
    return chars.encode("latin-1"), lost.end


codecs.register_error(_AS_CP1252, _as_cp1252)
codecs.register_error(_C1_KEPT, _c1_kept)


def _better(new: str, old: str) -> bool:
    if new == old:
        return False
    thai = len(_THAI.findall(new)) / max(1, len(new))
    if thai > len(_THAI.findall(old)) / max(1, len(old)) + 0.2:
        return True
    return len(_TWICE.findall(old)) * 2 > 0.3 * len(old) and thai > 0.3


def _is_lost(text: str) -> bool:
    """Tell whether text shows Thai UTF-8 read through another table, bytes lost on the way."""
    pairs = len(re.findall("à[¸¹]|เ[ธน]", text))
    return pairs >= 3 and pairs * 3 > 0.5 * len(text)
