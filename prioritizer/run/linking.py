"""Fit on a seeded sample, assign every chunk, count voices partition by partition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from prioritizer.config import Study
from prioritizer.criteria import grade_severity
from prioritizer.links.linker import Linker
from prioritizer.links.tallies import (
    area_counts,
    area_level,
    merge_outcomes,
    merge_tallies,
    tally,
)
from prioritizer.links.voices import count_voices, theme_voices
from prioritizer.progress import Progress
from prioritizer.run.hearing import Heard
from prioritizer.run.inputs import Inputs
from prioritizer.signals import (
    CampaignDecisions,
    campaign_counts,
    decide_campaigns,
    group_repeats,
    mark_campaigns,
    merge_campaign_counts,
    partition_of,
    sketch_texts,
)
from prioritizer.text import TextVectors, Vectors, text_hash
from prioritizer.themes import ThemeModel, says_nothing

_PER_PARTITION = 60_000


@dataclass(frozen=True)
class Models:
    """What was learnt on the sample; every chunk is assigned with it."""

    vectors: TextVectors
    themes: ThemeModel
    linker: Linker | None


@dataclass(frozen=True)
class Counted:
    """What all signals speak of, and with how many voices."""

    signals: pd.DataFrame  # signal_id, theme, incident_id, voice_weight, campaign_id, place, month
    links: pd.DataFrame
    rules: pd.DataFrame
    tallies: pd.DataFrame
    outcomes: pd.DataFrame
    campaigns: pd.DataFrame
    level: str


def draw_sample(heard: Heard, size: int, seed: int) -> pd.DataFrame:
    """Take the signals whose seeded hash is smallest: the same ones, however they are chunked."""
    ids = [heard.read(i, ["signal_id"])["signal_id"] for i in range(len(heard.chunks))]
    keys = text_hash([f"{seed}:{s}" for part in ids for s in part])
    chunk = np.repeat(np.arange(len(ids)), [len(part) for part in ids])
    kept = np.zeros(len(keys), dtype=bool)
    kept[np.argsort(keys, kind="stable")[:size]] = True
    parts = [heard.read(i)[kept[chunk == i]] for i in range(len(ids)) if kept[chunk == i].any()]
    sample: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return sample.sort_values("signal_id", ignore_index=True)


def fit_models(
    study: Study, sample: pd.DataFrame, inputs: Inputs, progress: Progress
) -> tuple[Models, Vectors]:
    """Learn vectors, themes and links from the sample; its own vectors come along."""
    texts, seed = sample["text"].tolist(), study.study.seed
    progress.stage("vectors")
    vectors = TextVectors(random_state=seed).fit(texts)
    embedded = vectors.embed(texts)
    progress.stage("themes")
    themes = ThemeModel(n_themes=study.themes.n_themes, random_state=seed)
    themes.fit(embedded.dense, words=embedded.words)
    linker = None
    if "agendas" in inputs.tables:
        progress.stage("links")
        stated = study.links.links_per_text
        linker = Linker(links_per_text=None if stated == "auto" else stated, random_state=seed).fit(
            texts, vectors, inputs.agendas, labels=inputs.labels, embedded=embedded
        )
    return Models(vectors, themes, linker), embedded


@lru_cache(maxsize=1)
def _load_models(path: str) -> Models:
    """Load the models of this run once in each worker; they come from our own scratch folder."""
    models: Models = joblib.load(path)
    return models


def themes_of(models: Models, embedded: Vectors) -> np.ndarray:
    """Say the number of each signal's theme; the one past the last is "says nothing"."""
    labels = models.themes.predict(embedded.dense, embedded.words)
    return np.where(says_nothing(embedded), models.themes.n_themes_, labels)


