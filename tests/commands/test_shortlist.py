import json

import pytest
from typer.testing import CliRunner

from prioritizer.commands.app import app
from prioritizer.errors import ConfigError


def call(*words):
    return CliRunner().invoke(app, ["shortlist", *map(str, words)])


def test_the_best_n_are_those_of_the_run(demo_run):
    made = json.loads(call(demo_run, "--json").stdout)
    assert made["method"] == "best"
    assert made["n_chosen"] == len(made["shortlist"]) == 10
    assert {row["standing"] for row in made["shortlist"]} <= {"core", "borderline", "out"}
    smaller = json.loads(call(demo_run, "--size", 3, "--json").stdout)
    first = [row["agenda_id"] for row in made["shortlist"]]
    assert [row["agenda_id"] for row in smaller["shortlist"]] == first[:3]


def test_a_budget_makes_it_a_portfolio_with_its_proof(demo_run):
    result = call(demo_run, "--budget", 300, "--size", 6, "--json", "--jobs", 1)
    made = json.loads(result.stdout)
    assert result.exit_code == 0
    assert made["method"] == "portfolio"
    assert made["proven"]
    assert made["gap"] == 0
    assert made["n_chosen"] <= 6
    assert made["cost_likely_mthb"] <= 300
    assert all(row["reason_en"] for row in made["considered"] if not row["chosen"])


def test_the_screen_says_what_was_chosen_and_why_others_were_not(demo_run):
    result = call(demo_run, "--budget", 300, "--lang", "th", "--jobs", 1)
    assert result.exit_code == 0, result.exception
    for words in ("พิสูจน์แล้ว", "งบรวมไม่เกิน 300 ล้านบาท", "วาระเรือธง"):
        assert words in result.stdout.replace("\n", " ")


def test_a_budget_of_nothing_is_refused(demo_run):
    with pytest.raises(ConfigError, match=r"budget_mthb.*greater than 0"):
        raise call(demo_run, "--budget", 0).exception


def test_a_quarter_without_a_ceiling_is_refused(demo_run):
    with pytest.raises(ConfigError, match="3/2565 has no ceiling"):
        raise call(demo_run, "--from", "3/2565").exception
