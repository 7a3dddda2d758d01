"""Ask a person what signals speak for, and read the answers back, so that links can be learnt."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import cpu_count

from prioritizer.agendas import read_labels
from prioritizer.config import Study, find_study, read_study
from prioritizer.errors import RunError
from prioritizer.links.asking import candidates, choose_audit, choose_useful
from prioritizer.progress import Progress, Silent
from prioritizer.reports.label_sheet import read_label_sheet, write_label_sheet
from prioritizer.run.cache import Cache
from prioritizer.run.hearing import hear
from prioritizer.run.inputs import Inputs, read_inputs
from prioritizer.run.linking import draw_sample, fit_vectors, judged_signals, new_linker

SHEETS = {"next": "label-next.xlsx", "audit": "label-audit.xlsx"}
"""Sheets beside the study file, by what they are for."""

AUDIT_SIZE = 100
_LABELS = "labels.csv"


@dataclass(frozen=True)
class Labelling:
    """What became of the sheets of a study."""

    labels: Path
    read: dict[str, int]  # sheet, and how many signals it judges
    n_new: int
    n_changed: int
    n_judged: int
    named: bool  # whether the study file names the labels
    written: Path | None = None
    n_written: int = 0


def label_study(
    path: Path | str,
    *,
    n: int | None = None,
    audit: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Labelling:
    """Read filled sheets back into the study's labels, then write a new sheet where one is wanted.

    Parameters
    ----------
    path : path-like
        A study file, or its folder.
    n : int, optional
        Signals to write to a new sheet; none is written without it, unless for an audit.
    audit : bool, default=False
        Whether the new sheet is a stratified sample that measures the links.
    jobs : int, optional
        Worker processes; they change nothing.
    progress : Progress, optional

    Returns
    -------
    Labelling

    Raises
    ------
    PrioritizerError
        If the study has no agendas, its labels cannot be written, or a sheet is filled in wrongly.
        Then nothing is changed.
    """
    file = find_study(path)
    study, base = read_study(file), file.parent
    wanted = "audit" if audit else "next" if n is not None else ""
    there = [base / name for name in SHEETS.values() if (base / name).is_file()]
    if not wanted and not there:
        raise RunError(
            f"{base}: there is no sheet to read back.",
            "Write one: `prioritizer label STUDY --next 50`, or `--audit`.",
        )
    target = _labels_file(study, base)
    unwritten = {} if target.is_file() else {"labels": None}  # named already: it is made here
    inputs = read_inputs(study.model_copy(update=unwritten), base)
    if "agendas" not in inputs.tables:
        raise RunError("The study has no agendas to link signals to.", "Name them under [agendas].")
    before = _earlier(target)
    ids = inputs.agendas["agenda_id"].tolist()
    answers = {sheet.name: read_label_sheet(sheet, ids) for sheet in there}
    after, n_new, n_changed = merge_labels(before, list(answers.values()))
    if n_new or n_changed:
        with _whole_file(target) as beside:
            after.to_csv(beside, index=False, encoding="utf-8-sig", lineterminator="\n")
    done = Labelling(
        labels=target,
        read={name: int(table["signal_id"].nunique()) for name, table in answers.items()},
        n_new=n_new,
        n_changed=n_changed,
        n_judged=int(after["signal_id"].nunique()),
        named=study.labels is not None,
    )
    if not wanted:
        return done
    sheet = base / SHEETS[wanted]
    size = n if n is not None else AUDIT_SIZE
    n_written = _write_sheet(study, base, inputs, after, sheet, size, audit, jobs, progress)
    return Labelling(**{**done.__dict__, "written": sheet, "n_written": n_written})


@contextmanager
def _whole_file(target: Path) -> Iterator[Path]:
    """Offer a file to write, which takes the target's place whole, or not at all."""
    beside = target.with_name(f".{target.stem}.{uuid.uuid4().hex[:8]}.part{target.suffix}")
    try:
        yield beside
        beside.replace(target)
    except OSError as refused:
        raise RunError(
            f"{target}: cannot be written ({refused.strerror}).",
            "Close it where it is open, and see that the folder can be written to.",
        ) from None
    finally:
        beside.unlink(missing_ok=True)


