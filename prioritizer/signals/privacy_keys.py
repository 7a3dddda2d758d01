"""Persons as keyed hashes: the same person meets himself, nobody else can name him."""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from prioritizer.errors import InputError
from prioritizer.text.normalise import normalise
from prioritizer.vocabulary import is_blank

_PHONE_LIKE = re.compile(r"\+?[0-9](?:[ .()-]*[0-9]){7,14}")


def person_key(values: Iterable[Any], key: bytes) -> list[str]:
    """Hash who spoke, so that the same person can be counted once and never be read.

    Parameters
    ----------
    values : iterable
        Names, phone numbers or user ids; blank cells stay "".
    key : bytes
        The secret of `load_key`.

    Returns
    -------
    list of str
        16 hexadecimal digits each. Case, blanks and the dashes of a phone make no difference.

    Examples
    --------
    >>> one, other, blank = person_key(["081-234-5678", "0812345678", ""], b"k" * 32)
    >>> one == other, len(one), blank
    (True, 16, '')
    """
    seen: dict[str, str] = {}
    keys = []
    for value in values:
        plain = "" if is_blank(value) else _plain(str(value))
        if plain and plain not in seen:
            seen[plain] = blake2b(plain.encode("utf-8"), key=key[:64], digest_size=8).hexdigest()
        keys.append(seen.get(plain, ""))
    return keys


def key_check(key: bytes) -> str:
    """Name a key so that two can be told apart, and neither be read: 8 hexadecimal digits.

    >>> key_check(b"k" * 32) == key_check(b"l" * 32)
    False
    """
    return person_key(["which key is this"], key)[0][:8]


def _plain(value: str) -> str:
    value = " ".join(normalise(value).casefold().split())
    if _PHONE_LIKE.fullmatch(value):
        digits = re.sub("[^0-9]", "", value)
        return "0" + digits[2:] if value.startswith("+66") else digits
    return value


def key_path() -> Path:
    """Say where the key lies: ``$PRIORITIZER_KEY_FILE``, else the user's folder for state."""
    if named := os.environ.get("PRIORITIZER_KEY_FILE"):
        return Path(named).expanduser()
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Application Support"
    else:
        home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return home / "prioritizer" / "person.key"


def load_key(path: Path | None = None) -> bytes:
    """Read the secret key for persons; make one where there is none yet.

    The key never lies in a run folder: who holds the run alone cannot try names against it.

    Parameters
    ----------
    path : Path, optional
        Where the key lies; by default `key_path`.

    Returns
    -------
    bytes
        32 bytes.

    Raises
    ------
    InputError
        If the file is no key, or can be neither read nor made.
    """
    path = path or key_path()
    try:
        if not path.exists():
            _make_key(path)
        text = path.read_text(encoding="ascii").strip()
        if re.fullmatch("[0-9a-f]{64}", text):
            return bytes.fromhex(text)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: the key for persons cannot be read or made ({type(error).__name__}).",
            "Name a file you may write in PRIORITIZER_KEY_FILE.",
        ) from error
    raise InputError(
        f"{path}: this is no key of prioritizer (64 hexadecimal digits).",
        "Restore the file, or move it away and a new key is made: persons then get new hashes.",
    )


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first: its key is as good
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
