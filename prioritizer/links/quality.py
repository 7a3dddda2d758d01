"""How far the links can be trusted, measured on signals that a person has judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.links.heads import Hints, fit_heads
from prioritizer.links.selftraining import Flags
from prioritizer.vocabulary import NO_AGENDA, Matrix, is_blank

N_FOLDS = 5
N_RESAMPLES = 1000
LEAST_AUDITED = 30
"""Audited signals from which the audit alone measures the links."""

_PRIOR_LINKS = 4.0  # links by which an agenda's own precision and recall are shrunk to those of all
_SD_LOW, _SD_HIGH = 0.05, 1.0


@dataclass(frozen=True)
class Judged:
    """Signals that a person judged.

    Attributes
    ----------
    signal_ids, texts : tuple of str
    truth : ndarray of bool, shape (n, n_agendas)
        Agendas that each speaks for; an empty row where none fits.
    weight : ndarray of shape (n,)
        How many signals each stands for (an audit's strata); 0 where it was not drawn by an audit.
    strengths : ndarray of shape (n, n_agendas) or None
        What the linker says of each when it has not seen its label.
    """

    signal_ids: tuple[str, ...]
    texts: tuple[str, ...]
    truth: Flags
    weight: Matrix
    strengths: Matrix | None = None

    @property
    def f1(self) -> float:
        """Micro-F1 of the strengths over all pairs."""
        assert self.strengths is not None
        linked = self.strengths > 0
        both = linked.sum() + self.truth.sum()
        return float(2 * (linked & self.truth).sum() / both) if both else 0.0

    def with_strengths(self, strengths: Matrix) -> Judged:
        """Set beside the judgements what the linker says."""
        return replace(self, strengths=np.asarray(strengths, dtype=np.float64))

    def predicted(self, hints: Hints, pool: Hints, seed: int) -> Judged:
        """Link each signal by what the others teach (cross-fitting in five parts)."""
        order = np.random.default_rng(seed).permutation(len(self.truth))
        fold = np.empty(len(order), dtype=np.int64)
        fold[order] = np.arange(len(order)) % N_FOLDS
        strengths = np.zeros(self.truth.shape)
        for part in range(N_FOLDS):
            held = fold == part
            if held.any() and self.truth[~held].any():
                heads = fit_heads(hints[~held], self.truth[~held], pool)
                strengths[held] = heads.strengths(hints[held])
        return replace(self, strengths=strengths)


def read_judged(labels: pd.DataFrame, agenda_ids: Sequence[str]) -> Judged:
    """Read labels with their texts: several rows a signal, an empty agenda for "none fits".

    Parameters
    ----------
    labels : DataFrame
        ``signal_id, agenda_id, text``, and ``weight`` where an audit drew the signals. Rows of
        agendas that the study does not have are no judgement of those it has: they are left out.
    agenda_ids : sequence of str
    """
    column = {agenda: number for number, agenda in enumerate(agenda_ids)}
    agenda = labels["agenda_id"].fillna(NO_AGENDA).astype(str).str.strip()
    known = labels[(agenda == NO_AGENDA) | agenda.isin(column)]
    agenda = agenda[known.index]
    row, ids = pd.factorize(known["signal_id"].astype(str), sort=True)
    truth = np.zeros((len(ids), len(column)), dtype=bool)
    named = (agenda != NO_AGENDA).to_numpy()
    truth[row[named], agenda[named].map(column).to_numpy(dtype=np.int64)] = True
    weight = np.zeros(len(ids))
    if "weight" in known:
        cells = [0.0 if is_blank(cell) else float(cell) for cell in known["weight"]]
        np.maximum.at(weight, row, cells)
    texts = known.drop_duplicates("signal_id").set_index("signal_id")["text"]
    return Judged(tuple(ids), tuple(str(texts[name]) for name in ids), truth, weight)


def measure_links(judged: Judged, agenda_ids: Sequence[str], seed: int = 0) -> dict[str, Any]:
    """Measure precision, recall and share error of the links, with 90% intervals.

    Parameters
    ----------
    judged : Judged
        With strengths.
    agenda_ids : sequence of str
    seed : int

    Returns
    -------
    dict
        ``source`` ("audit" or "labels"), ``n_judged``, ``n_none`` (judged, none fits); then
        ``precision, recall, f1, share_error``, each ``[point, low, high]``; ``agendas``: for each
        agenda with a link, by hand or not, ``n, linked, precision, recall, ratio, sd`` (the
        factor from linked to true voices, and the sd of its logarithm).

    Notes
    -----
    The share error is the total variation between the demand shares of the strengths and of the
    judgements, a signal with k agendas giving 1/k to each. Intervals come from resampling signals.
    An audit's signals count for the signals they stand for; without one, labels count alike, and
    where they were chosen to teach they show the links worse than they are.
    """
    assert judged.strengths is not None
    audited = judged.weight > 0
    source = "audit" if audited.sum() >= LEAST_AUDITED else "labels"
    kept = audited if source == "audit" else np.ones(len(audited), dtype=bool)
    weight = judged.weight[kept] if source == "audit" else np.ones(int(kept.sum()))
    truth, strengths = judged.truth[kept], judged.strengths[kept]
    draws = np.random.default_rng(seed).multinomial(
        len(weight), np.full(len(weight), 1 / len(weight)), size=N_RESAMPLES
    )
    tables = _figures(np.vstack([np.ones((1, len(weight))), draws]) * weight, truth, strengths)
    out: dict[str, Any] = {
        "source": source,
        "n_judged": len(weight),
        "n_none": int((~truth.any(axis=1)).sum()),
    }
    for name, values in tables.items():
        low, high = np.nanquantile(values[1:], [0.05, 0.95])
        out[name] = [round(float(v), 4) for v in (values[0], low, high)]
    out["agendas"] = _by_agenda(truth, strengths > 0, weight / weight.mean(), agenda_ids)
    return out


def _figures(weights: Matrix, truth: Flags, strengths: Matrix) -> dict[str, Matrix]:
    """Measure under each row of weights, shape (n_resamples, n_signals)."""
    linked = strengths > 0
    right = weights @ (linked & truth).sum(axis=1)
    n_linked, n_true = weights @ linked.sum(axis=1), weights @ truth.sum(axis=1)
    due = weights @ (truth / np.maximum(truth.sum(axis=1, keepdims=True), 1))
    given = weights @ strengths
    error = 0.5 * np.abs(_shares(given) - _shares(due)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "precision": right / n_linked,
            "recall": right / n_true,
            "f1": 2 * right / (n_linked + n_true),
            "share_error": error,
        }


def _shares(totals: Matrix) -> Matrix:
    return np.asarray(totals / np.maximum(totals.sum(axis=1, keepdims=True), 1e-12))


def _by_agenda(
    truth: Flags, linked: Flags, weight: Matrix, agenda_ids: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Precision and recall of each agenda, shrunk to those of all, and the doubt they leave."""
    right = weight @ (truth & linked)
    n_linked, n_true = weight @ linked, weight @ truth
    precision = right.sum() / max(n_linked.sum(), 1e-9)
    recall = right.sum() / max(n_true.sum(), 1e-9)
    p = (right + _PRIOR_LINKS * precision + 0.5) / (n_linked + _PRIOR_LINKS + 1)
    r = (right + _PRIOR_LINKS * recall + 0.5) / (n_true + _PRIOR_LINKS + 1)
    doubt = (1 - p) / (p * (n_linked + _PRIOR_LINKS)) + (1 - r) / (r * (n_true + _PRIOR_LINKS))
    sd = np.clip(np.sqrt(doubt), _SD_LOW, _SD_HIGH)
    return {
        name: {
            "n": round(float(n_true[j]), 2),
            "linked": round(float(n_linked[j]), 2),
            "precision": round(float(p[j]), 4),
            "recall": round(float(r[j]), 4),
            "ratio": round(float(p[j] / r[j]), 4),
            "sd": round(float(sd[j]), 4),
        }
        for j, name in enumerate(agenda_ids)
    }
