"""Who made this, when it stands, from which files: hashes, versions, the digest of a run."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

SCHEMA_VERSION = 2
"""Version of the run folder; a later one may read an earlier, never the other way round."""

PRINTS_THE_DIGEST = ("report.html", "shortlist.xlsx", "timings.json")
"""Outputs that print the digest, or that differ from day to day: they stand outside of it."""

_COUNTED = (
    "ahocorasick_rs",
    "jinja2",
    "joblib",
    "nlpo3",
    "numpy",
    "pandas",
    "prioritizer",
    "pyarrow",
    "pydantic",
    "pythainlp",
    "python-calamine",
    "scikit-learn",
    "scipy",
    "xlsxwriter",
)


def file_sha256(path: Path) -> str:
    """Hash a file as it lies on disk, block by block."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Name the version of Python and of every package that can move a figure."""
    found = {"python": platform.python_version()}
    for package in _COUNTED:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed as a package"
    return found


def dump_json(content: Any) -> str:
    r"""Write JSON that is the same for the same content: keys sorted, Thai as Thai.

    >>> print(dump_json({"b": 1, "a": "วาระ"}), end="")
    {
      "a": "วาระ",
      "b": 1
    }
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
    return text + "\n"


def digest_of(manifest: Mapping[str, Any]) -> str:
    """Compute the digest of a run: sha256 of its manifest without what prints the digest.

    Parameters
    ----------
    manifest : mapping
        Content of ``manifest.json``; entries of ``outputs`` for the report, the workbook and the
        timings are left out, for they print the digest or differ from day to day.

    Returns
    -------
    str
        64 hexadecimal digits; the first 12 are the run id.
    """
    outputs = [o for o in manifest["outputs"] if o["file"] not in PRINTS_THE_DIGEST]
    return hashlib.sha256(dump_json({**manifest, "outputs": outputs}).encode()).hexdigest()


def run_id(digest: str) -> str:
    """Shorten a digest to the name that people say aloud.

    >>> run_id("0123456789abcdef")
    '0123456789ab'
    """
    return digest[:12]
