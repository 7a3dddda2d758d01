"""Measure themes against known groups, against the sketch they came from, and against peers.

    python benchmarks/bench_themes.py [--data FOLDER] [--peers PYTHON] [--sketch FILE] [--only …]

``--data`` holds the real texts (nothing of them is written). ``--peers`` names a Python that has
bertopic and turftopic: they run in turn with our own on the same texts, and BERTopic on the very
same vectors, so that all feel the same machine. ``--sketch`` is a file with ``fit_predict``. All
run on one thread; figures are means over seeds, times are CPU seconds after the texts are cut.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402  (after the threads are set)
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score  # noqa: E402

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]

from beside import DATA, skip_without  # noqa: E402
from theme_sets import SETS, Known  # noqa: E402

from prioritizer.text import TextVectors  # noqa: E402
from prioritizer.themes import ThemeModel, matter_rows  # noqa: E402

SEEDS = 5
PEER_SETS = ("traffy_machine_5k", "truevoice_objects", "clinc_150")

PEER = """
import json, sys, time, os
import numpy as np
from importlib.metadata import version
kind, folder, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
texts = json.load(open(folder + "/texts.json"))
cut = json.load(open(folder + "/cut.json"))
vectors = np.load(folder + "/vectors.npy")
from sklearn.feature_extraction.text import CountVectorizer
counts = CountVectorizer(tokenizer=str.split, lowercase=False, token_pattern=None)
joined = [" ".join(words) or "-" for words in cut]
if kind == "bertopic":
    from bertopic import BERTopic
    start = time.process_time()
    model = BERTopic(nr_topics=n + 1, vectorizer_model=counts, calculate_probabilities=False)
    labels, _ = model.fit_transform(joined, embeddings=vectors)
    outliers = float(np.mean(np.array(labels) == -1))
    if 0 < outliers < 1:
        labels = model.reduce_outliers(joined, labels, strategy="embeddings", embeddings=vectors)
    seconds = time.process_time() - start
    print(json.dumps({"seconds": seconds, "labels": [int(x) for x in labels], "outliers": outliers,
                      "version": version("bertopic")}))
else:
    import turftopic, wordllama
    from wordllama import WordLlama
    class Embeds:
        def __init__(self):
            # its wheel carries weights and tokenizer, but looks for the latter in another folder
            folder = os.path.dirname(wordllama.__file__)
            self.model = WordLlama.load(cache_dir=folder, disable_download=True)
        def encode(self, texts, **_):
            return np.asarray(self.model.embed(list(texts)), dtype=float)
    embeds = Embeds()
    embeds.encode(["warm"])
    start = time.process_time()
    model = turftopic.KeyNMF(n, encoder=embeds, vectorizer=counts, random_state=0)
    topics = model.fit_transform(joined)
    seconds = time.process_time() - start
    print(json.dumps({"seconds": seconds, "labels": np.asarray(topics).argmax(1).tolist(),
                      "version": version("turftopic")}))
