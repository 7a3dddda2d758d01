import dataclasses

import numpy as np
import pytest

from prioritizer.robustness import WeightModel, simulate
from prioritizer.robustness.weighting import plant
from prioritizer.scoring import score_tree, tiers

BASE = np.random.default_rng(0).random((20, 6))
TREE = WeightModel([3, 2, 1, 1, 1, 1], [0, 0, 0, 1, 1, 2], [1, 1, 1])
PLACES = {"voices": [0, 1], "links": [2], "ranges": [3, 4], "ratings": [5]}


def draw(active, n, noise=0.05):
    """Noise per source, the same whichever others are active."""
    out = np.repeat(BASE[None], n, axis=0)
    for number, (source, columns) in enumerate(PLACES.items()):
        if source in active:
            error = np.random.default_rng(number).normal(0, noise, (n, len(BASE), len(columns)))
            out[:, :, columns] += error
    return np.clip(out, 0, 1)


def run(**options):
    options = {"weights": TREE, "n_draws": 2_000, "n_replicates": 200, **options}
    return simulate(options.pop("draw_values", draw), **options)


def test_workers_change_no_byte():
    alone, shared = run(n_jobs=1), run(n_jobs=2)
    for field in dataclasses.fields(alone):
        one, two = getattr(alone, field.name), getattr(shared, field.name)
        assert np.array_equal(one, two, equal_nan=not isinstance(one, tuple)), field.name


def test_every_draw_gives_every_rank_once():
    result = run()
    assert np.allclose(result.acceptability.sum(axis=0), 1)
    assert np.allclose(result.acceptability.sum(axis=1), 1)
    assert np.allclose(result.p_top, result.acceptability[:, :10].sum(axis=1))
    assert (result.rank_low <= result.rank_high).all()
    inside = [
        row[low - 1 : high].sum()
        for row, low, high in zip(
            result.acceptability, result.rank_low, result.rank_high, strict=True
        )
    ]
    assert min(inside) >= 0.9


def test_the_order_is_that_of_the_point_scores():
    scores = score_tree(BASE, TREE.inner_weights, TREE.criterion_of, TREE.criterion_weights).score
    assert run().order.tolist() == np.argsort(-scores, kind="stable").tolist()


def test_nothing_drawn_leaves_the_ranking_as_it_is():
    result = run(sources=())
    ranks = np.empty(20, dtype=int)
    ranks[result.order] = np.arange(1, 21)
    assert result.rank_low.tolist() == result.rank_high.tolist() == ranks.tolist()
    assert np.allclose(result.score_low, result.score_high)
    assert result.tier.tolist() == ranks.tolist()


def test_agendas_behind_a_gate_have_a_score_but_no_rank():
    eligible = np.ones(20, dtype=bool)
    eligible[[2, 5]] = False
    result = run(eligible=eligible)
    assert result.acceptability.shape == (20, 18)
    assert np.isnan(result.p_top[[2, 5]]).all()
    assert result.tier[[2, 5]].tolist() == [0, 0]
    assert result.rank_high[[2, 5]].tolist() == [0, 0]
    assert np.isfinite(result.score_low).all()
    assert result.p_top[eligible].sum() == pytest.approx(10)
    assert sorted(result.order.tolist()) == np.flatnonzero(eligible).tolist()
    assert run(eligible=np.zeros(20, dtype=bool)).tier.tolist() == [0] * 20


def test_tiers_follow_the_chances_of_pairs():
    result = run()
    places = np.empty(20, dtype=int)
    places[result.pairs] = np.arange(20)
    whole = result.p_joint[np.ix_(places, places)]
    assert result.tier.tolist() == tiers(result.order, whole).tolist()
    assert np.allclose((whole + whole.T)[~np.eye(20, dtype=bool)], 1)


def test_agendas_that_are_alike_are_never_parted():
    def twins(active, n):
        values = draw(active, n)
        values[:, 1] = values[:, 0]
        return values

    result = run(draw_values=twins)
    assert result.acceptability[0].tolist() == result.acceptability[1].tolist()
    assert result.tier[0] == result.tier[1]


def test_shares_of_uncertainty_sum_to_one():
    result = run()
    assert np.allclose(result.shares.sum(axis=1), 1)
    assert result.overall_shares.sum() == pytest.approx(1)
    assert result.sources == ("voices", "links", "ranges", "ratings", "weights")


