"""Folders that appear whole or not at all, whatever kills the writer.

A folder is written beside its place as ``.NAME.TOKEN.part`` and renamed when it is finished; an
earlier one stands aside as ``.NAME.TOKEN.old`` for the moment between two renames. Whoever writes
holds a lock on ``.NAME.TOKEN.lock``, and the system lets go of it when he dies. So the next one
can tell what is left over from what is at work: he puts an ``.old`` back where the new folder never
arrived, and clears the rest away.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prioritizer.errors import RunError

try:
    import fcntl
except ImportError:  # pragma: no cover (Windows has no flock)
    fcntl = None  # type: ignore[assignment]

RUN_MARKER = "manifest.json"
_LEFT = re.compile(r"\.(?P<name>.+)\.(?P<token>[0-9a-f]{8})\.(?P<kind>part|old|lock)")


@contextmanager
def whole_folder(
    target: Path, *, replace: bool = False, marker: str = RUN_MARKER
) -> Iterator[Path]:
    """Offer a folder to write into, which becomes ``target`` whole, or not at all.

    Parameters
    ----------
    target : Path
        Where the folder shall appear.
    replace : bool, default=False
        Whether an existing folder may be swapped for the new one; only a run, or an empty folder,
        is ever swapped.
    marker : str, default="manifest.json"
        The file by which a folder that may be swapped is known.

    Yields
    ------
    Path
        A folder beside the target.

    Raises
    ------
    RunError
        If the target exists and may not be replaced, or if its place cannot be written.
    """
    target = target.absolute()
    clear_leftovers(target)
    refuse_existing(target, replace=replace, marker=marker)
    token = uuid.uuid4().hex[:8]
    beside, lock = _beside(target, token, "part"), _beside(target, token, "lock")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _held(lock):
            try:
                beside.mkdir()
                yield beside
                _swap(beside, target, token, replace=replace, marker=marker)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
                lock.unlink(missing_ok=True)
    except OSError as refused:
        full = refused.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
        first = "Free some space, or give" if full else "Give"
        raise RunError(
            f"{target}: could not be written ({refused.strerror or refused}).",
            f"{first} another place with --out. Nothing was changed.",
        ) from refused


def refuse_existing(target: Path, *, replace: bool, marker: str = RUN_MARKER) -> None:
    """Refuse a target that is in the way, before any work is done for it."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not replace:
        raise RunError(
            f"{target}: already there.", "Add --replace to swap it, or name another with --out."
        )
    if not (target / marker).is_file():
        what = "a run" if marker == RUN_MARKER else f"of this kind (no {marker})"
        raise RunError(
            f"{target}: not {what}, so it is not replaced.", "Name another folder with --out."
        )


def clear_leftovers(target: Path) -> None:
    """Clear away what a killed writer left beside a folder, and put an earlier one back.

    What somebody is still writing is left alone.
    """
    target = target.absolute()
    if not target.parent.is_dir():
        return
    tokens: dict[str, set[str]] = {}
    with suppress(OSError):
        for path in target.parent.iterdir():
            found = _LEFT.fullmatch(path.name)
            if found and found["name"] == target.name:
                tokens.setdefault(found["token"], set()).add(found["kind"])
    for token, kinds in sorted(tokens.items()):
        lock = _beside(target, token, "lock")
        if _is_held(lock):
            continue
        with suppress(OSError):
            earlier = _beside(target, token, "old")
            if "old" in kinds and not target.exists():
                earlier.rename(target)
            shutil.rmtree(earlier, ignore_errors=True)
            shutil.rmtree(_beside(target, token, "part"), ignore_errors=True)
            lock.unlink(missing_ok=True)


def _beside(target: Path, token: str, kind: str) -> Path:
    return target.with_name(f".{target.name}.{token}.{kind}")


@contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of when this process dies."""
    with lock.open("w") as stream:
        if fcntl is not None:
            with suppress(OSError):  # some network drives know no locks
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _is_held(lock: Path) -> bool:
    """Tell whether somebody alive holds a lock; where there are no locks, we cannot know."""
    try:
        with lock.open("r") as stream:
            if fcntl is None:
                return True
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _swap(beside: Path, target: Path, token: str, *, replace: bool, marker: str) -> None:
    """Rename the finished folder into place; an earlier one goes only when it stands."""
    refuse_existing(target, replace=replace, marker=marker)  # somebody may have been faster
    if not target.exists() or not any(target.iterdir()):
        if target.exists():
            target.rmdir()
        beside.rename(target)
        return
    earlier = _beside(target, token, "old")
    target.rename(earlier)
    try:
        beside.rename(target)
    except OSError:
        if not target.exists():
            earlier.rename(target)
        raise
    shutil.rmtree(earlier, ignore_errors=True)
    with suppress(OSError, AttributeError):  # make the renames last, where the system can
        handle = os.open(target.parent, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
