"""How alike the signals of an agenda read across areas: evidence of whether it fits elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.links.voices import positions
from prioritizer.vocabulary import Matrix

LEAST_PAIRS = 30
"""Pairs of signals, inside areas and across them, that the figure rests on at least."""

COLUMNS = ("agenda_id", "alike_across_areas", "n_signals", "n_areas")


def likeness_across_areas(
    links: pd.DataFrame, sample: pd.DataFrame, embedded: NDArray[np.floating[Any]], level: str
) -> pd.DataFrame:
    """Compare how alike signals of an agenda read across areas and inside them.

    Mean cosine of two linked signals from different areas / mean cosine of two from the same area,
    at most 1: 1 means that what citizens say of it elsewhere is what they say here. Texts that
    stand twice count once.

    Parameters
    ----------
    links : DataFrame
        ``signal_id, agenda_id`` of the signals of the sample.
    sample : DataFrame
        ``signal_id, text_key`` and the columns of the places.
    embedded : ndarray of shape (n_sample, n_dimensions)
        Vectors of the sample, in its order.
    level : str
        The column that says what an area is; "" where no signal names a place.

    Returns
    -------
    DataFrame
        ``COLUMNS``, by agenda; only those with enough pairs of both kinds.

    Notes
    -----
    Unit: ratio of likenesses, 0 to 1. Source: CRITERIA.md §2, beside ``context_independence``.
    Pitfall: short complaints read alike everywhere; it says that the words are the same, not that
    the causes are.
    """
    if not level or not len(links):
        return no_likeness()
    told = links[["signal_id", "agenda_id"]].reset_index(drop=True)
    at = positions(told["signal_id"], sample)
    told = told.assign(
        at=at,
        area=sample[level].to_numpy(dtype=object)[at],
        text=sample["text_key"].to_numpy()[at],
    )
    told = told[told["area"] != ""].sort_values(["agenda_id", "at"], kind="stable")
    told = told.drop_duplicates(["agenda_id", "text"])
    rows = []
    for agenda, part in told.groupby("agenda_id", sort=True):
        area, areas = pd.factorize(part["area"], sort=True)
        vectors = _unit(embedded[part["at"].to_numpy()])
        heard = np.abs(vectors).sum(axis=1) > 0
        area, vectors = area[heard], vectors[heard]
        share = _ratio(area, vectors, len(areas))
        if share is not None:
            rows.append((str(agenda), share, len(vectors), len(np.unique(area))))
    return pd.DataFrame(rows, columns=list(COLUMNS)) if rows else no_likeness()


def no_likeness() -> pd.DataFrame:
    """Give the table that says nothing of any agenda."""
    nothing = pd.DataFrame({name: [] for name in COLUMNS}, dtype=float)
    return nothing.astype({"agenda_id": "str", "n_signals": "int64", "n_areas": "int64"})


def _ratio(area: np.ndarray, vectors: Matrix, n_areas: int) -> float | None:
    sums = np.zeros((n_areas, vectors.shape[1]))
    np.add.at(sums, area, vectors)
    sizes = np.bincount(area, minlength=n_areas).astype(float)
    n, own = sizes.sum(), float((vectors**2).sum())
    pairs_inside = float((sizes**2).sum() - n) / 2.0
    pairs_across = float(n**2 - (sizes**2).sum()) / 2.0
    if min(pairs_inside, pairs_across) < LEAST_PAIRS:
        return None
    inside = (float((sums**2).sum()) - own) / 2.0 / pairs_inside
    across = (float((sums.sum(axis=0) ** 2).sum()) - float((sums**2).sum())) / 2.0 / pairs_across
    if inside <= 1e-9:
        return None
    return round(float(np.clip(across / inside, 0.0, 1.0)), 6)


def _unit(vectors: NDArray[np.floating[Any]]) -> Matrix:
    length = np.sqrt((np.asarray(vectors, dtype=np.float64) ** 2).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.where(length > 0, length, 1.0), dtype=np.float64)
