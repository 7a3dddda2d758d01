"""Edits of several people brought together: three ways, over what was exported."""

from __future__ import annotations

from collections.abc import Sequence

from prioritizer.run.edits.comparing import Edit, refusal, written
from prioritizer.vocabulary import Both


def merge_edits(parts: Sequence[Sequence[Edit]], *, prefer: str = "") -> list[Edit]:
    """Merge what several editors changed of one export.

    A cell that one of them changed is theirs; one that several changed alike is taken once; one
    that they changed differently is a conflict.

    Parameters
    ----------
    parts : sequence of sequence of Edit
        Edits of each file, in the order the files were named.
    prefer : str
        Name of the file whose edit stands where two conflict.

    Returns
    -------
    list of Edit
        In the order of the first file that has each.

    Raises
    ------
    InputError
        If edits conflict and no file is preferred; every conflict with both addresses.
    """
    taken: dict[tuple[str, str, str], Edit] = {}
    clashes: list[Both] = []
    for part in parts:
        for edit in part:
            other = taken.get(edit.key)
            if other is None or other.new == edit.new:
                taken.setdefault(edit.key, edit)
            elif prefer and edit.file == prefer:
                taken[edit.key] = edit
            elif not prefer or other.file != prefer:
                clashes.append(
                    Both(
                        *("; ".join(_said(e, lang) for e in (other, edit)) for lang in Both._fields)
                    )
                )
    if clashes:
        raise refusal(
            Both(
                f"มี {len(clashes)} เซลล์ที่แก้ไม่ตรงกัน ยังไม่มีสิ่งใดเปลี่ยน:",
                f"{len(clashes)} cells were edited differently; nothing was changed:",
            ),
            clashes,
            Both(
                "ตกลงกันก่อน หรือระบุ --prefer FILE ว่าจะใช้ของไฟล์ใด",
                "Settle them, or say with --prefer FILE whose edits stand.",
            ),
        )
    return list(taken.values())


def _said(edit: Edit, lang: str) -> str:
    empty = "ว่าง" if lang == "th" else "empty"
    was = empty if edit.old is None else written(edit.old)
    return f"{edit.file} {edit.address}: {was} → {written(edit.new)}"
