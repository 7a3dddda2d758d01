"""Which files and queries a study names as sources, and how each of them is opened."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

from prioritizer.config import SignalSource
from prioritizer.errors import SignalsError, did_you_mean
from prioritizer.tables.reader import Reader

CHUNK_ROWS = 20_000
"""Rows of a chunk: fixed, so that no figure depends on how many work."""


def open_source(
    source: SignalSource, name: str, path: Path | None, base: Path, *, encoding: str | None = None
) -> Reader:
    """Give the reader of one file or query of a source; nothing is opened yet.

    Parameters
    ----------
    source : SignalSource
        The table of the study file that names it.
    name : str
        What the study calls it.
    path : Path or None
        The file; None for a query.
    base : Path
        Folder of the study.
    encoding : str, optional
        Encoding in place of the one the study gives.
    """
    return Reader(
        path,
        name,
        columns=source.columns,
        encoding=encoding or source.encoding,
        header_row=source.header_row,
        sheet=source.sheet,
        url=local_url(source.url, base),
        query=source.query,
    )


def source_files(source: SignalSource, base: Path, place: int) -> Iterator[tuple[str, Path | None]]:
    """Give the files of a source in a fixed order, under the names the study knows them by."""
    if source.url:
        yield f"signals[{place}] query", None
        return
    for pattern in source.patterns:
        met = sorted(glob.glob(str(base / pattern)))  # noqa: PTH207 (patterns may be absolute)
        found = [path for path in met if Path(path).is_file()]
        if met and not found:
            raise SignalsError(
                f"signals[{place}].files: '{pattern}': a folder, a pipe or a device, and no file.",
                "Name the files in it, such as inbox/*.csv.",
            )
        if not found:
            near = did_you_mean(
                Path(pattern).name, [p.name for p in (base / pattern).parent.glob("*")]
            )
            raise SignalsError(
                f"signals[{place}].files: '{pattern}': no such file beside the study.", near
            )
        for path in found:
            name = Path(pattern).parent / Path(path).name
            yield name.as_posix(), Path(path)


def local_url(url: str, base: Path) -> str:
    """Read the path of an SQLite file relative to the study."""
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        return f"sqlite:///{base / url.removeprefix('sqlite:///')}"
    return url
