"""Count voices partition by partition; what comes back are small tallies."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from prioritizer.config import Study
from prioritizer.links.tallies import area_level, month_of, outcome_sum, tally, tally_sum
from prioritizer.links.voices import Votes, count_voices, quantise, theme_voices
from prioritizer.progress import Progress
from prioritizer.run.backends import give_back
from prioritizer.run.hearing import Heard
from prioritizer.run.linking import Models, assign_block, blocks, forget_models
from prioritizer.signals import (
    CampaignCounts,
    CampaignDecisions,
    campaign_counts,
    decide_campaigns,
    group_popular,
    group_repeats,
    mark_campaigns,
    merge_campaign_counts,
    merge_texts,
)
from prioritizer.tables.parted import PartedTable, read_part, read_parts, write_array, write_parts
from prioritizer.tables.sums import RunningSum

PER_PARTITION = 60_000
"""Signals of a partition, about: their number follows from the signals, never from workers."""

_TEXTS = "texts.npy"
_THEME_KEYS = ["theme", "area", "channel", "month"]
_THEME_SUMS = ["n_signals", "n_voices", "n_answered"]


@dataclass(frozen=True)
class Counted:
    """What all signals speak of, and with how many voices."""

    signals: PartedTable  # signal_id, theme, incident_id, voice_weight, campaign_id
    links: PartedTable  # signal_id, agenda_id, strength, voice, reason
    themes: pd.DataFrame  # theme, area, channel, month, n_signals, n_voices, n_answered
    answers: pd.DataFrame  # theme, agenda_id, n_voices
    rules: pd.DataFrame
    tallies: pd.DataFrame
    outcomes: pd.DataFrame
    campaigns: pd.DataFrame
    level: str


@dataclass(frozen=True)
class _Small:
    """What one partition adds to the whole."""

    rules: pd.DataFrame
    tallies: pd.DataFrame
    outcomes: pd.DataFrame
    themes: pd.DataFrame
    answers: pd.DataFrame


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
    del models
    give_back()
    n_partitions = max(1, -(-heard.n_signals // PER_PARTITION))
    size = study.voices.campaign_size
    work = blocks(heard, jobs)
    whole = _Whole()
    with Parallel(n_jobs=jobs, return_as="generator") as workers:
        progress.stage("assigning", len(work))
        assigned = []
        for block in workers(
            delayed(assign_block)(block, str(path), scratch, n_partitions) for block in work
        ):
            assigned.append(block)
            progress.step()
        signals, links = [found.signals for found in assigned], [found.links for found in assigned]
        areas = pd.concat([found.areas for found in assigned], ignore_index=True)
        level = study.places.level or area_level(areas)
        progress.stage("voices")
        gathered = workers(delayed(_gather)(signals, scratch, p) for p in range(n_partitions))
        texts = group_popular(merge_texts([found.popular for found in assigned]), size=size)
        del assigned
        write_array(scratch / _TEXTS, texts["text_key"].to_numpy(dtype=np.uint64))
        deque(gathered, maxlen=0)
        counts = workers(delayed(_count_campaigns)(scratch, p) for p in range(n_partitions))
        decided = decide_campaigns(
            merge_campaign_counts(counts),
            texts,
            size=size,
            concentration=study.voices.campaign_concentration,
        )
        for small in workers(
            delayed(_count_partition)(
                links, scratch, p, decided, level, study.study.as_of, study.voices.votes
            )
            for p in range(n_partitions)
        ):
            whole.add(small)
    return Counted(
        signals=PartedTable(tuple(scratch / f"found-{p:05}.arrow" for p in range(n_partitions))),
        links=PartedTable(tuple(scratch / f"voiced-{p:05}.arrow" for p in range(n_partitions))),
        themes=whole.themes.total(),
        answers=whole.answers.total(),
        rules=pd.concat(whole.rules).groupby("rule", sort=False, as_index=False).sum(),
        tallies=whole.tallies.total(),
        outcomes=whole.outcomes.total(),
        campaigns=decided.table,
        level=level,
    )


class _Whole:
    """What all partitions add up to, held as sums."""

    def __init__(self) -> None:
        self.rules: list[pd.DataFrame] = []
        self.tallies, self.outcomes = tally_sum(), outcome_sum()
        self.themes = RunningSum(_THEME_KEYS, _THEME_SUMS, numbers=("theme",))
        self.answers = RunningSum(("theme", "agenda_id"), ("n_voices",), numbers=("theme",))

    def add(self, part: _Small) -> None:
        """Add one partition."""
        self.rules.append(part.rules)
        self.tallies.add(part.tallies)
        self.outcomes.add(part.outcomes)
        self.themes.add(part.themes)
        self.answers.add(part.answers)


def _gather(files: Sequence[Path], scratch: Path, number: int) -> None:
    """Put one partition together, and find its repeats."""
    forget_models()
    signals = read_parts(files, number)
    write_parts(scratch / f"partition-{number:05}.arrow", [signals])
    write_parts(scratch / f"incidents-{number:05}.arrow", [group_repeats(signals)])


def _gathered(scratch: Path, number: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the signals of one partition, and their incidents."""
    return (
        read_part(scratch / f"partition-{number:05}.arrow", 0),
        read_part(scratch / f"incidents-{number:05}.arrow", 0),
    )


