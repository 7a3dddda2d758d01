"""Writers are killed for real, at every step and at random moments: no run is lost or half."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from prioritizer.bundle import read_run
from prioritizer.errors import RunError
from prioritizer.folders import clear_leftovers, whole_folder

WRITER = """
import os, shutil, signal, sys, time
from pathlib import Path
from prioritizer.folders import whole_folder

target, mark, deadly, pause = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
steps = 0

def deadly_step(work):
    def step(*args, **how):
        global steps
        steps += 1
        if steps == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(pause)
        return work(*args, **how)
    return step

for name in ("rename", "mkdir", "rmdir", "unlink", "write_text"):
    setattr(Path, name, deadly_step(getattr(Path, name)))
shutil.rmtree = deadly_step(shutil.rmtree)
with whole_folder(target, replace=True) as beside:
    for number in range(3):
        (beside / f"table-{number}.csv").write_text(mark * 100)
    manifest = '{"schema_version": 2, "outputs": [], "mark": "%s"}'
    (beside / "manifest.json").write_text(manifest % mark)
print("steps", steps)
"""


def write(target: Path, mark: str, deadly: int = 0, pause: float = 0.0) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", WRITER, str(target), mark, str(deadly), str(pause)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def is_whole(target: Path) -> str:
    """Give the mark of the run in a folder; every file of it must be of that mark."""
    mark = read_run(target).manifest["mark"]
    for number in range(3):
        assert (target / f"table-{number}.csv").read_text() == mark * 100
    assert len(list(target.iterdir())) == 4
    return str(mark)


def alone(target: Path) -> bool:
    return [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.fixture(scope="module")
def n_steps(tmp_path_factory: pytest.TempPathFactory) -> int:
    folder = tmp_path_factory.mktemp("steps") / "run"
    write(folder, "a").communicate()
    out, _ = write(folder, "b").communicate()
    return int(out.split()[1])


@pytest.mark.parametrize("earlier", [False, True], ids=["no earlier run", "an earlier run"])
def test_killed_at_any_step_a_run_is_whole_or_absent_and_the_next_one_works(
    tmp_path: Path, n_steps: int, earlier: bool
) -> None:
    assert n_steps >= 9
    for deadly in range(1, n_steps + 1):
        target = tmp_path / str(deadly) / "run"
        if earlier:
            write(target, "a").communicate()
        writer = write(target, "b", deadly)
        writer.communicate()
        if earlier:
            assert is_whole(target) in "ab", deadly
        elif target.exists():
            assert is_whole(target) == "b", deadly
        write(target, "c").communicate()
        assert is_whole(target) == "c", deadly
        assert alone(target), deadly


def test_killed_at_fifty_random_moments_the_earlier_run_is_never_lost(tmp_path: Path) -> None:
    target, moments = tmp_path / "run", random.Random(2565)
    write(target, "a").communicate()
    killed = 0
    for _ in range(50):
        writer = write(target, "b", pause=0.004)
        time.sleep(moments.uniform(0.02, 0.2))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        killed += writer.returncode == -signal.SIGKILL
        assert is_whole(target) in "ab"
    assert killed >= 10
    write(target, "c").communicate()
    assert is_whole(target) == "c"
    assert alone(target)


def test_what_somebody_is_still_writing_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "run"
    with whole_folder(target) as beside:
        clear_leftovers(target)
        assert beside.is_dir()
        (beside / "manifest.json").write_text('{"schema_version": 2, "outputs": []}')
    assert alone(target)


def test_two_runs_to_one_folder_at_once_end_in_one_whole_run(tmp_path: Path) -> None:
    target = tmp_path / "run"
    write(target, "a").communicate()
    for writer in [write(target, mark, pause=0.003) for mark in "bc"]:
        writer.communicate()
    assert is_whole(target) in "bc"
    with pytest.raises(RunError, match="already there"), whole_folder(target):
        pass
    write(target, "d").communicate()
    assert is_whole(target) == "d"


def test_of_two_first_runs_the_slower_one_is_refused_and_the_other_stands(tmp_path: Path) -> None:
    target = tmp_path / "run"
    with pytest.raises(RunError, match="already there"), whole_folder(target) as slow:
        (slow / "manifest.json").write_text("{}")
        write(target, "b").communicate()
    assert is_whole(target) == "b"


def test_a_full_disk_is_one_message_and_the_earlier_run_stays(tmp_path: Path) -> None:
    target = tmp_path / "run"
    write(target, "a").communicate()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with (
        pytest.raises(RunError, match="could not be written"),
        whole_folder(target, replace=True) as beside,
    ):
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        try:
            (beside / "big.bin").write_bytes(b"x" * 5000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert is_whole(target) == "a"
    assert alone(target)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_read_only_folder_is_one_message_for_whoever_is_not_root() -> None:
    place = Path(tempfile.mkdtemp(prefix="prioritizer-read-only-"))
    code = (
        "from pathlib import Path; import os, sys\n"
        "from prioritizer.folders import whole_folder\n"
        "from prioritizer.errors import RunError\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "try:\n"
        "    with whole_folder(Path(sys.argv[1])): pass\n"
        "except RunError as told: print(told)\n"
    )
    try:
        place.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", code, str(place / "run")],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[1],
        )
        assert "could not be written (Permission denied)" in done.stdout, done.stderr
        assert list(place.iterdir()) == []
    finally:
        shutil.rmtree(place)
