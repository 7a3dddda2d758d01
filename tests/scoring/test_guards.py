"""What the methods refuse, and what they make of degenerate tables."""

import numpy as np
import pandas as pd
import pytest

from prioritizer import scoring
from prioritizer.errors import ConfigError, InputError

TABLE = [[1.0, 5.0], [2.0, 4.0], [3.0, 9.0]]
METHODS = [scoring.weighted_sum, scoring.weighted_product, scoring.topsis, scoring.vikor]
METHODS += [scoring.promethee_ii]
methods = pytest.mark.parametrize("method", METHODS)


@methods
def test_a_missing_number_is_refused_with_its_place(method):
    with pytest.raises(ValueError, match=r"matrix\[1, 0\] is nan"):
        method([[1.0, 2.0], [float("nan"), 4.0]], [1, 1], [1, 1])


@methods
def test_an_infinite_number_is_refused(method):
    with pytest.raises(ValueError, match=r"matrix\[0, 1\] is inf"):
        method([[1.0, np.inf], [1.0, 4.0]], [1, 1], [1, 1])


@methods
def test_weights_that_weigh_nothing_are_refused(method):
    with pytest.raises(ValueError, match="say which criterion counts"):
        method(TABLE, [0, 0])
    with pytest.raises(ValueError, match=r"weights\[1\] is -1"):
        method(TABLE, [1, -1])
    with pytest.raises(ValueError, match="2 expected, one per criterion; got 3"):
        method(TABLE, [1, 1, 1])
    with pytest.raises(ValueError, match=r"weights\[0\] is nan"):
        method(TABLE, [float("nan"), 1])


@methods
def test_a_direction_is_one_or_minus_one(method):
    with pytest.raises(ValueError, match=r"directions\[1\] is 0"):
        method(TABLE, [1, 1], [1, 0])


@methods
def test_an_empty_table_is_refused(method):
    with pytest.raises(ValueError, match="at least 1 x 1"):
        method(np.empty((0, 2)), [1, 1])


def test_one_agenda_alone():
    one = [[3.0, 4.0]]
    assert scoring.topsis(one, [1, 1]).tolist() == [0.5]
    assert scoring.promethee_ii(one, [1, 1]).phi.tolist() == [0.0]
    result = scoring.vikor(one, [1, 1])
    assert (result.q.tolist(), result.compromise_set) == ([0.0], (0,))
    assert scoring.entropy_weights(one).tolist() == [0.5, 0.5]
    assert scoring.critic_weights(one).tolist() == [0.5, 0.5]


def test_agendas_that_are_all_alike():
    same = [[3.0, 4.0]] * 3
    assert scoring.topsis(same, [1, 1]).tolist() == [0.5] * 3
    result = scoring.vikor(same, [1, 1])
    assert result.q.tolist() == [0.0] * 3
    assert result.compromise_set == (0, 1, 2)
    assert scoring.promethee_ii(same, [1, 1], functions="gaussian", s=1).phi.tolist() == [0.0] * 3


def test_a_column_that_is_the_same_for_all_decides_nothing():
    table = [[1.0, 7.0], [2.0, 7.0], [3.0, 7.0]]
    alone = [[1.0], [2.0], [3.0]]
    assert scoring.competition_rank(scoring.topsis(table, [1, 1])).tolist() == [3, 2, 1]
    assert scoring.vikor(table, [1, 1]).q == pytest.approx(scoring.vikor(alone, [1]).q)
    assert scoring.critic_weights(table).tolist() == [1.0, 0.0]
    assert scoring.critic_weights([[1, 7, 2], [2, 7, 4], [3, 7, 6]]).tolist() == [0.5, 0.0, 0.5]
    assert scoring.critic_weights([[1, 7, 2], [2, 7, 1], [3, 7, 5]])[1] == 0
    assert scoring.entropy_weights(table)[1] == 0


def test_a_criterion_without_weight_decides_nothing():
    for method in METHODS:
        with_it, without = method([[1.0, 9.0], [2.0, 0.0]], [1, 0]), method([[1.0], [2.0]], [1])
        for key in ("q", "phi"):
            with_it, without = getattr(with_it, key, with_it), getattr(without, key, without)
        ranks = [scoring.competition_rank(scores).tolist() for scores in (with_it, without)]
        assert ranks[0] == ranks[1]


