"""Keys of texts: a lossy one that near-same texts share, and hashes that every run repeats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from prioritizer.text.normalise import normalise

_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_THAI_DIGIT = re.compile("[๐-๙]")
_LETTERS = re.compile("[\\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")
_DRAWN_OUT = re.compile("([^0-9])\\1\\1+")


def repeat_key(text: str) -> str:
    """Fold away what does not make two texts different: case, blanks, marks of punctuation.

    Thai digits become Arabic ones and a letter drawn out three times or more becomes one. Only
    for finding repeats: never show it.

    Examples
    --------
    >>> repeat_key("น้ำท่วมมากกกก!!  ซอย ๕") == repeat_key("น้ำท่วมมาก ซอย5")
    True
    """
    return _folded(normalise(text))


def repeat_keys(texts: Iterable[str]) -> list[str]:
    """Give the repeat keys of texts that `normalise` has been over already."""
    return [_folded(text) for text in texts]


def _folded(plain: str) -> str:
    key = "".join(_LETTERS.findall(plain.casefold())).replace("_", "")
    if not key:  # nothing but signs or emoji: they are all there is to compare
        return "".join(plain.split())
    if _THAI_DIGIT.search(key):
        key = key.translate(_THAI_DIGITS)
    return _DRAWN_OUT.sub(r"\1", key) if _DRAWN_OUT.search(key) else key


def once(texts: Iterable[str]) -> tuple[list[str], NDArray[np.intp]]:
    """List each text once, in order, and say which of them each text is.

    >>> once(["ไฟดับ", "ขยะ", "ไฟดับ"])
    (['ไฟดับ', 'ขยะ'], array([0, 1, 0]))
    """
    number: dict[str, int] = {}
    which = [number.setdefault(text, len(number)) for text in texts]
    return list(number), np.array(which, dtype=np.intp)


def text_hash(strings: Iterable[str]) -> NDArray[np.uint64]:
    """Hash strings to 64 bits, the same on every machine and in every run.

    Parameters
    ----------
    strings : iterable of str
        Any strings; `repeat_key` of texts where near-same texts shall meet.

    Returns
    -------
    ndarray of shape (n_strings,), uint64
        First 8 bytes of BLAKE2b, little end first.

    Examples
    --------
    >>> text_hash(["a", "b", "a"]).tolist().count(text_hash(["a"])[0])
    2
    """
    digests = [
        blake2b(string.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        for string in strings
    ]
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def seeded(hashes: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """Stir a seed into hashes, so that another seed puts them into another order."""
    start = np.uint64(text_hash([str(seed)])[0])
    return spread((hashes ^ start) * np.uint64(0x9E3779B97F4A7C15))


def spread(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over the whole word; no two numbers become one (SplitMix64's finaliser)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def signs(keys: NDArray[np.uint64], size: int) -> NDArray[np.float32]:
    """Draw -1 or 1 by lot, ``size`` times for each key, and for the same key the same.

    >>> signs(np.array([1, 2, 1], dtype=np.uint64), 3).shape
    (3, 3)
    """
    salts = np.arange(1, -(-size // 64) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    blocks = spread(keys[:, None] ^ salts).astype("<u8")
    bits = np.unpackbits(blocks.view(np.uint8), axis=1, count=size, bitorder="little")
    return (2.0 * bits - 1.0).astype(np.float32)
