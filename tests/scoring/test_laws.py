"""Laws that hold for any table and any weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import kendalltau

from prioritizer import scoring

N_CRITERIA = 3
values = arrays(float, st.tuples(st.integers(1, 8), st.just(N_CRITERIA)), elements=st.floats(0, 1))
weights = arrays(float, N_CRITERIA, elements=st.floats(0.01, 1))
performances = arrays(
    float, st.tuples(st.integers(1, 8), st.just(N_CRITERIA)), elements=st.floats(0.1, 100)
)
directions = arrays(float, N_CRITERIA, elements=st.sampled_from([-1.0, 1.0]))

METHODS = {
    "weighted_sum": scoring.weighted_sum,
    "weighted_product": scoring.weighted_product,
    "topsis": scoring.topsis,
    "vikor": lambda *table: -scoring.vikor(*table).q,
    "promethee_ii": lambda *table: scoring.promethee_ii(*table).phi,
}
methods = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@methods
@given(performances, weights, directions, st.floats(0.1, 10))
def test_scores_know_only_the_ratio_of_weights(method, table, weights, directions, factor):
    once, again = (method(table, w, directions) for w in (weights, weights * factor))
    assert np.allclose(once, again, atol=1e-9)


@methods
@given(performances, weights, directions)
def test_inputs_are_left_as_they_came(method, table, weights, directions):
    before = table.copy(), weights.copy(), directions.copy()
    method(table, weights, directions)
    assert all(
        np.array_equal(a, b) for a, b in zip(before, (table, weights, directions), strict=True)
    )


@methods
@given(performances, weights, directions)
def test_no_table_without_gaps_gives_a_score_that_is_no_number(method, table, weights, directions):
    assert np.isfinite(method(table, weights, directions)).all()


@methods
@given(performances, weights, directions)
def test_an_agenda_at_least_as_good_everywhere_is_never_behind(method, table, weights, directions):
    best = np.where(directions > 0, table.max(axis=0), table.min(axis=0))
    scores = method(np.vstack([table, best]), weights, directions)
    assert scores[-1] >= scores.max() - 1e-9


@methods
@given(performances, weights, directions)
def test_clones_score_alike(method, table, weights, directions):
    scores = method(np.vstack([table, table[:1]]), weights, directions)
    assert scores[-1] == pytest.approx(scores[0], abs=1e-9)


@given(values, weights, st.integers(0, 7), st.integers(0, N_CRITERIA - 1), st.floats(0, 1))
def test_a_better_value_never_lowers_a_rank(table, weights, agenda, criterion, rise):
    agenda %= len(table)
    before = scoring.score_tree(table, weights, range(N_CRITERIA), weights).score
    better = table.copy()
    better[agenda, criterion] += rise * (1 - better[agenda, criterion])
    after = scoring.score_tree(better, weights, range(N_CRITERIA), weights).score
    assert scoring.competition_rank(after)[agenda] <= scoring.competition_rank(before)[agenda]


missing = arrays(bool, st.tuples(st.just(8), st.just(5)))
full = arrays(float, (8, 5), elements=st.floats(0, 1))
inner = arrays(float, 5, elements=st.floats(0, 1))
outer = arrays(float, 2, elements=st.floats(0, 1))
TREE = [0, 0, 0, 1, 1]


@given(full, missing, inner, outer)
def test_contributions_sum_to_the_score(table, holes, inner, outer):
    table = np.where(holes, np.nan, table)
    table[0, 0] = 0.5  # something is measured
    scores = scoring.score_tree(table, inner, TREE, outer)
    assert np.abs(scores.contributions.sum(axis=1) - scores.score).max() < 1e-12
    assert scores.weights.sum() == pytest.approx(1, abs=1e-12)


@given(full, missing, inner, outer, st.integers(1, 7))
def test_other_agendas_never_change_a_score(table, holes, inner, outer, n_kept):
    table = np.where(holes, np.nan, table)
    table[0] = 0.5  # all indicators are measured, whoever goes
    everybody = scoring.score_tree(table, inner, TREE, outer)
    fewer = scoring.score_tree(table[:n_kept], inner, TREE, outer)
    cloned = scoring.score_tree(np.vstack([table, table]), inner, TREE, outer)
    assert np.array_equal(everybody.score[:n_kept], fewer.score)
    assert np.array_equal(np.tile(everybody.score, 2), cloned.score)
    assert np.array_equal(everybody.contributions[:n_kept], fewer.contributions)


@given(full, missing, inner, outer, st.floats(0.1, 10))
def test_tree_scores_know_only_the_ratio_of_weights(table, holes, inner, outer, factor):
    table = np.where(holes, np.nan, table)
    table[0] = 0.5
    inner, outer = inner + 0.01, outer + 0.01
    once = scoring.score_tree(table, inner, TREE, outer).score
    again = scoring.score_tree(table, inner * factor, TREE, outer * factor).score
    assert np.abs(once - again).max() <= 1.1e-9


@given(arrays(float, st.integers(1, 9), elements=st.integers(1, 9)))
def test_weights_from_ranks_sum_to_one_and_keep_the_order(ranks):
    for derive in (scoring.rank_order_centroid, scoring.rank_sum, scoring.rank_reciprocal):
        weights = derive(ranks)
        assert weights.sum() == pytest.approx(1)
        order = np.argsort(ranks, kind="stable")
        assert (np.diff(weights[order]) <= 1e-12).all()
        for rank in np.unique(ranks):
            assert np.ptp(weights[ranks == rank]) < 1e-12


@given(performances, directions)
def test_diagnostic_weights_are_shares(table, directions):
    for weights in (
        scoring.entropy_weights(table),
        *(
            scoring.critic_weights(table, directions, correlation=c)
            for c in ("pearson", "spearman")
        ),
    ):
        assert (weights >= 0).all()
        assert weights.sum() == pytest.approx(1)


@given(arrays(float, st.integers(1, 6), elements=st.floats(0.1, 9)))
def test_comparisons_that_agree_give_their_ratios_back(weights):
    judged = scoring.ahp_weights(weights[:, None] / weights)
    assert judged.weights == pytest.approx(weights / weights.sum())
    assert judged.consistency_ratio == pytest.approx(0, abs=1e-9)


@given(st.lists(st.floats(0, 105), min_size=1), st.floats(0, 50), st.floats(51, 100), st.booleans())
def test_a_value_function_rises_from_worst_to_best(performances, low, high, turned):
    worst, best = (high, low) if turned else (low, high)
    way = sorted(performances, reverse=turned)
    for shape in ("linear", "log"):
        result = scoring.values_of(way, shape=shape, worst=worst, best=best, offset=1.0)
        assert (np.diff(result.values) >= 0).all()
        assert ((result.values >= 0) & (result.values <= 1)).all()


@given(st.floats(0, 1), st.sampled_from(["linear", "log", "points"]))
def test_the_way_back_through_a_value_function(value, shape):
    spec = {
        "linear": {"worst": 24, "best": 1},
        "log": {"worst": 1000, "best": 0, "offset": 1.0},
        "points": {"points": [[24, 0], [6, 0.7], [1, 1]]},
    }[shape]
    back = scoring.performance_of(value, shape=shape, **spec)
    assert scoring.values_of([back], shape=shape, **spec).values[0] == pytest.approx(
        value, abs=2e-9
    )


@given(arrays(float, st.integers(1, 12), elements=st.floats(0, 1)))
def test_ranks_count_who_is_above(scores):
    rounded = scoring.round_scores(scores)
    above = [int((rounded > own).sum()) + 1 for own in rounded]
    assert scoring.competition_rank(scores).tolist() == above


@given(
    arrays(float, st.tuples(st.integers(2, 4), st.integers(2, 6)), elements=st.integers(0, 4)),
    st.sampled_from(["nominal", "ordinal", "interval"]),
)
def test_agreement_never_exceeds_one(ratings, level):
    alpha = scoring.krippendorff_alpha(ratings, level=level)
    assert np.isnan(alpha) or alpha <= 1 + 1e-12
    if (ratings == ratings[0]).all() and not np.isnan(alpha):
        assert alpha == pytest.approx(1)


@given(arrays(float, st.tuples(st.just(2), st.integers(2, 30)), elements=st.integers(0, 6)))
def test_kendall_tau_is_that_of_scipy(pair):
    told, known = scoring.kendall_tau(*pair), kendalltau(*pair).statistic
    assert (np.isnan(told) and np.isnan(known)) or told == pytest.approx(known, abs=1e-12)
