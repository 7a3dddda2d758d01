"""Read every input of a study as ``rank`` would, say what was found, and change nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prioritizer.config import Study, find_study, read_study
from prioritizer.errors import InputError, PrioritizerError
from prioritizer.progress import Progress, Silent
from prioritizer.run.file_check import FileCheck
from prioritizer.run.sources import open_source, source_files
from prioritizer.tables.verdicts import Note
from prioritizer.vocabulary import Both

if TYPE_CHECKING:
    from prioritizer.run.checking_signals import Draft

_TABLES = ("agendas", "places", "ratings", "members", "committees", "labels", "overrides", "words")


def check_study(
    path: Path | str, *, encoding: str | None = None, progress: Progress | None = None
) -> list[FileCheck]:
    """Check every input of a study.

    Parameters
    ----------
    path : path-like
        A study file, or its folder.
    encoding : str, optional
        Encoding of text files of signals, in place of the guess.
    progress : Progress, optional
        How to say how far it is.

    Returns
    -------
    list of FileCheck
        One for each file, signals first; a refused one does not stop the others.

    Raises
    ------
    ConfigError
        If the study file itself cannot be read.
    """
    file = find_study(path)
    study, base = read_study(file), file.parent
    progress = progress or Silent()
    tables, words = _check_tables(study, base)
    found = list(_sources(study, base, encoding, words, progress))
    progress.close()
    checked = _finished(study, found)
    if not any(check.accepted for check in checked):
        silent = Note("no_signals", 1)
        checked = [replace(check, notes=(*check.notes, silent)) for check in checked]
    return [*checked, *tables]


def _sources(
    study: Study,
    base: Path,
    encoding: str | None,
    words: Mapping[str, tuple[str, ...]],
    progress: Progress,
) -> Iterator[FileCheck | Draft]:
    """Open every file of signals; those that are not refused are read and cleaned."""
    for place, source in enumerate(study.signals, start=1):
        try:
            files = list(source_files(source, base, place))
        except InputError as refused:
            yield FileCheck(", ".join(source.patterns) or "query", refusal=str(refused))
            continue
        for name, path in files:
            progress.stage(f"checking {name}")
            try:
                reader = open_source(source, name, path, base, encoding=encoding).open()
                from prioritizer.run.checking_signals import draft_signals  # loads pandas

                yield draft_signals(study, source, reader, words, progress)
            except InputError as refused:
                yield FileCheck(name, refusal=str(refused))


def _finished(study: Study, found: list[FileCheck | Draft]) -> list[FileCheck]:
    """Put the finished drafts in the places of the drafts."""
    drafts = [each for each in found if not isinstance(each, FileCheck)]
    if not drafts:
        return [each for each in found if isinstance(each, FileCheck)]
    from prioritizer.run.checking_signals import finish_drafts

    finished = iter(finish_drafts(study, drafts))
    return [each if isinstance(each, FileCheck) else next(finished) for each in found]


def _check_tables(study: Study, base: Path) -> tuple[list[FileCheck], dict[str, tuple[str, ...]]]:
    """Check the tables that are no signals, and take the study's words from them."""
    found: list[FileCheck] = []
    words: dict[str, tuple[str, ...]] = {"hide": (), "leave": ()}
    for name in _TABLES:
        table = getattr(study, name)
        if table is None or not table.file:
            continue
        from prioritizer.run.inputs import read_inputs

        try:
            inputs = read_inputs(_alone(study, name), base)
        except PrioritizerError as refused:
            found.append(FileCheck(table.file, refusal=str(refused), found={"kind": name}))
            continue
        if name == "words":
            words = {kind: inputs.words(kind) for kind in words}
        (listed,) = inputs.listed
        found.append(
            FileCheck(
                table.file,
                warnings=tuple(_bare(said, table.file) for said in inputs.warnings),
                rows_read=listed["rows_read"],
                accepted=listed["accepted"],
                rejected=listed["rejected"],
                found={"kind": name},
            )
        )
    return found, words


def _bare(said: Both, file: str) -> Both:
    """Take the name of the file from before a sentence: it stands above it."""
    return Both(*(sentence.removeprefix(f"{file}: ") for sentence in said))


def _alone(study: Study, name: str) -> Study:
    """Leave one table of a study, so that each is judged by itself."""
    changes: dict[str, Any] = {}
    for other in _TABLES:
        if other != name:
            table = getattr(study, other)
            kept = other in ("places", "words") and table is not None
            changes[other] = table.model_copy(update={"file": ""}) if kept else None
    return study.model_copy(update=changes)
