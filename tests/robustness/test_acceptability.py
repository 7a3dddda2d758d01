import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import betainc

from prioritizer.robustness import (
    acceptability_of_draws,
    first_rank_acceptability,
    pairwise_winning,
    rank_acceptability,
)
from prioritizer.robustness.ordering import ranks_of
from prioritizer.scoring import competition_rank

RANDOM = np.random.default_rng(1)
VALUES = RANDOM.random((7, 4))
grades = arrays(float, st.tuples(st.integers(2, 6), st.integers(1, 4)), elements=st.integers(1, 5))


@settings(max_examples=40)
@given(grades)
def test_every_draw_gives_every_rank_once(values):
    result = rank_acceptability(values, n_draws=300)
    assert np.allclose(result.acceptability.sum(axis=0), 1)
    assert np.allclose(result.acceptability.sum(axis=1), 1)
    first = result.acceptability[:, 0] > 0
    assert np.isnan(result.central_weights[~first]).all()
    assert np.allclose(result.central_weights[first].sum(axis=1), 1)
    assert np.array_equal(np.isnan(result.confidence), ~first)


def test_the_same_seed_gives_the_same_answer_and_another_seed_another():
    one, two, other = (rank_acceptability(VALUES, seed=s).acceptability for s in (5, 5, 6))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_agendas_that_are_alike_share_their_ranks():
    result = rank_acceptability(np.vstack([VALUES, VALUES[2], VALUES[2]]))
    assert np.array_equal(result.acceptability[2], result.acceptability[7])
    assert np.array_equal(result.central_weights[2], result.central_weights[8])
    assert np.allclose(result.acceptability.sum(axis=0), 1)


def test_counting_agrees_with_ranking_draw_by_draw():
    weights = RANDOM.dirichlet(np.ones(4), 500)
    drawn = RANDOM.random((500, 7, 4))
    result = acceptability_of_draws(drawn, weights)
    ranks = np.stack([competition_rank(x @ w) for x, w in zip(drawn, weights, strict=True)])
    expected = np.stack([(ranks == r).mean(axis=0) for r in range(1, 8)], axis=1)
    assert np.allclose(result.acceptability, expected)
    assert np.allclose(result.central_weights[0], weights[ranks[:, 0] == 1].mean(axis=0))
    best = (drawn @ result.central_weights[0]).max(axis=1)
    assert result.confidence[0] == (drawn[:, 0] @ result.central_weights[0] == best).mean()


def test_replicates_are_met_in_turn():
    steady = rank_acceptability(VALUES, n_draws=2_000)
    repeated = rank_acceptability(np.repeat(VALUES[None], 3, axis=0), n_draws=2_000)
    assert np.allclose(steady.acceptability, repeated.acceptability)


def test_two_criteria_are_cut_and_not_drawn():
    values = [[1.0, 0.0], [0.0, 1.0], [0.4, 0.5]]
    result = rank_acceptability(values, alpha=[2, 3], n_draws=1)
    half = betainc(2, 3, 0.5)  # below it the second is first, above it the first
    assert result.acceptability[:, 0] == pytest.approx([1 - half, half, 0])
    drawn = acceptability_of_draws(values, np.random.default_rng(0).dirichlet([2, 3], 200_000))
    assert np.abs(result.acceptability - drawn.acceptability).max() < 0.004
    assert np.allclose(result.central_weights, drawn.central_weights, atol=0.004, equal_nan=True)


@pytest.mark.parametrize("n_criteria", [2, 3, 4, 6])
def test_exact_first_ranks_agree_with_draws(n_criteria):
    values = np.vstack([np.random.default_rng(n_criteria).random((8, n_criteria))] * 2)
    exact = first_rank_acceptability(values)
    assert exact.sum() == pytest.approx(1, abs=1e-9)
    assert np.array_equal(exact[:8], exact[8:])
    drawn = rank_acceptability(values, n_draws=60_000).acceptability[:, 0]
    assert np.abs(exact - drawn).max() < 0.01


