"""Measure links, without labels and with them, beside simpler ways, where the truth is known.

    python benchmarks/bench_links.py [--shared DIR] [--sketch FILE] [--sets NAME …] [--plain]
                                     [--out FILE]

The linker runs on 202 complaints that people tagged and on other texts: calls, English intents with
"out of scope", requests to a small city, a classifier's labels, the demo, bare titles, and agendas
that nobody asks for. Beside it stands every row of the table of simpler ways on the 202, measured
in one run; where a threshold is needed they get the best one for these very cases, which flatters
them. `--plain` measures the sets without labels alone, in a tenth of the time.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np  # noqa: E402  (after the threads are set)
import pandas as pd  # noqa: E402

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]

from beside import SHARED, skip_without  # noqa: E402
from link_sets import SETS, LinkSet, figures  # noqa: E402

from prioritizer.links.heads import fit_heads  # noqa: E402
from prioritizer.links.linker import Linker  # noqa: E402
from prioritizer.links.selftraining import feedback  # noqa: E402
from prioritizer.text import TextVectors  # noqa: E402

N_RESAMPLES, FOLDS, REPEATS, N_LABELS, POOL_ROWS = 500, 5, 10, 200, 20_000
Strengths = np.ndarray[Any, np.dtype[np.float64]]
Truth = np.ndarray[Any, np.dtype[np.bool_]]


def measured(strengths: Strengths, truth: Truth) -> dict[str, Any]:
    """Give every figure, with 90% intervals of F1 and share error from resampled texts."""
    random = np.random.default_rng(0)
    kept = truth.sum(axis=0) >= 5
    draws = []
    for _ in range(N_RESAMPLES):
        rows = random.integers(0, len(truth), len(truth))
        one = figures(strengths[rows][:, kept], truth[rows][:, kept], least=0)
        draws.append((one.f1, one.share_error))
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    out = {k: round(v, 4) for k, v in asdict(figures(strengths, truth)).items()}
    out["f1_interval"] = [round(float(low[0]), 4), round(float(high[0]), 4)]
    out["share_error_interval"] = [round(float(low[1]), 4), round(float(high[1]), 4)]
    return out


def best_cut(scores: Strengths, truth: Truth) -> Strengths:
    """Cut at the level that is best for these very cases, and keep what lies above."""
    levels = np.quantile(scores, np.linspace(0.5, 0.999, 150))
    made = [np.where(scores > level, scores, 0.0) for level in levels]
    best = max(made, key=lambda s: figures(s, truth).f1)
    return np.asarray(best / np.maximum(best.sum(axis=1, keepdims=True), 1))


def folds(n: int, seed: int) -> list[Any]:
    """Part n cases into five at random."""
    order = np.random.default_rng(seed).permutation(n)
    return [order[k::FOLDS] for k in range(FOLDS)]


def held_out(n: int, seed: int, fit: Callable[[Any], Callable[[Any], Any]], shape: Any) -> Any:
    """Score every case by a model that has not seen it."""
    out = np.zeros(shape)
    for part in folds(n, seed):
        out[part] = fit(np.setdiff1d(np.arange(n), part))(part)
    return out


def simpler_ways(gold: LinkSet, vectors: TextVectors, shared: Path) -> dict[str, Any]:
    """Repeat the rows of the table of simpler ways."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.svm import LinearSVC

    agendas, truth = gold.agendas, gold.truth
    titles = agendas["title_th"].tolist()
    phrases = [
        list(dict.fromkeys([t, *(w.strip() for w in c.split(";"))]))
        for t, c in zip(titles, agendas["citizen_words_th"], strict=True)
    ]
    tagged = pd.read_csv(shared / "data" / "traffy_gold_dev.csv", dtype="str")
    frame = pd.read_parquet(shared / "data" / "traffy2022_dev.parquet")
    held = np.array([[any(p in t for p in own) for own in phrases] for t in gold.texts])
    machine = np.array(
        [[t in str(c).split("|") for t in titles] for c in tagged["machine_category"]]
    )
    out: dict[str, Any] = {}

    def note(name: str, strengths: Any) -> None:
        rows = np.asarray(strengths, dtype=np.float64)
        rows = rows / np.maximum(rows.sum(axis=1, keepdims=True), 1)
        out[name] = measured(rows, truth)
        print(
            f"  {name:46s} F1 {out[name]['f1']:.3f} error {out[name]['share_error']:.3f}",
            flush=True,
        )

    note("title is a substring", [[t in text for t in titles] for text in gold.texts])
    note("the platform's own trained classifier", machine)
    note("any citizens' word is a substring", held)
    asked = vectors.transform(
        [
            f"{t} {c.replace(';', ' ')}"
            for t, c in zip(titles, agendas["citizen_words_th"], strict=True)
        ]
    )
    own, pool = vectors.transform(gold.texts), vectors.transform(gold.pool)
    near = (own @ asked.T).toarray().astype(np.float64)
    note("cosine to title + words (best cut)", best_cut(near, truth))
    fed = (own @ feedback(asked, pool, 300).T).toarray().astype(np.float64)
    note("cosine after pseudo-relevance feedback (best cut)", best_cut(fed, truth))
    known = frame[frame["machine_category"] != ""].sample(30_000, random_state=0)
    labels = np.array([[t in c.split("|") for t in titles] for c in known["machine_category"]])
    some = labels.any(axis=0)
    svm = OneVsRestClassifier(LinearSVC(C=0.3)).fit(
        vectors.transform(known["text"].astype(str).tolist()), labels[:, some]
    )
    scores = np.full(truth.shape, -9.0)
    scores[:, some] = svm.decision_function(own)
    note("SVM on 30,000 machine labels", scores > 0)

    def fit_svm(rows: Any) -> Callable[[Any], Any]:
        taught = truth[rows].any(axis=0) & ~truth[rows].all(axis=0)
        model = OneVsRestClassifier(LinearSVC(C=1)).fit(own[rows], truth[rows][:, taught])

        def score(part: Any) -> Any:
            found = np.zeros((len(part), truth.shape[1]))
            found[:, taught] = model.decision_function(own[part]) > -0.5
            return found

        return score

    note("SVM on the 202 labels, other cases", held_out(len(truth), 0, fit_svm, truth.shape))
    stack = np.stack([near, fed, held.astype(float)], axis=-1)

    def fit_stack(rows: Any) -> Callable[[Any], Any]:
        model = LogisticRegression(C=10, max_iter=1000)
        model.fit(stack[rows].reshape(-1, 3), truth[rows].ravel())
        return lambda part: model.predict_proba(stack[part].reshape(-1, 3))[:, 1].reshape(
            len(part), -1
        )

    chance = held_out(len(truth), 0, fit_stack, truth.shape)
    note("stack: cosine + feedback + words (best cut)", best_cut(chance, truth))
    return out


