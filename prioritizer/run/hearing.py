"""Hear what the sources say: read, clean and store chunk by chunk, with every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray

from prioritizer.config import Study
from prioritizer.errors import SignalsError
from prioritizer.progress import Progress
from prioritizer.provenance import file_sha256
from prioritizer.run.cache import Cache, key_of, texts_key
from prioritizer.run.inputs import Inputs
from prioritizer.run.sources import CHUNK_ROWS, open_source, source_files
from prioritizer.signals import (
    EVIDENCE,
    CleanTexts,
    add_sketch,
    clean_chunk,
    clean_texts,
    cleaning_notes,
    date_orders,
    later_wins,
    load_key,
    popular_slots,
    series_of_ids,
    slots_of,
    tell_apart,
)
from prioritizer.tables.parted import read_part, write_array, write_parts
from prioritizer.tables.reader import Reader
from prioritizer.tables.verdicts import FileReport, RawChunk, rejects
from prioritizer.text import text_hash
from prioritizer.vocabulary import Both

_READ_WHOLE = 32 * 2**20
"""Bytes up to which one worker reads a whole file, where there is more than one."""


POPULAR = "popular.npy"
"""File of the scratch folder: which texts were heard so often that they may be a campaign's."""


@dataclass(frozen=True)
class Account:
    """What became of every row of every source."""

    inputs: list[dict[str, Any]]
    rejects: pd.DataFrame
    warnings: list[Both]
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
    study: Study,
    base: Path,
    scratch: Path,
    inputs: Inputs,
    *,
    jobs: int,
    cache: Cache,
    progress: Progress,
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
        "cache": cache,
    }
    counts: Counter[str] = Counter()
    pii: Counter[str] = Counter()
    reports: dict[str, tuple[FileReport, Path | None]] = {}
    aside: list[pd.DataFrame] = []
    stored: list[_Chunk] = []
    sketch: NDArray[np.uint32] | None = None
    with Parallel(n_jobs=jobs, return_as="generator") as workers:
        for report, path, chunks in workers(_tasks(study, base, scratch, how, reports, jobs)):
            if report is not None:
                reports[report.file] = (report, path)
            for chunk in chunks:
                stored.append(chunk)
                aside.append(chunk.rejects)
                counts.update(chunk.counts)
                pii.update(chunk.pii)
                sketch = add_sketch(sketch, np.load(_slots_beside(chunk.path)))
                _slots_beside(chunk.path).unlink()
                progress.step()
    if sketch is None or not sum(len(chunk.ids) for chunk in stored):
        names = ", ".join(reports) or "no files"
        raise SignalsError(
            f"no signal could be accepted from {names}.",
            "Run `prioritizer check` to see why; rows are set aside with reasons.",
        )
    write_array(scratch / POPULAR, popular_slots(sketch, size=study.voices.campaign_size))
    del sketch
    stored, counts["running_ids"] = _told_apart(stored)
    paths, ids = [chunk.path for chunk in stored], [chunk.ids for chunk in stored]
    replaced = later_wins(pd.DataFrame({"signal_id": np.concatenate(ids)}))
    dropped = tuple(np.split(replaced, np.cumsum([len(part) for part in ids])[:-1]))
    aside += [_replaced(p, rows) for p, rows in zip(paths, dropped, strict=True) if rows.any()]
    thrown = pd.concat(aside, ignore_index=True)
    thrown = thrown.sort_values(["file", "row"], kind="stable", ignore_index=True)
    in_order = [reports[name] for name in _names(study, base)]
    listed = [_listed(report, path, thrown) for report, path in in_order]
    warnings = [said.about(report.file) for report, _ in in_order for said in report.warnings]
    warnings += [note.both for note in cleaning_notes(counts) if note.warns]
    return Heard(
        chunks=tuple(paths),
        ids=tuple(ids),
        dropped=dropped,
        account=Account(listed, thrown, warnings, pii),
        n_signals=int((~replaced).sum()),
    )


def _told_apart(stored: list[_Chunk]) -> tuple[list[_Chunk], int]:
    """Put the file before ids that are only numbers of its own, and count them."""
    ids = np.concatenate([chunk.ids for chunk in stored])
    number, names = pd.factorize(np.array([chunk.file for chunk in stored], dtype=object))
    files = np.repeat(number, [len(chunk.ids) for chunk in stored])
    ends = np.cumsum([len(chunk.ids) for chunk in stored])[:-1]

    def rows(wanted: NDArray[np.bool_]) -> pd.DataFrame:
        parts = zip(stored, np.split(wanted, ends), strict=True)
        return pd.concat(
            read_part(chunk.path, 0, EVIDENCE)[here] for chunk, here in parts if here.any()
        )

    series = series_of_ids(ids, files, names.tolist(), rows) if len(names) > 1 else {}
    if not series:
        return stored, 0
    told = [_rewritten(chunk, series) if chunk.file in series else chunk for chunk in stored]
    changed = zip(stored, told, strict=True)
    return told, sum(int((was.ids != now.ids).sum()) for was, now in changed)


