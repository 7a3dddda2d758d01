"""What cleaning finds in the files of signals that could be opened: dates, repeats, campaigns."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.config import SignalSource, Study
from prioritizer.progress import Progress
from prioritizer.run.file_check import FileCheck
from prioritizer.run.sources import CHUNK_ROWS
from prioritizer.signals import (
    EVIDENCE,
    clean_chunk,
    cleaning_notes,
    date_orders,
    group_repeats,
    later_wins,
    look_alikes,
    merge_counts,
    merge_places,
    series_of_ids,
    tell_apart,
)
from prioritizer.tables.reader import Reader
from prioritizer.tables.verdicts import FileReport
from prioritizer.text import text_hash

_NO_KEY = b"check writes nothing, so no person needs a lasting name"
_SHOWN_CHARS = 80
_SHOWN_CAMPAIGNS = 5
_SHOWN_STATUSES = 8


@dataclass(frozen=True)
class Draft:
    """One file of signals, before the other files are known."""

    check: FileCheck
    signals: pd.DataFrame
    rejects: pd.DataFrame
    counts: dict[str, int]
    places: dict[str, tuple[str, ...]]


def draft_signals(
    study: Study,
    source: SignalSource,
    reader: Reader,
    words: Mapping[str, tuple[str, ...]],
    progress: Progress,
) -> Draft:
    """Read and clean one file of signals, and count what happens to its rows.

    Raises
    ------
    InputError
        If it turns out to be damaged.
    """
    observed = study.study.observed
    parts, kept = [], []
    orders = date_orders(reader)
    for raw in reader.chunks(CHUNK_ROWS):
        part = clean_chunk(
            raw,
            channel=source.channel,
            as_of=study.study.as_of,
            observed=(observed.start, observed.end) if observed else None,
            closed_statuses=source.closed_statuses or study.study.closed_statuses,
            key=_NO_KEY,
            orders=orders,
            hide=(*study.words.hide, *words["hide"]),
            leave=(*study.words.leave, *words["leave"]),
            cell_metres=study.voices.cell_metres,
        )
        text = part.signals["text"].str.slice(0, _SHOWN_CHARS)
        kept.append(part.signals.assign(text=text))
        parts.append(replace(part, signals=part.signals.iloc[:0]))
        progress.step()
    report = reader.report
    counts = merge_counts([part.counts for part in parts])
    found = {
        **report.as_dict(),
        "pii": merge_counts([part.pii for part in parts]),
        "dates": _dates(counts, kept, orders.get("received_on"))
        if "received_on" in report.columns
        else {},
        "statuses": {}
        if source.closed_statuses or study.study.closed_statuses
        else _statuses(kept),
    }
    thrown = [part.rejects for part in parts]
    return Draft(
        FileCheck(
            reader.name,
            notes=report.notes,
            rows_read=report.rows_read,
            found=found,
            mapping=_mapping(report),
        ),
        pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(),
        pd.concat(thrown, ignore_index=True) if thrown else pd.DataFrame({"reason": []}),
        counts,
        merge_places([part.places for part in parts]),
    )


def finish_drafts(study: Study, drafts: Sequence[Draft]) -> list[FileCheck]:
    """Add what only all files together decide: which rows a later row of whatever file replaces."""
    drafts = _told_apart(drafts)
    ids = [d.signals["signal_id"] if len(d.signals) else pd.Series([], dtype="str") for d in drafts]
    again = later_wins(pd.concat(ids, ignore_index=True).to_frame("signal_id"))
    parts = np.split(again, np.cumsum([len(part) for part in ids])[:-1])
    return [_finish(study, draft, part) for draft, part in zip(drafts, parts, strict=True)]


def _told_apart(drafts: Sequence[Draft]) -> list[Draft]:
    """Put the file before ids that are only numbers of its own, and count them."""
    full = [draft.signals for draft in drafts if len(draft.signals)]
    if not full:
        return list(drafts)
    slim = pd.concat([part[["signal_id", "file", *EVIDENCE]] for part in full], ignore_index=True)
    files, names = pd.factorize(slim["file"])
    ids = text_hash(slim["signal_id"])
    series = series_of_ids(ids, files, names.tolist(), lambda wanted: slim[wanted])
    told = []
    for draft in drafts:
        if series and len(draft.signals):
            signals = tell_apart(draft.signals, series)
            n = int((signals["signal_id"] != draft.signals["signal_id"]).sum())
            draft = replace(draft, signals=signals, counts={**draft.counts, "running_ids": n})
        told.append(draft)
    return told


def _finish(study: Study, draft: Draft, again: np.ndarray) -> FileCheck:
    """Set the replaced rows of one file aside, and count the repeats that are left."""
    check = draft.check
    counts, places = dict(draft.counts), dict(draft.places)
    counts["repeated_ids"] = int(again.sum())
    signals = draft.signals
    if len(signals):
        alike = look_alikes(signals["signal_id"])
        counts["look_alike_ids"] = sum(len(group) - 1 for group in alike)
        places["look_alike_ids"] = tuple("/".join(group[:2]) for group in alike[:5])
        signals = signals[~again].reset_index(drop=True)
    reasons = Counter(draft.rejects["reason"])
    reasons["a later row has the same id"] += int(again.sum())
    rejected = sum(reasons.values())
    return replace(
        check,
        notes=(*check.notes, *cleaning_notes(counts, places)),
        accepted=check.rows_read - rejected,
        rejected=rejected,
        found={
            **check.found,
            "set_aside": {reason: n for reason, n in reasons.items() if n},
            **_repeats(study, signals),
        },
    )


def _statuses(kept: list[pd.DataFrame]) -> dict[str, int]:
    """Count the statuses of a file, the most frequent first: nobody has said which are closed."""
    told: Counter[str] = Counter()
    for part in kept:
        told.update(part.loc[part["status"] != "", "status"])
    return dict(told.most_common(_SHOWN_STATUSES))


def _dates(
    counts: Mapping[str, int], kept: list[pd.DataFrame], order: str | None
) -> dict[str, Any]:
    """Say in which era the dates of a file are written, and what they span."""
    buddhist = counts.get("received_on_buddhist_era", 0)
    days = [part["received_on"].dropna() for part in kept]
    days = [part for part in days if len(part)]
    said: dict[str, Any] = {
        "BE": buddhist,
        "CE": max(0, counts.get("received_on_days", 0) - buddhist),
        "unreadable": counts.get("received_on_invalid", 0) + counts.get("received_on_ambiguous", 0),
    }
    if order:
        said["order"] = order
    if days:
        said["first"] = min(part.min() for part in days).date().isoformat()
        said["last"] = max(part.max() for part in days).date().isoformat()
    return said


def _repeats(study: Study, signals: pd.DataFrame) -> dict[str, Any]:
    """Count repeats and campaigns of one file, and show the largest campaigns."""
    if signals.empty:
        return {"repeats": 0, "campaigns": 0, "largest_campaigns": []}
    incidents = group_repeats(signals)
    repeats = len(signals) - incidents["incident_id"].nunique()
    if len(signals) < study.voices.campaign_size:
        return {"repeats": int(repeats), "campaigns": 0, "largest_campaigns": []}
    from prioritizer.signals import find_campaigns  # loads scipy

    table = find_campaigns(
        signals,
        incidents,
        size=study.voices.campaign_size,
        concentration=study.voices.campaign_concentration,
    ).table
    texts = signals.set_index("signal_id")["text"]
    shown = [
        {
            "text": str(texts.get(row["example_id"], "")),
            "signals": int(row["n_signals"]),
            "places": int(row["n_places"]),
            "days": int(row["n_days"]),
        }
        for row in table.head(_SHOWN_CAMPAIGNS).to_dict("records")
    ]
    return {"repeats": int(repeats), "campaigns": len(table), "largest_campaigns": shown}


def _mapping(report: FileReport) -> str:
    """Propose the columns of this file as the study file would map them."""
    if not report.columns:
        return ""
    lines = [f"{ours} = {_quoted(theirs)}" for ours, theirs in report.columns.items()]
    unread = [name for name in report.found if name not in report.columns.values()]
    more = [f"# not read: {', '.join(map(_quoted, unread))}"] if unread else []
    return "\n".join(["[signals.columns]", *lines, *more])


def _quoted(name: str) -> str:
    """Write a name as a string of TOML."""
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
