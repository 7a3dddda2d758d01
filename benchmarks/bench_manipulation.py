"""What a crowd can move: ranks that an agenda wins by made-up complaints, on a finished run.

    python benchmarks/bench_manipulation.py [RUN]

Every run supposes 10, 100 and 1,000 complaints that speak for one agenda, agenda by agenda: from
one person, from many persons in one place, and from many persons in as many places as there are,
each in words of its own, in the channel where they move most (``robustness/crowds.csv``). Voices
follow the rules of counting (one person is one voice for an agenda in a quarter). Without a run it
is skipped: a run takes minutes to make.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path

from prioritizer.bundle import read_run


def main() -> None:
    """Note what the crowds of a run would move, and on which machine and run that was computed."""
    if len(sys.argv) < 2:
        print("skipped: name a finished run; the earlier result stands.")
        return
    run = read_run(sys.argv[1])
    table = run.table("crowds")
    moves = table.drop(columns="n_attacked").to_dict("records")
    for row in moves:
        print(
            f"{row['crowd']}, {row['n_complaints']:,} complaints: median "
            f"{row['median_ranks_won']:+.0f}, most {row['most_ranks_won']:+.0f} ranks"
        )
    result = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, python "
        f"{platform.python_version()}",
        "study": run.config["study"]["name"],
        "n_signals": run.manifest["counts"]["n_signals"],
        "n_voices": round(run.manifest["counts"]["n_voices"], 1),
        "n_ranked": int(run.ranking["rank"].notna().sum()),
        "n_attacked": int(table["n_attacked"].iloc[0]),
        "moves": moves,
    }
    target = Path(__file__).parent / "results" / "manipulation.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
