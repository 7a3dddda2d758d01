"""Settle every file of a folder with ``prioritizer check``: verdict, CPU seconds, peak memory.

    python benchmarks/bench_attacks.py [FOLDER] [--out FILE]

``FOLDER`` is ``../shared/cases/attacks`` unless said. Each file is checked in a process of its own,
as a user would; seconds include the start of Python. pip compiles what it installs, so the first
figure is with byte code at hand; the second is without, where every module is compiled at every
start (``PYTHONDONTWRITEBYTECODE``, read-only images).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from beside import SHARED, skip_without

HERE = Path(__file__).resolve()
CLI = HERE.parents[1] / "cli.py"
STUDY = '[study]\nname = "x"\nas_of = 2025-12-31\n[[signals]]\nfiles = "{name}"\nchannel = "web"\n'
# A process between: what its children used is what this one check used.
BETWEEN = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "code": done.returncode, "out": done.stdout, "traceback": "Traceback" in done.stderr,
    "cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024}))
"""


def settle(file: Path, byte_code: Path | None) -> dict[str, Any]:
    """Check one file in a folder of its own, with or without byte code at hand."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    if byte_code is not None:
        environment = {**kept, "PYTHONPYCACHEPREFIX": str(byte_code)}
    else:
        environment = {**kept, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": os.devnull}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(file, folder)
        Path(folder, "study.toml").write_text(STUDY.format(name=file.name), encoding="utf-8")
        command = [sys.executable, "-c", BETWEEN, sys.executable, str(CLI), "check", folder]
        done = subprocess.run(
            [*command, "--json"], capture_output=True, text=True, check=True, env=environment
        )
    told = json.loads(done.stdout)
    verdict = json.loads(told["out"])["files"][0]["verdict"] if told["code"] in (0, 1) else "killed"
    return {
        "file": file.name,
        "verdict": verdict,
        "traceback": told["traceback"],
        "cpu_seconds": round(told["cpu_seconds"], 2),
        "peak_mb": round(told["peak_mb"]),
    }


def main() -> None:
    """Measure, print, and write JSON."""
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    words.add_argument("folder", type=Path, nargs="?", default=SHARED / "cases" / "attacks")
    words.add_argument("--out", type=Path, default=HERE.parent / "results" / "attacks.json")
    given = words.parse_args()
    skip_without(given.folder)
    files = []
    with tempfile.TemporaryDirectory() as byte_code:
        for file in sorted(p for p in given.folder.iterdir() if p.is_file() and p.suffix != ".md"):
            if not files:
                settle(file, Path(byte_code))  # compiles
            cold = settle(file, None)["cpu_seconds"]
            files.append({**settle(file, Path(byte_code)), "cpu_seconds_without_byte_code": cold})
            print(*files[-1].values())
    result = {
        "machine": f"{platform.machine()}, one process a file",
        "worst_cpu_seconds": max(each["cpu_seconds"] for each in files),
        "worst_cpu_seconds_without_byte_code": max(
            each["cpu_seconds_without_byte_code"] for each in files
        ),
        "worst_peak_mb": max(each["peak_mb"] for each in files),
        "killed_or_traceback": [
            each["file"] for each in files if each["traceback"] or each["verdict"] == "killed"
        ],
        "files": files,
    }
    given.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
