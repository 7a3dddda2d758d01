"""Every indicator by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.criteria import citizen_centricity as formula
from prioritizer.criteria import quick_win, replicability
from prioritizer.criteria.anchors import Anchors
from prioritizer.criteria.closing import median_days, open_after, survival
from prioritizer.criteria.custom import read_from_agendas
from prioritizer.criteria.measure import measure
from prioritizer.errors import ConfigError
from prioritizer.vocabulary import DAY_BINS

MONTHS = Anchors("linear", 24, 1)
COST = Anchors("log", 1000, 0, offset=1.0)
LAW = Anchors(
    "table",
    0,
    0,
    table=(
        ("none", 1.0),
        ("notification", 0.75),
        ("regulation", 0.6),
        ("ministerial", 0.4),
        ("act", 0.0),
    ),
)


def test_reach_is_one_step_for_each_doubling():
    reach = Anchors("log", 0.001, 0.10)
    assert reach.values([0.001, 0.01, 0.10, 0.0, 0.5]).tolist() == pytest.approx([0, 0.5, 1, 0, 1])


def test_hurlbert_counts_the_areas_of_drawn_voices():
    counts = np.array([3.0, 1.0])
    # of 6 pairs out of 4 voices, the lone voice is in 3 and three of the first fill the other 3
    assert formula.hurlbert(counts, 2).tolist() == pytest.approx([1.0, 0.5])


@given(st.lists(st.integers(1, 40), min_size=2, max_size=8))
def test_more_draws_never_meet_fewer_areas(counts):
    voices = np.array(counts, dtype=float)
    total = int(voices.sum())
    drawn = [formula.hurlbert(voices, n).sum() for n in range(1, total + 1)]
    assert np.all(np.diff(drawn) > -1e-9)
    assert drawn[0] == pytest.approx(1.0)
    assert drawn[-1] == pytest.approx(len(counts))


def test_breadth_has_an_interval_under_thirty_voices():
    column = np.array([[3.0], [3.0], [0.0]])
    low, high = formula.breadth(
        column, np.array([[2.0], [2], [0]]), np.array([[30.0], [12], [0]]), 4.0, 30
    )
    assert low.ravel().tolist() == [0.75, 0.5, 0.0]
    assert high.ravel().tolist() == [0.75, 1.0, 0.0]


def test_severity_is_shrunk_to_the_mean_of_all():
    assert formula.severity(
        np.array([4.0]), np.array([10.0]), np.array([2.0]), 30.0
    ) == pytest.approx(2.5)


def test_unmet_is_half_waiting_and_half_reopened_or_all_of_the_one_there_is():
    def unmet(n_open, n_known):
        ends = (np.array([[x]], dtype=float) for x in (0.6, n_open, 0.2, n_known))
        share, number, again, known = ends
        one = np.array([0.4])
        return float(formula.unmet(share, number, one, again, known, one, 30.0)[0, 0])

    assert unmet(30, 30) == pytest.approx((0.5 + 0.3) / 2)
    assert unmet(30, 0) == pytest.approx(0.5)
    assert unmet(0, 30) == pytest.approx(0.3)
    assert np.isnan(unmet(0, 0))


def test_persistence_leaves_room_for_months_before_the_data():
    low, high = formula.persistence(np.array([[2.0], [0.0]]), np.array([[9.0], [0.0]]), 3, 12)
    assert (low[0, 0], high[0, 0]) == pytest.approx((2 / 12, 11 / 12))
    assert (low[1, 0], high[1, 0]) == (0.0, 0.0)


def test_kaplan_meier_takes_young_cases_out_of_the_risk():
    # day 0: 1 of 4 closes; two are last seen on day 1; day 2: the last one closes
    curve = survival(np.array([1.0, 0, 1, 0]), np.array([0.0, 2, 0, 0]), (0, 1, 2, 3))
    assert curve.tolist() == pytest.approx([1, 0.75, 0.75, 0, 0])


def test_share_open_and_median_are_read_off_the_curve():
    n = len(DAY_BINS)
    closed = np.zeros(n)
    closed[[9, 10]] = [2.0, 2.0]  # two close on days 22-30, two on days 31-45
    curve = survival(closed, np.zeros(n))
    assert open_after(curve[None], 30.0)[0] == pytest.approx(0.5)
    assert open_after(curve[None], 37.5)[0] == pytest.approx(0.25)
    assert median_days(curve[None])[0] == pytest.approx(30.0)
    assert np.isnan(median_days(survival(np.zeros(n), np.ones(n))[None])[0])


@pytest.mark.parametrize("standard", [1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90])
def test_what_is_closed_on_the_last_day_of_its_standard_is_closed_within_it(standard):
    closed = np.zeros((2, len(DAY_BINS)))
    for row, day in enumerate((standard, standard + 1)):
        closed[row, np.searchsorted(DAY_BINS, day, side="right") - 1] = 1.0
    curve = survival(closed, np.zeros_like(closed))
    assert open_after(curve, float(standard)).tolist() == [0.0, 1.0]


def test_the_median_of_what_is_closed_on_one_day_is_that_day():
    closed = np.zeros(len(DAY_BINS))
    closed[2] = 5.0
    assert median_days(survival(closed, np.zeros(len(DAY_BINS)))[None])[0] == 2.0


def read(function, anchors, **columns):
    table = pd.DataFrame(
        {"agenda_id": [f"A{i}" for i in range(len(next(iter(columns.values()))))], **columns}
    )
    return function(table, anchors, ())


def test_time_is_the_middle_of_its_range():
    reading = read(quick_win.time_to_first_result, MONTHS, months_min=[1, 6], months_max=[1, 18])
    assert reading.value.tolist() == pytest.approx([1.0, 12 / 23])
    assert (reading.low[1], reading.high[1]) == (6, 18)


def test_one_missing_end_runs_from_the_known_end_down_to_nothing():
    reading = read(quick_win.time_to_first_result, MONTHS, months_min=[1.0], months_max=[np.nan])
    assert reading.value[0] == 0.5
    assert (reading.value_low[0], reading.value_high[0]) == (0.0, 1.0)
    assert MONTHS.values(reading.performance)[0] == pytest.approx(0.5)
    assert not reading.imputed[0]


def test_missing_is_the_whole_interval_and_marked():
    reading = read(quick_win.time_to_first_result, MONTHS, months_min=[np.nan], months_max=[np.nan])
    assert reading.imputed[0]
    assert np.isnan(reading.performance[0])
    assert (reading.value_low[0], reading.value[0], reading.value_high[0]) == (0.0, 0.5, 1.0)


def test_a_cost_of_nothing_is_missing():
    reading = read(
        quick_win.affordability, COST, cost_low_mthb=[0, 0, 9], cost_high_mthb=[-5, 9, 9]
    )
    assert reading.imputed.tolist() == [True, False, False]
    assert reading.value[2] == pytest.approx(1 - np.log(10) / np.log(1001))
    assert reading.value[1] == pytest.approx(reading.value[2] / 2)


def test_law_has_five_steps_and_a_word_it_does_not_know_is_missing_and_told():
    reading = read(
        quick_win.legal_ease, LAW, legal_level=["none", "act", "Regulation", "", "edict"]
    )
    assert reading.value.tolist() == [1.0, 0.0, 0.6, 0.5, 0.5]
    assert reading.imputed.tolist() == [False, False, False, True, True]
    assert "A4" in reading.warnings[0].en
    assert "edict" in reading.warnings[0].en


def test_bodies_are_counted_by_name_and_everybody_is_the_worst():
    ease = Anchors("linear", 6, 0)
    reading = read(
        quick_win.coordination_ease,
        ease,
        lead_agency_th=["กรมที่ดิน"] * 5,
        coord_agencies_th=["ก;ข;กรมที่ดิน", "-", "", "ทุกส่วนราชการ", "a;b;c;d;e;f;g"],
    )
    assert reading.value.tolist() == pytest.approx([4 / 6, 1.0, 0.5, 0.0, 0.0])
    assert reading.imputed.tolist() == [False, False, True, False, False]


def test_readiness_is_the_mean_of_what_is_given():
    grade = Anchors("linear", 0, 4)
    reading = read(
        quick_win.readiness,
        grade,
        data_readiness_0_4=[4, 3, np.nan],
        process_readiness_0_4=[2, np.nan, np.nan],
    )
    assert reading.value.tolist() == [0.75, 0.75, 0.5]


def test_adopters_count_by_logarithm():
    pool = Anchors("log", 0, 10_000, offset=1.0)
    reading = read(replicability.adopter_pool, pool, potential_adopters_n=[0, 99, 10_000])
    assert reading.value.tolist() == pytest.approx([0, np.log(100) / np.log(10_001), 1])


def test_a_next_site_is_worth_what_it_saves():
    ratio = Anchors("linear", 1, 0)
    reading = read(
        replicability.next_site_cost,
        ratio,
        first_site_cost_mthb=[10, 0, 10],
        next_site_cost_mthb=[4, 1, 15],
    )
    assert reading.value.tolist() == pytest.approx([0.6, 0.5, 0.0])
    assert reading.imputed.tolist() == [False, True, False]


def test_any_numeric_column_becomes_an_indicator_by_configuration(criteria):
    row = {
        **criteria.iloc[0].to_dict(),
        "indicator": "jobs",
        "source": "agendas",
        "columns": ("jobs_n",),
        "shape": "linear",
        "worst": 0,
        "best": 200,
    }
    own = pd.concat([criteria, pd.DataFrame([row])], ignore_index=True)
    agendas = pd.DataFrame({"agenda_id": ["A", "B"], "jobs_n": [50.0, np.nan]})
    found = measure(agendas, None, None, criteria=own, as_of="2021-01-01").indicators
    jobs = found[found["indicator"] == "jobs"]
    assert jobs["value"].tolist() == [0.25, 0.5]
    assert jobs["imputed"].tolist() == [False, True]


def test_two_columns_make_a_range_and_a_word_is_refused():
    table = pd.DataFrame({"agenda_id": ["A"], "low": [2.0], "high": [4.0], "word": ["many"]})
    unit = Anchors("linear", 0, 10)
    assert read_from_agendas(table, "own", unit, ("low", "high")).value[0] == pytest.approx(0.3)
    with pytest.raises(ConfigError, match="'many' is no number"):
        read_from_agendas(table, "own", unit, ("word",))
    with pytest.raises(ConfigError, match="0 columns"):
        read_from_agendas(table, "own", unit, ())


@given(
    st.floats(0, 1),
    st.sampled_from([MONTHS, COST, Anchors("points", 24, 1, ((1, 1), (6, 0.7), (24, 0)))]),
)
def test_anchors_read_backwards_give_the_value_again(value, anchors):
    assert anchors.values(anchors.performance(value)) == pytest.approx(value, abs=1e-9)
