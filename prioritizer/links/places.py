"""Addresses hide what a text speaks of: a canal in a street's name is no word about canals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

_THAI = "ก-๎"
_END = r"(?=[\s0-9/,.;()]|$)"
_MARKERS = ("แขวง", "เขต", "อำเภอ", "ตำบล", "จังหวัด", "ซ.", "ถ.", "ต.", "อ.", "จ.")
_MARKED = re.compile(
    rf"(?:{'|'.join(map(re.escape, _MARKERS))})\s?([{_THAI}]{{3,20}}){_END}",
)
_KINDS = (
    "ถนน",
    "ซอย",
    "คลอง",
    "สะพาน",
    "แยก",
    "เขต",
    "แขวง",
    "สถานี",
    "สวน",
    "หมู่บ้าน",
    "วัด",
    "โรงเรียน",
)
_ADDRESS = re.compile(
    rf"(?:แขวง|เขต|อำเภอ|ตำบล|จังหวัด|ซ\.|ถ\.|ต\.|อ\.|จ\.)\s?[{_THAI}]{{2,20}}{_END}"
)
_ENGLISH = re.compile(
    r"\b(?:[0-9]+\s+)?(?:[A-Z][\w'’]+\s+){1,3}"
    r"(?:St|Street|Rd|Road|Ave|Avenue|Ln|Lane|Dr|Drive|Blvd|Boulevard|Court|Ct|Place|Pl|Terrace|Highway|Hwy)\b\.?"
)
_LINK = re.compile(r"https?://\S+")
_LATIN_WORD = re.compile("[a-z]+")
_MIN_TIMES = 8  # a name that follows a marker this often in the sample is a place
_MAX_NAMES = 4000
_LONG_NAME = 7


@dataclass(frozen=True)
class AddressMask:
    """Place names learnt from a study's own texts, and what to strike out because of them."""

    names: tuple[str, ...] = ()

    @cached_property
    def _named(self) -> re.Pattern[str]:
        longest = sorted(self.names, key=lambda name: (-len(name), name))
        known = "|".join([*map(re.escape, longest), "[0-9]+"])
        return re.compile(rf"(?:{'|'.join(_KINDS)})\s?(?:{known})")

    @cached_property
    def _long(self) -> re.Pattern[str]:
        longest = sorted(self.names, key=lambda name: (-len(name), name))
        known = [re.escape(name) for name in longest if len(name) >= _LONG_NAME]
        return re.compile("|".join(known) or r"(?!)")

    def without_names(self, text: str) -> str:
        """Strike long place names out of a title: a district is no word for what is wrong in it."""
        return self._long.sub(" ", text)

    def __getstate__(self) -> dict[str, tuple[str, ...]]:
        return {"names": self.names}

    def __call__(self, text: str) -> str:
        """Strike out addresses of one text, and fold its letters for matching."""
        if "http" in text:
            text = _LINK.sub(" ", text)
        if text.isascii():
            return _ENGLISH.sub(" ", text).lower()
        return _ADDRESS.sub(" ", self._named.sub(" ", text)).lower()


def links_in(text: str) -> list[str]:
    """List the words of the web addresses in a text.

    >>> links_in("ดู https://maps.example/go ด้วย")
    ['https', 'http', 'maps', 'map', 'example', 'go']
    """
    words = [word for found in _LINK.findall(text) for word in _LATIN_WORD.findall(found.lower())]
    return [form for w in words for form in dict.fromkeys((w, w.removesuffix("s")))]


def learn_places(texts: Sequence[str], *, min_times: int = _MIN_TIMES) -> AddressMask:
    """Learn a study's place names from what follows เขต, แขวง, อำเภอ, ตำบล, ซ., ถ. in its texts.

    Parameters
    ----------
    texts : sequence of str
        The seeded sample of signals.
    min_times : int
        How often a name must follow a marker to count.

    Returns
    -------
    AddressMask
        A function from text to text, in small letters, without addresses.

    Examples
    --------
    >>> mask = learn_places(["ไฟดับ ถ.คลองหลวง", "น้ำท่วม เขตคลองหลวง"], min_times=2)
    >>> mask.names
    ('คลองหลวง',)
    >>> "คลอง" in mask("ขยะเต็มสะพานคลองหลวง")
    False
    """
    times = Counter(name for text in texts for name in _MARKED.findall(text))
    found = sorted(
        (name for name, n in times.items() if n >= min_times), key=lambda n: (-times[n], n)
    )
    return AddressMask(tuple(found[:_MAX_NAMES]))


def mask_all(mask: AddressMask, texts: Iterable[str]) -> list[str]:
    """Strike the addresses out of many texts."""
    return [mask(text) for text in texts]
