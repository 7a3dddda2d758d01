"""Import the edits of a workbook, or of several, into a new run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.bundle import Bundle, read_run
from prioritizer.errors import InputError, RunError
from prioritizer.folders import refuse_existing
from prioritizer.provenance import file_sha256
from prioritizer.run.edits.applying import apply_edits
from prioritizer.run.edits.comparing import Edit, edits_of, pristine, written
from prioritizer.run.edits.locked import left_behind
from prioritizer.run.edits.merging import merge_edits
from prioritizer.run.edits.reading import BookRead, read_book
from prioritizer.run.replay import inputs_of, replay, study_of, write_replay
from prioritizer.vocabulary import Both

WHY = "import-edits"

_MOST_SIBLINGS = 500


@dataclass(frozen=True)
class Imported:
    """What was imported.

    Attributes
    ----------
    edits : list of Edit
    run : Bundle or None
        The new run; None where there was nothing to import.
    warnings : list of Both
    before : Bundle or None
        The run that holds these very files already.
    """

    edits: list[Edit]
    run: Bundle | None
    warnings: list[Both] = field(default_factory=list)
    before: Bundle | None = None


def import_edits(
    run: Bundle,
    files: Sequence[Path | str],
    *,
    prefer: str | None = None,
    out: Path | str | None = None,
    replace: bool = False,
    jobs: int = 1,
) -> Imported:
    """Bring what was typed into exported workbooks into a new run.

    Parameters
    ----------
    run : Bundle
        The run that the workbooks were exported from.
    files : sequence of path-like
        Workbooks, edited by one person each.
    prefer : str, optional
        The file whose edits stand where two conflict.
    out : path-like, optional
        The new run folder; by default ``RUN-edited`` beside the run.
    replace : bool, default=False
        Whether an existing run may be swapped for the new one.
    jobs : int, default=1
        Worker processes; they change no figure.

    Returns
    -------
    Imported
        The new run's manifest names the run it came from and the hashes of the files.

    Raises
    ------
    InputError
        If a file is no workbook of this run, changes what may not be changed, or conflicts with
        another; all faults at once, with their cells. Nothing is changed.
    RunError
        If the new run folder is in the way.
    """
    paths = [Path(file) for file in files]
    listed = _listed(paths)
    preferred = _preferred(prefer, paths)
    target = Path(out) if out else _beside(run)
    if target.resolve() == run.folder.resolve():
        raise RunError(f"{target}: edits make a new run.", "Name another folder with --out.")
    if (earlier := _imported_before(run, target, listed, preferred)) is not None:
        return Imported([], None, before=earlier)
    books = [read_book(path) for path in paths]
    _refuse_other_runs(run, books)
    exports: dict[str, BookRead] = {}
    parts, told = [], list[Both]()
    for book in books:
        lang = book.run.get("lang", "th")
        exports.setdefault(lang, pristine(run, lang))
        parts.append(edits_of(book, exports[lang]))
        told += left_behind(book, exports[lang])
    edits = merge_edits(parts, prefer=preferred)
    if not edits:
        return Imported([], None, told)
    refuse_existing(target, replace=replace)
    applied = apply_edits(
        study_of(run),
        inputs_of(run),
        edits,
        next(iter(exports.values())),
        kept={name: run.table(name) for name in ("notes", "rulings", "new_labels")},
        themes=run.table("unanswered"),
        measured=run.manifest["ranked_on"],
    )
    replayed = replay(run, study=applied.study, inputs=applied.inputs, jobs=jobs)
    earlier_edits = run.table("edits")
    replayed.tables.update(
        edits=pd.concat([earlier_edits, edits_table(edits, run.run_id)], ignore_index=True),
        notes=applied.notes,
        rulings=applied.rulings,
        new_labels=applied.labels,
    )
    parent: dict[str, Any] = {"why": WHY, "files": listed}
    if preferred:
        parent["prefer"] = preferred
    made = write_replay(run, replayed, target, replace=replace, parent=parent)
    fresh = [said for said in replayed.spoken.warnings if said not in run.warnings]
    return Imported(edits, made, [*told, *applied.warnings, *fresh])


def edits_table(edits: Sequence[Edit], run_id: str) -> pd.DataFrame:
    """Lay edits out as ``edits.csv``: what was changed, where, from what to what."""
    columns = ["run", "file", "address", "sheet", "row_id", "edited", "was", "now", "note"]
    rows = [
        (
            run_id,
            e.file,
            e.address,
            e.sheet,
            e.row,
            e.column,
            written(e.old),
            written(e.new),
            e.note,
        )
        for e in edits
    ]
    return pd.DataFrame(rows, columns=columns).astype("str")


def _listed(paths: Sequence[Path]) -> list[dict[str, str]]:
    names = [path.name for path in paths]
    for path in paths:
        if not path.is_file():
            raise InputError(
                f"{path}: no such file.", "Check its name.", f"{path}: ไม่มีไฟล์นี้ ตรวจชื่อไฟล์"
            )
        if names.count(path.name) > 1:
            raise InputError(
                f"{path.name}: two files of one name.",
                "Rename one of them.",
                f"{path.name}: มีสองไฟล์ชื่อเดียวกัน ให้เปลี่ยนชื่อไฟล์หนึ่ง",
            )
    return [{"file": path.name, "sha256": file_sha256(path)} for path in paths]


def _preferred(prefer: str | None, paths: Sequence[Path]) -> str:
    if not prefer:
        return ""
    name = Path(prefer).name
    if name not in [path.name for path in paths]:
        raise InputError(
            f"--prefer {prefer}: none of the files.",
            f"Name one of {', '.join(path.name for path in paths)}.",
        )
    return name


def _imported_before(
    run: Bundle, target: Path, listed: Sequence[dict[str, str]], prefer: str
) -> Bundle | None:
    """Find the run that holds these files already: this one, the target, or one beside either."""
    if _holds(run, listed):
        return run
    beside = [target, *_siblings(target), *_siblings(run.folder.resolve())]
    for folder in dict.fromkeys(place.resolve() for place in beside):
        if not (folder / "manifest.json").is_file():
            continue
        try:
            earlier = read_run(folder)
        except RunError:
            continue  # whatever lies there, it is none of ours
        parent = earlier.manifest.get("parent") or {}
        same = parent.get("digest") == run.digest and parent.get("prefer", "") == prefer
        if same and _holds(earlier, listed):
            return earlier
    return None


def _siblings(folder: Path) -> list[Path]:
    """List the folders beside one, in a fixed order; nothing where they are too many."""
    if not folder.parent.is_dir():
        return []
    found = sorted(place for place in folder.parent.iterdir() if place.is_dir())
    return found if len(found) <= _MOST_SIBLINGS else []


def _holds(run: Bundle, listed: Sequence[dict[str, str]]) -> bool:
    """Whether a run was made by importing these very files."""
    parent = run.manifest.get("parent") or {}
    held = {file["sha256"] for file in parent.get("files", ())}
    return parent.get("why") == WHY and {file["sha256"] for file in listed} <= held


def _beside(run: Bundle) -> Path:
    folder = run.folder.resolve()
    return folder.with_name(f"{folder.name}-edited")


def _refuse_other_runs(run: Bundle, books: Sequence[BookRead]) -> None:
    for book in books:
        theirs = book.run.get("digest", "")
        if theirs != run.digest:
            raise InputError(
                f"{book.path.name}: exported from run {theirs[:12] or 'unknown'}, and this is run "
                f"{run.run_id}. Nothing was changed.",
                "Name the run it was exported from.",
                f"{book.path.name}: ส่งออกจากรอบ {theirs[:12] or 'ที่ไม่ทราบ'} แต่รอบนี้คือ {run.run_id} "
                "ยังไม่มีสิ่งใดเปลี่ยน ให้ระบุรอบที่ส่งออกไฟล์นี้",
            )
