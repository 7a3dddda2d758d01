"""Invented finished runs for the page: as many agendas as wanted, with ties, gaps and long texts.

Tests and benchmarks share them. Nothing is read or computed but the scores, which come from
``score_tree`` as in a real run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.config.reading import read_study
from prioritizer.resources import read_toml, resource
from prioritizer.scoring import competition_rank, order_of, round_scores, score_tree
from prioritizer.vocabulary import GATES

TREE = {
    "citizen_centricity": (1.0, {"reach": 0.3, "breadth": 0.15, "severity": 0.2, "unmet": 0.35}),
    "quick_win": (1.0, {"time": 0.5, "law": 0.25, "money": 0.25}),
    "replicability": (1.0, {"precedent": 0.6, "pool": 0.4}),
}
THAI = "ประชาชนขอให้ซ่อมไฟส่องสว่างริมทางหลวงหมู่บ้านซึ่งดับมานานกว่าสามเดือน และขอให้แจ้งผลกลับด้วย "
REASONS = (
    ("ตัวชี้วัดนับผลผลิต ไม่ได้วัดผลที่ประชาชนได้รับ", "The KPI counts output, not what citizens gain."),
    ("ไม่มีฐานกฎหมาย", "No basis in law"),
)
LEAST = 0.65


def made_run(
    n: int,
    *,
    tree: dict[str, tuple[float, dict[str, float]]] | None = None,
    levels: int = 5,
    missing: float = 0.0,
    failed: int = 0,
    members: int = 3,
    title: str = "วาระที่ {i} ซ่อมไฟส่องสว่างสาธารณะที่ดับภายในเจ็ดสิบสองชั่วโมง",
    title_en: str = "Agenda {i}: mend broken public lights within seventy-two hours",
    quote: str = THAI * 2,
    seed: int = 0,
) -> Bundle:
    """Invent a finished run.

    Parameters
    ----------
    n : int
        Agendas.
    tree : dict, optional
        Criterion to (weight, indicator to weight); three criteria of nine indicators by default.
    levels : int
        How many different values an indicator takes: few make many ties.
    missing : float
        Share of values that nothing measures.
    failed : int
        Agendas that a gate holds back.
    members, title, title_en, quote, seed
        Members with weights of their own; texts; the seed.
    """
    tree = tree or TREE
    rng = np.random.default_rng(seed)
    spec = _criteria(tree)
    ids = [f"A{i:03d}" for i in rng.permutation(n)]
    values = round_scores(rng.integers(0, levels, (n, len(spec))) / (levels - 1))
    values[rng.random(values.shape) < missing] = np.nan
    scores = score_tree(
        values,
        spec["weight"],
        spec["criterion"].map({name: c for c, name in enumerate(tree)}),
        [weight for weight, _ in tree.values()],
        floors=[0.35] * len(tree),
        criteria=list(tree),
    )
    gates = np.array(["fail"] * failed + ["pass"] * (n - failed))
    eligible = (gates != "fail") & (scores.completeness >= LEAST)
    ranks = competition_rank(scores.score, eligible)
    chances = np.clip(1.2 - ranks / 20, 0, 1)
    ranking = pd.DataFrame(
        {
            "rank": pd.array(np.where(eligible, ranks, 0), dtype="Int64"),
            "tied": pd.Series(ranks).duplicated(keep=False) & eligible,
            "tier": pd.array(1 + ranks // 4, dtype="Int64"),
            "agenda_id": ids,
            "title_th": [title.format(i=i) for i in range(n)],
            "title_en": [title_en.format(i=i) for i in range(n)],
            "score": scores.score,
            **{name: scores.criterion_scores[:, c] for c, name in enumerate(tree)},
            "rank_geometric": pd.array(np.where(eligible, ranks, 0), dtype="Int64"),
            "rank_low": pd.array(np.maximum(ranks - 3, 1), dtype="Int64"),
            "rank_high": pd.array(np.minimum(ranks + 4, n), dtype="Int64"),
            "p_top": chances,
            "floor": list(scores.floor),
            "gate": gates,
            "gate_reasons": np.where(gates == "fail", "ไม่มีฐานกฎหมาย / No basis in law", ""),
            "evidence_grade": "B",
            "n_voices": rng.gamma(2.0, 60.0, n),
            "completeness": scores.completeness,
        }
    )
    ranking.loc[~eligible, ["rank", "tier", "rank_low", "rank_high", "rank_geometric"]] = pd.NA
    ranking.loc[~eligible, "p_top"] = np.nan
    order = [order_of(scores.score, part, tie_break=ids) for part in (eligible, ~eligible)]
    ranking = ranking.iloc[np.concatenate(order)].reset_index(drop=True)
    tables = {
        "ranking": ranking,
        "criteria": spec,
        "indicators": _indicators(ids, spec, values, scores),
        "gates": _gates(ids, gates),
        "agendas": pd.DataFrame(
            {
                "agenda_id": ids,
                "lead_agency_th": "กรมส่งเสริมการปกครองท้องถิ่น",
                "lead_agency_en": "Department of Local Administration",
                "cost_low_mthb": 20.0,
                "cost_high_mthb": 45.0,
                "months_min": 2.0,
                "months_max": 8.0,
                "committees": "K01;K02",
            }
        ),
        "members": pd.DataFrame(
            {
                "member_id": [f"M{m:02d}" for m in range(1, members + 1)],
                **{name: rng.integers(1, 60, members).astype(float) for name in tree},
            }
        ),
        **_signals(ids, ranking, quote, rng),
    }
    return Bundle(Path("nowhere"), _manifest(spec, n), tables)


def _criteria(tree: dict[str, tuple[float, dict[str, float]]]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "criterion": criterion,
                "criterion_weight": weight,
                "criterion_label_th": f"เกณฑ์ {criterion}",
                "criterion_label_en": criterion.replace("_", " ").capitalize(),
                "floor": 0.35,
                "indicator": name,
                "weight": inner,
                "label_th": f"ตัวชี้วัดเรื่อง {name}",
                "label_en": name.replace("_", " ").capitalize(),
                "unit": "grade 0-4",
                "source": "agendas",
                "shape": "linear",
                "worst": 0.0,
                "best": 4.0,
                "points": None,
                "table": None,
                "offset": 0.0,
                "concentration": None,
            }
            for criterion, (weight, indicators) in tree.items()
            for name, inner in indicators.items()
        ]
    )


def _indicators(ids: list[str], spec: pd.DataFrame, values: Any, scores: Any) -> pd.DataFrame:
    names = spec["indicator"].tolist()
    n, m = values.shape
    flat = values.ravel()
    return pd.DataFrame(
        {
            "agenda_id": np.repeat(ids, m),
            "criterion": np.tile(spec["criterion"], n),
            "indicator": np.tile(names, n),
            "performance": 4 * flat,
            "unit": "grade 0-4",
            "value": np.where(np.isnan(flat), 0.5, flat),
            "source": "agendas",
            "imputed": np.isnan(flat),
            "level": "",
            "weight": np.tile(scores.inner_weights, n),
            "contribution": scores.contributions.ravel(),
        }
    )


def _gates(ids: list[str], worst: Any) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "agenda_id": key,
                "gate": gate,
                "status": status if gate == "lawful" else ("fix" if gate == "kpi" else "pass"),
                "reason_th": REASONS[gate == "lawful"][0],
                "reason_en": REASONS[gate == "lawful"][1],
                "mend_th": "เปลี่ยนเป็นตัวชี้วัดผลลัพธ์",
                "mend_en": "Measure an outcome instead.",
                "override": "",
            }
            for key, status in zip(ids, worst, strict=True)
            for gate in GATES
        ]
    )


def _signals(ids: list[str], ranking: pd.DataFrame, quote: str, rng: Any) -> dict[str, Any]:
    provinces = [p["name_th"] for p in read_toml("configs/words/provinces.toml")["provinces"]]
    months = [f"2020-{m:02d}" for m in range(1, 13)]
    shown = ranking.loc[ranking["rank"].notna(), ["agenda_id", "rank"]]
    shares = [
        (key, place, 1 / (1 + abs(place - int(rank))))
        for key, rank in shown.head(20).itertuples(index=False)
        for place in range(1, 21)
    ]
    return {
        "evidence": pd.DataFrame(
            [
                {"agenda_id": a, "signal_id": f"S{k:05d}-{a}", "kind": "speaks", "text": quote[k:]}
                for a in ids
                for k in range(3)
            ]
        ),
        "months": pd.DataFrame(
            [{"agenda_id": a, "month": m, "n_voices": rng.gamma(2, 9)} for a in ids for m in months]
        ),
        "tallies": pd.DataFrame(
            [
                {"agenda_id": a, "area": p, "n_voices": rng.gamma(1.5, 4)}
                for a in ids
                for p in provinces
            ]
        ),
        "rank_acceptability": pd.DataFrame(shares, columns=["agenda_id", "rank", "share"]),
        "themes": pd.DataFrame(
            {
                "label_th": ["ไฟดับ"],
                "label_en": ["lights out"],
                "trend": ["rising"],
                "agenda_id": [""],
            }
            | {"n_voices": [90.0], "n_places": [7]}
        ),
        "unanswered": pd.DataFrame(
            {
                "label_th": ["หมาจร"],
                "label_en": ["stray dogs"],
                "n_voices": [120.0],
                "n_places": [9],
            }
            | {"share_answered": [0.1]}
        ),
    }


def _manifest(spec: pd.DataFrame, n: int) -> dict[str, Any]:
    config = read_study(resource("configs/demo.toml")).to_json()
    study = {
        "title_th": "การศึกษาสมมติ",
        "title_en": "An invented study",
        "as_of": "2021-03-31",
        "illustrative": True,
    }
    return {
        "schema_version": 1,
        "inputs": [
            {"file": "a.csv", "sha256": "0" * 64, "rows_read": 9, "accepted": 8, "rejected": 1}
        ],
        "config": config | {"study": config["study"] | study},
        "versions": {"prioritizer": "0"},
        "seed": 0,
        "outputs": [],
        "left_out": {},
        "ranked_on": spec["indicator"].tolist(),
        "warnings": ["a warning"],
        "counts": {"area_level": "province", "n_signals": 40 * n, "n_voices": 50.0 * n},
    }
