"""Two agendas side by side: where they differ, and the weights at which they swap."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.errors import RunError
from prioritizer.robustness import nearest_flip, swap_weights


@dataclass(frozen=True)
class Versus:
    """Two agendas side by side.

    Parameters
    ----------
    first, second : str
        Their ids.
    table : DataFrame
        Per criterion: ``criterion, first, second`` (scores), ``weight`` (stated share) and
        ``swap_at``: the share, the others keeping their ratios, at which both score alike; NaN
        where no share does.
    indicators : DataFrame
        Per measured indicator: ``criterion, indicator, first, second, difference``
        (contributions), the largest difference first; differences sum to that of the scores.
    moved : float
        Least share of weight that must change hands until both are level; NaN where no weights do.
    weights : dict of str to float
        Shares of the criteria there.
    p_first : float
        Share of draws of data and weights in which the first scores above the second; NaN where it
        was not tabulated.
    p_weights : float
        The same over weights alone, exactly.
    """

    first: str
    second: str
    table: pd.DataFrame
    indicators: pd.DataFrame
    moved: float
    weights: dict[str, float]
    p_first: float
    p_weights: float

    @property
    def leader(self) -> str:
        """Which of the two scores more at the stated weights, "" where they are level."""
        shares = self.table["weight"].to_numpy(dtype=float)
        lead = float(((self.table["first"] - self.table["second"]) * shares).sum())
        return "" if abs(lead) < 5e-10 else self.first if lead > 0 else self.second

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        plain = {
            name: None if (number := getattr(self, name)) != number else number
            for name in ("moved", "p_first", "p_weights")
        }
        tables = {
            name: json.loads(
                getattr(self, name).to_json(
                    orient="records", force_ascii=False, double_precision=15
                )
            )
            for name in ("table", "indicators")
        }
        ids = {"first": self.first, "second": self.second, "leader": self.leader}
        return {**ids, **plain, "weights": self.weights, **tables}


def explain_versus(run: Bundle, first: str, second: str) -> Versus:
    """Set two agendas side by side.

    Raises
    ------
    RunError
        If the run knows one of them not, or both are the same.
    """
    rows = [run.agenda(name) for name in (first, second)]
    ids = [str(row["agenda_id"]) for row in rows]
    if ids[0] == ids[1]:
        raise RunError(f"{ids[0]} is set against itself.", "Name another agenda for --versus.")
    heads = run.table("criteria").drop_duplicates("criterion").set_index("criterion")
    names = [c for c in heads.index if c in run.ranking and not pd.isna(rows[0][c])]
    stated = heads.loc[names, "criterion_weight"].to_numpy(dtype=np.float64)
    stated = stated / stated.sum() if stated.sum() > 0 else np.full(len(names), 1 / len(names))
    values = np.array([[float(row[c]) for c in names] for row in rows])
    flip = nearest_flip(values, stated, pair=(0, 1))
    table = pd.DataFrame(
        {
            "criterion": names,
            "first": values[0],
            "second": values[1],
            "weight": stated,
            "swap_at": swap_weights(values, stated, 0, 1),
        }
    )
    p_joint, p_weights = _chances(run, ids)
    return Versus(
        first=ids[0],
        second=ids[1],
        table=table,
        indicators=_differences(run, ids),
        moved=flip.moved if flip.possible else float("nan"),
        weights=dict(zip(names, flip.weights.tolist(), strict=True)) if flip.possible else {},
        p_first=p_joint,
        p_weights=p_weights,
    )


def _differences(run: Bundle, ids: list[str]) -> pd.DataFrame:
    long = run.table("indicators")
    held = long[long["weight"].notna() & long["agenda_id"].isin(ids)]
    wide = held.pivot_table(
        index=["criterion", "indicator"], columns="agenda_id", values="contribution", sort=False
    )
    table = pd.DataFrame(
        {"first": wide[ids[0]], "second": wide[ids[1]], "difference": wide[ids[0]] - wide[ids[1]]}
    ).reset_index()
    order = np.argsort(-table["difference"].abs().to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def _chances(run: Bundle, ids: list[str]) -> tuple[float, float]:
    pairs = run.table("pairwise_winning")
    if pairs.empty:
        return float("nan"), float("nan")
    match = pairs[(pairs["agenda_id"] == ids[0]) & (pairs["versus_id"] == ids[1])]
    if match.empty:
        return float("nan"), float("nan")
    return float(match["p_joint"].iloc[0]), float(match["p_weights"].iloc[0])
