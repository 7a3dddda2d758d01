"""Read every input of a study as ``rank`` would, say what was found, and change nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.config import SignalSource, Study, find_study, read_study
from prioritizer.errors import InputError, PrioritizerError
from prioritizer.run.hearing import CHUNK_ROWS, local_url, source_files
from prioritizer.run.inputs import read_inputs
from prioritizer.signals import clean_chunk, find_campaigns, group_repeats, later_wins
from prioritizer.tables.reader import Reader
from prioritizer.tables.verdicts import FileReport

_NO_KEY = b"check writes nothing, so no person needs a lasting name"
_GUESSES = {"buddhist_era": "BE", "common_era": "CE"}


@dataclass(frozen=True)
class FileCheck:
    """What was found in one input of a study."""

    file: str
    verdict: str
    reasons: list[str]
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    found: dict[str, Any] = field(default_factory=dict)
    mapping: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as ``check --json`` prints them."""
        own = {
            "file": self.file,
            "verdict": self.verdict,
            "reasons": self.reasons,
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "rejected": self.rejected,
        }
        return {**self.found, **own, "mapping": self.mapping}


def check_study(path: Path | str, *, encoding: str | None = None) -> list[FileCheck]:
    """Check every input of a study.

    Parameters
    ----------
    path : path-like
        A study file, or its folder.
    encoding : str, optional
        Encoding of text files, in place of the guess.

    Returns
    -------
    list of FileCheck
        One for each file, signals first; a refused one does not stop the others.

    Raises
    ------
    ConfigError
        If the study file itself cannot be read.
    """
    file = find_study(path)
    study = read_study(file)
    base = file.parent
    found: list[FileCheck] = []
    for place, source in enumerate(study.signals, start=1):
        try:
            for name, own in source_files(source, base, place):
                found.append(_check_signals(study, source, name, own, base, encoding))
        except InputError as refused:
            named = ", ".join(source.patterns) or "query"
            found.append(FileCheck(named, "refused", [str(refused)]))
    for name in ("agendas", "places", "ratings", "members", "committees", "labels", "overrides"):
        table = getattr(study, name)
        if table is None or not table.file:
            continue
        alone = study.model_copy(update={n: None for n in _OTHERS if n != name})
        found.append(_check_table(alone, name, table.file, base))
    return found


_OTHERS = ("agendas", "ratings", "members", "committees", "labels", "overrides")


def _check_signals(
    study: Study,
    source: SignalSource,
    name: str,
    path: Path | None,
    base: Path,
    encoding: str | None,
) -> FileCheck:
    """Read and clean one file of signals, and count what happens to its rows."""
    reader = Reader(
        path,
        name,
        columns=source.columns,
        encoding=encoding or source.encoding,
        header_row=source.header_row,
        sheet=source.sheet,
        url=local_url(source.url, base),
        query=source.query,
    )
    counts: Counter[str] = Counter()
    pii: Counter[str] = Counter()
    thrown, kept = [], []
    observed = study.study.observed
    try:
        for raw in reader.chunks(CHUNK_ROWS):
            cleaned = clean_chunk(
                raw,
                channel=source.channel,
                as_of=study.study.as_of,
                observed=(observed.start, observed.end) if observed else None,
                closed_statuses=source.closed_statuses or study.study.closed_statuses,
                key=_NO_KEY,
                hide=study.words.hide,
                leave=study.words.leave,
                cell_metres=study.voices.cell_metres,
            )
            counts.update(cleaned.counts)
            pii.update(cleaned.pii)
            thrown.append(cleaned.rejects)
            kept.append(cleaned.signals.drop(columns="text"))
    except InputError as refused:
        return FileCheck(name, "refused", [str(refused)])
    report = reader.report
    rejects = pd.concat(thrown, ignore_index=True) if thrown else pd.DataFrame({"reason": []})
    signals = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame()
    again = int(later_wins(signals).sum()) if len(signals) else 0
    reasons = [*report.reasons, *_sentences(counts, rejects, again)]
    dates = {
        era: counts[f"received_on_{guess}"]
        for guess, era in _GUESSES.items()
        if counts[f"received_on_{guess}"]
    }
    rejected = len(rejects) + again
    found = {
        **report.as_dict(),
        "pii": dict(pii),
        "date_guesses": dates,
        **_repeats(study, signals),
    }
    return FileCheck(
        file=name,
        verdict="warning" if reasons else "ok",
        reasons=reasons,
        rows_read=report.rows_read,
        accepted=report.rows_read - rejected,
        rejected=rejected,
        found=found,
        mapping=_mapping(report),
    )


def _sentences(counts: Counter[str], rejects: pd.DataFrame, again: int) -> list[str]:
    """Say what cleaning counted."""
    from prioritizer.run.hearing import SAID

    said = [text.format(n=f"{counts[k]:,}") for k, text in SAID.items() if counts[k]]
    for reason, n in rejects["reason"].value_counts().items():
        said.append(f"{n:,} rows set aside: {reason}")
    if again:
        said.append(f"{again:,} rows set aside: a later row has the same id")
    return said


def _repeats(study: Study, signals: pd.DataFrame) -> dict[str, Any]:
    """Count repeats and campaigns of one file."""
    if signals.empty:
        return {"repeats": 0, "campaigns": 0}
    incidents = group_repeats(signals)
    found = find_campaigns(
        signals,
        incidents,
        size=study.voices.campaign_size,
        concentration=study.voices.campaign_concentration,
    )
    repeats = len(signals) - incidents["incident_id"].nunique()
    return {"repeats": int(repeats), "campaigns": len(found.table)}


def _mapping(report: FileReport) -> str:
    """Propose the columns of this file as the study file would map them."""
    lines = [f'{ours} = "{theirs}"' for ours, theirs in report.columns.items()]
    return "\n".join(["[signals.columns]", *lines]) if lines else ""


def _check_table(study: Study, name: str, file: str, base: Path) -> FileCheck:
    """Read one table that is no signals."""
    if name != "places":
        study = study.model_copy(update={"places": study.places.model_copy(update={"file": ""})})
    study = study.model_copy(update={"words": study.words.model_copy(update={"file": ""})})
    try:
        inputs = read_inputs(study, base)
    except PrioritizerError as refused:
        return FileCheck(file, "refused", [str(refused)])
    listed = next(item for item in inputs.listed if item["kind"] == name)
    return FileCheck(
        file=file,
        verdict="warning" if inputs.warnings else "ok",
        reasons=inputs.warnings,
        rows_read=listed["rows_read"],
        accepted=listed["accepted"],
        rejected=listed["rejected"],
        found={"kind": name},
    )