def test_a_source_that_moves_nothing_has_no_share_and_the_only_one_has_all():
    def only_ranges(active, n):
        return draw(active & {"ranges"}, n)

    stated = dataclasses.replace(TREE, concentration=None)
    result = run(draw_values=only_ranges, weights=stated)
    assert result.overall_shares.tolist() == [0, 0, 1, 0, 0]


def test_the_source_with_the_larger_error_has_the_larger_share():
    def skewed(active, n):
        quiet, loud = draw(active & {"voices"}, n, 0.01), draw(active & {"ranges"}, n, 0.3)
        return np.clip(quiet + loud - BASE, 0, 1)

    shares = run(draw_values=skewed).overall_shares
    assert shares[2] > shares[0]


def test_an_indicator_nobody_has_leaves_its_weight_to_its_siblings():
    def without(active, n):
        values = draw(active, n)
        values[:, :, [1, 5]] = np.nan
        return values

    result = run(draw_values=without)
    assert np.isfinite(result.p_top).all()
    assert np.nanmax(result.central_weights[:, 2]) == 0  # its only indicator is not measured


def test_seeds_change_draws_and_nothing_else():
    one, other = run(seed=1), run(seed=2)
    assert not np.array_equal(one.acceptability, other.acceptability)
    assert one.order.tolist() == other.order.tolist()


@pytest.mark.parametrize(
    "change",
    [
        {"intervals": [[0.2, 0.5], [0.3, 0.4], [0.0, 1.0]]},
        {"order": [2, 0, 1]},
        {"members": [[1, 0, 0], [2, 1, 1]]},
        {"concentration": 50.0},
        {"concentration": None},
        {"inner_concentration": [20.0, np.nan, 5.0]},
    ],
)
def test_drawn_weights_are_admissible(change):
    tree = plant(dataclasses.replace(TREE, **change), np.ones(6, dtype=bool))
    criteria, layers = tree.draw(4_000, np.random.default_rng(0))
    assert np.allclose(criteria.sum(axis=1), 1)
    assert np.allclose(layers.sum(axis=1), 1)
    assert criteria.min() >= 0
    if "intervals" in change:
        assert criteria[:, 1].min() >= 0.3 - 1e-12
        assert criteria[:, 1].max() <= 0.4 + 1e-12
        assert criteria[:, 0].std() > 0.05
    if "order" in change:
        assert (criteria[:, 2] >= criteria[:, 0]).all()
        assert (criteria[:, 0] >= criteria[:, 1]).all()
        assert criteria.mean(axis=0) == pytest.approx([5 / 18, 2 / 18, 11 / 18], abs=0.01)
    if "members" in change:
        assert np.unique(criteria, axis=0).tolist() == [[0.5, 0.25, 0.25], [1, 0, 0]]
    if change.get("concentration"):
        assert criteria.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.01)
        assert criteria.std() == pytest.approx(np.sqrt(2 / 9 / 51), abs=0.005)
    if "inner_concentration" in change:
        assert tree.layer_indicator == (0, 1, 2, -1, -1)
        assert layers[:, :3].mean(axis=0) == pytest.approx(np.array([3, 2, 1]) / 18, abs=0.01)


def test_weights_between_bounds_are_drawn_evenly():
    model = dataclasses.replace(TREE, intervals=[[0, 1], [0, 1], [0, 1]])
    drawn = plant(model, np.ones(6, dtype=bool)).draw(20_000, np.random.default_rng(0))[0]
    assert drawn.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.01)
    assert drawn.var(axis=0) == pytest.approx([1 / 18] * 3, abs=0.003)


def test_weights_that_cannot_be_are_refused():
    for change, words in (
        ({"intervals": [[0.5, 1], [0.5, 1], [0.5, 1]]}, "sum to 1 lie between"),
        ({"order": [0, 0, 1]}, "each criterion once"),
        ({"members": [[1, 1]]}, "3 weights of 0 or more"),
        ({"concentration": 0.0}, "above 0, or None"),
        ({"inner_concentration": -1.0}, "above 0, or NaN"),
    ):
        with pytest.raises(ValueError, match=words):
            run(weights=dataclasses.replace(TREE, **change))
    with pytest.raises(ValueError, match="n_draws is 0"):
        run(n_draws=0)
    with pytest.raises(ValueError, match="the eligible agendas, each once"):
        run(ranking=[0, 1])
