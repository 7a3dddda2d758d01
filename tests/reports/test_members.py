"""A run under the weights of each member: hand-made runs, and files as people send them."""

import json

import numpy as np
import pandas as pd
import pytest

from prioritizer.bundle import Bundle
from prioritizer.errors import AgendasError, RunError
from prioritizer.reports.members import weigh_members
from prioritizer.robustness import members_rankings

CRITERIA = pd.DataFrame(
    {
        "criterion": ["citizen_centricity", "quick_win"],
        "criterion_weight": [1.0, 1.0],
        "criterion_label_th": ["ยึดประชาชนเป็นศูนย์กลาง", "ทำได้ทันที เห็นผลเร็ว"],
        "criterion_label_en": ["Citizen-centric", "Quick win"],
    }
)
RANKING = pd.DataFrame(
    {
        "rank": pd.array([1, 2, 3, None], dtype="Int64"),
        "agenda_id": ["A", "B", "C", "F"],
        "title_th": ["ก", "ข", "ค", "ง"],
        "title_en": ["a", "b", "c", "f"],
        "score": [0.5, 0.4, 0.35, 0.9],
        "citizen_centricity": [1.0, 0.2, 0.35, 0.9],
        "quick_win": [0.0, 0.6, 0.35, 0.9],
    }
)


@pytest.fixture
def run(tmp_path):
    config = {"robustness": {"top_k": 1}}
    tables = {"ranking": RANKING, "criteria": CRITERIA}
    return Bundle(tmp_path / "run", {"config": config}, tables)


def write(folder, text, name="members.csv"):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


TWO = "member_id,citizen_centricity,quick_win\nM1,9,1\nM2,10,30\n"


def test_each_member_ranks_by_his_own_weights(run, tmp_path):
    view = weigh_members(run, write(tmp_path, TWO))
    table = view.rankings.set_index("agenda_id")
    # M1: A .9, B .24, C .35; M2 (1:3): A .25, B .5, C .35; F failed a gate and is not ranked
    assert table["rank:M1"].to_dict() == {"A": 1, "B": 3, "C": 2}
    assert table["rank:M2"].to_dict() == {"A": 3, "B": 1, "C": 2}
    assert view.members["citizen_centricity"].tolist() == [0.9, 0.25]
    assert view.core.empty
    assert table["n_members_top"].to_dict() == {"A": 1, "B": 1, "C": 0}
    # rank sums 4, 4, 4: no agreement at all
    assert view.kendall_w == pytest.approx(0)
    assert view.agreement["tau"].tolist() == pytest.approx([-1.0])


def test_the_smallest_flip_and_the_compromise_are_worked_out_by_hand(run, tmp_path):
    view = weigh_members(run, write(tmp_path, TWO))
    # A leads B by .8 on one criterion and lags by .6 on the other: level at w1 = 3/7
    assert view.nearest["moved"] == pytest.approx(0.5 - 3 / 7)
    assert (view.nearest["first"], view.nearest["second"]) == ("A", "B")
    # chosen A: M2 regrets .5 - .25; chosen B: M1 regrets .66; chosen C: M1 regrets .55, M2 .15
    assert view.compromise["max_regret"] == pytest.approx(0.25)
    assert view.compromise["loses_most"] == "M2"
    assert view.rankings.set_index("agenda_id")["rank_compromise"]["A"] == 1


def test_every_pair_of_the_top_is_told_with_the_weights_where_it_is_level(run, tmp_path):
    view = weigh_members(run, write(tmp_path, TWO), top_k=3)
    values = RANKING.set_index("agenda_id")[["citizen_centricity", "quick_win"]]
    assert len(view.flips) == 3
    for flip in view.flips.to_dict("records"):
        there = np.array([flip["weight:citizen_centricity"], flip["weight:quick_win"]])
        assert there.sum() == pytest.approx(1)
        lead = (values.loc[flip["first"]] - values.loc[flip["second"]]).to_numpy()
        assert lead @ there == pytest.approx(0, abs=1e-9)
        assert flip["moved"] == pytest.approx(np.abs(there - 0.5).sum() / 2)


def test_scale_and_labels_do_not_matter(run, tmp_path):
    plain = weigh_members(run, write(tmp_path, TWO)).as_dict()
    labelled = "กรรมการ,ทำได้ทันที เห็นผลเร็ว,Citizen-Centric,หมายเหตุ\nM1,๑๐%,90%,x\nM2,750,250,\n"
    again = weigh_members(run, write(tmp_path, labelled, "thai.csv")).as_dict()
    assert again["rankings"] == plain["rankings"]
    assert again["compromise"]["max_regret"] == pytest.approx(plain["compromise"]["max_regret"])


def test_members_may_come_in_a_workbook(run, tmp_path):
    file = tmp_path / "members.xlsx"
    frame = pd.DataFrame({"member_id": ["M1"], "citizen_centricity": [1], "quick_win": [0]})
    frame.to_excel(file, index=False)
    view = weigh_members(run, file)
    assert view.rankings["rank:M1"].tolist() == [1, 3, 2]
    assert json.loads(json.dumps(view.as_dict()))["kendall_w"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("member_id,citizen_centricity\nM,1\n", "no column 'quick_win'.*Give each criterion"),
        ("member_id,citizen_centricity,quick_win\nM,1,-2\n", "member 'M' gives quick_win -2"),
        ("member_id,citizen_centricity,quick_win\nM,0,0\n", "all weights of M are 0"),
        ("member_id,citizen_centricity,quick_win,age\nM,0,0,9\n", "M gives no weight to any"),
        ("member_id,citizen_centricity,quick_win\nM,a,1\n", "holds no number.*row 2: 'a'"),
        ("member_id,citizen_centricity,quick_win\nM,1,1\nM,2,1\n", "2 of 2 repeated"),
        ("member_id,citizen_centricity,quick_win\n", "holds no rows"),
        ("who,citizen_centricity,quick_win\nM,1,1\n", "member_id"),
        ("", "the file is empty"),
    ],
)
def test_a_bad_file_of_members_is_one_clear_message(run, tmp_path, text, said):
    with pytest.raises(ValueError, match=said) as caught:
        weigh_members(run, write(tmp_path, text))
    assert "members.csv" in str(caught.value)


def test_a_file_that_is_not_there_and_a_run_without_ranks(run, tmp_path):
    with pytest.raises(AgendasError, match="no such file"):
        weigh_members(run, tmp_path / "gone.csv")
    run.tables["ranking"] = RANKING.assign(rank=pd.array([None] * 4, dtype="Int64"))
    with pytest.raises(RunError, match="no agenda has a rank"):
        weigh_members(run, write(tmp_path, TWO))


def test_no_weights_on_a_fine_grid_leave_less_regret():
    rng = np.random.default_rng(5)
    values = rng.random((25, 3))
    members = rng.random((6, 3))
    views = members_rankings(values, members, top_k=5)
    shares = members / members.sum(axis=1, keepdims=True)
    scores = shares @ values.T
    ideal = np.sort(scores, axis=1)[:, -5:].mean(axis=1)
    least = np.inf
    for a in np.linspace(0, 1, 101):
        for b in np.linspace(0, 1 - a, 101):
            top = np.argsort(-(values @ [a, b, 1 - a - b]))[:5]
            least = min(least, (ideal - scores[:, top].mean(axis=1)).max())
    assert views.regret.max() <= least + 1e-9
