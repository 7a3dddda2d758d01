"""Weaken one guard at a time in a copy of the checkout, and see a test notice: ``make weaken``.

Guards and their weakenings stand in ``guards.toml``. A test that passes on a weakened guard checks
nothing; a text that is not found any more means that the guard moved, and its weakening with it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUARDS = Path(__file__).with_name("guards.toml")
_LEFT = (".venv", ".git", ".cache", "runs", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis")
_FAILED = 1  # of pytest: tests ran, and one failed


@dataclass(frozen=True)
class Weakening:
    """A guard, what it is weakened to, and the tests that must notice."""

    row: str
    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    fresh: bool = False

    def weaken(self, text: str) -> str:
        """Give the text of the file with the guard weakened.

        Raises
        ------
        LookupError
            If the guard does not stand there, once.
        """
        if text.count(self.old) != 1 or self.old == self.new:
            raise LookupError(
                f"{self.file}: '{self.name}' stands there {text.count(self.old)} times"
            )
        return text.replace(self.old, self.new)


def weakenings() -> list[Weakening]:
    """Read every weakening."""
    content = tomllib.loads(GUARDS.read_text(encoding="utf-8"))
    return [Weakening(**{**one, "tests": tuple(one["tests"])}) for one in content["weakening"]]


def run_tests(copy: Path, tests: tuple[str, ...], demo: Path | None) -> tuple[str, str]:
    """Tell whether a test noticed, none did, or all were skipped; and the line that says which."""
    told = {"PRIORITIZER_DEMO_RUN": str(demo)} if demo else {}
    shared = os.environ.get("PRIORITIZER_SHARED", str(ROOT.parent / "shared"))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=copy,
        env={
            **os.environ,
            "PYTHONPATH": str(copy),
            "PYTHONDONTWRITEBYTECODE": "1",  # a stale one would be the sound code
            "PRIORITIZER_SHARED": shared,
            **told,
        },
        capture_output=True,
        text=True,
    )
    said = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if done.returncode not in (0, _FAILED):
        raise RuntimeError(f"pytest ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    last = (said or done.stdout.strip().splitlines())[-1]
    if done.returncode == _FAILED:
        return "seen", last
    return ("SURVIVED" if " passed" in last else "skipped"), last


def main() -> int:
    """Weaken all guards, or those of some rows or names."""
    options = argparse.ArgumentParser(description="See tests fail on weakened guards.")
    options.add_argument("--only", nargs="*", default=[], help="rows or names of guards")
    given = options.parse_args()
    chosen = [w for w in weakenings() if not given.only or {w.row, w.name} & set(given.only)]
    counts = dict.fromkeys(("seen", "SURVIVED", "skipped"), 0)
    with tempfile.TemporaryDirectory(prefix="prioritizer-weakened-") as scratch:
        copy, demo = Path(scratch) / "copy", Path(scratch) / "demo"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_LEFT))
        if (axe := ROOT / ".cache" / "axe").is_dir():
            shutil.copytree(axe, copy / ".cache" / "axe")
        command = [sys.executable, "-m", "prioritizer", "demo", str(demo), "--quiet", "--jobs", "1"]
        subprocess.run(command, cwd=copy, check=True, stdout=subprocess.DEVNULL)
        every = tuple(dict.fromkeys(test for one in chosen for test in one.tests))
        found, said = run_tests(copy, every, demo)
        if found == "seen":
            print(f"These tests fail on sound code, so they prove nothing: {said}")
            return 1
        for one in chosen:
            file = copy / one.file
            sound = file.read_text(encoding="utf-8")
            file.write_text(one.weaken(sound), encoding="utf-8", newline="\n")
            found, said = run_tests(copy, one.tests, None if one.fresh else demo)
            file.write_text(sound, encoding="utf-8", newline="\n")
            counts[found] += 1
            print(f"{found} | {one.row} | {one.name} | {said}", flush=True)
    print(f"{len(chosen)} guards weakened: " + ", ".join(f"{n} {how}" for how, n in counts.items()))
    return 1 if counts["SURVIVED"] else 0


if __name__ == "__main__":
    sys.exit(main())