"""


def agreement(known: Known, labels: Any) -> tuple[float, float]:
    """Normalised mutual information and adjusted Rand index with the known groups."""
    return (
        float(normalized_mutual_info_score(known.groups, labels)),
        float(adjusted_rand_score(known.groups, labels)),
    )


def summary(scores: list[tuple[float, float]]) -> dict[str, float]:
    """Mean and spread over seeds."""
    nmi, ari = np.array(scores).T
    return {
        "nmi": round(float(nmi.mean()), 4),
        "nmi_sd": round(float(nmi.std()), 4),
        "ari": round(float(ari.mean()), 4),
    }


class Precut(TextVectors):
    """Vectors of texts that are cut already, so that cutting is not timed."""

    def _cut(self, texts: list[str]) -> list[list[str]]:
        return self.pieces


def ours(known: Known) -> tuple[dict[str, Any], Any]:
    """Themes with the true number and with the number chosen, over seeds."""
    learnt = Precut(n_components=1, random_state=0)  # themes need words and n-grams; links the rest
    start = time.process_time()
    learnt.pieces = TextVectors()._cut(known.texts)
    cutting = time.process_time() - start
    start = time.process_time()
    said = learnt.fit_embed(known.texts)
    vectors = time.process_time() - start
    true, chosen, numbers, seconds, auto = [], [], [], [], []
    for seed in range(SEEDS):
        start = time.process_time()
        model = ThemeModel(known.n_groups, random_state=seed).fit(said)
        seconds.append(time.process_time() - start)
        true.append(agreement(known, model.labels_))
        start = time.process_time()
        free = ThemeModel(random_state=seed).fit(said)
        auto.append(time.process_time() - start)
        chosen.append(agreement(known, free.labels_))
        numbers.append(free.n_themes_)
    with_true, with_chosen = summary(true), summary(chosen)
    return {
        "n_texts": len(known.texts),
        "n_groups": known.n_groups,
        "true_number": with_true,
        "chosen_number": {**with_chosen, "n_themes": numbers},
        "share_kept": round(with_chosen["nmi"] / with_true["nmi"], 4),
        "share_kept_worst_seed": round(min(n for n, _ in chosen) / with_true["nmi"], 4),
        "seconds": {
            "cutting": round(cutting, 2),
            "vectors": round(vectors, 2),
            "themes": round(float(np.mean(seconds)), 2),
            "themes_and_choice": round(float(np.mean(auto)), 2),
        },
    }, said


def sketch(known: Known, file: Path) -> dict[str, Any]:
    """Run the sketch that these themes came from, with the true number."""
    spec = importlib.util.spec_from_file_location("sketch", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    tokens = module.tokenise(known.texts)
    scores, seconds = [], []
    for seed in range(SEEDS):
        start = time.process_time()
        labels = module.fit_predict(known.texts, known.n_groups, seed=seed, tokens=tokens)
        seconds.append(time.process_time() - start)
        scores.append(agreement(known, labels))
    return {**summary(scores), "seconds": round(float(np.mean(seconds)), 2)}


def peers(known: Known, said: Any, python: str) -> dict[str, Any]:
    """Run the peers on the same texts, cut into the same words, and on the same vectors."""
    cut = TextVectors()._cut(known.texts)
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "texts.json").write_text(json.dumps(known.texts), encoding="utf-8")
        Path(folder, "cut.json").write_text(json.dumps(cut), encoding="utf-8")
        np.save(Path(folder, "vectors.npy"), matter_rows(said))
        for kind in ("bertopic", "keynmf"):
            done = subprocess.run(
                [python, "-c", PEER, kind, folder, str(known.n_groups)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                found[kind] = {"failed": done.stderr.strip().splitlines()[-1:]}
                continue
            told = json.loads(done.stdout.strip().splitlines()[-1])
            nmi, ari = agreement(known, told.pop("labels"))
            found[kind] = {**told, "nmi": round(nmi, 4), "ari": round(ari, 4)}
            found[kind]["seconds"] = round(told["seconds"], 2)
    return found


def main() -> None:
    """Measure, print, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--peers", help="a Python with bertopic and turftopic")
    parser.add_argument("--sketch", type=Path)
    parser.add_argument("--only", nargs="*", default=list(SETS))
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "themes.json")
    chosen = parser.parse_args()
    skip_without(chosen.data)
    earlier = json.loads(chosen.out.read_text("utf-8")) if chosen.out.exists() else {"sets": {}}
    rows: dict[str, Any] = earlier["sets"]
    for name in chosen.only:
        known = SETS[name](chosen.data)
        row, said = ours(known)
        if chosen.sketch and len(known.texts) <= 5000:
            row["sketch"] = sketch(known, chosen.sketch)
        if chosen.peers and name in PEER_SETS:
            row["peers"] = peers(known, said, chosen.peers)
            own = row["seconds"]["vectors"] + row["seconds"]["themes"]
            for peer in row["peers"].values():
                if "seconds" in peer:
                    peer["times_as_long"] = round(peer["seconds"] / own, 1)
        row["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        rows[name] = row
        print(name, json.dumps(row), flush=True)
        write(chosen.out, rows)


def write(out: Path, rows: dict[str, Any]) -> None:
    """Write the results; sets of earlier runs that were not run again stay."""
    kept = {name: row["share_kept"] for name, row in rows.items()}
    worst = min(kept, key=lambda name: kept[name])
    result = {
        "machine": {"processor": platform.machine(), "cores": os.cpu_count(), "threads": 1},
        "seeds": SEEDS,
        "least_share_kept": {"set": worst, "share": kept[worst]},
        "sets": {name: rows[name] for name in SETS if name in rows},
    }
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
