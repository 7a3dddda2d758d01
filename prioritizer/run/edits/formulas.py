"""Whether two formulas say the same, whichever program wrote them and wherever their row stands."""

from __future__ import annotations

import re
from collections.abc import Callable

from openpyxl.formula import Tokenizer

_PART = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d+)$")


def tokens(formula: str) -> tuple[str, ...]:
    """Cut a formula into tokens that do not depend on the program that wrote it.

    LibreOffice drops quotes, turns ``1.0`` into ``1`` and ``TRUE`` into ``TRUE()``; blanks and case
    mean nothing either.

    Examples
    --------
    >>> tokens("=ROUND('ค่าดิบ'!$E5 * 1.0, 9)") == tokens("=round(ค่าดิบ!$E5*1,9)")
    True
    >>> tokens("=IF(A1,TRUE,1)") == tokens("=IF(A1,TRUE(),1)")
    True
    >>> tokens("=A1+1") == tokens("=A1+2")
    False
    """
    return tuple(_cut(formula, lambda reference: reference))


def placed(formula: str, row: int, name_of: Callable[[str, str], str]) -> tuple[str, ...]:
    """Cut a formula into tokens that stay the same when its row or its columns are moved.

    Parameters
    ----------
    formula : str
    row : int
        Row of the cell that holds it; a relative reference to the same row is written ``@``.
    name_of : callable
        ``(sheet, column letter) -> key of the column``; sheet "" is the formula's own.

    Examples
    --------
    >>> plain = lambda sheet, letter: letter
    >>> placed("=$E5*2", 5, plain) == placed("=$E9*2", 9, plain)
    True
    """

    def place(reference: str) -> str:
        sheet, _, cells = reference.rpartition("!")
        parts = []
        for part in cells.split(":"):
            found = _PART.match(part)
            if not found:
                return reference
            letter, fixed, number = found[2].upper(), found[3], int(found[4])
            where = "@" if not fixed and number == row else str(number)
            parts.append(f"{name_of(sheet, letter)}.{where}")
        return f"{sheet}!{':'.join(parts)}"

    return tuple(_cut(formula, place))


def _cut(formula: str, reference: Callable[[str], str]) -> list[str]:
    said = []
    for token in Tokenizer(formula if formula.startswith("=") else f"={formula}").items:
        text = token.value.strip()
        if token.type == "WHITE-SPACE" or not text:
            continue
        if token.type == "OPERAND" and token.subtype == "RANGE":
            sheet, mark, cells = text.rpartition("!")
            sheet = sheet.strip("'").replace("''", "'")
            said.append(reference(f"{sheet}{mark}{cells.upper()}"))
        elif token.type == "OPERAND" and token.subtype == "NUMBER":
            said.append(repr(float(text)))
        elif token.type == "OPERAND" and token.subtype == "TEXT":
            said.append(token.value)
        elif text == ")" and said and said[-1] in ("TRUE(", "FALSE("):
            said[-1] = said[-1].removesuffix("(")
        else:
            said.append(text.upper().removeprefix("_XLFN."))
    return said
