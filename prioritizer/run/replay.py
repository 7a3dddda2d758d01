"""Judge a finished run again from its folder alone, as it was or with changes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.bundle import (
    COMPARED,
    EDITED,
    OPTIONAL,
    SETTINGS,
    TABLES,
    Bundle,
    files_of,
    read_run,
)
from prioritizer.config import Study, criteria_table, study_from_settings
from prioritizer.config.reading import without_unknown
from prioritizer.errors import RunError
from prioritizer.folders import whole_folder
from prioritizer.links.tallies import merge_outcomes, merge_tallies
from prioritizer.links.twins import near_twins
from prioritizer.provenance import PRINTS_THE_DIGEST, dump_json
from prioritizer.reports import write_reports
from prioritizer.run.gathering import count, gather_tables
from prioritizer.run.inputs import Inputs, warn_of_strangers
from prioritizer.run.judging import Judgement, judge
from prioritizer.run.spoken import Spoken, committees_of
from prioritizer.run.writing import (
    finish,
    in_both,
    list_outputs,
    put_manifest,
    write_manifest,
    write_settings,
    write_tables,
)
from prioritizer.tables.parted import whole
from prioritizer.vocabulary import NO_AGENDA, Both

HEARD: tuple[str, ...] = (
    *("links", "signals", "persons", "themes", "theme_quotes", "theme_words", "theme_tallies"),
    *("unanswered", "rejects"),
    *("campaigns", "rules", "likeness", "tallies", "outcomes"),
)
"""Tables that stand before the judging: a replay reads them and makes none of them anew."""

_REPLAYS_FROM = 2


@dataclass(frozen=True)
class Replayed:
    """A run judged again from its tallies."""

    study: Study
    inputs: Inputs
    spoken: Spoken
    criteria: pd.DataFrame
    judgement: Judgement
    rejects: pd.DataFrame

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table of the run folder, by the names of ``bundle.TABLES``."""
        judged = gather_tables(
            self.study, self.criteria, self.inputs, self.rejects, self.spoken, self.judgement
        )
        spoken = self.spoken
        long = {"links": spoken.links, "signals": spoken.signals, "persons": spoken.persons}
        return {**judged, **{name: whole(table) for name, table in long.items()}}

    @property
    def warnings(self) -> list[Both]:
        """What a reader must know: what was heard, then what the judging says."""
        said = [*self.heard_warnings, *self.judgement.warnings]
        return list(dict.fromkeys(said))

    @property
    def heard_warnings(self) -> list[Both]:
        """Warnings from before the judging."""
        return list(dict.fromkeys([*self.spoken.warnings, *self.inputs.warnings]))


def study_of(run: Bundle) -> Study:
    """Read the study that a run was made with, every setting in its own order.

    Raises
    ------
    RunError
        If the run is of a schema that kept too little, or if its settings and its manifest differ.
    """
    if run.manifest["schema_version"] < _REPLAYS_FROM:
        raise RunError(
            f"{run.folder}: made with schema {run.manifest['schema_version']}, which kept too "
            f"little to judge again (schema {_REPLAYS_FROM} does).",
            "Run `prioritizer rank` on its study again.",
        )
    file = run.folder / SETTINGS
    try:
        settings = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as broken:
        raise RunError(f"{file}: cannot be read ({broken}).", "Run the study again.") from None
    if settings != run.config:
        raise RunError(
            f"{file}: says otherwise than the manifest.", "One of them was changed by hand."
        )
    return study_from_settings(without_unknown(settings), SETTINGS)


def inputs_of(run: Bundle) -> Inputs:
    """Rebuild what the study brought besides its signals, from the run folder alone."""
    names = {"agendas": "agendas", "committees": "committees_read"}
    names |= {name: name for name in ("ratings", "members", "places", "overrides")}
    tables = {ours: run.table(theirs) for ours, theirs in names.items() if run.has(theirs)}
    listed = [dict(item) for item in run.manifest["inputs"] if item.get("kind") != "signals"]
    return Inputs(tables, listed)


def spoken_of(run: Bundle) -> Spoken:
    """Rebuild what all signals speak of, from the run folder alone.

    Twins and committees follow from the agendas, so they are found again.
    """
    inputs = inputs_of(run)
    said = run.warnings[: run.manifest["n_warnings_heard"]]
    return Spoken(
        **{name: run.table(name) for name in HEARD if name != "rejects" and run.has(name)},
        evidence=run.table("evidence"),
        twins=near_twins(inputs.agendas),
        committees=committees_of(inputs),
        level=run.manifest["counts"]["area_level"],
        warnings=said,
        link_quality=dict(run.manifest.get("link_quality", {})),
    )


def replay(
    run: Bundle, *, study: Study | None = None, inputs: Inputs | None = None, jobs: int = 1
) -> Replayed:
    """Judge a run again, from its tallies on.

    With nothing changed every table equals that of the run, byte for byte.

    Parameters
    ----------
    run : Bundle
        A finished run.
    study : Study, optional
        Other settings: weights, anchors, gates; by default those of the run. What stands before
        the judging (sources, themes, links) is as it was.
    inputs : Inputs, optional
        Other agendas, ratings, places, members, committees or overrides. Voices of an agenda that
        is no longer there count as voices for none; a new agenda has no voices until `rank` links
        signals to it, and a warning says so.
    jobs : int, default=1
        Worker processes; they change no figure.

    Returns
    -------
    Replayed
    """
    own_study, spoken = study or study_of(run), spoken_of(run)
    own_inputs = inputs if inputs is not None else inputs_of(run)
    if inputs is not None:
        spoken = _about(spoken, run, inputs)
    criteria = criteria_table(own_study)
    judgement = judge(own_study, criteria, own_inputs, spoken, jobs=jobs)
    return Replayed(own_study, own_inputs, spoken, criteria, judgement, run.table("rejects"))