def assign_and_count(
    study: Study, heard: Heard, models: Models, scratch: Path, *, jobs: int, progress: Progress
) -> Counted:
    """Assign every chunk, then count voices partition by partition.

    Returns
    -------
    Counted
        The same whatever the number of jobs.
    """
    path = scratch / "models.joblib"
    joblib.dump(models, path)
    n_partitions = max(1, -(-heard.n_signals // _PER_PARTITION))
    with Parallel(n_jobs=jobs) as workers:
        progress.stage("assigning", len(heard.chunks))
        areas = workers(
            delayed(_assign_chunk)(heard, i, str(path), scratch, n_partitions)
            for i in range(len(heard.chunks))
        )
        level = study.places.level or area_level(pd.concat(areas, ignore_index=True))
        progress.stage("voices")
        sketches = workers(delayed(_group)(scratch, p) for p in range(n_partitions))
        sketch = np.sum(sketches, axis=0, dtype=np.uint32)
        size = study.voices.campaign_size
        counts = workers(
            delayed(_count_campaigns)(scratch, p, sketch, size) for p in range(n_partitions)
        )
        decided = decide_campaigns(
            merge_campaign_counts(counts),
            size=size,
            concentration=study.voices.campaign_concentration,
        )
        parts = workers(
            delayed(_count_partition)(
                scratch, p, decided, level, study.study.as_of, study.voices.votes
            )
            for p in range(n_partitions)
        )
    signals, links, rules, tallies, outcomes = zip(*parts, strict=True)
    rule = pd.concat(rules).groupby("rule", sort=False, as_index=False).sum()
    return Counted(
        signals=pd.concat(signals).sort_values("signal_id", ignore_index=True),
        links=pd.concat(links).sort_values(["signal_id", "agenda_id"], ignore_index=True),
        rules=rule,
        tallies=merge_tallies(tallies),
        outcomes=merge_outcomes(outcomes),
        campaigns=decided.table,
        level=level,
    )


def _assign_chunk(
    heard: Heard, number: int, models: str, scratch: Path, n_partitions: int
) -> pd.DataFrame:
    """Give every signal of a chunk its theme and its links, and part them by voice."""
    learnt = _load_models(models)
    table = heard.read(number)
    texts = table["text"].tolist()
    embedded = learnt.vectors.embed(texts)
    slim = table.drop(columns="text").assign(
        theme=themes_of(learnt, embedded),
        severity=grade_severity(texts, table["category"].tolist()),
    )
    if learnt.linker is None:
        links = pd.DataFrame({"signal_id": [], "agenda_id": [], "strength": []})
        links = links.astype({"signal_id": "str", "agenda_id": "str", "strength": "float64"})
    else:
        strengths = learnt.linker.assign(texts, embedded)
        links = learnt.linker.table(table["signal_id"].tolist(), strengths)
    part = partition_of(slim, n_partitions)
    own = links["signal_id"].map(dict(zip(slim["signal_id"], part, strict=True))).to_numpy()
    for p in range(n_partitions):
        slim[part == p].to_parquet(scratch / f"signals-{p:04}-{number:05}.parquet", index=False)
        links[own == p].to_parquet(scratch / f"links-{p:04}-{number:05}.parquet", index=False)
    return area_counts(slim)


def _partition(scratch: Path, kind: str, number: int) -> pd.DataFrame:
    """Read one partition: what all chunks put into it, in the order of the chunks."""
    parts = [pd.read_parquet(p) for p in sorted(scratch.glob(f"{kind}-{number:04}-*.parquet"))]
    return pd.concat(parts, ignore_index=True)


def _group(scratch: Path, number: int) -> np.ndarray:
    """Find the repeats of one partition, and sketch how often each text was said."""
    signals = _partition(scratch, "signals", number)
    group_repeats(signals).to_parquet(scratch / f"incidents-{number:04}.parquet", index=False)
    return sketch_texts(signals)


def _count_campaigns(scratch: Path, number: int, sketch: np.ndarray, size: int) -> Any:
    """Count one partition for the search for campaigns."""
    signals = _partition(scratch, "signals", number)
    incidents = pd.read_parquet(scratch / f"incidents-{number:04}.parquet")
    return campaign_counts(signals, incidents, sketch, size=size)


def _count_partition(
    scratch: Path, number: int, decided: CampaignDecisions, level: Any, as_of: Any, votes: Any
) -> tuple[pd.DataFrame, ...]:
    """Count the voices of one partition."""
    signals = _partition(scratch, "signals", number)
    links = _partition(scratch, "links", number)
    incidents = mark_campaigns(
        signals, pd.read_parquet(scratch / f"incidents-{number:04}.parquet"), decided
    )
    voices = count_voices(links, signals, incidents, votes=votes)
    slim = signals.assign(incident_id=incidents["incident_id"].to_numpy())
    tallies, outcomes = tally(
        voices.all_links,
        slim,
        area_level=level,
        as_of=pd.Timestamp(as_of),
        severity=signals["severity"].to_numpy(dtype=float),
    )
    found = pd.DataFrame(
        {
            "signal_id": signals["signal_id"],
            "theme": signals["theme"],
            "incident_id": incidents["incident_id"].to_numpy(),
            "voice_weight": theme_voices(signals["theme"], signals, incidents, votes=votes),
            "campaign_id": incidents["campaign_id"].to_numpy(),
            "area": signals[level] if level else "",
            "province": signals["province"],
            "channel": signals["channel"],
            "month": signals["received_on"].dt.strftime("%Y-%m").fillna(""),
        }
    )
    return found, voices.links, voices.rules, tallies, outcomes
