"""Describe an open-data bundle: dictionary, licence, method, the Frictionless data package."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.resources import read_toml

_LICENCES = {
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC0-1.0": (
        "Creative Commons Zero 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "ODC-BY-1.0": (
        "Open Data Commons Attribution 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
}
_TYPES = (
    (pd.api.types.is_bool_dtype, "boolean"),
    (pd.api.types.is_integer_dtype, "integer"),
    (pd.api.types.is_numeric_dtype, "number"),
)


def dictionary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Say of every column of every file what it means, in Thai and English."""
    words = read_toml("configs/words/open_data.toml")
    rows = [
        (f"{name}.csv", column, _type(table[column]), *words["columns"].get(column, ("", "")))
        for name, table in tables.items()
        for column in table.columns
    ]
    columns = ["file", "column", "type", "description_th", "description_en"]
    return pd.DataFrame(rows, columns=columns)


def package(
    run: Bundle, folder: Path, tables: Mapping[str, pd.DataFrame], *, licence: str
) -> dict[str, Any]:
    """Describe the files of a bundle as a Frictionless tabular data package."""
    words = read_toml("configs/words/open_data.toml")
    study = run.config["study"]
    title, path = _LICENCES.get(licence, (licence, ""))
    slug = re.sub(r"[^a-z0-9._-]+", "-", str(study["name"]).lower()).strip("-") or "agendas"
    told = {**tables, "dictionary": dictionary(tables)}
    return {
        "profile": "tabular-data-package",
        "name": slug,
        "title": run.title("th"),
        "title_en": run.title("en"),
        "description": "METHOD.md",
        "version": run.run_id,
        "digest": run.digest,
        "as_of": study["as_of"],
        "illustrative": study["illustrative"],
        "licenses": [{"name": licence, "title": title, **({"path": path} if path else {})}],
        "resources": [
            _resource(folder / f"{name}.csv", name, table, words) for name, table in told.items()
        ],
    }


def _resource(
    file: Path, name: str, table: pd.DataFrame, words: Mapping[str, Any]
) -> dict[str, Any]:
    content = file.read_bytes()
    fields = [
        {
            "name": column,
            "type": _type(table[column]),
            "description": " / ".join(t for t in words["columns"].get(column, ()) if t),
        }
        for column in table.columns
    ]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": file.name,
        "title": " / ".join(words["files"].get(name, (name,))),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _type(cells: pd.Series) -> str:
    return next((name for test, name in _TYPES if test(cells)), "string")
