"""How often the 90% rank intervals hold the true rank, on three declared generators.

    python benchmarks/bench_coverage.py [--runs 500] [--jobs 2] [--out FILE]

A *generator* draws the truth of 30 agendas on four indicators, then what a study would see of it:
20,000 voices in 64 buckets (reach and severity), a range of months that holds the true months, and
three raters who err. Weights are fixed. The simulation sees only the observed side: voices are
bootstrapped by bucket (Poisson) with a Gamma(1/2) voice more, months are drawn between the ends,
raters are resampled (three resampled raters vary by a third too little, so their deviations are
widened by the root of 3/2) and moved by half a step. ``spread`` says how far the truths lie apart.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path

import numpy as np
from joblib import Parallel, delayed

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

from prioritizer.robustness import WeightModel, simulate  # noqa: E402
from prioritizer.scoring import competition_rank  # noqa: E402
from prioritizer.vocabulary import N_BUCKETS, Matrix  # noqa: E402

N_AGENDAS, N_VOICES, N_RATERS, TOP = 30, 20_000, 3, 5
SPREADS = {"well separated": 1.0, "medium": 0.4, "near-tied": 0.1}
MODEL = WeightModel([3, 2, 1, 1], [0, 0, 1, 2], [1, 1, 1], concentration=None)
SHARES = np.array([0.6, 0.4, 1.0, 1.0]) / 3
SOURCES = ("voices", "ranges", "ratings")


def _reach(share: Matrix) -> Matrix:
    with np.errstate(divide="ignore"):
        return np.clip(np.log(share / 0.001) / np.log(100), 0, 1)


def run(spread: float, seed: int) -> list[dict[str, float]]:
    """One truth, one study of it, one simulation: a row for each agenda."""
    random = np.random.default_rng(seed)
    truth = 0.5 + spread * (random.random((N_AGENDAS, 4)) - 0.5) * 0.9
    share = 0.001 * 100 ** truth[:, 0]
    share *= min(1.0, 0.9 / share.sum())  # some of what people say is about no agenda
    truth[:, 0] = _reach(share)
    true_rank = competition_rank(truth @ SHARES)

    per_bucket = random.multinomial(
        N_VOICES // N_BUCKETS, np.append(share, 1 - share.sum()), N_BUCKETS
    )
    voices = per_bucket[:, :-1].astype(float)
    grades = random.binomial(4 * per_bucket[:, :-1], truth[:, 1]).astype(float)
    months = 24 - 23 * truth[:, 2]
    width = random.uniform(0, 8, N_AGENDAS)
    low = months - width * random.random(N_AGENDAS)
    high = low + width
    ratings = np.rint(np.clip(4 * truth[:, 3] + random.normal(0, 0.7, (N_RATERS, N_AGENDAS)), 0, 4))

    def draw(active: frozenset[str], n: int) -> Matrix:
        streams = np.random.SeedSequence([seed, 1]).spawn(3)
        by_voices, by_ranges, by_ratings = (np.random.default_rng(s) for s in streams)
        weights, extra = np.ones((n, N_BUCKETS)), np.zeros((n, N_AGENDAS))
        if "voices" in active:
            weights = by_voices.poisson(1.0, (n, N_BUCKETS)).astype(float)
            extra = by_voices.gamma(0.5, size=(n, N_AGENDAS))
        total = weights.sum(axis=1, keepdims=True) * (N_VOICES // N_BUCKETS)
        counted = np.einsum("rb,ba->ra", weights, voices) + extra
        graded = np.einsum("rb,ba->ra", weights, grades)
        severity = (graded + 2.0) / (4 * counted + 4)  # with one voice of middling grade
        part = by_ranges.random((n, N_AGENDAS)) if "ranges" in active else 0.5
        at = (24 - (low + part * (high - low))) / 23
        if "ratings" in active:
            picked = by_ratings.integers(N_RATERS, size=(n, N_RATERS))
            mean = ratings.mean(axis=0)
            wider = np.sqrt(N_RATERS / (N_RATERS - 1)) * (ratings[picked].mean(axis=1) - mean)
            step = by_ratings.uniform(-0.5, 0.5, (n, N_RATERS, N_AGENDAS)).mean(axis=1)
            rated = np.clip(mean + wider + step, 0, 4) / 4
        else:
            rated = np.repeat(ratings.mean(axis=0)[None] / 4, n, axis=0)
        layers = [_reach(counted / total), severity, np.broadcast_to(at, severity.shape), rated]
        return np.clip(np.stack(layers, axis=2), 0, 1)

    found = simulate(
        draw,
        weights=MODEL,
        n_replicates=500,
        n_draws=2_000,
        sources=SOURCES,
        source_replicates=0,
        seed=seed,
    )
    place = np.empty(N_AGENDAS, dtype=int)
    place[found.order] = np.arange(1, N_AGENDAS + 1)
    held = (found.rank_low <= true_rank) & (true_rank <= found.rank_high)
    wide = found.rank_high - found.rank_low + 1
    return [
        {"held": float(h), "wide": float(w), "top": float(p <= TOP)}
        for h, w, p in zip(held, wide, place, strict=True)
    ]


def main() -> None:
    """Run all generators, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "coverage.json")
    options = parser.parse_args()
    report: dict[str, object] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, {options.jobs} used",
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "agendas": N_AGENDAS,
        "runs": options.runs,
        "nominal": 0.9,
        "goal": {"mean": 0.85, f"top {TOP}": 0.80},
    }
    for number, (name, spread) in enumerate(SPREADS.items()):
        seeds = [1_000_000 * number + k for k in range(options.runs)]
        runs = Parallel(n_jobs=options.jobs)(delayed(run)(spread, seed) for seed in seeds)
        rows = [row for one in runs for row in one]
        top = [row for row in rows if row["top"]]
        report[name] = {
            "spread": spread,
            "coverage": float(np.mean([row["held"] for row in rows])),
            "mean_width": float(np.mean([row["wide"] for row in rows])),
            f"coverage_top_{TOP}": float(np.mean([row["held"] for row in top])),
            f"mean_width_top_{TOP}": float(np.mean([row["wide"] for row in top])),
        }
        print(name, json.dumps(report[name]))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
