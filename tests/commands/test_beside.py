"""The second process that draws the page."""

from __future__ import annotations

import multiprocessing
import shutil

import pytest

from prioritizer.bundle import read_run
from prioritizer.commands.beside import page_beside
from prioritizer.errors import RunError


def test_a_page_drawn_beside_has_the_bytes_of_one_drawn_here(demo_run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(demo_run, folder)
    (folder / "report.html").unlink()
    with page_beside() as draw:
        draw(read_run(folder))()
    assert (folder / "report.html").read_bytes() == (demo_run / "report.html").read_bytes()
    assert not multiprocessing.active_children()


def test_what_goes_wrong_beside_is_raised_here(demo_run, tmp_path):
    run = read_run(demo_run)
    empty = type(run)(tmp_path, run.manifest)
    with page_beside() as draw, pytest.raises(KeyError, match="indicator"):
        draw(empty)()


def test_a_process_that_dies_is_told_in_a_sentence(demo_run):
    with page_beside() as draw:
        wait = draw(read_run(demo_run))
        for child in multiprocessing.active_children():
            child.kill()
        with pytest.raises(RunError, match="draws the page died"):
            wait()


def test_a_process_that_nobody_asks_ends_with_its_owner():
    with page_beside():
        assert len(multiprocessing.active_children()) == 1
    assert not multiprocessing.active_children()