def merge_labels(before: pd.DataFrame, sheets: list[pd.DataFrame]) -> tuple[pd.DataFrame, int, int]:
    """Put answers into the labels: a signal judged again is judged anew, all others stay.

    Returns
    -------
    tuple of (DataFrame, int, int)
        The labels; how many signals are new; how many are now judged otherwise.
    """
    table, n_new, n_changed = before, 0, 0
    for answers in sheets:
        known = _by_signal(table)
        told = _by_signal(answers)
        n_new += sum(signal not in known for signal in told)
        changed = {s for s, said in told.items() if s in known and known[s][0] != said[0]}
        n_changed += len(changed)
        fresh = {
            s
            for s, said in told.items()
            if s not in known or known[s][0] != said[0] or said[1] not in ("", known[s][1])
        }
        kept = table[~table["signal_id"].isin(fresh)]
        added = answers[answers["signal_id"].isin(fresh)]
        stands_for = {s: told[s][1] or known.get(s, (None, ""))[1] for s in fresh}
        added = added.assign(weight=added["signal_id"].map(stands_for).astype("str"))
        if (added["weight"] != "").any() and "weight" not in kept:
            kept = kept.assign(weight="")
        if "weight" not in kept:
            added = added.drop(columns="weight")
        table = pd.concat([kept, added], ignore_index=True).fillna("")
    return table, n_new, n_changed


def _by_signal(table: pd.DataFrame) -> dict[str, tuple[frozenset[str], str]]:
    """Agendas and weight of each judged signal."""
    weight = table["weight"] if "weight" in table else pd.Series("", index=table.index)
    said: dict[str, tuple[frozenset[str], str]] = {}
    for signal, agenda, own in zip(table["signal_id"], table["agenda_id"], weight, strict=True):
        agendas, known = said.get(signal, (frozenset(), ""))
        said[signal] = (agendas | {agenda}, str(own) or known)
    return said


def _labels_file(study: Study, base: Path) -> Path:
    """Say where the labels lie, and refuse a file that we could not write back as it is."""
    if study.labels is None:
        return base / _LABELS
    if study.labels.columns or not study.labels.file.lower().endswith(".csv"):
        raise RunError(
            f"[labels] {study.labels.file}: answers can be written back to a CSV file with the "
            "columns signal_id and agenda_id only.",
            "Save the labels as such a file, name it under [labels], and drop its columns table.",
        )
    return base / study.labels.file


def _earlier(path: Path) -> pd.DataFrame:
    """Read the labels that are there, every column as text."""
    if not path.is_file() or not path.read_text(encoding="utf-8-sig", errors="replace").strip():
        return pd.DataFrame({"signal_id": [], "agenda_id": []}, dtype="str")
    read_labels(path)  # told in our words where the file is no table of labels
    table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    return pd.DataFrame({name: table[name].str.strip() for name in table.columns})


def _write_sheet(
    study: Study,
    base: Path,
    inputs: Inputs,
    labels: pd.DataFrame,
    sheet: Path,
    size: int,
    audit: bool,
    jobs: int | None,
    progress: Progress | None,
) -> int:
    """Link a sample as `rank` does, and write the signals that a person should judge."""
    watcher = progress or Silent()
    seed = study.study.seed
    with tempfile.TemporaryDirectory() as place:
        heard = hear(
            study,
            base,
            Path(place),
            inputs,
            jobs=jobs or cpu_count(),
            cache=Cache.of_user(),
            progress=watcher,
        )
        sample = draw_sample(heard, study.links.max_sample, seed)
        known = judged_signals(heard, labels if len(labels) else None)
        n_signals = heard.n_signals
    texts = sample["text"].tolist()
    watcher.stage("vectors")
    vectors, said = fit_vectors(texts, seed)
    watcher.stage("links")
    linker = new_linker(study).fit(texts, vectors, inputs.agendas, labels=known, embedded=said)
    chances = linker.chances(texts, said)
    judged = sample["signal_id"].isin(labels["signal_id"]).to_numpy()
    distinct = ~sample["text"].str.split().str.join("").duplicated().to_numpy() | audit
    rows = np.flatnonzero(~judged & distinct)
    weight = None
    if audit:
        strongest = linker.assign(texts, said).max(axis=1).toarray().ravel()
        chosen, weight = choose_audit(strongest, rows, size, seed, n_signals)
    else:
        chosen = choose_useful(chances, said.dense, rows, size, seed + len(labels))
    watcher.close()
    if not len(chosen):
        raise RunError("Every signal of the sample is judged.", "Raise [links] max_sample.")
    with _whole_file(sheet) as beside:
        write_label_sheet(
            beside, sample.iloc[chosen], candidates(chances[chosen]), inputs.agendas, weight
        )
    return len(chosen)