def test_a_missing_value_is_refused_with_its_place():
    with pytest.raises(ValueError, match=r"values\[0, 1\] is nan"):
        rank_acceptability([[0.5, np.nan]])
    with pytest.raises(ValueError, match=r"values\[1, 0, 1\] is nan"):
        rank_acceptability([[[0.5, 0.5]], [[0.5, np.nan]]])
    with pytest.raises(ValueError, match="alpha: 2 expected"):
        rank_acceptability([[0.5, 0.5]], alpha=[1, 1, 1])
    with pytest.raises(ValueError, match="at least one above 0"):
        pairwise_winning([[0.5, 0.5]], alpha=[0, 0])


def test_one_agenda_alone_is_always_first():
    result = rank_acceptability([[0.2, 0.3, 0.4]])
    assert result.acceptability.tolist() == [[1.0]]
    assert pairwise_winning([[0.2, 0.3, 0.4]]).tolist() == [[0.0]]


def test_ranks_in_draws_are_those_of_scores():
    scores = np.round(RANDOM.random((50, 30)), 2)  # many ties
    expected = np.stack([competition_rank(row) for row in scores])
    assert np.array_equal(ranks_of(scores), expected)


@settings(max_examples=60)
@given(grades)
def test_one_of_a_pair_wins_unless_they_are_alike(values):
    winning = pairwise_winning(values)
    alike = (values[:, None] == values[None]).all(axis=2)
    assert np.allclose((winning + winning.T)[~alike], 1)
    assert (winning[alike] == 0).all()
    better = (values[:, None] >= values[None]).all(axis=2) & ~alike
    assert (winning[better] == 1).all()


@pytest.mark.parametrize(
    "alpha", [None, [4, 4, 4], [6, 3, 1], [6.3, 3.2, 2.5], [0.3, 0.7, 1.1], [40, 30, 50], [0, 2, 3]]
)
def test_winning_agrees_with_draws(alpha):
    values = np.random.default_rng(3).integers(0, 5, (9, 3)) / 4
    shape = np.ones(3) if alpha is None else np.array(alpha, dtype=float)
    weights = np.zeros((200_000, 3))
    weights[:, shape > 0] = np.random.default_rng(0).dirichlet(shape[shape > 0], 200_000)
    scores = weights @ values.T
    drawn = (scores[:, :, None] > scores[:, None] + 1e-12).mean(axis=0)
    assert np.abs(pairwise_winning(values, alpha=alpha) - drawn).max() < 0.006


@pytest.mark.parametrize("alpha", [[4, 4, 4], [1, 2, 3], [5, 1, 1]])
def test_recursion_and_inversion_agree(alpha):
    values = np.random.default_rng(4).random((30, 3))
    nearly = np.array(alpha) * (1 + 1e-9) + np.array([2e-9, 0, 0])
    whole, broken = (pairwise_winning(values, alpha=a) for a in (alpha, nearly + 1e-8))
    assert np.abs(whole - broken).max() < 1e-7


@pytest.mark.parametrize("alpha", [(0.3, 0.8), (2.5, 6.1), (33.3, 40.7), (0.05, 0.1)])
def test_inversion_agrees_with_the_beta_distribution(alpha):
    at = np.linspace(0.05, 0.95, 19)
    for share in at:
        values = [[1.0, 0.0], [share, share]]  # the first wins where its weight passes the share
        exact = 1 - betainc(*alpha, share)
        assert pairwise_winning(values, alpha=alpha)[0, 1] == pytest.approx(exact, abs=1e-9)


def test_winning_with_ordered_weights_agrees_with_draws():
    values = np.random.default_rng(5).integers(1, 6, (8, 4)) / 5
    order = [2, 0, 1, 3]
    parts = np.random.default_rng(0).dirichlet(np.ones(4), 200_000) / np.arange(1, 5)
    weights = np.zeros((200_000, 4))
    weights[:, order] = np.cumsum(parts[:, ::-1], axis=1)[:, ::-1]
    scores = weights @ values.T
    drawn = (scores[:, :, None] > scores[:, None] + 1e-12).mean(axis=0)
    assert np.abs(pairwise_winning(values, order=order) - drawn).max() < 0.006
    with pytest.raises(ValueError, match="not both"):
        pairwise_winning(values, order=order, alpha=1)
    with pytest.raises(ValueError, match="4 criteria once"):
        pairwise_winning(values, order=[0, 1])
