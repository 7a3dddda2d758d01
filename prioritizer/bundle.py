"""The run folder: what it holds, how it is read, and how it appears whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.errors import RunError, did_you_mean
from prioritizer.folders import clear_leftovers
from prioritizer.provenance import SCHEMA_VERSION, digest_of, run_id
from prioritizer.tables import SHIELDED
from prioritizer.vocabulary import Both

TABLES: dict[str, str] = {
    "ranking": "ranking.csv",
    "indicators": "indicators.csv",
    "gates": "gates.csv",
    "themes": "themes.csv",
    "theme_quotes": "theme_quotes.csv",
    "theme_words": "theme_words.parquet",
    "links": "links.parquet",
    "signals": "signals.parquet",
    "unanswered": "unanswered.csv",
    "rejects": "rejects.csv",
    "rank_acceptability": "robustness/rank_acceptability.csv",
    "central_weights": "robustness/central_weights.csv",
    "pairwise_winning": "robustness/pairwise_winning.csv",
    "weight_intervals": "robustness/weight_intervals.csv",
    "sources_of_uncertainty": "robustness/sources_of_uncertainty.csv",
    "cross_checks": "robustness/cross_checks.csv",
    "crowds": "robustness/crowds.csv",
    "without_channel": "robustness/without_channel.csv",
    "demand_shares": "robustness/demand_shares.csv",
    "core_index": "robustness/core_index.csv",
    "score_draws": "robustness/score_draws.parquet",
    "shortlist": "shortlist.csv",
    "flagships": "flagships.csv",
    "quarters": "quarters.csv",
    "committees": "committees.csv",
    "rules": "voice_rules.csv",
    "likeness": "likeness.csv",
    "twins": "twins.csv",
    "changes": "changes.csv",
    "theme_changes": "theme_changes.csv",
    "evidence": "evidence.csv",
    "side": "side.csv",
    "areas": "areas.csv",
    "months": "months.csv",
    "campaigns": "campaigns.csv",
    "tallies": "tallies.parquet",
    "outcomes": "outcomes.parquet",
    "emerging": "emerging.csv",
    "theme_tallies": "theme_tallies.parquet",
    "persons": "persons.parquet",
    "criteria": "study/criteria.json",
    "agendas": "study/agendas.parquet",
    "ratings": "study/ratings.parquet",
    "members": "study/members.parquet",
    "places": "study/places.parquet",
    "committees_read": "study/committees.parquet",
    "overrides": "study/overrides.parquet",
    "edits": "edits/edits.csv",
    "notes": "edits/notes.csv",
    "rulings": "edits/rulings.csv",
    "new_labels": "edits/labels.csv",
}
"""Every table of a run, by the name the code calls it and the file it lies in."""

STUDY_FILE, SETTINGS = "study/study.toml", "study/study.json"
"""The study file as written, and every setting of it in its own order."""

COMPARED = ("changes", "theme_changes")
"""Tables that only a run holds that was set against an earlier one; a replay keeps them."""

OPTIONAL = frozenset(
    {"ratings", "members", "places", "committees_read", "overrides", "likeness", "twins", *COMPARED}
)
"""Tables that a run may lack: its study did not bring them, or it was made before they were."""

EDITED = ("edits", "notes", "rulings", "new_labels")
"""Tables that only a run holds into which edits were imported; a replay keeps them."""

_TEXT_COLUMNS = frozenset(
    {
        "agenda_id",
        "theme_id",
        "parent_id",
        "signal_id",
        "campaign_id",
        "incident_id",
        "channel",
        "member_id",
        "rater_id",
        "versus_id",
        "committee_id",
        "twin_id",
        "month",
        "row",
        "column",
        "row_id",
        "id",
        "agenda",
        "was",
        "now",
        "comment",
        "remark",
        "ruling",
    }
)


@dataclass(frozen=True)
class Bundle:
    """A finished run: its tables, its manifest, its study.

    Tables are read from the folder when first asked for, and kept.
    """

    folder: Path
    manifest: dict[str, Any]
    tables: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    @cached_property
    def digest(self) -> str:
        """Fingerprint of the whole run (64 hexadecimal digits)."""
        return digest_of(self.manifest)

    @property
    def run_id(self) -> str:
        """First 12 digits of the digest: the name of the run on every output."""
        return run_id(self.digest)

    @property
    def config(self) -> dict[str, Any]:
        """Every setting the run was made with, defaults included."""
        config: dict[str, Any] = self.manifest["config"]
        return config

    @property
    def warnings(self) -> list[Both]:
        """What a reader must know; in English alone where an earlier version wrote the run."""
        said: list[str] = self.manifest["warnings"]
        thai = self.manifest.get("warnings_th", [])
        whole = thai if len(thai) == len(said) else said
        return [Both(*pair) for pair in zip(whole, said, strict=True)]

    @property
    def left_out(self) -> dict[str, Both]:
        """Indicators that the study does not measure, and why."""
        thai = self.manifest.get("left_out_th", {})
        reasons: dict[str, str] = self.manifest["left_out"]
        return {name: Both(thai.get(name, why), why) for name, why in reasons.items()}

    def title(self, lang: str) -> str:
        """Title of the study in a language, or in the other, or its name."""
        study = self.config["study"]
        other = {"th": "en", "en": "th"}[lang]
        return str(study[f"title_{lang}"] or study[f"title_{other}"] or study["name"])

    def has(self, name: str) -> bool:
        """Whether the run holds this table."""
        return name in self.tables or (self.folder / TABLES[name]).is_file()

    def table(self, name: str) -> pd.DataFrame:
        """Read a table of the run; an empty one where the run did not need it."""
        if name not in self.tables:
            self.tables[name] = _read_table(self.folder / TABLES[name])
        return self.tables[name]

    def columns(self, name: str, wanted: Sequence[str]) -> pd.DataFrame:
        """Read some columns of a Parquet table that may be long; an empty table if it is not there.

        What is held already is not read again.
        """
        if name in self.tables:
            return self.tables[name].reindex(columns=list(wanted))
        path = self.folder / TABLES[name]
        if not path.is_file():
            return pd.DataFrame(columns=list(wanted))
        return pd.read_parquet(path, columns=list(wanted))

    @property
    def ranking(self) -> pd.DataFrame:
        """The ranking, ranked agendas first."""
        return self.table("ranking")

    def agenda(self, agenda_id: str) -> pd.Series[Any]:
        """One row of the ranking.

        Raises
        ------
        RunError
            If no agenda has this id.
        """
        ranking = self.ranking
        found = ranking[ranking["agenda_id"].str.casefold() == agenda_id.casefold()]
        if found.empty:
            raise RunError(
                f"{self.folder.name}: no agenda '{agenda_id}'.",
                did_you_mean(agenda_id, ranking["agenda_id"]),
            )
        return found.iloc[0]


def read_run(folder: Path | str) -> Bundle:
    """Open a run folder.

    Raises
    ------
    RunError
        If there is no run, or one that this version cannot read.
    """
    folder = Path(folder)
    file = folder / "manifest.json"
    if not file.is_file():
        clear_leftovers(folder)  # a writer may have been killed between two renames
    if not file.is_file():
        raise RunError(
            f"{folder}: no run here (no manifest.json).",
            "Name a folder that `prioritizer rank` or `prioritizer demo` wrote.",
        )
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        schema = int(manifest["schema_version"])
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise RunError(f"{file}: not a manifest ({broken}).", "Run `rank` again.") from None
    if schema > SCHEMA_VERSION:
        raise RunError(
            f"{folder}: made by a later version (schema {schema}, this one reads to "
            f"{SCHEMA_VERSION}).",
            "Upgrade prioritizer: pip install -U prioritizer.",
        )
    return Bundle(folder, manifest)


def files_of(folder: Path) -> list[Path]:
    """List every file of a run in a fixed order; what a link points to is none of them."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def _read_table(path: Path) -> pd.DataFrame:
    """Read one table of a run as it was written: ids as text, blanks as blanks."""
    if not path.is_file():
        return pd.DataFrame()
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.suffix == ".json":
        return pd.DataFrame(json.loads(path.read_text(encoding="utf-8")))
    header = pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns
    texts = {
        name: "str"
        for name in header
        if name in _TEXT_COLUMNS or name.endswith(("_th", "_en", "_id", "_ids"))
    }
    table = pd.read_csv(
        path, encoding="utf-8-sig", dtype=texts, keep_default_na=False, na_values=[""]
    )
    blank = [name for name in table.columns if pd.api.types.is_string_dtype(table[name])]
    for name in blank:  # what write_csv shielded from spreadsheets stands as it was said
        cells = table[name].fillna("")
        table[name] = cells.where(~cells.str.match(SHIELDED.pattern), cells.str[1:])
    return table
