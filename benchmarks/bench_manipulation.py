"""What a crowd can move: ranks that an agenda wins by made-up complaints, on a finished run.

    python benchmarks/bench_manipulation.py [RUN [N_AGENDAS]]

Adds 10, 100 and 1,000 complaints that speak for one agenda to the last month of the run's largest
channel: from one person, from many persons in one place, and from many persons in as many places as
there are, each in words of its own. Voices follow the rules of counting (one person is one voice
for an agenda in a quarter). Without a run it is skipped: a run takes minutes to make.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from prioritizer.bundle import read_run
from prioritizer.config import criteria_table
from prioritizer.links.tallies import merge_tallies
from prioritizer.run.judging import judge_points
from prioritizer.run.replay import inputs_of, spoken_of, study_of
from prioritizer.vocabulary import N_BUCKETS

SIZES = (10, 100, 1000)
CROWDS = ("one person", "many persons, one place", "many persons, many places")


def attack(tallies: pd.DataFrame, agenda_id: str, crowd: str, size: int) -> pd.DataFrame:
    """Add the voices of a crowd to the tallies."""
    known = tallies[tallies["month"] != ""]
    channel = known.groupby("channel")["n_voices"].sum().idxmax()
    month = known.loc[known["channel"] == channel, "month"].max()
    areas = sorted(set(tallies["area"]) - {""}) or [""]
    voices = 1 if crowd == CROWDS[0] else size
    places = areas if crowd == CROWDS[2] else areas[:1]
    number = np.arange(voices)
    added = pd.DataFrame(
        {
            "agenda_id": agenda_id,
            "area": [places[i % len(places)] for i in number],
            "channel": channel,
            "month": month,
            "status": "open",
            "bucket": number % N_BUCKETS,
            "n_voices": 1.0,
            "n_signals": size / voices,
            "severity": 0.0,
            "n_severity": 0.0,
        }
    )
    return merge_tallies([tallies, added])


def main() -> None:
    """Attack some agendas of a run, spread over its ranking, one by one."""
    if len(sys.argv) < 2:
        print("skipped: name a finished run; the earlier result stands.")
        return
    run = read_run(sys.argv[1])
    n_agendas = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    study, inputs, spoken = study_of(run), inputs_of(run), spoken_of(run)
    criteria = criteria_table(study)
    ranked = run.ranking.loc[run.ranking["rank"].notna(), "agenda_id"].tolist()
    chosen = [ranked[i] for i in np.linspace(1, len(ranked) - 1, n_agendas).astype(int)]
    before = judge_points(study, criteria, inputs, spoken).rank.astype(float)
    rows = []
    for crowd in CROWDS:
        for size in SIZES:
            won = []
            for agenda_id in chosen:
                tallies = attack(spoken.tallies, agenda_id, crowd, size)
                told = judge_points(study, criteria, inputs, replace(spoken, tallies=tallies))
                won.append(float(before[agenda_id] - told.rank.astype(float)[agenda_id]))
            median, most = float(np.median(won)), float(np.max(won))
            rows.append(
                {"crowd": crowd, "n_complaints": size, "median_ranks_won": median, "most": most}
            )
            print(f"{crowd}, {size:,} complaints: median {median:+.0f}, most {most:+.0f} ranks")
    result = {
        "study": run.config["study"]["name"],
        "n_ranked": len(ranked),
        "n_attacked": len(chosen),
        "n_voices": run.manifest["counts"]["n_voices"],
        "moves": rows,
    }
    target = Path(__file__).parent / "results" / "manipulation.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
