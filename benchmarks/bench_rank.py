"""The whole job at several sizes: seconds, memory of all processes, and the floor beside it.

    python benchmarks/bench_rank.py [SIGNALS.parquet AGENDAS.csv] [--sizes 100000 1000000]
        [--once 5000000]

The floor is what nobody can leave out: read, segment with nlpo3 and vectorise the same texts, with
as many processes. Each figure is a median over rounds of the same run. Byte code is kept, as pip
leaves it on a user's machine; a recalled run is measured without it, too.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from statistics import median

import joblib
import pandas as pd
import psutil
import pyarrow.parquet as pq
from beside import DATA, skip_without
from synthetic import write_signals

import prioritizer
from prioritizer.provenance import versions
from prioritizer.text import TextVectors

RESULTS = Path(__file__).parent / "results" / "rank.json"
STUDY = """
[study]
name = "bench"
as_of = 2022-08-31
observed = {{ start = 2022-06-01, end = 2022-08-31 }}
seed = 2565

[[signals]]
files = "{inbox}/*.parquet"
channel = "traffy"
closed_statuses = ["เสร็จสิ้น"]
[signals.columns]
received_on = "created_at"

[agendas]
file = "{agendas}"
[agendas.columns]
agenda_id = "signal_id"
title_th = "text"
title_en = "title_en"
"""


def floor(paths: list[Path], vectors: TextVectors, jobs: int) -> float:
    """Seconds to read, segment and vectorise all texts."""
    start = time.perf_counter()
    with joblib.Parallel(n_jobs=jobs) as workers:
        workers(joblib.delayed(_read_and_vectorise)(path, vectors) for path in paths)
    return time.perf_counter() - start


def _read_and_vectorise(path: Path, vectors: TextVectors) -> int:
    texts = pd.read_parquet(path, columns=["text"])["text"].tolist()
    return sum(
        vectors.embed(texts[at : at + 20_000]).dense.shape[0] for at in range(0, len(texts), 20_000)
    )


def keep_byte_code() -> None:
    """Compile once what is imported, as pip does: some machines are told to write no byte code."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for folder in (sysconfig.get_path("purelib"), str(Path(prioritizer.__file__).parent)):
        compileall.compile_dir(folder, quiet=2)


def run(study: Path, out: Path, jobs: int, *flags: str) -> tuple[float, float, dict[str, float]]:
    """Seconds, GiB of all processes together (proportional set size), and seconds by stage."""
    command = [sys.executable, "-m", "prioritizer", "rank", str(study), "--out", str(out)]
    command += ["--replace", "--quiet", "--jobs", str(jobs), *flags]
    start = time.perf_counter()
    with subprocess.Popen(command) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(0.25)
    if process.returncode:
        raise SystemExit(f"rank ended with {process.returncode}")
    seconds = time.perf_counter() - start
    stages = json.loads((out / "timings.json").read_text(encoding="utf-8"))
    return seconds, peak / 2**30, stages


def _memory(pid: int) -> int:
    total = 0
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return 0
    for member in family:
        try:
            total += member.memory_full_info().pss
        except (psutil.Error, AttributeError):
            continue
    return total


def inbox_of(real: pd.DataFrame, size: int, kept: Path | None, home: Path) -> list[Path]:
    """Make signals, or take those that an earlier call made and left in ``kept``."""
    folder = home / "inbox" if kept is None else kept / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    made = sorted(folder.glob("*.parquet")) or write_signals(real, size, folder)
    if sum(pq.read_metadata(path).num_rows for path in made) != size:
        raise SystemExit(f"{folder} does not hold {size:,} signals: delete it.")
    return made