def test_a_power_of_a_value_below_zero_is_refused():
    with pytest.raises(ValueError, match=r"matrix\[0, 1\] is -1: a value below 0"):
        scoring.weighted_product([[1.0, -1.0]], [1, 1])
    with pytest.raises(ValueError, match="a cost of 0"):
        scoring.weighted_product([[1.0, 0.0]], [1, 1], [1, -1])


def test_entropy_refuses_what_has_no_share():
    with pytest.raises(ValueError, match="shares of 0 or more"):
        scoring.entropy_weights([[1.0], [-1.0]])


def test_critic_sees_directions():
    table = [[1, 9, 3], [2, 5, 1], [3, 4, 4], [4, 8, 2]]
    as_gains, as_costs = (scoring.critic_weights(table, [1, sign, 1]) for sign in (1, -1))
    assert not np.allclose(as_gains, as_costs)


@pytest.mark.parametrize("name", ["III", "vshape", "V-shape", "type 3", "3"])
def test_a_preference_function_is_known_by_all_its_names(name):
    wanted = scoring.promethee_ii(TABLE, [1, 1], functions="vshape", p=2).phi
    assert scoring.promethee_ii(TABLE, [1, 1], functions=name, p=2).phi.tolist() == wanted.tolist()


def test_a_preference_function_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="Did you mean 'gaussian'"):
        scoring.promethee_ii(TABLE, [1, 1], functions="gausian", s=1)
    with pytest.raises(ValueError, match=r"must reach q"):
        scoring.promethee_ii(TABLE, [1, 1], functions="linear", q=2, p=1)


def test_thousands_of_agendas_are_compared_in_pairs_block_by_block():
    table = np.random.default_rng(0).random((1_500, 2))
    flows = scoring.promethee_ii(table, [1, 1])
    some = np.array([0, 700, 1_499])
    leads = np.sign(table[some, None] - table[None]).mean(axis=2).sum(axis=1) / 1_499
    assert flows.phi[some] == pytest.approx(leads)


def test_pairwise_comparisons_must_be_each_others_reverse():
    with pytest.raises(ValueError, match="one must be the other's reverse"):
        scoring.ahp_weights([[1, 3], [3, 1]])
    with pytest.raises(ValueError, match="a ratio is above 0"):
        scoring.ahp_weights([[1, 0], [3, 1]])
    with pytest.raises(ValueError, match="against itself is 1"):
        scoring.ahp_weights([[2, 1], [1, 1]])
    with pytest.raises(ValueError, match="a square table"):
        scoring.ahp_weights([[1, 2, 3]])
    assert scoring.ahp_weights([[1, 7], [0.14, 1]]).weights[0] == pytest.approx(0.876, abs=0.001)


def test_the_random_index_is_named():
    table = [[1, 2, 5, 3], [1 / 2, 1, 3, 1], [1 / 5, 1 / 3, 1, 2], [1 / 3, 1, 1 / 2, 1]]
    saaty = scoring.ahp_weights(table)
    assert (saaty.random_index, saaty.random_index_table) == (0.90, "saaty")
    other = scoring.ahp_weights(table, random_index="donegan_dodd")
    assert other.consistency_ratio == pytest.approx(saaty.consistency_ratio * 0.90 / 0.8286)
    assert scoring.ahp_weights(table, random_index=0.9).consistency_ratio == saaty.consistency_ratio
    with pytest.raises(ValueError, match="Did you mean 'saaty'"):
        scoring.ahp_weights(table, random_index="saty")
    assert np.isnan(scoring.ahp_weights(np.ones((30, 30))).consistency_ratio)


def test_a_pair_that_nobody_compared_is_filled_consistently():
    full = scoring.ahp_weights([[1, 2, 6], [1 / 2, 1, 3], [1 / 6, 1 / 3, 1]])
    part = scoring.ahp_weights([[1, 2, None], [1 / 2, 1, 3], [None, 1 / 3, 1]])
    assert part.weights == pytest.approx(full.weights, abs=1e-6)
    with pytest.raises(ValueError, match="never compared"):
        scoring.ahp_weights([[1, None], [None, 1]])


