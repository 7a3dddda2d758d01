"""Inputs that stay where they belong, and stay as they are while they are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from prioritizer.config import Study, find_study, read_study
from prioritizer.errors import ConfigError, InputError
from prioritizer.resources import resource
from prioritizer.run.sources import local_url, source_files

Stamp = tuple[int, int, int]
_TABLES = ("agendas", "places", "ratings", "members", "committees", "labels", "overrides", "words")
_SQLITE = "sqlite:///"


def input_files(study: Study, base: Path, *, absent: bool = False) -> Iterator[tuple[str, Path]]:
    """Give every file that a study reads, under the name it calls it by.

    With ``absent``, a pattern that no file answers is passed over and no error.
    """
    for name in _TABLES:
        source = getattr(study, name)
        if source is not None and source.file:
            yield source.file, base / source.file
    for place, source in enumerate(study.signals, start=1):
        if source.url.startswith(_SQLITE):
            yield source.url, Path(local_url(source.url, base).removeprefix(_SQLITE))
            continue
        try:
            found = list(source_files(source, base, place))
        except InputError:
            if not absent:
                raise
            continue
        for name, path in found:
            if path is not None:
                yield name, path


def stamps(study: Study, base: Path) -> dict[str, Stamp]:
    """Note size, time of change and place of every input, before anything is read."""
    return {name: _stamp(path) for name, path in input_files(study, base)}


def refuse_changed(before: dict[str, Stamp], study: Study, base: Path) -> None:
    """Refuse inputs that changed while they were read.

    Raises
    ------
    InputError
        With the names of all that changed.
    """
    now = stamps(study, base)
    if changed := sorted(name for name in {*before, *now} if before.get(name) != now.get(name)):
        raise InputError(
            f"{', '.join(changed)}: changed while being read.",
            "Wait until nobody writes there, then run again. Nothing was written.",
        )


def refuse_outside(path: Path | str) -> None:
    """Refuse a study that reads files outside its own folder.

    A study file that somebody sent could else name any file of this machine, and its words would
    stand in the report as quotes. Studies that ship with the package are trusted.

    Raises
    ------
    ConfigError
        With the first file that lies outside.
    """
    file = find_study(path)
    home = file.parent.resolve()
    if home.is_relative_to(resource("configs").resolve()):
        return
    for name, inside in input_files(read_study(file), file.parent, absent=True):
        if not inside.resolve().is_relative_to(home):
            raise ConfigError(
                f"{file.name}: '{name}' lies outside the folder of the study.",
                "If you wrote this study or trust who did, add --allow-outside "
                "(or set PRIORITIZER_ALLOW_OUTSIDE=1); else move the file beside it.",
            )


def _stamp(path: Path) -> Stamp:
    try:
        told = path.stat()
    except OSError:
        return (-1, -1, -1)
    return told.st_size, told.st_mtime_ns, told.st_ino
