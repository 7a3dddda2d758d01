"""Sieve many texts at once: which of them can hold what a pattern seeks.

Few texts hold anything that a rule is after. RE2, which pyarrow brings, walks over a whole chunk
in a fraction of the time that Python needs to call `re` once for each text; only what stays in
the sieve is then looked at with the exact patterns. A sieve may keep too much, and never too
little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]

FEW = 150
"""Texts below which a sieve costs more than it spares: its expressions are made at every call."""

# What Python and RE2 see with other eyes: blanks beyond these two, and letters whose other case
# lies in another alphabet. `loose` holds for texts without them.
UNUSUAL = (
    "\t\v\f\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f"
    "\u205f\u3000\u0130\u0131\u017f\u212a"
)
_LOOK = re.compile(r"\(\?<?[=!]")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")
_MANY = re.compile(r"\{([0-9]+),([0-9]+)\}")
_FEW_TIMES = 4
_GROUP = re.compile(r"\((?!\?)|\(\?P<[a-z_]+>")


def column(texts: Sequence[str]) -> Any:
    """Give texts as an Arrow array, or None where one of them cannot be encoded."""
    import pyarrow as pa

    try:
        return pa.array(texts, type=pa.large_string())
    except (UnicodeEncodeError, pa.ArrowInvalid):
        return None


def kept(texts: Any, expression: str) -> Bools:
    """Tell in which texts of an Arrow array an RE2 expression matches."""
    import pyarrow.compute as pc

    found = pc.match_substring_regex(texts, expression)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def any_kept(texts: Any, expressions: Iterable[str]) -> Bools:
    """Tell in which texts one of the expressions matches: each goes over them by itself.

    One expression made of them all can be slower by far: RE2 keeps what may still match as
    states, and where long repeats may begin anywhere their number multiplies. `either` joins
    those that keep each other company well; only a measurement tells.
    """
    held = np.zeros(len(texts), dtype=bool)
    for expression in expressions:
        held |= kept(texts, expression)
    return held


def either(*expressions: str) -> str:
    """Join RE2 expressions into one that matches where one of them does."""
    return "|".join(expressions)


def loose(pattern: re.Pattern[str], then: str = "") -> str:
    r"""Write a pattern of Python for RE2, so that it matches wherever the pattern does, or more.

    RE2 knows no looking around and no possessive counts. What looks around goes, but at the ends
    of an alternative, where the character beside can as well be matched; long counts have no end.
    It holds for texts without `UNUSUAL` characters.

    Parameters
    ----------
    pattern : re.Pattern
        Without back references, ``\w`` and ``\d``, which mean something else to RE2.
    then : str
        An RE2 expression that follows.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the pattern holds what cannot be written for RE2.

    Examples
    --------
    >>> loose(re.compile("(?<![0-9])(?P<no>[0-9]{2,9})(?!/[0-9])"))
    '(?:(?:^|[^0-9])(?:[0-9]{2,}))'
    """
    source, flags = pattern.pattern, pattern.flags
    if source.startswith("(?m)"):
        source = source[4:]
    letters = "i" * bool(flags & re.IGNORECASE) + "m" * bool(flags & re.MULTILINE)
    return f"(?{letters}:{''.join(_written(source, flags, last=not then))}{then})"


def _written(source: str, flags: int, *, last: bool) -> Iterator[str]:
    at, opens = 0, True  # opens: nothing of this alternative was matched yet
    depth = 0
    while at < len(source):
        here = source[at]
        if look := _LOOK.match(source, at):
            end = _end_of_group(source, at)
            ends = depth == 0 and last and (end == len(source) or source[end] == "|")
            piece = _looked(look[0], source[look.end() : end - 1], flags, opens and not depth, ends)
            at, opens = end, opens and not piece
            yield piece
            continue
        if here == "|" and depth == 0:
            yield here
            at, opens = at + 1, True
            continue
        if group := _GROUP.match(source, at):
            yield "(?:"
            at, opens, depth = group.end(), False, depth + 1
            continue
        opens = False
        if many := _MANY.match(source, at):
            yield many[0] if int(many[2]) <= _FEW_TIMES else f"{{{many[1]},}}"
            at = many.end()
        elif here == "[":
            end = _end_of_class(source, at)
            yield _plain_class(source[at:end])
            at = end
        elif here == "\\":
            piece, at = _escaped(source, at)
            yield piece
        elif here == "$" and not flags & re.MULTILINE:  # also stands before a last newline
            at += 1
        else:
            depth += (here == "(") - (here == ")")
            yield here
            at += 1
        if source[at : at + 1] == "+" and source[at - 1] in "*+?}" and here != "\\":
            at += 1  # possessive


def _looked(how: str, inside: str, flags: int, opens: bool, ends: bool) -> str:
    """Write what looks around: as what stands there where that may be, else not at all."""
    single = _CLASS.fullmatch(inside)
    if how == "(?<!" and opens and not flags & re.MULTILINE:
        if single:
            return f"(?:^|{_opposite(inside)})"
        if _is_literal(inside):
            return _not_after(inside)
    if how == "(?!" and ends and single and not flags & re.MULTILINE:
        return f"(?:$|{_opposite(inside)})"
    if how == "(?=" and ends:
        return f"(?:{''.join(_written(inside, flags, last=True))})"
    return ""


def _is_literal(text: str) -> bool:
    return bool(text) and re.fullmatch(r"[^\\\[\](){}.*+?|^$]+", text) is not None


def _not_after(word: str) -> str:
    """Match what may stand before a place that a word must not end at."""
    ways = [f"(?:^|[^{word[i]}]){word[i + 1 :]}" for i in range(len(word))]
    return f"(?:{'|'.join(reversed(ways))})"


def _opposite(one: str) -> str:
    one = _plain_class(one)
    return f"[{one[2:]}" if one[1] == "^" else f"[^{one[1:]}"


def _plain_class(one: str) -> str:
    if re.search(r"\\[wWdS]", one):
        raise ValueError(f"{one} means something else to RE2: name the characters")
    return _UNICODE.sub(lambda code: chr(int(code[1], 16)), one)


def _escaped(source: str, at: int) -> tuple[str, int]:
    """Write one escape for RE2, and say where it ends."""
    if code := _UNICODE.match(source, at):
        return re.escape(chr(int(code[1], 16))), code.end()
    letter = source[at + 1]
    if letter in "bBZA":
        return "", at + 2
    if letter.isalnum() and letter not in "snD":
        raise ValueError(f"\\{letter} means something else to RE2, or nothing")
    return source[at : at + 2], at + 2


def _end_of_class(source: str, at: int) -> int:
    found = _CLASS.match(source, at)
    if found is None:
        raise ValueError(f"no class of characters at {at} in {source}")
    return found.end()


@cache
def _end_of_group(source: str, at: int) -> int:
    depth = 0
    while True:
        here = source[at]
        if here == "[":
            at = _end_of_class(source, at)
            continue
        depth += (here == "(") - (here == ")")
        at += 2 if here == "\\" else 1
        if depth == 0:
            return at
