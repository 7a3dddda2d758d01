import datetime

import numpy as np
import pandas as pd
import pytest

from prioritizer.shortlist import (
    Settings,
    candidates_of,
    choose_flagships,
    core_index,
    make_shortlist,
)
from prioritizer.shortlist.core import standing
from tests.shortlist.conftest import AS_OF, candidates, invent

GATES = pd.DataFrame({"agenda_id": [], "gate": [], "status": []}, dtype=str)


def drawn(c, n=40, seed=0, sd=0.15):
    noise = np.random.default_rng(seed).normal(0, sd, (len(c.ids), n))
    return np.clip(c.scores[:, None] / 1e9 + noise, 0, 1)


def plan(n, seed, settings, *, draws=True, **changes):
    ranking, agendas, twins = invent(n, seed)
    for name, cells in changes.items():
        agendas[name] = cells
    c = candidates_of(ranking, agendas, twins, as_of=AS_OF)
    return c, make_shortlist(
        c, ranking, agendas, GATES, drawn(c) if draws else None, Settings(**settings)
    )


def test_the_core_index_is_the_share_of_draws_that_choose_an_agenda():
    c = candidates(10, 3, n_twins=0)
    draws = drawn(c)
    index = core_index(c, draws, size=3)
    best = np.argsort(-draws, axis=0, kind="stable")[:3]
    counts = np.bincount(best.ravel(), minlength=10) / draws.shape[1]
    assert index.tolist() == counts.tolist()
    assert index.sum() == pytest.approx(3)


def test_the_core_index_of_a_portfolio_solves_every_draw_anew():
    c, made = plan(8, 5, {"budget_mthb": 120.0})
    draws = drawn(c)
    cost = np.rint(c.costs["likely"].to_numpy() * 1e6).astype(int)
    sets = np.array([[s >> i & 1 for i in range(8)] for s in range(256)], dtype=bool)
    ok = sets @ cost <= 120e6
    for i, j in c.twins:
        ok &= ~(sets[:, i] & sets[:, j])
    best = [sets[ok][np.argmax(sets[ok] @ draws[:, d])] for d in range(draws.shape[1])]
    assert made.considered["core_index"].tolist() == np.mean(best, axis=0).tolist()
    assert len(set(made.considered["core_index"])) > 2, "the draws must differ for this to test"


def test_workers_change_no_figure():
    c = candidates(12, 2)
    rules = (*plan(12, 2, {"budget_mthb": 90.0}, draws=False)[1].portfolio.rules,)
    draws = drawn(c, 60)
    assert core_index(c, draws, rules).tolist() == core_index(c, draws, rules, n_jobs=2).tolist()


def test_core_borderline_and_out_part_at_the_stated_shares():
    shares = np.array([1.0, 0.7, 0.69, 0.1, 0.09, 0.0])
    assert standing(shares, core_from=0.7, out_below=0.1) == [
        *("core", "core", "borderline", "borderline", "out", "out"),
    ]


def test_who_is_passed_over_hears_which_rule_stood_against_it():
    _, made = plan(12, 1, {"budget_mthb": 150.0, "must_not": ("A000",)})
    over = made.considered[~made.considered["chosen"]]
    assert (over["reason_en"] != "").all()
    assert (over["reason_th"] != "").all()
    own = over.set_index("agenda_id")["reason_en"]
    assert "A000 must not be chosen" in own["A000"]
    assert made.shortlist["cost_likely_mthb"].sum() <= 150.0


def test_a_conflict_leaves_the_shortlist_empty_and_is_told_in_the_warnings():
    _, made = plan(8, 1, {"must": ("A001",), "must_not": ("A002",), "requires": {"A001": ["A002"]}})
    assert made.shortlist.empty
    assert made.flagships.empty
    assert "A001 is chosen only with A002" in made.warnings[-1].en
    assert [c["rule"] for c in made.summary["conflict"]] == [r.key for r in made.conflict]


def test_costs_that_are_missing_or_half_known_are_told():
    low = [np.nan, 5.0, *[10.0] * 6]
    high = [np.nan, np.nan, *[12.0] * 6]
    changes = {"cost_low_mthb": low, "cost_high_mthb": high}
    _, made = plan(8, 1, {"budget_mthb": 1e5}, **changes)
    assert "1 agendas state no cost and cannot be budgeted (A000)" in made.warnings[0].en
    assert "(A001)" in made.warnings[1].en
    _, best = plan(8, 1, {"size": 3}, **changes)
    assert best.summary["n_without_cost"] == 1
    assert best.shortlist["cost_likely_mthb"].isna().sum() == 1


def test_money_after_the_last_planned_quarter_is_told():
    _, made = plan(
        8, 1, {"quarters": {"3/2564": 500.0}, "spread": "even"}, months_min=9.0, months_max=15.0
    )
    assert "fall after the last planned quarter" in made.warnings[-1].en


FLAGSHIP = {
    "agenda_id": "A",
    "gate": "pass",
    "standing": "core",
    "p_top": 0.9,
    "core_index": 0.9,
    "start_quarter": "",
}
AGENDA = {"agenda_id": "A", "months_min": 2.0, "months_max": 6.0, "cost_low_mthb": 4.0}
WINDOW = {"agenda_id": "A", "gate": "window", "status": "pass"}


def flagships(chosen=None, window=None, **how):
    return choose_flagships(
        pd.DataFrame([{**FLAGSHIP, **(chosen or {})}]),
        pd.DataFrame([AGENDA]),
        pd.DataFrame([{**WINDOW, **(window or {})}]),
        as_of=AS_OF,
        window_end=datetime.date(2021, 12, 31),
        **how,
    )


def test_a_flagship_says_when_it_shows_and_what_it_costs():
    shown, held = flagships()
    row = shown.iloc[0]
    assert held.empty
    assert (row["quarter"], row["first_result_on"]) == ("3/2564", "2021-06-16")
    assert row["cost_likely_mthb"] == 4.0


@pytest.mark.parametrize(
    ("chosen", "window", "said"),
    [
        ({"gate": "fix"}, {}, "not every gate is passed"),
        ({}, {"status": "unknown"}, "nobody knows"),
        ({"start_quarter": "4/2564"}, {}, "starts too late"),
        ({"standing": "borderline"}, {}, "not core"),
    ],
)
def test_who_is_no_flagship_hears_why(chosen, window, said):
    shown, held = flagships(chosen, window)
    assert shown.empty
    assert said in held["reason_en"].iloc[0]
    assert held["reason_th"].iloc[0]
