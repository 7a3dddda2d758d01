"""What raters said: means, spread, and how far they agree (Krippendorff's alpha)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritizer.errors import AgendasError
from prioritizer.scoring import krippendorff_alpha
from prioritizer.vocabulary import Matrix

RATING_STEP = 1.0
"""Raters give whole steps; the joint simulation moves each rating by up to half of one."""


@dataclass(frozen=True)
class Ratings:
    """Grades of one rubric as an array: agendas × raters, NaN where a rater gave none."""

    rubric: str
    raters: tuple[str, ...]
    grades: Matrix

    @property
    def mean(self) -> Matrix:
        """Mean over the raters of each agenda, NaN where nobody rated it."""
        return _row_mean(self.grades)


def read_ratings(ratings: pd.DataFrame | None, agenda_ids: Sequence[str]) -> dict[str, Ratings]:
    """Lay a ratings table out by rubric; the raters are the same, in one order, for all.

    Parameters
    ----------
    ratings : DataFrame or None
        ``agenda_id, rubric, rater_id, score_0_4``; blank scores are no rating. A rater who rates an
        agenda twice on one rubric counts once, with the mean.
    agenda_ids : sequence of str
        The agendas, in order; ratings of others are left out.

    Raises
    ------
    AgendasError
        If a column is missing or a grade lies outside 0 to 4.
    """
    if ratings is None or not len(ratings):
        return {}
    needed = ("agenda_id", "rubric", "rater_id", "score_0_4")
    if missing := [name for name in needed if name not in ratings]:
        raise AgendasError(
            f"ratings: column {missing[0]!r} is missing.", f"It needs: {', '.join(needed)}."
        )
    score = pd.to_numeric(ratings["score_0_4"], errors="coerce")
    beyond = score.notna() & ~score.between(0, 4)
    if beyond.any():
        row = ratings.loc[beyond].iloc[0]
        raise AgendasError(
            f"ratings: {row['agenda_id']}, {row['rubric']}, {row['rater_id']}: "
            f"{row['score_0_4']} is no grade from 0 to 4.",
            "Mend the grade, or leave the cell empty.",
        )
    frame = ratings.assign(score=score)[score.notna()]
    raters = tuple(sorted(frame["rater_id"].astype("str").unique()))
    tables: dict[str, Ratings] = {}
    for rubric, part in frame.groupby("rubric", sort=True):
        wide = part.astype({"agenda_id": "str", "rater_id": "str"}).pivot_table(
            index="agenda_id", columns="rater_id", values="score", aggfunc="mean"
        )
        wide = wide.reindex(index=list(agenda_ids), columns=list(raters))
        tables[str(rubric)] = Ratings(str(rubric), raters, wide.to_numpy(dtype=np.float64))
    return tables


def agreement(tables: dict[str, Ratings]) -> pd.DataFrame:
    """Table per rubric: raters, agendas rated, mean spread (highest - lowest grade), alpha."""
    rows = []
    for rubric, table in tables.items():
        rated = ~np.isnan(table.grades)
        several = rated.sum(axis=1) >= 2
        part = table.grades[several]
        spread = np.nanmax(part, axis=1) - np.nanmin(part, axis=1) if len(part) else np.array([])
        rows.append(
            {
                "rubric": rubric,
                "n_raters": int(rated.any(axis=0).sum()),
                "n_agendas": int(rated.any(axis=1).sum()),
                "mean_spread": float(spread.mean()) if len(spread) else float("nan"),
                "alpha": krippendorff_alpha(table.grades.T),
            }
        )
    columns = ["rubric", "n_raters", "n_agendas", "mean_spread", "alpha"]
    return pd.DataFrame(rows, columns=columns)


def _row_mean(grades: Matrix) -> Matrix:
    held = ~np.isnan(grades)
    n = held.sum(axis=1)
    total = np.where(held, grades, 0.0).sum(axis=1)
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)
