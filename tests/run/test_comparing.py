import json
import re
from dataclasses import replace as changed

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from prioritizer.bundle import read_run
from prioritizer.commands.app import app
from prioritizer.config import criteria_table, study_from_settings
from prioritizer.errors import RunError
from prioritizer.run import certainty
from prioritizer.run.certainty import sign_certain
from prioritizer.run.comparing import COLUMNS, FACTORS, compare_runs
from prioritizer.run.judging import judge_points
from prioritizer.run.sides import side_of
from prioritizer.run.theme_changes import theme_changes


@pytest.fixture(autouse=True)
def _few_replicates(monkeypatch):
    monkeypatch.setattr("prioritizer.run.comparing.N_REPLICATES", 40)


PARTS = [*FACTORS, "method"]


@pytest.fixture(scope="module")
def side(demo_run):
    return side_of(read_run(demo_run))


def judged(side, **parts):
    """Give a side with other parts, its ranking as judged today."""
    new = changed(side, **parts)
    points = judge_points(new.study, criteria_table(new.study), new.inputs, new.spoken)
    ranking = pd.DataFrame(
        {
            "rank": points.rank.to_numpy(),
            "agenda_id": list(points.measurement.agenda_ids),
            "score": points.scores.score,
        }
    )
    titles = new.inputs.agendas[["agenda_id", "title_th", "title_en"]]
    return changed(new, ranking=ranking.merge(titles, on="agenda_id"))


def other_weights(side):
    settings = side.study.to_json()
    settings["criteria"]["quick_win"]["weight"] = 3.0
    return study_from_settings(settings, "test")


def other_agendas(side):
    agendas = side.inputs.agendas.copy()
    ranked = side.ranking["agenda_id"].iloc[0]
    agendas.loc[agendas["agenda_id"] == ranked, ["months_min", "months_max"]] = 20.0
    return changed(side.inputs, tables={**side.inputs.tables, "agendas": agendas})


def fewer_signals(side):
    tallies = side.spoken.tallies
    return changed(side.spoken, tallies=tallies[tallies["month"] < "2020-10"])


def moves(found):
    return found.changes[found.changes["move"].notna()]


def test_a_run_against_itself_has_not_moved(side):
    found = compare_runs(side, side)
    assert list(found.changes.columns) == list(COLUMNS)
    assert set(found.changes["status"]) == {"no_real_change"}
    assert (found.changes[["move", "score_change"]] == 0).all(axis=None)
    assert found.n_real == 0


@pytest.mark.parametrize("factor", FACTORS)
def test_one_thing_changed_is_the_only_cause(side, factor):
    parts = {
        "signals": lambda: {"spoken": fewer_signals(side)},
        "agendas": lambda: {"inputs": other_agendas(side)},
        "weights": lambda: {"study": other_weights(side)},
    }[factor]()
    found = moves(compare_runs(judged(side), judged(side, **parts)))
    assert (found["score_change"] != 0).any()
    for name in PARTS:
        told = found[f"score_{name}"]
        if name == factor:
            assert np.allclose(told, found["score_change"], atol=1e-11)
        else:
            assert np.allclose(told, 0, atol=1e-11), name


def test_the_parts_of_every_move_add_up_when_everything_changes(side):
    later = judged(
        side,
        spoken=fewer_signals(side),
        inputs=other_agendas(side),
        study=other_weights(side),
    )
    found = moves(compare_runs(judged(side), later))
    for what, total in (("move", "move"), ("score", "score_change")):
        sums = found[[f"{what}_{name}" for name in PARTS]].sum(axis=1)
        assert np.allclose(sums, found[total], atol=1e-9)
    assert np.allclose(found["score_method"], 0, atol=1e-11)
    assert set(found["status"]) <= {"up", "down", "no_real_change"}
    real = found["status"].isin(["up", "down"])
    assert real.any() and (found.loc[real, "sign_certain"] >= 0.9).all()


