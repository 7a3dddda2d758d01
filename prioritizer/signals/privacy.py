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

from prioritizer.signals.privacy_beside import find_names_beside, find_names_given
from prioritizer.signals.privacy_latin import find_latin_names
from prioritizer.signals.privacy_marks import Mark, fold, settle
from prioritizer.signals.privacy_names import find_titled
from prioritizer.signals.privacy_numbers import find_handles, find_numbers
from prioritizer.signals.privacy_places import find_houses, find_plates
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


def find_marks(text: str) -> list[Mark]:
    """Find what names a person: kind and place, settled and in order."""
    plain = fold(text)
    marks = [*find_handles(plain), *find_latin_names(plain), *find_titled(plain)]
    marks += [*find_names_given(plain), *find_spoken(plain)]
    if _DIGIT.search(plain):
        numbers = list(find_numbers(plain))
        phones = [mark for mark in numbers if mark.kind == "PHONE"]
        marks += [*numbers, *find_plates(plain), *find_houses(plain)]
        marks += find_names_beside(plain, phones)
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
    counts: Counter[str] = Counter()
    clean: dict[str, str] = {}
    changed = 0
    found: Counter[str] = Counter()
    for text, times in Counter(written).items():  # a text that was copied is looked at once
        clean[text] = _redact(text, pattern, left, found)
        changed += times * (clean[text] != text)
        if found:
            counts.update({kind: n * times for kind, n in found.items()})
            found.clear()
    return Redaction([clean[text] for text in written], dict(sorted(counts.items())), changed)


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


def _redact(
    text: str, hidden: re.Pattern[str] | None, left: frozenset[str], counts: Counter[str]
) -> str:
    if hidden is not None:
        text, n = hidden.subn("<PERSON>", text)
        if n:
            counts["PERSON"] += n
    for _ in range(5):  # a tag changes what stands beside it: look again
        marks = [m for m in find_marks(text) if _bare(text[m.start : m.end]) not in left]
        if not marks:
            break
        for mark in reversed(marks):
            text = f"{text[: mark.start]}<{mark.kind}>{text[mark.end :]}"
            counts[mark.kind] += 1
    return text
