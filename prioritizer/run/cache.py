"""What was expensive and can be had again: heard studies and cleaned texts, keyed by content.

An entry is a folder of tables and a list of their hashes. It is named by the hash of all that its
content follows from (inputs, settings, seed, versions, our own code), so there is nothing to
invalidate; what its hashes do not confirm is thrown away and made anew. Nothing in it is ever
executed, and deleting the whole cache loses time only.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import Any

import pandas as pd

import prioritizer
from prioritizer.provenance import dump_json, file_sha256, versions
from prioritizer.resources import resource
from prioritizer.tables.parted import LongTable, PartedTable, StoredTable

_LIST = "entry.json"
_OFF = ("off", "no", "0", "false")
DEFAULT_GIB = 4.0


@dataclass(frozen=True)
class Entry:
    """An entry of the cache, its hashes confirmed."""

    folder: Path
    facts: dict[str, Any]

    def table(self, name: str) -> pd.DataFrame:
        """Read one of its tables."""
        return pd.read_parquet(self.folder / f"{name}.parquet")

    def stored(self, name: str) -> StoredTable:
        """Point to one of its tables that may be too long to hold."""
        return StoredTable(self.folder / f"{name}.parquet")


@dataclass(frozen=True)
class Cache:
    """A folder of entries, bounded in size; the one unused for longest goes first.

    Parameters
    ----------
    folder : Path or None
        Where the entries lie; None keeps nothing.
    most_bytes : int
        Size above which old entries go.
    """

    folder: Path | None
    most_bytes: int = int(DEFAULT_GIB * 2**30)

    @classmethod
    def of_user(cls) -> Cache:
        """Take the cache of this user: ``$PRIORITIZER_CACHE`` (a folder, or ``off``)."""
        named = os.environ.get("PRIORITIZER_CACHE", "")
        if named.lower() in _OFF:
            return cls(None)
        size = float(os.environ.get("PRIORITIZER_CACHE_GIB", DEFAULT_GIB))
        return cls(Path(named).expanduser() if named else _user_folder(), int(size * 2**30))

    def find(self, key: str) -> Entry | None:
        """Look an entry up; one that is damaged is thrown away."""
        if self.folder is None:
            return None
        place = self.folder / key[:2] / key
        try:
            facts = json.loads((place / _LIST).read_text(encoding="utf-8"))
            sound = all(file_sha256(place / name) == sha for name, sha in facts["files"].items())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            sound = False
        if not sound:
            shutil.rmtree(place, ignore_errors=True)
            return None
        with suppress(OSError):
            os.utime(place)
        return Entry(place, facts["facts"])

    def keep(self, key: str, tables: Mapping[str, LongTable], facts: Mapping[str, Any]) -> None:
        """Put an entry in; where that fails (no room, no right), nothing is kept."""
        if self.folder is None:
            return
        place = self.folder / key[:2] / key
        beside = place.with_name(f".{key[:8]}.{uuid.uuid4().hex[:8]}.part")
        try:
            beside.mkdir(parents=True, mode=0o700)
            for name, table in tables.items():
                _write(table, beside / f"{name}.parquet")
            files = {file.name: file_sha256(file) for file in sorted(beside.iterdir())}
            listed = dump_json({"files": files, "facts": dict(facts)})
            (beside / _LIST).write_text(listed, encoding="utf-8", newline="\n")
            if not place.exists():
                beside.rename(place)
        except OSError:
            pass
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def trim(self) -> None:
        """Throw away the entries unused for longest, down to nine tenths of the size allowed."""
        if self.folder is None or not self.folder.is_dir():
            return
        found = []
        for place in self.folder.glob("??/*"):
            with suppress(OSError):
                size = sum(file.stat().st_size for file in place.iterdir())
                found.append((place.stat().st_mtime, size, place))
        total = sum(size for _, size, _ in found)
        if total <= self.most_bytes:
            return
        for _, size, place in sorted(found):
            shutil.rmtree(place, ignore_errors=True)
            total -= size
            if total <= 0.9 * self.most_bytes:
                return

    def clear(self) -> None:
        """Throw every entry away."""
        if self.folder is not None:
            for place in self.folder.glob("??"):
                shutil.rmtree(place, ignore_errors=True)


def key_of(what: str, *parts: Any) -> str:
    """Name an entry by what its content follows from: kind, parts, versions, and our own code."""
    content = {"what": what, "parts": parts, "versions": _versions(), "code": _code()}
    return hashlib.sha256(dump_json(content).encode("utf-8", "surrogatepass")).hexdigest()


def texts_key(texts: Sequence[str]) -> str:
    """Hash texts in their order."""
    digest = hashlib.sha256()
    for text in texts:
        raw = text.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "little") + raw)
    return digest.hexdigest()


def table_key(table: pd.DataFrame) -> str:
    """Hash a table: its columns, and its cells as they read."""
    return texts_key([texts_key([name, *map(str, table[name])]) for name in table.columns])


@once
def _versions() -> dict[str, str]:
    return versions()


@once
def _code() -> str:
    """Hash our code and word lists: an entry never outlives what made it."""
    root = Path(prioritizer.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode())
        digest.update(file.read_bytes())
    for file in sorted(resource("configs/words/privacy.toml").parent.iterdir()):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _user_folder() -> Path:
    """Name this user's folder for what may be deleted."""
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Caches"
    else:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "prioritizer"


def _write(table: LongTable, path: Path) -> None:
    if isinstance(table, PartedTable | StoredTable):
        table.write_parquet(path)
    else:
        table.to_parquet(path, index=False, compression="zstd")
