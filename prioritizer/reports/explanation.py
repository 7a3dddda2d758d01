"""Why an agenda has its rank, and what would change it, from the tables of a run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.scoring import performance_of


@dataclass(frozen=True)
class Explanation:
    """One agenda: its place, its contributions, its evidence, its gates, what would lift it."""

    row: dict[str, Any]
    contributions: pd.DataFrame
    evidence: pd.DataFrame
    gates: pd.DataFrame
    lift: pd.DataFrame  # indicator, performance, needed, unit
    top_k: int

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        tables = {
            name: json.loads(getattr(self, name).to_json(orient="records", force_ascii=False))
            for name in ("contributions", "evidence", "gates", "lift")
        }
        row = json.loads(pd.Series(self.row).to_json(force_ascii=False))
        return {"agenda": row, "top_k": self.top_k, **tables}


@dataclass(frozen=True)
class Versus:
    """Two agendas side by side, and the share of each criterion at which they swap."""

    first: str
    second: str
    table: pd.DataFrame  # criterion, first, second, weight, swap_at
    p_first: float

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        rows = json.loads(self.table.to_json(orient="records", force_ascii=False))
        return {"first": self.first, "second": self.second, "p_first": self.p_first, "table": rows}


def explain_agenda(run: Bundle, agenda_id: str) -> Explanation:
    """Explain the rank of one agenda.

    Raises
    ------
    RunError
        If the run knows no such agenda.
    """
    row = run.agenda(agenda_id)
    name = str(row["agenda_id"])
    long = run.table("indicators")
    own = long[(long["agenda_id"] == name) & long["weight"].notna()]
    own = own.sort_values("contribution", ascending=False, kind="stable", ignore_index=True)
    top_k = int(run.config["robustness"]["top_k"])
    evidence, gates = run.table("evidence"), run.table("gates")
    return Explanation(
        row={str(k): v for k, v in row.to_dict().items()},
        contributions=own,
        evidence=evidence[evidence["agenda_id"] == name].reset_index(drop=True),
        gates=gates[gates["agenda_id"] == name].reset_index(drop=True),
        lift=_lift(run, row, own, top_k),
        top_k=top_k,
    )


def _lift(run: Bundle, row: pd.Series[Any], own: pd.DataFrame, top_k: int) -> pd.DataFrame:
    """Say, indicator by indicator, what performance alone would lift an agenda into the top k."""
    columns = ["indicator", "performance", "needed", "unit"]
    ranking = run.ranking
    ranked = ranking[ranking["rank"].notna()]
    if pd.isna(row["rank"]) or float(row["rank"]) <= top_k or len(ranked) <= top_k:
        return pd.DataFrame(columns=columns)
    missing = float(ranked["score"].iloc[top_k - 1]) - float(row["score"]) + 1e-9
    specs = run.table("criteria").set_index("indicator")
    shares = _whole_shares(run)
    found = []
    for item in own.to_dict("records"):
        share = shares.get(item["indicator"], 0.0)
        value = 0.5 if item["imputed"] else float(item["value"])
        wanted = value + missing / share if share > 0 else np.inf
        spec = specs.loc[item["indicator"]]
        needed: Any = None
        if wanted <= 1:
            needed = performance_of(
                wanted,
                shape=spec["shape"],
                worst=spec["worst"],
                best=spec["best"],
                points=spec["points"] or None,
                table=spec["table"] or None,
                offset=float(spec["offset"]),
            )
        found.append(
            {
                "indicator": item["indicator"],
                "performance": item["performance"],
                "needed": needed,
                "unit": item["unit"],
            }
        )
    return pd.DataFrame(found, columns=columns)


def _whole_shares(run: Bundle) -> dict[str, float]:
    """Share of each measured indicator in the whole score."""
    long = run.table("indicators")
    inner = long[long["weight"].notna()].drop_duplicates("indicator")
    table = run.table("criteria").drop_duplicates("criterion").set_index("criterion")
    outer = table.loc[inner["criterion"].unique(), "criterion_weight"].astype(float)
    total = outer.sum()
    outer = outer / total if total > 0 else outer * 0 + 1 / len(outer)
    return {
        r["indicator"]: float(r["weight"]) * float(outer[r["criterion"]])
        for r in inner.to_dict("records")
    }


def explain_versus(run: Bundle, first: str, second: str) -> Versus:
    """Set two agendas side by side.

    Returns
    -------
    Versus
        ``swap_at`` is the share of a criterion, the others keeping their ratios, at which both
        score alike; NaN where no share does.
    """
    rows = [run.agenda(name) for name in (first, second)]
    table = run.table("criteria").drop_duplicates("criterion")
    names = [c for c in table["criterion"] if c in run.ranking and not pd.isna(rows[0][c])]
    weights = table.set_index("criterion").loc[names, "criterion_weight"].to_numpy(dtype=float)
    shares = weights / weights.sum() if weights.sum() > 0 else np.full(len(names), 1 / len(names))
    own, other = (np.array([float(r[c]) for c in names]) for r in rows)
    lead = own - other
    found = []
    for c, name in enumerate(names):
        rest = np.delete(shares, c)
        rest = rest / rest.sum() if rest.sum() > 0 else rest
        others = float(np.delete(lead, c) @ rest) if len(rest) else 0.0
        swap = others / (others - lead[c]) if others != lead[c] else np.nan
        found.append(
            {
                "criterion": name,
                "first": own[c],
                "second": other[c],
                "weight": shares[c],
                "swap_at": swap if 0 <= swap <= 1 else np.nan,
            }
        )
    pairs = run.table("pairwise_winning")
    ids = [str(r["agenda_id"]) for r in rows]
    match = pairs[(pairs["agenda_id"] == ids[0]) & (pairs["versus_id"] == ids[1])]
    p_first = float(match["p_joint"].iloc[0]) if len(match) else float("nan")
    return Versus(ids[0], ids[1], pd.DataFrame(found), p_first)