def sketch(path: Path, gold: LinkSet, shared: Path) -> dict[str, Any]:
    """Run the sketch that this linker grew out of, on its own pool of 60,000."""
    spec = importlib.util.spec_from_file_location("sketch_linker", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    frame = pd.read_parquet(shared / "data" / "traffy2022_dev.parquet", columns=["text"])
    start = time.process_time()
    linker = module.Linker(gold.agendas, frame["text"].tolist(), exclude=gold.texts)
    plain = module.fit_predict_unlabelled(gold.texts, gold.agendas, [], linker=linker)
    seconds = time.process_time() - start
    weak, dense = linker.features(gold.texts)
    taught = []
    for seed in range(REPEATS):

        def fit(rows: Any) -> Callable[[Any], Any]:
            head, prior = module.fit_heads(weak[rows], dense[rows], gold.truth[rows].astype(int))
            return lambda part: module.decide(
                module.prior_shift(head(weak[part], dense[part]), prior)
            )

        made = held_out(len(gold.truth), seed, fit, gold.truth.shape)
        taught.append(asdict(figures(made, gold.truth)))
    return {
        "without labels": measured(plain, gold.truth),
        "with labels": {k: round(float(np.mean([t[k] for t in taught])), 4) for k in taught[0]},
        "cpu_seconds": round(seconds, 1),
    }


def our_own(each: LinkSet, vectors: TextVectors, plain: bool = False) -> dict[str, Any]:
    """Link without labels; then, if not ``plain``, with labels, those of other cases."""
    pool, texts = vectors.embed(each.pool), vectors.embed(each.texts)
    start = time.process_time()
    linker = Linker().fit(each.pool, vectors, each.agendas, embedded=pool)
    fitted = time.process_time()
    strengths = linker.assign(each.texts, texts).toarray()
    out: dict[str, Any] = {
        "n_texts": len(each.texts),
        "n_agendas": len(each.agendas),
        "links_per_text": {
            "estimated": linker.links_per_text_,
            "true": round(float(each.truth.sum(axis=1).mean()), 4),
        },
        "without labels": measured(strengths, each.truth),
        "fit_cpu_seconds": round(fitted - start, 2),
    }
    if plain:
        return out
    step = max(1, len(each.pool) * len(each.agendas) // 600_000)
    known, sample = linker.hints(each.texts, texts), linker.hints(each.pool, pool)[::step]
    taught, n = [], len(each.texts)
    whole = n <= 2 * N_LABELS
    for seed in range(REPEATS if whole else 3):

        def fit(rows: Any) -> Callable[[Any], Any]:
            heads = fit_heads(known[rows], each.truth[rows], sample)
            return lambda part: heads.strengths(known[part])

        if whole:
            made = held_out(n, seed, fit, each.truth.shape)
            taught.append(asdict(figures(made, each.truth)))
        else:
            order = np.random.default_rng(seed).permutation(n)
            rest = order[N_LABELS:]
            taught.append(asdict(figures(fit(order[:N_LABELS])(rest), each.truth[rest])))
    out["with labels"] = {k: round(float(np.mean([t[k] for t in taught])), 4) for k in taught[0]}
    out["labels"] = f"{REPEATS} x 5-fold" if whole else f"{N_LABELS} at random, 3 times"
    return out


def scaling(gold: LinkSet, vectors: TextVectors, shared: Path) -> dict[str, Any]:
    """Time 29 agendas and 214 on the same texts, in turn: learning, and linking all of the pool."""
    policies = pd.read_csv(shared / "data" / "chadchart_policies.csv", dtype="str")
    policies = policies.rename(columns={"signal_id": "agenda_id", "text": "title_th"})
    start = time.process_time()
    pool = vectors.embed(gold.pool)
    floor = time.process_time() - start
    seconds: dict[str, list[float]] = {"29": [], "214": []}
    for _ in range(3):
        for name, agendas in (("29", gold.agendas), ("214", policies)):
            start = time.process_time()
            linker = Linker().fit(gold.pool, vectors, agendas, embedded=pool)
            linker.assign(gold.pool, pool)
            seconds[name].append(time.process_time() - start)
    least = {name: min(each) for name, each in seconds.items()}
    return {
        "embed_cpu_seconds": round(floor, 2),
        "links_cpu_seconds": {name: round(s, 2) for name, s in least.items()},
        "ratio_links_alone": round(least["214"] / least["29"], 2),
        "ratio_with_vectors": round((least["214"] + floor) / (least["29"] + floor), 2),
    }


def main() -> None:
    """Run all parts and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--sketch", type=Path)
    parser.add_argument("--sets", nargs="*", default=list(SETS))
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "links.json")
    asked = parser.parse_args()
    skip_without(asked.shared / "data")
    out: dict[str, Any] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "parts": "sets without labels" if asked.plain else "all",
        "sets": {},
    }

    def write() -> None:
        text = json.dumps(out, ensure_ascii=False, indent=1)
        asked.out.write_text(text + "\n", encoding="utf-8")

    fitted: tuple[list[str], TextVectors] | None = None
    for name in asked.sets:
        each = SETS[name](asked.shared)
        if fitted is None or fitted[0] != each.pool:
            fitted = each.pool, TextVectors(random_state=0).fit(each.pool)
        out["sets"][name] = found = our_own(each, fitted[1], asked.plain)
        parts = [found["without labels"], found.get("with labels", {})]
        told = [f"F1 {p['f1']:.3f} error {p['share_error']:.3f}" for p in parts if p]
        print(f"{name:16s} {' | with labels '.join(told)} | {found['links_per_text']}", flush=True)
        write()
    if asked.plain:
        return
    gold = SETS["gold"](asked.shared)
    vectors = TextVectors(random_state=0).fit(gold.pool)
    out["simpler ways, on gold"] = simpler_ways(gold, vectors, asked.shared)
    write()
    out["scaling"] = scaling(gold, vectors, asked.shared)
    print(out["scaling"], flush=True)
    if asked.sketch:
        out["sketch, on gold"] = found = sketch(asked.sketch, gold, asked.shared)
        print("sketch", found, flush=True)
    write()


if __name__ == "__main__":
    main()
