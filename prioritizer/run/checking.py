"""Read every input of a study as ``rank`` would, say what was found, and change nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.config import SignalSource, Study, find_study, read_study
from prioritizer.errors import InputError, PrioritizerError
from prioritizer.progress import Progress, Silent
from prioritizer.run.hearing import CHUNK_ROWS, local_url, source_files
from prioritizer.run.inputs import read_inputs
from prioritizer.signals import (
    clean_chunk,
    cleaning_notes,
    date_orders,
    find_campaigns,
    group_repeats,
    later_wins,
    look_alikes,
    merge_counts,
    merge_places,
)
from prioritizer.tables.reader import Reader
from prioritizer.tables.refusals import refusal_in_thai
from prioritizer.tables.verdicts import FileReport, Note
from prioritizer.vocabulary import Both, Language

_NO_KEY = b"check writes nothing, so no person needs a lasting name"
_TABLES = ("agendas", "places", "ratings", "members", "committees", "labels", "overrides", "words")
_SHOWN_CHARS = 80
_SHOWN_CAMPAIGNS = 5


@dataclass(frozen=True)
class FileCheck:
    """What was found in one input of a study.

    Parameters
    ----------
    file : str
        Name, as the study knows it.
    refusal : str
        Why it cannot be used, and how to mend it; ``""`` where it can.
    notes : tuple of Note
        What was counted while it was read and cleaned.
    warnings : tuple of Both
        What else there is to say.
    rows_read, accepted, rejected : int
        Read = accepted + rejected.
    found : dict
        What else is known: encoding, columns, dates, personal data, repeats, campaigns.
    mapping : str
        Columns as the study file would map them.
    """

    file: str
    refusal: str = ""
    notes: tuple[Note, ...] = ()
    warnings: tuple[Both, ...] = ()
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    found: dict[str, Any] = field(default_factory=dict)
    mapping: str = ""

    @property
    def verdict(self) -> str:
        """Tell ``refused``, ``warning`` (read, with counted reasons) or ``ok``."""
        if self.refusal:
            return "refused"
        return "warning" if self.say("en") else "ok"

    def say(self, language: Language) -> list[str]:
        """Say why it is no plain ``ok``, and how to mend a refusal."""
        if self.refusal:
            return [refusal_in_thai(self.refusal) if language == "th" else self.refusal]
        notes = [note.both for note in self.notes if note.warns]
        return [said.say(language) for said in (*notes, *self.warnings)]

    def tell(self, language: Language) -> list[str]:
        """Say what was guessed or mended on the way, and is no reason to worry."""
        return [note.say(language) for note in self.notes if not note.warns]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as ``check --json`` prints them."""
        own = {
            "file": self.file,
            "verdict": self.verdict,
            "reasons": self.say("en"),
            "reasons_th": self.say("th"),
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "encoding": self.found.get("encoding", ""),
            "mapping": self.mapping,
        }
        return {**own, **{key: said for key, said in self.found.items() if key not in own}}


@dataclass(frozen=True)
class _Draft:
    """One file of signals, before the other files are known."""

    check: FileCheck
    signals: pd.DataFrame
    rejects: pd.DataFrame
    counts: dict[str, int]
    places: dict[str, tuple[str, ...]]


