"""Files that travel with the package: study defaults, word lists, demo data."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from prioritizer.errors import RunError

_HERE = Path(__file__).parent


def resource(name: str) -> Path:
    """Find a file of ``configs/`` or ``datasets/``, in a checkout or in an installed wheel.

    Parameters
    ----------
    name : str
        Path from the top of the project, such as ``"configs/defaults.toml"``.

    Returns
    -------
    Path
        Where the file lies on this machine.

    Raises
    ------
    RunError
        If the package came without the file.
    """
    for root in (_HERE / "_data", _HERE.parent):
        if (found := root / name).exists():
            return found
    raise RunError(
        f"{name} is missing from the installed package.",
        "Install prioritizer again: pip install --force-reinstall prioritizer.",
    )


@cache
def read_toml(name: str) -> dict[str, Any]:
    """Read a TOML file of the package; callers must not change what they get.

    >>> read_toml("configs/defaults.toml")["criteria"]["quick_win"]["weight"]
    1.0
    """
    return tomllib.loads(resource(name).read_text(encoding="utf-8"))


@cache
def read_words(name: str) -> tuple[str, ...]:
    """Read a word list of the package: one word a line, ``#`` opens a comment."""
    lines = resource(name).read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if (word := line.partition("#")[0].strip()))