def said_of(spoken: Spoken, inputs: Inputs) -> Spoken:
    """Turn what was said to other agendas: what was said to those that are gone, is to none."""
    now = set(inputs.agendas["agenda_id"])
    return replace(
        spoken,
        tallies=merge_tallies([_without(spoken.tallies, now)]),
        outcomes=merge_outcomes([_without(spoken.outcomes, now)]),
        twins=near_twins(inputs.agendas),
        committees=committees_of(inputs),
    )


def _about(spoken: Spoken, run: Bundle, inputs: Inputs) -> Spoken:
    """Turn what was said to other agendas, and warn of those that nobody can speak for yet."""
    then, now = set(run.table("agendas")["agenda_id"]), set(inputs.agendas["agenda_id"])
    said = list(spoken.warnings)
    if new := sorted(now - then):
        n, few = len(new), ", ".join(new[:5])
        said.append(
            Both(
                f"มีวาระใหม่ {n} วาระหลังการจับคู่ ({few}) ซึ่งยังไม่มีเสียงใดพูดถึง จนกว่าจะสั่ง `rank` ใหม่",
                f"{n} agendas are new since the signals were linked ({few}): "
                "no signal speaks for them until `rank` is run again",
            )
        )
    warn_of_strangers(inputs)
    return replace(said_of(spoken, inputs), warnings=said)


def _without(table: pd.DataFrame, kept: set[str]) -> pd.DataFrame:
    agenda = table["agenda_id"]
    return table.assign(agenda_id=agenda.where(agenda.isin(kept), NO_AGENDA))


def write_replay(
    run: Bundle,
    replayed: Replayed,
    target: Path | str,
    *,
    replace: bool = False,
    parent: Mapping[str, Any],
) -> Bundle:
    """Write a replayed run as a whole new run folder.

    What stands before the judging is copied; ranking, robustness and reports are made anew.

    Parameters
    ----------
    run : Bundle
        The run that was replayed.
    replayed : Replayed
        What :func:`replay` gave.
    target : path-like
        The new run folder.
    replace : bool, default=False
        Whether an existing run may be swapped for the new one.
    parent : mapping
        How it was made: ``why`` (such as ``"import-edits"``) and ``files``, a list of ``file,
        sha256`` of what was read besides the run. The digest of ``run`` is added.

    Returns
    -------
    Bundle
        The new run; its manifest names the parent's digest.
    """
    target = Path(target)
    with whole_folder(target, replace=replace) as folder:
        _write_judged(run, replayed, folder)
        pii = run.manifest["counts"]["pii"]
        made = write_manifest(
            folder,
            replayed.study,
            inputs=[dict(item) for item in run.manifest["inputs"]],
            ranked_on=list(replayed.judgement.measurement.names),
            left_out=replayed.judgement.measurement.left_out,
            warnings=replayed.warnings,
            n_warnings_heard=len(replayed.heard_warnings),
            counts=count(replayed.spoken, pii),
            link_quality=replayed.spoken.link_quality,
            parent={**parent, "digest": run.digest},
            person_key=run.manifest.get("person_key", ""),
        )
        write_reports(made)
        timings = folder / "timings.json"
        timings.write_text(dump_json({}), encoding="utf-8", newline="\n")
        finish(made)
    return read_run(target)


def rebuild(run: Bundle, folder: Path, *, jobs: int = 1) -> Bundle:
    """Write a run once more into an empty folder, every figure made again from its tallies.

    An honest run comes out as the same files, its manifest among them: what no replay can know
    (inputs, versions, parent, what was heard) is taken over as it stands.
    """
    replayed = replay(run, jobs=jobs)
    _write_judged(run, replayed, folder)
    listed = {str(output["file"]) for output in run.manifest["outputs"]}
    for name in OPTIONAL - set(COMPARED):  # a run made before this table was kept has none
        if TABLES[name] not in listed:
            (folder / TABLES[name]).unlink(missing_ok=True)
    for name in COMPARED:  # what was compared with another run is taken over as it stands
        if run.has(name):
            shutil.copyfile(run.folder / TABLES[name], folder / TABLES[name])
    manifest = {
        **run.manifest,
        "config": replayed.study.to_json(),
        "seed": replayed.study.study.seed,
        "ranked_on": list(replayed.judgement.measurement.names),
        **in_both(replayed.judgement.measurement.left_out, replayed.warnings),
        "n_warnings_heard": len(replayed.heard_warnings),
        "counts": count(replayed.spoken, run.manifest["counts"]["pii"]),
        "outputs": list_outputs(folder),
    }
    made = put_manifest(folder, manifest)
    write_reports(made)
    if (timings := run.folder / "timings.json").is_file():
        shutil.copyfile(timings, folder / "timings.json")
    return finish(made)


def _write_judged(run: Bundle, replayed: Replayed, folder: Path) -> None:
    """Write what the judging made, and beside it what stood before."""
    fresh = {n: t for n, t in replayed.tables.items() if n not in HEARD}
    write_tables(folder, fresh)
    write_settings(folder, replayed.study)
    _copy_rest(run, folder)


def _copy_rest(run: Bundle, folder: Path) -> None:
    """Copy every file of a run that judging does not make: what was heard, the study file."""
    kept = {*HEARD, *EDITED}
    made = {TABLES[name] for name in TABLES if name not in kept} | {SETTINGS}
    made |= {*PRINTS_THE_DIGEST, "manifest.json"}
    for file in files_of(run.folder):
        name = file.relative_to(run.folder).as_posix()
        if name not in made and not (folder / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, folder / name)
