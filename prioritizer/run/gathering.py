"""Put what the stages found into the tables of the run folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.config import Study
from prioritizer.foresight import emerging
from prioritizer.robustness import (
    Simulation,
    cross_checks,
    weight_intervals,
    winning_of_model,
)
from prioritizer.run.channels import without_channels
from prioritizer.run.crowding import crowd_table
from prioritizer.run.inputs import Inputs
from prioritizer.run.judging import Judgement, Tree
from prioritizer.run.spoken import Spoken


def gather_tables(
    study: Study,
    criteria: pd.DataFrame,
    inputs: Inputs,
    rejects: pd.DataFrame,
    spoken: Spoken,
    judgement: Judgement,
) -> dict[str, pd.DataFrame]:
    """Give the tables of the run folder, links and signals apart, named as in ``bundle.TABLES``."""
    ranking = judgement.ranking
    chosen = judgement.shortlisting
    optional = {
        name: table
        for name in ("ratings", "members", "places", "overrides")
        if (table := getattr(inputs, name)) is not None
    }
    if inputs.committees is not None:
        optional["committees_read"] = inputs.committees
    return {
        "ranking": ranking,
        "indicators": _in_order(judgement.indicators, ranking),
        "gates": _in_order(judgement.gates, ranking),
        "themes": spoken.themes,
        "theme_quotes": spoken.theme_quotes,
        "theme_words": spoken.theme_words,
        "theme_tallies": spoken.theme_tallies.assign(
            theme_id=spoken.theme_tallies["theme_id"].astype("str")
        ),
        "unanswered": spoken.unanswered,
        "rejects": rejects,
        "shortlist": chosen.shortlist,
        "flagships": chosen.flagships,
        "quarters": chosen.quarters,
        "core_index": chosen.considered,
        "score_draws": judgement.draws,
        "committees": spoken.committees,
        "evidence": _in_order(spoken.evidence, ranking),
        "side": judgement.side,
        "areas": areas_of(spoken.tallies, inputs.places),
        "months": months_of(spoken.tallies),
        "campaigns": spoken.campaigns,
        "emerging": emerging(
            spoken.theme_tallies,
            spoken.themes,
            as_of=study.study.as_of,
            min_month_voices=study.measurement.min_month_voices,
        ),
        "rules": spoken.rules,
        "likeness": spoken.likeness,
        "twins": spoken.twins,
        "tallies": spoken.tallies,
        "outcomes": spoken.outcomes,
        "criteria": criteria,
        "agendas": inputs.agendas,
        **optional,
        **robustness_tables(study, criteria, judgement),
        "without_channel": without_channels(study, criteria, inputs, spoken, judgement),
    }


def count(spoken: Spoken, pii: Mapping[str, int]) -> dict[str, Any]:
    """Count what the cover prints of the whole run."""
    tallies, rules = spoken.tallies, spoken.rules
    return {
        "n_signals": len(spoken.signals),
        "n_voices": float(tallies["n_voices"].sum()),
        "n_channels": int(tallies.loc[tallies["channel"] != "", "channel"].nunique()),
        "n_areas": int(tallies.loc[tallies["area"] != "", "area"].nunique()),
        "area_level": spoken.level,
        "voices_by_rule": dict(
            zip(rules["rule"].astype(str), rules["n_voices"].astype(float), strict=True)
        ),
        "pii": {kind: int(n) for kind, n in sorted(pii.items())},
    }


def _in_order(table: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    """Sort a table by the place of its agendas in the ranking, its own order inside."""
    place = {a: i for i, a in enumerate(ranking["agenda_id"])}
    table = table[table["agenda_id"].isin(place)]
    order = np.argsort(table["agenda_id"].map(place).to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def areas_of(tallies: pd.DataFrame, places: pd.DataFrame | None) -> pd.DataFrame:
    """Voices of each area beside its people: who is heard, and who is not."""
    known = tallies[tallies["area"] != ""]
    table = known.groupby("area")["n_voices"].sum().reset_index()
    months = max(known.loc[known["month"] != "", "month"].nunique(), 1)
    if places is None or "population" not in places:
        return table.sort_values(["n_voices", "area"], ascending=[False, True], ignore_index=True)
    table = places[["area", "population"]].merge(table, on="area", how="outer")
    table["n_voices"] = table["n_voices"].fillna(0.0)
    table["per_100k"] = 1e5 * table["n_voices"] / table["population"] / months
    table["population_share"] = table["population"] / table["population"].sum()
    table["voice_share"] = table["n_voices"] / max(table["n_voices"].sum(), 1e-9)
    table["ratio"] = table["voice_share"] / table["population_share"]
    return table.sort_values(["ratio", "area"], ignore_index=True)


def months_of(tallies: pd.DataFrame) -> pd.DataFrame:
    """Voices of each agenda by month, and of all, that shares may be seen."""
    known = tallies[tallies["month"] != ""]
    whole = known.groupby("month")["n_voices"].sum()
    table = known.groupby(["agenda_id", "month"])["n_voices"].sum().reset_index()
    table["share"] = table["n_voices"] / table["month"].map(whole).astype("float64")
    return table


def robustness_tables(
    study: Study, criteria: pd.DataFrame, judgement: Judgement
) -> dict[str, pd.DataFrame]:
    """Tables of ``robustness/``: how often which rank, by which weights, against whom, and why."""
    simulation, tree = judgement.simulation, Tree.of(criteria)
    ids = np.array(judgement.measurement.agenda_ids, dtype=object)
    order = simulation.order
    ranked = ids[order]
    shown = np.flatnonzero(judgement.scores.criterion_weights > 0)
    held = [c for c in range(len(tree.criteria)) if c in set(_measured_criteria(tree, judgement))]
    names = [tree.criteria[c] for c in shown]
    values = judgement.scores.criterion_scores[np.ix_(order, shown)]
    weights = judgement.scores.criterion_weights[shown]
    top_k = study.robustness.top_k
    return {
        "rank_acceptability": _acceptability(simulation.acceptability[order], ranked),
        "central_weights": pd.DataFrame(
            {
                "agenda_id": ranked,
                **{
                    tree.criteria[c]: simulation.central_weights[order, place]
                    for place, c in enumerate(held)
                },
                "confidence": simulation.confidence[order],
            }
        ),
        "pairwise_winning": _pairs(ids, simulation, judgement, held),
        "weight_intervals": weight_intervals(values, weights, top_k=top_k).table(
            list(ranked), names
        )
        if len(order)
        else pd.DataFrame(columns=["agenda_id", "criterion"]),
        "sources_of_uncertainty": _sources(ids, simulation),
        "crowds": crowd_table(tree, judgement),
        "demand_shares": judgement.demand,
        "cross_checks": cross_checks(values, weights, top_k=top_k)
        if len(order) > 1
        else pd.DataFrame(columns=["method"]),
    }


def _measured_criteria(tree: Tree, judgement: Judgement) -> list[int]:
    """Positions of the criteria of which the study measures something."""
    kept = [tree.names.index(name) for name in judgement.measurement.names]
    return sorted({int(c) for c in tree.criterion_of[kept]})


def _acceptability(shares: np.ndarray, ranked: np.ndarray) -> pd.DataFrame:
    """Lay rank acceptability out long: only what is above 0."""
    agenda, rank = np.nonzero(shares)
    table = pd.DataFrame(
        {"agenda_id": ranked[agenda], "rank": rank + 1, "share": shares[agenda, rank]}
    )
    return table.astype({"agenda_id": "str"})


def _pairs(
    ids: np.ndarray, simulation: Simulation, judgement: Judgement, held: list[int]
) -> pd.DataFrame:
    """Who beats whom: jointly over data and weights, and exactly over weights alone."""
    n = len(simulation.pairs)
    if n == 0:
        return pd.DataFrame(columns=["agenda_id", "versus_id", "p_joint", "p_weights"])
    values = judgement.scores.criterion_scores[simulation.pairs][:, held]
    exact = winning_of_model(values, judgement.weights)
    one, other = np.nonzero(~np.eye(n, dtype=bool))
    names = ids[simulation.pairs]
    return pd.DataFrame(
        {
            "agenda_id": names[one],
            "versus_id": names[other],
            "p_joint": simulation.p_joint[one, other],
            "p_weights": exact[one, other],
        }
    ).astype({"agenda_id": "str", "versus_id": "str"})


def _sources(ids: np.ndarray, simulation: Simulation) -> pd.DataFrame:
    """Say what decides the rank of each agenda, and of all (``agenda_id`` blank)."""
    rows = np.vstack([simulation.overall_shares, simulation.shares[simulation.order]])
    table = pd.DataFrame(rows, columns=list(simulation.sources))
    table.insert(0, "agenda_id", ["", *ids[simulation.order]])
    return table.melt("agenda_id", var_name="source", value_name="share").astype(
        {"agenda_id": "str"}
    )
