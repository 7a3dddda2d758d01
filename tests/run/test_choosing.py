"""The shortlist of a finished run, asked again."""

import numpy as np
import pandas as pd

from prioritizer.bundle import read_run
from prioritizer.config import with_shortlist
from prioritizer.run.choosing import choose_again
from prioritizer.run.replay import study_of
from prioritizer.shortlist import core


class Told:
    def __init__(self):
        self.stages, self.steps = [], 0

    def stage(self, name, total=0):
        self.stages.append((name, total))

    def step(self, n=1):
        self.steps += n

    def close(self):
        pass


def test_asked_with_its_own_rules_a_run_counts_no_draw_again(demo_run, monkeypatch):
    run = read_run(demo_run)
    monkeypatch.setattr(core, "_best", lambda *_: 1 / 0)
    again = choose_again(run, study_of(run))
    assert again.shortlist["agenda_id"].tolist() == run.table("shortlist")["agenda_id"].tolist()
    for mine, theirs in ((again.shortlist, "shortlist"), (again.considered, "core_index")):
        held = run.table(theirs)
        np.testing.assert_array_equal(mine["core_index"], held["core_index"])
        assert mine["standing"].tolist() == held["standing"].tolist()


def test_other_rules_are_counted_and_told_how_far(demo_run):
    run, told = read_run(demo_run), Told()
    study = with_shortlist(study_of(run), {"budget_mthb": 300.0, "core_draws": 50})
    found = choose_again(run, study, progress=told)
    assert told.stages == [("core index", told.steps)]
    assert found.summary["proven"]
    assert not pd.isna(found.shortlist["core_index"]).any()