def test_the_order_of_points_does_not_matter_but_doubles_do():
    rising = scoring.piecewise_value([2.0, 5.0], [[1, 1], [6, 0.7], [24, 0]])
    falling = scoring.piecewise_value([2.0, 5.0], [[24, 0], [6, 0.7], [1, 1]])
    assert rising.tolist() == falling.tolist()
    with pytest.raises(ValueError, match="each standing once"):
        scoring.piecewise_value([1.0], [[1, 0], [1, 1]])
    with pytest.raises(ValueError, match="at least two pairs"):
        scoring.piecewise_value([1.0], [[1, 0]])
    assert np.isnan(scoring.piecewise_value([float("nan")], [[1, 0], [2, 1]]))


def test_values_may_be_drawn_on_beyond_the_points():
    points = [[0, 0], [1, 0.5], [3, 1]]
    drawn = scoring.piecewise_value([-1, 5], points, out_of_range="extrapolate")
    assert drawn.tolist() == [-0.5, 1.5]
    assert np.isnan(scoring.piecewise_value([-1, 5], points, out_of_range="nan")).all()


def test_words_are_looked_up_as_people_write_them():
    levels = {"none": 1.0, "notification": 0.75, "act": 0.0, "3": 0.3}
    cells = [" None ", "ACT", "", None, 3.0]
    values = scoring.values_of(cells, shape="table", table=levels).values  # noqa: PD011
    assert values[[0, 1, 4]].tolist() == [1.0, 0.0, 0.3]
    assert np.isnan(values[2:4]).all()
    with pytest.raises(InputError, match="Did you mean 'notification'"):
        scoring.values_of(["notifcation"], shape="table", table=levels)


def test_anchors_that_say_nothing_are_refused():
    with pytest.raises(ConfigError, match="both 3"):
        scoring.values_of([1.0], worst=3, best=3)
    with pytest.raises(ConfigError, match="are needed"):
        scoring.values_of([1.0])
    with pytest.raises(ConfigError, match="above 0 with the offset"):
        scoring.values_of([1.0], shape="log", worst=0, best=3)
    with pytest.raises(ConfigError, match="Did you mean 'linear'"):
        scoring.values_of([1.0], shape="liner", worst=0, best=3)


def test_no_performance_is_worth_more_than_the_best():
    assert scoring.performance_of(1.2, worst=0, best=1) is None
    assert scoring.performance_of(0.9, shape="points", points=[[0, 0], [1, 0.8]]) is None
    assert scoring.performance_of(0.9, shape="table", table={"a": 0.5}) is None


def test_a_table_of_ranks_keeps_ties_and_gaps_in_sight():
    scores = pd.Series({"B": 0.3, "A": 0.1 + 0.2, "C": 0.9, "D": float("nan")})
    table = scoring.rank(scores).table
    assert table.index.tolist() == ["C", "A", "B", "D"]
    assert table["rank"].tolist()[:3] == [1, 2, 2]
    assert table["rank"].isna().tolist() == [False, False, False, True]
    assert table["tied"].tolist() == [False, True, True, False]
    assert list(scoring.rank(scores).top(2)) == ["C", "A", "B"]
    assert list(scoring.rank(scores, [True, True, False, True]).top(2)) == ["A", "B"]


def test_halves_are_rounded_as_a_spreadsheet_does():
    assert scoring.round_scores([0.5e-9, 1.5e-9, 2.5e-9]).tolist() == [1e-9, 2e-9, 3e-9]
    assert scoring.round_scores([-0.5e-9]).tolist() == [-1e-9]
    a, b = 0.123456789, 0.123456788
    assert scoring.round_scores([0.5 * a + 0.5 * b, 0.5 * (a + b)]).tolist() == [a, a]


def test_an_unmeasured_indicator_leaves_its_weight_to_its_siblings():
    nan = float("nan")
    table = [[0.2, nan, 1.0, nan], [0.8, nan, nan, nan]]
    scores = scoring.score_tree(
        table,
        [1, 3, 2, 1],
        [0, 0, 1, 2],
        [1, 1, 2],
        floors=[0.5, 0.6, 0.9],
        criteria=["a", "b", "c"],
    )
    assert scores.weights.tolist() == [0.5, 0.0, 0.5, 0.0]
    assert scores.criterion_weights.tolist() == [0.5, 0.5, 0.0]
    assert scores.score.tolist() == [0.6, 0.65]
    assert scores.completeness.tolist() == [1.0, 0.5]
    assert scores.imputed.tolist() == [[False] * 4, [False, False, True, False]]
    assert scores.floor == ("a", "b")  # the missing value counts .5, below .6; c is not measured
    assert np.isnan(scores.criterion_scores[:, 2]).all()


