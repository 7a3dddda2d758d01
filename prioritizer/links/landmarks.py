"""A thing that is only named to say where: "in front of the market" asks for no market."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_THAI = (
    *("หน้า", "หลัง", "ข้าง", "ใต้", "ใกล้", "แถว", "ฝั่ง", "ตรงข้าม", "เยื้อง", "ถัดจาก", "ห่างจาก", "ติดกับ"),
    *("ก่อนถึง", "มุ่งหน้า", "ระหว่าง", "เชิง", "ทางเข้า", "ทางออก", "ทางขึ้น", "ทางลง"),
)
# What stands right behind one of these says whither, or how.
_MOVES = ("ขับ", "ขี่", "วิ่ง", "แล่น", "สัญจร", "ย้อน", "เลี้ยว")
_VEHICLES = ("รถ", "รถยนต์", "จักรยาน", "มอไซค์", "มอเตอร์ไซค์", "จักรยานยนต์", "มอเตอร์ไซด์", "มอไซด์")
_ENGLISH = (
    *("near", "behind", "opposite", "beside", "outside", "past", "next to", "close to"),
    *("in front of", "across from", "adjacent to", "corner of", "entrance to", "entrance of"),
)
_BEFORE = re.compile(
    rf"(?:(?:{'|'.join(_THAI)})ๆ?\s?|(?:{'|'.join(_MOVES)})(?:{'|'.join(_VEHICLES)})?|\b(?:{'|'.join(_ENGLISH)})\s+(?:(?:the|a|an|my|our|your)\s+)?)$"
)
_ENDS = frozenset(word[-1] for word in (*_THAI, *_MOVES, *_VEHICLES)) | {"ๆ"}
_TOGETHER = re.compile(
    r"กัน(?:$|[\s.,!?)]|ไม่|ได้|ลำบาก|ยาก|มาก|บ่อย|เยอะ|ไป|มา|อยู่|เลย|เอง|จน|ทุก|ทั้ง|ค่ะ|คะ|ครับ)"
)
# Opens a letter, and stands in what its writer begs and reports; else it is to learn.
_DEAR = "เรียน"
_BEGGED = re.compile(r"(?:ร้อง|จึง|กราบ|ขอ|ใคร่|แจ้ง|เพื่อ)\s?$")
_TO_WHOM = re.compile(
    r"เรียน\s?(?:ท่าน|คุณ|ผู้|เจ้าหน้าที่|แอดมิน|หน่วยงาน|สำนัก|กรม|เขต|ผอ|แจ้ง|ถาม|สอบถาม|ปรึกษา|เสนอ|เชิญ|ให้ทราบ|มา)"
)
_LOOKED_BACK = 24  # letters before a word in which what makes a landmark of it may stand


def is_matter(text: str, word: str, names: Sequence[str] = ()) -> bool:
    """Tell whether a word stands in a text at least once other than to say where.

    Behind a word of place or a verb of moving, or as part of a place's name, it says where (or is
    a verb itself: ขับรถสวน, สวนกัน). What opens a letter (เรียน) is no learning. A word that is not
    there letter by letter (a folded plural) is given the benefit of the doubt.

    Examples
    --------
    >>> is_matter("ไฟดับหน้าตลาด", "ตลาด"), is_matter("ตลาดสกปรกมาก", "ตลาด")
    (False, True)
    >>> is_matter("a pothole near the bridge", "bridge")
    False
    >>> is_matter("เรียน ผอ.เขต ไฟดับ จึงเรียนมา", "เรียน"), is_matter("เลิกเรียน", "เรียน")
    (False, True)
    >>> is_matter("รถติดแถวบิ๊กซีสะพานใหม่", "สะพาน", ["สะพานใหม่"])
    False
    """
    start = text.find(word)
    if start < 0:
        return True
    while start >= 0:
        last = text[start - 1 : start]  # hardly any letter ends such a word: look no further then
        behind = (last in _ENDS or last.isspace()) and _BEFORE.search(
            text, max(0, start - _LOOKED_BACK), start
        )
        if (
            not behind
            and not _is_said(text, start, word)
            and not any(_named(text, start, word, name) for name in names)
        ):
            return True
        start = text.find(word, start + len(word))
    return False


def _is_said(text: str, start: int, word: str) -> bool:
    """Tell a word that is a deed of several (สวนกัน: they pass each other), or a courtesy."""
    if word == _DEAR:
        opens = start == 0 and text[len(word) : len(word) + 1].isspace()
        begged = _BEGGED.search(text, max(0, start - _LOOKED_BACK), start)
        return opens or bool(begged) or bool(_TO_WHOM.match(text, start))
    return bool(_TOGETHER.match(text, start + len(word)))


def _named(text: str, start: int, word: str, name: str) -> bool:
    """Tell whether a name stands around the word that starts there."""
    before = name.find(word)
    return start >= before and text.startswith(name, start - before)


def without_landmarks(
    told: sparse.csr_matrix,
    heads: sparse.csr_matrix,
    others: sparse.csr_matrix,
    texts: Sequence[str],
    whole: Sequence[str],
    words: Sequence[str],
    names: Sequence[str],
) -> sparse.csr_matrix:
    """Take out what is told of a thing of which a text speaks as a landmark only.

    What stood in a text and was struck out as its address speaks of nothing.

    Parameters
    ----------
    told : csr_matrix of shape (n_texts, n_things)
        Above 0 where a text holds words of a thing.
    heads : csr_matrix of shape (n_things, n_words)
        Above 0 for the words that say what a thing is.
    others : csr_matrix of shape (n_things, n_words)
        Above 0 for all words of a thing: they are asked where a text holds none of its heads.
    texts : sequence of str
        Without their addresses.
    whole : sequence of str
        With them, in any case.
    words : sequence of str, shape (n_words,)
    names : sequence of str
        Of places.

    Returns
    -------
    csr_matrix
    """
    found = told.tocoo()
    known: dict[tuple[int, int], bool] = {}
    around: dict[int, list[str]] = {}
    first, second = _named_words(heads, words), _named_words(others, words)

    def stands(row: int, word: int) -> bool:
        if (row, word) not in known:
            if word not in around:
                around[word] = [n for n in names if words[word] in n and n != words[word]]
            known[row, word] = is_matter(texts[row], words[word], around[word])
        return known[row, word]

    def asked(row: int, thing: int) -> bool:
        text = texts[row]
        for own in (first[thing], second[thing]):
            if there := [word for word, name in own if name in text]:
                return any(stands(row, word) for word in there)
        before = whole[row].lower()
        return not any(name in before for _, name in (*first[thing], *second[thing]))

    kept: NDArray[np.bool_] = np.fromiter(
        map(asked, found.row.tolist(), found.col.tolist()),
        np.bool_,
        count=found.nnz,
    )
    return sparse.csr_matrix(
        (found.data[kept], (found.row[kept], found.col[kept])), shape=told.shape
    )


def _named_words(matrix: sparse.csr_matrix, words: Sequence[str]) -> list[list[tuple[int, str]]]:
    """List the words of each row, with their columns."""
    columns = matrix.indices.tolist()
    ends = zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)
    return [[(word, words[word]) for word in columns[start:stop]] for start, stop in ends]
