"""What goes wrong around a run, done for real: the clock, rights, a full disk, no memory."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
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
FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
WRONG_CLOCK = """
import datetime, time
seconds = 4_000_000_000.0  # in 2096
real = datetime.datetime
class Wrong(real):
    @classmethod
    def now(cls, tz=None): return real.fromtimestamp(seconds, tz)
    @classmethod
    def utcnow(cls): return real.utcfromtimestamp(seconds)
    @classmethod
    def today(cls): return real.fromtimestamp(seconds)
class WrongDay(datetime.date):
    @classmethod
    def today(cls): return real.fromtimestamp(seconds).date()
datetime.datetime, datetime.date = Wrong, WrongDay
time.time = lambda: seconds
time.time_ns = lambda: int(seconds * 1e9)
time.localtime = lambda at=None, local=time.localtime: local(seconds if at is None else at)
time.gmtime = lambda at=None, gmt=time.gmtime: gmt(seconds if at is None else at)
from prioritizer.commands import main
main()
"""
NOBODY = """
import os, sys
os.setgid(65534); os.setuid(65534)
os.environ["HOME"] = os.environ["TMPDIR"] = sys.argv.pop(1)
from prioritizer.commands import main
main()
"""


def rank(
    study: Path, *words: str | Path, code: str = "", to_code: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """Run ``rank`` in a process of its own, through some code where there is any."""
    start = ["-c", code, *([to_code] if to_code else [])] if code else ["-m", "prioritizer"]
    own = ["rank", str(study), "--quiet", "--jobs", "1", "--no-cache", "--lang", "en"]
    return subprocess.run(
        [sys.executable, *start, *own, *map(str, words)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **env},
    )


@pytest.mark.parametrize("how", ["patched", "libfaketime"])
def test_a_clock_in_the_wrong_year_changes_no_byte(town, same_files, how):
    if how == "libfaketime" and FAKETIME is None:
        pytest.skip("libfaketime is not on this machine")
    right = rank(town, "--out", town / "right")
    wrong = (
        rank(town, "--out", town / "wrong", code=WRONG_CLOCK)
        if how == "patched"
        else rank(
            town, "--out", town / "wrong", LD_PRELOAD=str(FAKETIME), FAKETIME="1999-12-31 23:59:58"
        )
    )
    assert (right.returncode, wrong.returncode) == (0, 0), right.stderr + wrong.stderr
    assert same_files(town / "right", town / "wrong")


@pytest.fixture
def of_nobody(town: Path) -> Iterator[Path]:
    """Hand out the town to everybody, in a folder that everybody may enter."""
    if os.geteuid() != 0:
        yield town
        return
    place = Path(tempfile.mkdtemp(prefix="prioritizer-nobody-"))
    shutil.copytree(town, place / "town")
    for path in (place, *place.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    yield place / "town"
    shutil.rmtree(place)


@pytest.mark.parametrize("name", ["agendas.csv", "inbox/b.csv"])
def test_a_file_that_may_not_be_read_is_one_message_with_its_name(of_nobody, name):
    (of_nobody / name).chmod(0)
    other = {"code": NOBODY, "to_code": str(of_nobody.parent)} if os.geteuid() == 0 else {}
    done = rank(of_nobody, **other)
    assert done.returncode == 1, done.stderr
    assert Path(name).name in done.stderr and "ermission" in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) < 5
    assert not list((of_nobody / "runs").glob("*"))
    (of_nobody / name).chmod(0o666)
    again = rank(of_nobody, **other)
    assert again.returncode == 0, again.stderr


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