def measure(
    real: pd.DataFrame,
    asked: argparse.Namespace,
    size: int,
    *,
    rounds: int,
    floored: bool = True,
    beside: bool = False,
) -> dict:
    """Measure one size, heard anew.

    ``floored``: with the floor; ``beside``: by Dask, and recalled with other weights, too.
    """
    jobs = asked.jobs
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["PRIORITIZER_CACHE"] = str(home / "cache")
        os.environ["PRIORITIZER_ALLOW_OUTSIDE"] = "1"  # agendas lie elsewhere
        paths = inbox_of(real, size, asked.kept, home)
        study = home / "study.toml"
        text = STUDY.format(agendas=asked.agendas.resolve(), inbox=paths[0].parent.resolve())
        study.write_text(text, encoding="utf-8")
        vectors = TextVectors().fit(real["text"].sample(30_000, random_state=0).tolist())
        heard, memory, floors = [], [], []
        for _ in range(rounds):
            if floored:
                floors.append(floor(paths, vectors, jobs))
            seconds, gib, stages = run(study, home / "run", jobs, "--no-cache")
            heard.append(seconds)
            memory.append(gib)
        found = {
            "n_signals": size,
            "rounds": rounds,
            "seconds": round(median(heard), 2),
            "peak_gib": round(max(memory), 3),
            "stages": stages,
        }
        if floored:
            found["floor_seconds"] = round(median(floors), 2)
        if beside:
            found |= _beside(study, home, jobs, rounds)
    return found


def _beside(study: Path, home: Path, jobs: int, rounds: int) -> dict:
    """Measure the same by Dask workers, whose bytes must be the same, and recalled."""
    dask = ("--backend", "dask", "--no-cache")
    by_dask = [run(study, home / "dask", jobs, *dask)[0] for _ in range(rounds)]
    one, other = (
        json.loads((home / name / "manifest.json").read_text(encoding="utf-8"))
        for name in ("run", "dask")
    )
    if one != other:
        raise SystemExit("Dask workers gave other bytes than processes.")
    run(study, home / "run", jobs)
    text = study.read_text(encoding="utf-8")
    study.write_text(text + "\n[criteria.citizen_centricity]\nweight = 2.0\n", encoding="utf-8")
    recalled = [run(study, home / "run", jobs)[0] for _ in range(rounds)]
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": str(home / "nothing")}
    compiling = [run(study, home / "run", jobs)[0] for _ in range(rounds)]
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
        del os.environ[name]
    return {
        "dask_seconds": round(median(by_dask), 2),
        "recalled_seconds": round(median(recalled), 2),
        "recalled_seconds_without_byte_code": round(median(compiling), 2),
    }


def main() -> None:
    """Measure all sizes and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("signals", type=Path, nargs="?", default=DATA / "traffy2022_dev.parquet")
    parser.add_argument("agendas", type=Path, nargs="?", default=DATA / "chadchart_policies.csv")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--once", type=int, nargs="*", default=[], help="sizes of one round, no floor"
    )
    parser.add_argument("--kept", type=Path, help="folder of signals made once, for many calls")
    parser.add_argument("--jobs", type=int, default=joblib.cpu_count())
    asked = parser.parse_args()
    skip_without(asked.signals, asked.agendas)
    keep_byte_code()
    real = pd.read_parquet(asked.signals)
    sizes = [
        measure(real, asked, n, rounds=asked.rounds, beside=n == asked.sizes[0])
        for n in asked.sizes
    ]
    tell(asked, sizes, [])
    if asked.once:
        tell(asked, sizes, [measure(real, asked, n, rounds=1, floored=False) for n in asked.once])


def tell(asked: argparse.Namespace, sizes: list[dict], once: list[dict]) -> None:
    """Write what was measured so far: a size of many minutes shall not take the others with it."""
    result = {
        "what": "prioritizer rank, whole, and the floor of the same run",
        "machine": f"{platform.machine()}, {joblib.cpu_count()} cores, {platform.system()}",
        "versions": versions(),
        "byte_code": "kept, as pip leaves it on a user's machine",
        "memory": "proportional set size of all processes, every quarter of a second",
        "jobs": asked.jobs,
        "sizes": [*sizes, *once],
    }
    if len(sizes) > 1:
        small, large = sizes[0], sizes[-1]
        further = large["n_signals"] - small["n_signals"]
        own = (large["seconds"] - small["seconds"]) / further
        least = (large["floor_seconds"] - small["floor_seconds"]) / further
        result["microseconds_per_further_signal"] = round(1e6 * own, 1)
        result["floor_microseconds_per_further_signal"] = round(1e6 * least, 1)
        result["times_the_floor"] = round(own / least, 2)
        result["fixed_seconds"] = round(small["seconds"] - own * small["n_signals"], 1)
    RESULTS.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps({k: v for k, v in result.items() if k != "versions"}, indent=2))


if __name__ == "__main__":
    main()
