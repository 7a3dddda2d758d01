"""Runs made of invented agendas, in memory: no signal is read and nothing is simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.config import build_study, criteria_table
from prioritizer.criteria import measure
from prioritizer.criteria.anchors import Anchors
from prioritizer.criteria.reading import between
from prioritizer.links.twins import near_twins
from prioritizer.scoring import round_scores, score_tree
from prioritizer.scoring.ranking import competition_rank, order_of
from prioritizer.shortlist import select_best
from prioritizer.vocabulary import GATES

LETTERS = "กขคงจฉชซญดตถทธนบปผพฟภมยรลวสหอ"
"""Titles are letters by chance, so that no two agendas are near twins."""
LAWS = ("none", "notification", "regulation", "ministerial", "act")


def invent_agendas(n: int, seed: int = 0, **more: Any) -> pd.DataFrame:
    """Agendas whose every known column is filled, some cells blank."""
    rng = np.random.default_rng(seed)

    def holes(column: Any, share: float = 0.1) -> list[Any]:
        return [None if rng.random() < share else x for x in column]

    low = rng.integers(1, 300, n).astype(float)
    months = rng.integers(1, 18, n).astype(float)
    table = {
        "agenda_id": [f"A{i + 1:03}" for i in range(n)],
        "title_th": ["".join(rng.choice(list(LETTERS), 24)) for _ in range(n)],
        "title_en": [f"Agenda {i + 1}" for i in range(n)],
        "lead_agency_th": ["กรมทดสอบ"] * n,
        "coord_agencies_th": holes([";".join("กขคงจ"[: rng.integers(1, 6)]) for _ in range(n)]),
        "cost_low_mthb": holes(low),
        "cost_high_mthb": holes(low * 2),
        "months_min": holes(months),
        "months_max": holes(months + rng.integers(0, 9, n)),
        "legal_level": holes(rng.choice(LAWS, n)),
        "data_readiness_0_4": holes(rng.integers(0, 5, n).astype(float)),
        "process_readiness_0_4": holes(rng.integers(0, 5, n).astype(float)),
        "precedent_0_4": holes(rng.integers(0, 5, n).astype(float)),
        "potential_adopters_n": holes(rng.integers(0, 20_000, n).astype(float)),
        "first_site_cost_mthb": [10.0] * n,
        "next_site_cost_mthb": holes(rng.integers(1, 10, n).astype(float)),
    }
    return pd.DataFrame({**table, **more})


def invent_signals(names: list[str], n: int, seed: int) -> dict[str, tuple[Any, Any]]:
    """Low and high ends of what is counted from signals; an interval now and then."""
    rng = np.random.default_rng(seed + 1)
    made = {}
    for name in names:
        top = 0.12 if name == "representative_reach" else 4.0 if name == "severity" else 1.0
        low = np.where(rng.random(n) < 0.05, np.nan, rng.random(n) * top)
        wide = name in ("breadth", "persistence")
        made[name] = low, np.where(rng.random(n) < 0.3, (low + top) / 2, low) if wide else low
    return made


def make_run(
    agendas: pd.DataFrame,
    *,
    criteria: dict[str, Any] | None = None,
    signals: bool = True,
    size: int = 10,
    fails: tuple[str, ...] = (),
    quotes: int = 0,
    seed: int = 0,
    study: dict[str, Any] | None = None,
    text: str = "ไฟถนนดับมาสามวัน แจ้งแล้วยังไม่มีใครมา",
) -> Bundle:
    """Put a run together from agendas: measured, scored, ranked, shortlisted.

    ``fails`` names agendas that a gate fails; ``quotes`` says how many of each stand as evidence.
    """
    settings = build_study(
        {
            "study": {"name": "t", "as_of": "2021-02-16", **(study or {})},
            "signals": [{"files": "x.csv"}],
            "shortlist": {"size": size},
            **({"criteria": criteria} if criteria else {}),
        }
    )
    table = criteria_table(settings)
    measured = measure(agendas, None, None, criteria=table, as_of="2021-02-16")
    long = measured.indicators
    ids, n = list(measured.agenda_ids), len(agendas)
    if signals:
        names = list(table.loc[table["source"] != "agendas", "indicator"])
        invented = invent_signals(names, n, seed)
        long = pd.concat([_counted(part, invented, table) for _, part in long.groupby("indicator")])
    known = long.assign(value=long["value"].where(~long["imputed"].astype(bool)))
    wide = known.pivot_table(
        index="agenda_id", columns="indicator", values="value", aggfunc="first", dropna=False
    )
    values = wide.reindex(index=ids, columns=list(table["indicator"])).to_numpy(dtype=float)
    values = np.where(np.isnan(values), np.nan, round_scores(np.nan_to_num(values)))
    heads = table.drop_duplicates("criterion")
    names = list(heads["criterion"])
    scores = score_tree(
        values,
        table["weight"].to_numpy(dtype=float),
        [names.index(c) for c in table["criterion"]],
        heads["criterion_weight"].to_numpy(dtype=float),
        floors=heads["floor"].to_numpy(dtype=float),
        criteria=names,
    )
    may = np.array([i not in fails for i in ids]) & (scores.completeness >= 0.65)
    rank = competition_rank(scores.score, may)
    whole = pd.Series(rank, dtype="Int64").where(pd.Series(may), pd.NA)
    ranking = pd.DataFrame(
        {
            "rank": whole,
            "tied": whole.duplicated(keep=False) & whole.notna(),
            "tier": whole,
            "agenda_id": ids,
            "title_th": agendas["title_th"].tolist(),
            "title_en": agendas["title_en"].tolist() if "title_en" in agendas else [""] * n,
            "score": scores.score,
            **{c: scores.criterion_scores[:, k] for k, c in enumerate(names)},
            "score_low": scores.score,
            "score_high": scores.score,
            "rank_geometric": whole,
            "rank_raw": whole,
            "rank_low": whole,
            "rank_high": whole,
            "p_top": np.where(may, 0.5, np.nan),
            "floor": list(scores.floor),
            "gate": ["fail" if i in fails else "pass" for i in ids],
            "evidence_grade": ["B"] * n,
            "n_voices": [10.0] * n,
            "completeness": scores.completeness,
        }
    )
    order = [order_of(scores.score, part, tie_break=ids) for part in (may, ~may)]
    ranking = ranking.iloc[np.concatenate(order)].reset_index(drop=True)
    twins = near_twins(agendas)
    twins = twins[twins["similarity"] >= settings.gates.distinct.min_similarity]
    quoted = [
        (a, f"S{i}-{k}", "counter" if k % 4 == 3 else "speaks", 0.9, f"{text} {k}", "2021-01",
         "นนทบุรี", "app")
        for i, a in enumerate(ranking["agenda_id"])
        for k in range(quotes)
    ]  # fmt: skip
    tables = {
        "ranking": ranking,
        "indicators": long.assign(weight=1.0),
        "criteria": table,
        "agendas": agendas,
        "gates": _gates(list(ranking["agenda_id"]), fails),
        "shortlist": select_best(ranking, twins, size=size).chosen,
        "evidence": pd.DataFrame(quoted, columns=["agenda_id", "signal_id", "kind", "strength",
                                                  "text", "month", "province", "channel"]),
        "links": pd.DataFrame({"strength": [0.5]}),
        "pairwise_winning": _empty("agenda_id", "versus_id", "p_joint"),
        "weight_intervals": _empty("agenda_id", "criterion"),
        "sources_of_uncertainty": _empty("agenda_id", "source", "share"),
        "cross_checks": _empty("method"),
        "unanswered": _empty("theme_id", "label_th"),
        "themes": _empty("theme_id", "label_th"),
        "areas": _empty("area", "n_voices"),
        "months": _empty("agenda_id", "month", "share"),
        "tallies": pd.DataFrame(),
        "committees": _empty("agenda_id", "committee_id"),
        "flagships": _empty("agenda_id", "quarter"),
    }  # fmt: skip
    manifest = {
        "config": settings.to_json(),
        "counts": {"n_signals": 1, "n_voices": 1.0, "n_channels": 1, "n_areas": 1},
        "inputs": [],
        "left_out": measured.left_out,
        "ranked_on": list(measured.names),
        "outputs": [],
        "schema_version": 1,
        "seed": 0,
        "versions": {"prioritizer": "0"},
        "warnings": [],
    }
    return Bundle(Path("nowhere"), manifest, tables)


def _counted(
    part: pd.DataFrame, invented: dict[str, tuple[Any, Any]], criteria: pd.DataFrame
) -> pd.DataFrame:
    name = part["indicator"].iloc[0]
    if name not in invented:
        return part
    row = criteria.set_index("indicator", drop=False).loc[name]
    reading = between(*invented[name], Anchors.of(row))
    return part.assign(
        performance=reading.performance,
        low=reading.low,
        high=reading.high,
        value=reading.value,
        imputed=reading.imputed,
    )


def _gates(ids: list[str], fails: tuple[str, ...]) -> pd.DataFrame:
    rows = [
        {
            "agenda_id": a,
            "gate": gate,
            "status": "fail" if a in fails and gate == "lawful" else "pass",
            "reason_th": "เหตุผล",
            "reason_en": "reason",
            "mend_th": "",
            "mend_en": "",
            "override": "",
        }
        for a in ids
        for gate in GATES
    ]
    return pd.DataFrame(rows)


def _empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype="str") for column in columns})
