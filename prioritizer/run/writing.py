"""Write what a run found: its tables, its manifest, its reports."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed

from prioritizer.bundle import SETTINGS, STUDY_FILE, TABLES, Bundle, files_of
from prioritizer.config import Study, hide_passwords
from prioritizer.provenance import SCHEMA_VERSION, dump_json, file_sha256, versions
from prioritizer.tables import write_csv, write_parquet
from prioritizer.tables.parted import LongTable, PartedTable, StoredTable
from prioritizer.vocabulary import Both


@contextmanager
def writing_beside(folder: Path, tables: Mapping[str, LongTable], jobs: int) -> Iterator[None]:
    """Let workers write the tables that lie in parts, while this process does what is inside."""
    parted = {name: table for name, table in tables.items() if isinstance(table, PartedTable)}
    if not parted:
        yield
        return
    with Parallel(n_jobs=jobs, return_as="generator") as workers:
        written = workers(delayed(write_tables)(folder, {name: t}) for name, t in parted.items())
        yield
        deque(written, maxlen=0)


def write_tables(folder: Path, tables: Mapping[str, LongTable]) -> None:
    """Write every table of a run into its place; CSV for people, Parquet for what is long."""
    for name, table in tables.items():
        path = folder / TABLES[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(table, PartedTable | StoredTable):
            table.write_parquet(path)
        elif path.suffix == ".csv":
            write_csv(table, path)
        elif path.suffix == ".parquet":
            write_parquet(table, path)
        else:
            rows = json.loads(table.to_json(orient="records", force_ascii=False))
            path.write_text(dump_json(rows), encoding="utf-8", newline="\n")


def write_study(folder: Path, study: Study, file: Path) -> None:
    """Keep the study: its file as written, and every setting in the study's own order.

    The passwords of database addresses are hidden in both.
    """
    (folder / "study").mkdir(exist_ok=True)
    text = hide_passwords(file.read_text(encoding="utf-8-sig"))
    (folder / STUDY_FILE).write_text(text, encoding="utf-8", newline="\n")
    write_settings(folder, study)


def write_settings(folder: Path, study: Study) -> None:
    """Write every setting of a study, in its own order: the order of criteria is theirs."""
    text = json.dumps(study.to_json(), ensure_ascii=False, allow_nan=False, indent=2)
    (folder / SETTINGS).write_text(text + "\n", encoding="utf-8", newline="\n")


def write_manifest(
    folder: Path,
    study: Study,
    *,
    inputs: list[dict[str, Any]],
    ranked_on: list[str],
    left_out: Mapping[str, Both],
    warnings: Sequence[Both],
    n_warnings_heard: int,
    counts: dict[str, Any],
    link_quality: dict[str, Any],
    parent: dict[str, Any] | None = None,
    against: dict[str, Any] | None = None,
    person_key: str = "",
) -> Bundle:
    """Write ``manifest.json`` over all files that lie in the folder, and open the run.

    Parameters
    ----------
    folder : Path
        The folder of the run.
    study : Study
    inputs : list of dict
        Every input with its hash and what became of its rows.
    ranked_on : list of str
        Indicators that the study measures.
    left_out : mapping of str to Both
        Indicators that it does not, and why.
    warnings : sequence of Both
        What a reader must know.
    n_warnings_heard : int
        How many of them, the first ones, come from before the judging.
    counts : dict
        Figures that the cover prints.
    link_quality : dict
        How far the links can be trusted; empty where nobody judged any.
    parent : dict, optional
        The run that this one was made from, and how.
    against : dict, optional
        The run that this one was compared with.
    person_key : str
        Which key the persons were hashed with, "" where the run knows none.

    Returns
    -------
    Bundle
    """
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "inputs": inputs,
        "config": study.to_json(),
        "versions": versions(),
        "seed": study.study.seed,
        "ranked_on": ranked_on,
        **in_both(left_out, warnings),
        "n_warnings_heard": n_warnings_heard,
        "counts": counts,
        "link_quality": link_quality,
        "outputs": list_outputs(folder),
    }
    if parent is not None:
        manifest["parent"] = parent
    if against is not None:
        manifest["against"] = against
    if person_key:
        manifest["person_key"] = person_key
    return put_manifest(folder, manifest)


def in_both(left_out: Mapping[str, Both], warnings: Sequence[Both]) -> dict[str, Any]:
    """Give what the manifest says in sentences: under plain keys in English, ``…_th`` in Thai."""
    return {
        "left_out": {name: why.en for name, why in left_out.items()},
        "left_out_th": {name: why.th for name, why in left_out.items()},
        "warnings": [said.en for said in warnings],
        "warnings_th": [said.th for said in warnings],
    }


def put_manifest(folder: Path, manifest: dict[str, Any]) -> Bundle:
    """Write the manifest, and open the run as whoever reads it will: in the order of the file."""
    text = dump_json(manifest)
    (folder / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
    return Bundle(folder, json.loads(text))


def list_outputs(folder: Path) -> list[dict[str, str]]:
    """List every file of a run with its hash, the manifest apart.

    The timings, too, are left out: they alone differ from day to day, and a manifest that held
    their hash would differ with them.
    """
    return [
        {"file": path.relative_to(folder).as_posix(), "sha256": file_sha256(path)}
        for path in files_of(folder)
        if path.name not in ("manifest.json", "timings.json")
    ]


def finish(run: Bundle) -> Bundle:
    """Add workbook and page to the manifest, once they print its digest."""
    return put_manifest(run.folder, {**run.manifest, "outputs": list_outputs(run.folder)})