def _count_campaigns(scratch: Path, number: int) -> CampaignCounts:
    """Count one partition for the search for campaigns."""
    popular = np.load(scratch / _TEXTS, mmap_mode="r", allow_pickle=False)
    return campaign_counts(*_gathered(scratch, number), popular)


def _count_partition(
    files: Sequence[Path],
    scratch: Path,
    number: int,
    decided: CampaignDecisions,
    level: Any,
    as_of: Any,
    votes: Votes,
) -> _Small:
    """Count the voices of one partition, and write its signals and links down."""
    signals, grouped = _gathered(scratch, number)
    incidents = mark_campaigns(signals, grouped, decided)
    voices = count_voices(read_parts(files, number), signals, incidents, votes=votes)
    tallies, outcomes = tally(
        voices.all_links,
        signals.assign(incident_id=incidents["incident_id"].to_numpy()),
        area_level=level,
        as_of=pd.Timestamp(as_of),
        severity=signals["severity"].to_numpy(dtype=float),
        campaign=(incidents["campaign_id"] != "").to_numpy(),
    )
    found = pd.DataFrame(
        {
            "signal_id": signals["signal_id"],
            "theme": signals["theme"],
            "incident_id": incidents["incident_id"].to_numpy(),
            "voice_weight": theme_voices(signals["theme"], signals, incidents, votes=votes),
            "campaign_id": incidents["campaign_id"].to_numpy(),
            "person": signals["person"],
        }
    )
    themes, answers = _theme_tallies(signals, found["voice_weight"], voices.links, level)
    found = found.sort_values("signal_id", ignore_index=True)
    links = voices.links.sort_values(["signal_id", "agenda_id"], ignore_index=True)
    write_parts(scratch / f"found-{number:05}.arrow", [found])
    write_parts(scratch / f"voiced-{number:05}.arrow", [links])
    give_back()
    return _Small(voices.rules, tallies, outcomes, themes, answers)


def _theme_tallies(
    signals: pd.DataFrame, voice: pd.Series, links: pd.DataFrame, level: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add up what is said in each theme, where and when, and which agendas answer it."""
    at = pd.Index(signals["signal_id"]).get_indexer(links["signal_id"])
    answered = np.bincount(at, weights=links["strength"], minlength=len(signals)).clip(max=1.0)
    said = pd.DataFrame(
        {
            "theme": signals["theme"],
            "area": signals[level] if level else "",
            "channel": signals["channel"],
            "month": month_of(signals["received_on"]),
            "n_signals": 1,
            "n_voices": voice,
            "n_answered": quantise(answered * voice.to_numpy()),
        }
    )
    by_agenda = pd.DataFrame(
        {
            "theme": signals["theme"].to_numpy()[at],
            "agenda_id": links["agenda_id"],
            "n_voices": links["voice"],
        }
    )
    return (
        said.groupby(_THEME_KEYS, as_index=False)[_THEME_SUMS].sum(),
        by_agenda.groupby(["theme", "agenda_id"], as_index=False).sum(),
    )
