"""Time the workbook: 214 agendas with ten quotes each, written whole.

    python benchmarks/bench_workbook.py [--out FILE]

CPU seconds of one process, best and median of several rounds, beside a plain xlsxwriter file of the
same number of cells written in the same run; the bars are 2 s and 1 MB.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy as np
import xlsxwriter

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

from prioritizer.reports.workbook import write_workbook  # noqa: E402
from tests.reports.synthetic import invent_agendas, make_run  # noqa: E402

N_AGENDAS, N_QUOTES, ROUNDS = 214, 10, 5
WORDS = (
    "ไฟถนน ดับ มา สาม วัน แจ้ง แล้ว ยัง ไม่ มี ใคร มา ซ่อม ทางเท้า ชำรุด น้ำ ท่วม "
    "ซอย ตลาด หน้า โรงเรียน เดิน ลำบาก"
)


def main() -> None:
    """Write the workbook some times, and say what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=HERE.parent / "results" / "workbook.json")
    out = parser.parse_args().out
    run = make_run(invent_agendas(N_AGENDAS), quotes=N_QUOTES)
    rng, words = np.random.default_rng(0), WORDS.split()
    evidence = run.tables["evidence"]  # every quote is its own: 12 to 40 words each
    evidence["text"] = [
        "".join(rng.choice(words, rng.integers(12, 40))) for _ in range(len(evidence))
    ]
    with tempfile.TemporaryDirectory() as folder:
        path, plain = Path(folder) / "w.xlsx", Path(folder) / "p.xlsx"
        took, peer = [], []
        for _ in range(ROUNDS):
            start = time.process_time()
            write_workbook(run, path)
            took.append(time.process_time() - start)
            n_cells = count_cells(path)
            start = time.process_time()
            write_plain(plain, n_cells)
            peer.append(time.process_time() - start)
        result = {
            "n_agendas": N_AGENDAS,
            "n_quotes": N_QUOTES * N_AGENDAS,
            "n_cells": n_cells,
            "cpu_s_best": round(min(took), 3),
            "cpu_s_median": round(statistics.median(took), 3),
            "bytes": path.stat().st_size,
            "plain_xlsxwriter_cpu_s_median": round(statistics.median(peer), 3),
            "ratio_to_plain": round(statistics.median(took) / statistics.median(peer), 2),
            "python": platform.python_version(),
            "machine": platform.machine(),
        }
    out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=1))


def count_cells(path: Path) -> int:
    """Count the cells of all sheets."""
    with zipfile.ZipFile(path) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        return sum(archive.read(name).count(b"<c r=") for name in sheets)


def write_plain(path: Path, n_cells: int) -> None:
    """Write as many short strings with xlsxwriter alone."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for i in range(n_cells):
        sheet.write_string(i // 20, i % 20, f"ช่อง {i % 500}")
    book.close()


if __name__ == "__main__":
    main()