def test_what_the_code_of_today_says_otherwise_is_the_method(side):
    told = side.ranking.assign(score=side.ranking["score"] - 0.01)
    found = moves(compare_runs(changed(side, ranking=told), side))
    assert np.allclose(found["score_method"], 0.01)
    assert np.allclose(found[[f"score_{name}" for name in FACTORS]], 0, atol=1e-11)


def test_new_and_gone_agendas_are_named(side):
    agendas = side.inputs.agendas
    one = agendas["agenda_id"].iloc[0]
    fewer = agendas[agendas["agenda_id"] != one].reset_index(drop=True)
    tables = {**side.inputs.tables, "agendas": fewer}
    inputs = changed(side.inputs, tables=tables)
    small = judged(side, inputs=inputs, spoken=side.spoken)
    status = compare_runs(small, judged(side)).changes.set_index("agenda_id")["status"]
    assert status[one] == "new"
    status = compare_runs(judged(side), small).changes.set_index("agenda_id")["status"]
    assert status[one] == "gone"


def without_best(side):
    """Give a side that never heard of the best agenda, its voices among those for none."""
    best = side.ranking.sort_values("rank")["agenda_id"].iloc[0]
    kept = side.inputs.agendas["agenda_id"] != best
    agendas = side.inputs.agendas[kept].reset_index(drop=True)
    inputs = changed(side.inputs, tables={**side.inputs.tables, "agendas": agendas})
    tallies = side.spoken.tallies
    tallies = tallies.assign(agenda_id=tallies["agenda_id"].where(tallies["agenda_id"] != best, ""))
    return judged(side, inputs=inputs, spoken=changed(side.spoken, tallies=tallies))


@pytest.mark.parametrize("later", ["new", "gone"])
def test_who_slides_because_another_came_in_is_told_so_and_it_is_no_noise(side, later):
    one, other = without_best(side), judged(side)
    if later == "gone":
        one, other = other, one
    found = moves(compare_runs(one, other))
    ranked = found[found["rank_before"].notna()]
    assert len(ranked) > 10
    step, way = (-1.0, "down") if later == "new" else (1.0, "up")
    assert (ranked["move"] == step).all()
    assert np.allclose(ranked["move_agendas"], step, atol=1e-9)
    assert np.allclose(ranked[["move_signals", "move_weights", "move_method"]], 0, atol=1e-9)
    assert (ranked["status"] == way).mean() > 0.5
    assert ranked["cause_en"].str.contains("agendas added").any()


def test_a_move_says_which_share_and_which_indicator_made_it(side):
    tallies = side.spoken.tallies
    best = side.ranking.loc[side.ranking["rank"] == 1, "agenda_id"].iloc[0]
    fewer = tallies["n_voices"].where(tallies["agenda_id"] != best, tallies["n_voices"] / 20)
    quiet = changed(side.spoken, tallies=tallies.assign(n_voices=fewer))
    found = moves(compare_runs(judged(side), judged(side, spoken=quiet)))
    found = found.set_index("agenda_id").loc[best]
    assert found["move"] < 0
    assert "share of demand" in found["cause_en"] and "ส่วนแบ่งของเสียง" in found["cause_th"]
    then, now = map(float, re.findall(r"([0-9.]+)%", found["cause_en"]))
    assert then > 5 * now
    points = [float(p) for p in re.findall(r"\(([+-][0-9.]+) points\)", found["cause_en"])]
    change = 100 * found["score_change"]
    assert points[0] < 0 and change - 3 < sum(points) < change / 2
    assert found["cause_en"].endswith("beside the median agenda")


def test_an_agenda_that_nobody_asks_for_any_more_says_at_which_gate_it_stopped(side):
    tallies = side.spoken.tallies
    best = side.ranking.loc[side.ranking["rank"] == 1, "agenda_id"].iloc[0]
    silent = changed(side.spoken, tallies=tallies[tallies["agenda_id"] != best])
    other = judged(side, spoken=silent)
    found = moves(compare_runs(judged(side), other)).set_index("agenda_id").loc[best]
    assert "no longer ranked: " in found["cause_en"] and "หลุดจากอันดับ: " in found["cause_th"]
    back = moves(compare_runs(other, judged(side))).set_index("agenda_id").loc[best]
    assert "now ranked; before: " in back["cause_en"]


