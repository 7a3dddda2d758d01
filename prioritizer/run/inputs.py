"""Everything a study brings besides signals: agendas, ratings, members, places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.agendas import (
    read_agendas,
    read_committees,
    read_labels,
    read_members,
    read_overrides,
    read_places,
    read_ratings,
    read_words,
)
from prioritizer.config import Study
from prioritizer.errors import InputError, did_you_mean
from prioritizer.provenance import file_sha256
from prioritizer.vocabulary import Both

_READERS: dict[str, Callable[..., pd.DataFrame]] = {
    "agendas": read_agendas,
    "places": read_places,
    "ratings": read_ratings,
    "members": read_members,
    "committees": read_committees,
    "labels": read_labels,
    "overrides": read_overrides,
    "words": read_words,
}


@dataclass(frozen=True)
class Inputs:
    """The tables a study brings besides its signals; an empty one where it brings none."""

    tables: dict[str, pd.DataFrame]
    listed: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[Both] = field(default_factory=list)
    committee_links: pd.DataFrame = field(default_factory=pd.DataFrame)

    def _optional(self, name: str) -> pd.DataFrame | None:
        table = self.tables.get(name)
        return None if table is None or table.empty else table

    @property
    def agendas(self) -> pd.DataFrame:
        """One row per agenda."""
        return self.tables["agendas"]

    @property
    def ratings(self) -> pd.DataFrame | None:
        """Grades by raters, where there are any."""
        return self._optional("ratings")

    @property
    def places(self) -> pd.DataFrame | None:
        """Areas with their people, where there are any."""
        return self._optional("places")

    @property
    def members(self) -> pd.DataFrame | None:
        """Weights of members, where there are any."""
        return self._optional("members")

    @property
    def committees(self) -> pd.DataFrame | None:
        """Committees with their focus, where there are any."""
        return self._optional("committees")

    @property
    def labels(self) -> pd.DataFrame | None:
        """Signals linked by hand, where there are any."""
        return self._optional("labels")

    @property
    def overrides(self) -> pd.DataFrame | None:
        """Signed overrides of gates, where there are any."""
        return self._optional("overrides")

    def words(self, kind: str) -> tuple[str, ...]:
        """Words of one kind (stop, hide, leave) that the study's table gives."""
        table = self._optional("words")
        return () if table is None else tuple(table.loc[table["kind"] == kind, "word"])


def _mend(name: str, path: Path) -> str:
    """Say how to mend that a table's file is not there."""
    if name == "labels":
        return (
            "Leave [labels] out until `prioritizer label` has written it, or name the right file."
        )
    beside = [p.name for p in path.parent.glob("*") if p.is_file()] if path.parent.is_dir() else []
    near = did_you_mean(path.name, beside)
    if near.startswith("Did"):
        return near
    relative = "Paths are relative to the study file."
    return f"{near} {relative}" if beside else relative


def read_inputs(study: Study, base: Path) -> Inputs:
    """Read every table the study names, besides its signals.

    Raises
    ------
    InputError
        If a file is missing or a table does not hold what it promises.
    """
    tables: dict[str, pd.DataFrame] = {}
    listed: list[dict[str, Any]] = []
    warnings: list[Both] = []
    for name, read in _READERS.items():
        source = getattr(study, name)
        if source is None or not source.file:
            continue
        path = base / source.file
        if not path.is_file():
            raise InputError(f"[{name}] {source.file}: no such file.", _mend(name, path))
        table = read(
            path,
            columns=source.columns,
            encoding=source.encoding,
            header_row=source.header_row,
            sheet=source.sheet,
        )
        warnings.extend(w.about(source.file) for w in table.attrs.get("warnings", ()))
        rows = int(table.attrs.get("rows_read", len(table)))
        listed.append(
            {
                "file": source.file,
                "kind": name,
                "sha256": file_sha256(path),
                "rows_read": rows,
                "accepted": len(table),
                "rejected": rows - len(table),
            }
        )
        tables[name] = table
    inputs = Inputs(tables, listed, warnings)
    warn_of_strangers(inputs)
    return inputs


def warn_of_strangers(inputs: Inputs) -> None:
    """Warn of ratings, labels and overrides that name no agenda of the study."""
    if "agendas" not in inputs.tables:
        return
    known = set(inputs.agendas["agenda_id"])
    for name in ("ratings", "labels", "overrides"):
        table = inputs.tables.get(name)
        if table is None or "agenda_id" not in table:
            continue
        strangers = sorted(set(table["agenda_id"]) - known - {""})
        if strangers:
            n, few = len(strangers), ", ".join(strangers[:3])
            inputs.warnings.append(
                Both(
                    f"{name}: มีรหัสวาระ {n} รหัสที่ไม่อยู่ในตารางวาระ ({few})",
                    f"{name}: {n} agenda ids are not in the agendas table ({few}).",
                )
            )
