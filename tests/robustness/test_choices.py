"""What-ifs, members and cross-checks."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from prioritizer.robustness import WeightModel, cross_checks, lift_into_top, members_rankings
from prioritizer.scoring import competition_rank, score_tree

TABLE = np.array([[0.9, 0.8, 0.7], [0.8, 0.8, 0.6], [0.5, 0.4, 0.2], [0.6, 0.1, 0.9]])
MODEL = WeightModel([3, 1, 1], [0, 0, 1], [1, 1])
SHAPES = (
    {"shape": "linear", "worst": 24.0, "best": 1.0},
    {"shape": "table", "table": {"act": 0.0, "ministerial": 0.4, "regulation": 0.6, "none": 1.0}},
    {"shape": "log", "worst": 0.001, "best": 0.1},
)


def _rank_with(lift):
    raised = TABLE.copy()
    mix = lift.table.dropna(subset=["value_mix"])
    raised[lift.agenda, mix["indicator"].to_numpy(dtype=int)] = mix["value_mix"]
    score = score_tree(raised, MODEL.inner_weights, MODEL.criterion_of, MODEL.criterion_weights)
    return competition_rank(score.score)[lift.agenda]


@pytest.mark.parametrize("top_k", [1, 2, 3])
def test_the_cheapest_mix_brings_an_agenda_in(top_k):
    lift = lift_into_top(TABLE, MODEL, 2, top_k=top_k, shapes=SHAPES)
    assert lift.possible
    assert lift.gap > 0
    assert _rank_with(lift) <= top_k


def test_what_one_indicator_would_have_to_reach_is_told_in_its_unit():
    lift = lift_into_top(TABLE, MODEL, 2, top_k=2, shapes=SHAPES)
    needed = TABLE[2] + lift.gap / np.array([0.375, 0.125, 0.5])
    table = lift.table.set_index("indicator")
    assert table.loc[2, "performance_alone"] == pytest.approx(0.001 * 100 ** needed[2])
    assert needed[1] > 1
    assert pd.isna(table.loc[1, "performance_alone"])  # even the best word is not enough
    assert np.isnan(table.loc[1, "value_alone"])


def test_what_citizens_say_cannot_be_changed_by_an_owner():
    lift = lift_into_top(TABLE, MODEL, 2, top_k=2, changeable=[True, True, False])
    assert not lift.possible or lift.table.set_index("indicator").loc[2, "cost"] == 0
    none = lift_into_top(TABLE, MODEL, 2, top_k=2, changeable=[False] * 3)
    assert not none.possible
    assert none.cost == float("inf")


def test_costs_decide_which_indicator_is_raised():
    dear = lift_into_top(TABLE, MODEL, 2, top_k=3, costs=[1, 1, 100]).table.set_index("indicator")
    assert dear.loc[[0, 1], "value_mix"].tolist() == [
        1.0,
        1.0,
    ]  # the rest must come from the dear one
    cheap = lift_into_top(TABLE, MODEL, 2, top_k=3, costs=[1, 1, 0.1]).table.set_index("indicator")
    assert cheap.loc[0, "cost"] == 0


def test_a_floor_must_be_reached_too():
    lift = lift_into_top(TABLE, MODEL, 3, top_k=3, floors=[0.6, np.nan])
    assert lift.gap == 0
    assert lift.cost > 0
    table = lift.table.set_index("indicator")
    reached = table["value_mix"].fillna(table["value"])
    assert 0.75 * reached[0] + 0.25 * reached[1] >= 0.6 - 1e-9


def test_who_is_in_needs_nothing():
    lift = lift_into_top(TABLE, MODEL, 0, top_k=2)
    assert (lift.gap, lift.cost) == (0.0, 0.0)
    assert lift.table["value_mix"].isna().all()


def test_the_chance_grows_with_the_mix():
    def draw(active, n):
        noise = np.random.default_rng(0).normal(0, 0.03, (n, *TABLE.shape)) * bool(active)
        return np.clip(TABLE + noise, 0, 1)

    lift = lift_into_top(TABLE, MODEL, 2, top_k=2, draw_values=draw)
    assert 0 <= lift.p_top_before < lift.p_top_after <= 1
    assert lift.p_top_after == pytest.approx(0.5, abs=0.25)  # level with the second, no more


def test_members_and_their_common_core():
    values = np.random.default_rng(1).random((30, 3))
    members = [[5, 3, 2], [2, 5, 3], [1, 1, 8]]
    views = members_rankings(values, members, top_k=8)
    scores = np.array(members) / 10 @ values.T
    assert np.allclose(views.scores, scores)
    assert views.ranks[1].tolist() == competition_rank(scores[1]).tolist()
    assert views.core.tolist() == (views.ranks <= 8).all(axis=0).tolist()
    assert 0 < views.kendall_w < 1
    assert np.allclose(np.diag(views.tau), 1)
    assert views.regret.max() <= views.regret_of_mean.max() + 1e-12
    assert views.compromise.sum() == pytest.approx(1)
    assert views.loses_most == views.regret.argmax()


def test_members_of_one_mind_regret_nothing():
    views = members_rankings(np.random.default_rng(1).random((9, 2)), [[1, 2]] * 3, top_k=3)
    assert views.regret.tolist() == [0, 0, 0]
    assert views.kendall_w == 1
    assert views.core.sum() == 3


def test_members_weigh_only_what_is_measured_and_ranked():
    values = np.array([[0.2, np.nan], [0.8, np.nan], [0.5, np.nan]])
    views = members_rankings(values, [[1, 9], [0, 1]], eligible=[True, False, True], top_k=1)
    assert views.weights.tolist() == [[1, 0], [1, 0]]
    assert views.ranks.tolist() == [[2, 0, 1]] * 2
    with pytest.raises(ValueError, match="2 weights of 0 or more"):
        members_rankings(values, [[1, -1]])


def test_cross_checks_see_only_the_eligible():
    values = np.random.default_rng(3).random((12, 3))
    values[4] = np.nan
    table = cross_checks(values, [1, 1, 1], eligible=np.arange(12) != 4, top_k=5)
    assert table["method"].tolist() == [
        "weighted_product",
        "topsis",
        "vikor",
        "promethee_ii",
        "weakest_criterion",
    ]
    assert table["kendall_tau"].between(-1, 1).all()
    assert table["overlap_top_k"].between(0, 1).all()
    none = cross_checks(values, [1, 1, 1], eligible=[False] * 12)
    assert none["kendall_tau"].isna().all()


@given(
    arrays(float, st.tuples(st.integers(2, 6), st.just(4)), elements=st.floats(0, 1)),
    arrays(float, 4, elements=st.floats(0.5, 3)),
)
def test_the_cheapest_lift_costs_what_a_linear_programme_finds(table, costs):
    model = WeightModel([1, 2, 1, 1], [0, 0, 1, 1], [2, 1])
    found = lift_into_top(table, model, 0, top_k=1, costs=costs)
    share = np.array([2 / 9, 4 / 9, 1 / 6, 1 / 6])
    best = linprog(
        costs, A_ub=-share[None], b_ub=[-found.gap], bounds=[(0, 1 - top) for top in table[0]]
    )
    assert found.cost == pytest.approx(best.fun, abs=1e-6)
