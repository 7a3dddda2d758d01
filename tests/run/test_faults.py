"""What goes wrong around a run, done for real: the clock, rights, a full disk, no memory."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from prioritizer.bundle import read_run
from prioritizer.errors import RunError
from prioritizer.progress import Silent
from prioritizer.run import run_study
from prioritizer.run.cache import Cache

ROOT = Path(__file__).parents[2]
PLAIN = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""What makes root one whom the rights of a file bind, as they bind everybody else."""


def rank(
    study: Path, *words: str | Path, before: tuple[str, ...] = (), **env: str
) -> subprocess.CompletedProcess[str]:
    """Run ``rank`` in a process of its own, behind another command where there is one."""
    own = ["rank", str(study), "--quiet", "--jobs", "1", "--no-cache", "--lang", "en"]
    return subprocess.run(
        [*before, sys.executable, "-m", "prioritizer", *own, *map(str, words)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **env},
    )


@pytest.mark.parametrize("when", ["1999-12-31 23:59:58", "2096-02-29 00:00:01"])
def test_a_clock_in_the_wrong_year_changes_no_byte(town, same_files, faketime, when):
    right = rank(town, "--out", town / "right")
    wrong = rank(town, "--out", town / "wrong", LD_PRELOAD=str(faketime), FAKETIME=when)
    assert (right.returncode, wrong.returncode) == (0, 0), right.stderr + wrong.stderr
    assert same_files(town / "right", town / "wrong")


@pytest.mark.parametrize("name", ["agendas.csv", "inbox/b.csv"])
def test_a_file_that_may_not_be_read_is_one_message_with_its_name(town, name):
    plain = PLAIN if os.geteuid() == 0 else ()
    if plain and not shutil.which(plain[0]):
        pytest.skip("root reads everything, and setpriv is not here")
    (town / name).chmod(0)
    done = rank(town, before=plain)
    assert done.returncode == 1, done.stderr
    assert Path(name).name in done.stderr and "ermission" in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) < 5
    assert not list((town / "runs").glob("*"))
    (town / name).chmod(0o644)
    assert rank(town, before=plain).returncode == 0


@pytest.fixture
def small_disk(town: Path, tmp_path: Path) -> Iterator[Path]:
    """Hand out a disk that holds a run of the town and little more."""
    run_study(town, tmp_path / "first", jobs=1, cache=Cache(None))
    size = sum(path.stat().st_size for path in (tmp_path / "first").rglob("*"))
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={int(1.5 * size) + 65_536}", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("no tmpfs may be mounted here")
    try:
        shutil.copytree(tmp_path / "first", place / "run")
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_full_is_one_message_and_the_earlier_run_stays(town, small_disk):
    digest = read_run(small_disk / "run").digest
    done = rank(town, "--out", small_disk / "run", "--replace")
    assert done.returncode == 1, done.stderr
    assert "could not be written (No space left on device)" in done.stderr
    assert "Traceback" not in done.stderr
    run = read_run(small_disk / "run")
    assert run.digest == digest
    assert all((run.folder / output["file"]).is_file() for output in run.manifest["outputs"])
    assert [path.name for path in small_disk.iterdir()] == ["run"]
    shutil.rmtree(small_disk / "run" / "robustness")  # room again
    assert rank(town, "--out", small_disk.parent / "next").returncode == 0


class _Starver(Silent):
    """Takes the memory of every worker as a stage begins."""

    def __init__(self, stage: str) -> None:
        self.at, self.starved = stage, 0

    def stage(self, name: str, total: int = 0) -> None:
        if name != self.at:
            return
        for child in psutil.Process().children(recursive=True):
            if "loky" in " ".join(child.cmdline()) and "resource_tracker" not in str(
                child.cmdline()
            ):
                resource.prlimit(child.pid, resource.RLIMIT_AS, (4096, 4096))
                self.starved += 1


def test_a_worker_out_of_memory_is_one_message_and_the_next_run_works(town):
    starver = _Starver("assigning")
    with pytest.raises(RunError, match=r"died or found no memory.*fewer --jobs"):
        run_study(town, town / "run", jobs=2, cache=Cache(None), progress=starver)
    assert starver.starved
    assert not (town / "run").exists() and not list(town.glob(".run*"))
    again = run_study(town, town / "run", jobs=2, cache=Cache(None))
    assert json.loads((town / "run" / "manifest.json").read_text("utf-8")) == again.manifest
