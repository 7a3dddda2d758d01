"""From clean signals to voices: themes, links, campaigns, and the demand nobody answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.config import Study
from prioritizer.criteria import committee_map
from prioritizer.links.evidence import choose_evidence
from prioritizer.links.heads import LEAST_JUDGED
from prioritizer.links.linker import Linker
from prioritizer.links.twins import committee_links, near_twins
from prioritizer.links.unanswered import unanswered
from prioritizer.progress import Progress
from prioritizer.run.answering import theme_tables
from prioritizer.run.counting import assign_and_count
from prioritizer.run.hearing import Heard
from prioritizer.run.inputs import Inputs
from prioritizer.run.linking import draw_sample, fit_models, judged_signals
from prioritizer.tables.parted import LongTable


@dataclass(frozen=True)
class Spoken:
    """What all signals speak of, and with how many voices."""

    links: LongTable
    signals: LongTable
    persons: LongTable  # signal_id, person: where it is known, as a keyed hash
    themes: pd.DataFrame
    theme_tallies: pd.DataFrame
    unanswered: pd.DataFrame
    evidence: pd.DataFrame
    campaigns: pd.DataFrame
    tallies: pd.DataFrame
    outcomes: pd.DataFrame
    rules: pd.DataFrame
    twins: pd.DataFrame
    committees: pd.DataFrame
    level: str
    warnings: list[str]
    link_quality: dict[str, Any] = field(default_factory=dict)


def speak(
    study: Study, heard: Heard, inputs: Inputs, scratch: Path, *, jobs: int, progress: Progress
) -> tuple[Spoken, Inputs]:
    """Learn on a sample, assign all signals, count their voices.

    Returns
    -------
    tuple of (Spoken, Inputs)
        What was found; and the inputs, with proposed agendas where the study brought none.
    """
    sample = draw_sample(heard, study.themes.max_sample, study.study.seed)
    labels = judged_signals(heard, inputs.labels)
    models, embedded = fit_models(study, sample, inputs, labels, progress)
    quality = models.linker.quality() if models.linker is not None else {}
    counted = assign_and_count(study, heard, models, scratch, jobs=jobs, progress=progress)
    progress.stage("themes and evidence")
    themes, signals, said = theme_tables(models, sample, embedded, counted)
    agendas = inputs.agendas
    spoken = Spoken(
        links=counted.links,
        signals=signals,
        persons=counted.signals.changed(_persons),
        themes=themes,
        theme_tallies=said,
        unanswered=unanswered(themes, sample, signals.of("signal_id", sample["signal_id"])),
        evidence=choose_evidence(
            counted.links.of("signal_id", sample["signal_id"]), sample, agendas
        ),
        campaigns=counted.campaigns,
        tallies=counted.tallies,
        outcomes=counted.outcomes,
        rules=counted.rules,
        twins=near_twins(agendas),
        committees=committees_of(inputs),
        level=counted.level,
        warnings=[
            *_warnings(counted.campaigns, counted.rules, counted.level),
            *_of_labels(inputs.labels, labels, models.linker, quality),
        ],
        link_quality=quality,
    )
    return spoken, inputs


def _persons(part: pd.DataFrame) -> pd.DataFrame:
    """Say who spoke, where it is known, so that a person can be forgotten."""
    return part.loc[part["person"] != "", ["signal_id", "person"]].reset_index(drop=True)


def committees_of(inputs: Inputs) -> pd.DataFrame:
    """Say which committees each agenda touches; an empty table where the study has none."""
    if inputs.committees is None:
        return pd.DataFrame(columns=["agenda_id", "committee_id"])
    linked = committee_links(inputs.committees, inputs.agendas)
    return committee_map(inputs.agendas, inputs.committees, linked)


def _of_labels(
    given: pd.DataFrame | None,
    found: pd.DataFrame | None,
    linker: Linker | None,
    quality: dict[str, Any],
) -> list[str]:
    """Say what the hand-made links did, and how far the links can be trusted."""
    if given is None or found is None or linker is None:
        return []
    said = []
    if lost := given["signal_id"].nunique() - found["signal_id"].nunique():
        said.append(f"labels: {lost:,} judged signals are not among the signals of the study")
    if not quality:
        said.append(
            f"labels: {linker.n_judged_} signals are judged; the linker learns from "
            f"{LEAST_JUDGED} on (`prioritizer label` writes a sheet of the most useful ones)"
        )
        return said
    figures = {
        name: "{:.0%} ({:.0%} to {:.0%})".format(*quality[name])
        for name in ("precision", "recall", "share_error")
    }
    said.append(
        f"links, measured on {quality['n_judged']} signals judged by hand ({quality['source']}): "
        f"precision {figures['precision']}, recall {figures['recall']}, error of the demand "
        f"shares {figures['share_error']}; 90% intervals"
    )
    if not quality["learnt"]:
        said.append("labels: learning from them did not help on those held out; they only measure")
    return said


def _warnings(campaigns: pd.DataFrame, rules: pd.DataFrame, level: str) -> list[str]:
    """Say what a reader of the counts must know."""
    said = []
    if len(campaigns):
        n = int(campaigns["n"].sum()) if "n" in campaigns else len(campaigns)
        said.append(
            f"{len(campaigns)} campaigns ({n:,} signals) are damped to the root of their voices"
        )
    alone = rules.loc[rules["rule"] == "none", "n_signals"].sum()
    if alone:
        said.append(f"{int(alone):,} signals name neither person nor place: no repeats removed")
    if not level:
        said.append("no signal names a place: areas are not measured")
    return said
