"""Write what a run found: its tables, its manifest, its reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.bundle import TABLES, Bundle
from prioritizer.config import Study
from prioritizer.provenance import SCHEMA_VERSION, dump_json, file_sha256, versions
from prioritizer.tables import write_csv, write_parquet


def write_tables(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Write every table of a run into its place; CSV for people, Parquet for what is long."""
    for name, table in tables.items():
        path = folder / TABLES[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".csv":
            write_csv(table, path)
        elif path.suffix == ".parquet":
            write_parquet(table, path)
        else:
            rows = json.loads(table.to_json(orient="records", force_ascii=False))
            path.write_text(dump_json(rows), encoding="utf-8", newline="\n")


def write_manifest(
    folder: Path,
    study: Study,
    *,
    inputs: list[dict[str, Any]],
    ranked_on: list[str],
    left_out: dict[str, str],
    warnings: list[str],
    counts: dict[str, Any],
) -> Bundle:
    """Write ``manifest.json`` over all files that lie in the folder, and open the run."""
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "inputs": inputs,
        "config": study.to_json(),
        "versions": versions(),
        "seed": study.study.seed,
        "ranked_on": ranked_on,
        "left_out": left_out,
        "warnings": warnings,
        "counts": counts,
        "outputs": list_outputs(folder),
    }
    (folder / "manifest.json").write_text(dump_json(manifest), encoding="utf-8", newline="\n")
    return Bundle(folder, manifest)


def list_outputs(folder: Path) -> list[dict[str, str]]:
    """List every file of a run with its hash, the manifest apart."""
    return [
        {"file": path.relative_to(folder).as_posix(), "sha256": file_sha256(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    ]


def finish(run: Bundle) -> Bundle:
    """Add workbook, page and timings to the manifest, once they print its digest."""
    manifest = {**run.manifest, "outputs": list_outputs(run.folder)}
    (run.folder / "manifest.json").write_text(dump_json(manifest), encoding="utf-8", newline="\n")
    return Bundle(run.folder, manifest)