def _rewritten(chunk: _Chunk, series: Mapping[str, str]) -> _Chunk:
    """Store a chunk again, its ids told apart from those of other files."""
    signals = tell_apart(read_part(chunk.path, 0), series)
    write_parts(chunk.path, [signals])
    return replace(chunk, ids=text_hash(signals["signal_id"]))


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


@dataclass(frozen=True)
class _Chunk:
    """A cleaned chunk on disk, and what the whole run must know of it."""

    path: Path
    file: str  # or sheet
    ids: NDArray[np.uint64]  # hashes: 8 bytes a signal is all that grows with the study
    rejects: pd.DataFrame
    counts: dict[str, int]
    pii: dict[str, int]


_Task = tuple[FileReport | None, Path | None, list[_Chunk]]


def _tasks(
    study: Study,
    base: Path,
    scratch: Path,
    how: dict[str, Any],
    reports: dict[str, tuple[FileReport, Path | None]],
    jobs: int,
) -> Iterator[Any]:
    """Give the work of hearing as tasks, in the order of the sources.

    Whoever cleans a small file reads it too. A large one is read here, chunk by chunk, so that
    its cleaning is shared among all; and so are the last of many, where that costs little, so that
    nobody waits for the one who got the last.
    """
    files = list(_files(study, base))
    for number, (reader, path, own) in enumerate(files):
        target = scratch / f"chunk-{number:05}"
        last = jobs > 1 and len(files) > 2 * jobs and number >= len(files) - jobs
        if path is None or len(files) == 1 or (last and path.suffix == ".parquet"):
            whole = False
        else:
            whole = path.stat().st_size <= _READ_WHOLE
        if whole:
            yield delayed(_hear_file)(reader, path, target, **own, **how)
            continue
        orders = date_orders(reader)
        for place, raw in enumerate(reader.chunks(CHUNK_ROWS)):
            yield delayed(_hear_chunk)(raw, _place(target, place), orders=orders, **own, **how)
        reports[reader.name] = (reader.report, path)


def _files(study: Study, base: Path) -> Iterator[tuple[Reader, Path | None, dict[str, Any]]]:
    """Give a reader for each file or query of the study, and how its rows are cleaned."""
    for place, source in enumerate(study.signals, start=1):
        closed = source.closed_statuses or study.study.closed_statuses
        own = {"channel": source.channel or "unnamed", "closed_statuses": closed}
        for name, path in source_files(source, base, place):
            yield open_source(source, name, path, base), path, own


def _names(study: Study, base: Path) -> list[str]:
    """Name every file and query, in their order, each once."""
    return list(dict.fromkeys(reader.name for reader, _, _ in _files(study, base)))


def _hear_file(reader: Reader, path: Path, target: Path, **how: Any) -> _Task:
    """Read and clean a whole file."""
    orders = date_orders(reader)
    chunks = [
        _clean_and_store(raw, _place(target, place), orders=orders, **how)
        for place, raw in enumerate(reader.chunks(CHUNK_ROWS))
    ]
    return reader.report, path, chunks


def _hear_chunk(raw: RawChunk, target: Path, **how: Any) -> _Task:
    """Clean a chunk of a file that is read elsewhere."""
    return None, None, [_clean_and_store(raw, target, **how)]


def _slots_beside(path: Path) -> Path:
    """Name the file of what is counted of a chunk's texts: disk is cheaper than passing it on."""
    return path.with_suffix(".npy")


def _place(target: Path, number: int) -> Path:
    return target.with_name(f"{target.name}-{number:05}.arrow")


def _clean_and_store(raw: RawChunk, target: Path, *, cache: Cache, **how: Any) -> _Chunk:
    """Clean one chunk and store its signals."""
    cleaned = clean_chunk(raw, clean=partial(_clean_or_recall, cache), **how)
    write_parts(target, [cleaned.signals])
    ids = text_hash(cleaned.signals["signal_id"])
    write_array(_slots_beside(target), slots_of(cleaned.signals))
    return _Chunk(target, raw.file, ids, cleaned.rejects, cleaned.counts, cleaned.pii)


def _clean_or_recall(
    cache: Cache, texts: Sequence[str], *, hide: Sequence[str], leave: Sequence[str]
) -> CleanTexts:
    """Clean texts, or recall how the same ones were cleaned."""
    if cache.folder is None:
        return clean_texts(texts, hide=hide, leave=leave)
    key = key_of("texts", texts_key(texts), sorted(hide), sorted(leave))
    if (entry := cache.find(key)) is not None:
        return CleanTexts(entry.table("texts"), entry.facts)
    cleaned = clean_texts(texts, hide=hide, leave=leave)
    cache.keep(key, {"texts": cleaned.table}, cleaned.pii)
    return cleaned


def _listed(report: FileReport, path: Path | None, thrown: pd.DataFrame) -> dict[str, Any]:
    """Account for one input: rows read are rows accepted and rows rejected."""
    rejected = int(sum(file.partition("#")[0] == report.file for file in thrown["file"]))
    return {
        "file": report.file,
        "kind": "signals",
        "sha256": file_sha256(path) if path else "",
        "rows_read": report.rows_read,
        "accepted": report.rows_read - rejected,
        "rejected": rejected,
    }
