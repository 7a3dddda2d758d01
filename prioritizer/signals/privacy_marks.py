"""A place in a text that names somebody, and how texts are folded before it is sought."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# One character for one, so that places in the folded text are places in the text as written.
_FOLD = {
    **{ord("๐") + i: ord("0") + i for i in range(10)},
    **{c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)},
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63], ord("-")),
    **dict.fromkeys([0x09, 0xA0, *range(0x2000, 0x2010), 0x202F, 0x2060, 0x3000, 0xFEFF], ord(" ")),
}

FOLDED = "".join(re.escape(chr(c)) for c in _FOLD)
"""What `fold` writes otherwise, to stand in a class of characters."""
_FOLDABLE = re.compile(f"[{FOLDED}]")


class Mark(NamedTuple):
    """Where something personal stands: the surer of two that overlap wins."""

    sureness: float
    kind: str
    start: int
    end: int


def fold(text: str) -> str:
    """Write digits, dashes and blanks in one way, each character in its place."""
    return text.translate(_FOLD) if _FOLDABLE.search(text) else text


def settle(marks: Iterable[Mark]) -> list[Mark]:
    """Keep the surest of overlapping marks, in the order they stand."""
    kept: list[Mark] = []
    for mark in sorted(set(marks), key=lambda m: (-m.sureness, m.start, -m.end)):
        if mark.end > mark.start and all(mark.end <= k.start or mark.start >= k.end for k in kept):
            kept.append(mark)
    return sorted(kept, key=lambda m: m.start)
