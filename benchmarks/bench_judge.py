"""Judge thousands of agendas whole (measure, gate, score, simulate, rank) and weigh the memory.

    python benchmarks/bench_judge.py [--agendas 3000] [--out FILE]

Tallies are made up: five channels, 50 districts, six months, closing days; half a million rows for
3,000 agendas. The peak is that of the whole process; what the inputs take by themselves stands
beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402  (after the threads are set)
import pandas as pd  # noqa: E402

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

from prioritizer.config import criteria_table, read_study  # noqa: E402
from prioritizer.run.inputs import Inputs  # noqa: E402
from prioritizer.run.judging import judge  # noqa: E402

STUDY = """
[study]
name = "nation"
as_of = 2022-12-31
window = { start = 2023-01-01, end = 2024-12-31 }
seed = 3
[[signals]]
files = "s.csv"
[agendas]
file = "a.csv"
"""
CHANNELS = ("app", "hotline", "letter", "petition", "web")
ROWS_PER_AGENDA = 160


def agendas_of(n: int) -> pd.DataFrame:
    """Agendas with every column that an indicator reads."""
    random = np.random.default_rng(7)
    low = random.integers(1, 18, n).astype(float)
    return pd.DataFrame(
        {
            "agenda_id": [f"A{i:04}" for i in range(n)],
            "title_th": [f"ซ่อมไฟถนน {i + 1} จุดในเขตเมือง" for i in range(n)],
            "title_en": [f"Repair {i + 1} street lights in towns" for i in range(n)],
            "months_min": low,
            "months_max": low + random.integers(0, 12, n),
            "legal_level": random.choice(["none", "regulation", "ministerial", "act"], n),
            "coord_agencies_th": random.choice(["กรม ก", "กรม ก; กรม ข", "-"], n),
            "cost_low_mthb": random.integers(1, 200, n).astype(float),
            "cost_high_mthb": 300.0,
            "data_readiness_0_4": random.integers(0, 5, n).astype(float),
            "process_readiness_0_4": random.integers(0, 5, n).astype(float),
            "precedent_0_4": random.integers(0, 5, n).astype(float),
            "potential_adopters_n": random.integers(1, 5000, n).astype(float),
            "first_site_cost_mthb": 10.0,
            "next_site_cost_mthb": random.uniform(1, 10, n),
        }
    )


def ratings_of(ids: list[str]) -> pd.DataFrame:
    """Three raters on three rubrics."""
    random = np.random.default_rng(8)
    rubrics = ("visibility", "standardisation", "context_independence")
    rows = [(a, rubric, f"R{r}") for a in ids for rubric in rubrics for r in range(3)]
    table = pd.DataFrame(rows, columns=["agenda_id", "rubric", "rater_id"])
    return table.assign(score_0_4=random.integers(0, 5, len(table)).astype(float))


def spoken_of(ids: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tallies and closing days."""
    random = np.random.default_rng(9)
    n = ROWS_PER_AGENDA * len(ids)
    weight = 1.0 / np.arange(1, len(ids) + 1) ** 0.7
    agenda = random.choice(len(ids), n, p=weight / weight.sum())
    voices = random.poisson(1.0, n) + 1.0
    table = pd.DataFrame(
        {
            "agenda_id": np.where(random.random(n) < 0.4, "", np.asarray(ids, object)[agenda]),
            "area": np.char.add("D", random.integers(0, 50, n).astype(str)),
            "channel": random.choice(CHANNELS, n),
            "month": np.char.add("2022-", random.integers(7, 13, n).astype(str)),
            "status": random.choice(["open", "closed"], n),
            "bucket": random.integers(0, 64, n),
            "n_voices": voices,
            "n_signals": voices,
            "severity": voices * random.integers(0, 5, n),
            "n_severity": voices,
        }
    )
    table["month"] = table["month"].str.replace(r"-(\d)$", r"-0\1", regex=True)
    outcomes = table[["agenda_id", "channel", "bucket", "n_voices"]].assign(
        days=random.integers(0, 200, n),
        event=random.integers(0, 2, n),
        n_reopened=0.0,
        n_reopened_known=voices,
    )
    return table, outcomes


def peak_mib() -> float:
    """Most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(n: int) -> dict[str, Any]:
    """Judge so many agendas once."""
    agendas = agendas_of(n)
    ids = list(agendas["agenda_id"])
    tallies, outcomes = spoken_of(ids)
    spoken: Any = SimpleNamespace(
        tallies=tallies,
        outcomes=outcomes,
        themes=pd.DataFrame(columns=["theme_id", "agenda_id", "n_voices"]),
        twins=pd.DataFrame(columns=["agenda_id", "twin_id", "similarity"]),
        committees=pd.DataFrame(),
        link_quality={},
        likeness=pd.DataFrame(),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "study.toml"
        file.write_text(STUDY, encoding="utf-8")
        study = read_study(file)
    inputs = Inputs({"agendas": agendas, "ratings": ratings_of(ids)})
    before, start = peak_mib(), time.process_time()
    judgement = judge(study, criteria_table(study), inputs, spoken, jobs=1)
    return {
        "n_agendas": n,
        "rows_of_tallies": len(tallies),
        "n_ranked": int(judgement.ranking["rank"].notna().sum()),
        "cpu_seconds": time.process_time() - start,
        "inputs_mib": before,
        "peak_mib": peak_mib(),
    }


def main() -> None:
    """Run, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agendas", type=int, default=3_000)
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "judge.json")
    options = parser.parse_args()
    found = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, one thread used",
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "judge": run(options.agendas),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
