"""Take what names a person out of texts, before anything is written.

What is found: national ids, phones, e-mails, LINE ids, number plates, bank accounts and cards,
passports, house numbers, and names after a title, in a form field, in a signature or beside a
phone. What is **not** found: other names without a title, nicknames without คุณ, a person known
by his post or by what he did, and numbers that other words break up. So redaction makes
texts fit for reading inside the study; it does not make them anonymous, and nobody should
publish them unread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from prioritizer.signals.privacy_beside import (
    find_names_beside,
    find_names_given,
    find_names_in_roles,
    find_names_signed,
)
from prioritizer.signals.privacy_latin import find_latin_names
from prioritizer.signals.privacy_marks import Mark, fold, settle
from prioritizer.signals.privacy_names import find_titled
from prioritizer.signals.privacy_numbers import find_handles, find_numbers
from prioritizer.signals.privacy_places import find_houses, find_plates
from prioritizer.signals.privacy_sieve import (
    EVERY,
    GIVEN,
    HANDLES,
    HOUSES,
    NUMBERS,
    PLATES,
    ROLES,
    SIGNED,
    TITLED,
    worth_a_look,
)
from prioritizer.signals.privacy_spoken import find_spoken
from prioritizer.text.normalise import normalise

PII_KINDS = (
    "BANK",
    "EMAIL",
    "HOUSE_NO",
    "LINE_ID",
    "PASSPORT",
    "PERSON",
    "PHONE",
    "PLATE",
    "TH_NID",
)


_DIGIT = re.compile("[0-9]")
_ROUNDS = 5


@dataclass(frozen=True)
class Redaction:
    """Texts with typed tags in place of what names a person.

    Attributes
    ----------
    texts : list of str
        As many as went in, in their order.
    counts : dict
        How many of each kind were replaced, never what they were.
    n_texts : int
        How many texts were changed.
    """

    texts: list[str]
    counts: dict[str, int]
    n_texts: int


def find_pii(text: str) -> list[tuple[str, str]]:
    """List what names a person in a text, each with its kind, in the order it stands.

    Parameters
    ----------
    text : str
        One text, in Thai or English.

    Returns
    -------
    list of (kind, words)
        ``kind`` is one of ``TH_NID``, ``PHONE``, ``EMAIL``, ``LINE_ID``, ``PLATE``, ``BANK``,
        ``PASSPORT``, ``HOUSE_NO``, ``PERSON``; the words as they were written.

    Examples
    --------
    >>> find_pii("นายสมชาย ใจดี โทร 081-234-5678")
    [('PERSON', 'สมชาย ใจดี'), ('PHONE', '081-234-5678')]
    """
    return [(mark.kind, text[mark.start : mark.end]) for mark in find_marks(text)]


def find_marks(text: str, rules: int = EVERY) -> list[Mark]:
    """Find what names a person: kind and place, settled and in order.

    Parameters
    ----------
    text : str
    rules : int
        Kinds of rules that may find something, as `worth_a_look` says; by default every kind.
    """
    plain = fold(text)
    marks: list[Mark] = []
    if rules & HANDLES:
        marks += [*find_handles(plain), *find_latin_names(plain), *find_spoken(plain)]
    if rules & TITLED:
        marks += find_titled(plain)
    if rules & GIVEN:
        marks += find_names_given(plain)
    if rules & ROLES:
        marks += find_names_in_roles(plain)
    if rules & SIGNED:
        marks += find_names_signed(plain)
    if _DIGIT.search(plain):
        numbers = list(find_numbers(plain)) if rules & NUMBERS else []
        marks += [*numbers, *(find_plates(plain) if rules & PLATES else ())]
        marks += find_houses(plain) if rules & HOUSES else ()
        marks += find_names_beside(plain, [mark for mark in numbers if mark.kind == "PHONE"])
    return settle(marks) if marks else marks


def redact_texts(
    texts: Iterable[str], *, hide: Iterable[str] = (), leave: Iterable[str] = ()
) -> Redaction:
    """Replace what names a person by typed tags such as ``<PHONE>``.

    Parameters
    ----------
    texts : iterable of str
        Texts, best normalised.
    hide : iterable of str
        Names that the study wants hidden though no rule finds them; they become ``<PERSON>``.
    leave : iterable of str
        Names and numbers that stay, such as a public office's phone.

    Returns
    -------
    Redaction
        The texts, how many tags of each kind, how many texts changed.

    Examples
    --------
    >>> redact_texts(["โทร 0812345678", "ไฟดับ"]).texts
    ['โทร <PHONE>', 'ไฟดับ']
    """
    written = list(texts)
    pattern = _hidden(hide)
    left = frozenset(_bare(name) for name in leave)
    tally = Counter(written)  # a text that was copied is looked at once
    counts: Counter[str] = Counter()
    clean: dict[str, str] = {}
    if pattern is not None:
        for text, times in tally.items():
            clean[text], n = pattern.subn("<PERSON>", text)
            counts["PERSON"] += n * times
    open_texts = list(tally)
    for _ in range(_ROUNDS):  # a tag changes what stands beside it: look again
        rules = worth_a_look([clean.get(text, text) for text in open_texts])
        worth = [(open_texts[i], int(rules[i])) for i in np.flatnonzero(rules)]
        open_texts = []
        for text, may in worth:
            said, kinds = _redact(clean.get(text, text), may, left)
            if kinds:
                clean[text] = said
                open_texts.append(text)
                for kind in kinds:
                    counts[kind] += tally[text]
    changed = sum(times for text, times in tally.items() if clean.get(text, text) != text)
    redacted = [clean.get(text, text) for text in written] if clean else written
    return Redaction(redacted, {kind: counts[kind] for kind in sorted(+counts)}, changed)


def _hidden(names: Iterable[str]) -> re.Pattern[str] | None:
    """Match the study's own names, the longest first; Latin ones as whole words."""
    known = {name for given in names if (name := normalise(given).strip())}
    if not known:
        return None
    longest = sorted(known, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(_whole, longest)))


def _whole(name: str) -> str:
    first = "(?<![A-Za-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    last = "(?![A-Za-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return f"{first}{re.escape(name)}{last}"


def _bare(name: str) -> str:
    return re.sub(r"[\s.\-()]", "", fold(name)).casefold()


def _redact(text: str, rules: int, left: frozenset[str]) -> tuple[str, list[str]]:
    """Put tags in place of what is found, and list their kinds."""
    marks = [m for m in find_marks(text, rules) if _bare(text[m.start : m.end]) not in left]
    for mark in reversed(marks):
        text = f"{text[: mark.start]}<{mark.kind}>{text[mark.end :]}"
    return text, [mark.kind for mark in marks]
