"""One spelling for one text: what Unicode lets be written in several ways is written in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from prioritizer.text.sieve import FEW, column, kept

_LOW = "\u0e38-\u0e3a"
_HIGH = "\u0e31\u0e34-\u0e37\u0e47\u0e4d\u0e4e"
_TONE = "\u0e48-\u0e4b"
_KARAN = "\u0e4c"
_AM = "\u0e33"
_MARK = f"{_LOW}{_HIGH}{_TONE}{_KARAN}"
_BEARER = "\u0e01-\u0e2e\u0e30-\u0e4e"  # what a mark may stand on: consonants, vowels, other marks

# Beside Thai and ASCII these stay as they are: Latin letters, signs, arrows, emoji.
_USUAL = (
    "\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u2328\u232b-\u23ff"
    "\u2460-\u2adb\u2add-\u2bff\ufe0f\U0001f000-\U0001faff"
)
# A text without these needs no work: nearly all texts pass here, at the cost of a few searches.
_UNUSUAL = re.compile(f"[^\n -~\u0e01-\u0e3a\u0e3f-\u0e4c\u0e4e-\u0e5b{_USUAL}]")
_DANGLING = re.compile(f"[^{_BEARER}][{_MARK}]")
_DISORDER = re.compile(
    f"[{_MARK}{_AM}\u0e30\u0e32][{_MARK}{_AM}](?:"
    f"(?<=[{_LOW}][{_LOW}])"
    f"|(?<=[{_HIGH}][{_LOW}{_HIGH}])"
    f"|(?<=[{_TONE}][{_LOW}{_HIGH}{_TONE}])"
    f"|(?<={_KARAN}[{_MARK}])"
    f"|(?<={_AM}.)"
    f"|(?<=[\u0e30\u0e32][{_TONE}])"
    ")"
)

# The same for RE2, which passes over whole chunks, and what `_spaced` takes away.
_SPELT_OTHERWISE = (
    f"{_UNUSUAL.pattern}|\u0e40\u0e40|(?:^|[^{_BEARER}])[{_MARK}]"
    f"|[{_LOW}][{_LOW}]|[{_HIGH}][{_LOW}{_HIGH}]|[{_TONE}][{_LOW}{_HIGH}{_TONE}]|{_KARAN}[{_MARK}]"
    f"|{_AM}[{_MARK}{_AM}]|[\u0e30\u0e32][{_TONE}]"
)
_SPACED_OTHERWISE = "  | \n|\n |\n\n\n|^[ \n]|[ \n]$"

_SPACES = [0x09, 0x0B, 0x0C, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
_NEWLINES = [0x0D, 0x85, 0x2028, 0x2029]
_INVISIBLE = [
    *[c for c in range(0x20) if c not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D)],
    *[c for c in range(0x7F, 0xA0) if c != 0x85],
    *[0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200C, 0x200E, 0x200F],
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *[0x3164, 0xFEFF, 0xFFA0, *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF],
]
# Old Thai fonts kept shifted copies of the marks in the private area; PDF files still give them.
_OLD_FONT = dict(
    zip(
        range(0xF700, 0xF71B),
        "ฐ\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4cญ"
        "\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
        strict=True,
    )
)
_PLAIN: dict[int, str | None] = {
    **dict.fromkeys(_INVISIBLE, None),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_NEWLINES, "\n"),
    **{c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)},
    **_OLD_FONT,
}

_EMOJI = "\u00a9\u00ae\u203c-\u2bff\U0001f000-\U0001faff"
_LONE_JOINER = re.compile(f"(?<![{_EMOJI}\ufe0f])\u200d|\u200d(?![{_EMOJI}])")
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]+")
_NIKHAHIT_AA = re.compile(f"\u0e4d([{_TONE}]*)\u0e32|([{_TONE}]+)\u0e4d\u0e32")
_TONE_LATE = re.compile(f"([\u0e30\u0e32])([{_TONE}]+)")
_CLUSTER = re.compile(f"[{_MARK}{_AM}]{{2,}}")
_NO_BEARER = re.compile(f"(?<![{_BEARER}])[{_MARK}]+")
_ROUND_NEWLINE = re.compile(" *\n *")


def normalise(text: str) -> str:
    """Write a text in the one spelling that all others are compared in.

    Thai marks stand in order and once; ``ํ`` + ``า`` is ``ำ`` and ``เเ`` is ``แ``; controls,
    zero-width and direction marks are gone; every kind of space is a space and every kind of
    line break a newline; full-width letters and digits are plain; a lone surrogate becomes
    U+FFFD. Emoji keep their joiners. All else stays as it was written: letters, case, Thai
    digits, repeated letters. It is idempotent.

    Compatibility forms (NFKC, NFKD) are never used: they split ``ำ`` in two.

    Parameters
    ----------
    text : str
        Any text, also one that cannot be encoded.

    Returns
    -------
    str
        The text in NFC without outer blanks; it can always be encoded as UTF-8.

    Examples
    --------
    >>> normalise("น\u0e4d\u0e49าท่วม\u200b  ซอย\u00a0๕ ") == "น้ำท่วม ซอย ๕"
    True
    """
    if _spelt_otherwise(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        for _ in range(16):  # one mend can uncover the next; in practice two rounds settle all
            mended = _mend(text)
            if mended == text:
                break
            text = mended
            if not _spelt_otherwise(text):
                break
    return _spaced(text)


def normalise_texts(texts: Sequence[str]) -> list[str]:
    """Normalise many texts at once, to what `normalise` makes of each: most need no work.

    >>> normalise_texts(["ไฟดับ", " ไฟ  ดับ"])
    ['ไฟดับ', 'ไฟ ดับ']
    """
    table = column(texts) if len(texts) > FEW else None
    if table is None:
        return [normalise(text) for text in texts]
    plain = list(texts)
    spelt = kept(table, _SPELT_OTHERWISE)
    for i in np.flatnonzero(spelt).tolist():
        plain[i] = normalise(plain[i])
    for i in np.flatnonzero(kept(table, _SPACED_OTHERWISE) & ~spelt).tolist():
        plain[i] = _spaced(plain[i])
    return plain


def _spelt_otherwise(text: str) -> bool:
    return (
        _UNUSUAL.search(text) is not None
        or "\u0e40\u0e40" in text
        or _DISORDER.search(text) is not None
        or _DANGLING.search(" " + text) is not None
    )


def _spaced(text: str) -> str:
    """Leave one blank between words and at most one empty line between lines."""
    while "  " in text:
        text = text.replace("  ", " ")
    if " \n" in text or "\n " in text:
        text = _ROUND_NEWLINE.sub("\n", text)
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip(" \n")


def _mend(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    if _UNUSUAL.search(text):
        text = text.replace("\r\n", "\n").translate(_PLAIN)
        text = _LONE_JOINER.sub("", _TAGS.sub(r"\1", text))
    text = text.replace("\u0e40\u0e40", "\u0e41")
    text = _NIKHAHIT_AA.sub(lambda m: (m[1] or m[2] or "") + _AM, text)
    text = _TONE_LATE.sub(r"\2\1", text)
    if _DISORDER.search(text):
        text = _CLUSTER.sub(_in_order, text)
    return _spaced(_NO_BEARER.sub("", text))


def _in_order(found: re.Match[str]) -> str:
    """Put the marks of one letter in the order below, above, tone, silencer, ำ; each once."""
    marks = found[0]
    once = "".join(dict.fromkeys(marks))
    low = "".join(c for c in once if "\u0e38" <= c <= "\u0e3a")
    high = "".join(c for c in once if c in "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d\u0e4e")
    tones = [c for c in marks if "\u0e48" <= c <= "\u0e4b"]
    tone = tones[-1] if tones else ""  # of two tones the one typed last was meant
    return low + high + tone + (_KARAN if _KARAN in once else "") + (_AM if _AM in once else "")