def check_study(
    path: Path | str, *, encoding: str | None = None, progress: Progress | None = None
) -> list[FileCheck]:
    """Check every input of a study.

    Parameters
    ----------
    path : path-like
        A study file, or its folder.
    encoding : str, optional
        Encoding of text files of signals, in place of the guess.
    progress : Progress, optional
        How to say how far it is.

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
    study, base = read_study(file), file.parent
    progress = progress or Silent()
    tables, words = _check_tables(study, base)
    drafts: list[_Draft] = []
    for place, source in enumerate(study.signals, start=1):
        try:
            files = list(source_files(source, base, place))
        except InputError as refused:
            named = ", ".join(source.patterns) or "query"
            drafts.append(_refused(named, refused))
            continue
        for name, own in files:
            progress.stage(f"checking {name}")
            drafts.append(_draft(study, source, name, own, base, encoding, words, progress))
    progress.close()
    replaced = _replaced(drafts)
    checked = [_finish(study, draft, again) for draft, again in zip(drafts, replaced, strict=True)]
    if not any(check.accepted for check in checked):
        silent = Note("no_signals", 1)
        checked = [replace(check, notes=(*check.notes, silent)) for check in checked]
    return [*checked, *tables]


def _refused(name: str, error: Exception) -> _Draft:
    check = FileCheck(name, refusal=str(error))
    return _Draft(check, pd.DataFrame(), pd.DataFrame({"reason": []}), {}, {})


def _draft(
    study: Study,
    source: SignalSource,
    name: str,
    path: Path | None,
    base: Path,
    encoding: str | None,
    words: Mapping[str, tuple[str, ...]],
    progress: Progress,
) -> _Draft:
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
    observed = study.study.observed
    parts, kept = [], []
    try:
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
    except InputError as refused:
        return _refused(name, refused)
    report = reader.report
    counts = merge_counts([part.counts for part in parts])
    found = {
        **report.as_dict(),
        "pii": merge_counts([part.pii for part in parts]),
        "dates": _dates(counts, kept, orders.get("received_on")),
    }
    thrown = [part.rejects for part in parts]
    check = FileCheck(
        name, notes=report.notes, rows_read=report.rows_read, found=found, mapping=_mapping(report)
    )
    return _Draft(
        check,
        pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(),
        pd.concat(thrown, ignore_index=True) if thrown else pd.DataFrame({"reason": []}),
        counts,
        merge_places([part.places for part in parts]),
    )


def _replaced(drafts: list[_Draft]) -> list[np.ndarray]:
    """Mark the signals of each file that a later row, of whatever file, replaces."""
    ids = [d.signals["signal_id"] if len(d.signals) else pd.Series([], dtype="str") for d in drafts]
    if not drafts:
        return []
    again = later_wins(pd.concat(ids, ignore_index=True).to_frame("signal_id"))
    return np.split(again, np.cumsum([len(part) for part in ids])[:-1])


def _finish(study: Study, draft: _Draft, again: np.ndarray) -> FileCheck:
    """Add what the other files decide: which rows they replace, and so what repeats are left."""
    check = draft.check
    if check.refusal:
        return check
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
    repeats = len(signals) - incidents["incident_id"].nunique()
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


def _check_tables(study: Study, base: Path) -> tuple[list[FileCheck], dict[str, tuple[str, ...]]]:
    """Check the tables that are no signals, and take the study's words from them."""
    found: list[FileCheck] = []
    words: dict[str, tuple[str, ...]] = {"hide": (), "leave": ()}
    for name in _TABLES:
        table = getattr(study, name)
        if table is None or not table.file:
            continue
        try:
            inputs = read_inputs(_alone(study, name), base)
        except PrioritizerError as refused:
            found.append(FileCheck(table.file, refusal=str(refused), found={"kind": name}))
            continue
        if name == "words":
            words = {kind: inputs.words(kind) for kind in words}
        (listed,) = inputs.listed
        found.append(
            FileCheck(
                table.file,
                warnings=tuple(_bare(said, table.file) for said in inputs.warnings),
                rows_read=listed["rows_read"],
                accepted=listed["accepted"],
                rejected=listed["rejected"],
                found={"kind": name},
            )
        )
    return found, words


def _bare(said: Both, file: str) -> Both:
    """Take the name of the file from before a sentence: it stands above it."""
    return Both(*(sentence.removeprefix(f"{file}: ") for sentence in said))


def _alone(study: Study, name: str) -> Study:
    """Leave one table of a study, so that each is judged by itself."""
    changes: dict[str, Any] = {}
    for other in _TABLES:
        if other != name:
            table = getattr(study, other)
            kept = other in ("places", "words") and table is not None
            changes[other] = table.model_copy(update={"file": ""}) if kept else None
    return study.model_copy(update=changes)
