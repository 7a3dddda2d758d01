"""Who works changes no byte: processes, Dask workers, and Dask workers of which one is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from prioritizer.errors import RunError
from prioritizer.progress import Silent
from prioritizer.run import run_study
from prioritizer.run.backends import working_on
from prioritizer.run.cache import Cache

Same = Callable[[Path, Path], bool]


class _Killer(Silent):
    """Kills one worker as a stage begins."""

    def __init__(self, stage: str, pid: int) -> None:
        self.at, self.pid = stage, pid

    def stage(self, name: str, total: int = 0) -> None:
        if name == self.at:
            os.kill(self.pid, signal.SIGKILL)


@pytest.mark.filterwarnings("ignore")  # Dask warns of what it does when a worker dies
def test_dask_workers_give_the_bytes_of_processes_also_when_one_is_killed(
    town: Path, same_files: Same
) -> None:
    distributed = pytest.importorskip("distributed")
    off = Cache(None)
    here = run_study(town, town / "runs" / "here", jobs=2, cache=off)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        pid = next(iter(cluster.workers.values())).pid
        there = run_study(
            town,
            town / "runs" / "there",
            jobs=2,
            cache=off,
            backend="dask",
            scheduler=cluster.scheduler_address,
            progress=_Killer("assigning", pid),
        )
    assert there.digest == here.digest
    assert same_files(here.folder, there.folder)


@pytest.mark.parametrize(
    ("scheduler", "said"),
    [
        ("tcp://10.1.2.3:8786", "open to everybody"),
        ("tcp://cluster.example:8786", "open to everybody"),
        ("http://127.0.0.1:8786", "not an address"),
        ("127.0.0.1", "not an address"),
        ("tcp://127.0.0.1:nowhere", "not an address"),
    ],
)
def test_a_scheduler_that_others_could_reach_is_refused(scheduler: str, said: str) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(RunError, match=said), working_on("dask", scheduler, jobs=1):
        pass


def test_a_scheduler_without_dask_is_a_slip_that_is_told() -> None:
    slip = pytest.raises(RunError, match="Add --backend dask")
    with slip, working_on("processes", "tcp://127.0.0.1:8786", jobs=1):
        pass


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")

    def deaf(*args: object, **settings: object) -> None:
        raise OSError("Timed out trying to connect")

    monkeypatch.setattr(distributed, "Client", deaf)
    told = pytest.raises(RunError, match="no Dask scheduler answers")
    with told, working_on("dask", "tcp://127.0.0.1:1", jobs=1):
        pass
