"""Time cleaning and redaction beside nlpo3, which cuts the same texts in the same process.

    python benchmarks/bench_cleaning.py [FILE] [--rounds N] [--out FILE]

``FILE`` is a Parquet or CSV of signals, the real ones beside the checkout unless said. CPU seconds
of one process are told, the best of N rounds each, turn about, so that both feel the same machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from beside import DATA, skip_without

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

from prioritizer.signals import clean_chunk, redact_texts  # noqa: E402
from prioritizer.tables import Reader  # noqa: E402
from prioritizer.text.normalise import normalise_texts  # noqa: E402
from prioritizer.text.segmenter import cut, dictionary  # noqa: E402

AS_OF = dt.date(2200, 1, 1)


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    since = time.process_time()
    work()
    return time.process_time() - since


def main() -> None:
    """Measure, print, and write JSON."""
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    words.add_argument("file", type=Path, nargs="?", default=DATA / "traffy2022_dev.parquet")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--out", type=Path, default=HERE.parent / "results" / "cleaning.json")
    given = words.parse_args()
    skip_without(given.file)

    reader = Reader(given.file, given.file.name)
    chunks = list(reader.chunks())
    texts = [text for chunk in chunks for text in chunk.table["text"].tolist()]
    name = dictionary()
    redact_texts(["นายสมชาย ใจดี โทร 081-234-5678"])  # word lists are loaded once, not timed

    def segment() -> None:
        for text in texts:
            cut(text, name)

    def redact() -> None:
        for chunk in chunks:
            redact_texts(normalise_texts(chunk.table["text"].tolist()))

    def clean() -> None:
        for chunk in chunks:
            clean_chunk(chunk, channel="one", as_of=AS_OF, key=b"benchmark")

    works = {"segment": segment, "normalise_and_redact": redact, "clean_whole": clean}
    best = {
        what: min(times)
        for what, times in {
            what: [seconds(work) for _ in range(given.rounds)] for what, work in works.items()
        }.items()
    }
    result = {
        "machine": f"{platform.machine()}, one process",
        "versions": {"python": platform.python_version(), "nlpo3": version("nlpo3")},
        "n_texts": len(texts),
        "cpu_seconds": {what: round(took, 3) for what, took in best.items()},
        "times_of_segmentation": {
            what: round(took / best["segment"], 3)
            for what, took in best.items()
            if what != "segment"
        },
    }
    print(json.dumps(result, indent=2))
    given.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
