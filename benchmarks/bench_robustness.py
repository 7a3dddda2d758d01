"""Time the robustness indices, the joint simulation and, where one is at hand, a peer.

    python benchmarks/bench_robustness.py [--peer-python PATH] [--out FILE]

``--peer-python`` names a Python that has pysensmcda; it is run in turn with our own, so that both
feel the same machine. Everything runs on one thread.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402  (after the threads are set)

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

from prioritizer.robustness import (  # noqa: E402
    WeightModel,
    nearest_flip,
    pairwise_winning,
    rank_acceptability,
    simulate,
    weight_intervals,
)
from prioritizer.vocabulary import Matrix  # noqa: E402

N_AGENDAS, N_CRITERIA, N_DRAWS, ROUNDS = 200, 10, 10_000, 5

PEER = """
import json, sys, time
import numpy as np
from importlib.metadata import version
from pysensmcda.robustness import pairwise_winning_indices
from pysensmcda.smaa import central_weights, simulate
n_agendas, n_criteria, n_draws = map(int, sys.argv[1:4])
values = np.random.default_rng(0).random((n_agendas, n_criteria))
score = lambda matrix, weights, types: matrix @ weights
simulate(score, values, np.ones(n_criteria), num_samples=10, seed=0)
start = time.perf_counter()
result = simulate(score, values, np.ones(n_criteria), num_samples=n_draws, seed=0)
acceptability, central = result.rank_acceptability(), central_weights(result)
middle = time.perf_counter()
winning = pairwise_winning_indices(result.rankings)
end = time.perf_counter()
print(json.dumps({"seconds": end - start, "ranks": middle - start, "pairs": end - middle,
                  "version": version("pysensmcda"), "first": acceptability[:, 0].tolist(),
                  "winning": np.asarray(winning)[0].tolist()}))
"""


def indices() -> dict[str, float]:
    """Rank acceptability, central weights and pairwise winning, as the peer is asked for them."""
    values = np.random.default_rng(0).random((N_AGENDAS, N_CRITERIA))
    start = time.perf_counter()
    rank_acceptability(values, n_draws=N_DRAWS)
    middle = time.perf_counter()
    pairwise_winning(values)
    end = time.perf_counter()
    return {"seconds": end - start, "ranks": middle - start, "pairs": end - middle}


def peak_mib() -> float:
    """Memory that the same work takes beyond its inputs."""
    values = np.random.default_rng(0).random((N_AGENDAS, N_CRITERIA))
    tracemalloc.start()
    rank_acceptability(values, n_draws=N_DRAWS)
    pairwise_winning(values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def joint(n_agendas: int) -> dict[str, float]:
    """Time the whole joint simulation: 16 indicators, five sources, 1,000 replicates."""
    base = np.random.default_rng(0).random((n_agendas, 16))
    sources = ("voices", "links", "ranges", "ratings")
    spent = 0.0

    def draw(active: frozenset[str], n: int) -> Matrix:
        nonlocal spent
        start = time.perf_counter()
        values = np.repeat(base[None], n, axis=0)
        for k, source in enumerate(sources):
            if source in active:
                random = np.random.default_rng(k)
                values[:, :, 4 * k : 4 * k + 4] += 0.1 * random.standard_normal((n, n_agendas, 4))
        np.clip(values, 0, 1, out=values)
        spent += time.perf_counter() - start
        return values

    model = WeightModel(np.ones(16), np.repeat([0, 1, 2], [6, 6, 4]), np.ones(3))
    start = time.perf_counter()
    simulate(draw, weights=model)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "of_which_data": spent, "process_peak_mib": memory}


def sensitivity() -> dict[str, float]:
    """Time closed forms and programmes on three criteria."""
    values = np.random.default_rng(0).random((N_AGENDAS, 3))
    seconds = {}
    for name, work in (
        ("pairwise_winning_alpha_4_4_4", lambda: pairwise_winning(values, alpha=[4, 4, 4])),
        ("pairwise_winning_alpha_5_4_2.5", lambda: pairwise_winning(values, alpha=[5, 4, 2.5])),
        ("weight_intervals", lambda: weight_intervals(values, [1, 1, 1])),
        ("nearest_flip_of_the_top_10", lambda: nearest_flip(values, [1, 1, 1], top_k=10)),
    ):
        start = time.perf_counter()
        work()
        seconds[name] = time.perf_counter() - start
    return seconds


def against_peer(python: str | None) -> dict[str, object]:
    """Take turns with the peer; the best of each, and the ratio of the bests."""
    ours, theirs = [], []
    indices()
    for _ in range(ROUNDS):
        ours.append(indices())
        if python:
            sizes = [str(n) for n in (N_AGENDAS, N_CRITERIA, N_DRAWS)]
            run = subprocess.run(
                [python, "-c", PEER, *sizes], capture_output=True, text=True, check=True
            )
            theirs.append(json.loads(run.stdout.splitlines()[-1]))
    best = min(ours, key=lambda run: run["seconds"])
    result: dict[str, object] = {"ours": best, "peak_mib": peak_mib()}
    if theirs:
        peer = min(theirs, key=lambda run: run["seconds"])
        result["pysensmcda"] = {k: peer[k] for k in ("version", "seconds", "ranks", "pairs")}
        result["times_faster"] = peer["seconds"] / best["seconds"]
        values = np.random.default_rng(0).random((N_AGENDAS, N_CRITERIA))
        mine = rank_acceptability(values, n_draws=N_DRAWS).acceptability[:, 0]
        result["largest_difference_first_rank"] = float(np.abs(mine - peer["first"]).max())
        result["largest_difference_winning"] = float(
            np.abs(pairwise_winning(values)[0] - peer["winning"]).max()
        )
    return result


def main() -> None:
    """Run all, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-python", help="a Python that has pysensmcda")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "robustness.json")
    parser.add_argument("--joint", type=int, help="only the joint simulation of so many agendas")
    options = parser.parse_args()
    if options.joint:
        print(json.dumps(joint(options.joint)))
        return
    found: dict[str, object] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, one thread used",
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "indices_200_x_10_10000_draws": against_peer(options.peer_python),
        "sensitivity_200_x_3_seconds": sensitivity(),
    }
    for n_agendas in (200, 3_000):  # each in its own process, for its own peak of memory
        run = subprocess.run(
            [sys.executable, str(HERE), "--joint", str(n_agendas)],
            capture_output=True,
            text=True,
            check=True,
        )
        found[f"joint_simulation_{n_agendas}_agendas"] = json.loads(run.stdout)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