def test_weights_of_zero_are_equal_weights():
    scores = scoring.score_tree([[1.0, 0.0, 0.5]], [0, 0, 0], [0, 0, 1], [0, 0])
    assert scores.weights.tolist() == [0.25, 0.25, 0.5]


def test_the_geometric_mean_stands_beside():
    scores = scoring.score_tree([[0.81, 0.01], [1.0, 0.0]], [1, 1], [0, 1], [1, 1])
    assert scores.geometric.tolist() == [0.09, 0.0]


def test_nothing_measured_is_refused():
    with pytest.raises(ValueError, match="no indicator is measured"):
        scoring.score_tree([[float("nan")]], [1], [0], [1])
    with pytest.raises(ValueError, match="values run from 0 to 1"):
        scoring.score_tree([[1.5]], [1], [0], [1])


def test_tiers_open_where_the_leader_wins_too_often():
    chances = np.array(
        [[0, 0.5, 0.61, 0.9], [0.5, 0, 0.6, 0.8], [0.39, 0.4, 0, 0.6], [0.1, 0.2, 0.4, 0]]
    )
    assert scoring.tiers([0, 1, 2, 3], chances).tolist() == [1, 1, 2, 2]
    assert scoring.tiers([0, 1, 3], chances).tolist() == [1, 1, 0, 2]
    assert scoring.tiers([], chances).tolist() == [0, 0, 0, 0]


def test_agreement_follows_the_published_example():
    nan = float("nan")  # Krippendorff (2011), four coders and twelve units
    coders = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, nan, nan, nan],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, nan, 3],
        [nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, nan],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, nan],
    ]
    assert scoring.krippendorff_alpha(coders, level="nominal") == pytest.approx(0.743, abs=5e-4)
    assert scoring.krippendorff_alpha(coders, level="ordinal") == pytest.approx(0.815, abs=5e-4)
    assert scoring.krippendorff_alpha(coders, level="interval") == pytest.approx(0.849, abs=5e-4)


def test_agreement_that_cannot_be_told_is_no_number():
    assert np.isnan(scoring.krippendorff_alpha([[1, 1], [1, 1]]))
    assert np.isnan(scoring.krippendorff_alpha([[1, 2, 3]]))
    assert np.isnan(scoring.kendall_w([[1, 2, 3]]))
    assert np.isnan(scoring.kendall_tau([1, 1, 1], [1, 2, 3]))
    assert scoring.kendall_w([[3, 2, 1], [3, 2, 1]]) == 1.0


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("v-shape with indifference", "linear"),
        ("Quasi-criterion", "ushape"),
        ("u-shape", "ushape"),
        ("type VI", "gaussian"),
        ("t3", "vshape"),
        (4, "level"),
    ],
)
def test_preference_functions_are_known_by_all_their_names(name, kind):
    table = [[1.0, 2.0], [4.0, 5.0], [7.0, 3.0]]
    how = {"q": 1.0, "p": 4.0, "s": 2.0}
    named = scoring.promethee_ii(table, [1, 1], functions=name, **how)
    assert np.array_equal(named.phi, scoring.promethee_ii(table, [1, 1], functions=kind, **how).phi)


def test_thresholds_that_a_function_does_not_need_may_be_none():
    table = [[1.0, 2.0], [4.0, 5.0], [7.0, 3.0]]
    own = scoring.promethee_ii(
        table, [1, 1], functions=["usual", "linear"], q=[None, 1], p=[None, 4]
    )
    zero = scoring.promethee_ii(table, [1, 1], functions=["usual", "linear"], q=[0, 1], p=[0, 4])
    assert np.array_equal(own.phi, zero.phi)


@pytest.mark.parametrize(
    "table", [0.58, [0, 0, 0.58], np.array([0, 0, 0.58]), {3: 0.58}, {"3": 0.58}, None, "saaty"]
)
def test_a_random_index_comes_as_a_number_a_table_or_a_name(table):
    judged = [[1, 3, 5], [1 / 3, 1, 2], [1 / 5, 1 / 2, 1]]
    assert scoring.ahp_weights(judged, table).consistency_ratio == pytest.approx(0.0031849983)