def test_links_learnt_anew_make_moves_less_certain(side, monkeypatch):
    tallies, ranked = side.spoken.tallies, side.ranking.dropna(subset="rank")["agenda_id"].tolist()
    louder = tallies["agenda_id"].isin(ranked[::2])
    voices = tallies["n_voices"].where(~louder, 1.6 * tallies["n_voices"])
    other = judged(side, spoken=changed(side.spoken, tallies=tallies.assign(n_voices=voices)))
    anew = sign_certain(side, other, ranked, n_replicates=60)
    monkeypatch.setattr(certainty, "_linked_anew", lambda *_: frozenset())
    kept = sign_certain(side, other, ranked, n_replicates=60)
    assert np.mean(list(anew.values())) < np.mean(list(kept.values())) - 0.01


def test_runs_without_a_shared_agenda_cannot_be_compared(side):
    strange = side.ranking.assign(agenda_id=side.ranking["agenda_id"] + "x")
    with pytest.raises(RunError, match="share no agenda"):
        compare_runs(side, changed(side, ranking=strange))


def test_compare_prints_json_and_a_table(demo_run):
    words = ["compare", str(demo_run), str(demo_run)]
    told = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert told["n_real"] == 0 and len(told["changes"]) == 40
    shown = CliRunner().invoke(app, [*words, "--lang", "en"])
    assert shown.exit_code == 0, shown.exception
    assert "No real change: 40 agendas" in shown.stdout


def said(side, **themes):
    """Give what a run said, of themes with these words; the first weighs most."""
    rows = [
        (theme, word, weight)
        for theme, words in themes.items()
        for word, weight in zip(words.split(), (0.8, 0.5, 0.33), strict=False)
    ]
    table = {"label_th": "", "label_en": "", "n_voices": 1.0, "keywords": "ไฟ", "parent_id": "B1"}
    return changed(
        side.spoken,
        themes=pd.DataFrame([{"theme_id": theme, **table} for theme in themes]),
        theme_words=pd.DataFrame(rows, columns=["theme_id", "word", "weight"]),
    )


def test_themes_are_known_again_by_their_words_whatever_their_ids(side):
    before = said(side, T1="ไฟ เสา ซอย", T2="น้ำ ท่วม คลอง", T3="หมา กัด")
    after = said(side, T1="ฝุ่น ควัน ไหม้", T2="ไฟ ทาง เสา", T4="ซอย เสา ไฟ", T5="คลอง น้ำ เน่า")
    found = theme_changes(before, after)
    told = found[["theme_id", "earlier_id", "status"]].to_numpy().tolist()
    assert told == [
        ["T1", "", "new"],
        ["T2", "T1", "kept"],
        ["T4", "T1", "split"],
        ["T5", "T2", "kept"],
        ["", "T3", "gone"],
    ]
    joined = theme_changes(after, before).set_index("earlier_id")["status"]
    assert joined[["T4", "T1"]].tolist() == ["joined", "gone"]
    assert set(theme_changes(before, before)["status"]) == {"kept"}


def test_a_run_that_kept_no_words_is_known_by_its_keywords(side):
    bare = [changed(said(side, T1="x"), theme_words=pd.DataFrame()) for _ in range(2)]
    assert theme_changes(*bare)["status"].tolist() == ["kept"]


def test_an_agenda_without_a_rank_in_both_runs_has_not_moved(side):
    gone = side.ranking["agenda_id"].iloc[:5]
    kept = ~side.inputs.agendas["agenda_id"].isin(gone)
    agendas = side.inputs.agendas[kept].reset_index(drop=True)
    inputs = changed(side.inputs, tables={**side.inputs.tables, "agendas": agendas})
    found = moves(compare_runs(judged(side), judged(side, inputs=inputs)))
    both = found["rank_before"].isna() & found["rank_after"].isna()
    assert both.any()
    assert (found.loc[both, "move"] == 0).all()
    assert (found.loc[both, "status"] == "no_real_change").all()
