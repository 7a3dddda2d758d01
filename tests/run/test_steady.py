import json
import os
import signal
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from typer.testing import CliRunner

from prioritizer.bundle import read_run
from prioritizer.commands.app import app
from prioritizer.errors import ConfigError, InputError, RunError
from prioritizer.run import pipeline, speaking
from prioritizer.run.cache import Cache

STUDY = """
[study]
name = "small"
as_of = 2022-08-31
[[signals]]
files = "SIGNALS"
channel = "web"
[agendas]
file = "agendas.csv"
[robustness]
n_draws = 200
n_replicates = 50
"""
LINES = "\n".join(f"{i},ไฟฟ้าดับ ซอย {i} ช่วยซ่อมไฟถนน" for i in range(40))


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def study(tmp_path):
    home = tmp_path / "study"
    home.mkdir()
    (home / "study.toml").write_text(STUDY.replace("SIGNALS", "signals.csv"), encoding="utf-8")
    (home / "signals.csv").write_text(f"signal_id,text\n{LINES}\n", encoding="utf-8")
    (home / "agendas.csv").write_text("agenda_id,title_th\nA,ซ่อมไฟถนน\n", encoding="utf-8")
    return home


@pytest.mark.parametrize("verb", ["rank", "check", "label"])
@pytest.mark.parametrize("how", ["above", "absolute", "link"])
def test_a_file_outside_the_folder_of_the_study_is_not_read_unasked(study, verb, how):
    secret = study.parent / "secret.csv"
    secret.write_text(f"signal_id,text\n{LINES}\n", encoding="utf-8")
    named = {"above": "../secret.csv", "absolute": str(secret), "link": "inside.csv"}[how]
    if how == "link":
        (study / "inside.csv").symlink_to(secret)
    (study / "study.toml").write_text(STUDY.replace("SIGNALS", named), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"outside the folder of the study.*--allow-outside"):
        raise call(verb, study).exception
    assert call("check", study, "--allow-outside", "--quiet").exit_code == 0


def test_studies_that_ship_with_the_package_are_trusted(root):
    from prioritizer.run.steady import refuse_outside

    refuse_outside(root / "configs" / "demo.toml")


def test_a_source_that_changes_while_it_is_read_is_refused_and_nothing_is_kept(
    study, tmp_path, monkeypatch
):
    speak = speaking.speak

    def somebody_writes(*args, **how):
        with (study / "signals.csv").open("a", encoding="utf-8") as stream:
            stream.write("99,น้ำท่วม\n")
        return speak(*args, **how)

    monkeypatch.setattr(speaking, "speak", somebody_writes)
    cache = Cache(tmp_path / "cache")
    with pytest.raises(InputError, match=r"signals.csv: changed while being read"):
        pipeline.run_study(study, jobs=1, cache=cache)
    assert list((study / "runs").iterdir()) == []
    kept = [json.loads(p.read_text()) for p in (tmp_path / "cache").rglob("entry.json")]
    assert not any("spoken" in entry["facts"] for entry in kept)


def test_a_worker_that_dies_is_one_message(study, monkeypatch):
    def out_of_memory(*args, **how):
        raise BrokenProcessPool("a worker was killed")

    monkeypatch.setattr(pipeline, "hear", out_of_memory)
    with pytest.raises(RunError, match=r"worker process died or found no memory.*fewer --jobs"):
        pipeline.run_study(study, jobs=1, cache=Cache(None))


def test_a_run_killed_in_its_midst_leaves_the_earlier_one_and_the_next_one_works(study):
    run = study / "runs" / "small-2022-08-31"
    assert call("rank", study, "--quiet", "--jobs", 1).exit_code == 0
    digest = read_run(run).digest
    words = [sys.executable, "-m", "prioritizer", "rank", str(study), "--replace", "--quiet"]
    for pause in (0.5, 2.0, 4.0):
        writer = subprocess.Popen([*words, "--jobs", "1", "--no-cache"], start_new_session=True)
        try:
            writer.wait(pause)
        except subprocess.TimeoutExpired:
            os.killpg(writer.pid, signal.SIGKILL)
            writer.wait()
        assert read_run(run).digest == digest
        assert all((run / o["file"]).is_file() for o in read_run(run).manifest["outputs"])
    assert call("rank", study, "--quiet", "--jobs", 1, "--replace").exit_code == 0
    assert [path.name for path in run.parent.iterdir()] == [run.name]


def test_a_disk_that_fills_up_during_a_run_is_one_message(study):
    code = (
        "import resource, sys\n"
        "from prioritizer.commands import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, resource.RLIM_INFINITY))\n"
        "sys.argv = ['prioritizer', 'rank', sys.argv[1], '--quiet', '--jobs', '1', '--no-cache']\n"
        "main()\n"
    )
    words = [sys.executable, "-c", code, str(study)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert done.returncode == 1, done.stderr
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((study / "runs").iterdir()) == []
