"""Hear what the sources say: read, clean and store chunk by chunk, with every row accounted for."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray

from prioritizer.config import SignalSource, Study
from prioritizer.errors import SignalsError, did_you_mean
from prioritizer.progress import Progress
from prioritizer.provenance import file_sha256
from prioritizer.run.inputs import Inputs
from prioritizer.signals import clean_chunk, cleaning_notes, date_orders, later_wins, load_key
from prioritizer.tables.parted import read_part, write_parts
from prioritizer.tables.reader import Reader
from prioritizer.tables.verdicts import RawChunk, rejects
from prioritizer.text import text_hash

CHUNK_ROWS = 20_000
"""Rows of a chunk: fixed, so that no figure depends on how many work."""


@dataclass(frozen=True)
class Account:
    """What became of every row of every source."""

    inputs: list[dict[str, Any]]
    rejects: pd.DataFrame
    warnings: list[str]
    pii: Mapping[str, int]


@dataclass(frozen=True)
class Heard:
    """All accepted signals, chunk by chunk on disk, and what became of every row."""

    chunks: tuple[Path, ...]
    ids: tuple[NDArray[np.uint64], ...]  # hash of each signal's id, by chunk
    dropped: tuple[NDArray[np.bool_], ...]  # signals that a later row of the same id replaced
    account: Account
    n_signals: int

    def rows(self, number: int, kept: NDArray[np.bool_] | None = None) -> pd.DataFrame:
        """Read one chunk, without the rows that a later one of the same id replaced."""
        chosen = ~self.dropped[number] if kept is None else kept & ~self.dropped[number]
        return read_chunk(self.chunks[number], chosen)


def read_chunk(path: Path, chosen: NDArray[np.bool_]) -> pd.DataFrame:
    """Read the chosen rows of a chunk of clean signals."""
    table = read_part(path, 0)
    return table if chosen.all() else table[chosen].reset_index(drop=True)


def hear(
    study: Study, base: Path, scratch: Path, inputs: Inputs, *, jobs: int, progress: Progress
) -> Heard:
    """Read every source of a study.

    Raises
    ------
    InputError
        If a source is missing or cannot be read, or nothing of it can be accepted.
    """
    progress.stage("reading and cleaning")
    key = load_key()
    words = study.words
    how: dict[str, Any] = {
        "as_of": study.study.as_of,
        "observed": _span(study),
        "key": key,
        "hide": (*words.hide, *inputs.words("hide")),
        "cell_metres": study.voices.cell_metres,
        "leave": (*words.leave, *inputs.words("leave")),
    }
    readers: dict[str, tuple[Reader, Path | None]] = {}
    tasks = _tasks(study, base, scratch, how, readers)
    counts: Counter[str] = Counter()
    pii: Counter[str] = Counter()
    ids, aside, paths = [], [], []
    with Parallel(n_jobs=jobs, return_as="generator") as workers:
        for path, hashed, rejected, counted, found in workers(tasks):
            paths.append(path)
            ids.append(hashed)
            aside.append(rejected)
            counts.update(counted)
            pii.update(found)
            progress.step()
    if not sum(map(len, ids)):
        names = ", ".join(readers) or "no files"
        raise SignalsError(
            f"no signal could be accepted from {names}.",
            "Run `prioritizer check` to see why; rows are set aside with reasons.",
        )
    replaced = later_wins(pd.DataFrame({"signal_id": np.concatenate(ids)}))
    dropped = tuple(np.split(replaced, np.cumsum([len(part) for part in ids])[:-1]))
    aside += [_replaced(p, rows) for p, rows in zip(paths, dropped, strict=True) if rows.any()]
    thrown = pd.concat(aside, ignore_index=True)
    thrown = thrown.sort_values(["file", "row"], kind="stable", ignore_index=True)
    listed = [_listed(name, reader, path, thrown) for name, (reader, path) in readers.items()]
    warnings = [f"{name}: {said}" for name, (r, _) in readers.items() for said in r.report.reasons]
    warnings += [note.say() for note in cleaning_notes(counts) if note.warns]
    return Heard(
        chunks=tuple(paths),
        ids=tuple(ids),
        dropped=dropped,
        account=Account(listed, thrown, warnings, pii),
        n_signals=int((~replaced).sum()),
    )


def _replaced(path: Path, rows: NDArray[np.bool_]) -> pd.DataFrame:
    """Set the rows of a chunk aside that a later row of the same id replaced."""
    said = read_part(path, 0, ["file", "row"])[rows]
    return pd.concat(
        rejects(str(file), [(int(r), "signal_id", "a later row has the same id") for r in part])
        for file, part in said.groupby("file", sort=False)["row"]
    )


def _span(study: Study) -> Any:
    observed = study.study.observed
    return (observed.start, observed.end) if observed else None


def _tasks(
    study: Study,
    base: Path,
    scratch: Path,
    how: dict[str, Any],
    readers: dict[str, tuple[Reader, Path | None]],
) -> Iterator[Any]:
    """Give the cleaning of each chunk as a task, as the chunks are read."""
    number = 0
    for place, source in enumerate(study.signals, start=1):
        closed = source.closed_statuses or study.study.closed_statuses
        for name, path in source_files(source, base, place):
            reader = Reader(
                path,
                name,
                columns=source.columns,
                encoding=source.encoding,
                header_row=source.header_row,
                sheet=source.sheet,
                url=local_url(source.url, base),
                query=source.query,
            )
            readers[name] = (reader, path)
            channel = source.channel or "unnamed"
            orders = date_orders(reader)
            for raw in reader.chunks(CHUNK_ROWS):
                target = scratch / f"chunk-{number:05}.arrow"
                number += 1
                yield delayed(_clean_and_store)(
                    raw, target, channel=channel, closed_statuses=closed, orders=orders, **how
                )


def _clean_and_store(raw: RawChunk, target: Path, **how: Any) -> Any:
    """Clean one chunk, store its signals, and give back what the whole run must know of it.

    Ids come back as hashes: 8 bytes a signal is all that grows with the study.
    """
    cleaned = clean_chunk(raw, **how)
    write_parts(target, [cleaned.signals])
    ids = text_hash(cleaned.signals["signal_id"])
    return target, ids, cleaned.rejects, cleaned.counts, cleaned.pii


def source_files(source: SignalSource, base: Path, place: int) -> Iterator[tuple[str, Path | None]]:
    """Give the files of a source in a fixed order, under the names the study knows them by."""
    if source.url:
        yield f"signals[{place}] query", None
        return
    for pattern in source.patterns:
        found = sorted(glob.glob(str(base / pattern)))  # noqa: PTH207 (patterns may be absolute)
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


def _listed(name: str, reader: Reader, path: Path | None, thrown: pd.DataFrame) -> dict[str, Any]:
    """Account for one input: rows read are rows accepted and rows rejected."""
    rejected = int(sum(file.partition("#")[0] == name for file in thrown["file"]))
    rows = reader.report.rows_read
    return {
        "file": name,
        "kind": "signals",
        "sha256": file_sha256(path) if path else "",
        "rows_read": rows,
        "accepted": rows - rejected,
        "rejected": rejected,
    }
