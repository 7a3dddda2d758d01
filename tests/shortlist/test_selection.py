import datetime

import pandas as pd

from prioritizer.shortlist import fiscal_quarter, select_best

RANKING = pd.DataFrame(
    {
        "agenda_id": ["A", "B", "C", "D", "E"],
        "rank": pd.array([1, 2, 3, 3, None], dtype="Int64"),
        "floor": ["", "quick_win", "", "", ""],
    }
)
NO_TWINS = pd.DataFrame({"agenda_id": [], "twin_id": []})


def test_a_tie_at_the_cut_is_taken_in_whole():
    chosen = select_best(RANKING, NO_TWINS, size=2).chosen
    assert chosen["agenda_id"].tolist() == ["A", "C", "D"]


def test_below_a_floor_nobody_is_shortlisted_and_the_reason_stands():
    over = select_best(RANKING, NO_TWINS, size=2).passed_over
    assert over["agenda_id"].tolist() == ["B"]
    assert "quick_win" in over["reason_en"].iloc[0]


def test_of_two_twins_the_better_stands():
    twins = pd.DataFrame({"agenda_id": ["C"], "twin_id": ["A"]})
    assert "C" not in select_best(RANKING, twins, size=5).chosen["agenda_id"].tolist()


def test_the_fiscal_year_begins_in_october():
    assert fiscal_quarter(datetime.date(2022, 9, 30)) == "4/2565"
    assert fiscal_quarter(datetime.date(2022, 10, 1)) == "1/2566"


def test_a_floor_column_that_was_read_back_blank_holds_nobody_back():
    blank = RANKING.assign(floor=float("nan"))
    assert select_best(blank, NO_TWINS, size=1).chosen["agenda_id"].tolist() == ["A"]
