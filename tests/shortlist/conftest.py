import datetime

import numpy as np
import pandas as pd
import pytest

from prioritizer.shortlist import Candidates, candidates_of

AS_OF = datetime.date(2021, 2, 16)
NO_TWINS = pd.DataFrame({"agenda_id": [], "twin_id": []})


def invent(n: int, seed: int, *, n_twins: int = 3, decimals: int = 3) -> tuple[pd.DataFrame, ...]:
    """Invent a ranking, its agendas and their twins; few decimals make ties likely."""
    draw = np.random.default_rng(seed)
    ids = [f"A{i:03}" for i in range(n)]
    score = np.sort(draw.uniform(0.2, 0.9, n).round(decimals))[::-1]
    ranking = pd.DataFrame(
        {
            "agenda_id": ids,
            "rank": pd.Series(score).rank(method="min", ascending=False).astype("Int64"),
            "score": score,
            "gate": "pass",
            "floor": "",
            "p_top": 0.9,
            "n_voices": draw.integers(1, 999, n).astype(float),
        }
    )
    cost = np.exp(draw.normal(3.5, 1, n)).round(1) + 0.1
    agendas = pd.DataFrame(
        {
            "agenda_id": ids,
            "cost_low_mthb": cost,
            "cost_high_mthb": (cost * 1.5).round(1),
            "lead_agency_th": [f"กรม{k}" for k in draw.integers(0, 3, n)],
            "region": [f"r{k}" for k in draw.integers(0, 3, n)],
            "months_min": draw.integers(1, 9, n).astype(float),
            "months_max": draw.integers(9, 18, n).astype(float),
        }
    )
    pairs = [(a, b) for a, b in draw.choice(n, (n_twins, 2)) if a != b]
    twins = pd.DataFrame(
        {"agenda_id": [ids[a] for a, _ in pairs], "twin_id": [ids[b] for _, b in pairs]}
    )
    return ranking, agendas, twins


def candidates(n: int, seed: int, **how: object) -> Candidates:
    ranking, agendas, twins = invent(n, seed, **how)
    return candidates_of(ranking, agendas, twins, as_of=AS_OF)


@pytest.fixture
def invented():
    return invent


@pytest.fixture
def some():
    return candidates
