"""From clean signals to voices: themes, links, campaigns, and the demand nobody answers."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from joblib import Parallel, delayed

from prioritizer.bundle import Bundle
from prioritizer.config import Study
from prioritizer.criteria import read_clarity
from prioritizer.links.evidence import choose_evidence
from prioritizer.links.heads import LEAST_JUDGED
from prioritizer.links.likeness import likeness_across_areas
from prioritizer.links.linker import Linker
from prioritizer.links.twins import near_twins
from prioritizer.links.unanswered import unanswered
from prioritizer.progress import Progress
from prioritizer.run.answering import theme_tables
from prioritizer.run.backends import give_back
from prioritizer.run.counting import assign_and_count
from prioritizer.run.hearing import Heard
from prioritizer.run.inputs import Inputs
from prioritizer.run.linking import (
    Models,
    draw_sample,
    fit_themes,
    fit_vectors,
    judged_signals,
    new_linker,
)
from prioritizer.run.naming import NamedThemes, name_themes
from prioritizer.run.proposing import ThemeLinker, propose_agendas
from prioritizer.run.spoken import Spoken, committees_of
from prioritizer.text import Vectors
from prioritizer.themes import ThemeModel
from prioritizer.vocabulary import Both


def speak(
    study: Study,
    heard: Heard,
    inputs: Inputs,
    scratch: Path,
    *,
    against: Bundle | None = None,
    jobs: int,
    progress: Progress,
) -> tuple[Spoken, Inputs]:
    """Learn on a sample, assign all signals, count their voices.

    Returns
    -------
    tuple of (Spoken, Inputs)
        What was found; and the inputs, with proposed agendas where the study brought none.
    """
    sample = draw_sample(heard, study.themes.max_sample, study.study.seed)
    texts = sample["text"].tolist()
    progress.stage("vectors")
    vectors, embedded = fit_vectors(texts, study.study.seed)
    labels = judged_signals(heard, inputs.labels)
    learnt: Linker | None = None
    with Parallel(n_jobs=jobs, return_as="generator") as workers:  # neither waits for the other
        found = workers([delayed(_themes)(study, sample, embedded, against)])
        if "agendas" in inputs.tables:
            progress.stage("links")
            learnt = new_linker(study).fit(
                texts, vectors, inputs.agendas, labels=labels, embedded=embedded
            )
        progress.stage("themes")
        [(themes_model, named)] = found
    memory, warnings = named.memory, list(named.warnings)
    linker: Linker | ThemeLinker
    if learnt is not None:
        linker = learnt
    else:
        proposed = propose_agendas(study, themes_model, sample, embedded, against)
        memory = pd.concat([memory, proposed.memory], ignore_index=True)
        inputs = replace(inputs, tables={**inputs.tables, "agendas": proposed.agendas})
        linker = proposed.linker
        warnings.append(
            Both(
                f"การศึกษานี้ไม่มีตารางวาระ จึงเสนอวาระ {len(proposed.agendas)} วาระจากสิ่งที่ประชาชนกล่าวถึง "
                "และจับคู่เรื่องกับวาระตามความคล้าย",
                f"the study brings no agendas: {len(proposed.agendas)} are proposed from what the "
                "signals say, and voices are linked to them by likeness",
            )
        )
    quality = learnt.quality() if learnt is not None else {}
    models, dense = Models(vectors, themes_model, named.shown, linker), embedded.dense
    del vectors, embedded, texts, themes_model, linker
    gc.collect()
    counted = assign_and_count(study, heard, models, scratch, jobs=jobs, progress=progress)
    give_back()
    progress.stage("themes and evidence")
    themes, signals, said = theme_tables(named, counted)
    agendas = inputs.agendas
    sampled = counted.links.of("signal_id", sample["signal_id"])
    spoken = Spoken(
        links=counted.links,
        signals=signals,
        persons=counted.signals.changed(_persons),
        themes=themes,
        theme_quotes=named.quotes,
        theme_words=memory,
        theme_tallies=said,
        unanswered=unanswered(
            themes,
            named.table[["theme_id", "proposed_title_th", "proposed_title_en"]],
            named.quotes,
            n_months=said.loc[said["month"] != "", "month"].nunique(),
            population=_population(inputs),
        ),
        evidence=choose_evidence(sampled, sample, agendas),
        campaigns=counted.campaigns,
        tallies=counted.tallies,
        outcomes=counted.outcomes,
        rules=counted.rules,
        twins=near_twins(agendas),
        clarity=read_clarity(agendas),
        committees=committees_of(inputs),
        level=counted.level,
        warnings=[
            *warnings,
            *_warnings(counted.campaigns, counted.rules, counted.level),
            *_of_labels(inputs.labels, labels, learnt, quality),
        ],
        link_quality=quality,
        likeness=likeness_across_areas(sampled, sample, dense, counted.level),
    )
    return spoken, inputs


def _themes(
    study: Study, sample: pd.DataFrame, embedded: Vectors, against: Bundle | None
) -> tuple[ThemeModel, NamedThemes]:
    """Find the themes of the sample, and name them."""
    model = fit_themes(study, sample["text"].tolist(), embedded)
    return model, name_themes(study, model, sample, embedded, against)


def _persons(part: pd.DataFrame) -> pd.DataFrame:
    """Say who spoke, where it is known, so that a person can be forgotten."""
    return part.loc[part["person"] != "", ["signal_id", "person"]].reset_index(drop=True)


def _population(inputs: Inputs) -> float | None:
    """Count the people of all areas, where the study says how many there are."""
    if inputs.places is None or "population" not in inputs.places:
        return None
    whole = float(inputs.places["population"].sum())
    return whole if whole > 0 else None


def _of_labels(
    given: pd.DataFrame | None,
    found: pd.DataFrame | None,
    linker: Linker | None,
    quality: dict[str, Any],
) -> list[Both]:
    """Say what the hand-made links did, and how far the links can be trusted."""
    if given is None or found is None or linker is None:
        return []
    said = []
    if lost := given["signal_id"].nunique() - found["signal_id"].nunique():
        said.append(
            Both(
                f"labels: เรื่องที่คนตัดสินไว้ {lost:,} เรื่องไม่อยู่ในเรื่องของการศึกษานี้",
                f"labels: {lost:,} judged signals are not among the signals of the study",
            )
        )
    if not quality:
        n = linker.n_judged_
        said.append(
            Both(
                f"labels: มีเรื่องที่คนตัดสินแล้ว {n} เรื่อง ระบบจะเรียนรู้เมื่อมีตั้งแต่ {LEAST_JUDGED} "
                "เรื่องขึ้นไป (คำสั่ง `prioritizer label` ออกแผ่นงานของเรื่องที่ควรตัดสินก่อน)",
                f"labels: {n} signals are judged; the linker learns from {LEAST_JUDGED} on "
                "(`prioritizer label` writes a sheet of the most useful ones)",
            )
        )
        return said
    found_at = {
        name: tuple(f"{share:.0%}" for share in quality[name])
        for name in ("precision", "recall", "share_error")
    }
    th = {name: "{} ({}–{})".format(*ends) for name, ends in found_at.items()}
    en = {name: "{} ({} to {})".format(*ends) for name, ends in found_at.items()}
    of = {"audit": "ตัวอย่างสุ่มตรวจ"}.get(quality["source"], "ป้ายที่คนทำ")
    said.append(
        Both(
            f"การจับคู่ วัดจากเรื่องที่คนตัดสิน {quality['n_judged']} เรื่อง ({of}): ความแม่นยำ "
            f"{th['precision']} ความครบถ้วน {th['recall']} ความคลาดเคลื่อนของส่วนแบ่งความต้องการ "
            f"{th['share_error']} ในวงเล็บคือช่วง 90%",
            f"links, measured on {quality['n_judged']} signals judged by hand "
            f"({quality['source']}): precision {en['precision']}, recall {en['recall']}, error of "
            f"the demand shares {en['share_error']}; 90% intervals",
        )
    )
    if not quality["learnt"]:
        said.append(
            Both(
                "labels: เรียนจากป้ายแล้วไม่ดีขึ้นกับเรื่องที่กันไว้ทดสอบ จึงใช้ป้ายวัดผลอย่างเดียว",
                "labels: learning from them did not help on those held out; they only measure",
            )
        )
    return said


def _warnings(campaigns: pd.DataFrame, rules: pd.DataFrame, level: str) -> list[Both]:
    """Say what a reader of the counts must know."""
    said = []
    if len(campaigns):
        n, k = int(campaigns["n_signals"].sum()), len(campaigns)
        said.append(
            Both(
                f"พบการระดมส่งข้อความ {k} ชุด ({n:,} เรื่อง) ลดน้ำหนักเหลือรากที่สองของจำนวนเสียง",
                f"{k} campaigns ({n:,} signals) are damped to the root of their voices",
            )
        )
    alone = int(rules.loc[rules["rule"] == "none", "n_signals"].sum())
    if alone:
        said.append(
            Both(
                f"มี {alone:,} เรื่องที่ไม่ระบุทั้งผู้แจ้งและสถานที่ จึงตัดรายการซ้ำไม่ได้",
                f"{alone:,} signals name neither person nor place: no repeats removed",
            )
        )
    if not level:
        said.append(
            Both(
                "ไม่มีเรื่องใดระบุสถานที่ จึงไม่ได้วัดรายพื้นที่",
                "no signal names a place: areas are not measured",
            )
        )
    return said
