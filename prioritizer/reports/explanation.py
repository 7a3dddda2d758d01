"""Why an agenda has its rank, and what would change it, from the tables of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.reports.lifting import Lifted, lift_agenda
from prioritizer.scoring import competition_rank, krippendorff_alpha


@dataclass(frozen=True)
class Explanation:
    """One agenda: its place, what made it, and what would change it.

    Parameters
    ----------
    row : dict
        Its row of the ranking.
    standing : {"ranked", "gate", "incomplete"}
        Whether it has a rank, and else why it has none.
    short_of_data : bool
        Whether too little of it is measured for a rank.
    n_ranked : int
        How many agendas are ranked.
    rank_if_open : int or None
        For one without a rank: the rank that its score would have among the ranked.
    contributions : DataFrame
        Measured indicators, the largest contribution first; contributions sum to the score.
    ratings : DataFrame
        Per rubric: ``rubric, n_raters, mean, lowest, highest, alpha`` (Krippendorff's alpha of the
        rubric over all agendas); empty where nobody rated it.
    practice : dict
        Evidence from practice, where the study tells: ``observed_days_to_close`` (half of the
        linked signals are closed by then, Kaplan-Meier), ``share_open_after_standard``,
        ``share_reopened``, ``equity_lift`` (representative over raw share), ``alike_across_areas``
        (how alike linked signals read across areas, in parts of how alike they read inside one).
    evidence, gates : DataFrame
        Its rows of the run's tables.
    to_open : DataFrame
        Gates that shut it out, each with its mend.
    missing : DataFrame
        Indicators that were imputed, ``indicator, weight`` (share of the whole score): what would
        have to be measured, the heaviest first.
    lift : Lifted
        What would bring it among the best ``top_k``.
    top_k : int
        Length of the shortlist.
    """

    row: dict[str, Any]
    standing: str
    short_of_data: bool
    n_ranked: int
    rank_if_open: int | None
    contributions: pd.DataFrame
    ratings: pd.DataFrame
    practice: dict[str, float]
    evidence: pd.DataFrame
    gates: pd.DataFrame
    to_open: pd.DataFrame
    missing: pd.DataFrame
    lift: Lifted
    top_k: int

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        names = ("contributions", "ratings", "evidence", "gates", "to_open", "missing")
        return {
            "agenda": json.loads(
                pd.Series(self.row).to_json(force_ascii=False, double_precision=15)
            ),
            "standing": self.standing,
            "short_of_data": self.short_of_data,
            "n_ranked": self.n_ranked,
            "rank_if_open": self.rank_if_open,
            "top_k": self.top_k,
            "practice": self.practice,
            **{name: records(getattr(self, name)) for name in names},
            "lift": self.lift.as_dict(),
        }


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Turn a table into plain values for JSON."""
    rows: list[dict[str, Any]] = json.loads(
        table.to_json(orient="records", force_ascii=False, double_precision=15)
    )
    return rows


def explain_agenda(
    run: Bundle, agenda_id: str, *, costs: Mapping[str, float] | None = None
) -> Explanation:
    """Explain the rank of one agenda.

    Parameters
    ----------
    run : Bundle
    agenda_id : str
    costs : mapping of indicator to float, optional
        What the whole swing of an indicator costs, worst to best, for the cheapest way into the
        top k; 1 by default, infinite for what nobody can change.

    Raises
    ------
    RunError
        If the run knows no such agenda.
    ConfigError
        If ``costs`` names an indicator that the run does not measure.
    """
    row = run.agenda(agenda_id)
    name = str(row["agenda_id"])
    long = run.table("indicators")
    own = long[(long["agenda_id"] == name) & long["weight"].notna()]
    own = own.sort_values("contribution", ascending=False, kind="stable", ignore_index=True)
    evidence, gates = run.table("evidence"), run.table("gates")
    gates = gates[gates["agenda_id"] == name].reset_index(drop=True)
    ranking = run.ranking
    ranked = ranking["rank"].notna()
    standing = "ranked"
    if pd.isna(row["rank"]):
        standing = "gate" if row["gate"] == "fail" else "incomplete"
    would = None
    if standing != "ranked":
        scores = np.append(ranking.loc[ranked, "score"].to_numpy(dtype=float), float(row["score"]))
        would = int(competition_rank(scores)[-1])
    lift = lift_agenda(run, name, costs=costs)
    least = run.config["measurement"]["min_completeness"]
    return Explanation(
        row={str(k): v for k, v in row.to_dict().items()},
        standing=standing,
        short_of_data=float(row["completeness"]) < float(least),
        n_ranked=int(ranked.sum()),
        rank_if_open=would,
        contributions=own,
        ratings=ratings_of(run, name),
        practice=_practice(run, name),
        evidence=evidence[evidence["agenda_id"] == name].reset_index(drop=True),
        gates=gates,
        to_open=gates[gates["status"] == "fail"].reset_index(drop=True),
        missing=_missing(own, lift.shares),
        lift=lift,
        top_k=lift.top_k,
    )


def ratings_of(run: Bundle, agenda_id: str) -> pd.DataFrame:
    """Say how the raters of one agenda agree: mean and span of its grades, alpha of the rubric."""
    columns = ["rubric", "n_raters", "mean", "lowest", "highest", "alpha"]
    if not run.has("ratings") or run.table("ratings").empty:
        return pd.DataFrame(columns=columns)
    table = run.table("ratings")
    scores = table.assign(score_0_4=pd.to_numeric(table["score_0_4"], errors="coerce"))
    scores = scores[scores["score_0_4"].notna()]
    rows = []
    for rubric, part in scores.groupby("rubric", sort=True):
        wide = part.pivot_table(index="rater_id", columns="agenda_id", values="score_0_4")
        if agenda_id not in wide:
            continue
        given = wide[agenda_id].dropna()
        rows.append(
            {
                "rubric": rubric,
                "n_raters": len(given),
                "mean": float(given.mean()),
                "lowest": float(given.min()),
                "highest": float(given.max()),
                "alpha": krippendorff_alpha(wide.to_numpy(dtype=np.float64)),
            }
        )
    return pd.DataFrame(rows, columns=columns)


def _practice(run: Bundle, agenda_id: str) -> dict[str, float]:
    names = ["observed_days_to_close", "share_open_after_standard", "share_reopened", "equity_lift"]
    names.append("alike_across_areas")
    side = run.table("side") if run.has("side") else pd.DataFrame()
    if side.empty:
        return {}
    own = side[side["agenda_id"] == agenda_id].iloc[0]
    return {n: float(own[n]) for n in names if n in side and pd.notna(own[n])}


def _missing(own: pd.DataFrame, shares: Mapping[str, float]) -> pd.DataFrame:
    held = own[own["imputed"].astype(bool)]
    table = pd.DataFrame(
        {
            "indicator": held["indicator"],
            "weight": [shares.get(str(name), 0.0) for name in held["indicator"]],
        }
    )
    return table.sort_values("weight", ascending=False, kind="stable", ignore_index=True)
