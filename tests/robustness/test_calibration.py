import numpy as np
import pytest

from prioritizer.robustness import WeightModel
from prioritizer.robustness.calibration import MOST_STRETCH, rank_stretch
from prioritizer.robustness.drawing import draw_scores
from prioritizer.robustness.weighting import plant

TREE = plant(WeightModel([1], [0], [1], concentration=None), [True])
EVERYBODY = np.ones(40, dtype=bool)


def _replicates(spread, noise, seed=0):
    random = np.random.default_rng(seed)
    seen = 0.5 + spread * np.linspace(-1, 1, 40) + noise * random.standard_normal(40)
    return (seen + noise * random.standard_normal((300, 40)))[None]


def test_draws_of_agendas_that_lie_well_apart_are_left_as_they_are():
    assert rank_stretch(_replicates(0.4, 0.005), TREE, EVERYBODY) == pytest.approx(1, abs=0.01)
    assert rank_stretch(_replicates(0.4, 0.0), TREE, EVERYBODY) == 1


def test_draws_of_near_ties_are_stretched_and_never_without_end():
    mild, strong = (rank_stretch(_replicates(s, 0.02), TREE, EVERYBODY) for s in (0.05, 0.01))
    assert 1 < mild < strong <= MOST_STRETCH


def test_too_few_agendas_or_replicates_tell_nothing():
    layers = _replicates(0.01, 0.02)
    assert rank_stretch(layers[:, :1], TREE, EVERYBODY) == 1
    assert rank_stretch(layers, TREE, np.arange(40) < 2) == 1


@pytest.mark.parametrize(("spread", "least"), [(0.3, 0.85), (0.06, 0.85), (0.01, 0.82)])
def test_intervals_of_ranks_hold_the_truth(spread, least):
    held = []
    for seed in range(60):
        layers = _replicates(spread, 0.02, seed)
        stretch = rank_stretch(layers, TREE, EVERYBODY)
        stream = np.random.SeedSequence(seed)
        ranks = draw_scores(layers, TREE, EVERYBODY, 300, stream, stretch=stretch).ranks
        low, high = np.quantile(ranks, (0.05, 0.95), axis=1)
        truth = np.arange(40, 0, -1)
        held.append(((low <= truth) & (truth <= high)).mean())
    assert np.mean(held) > least


def test_stretching_leaves_the_scores_alone():
    layers = _replicates(0.1, 0.02)
    stream = np.random.SeedSequence(0)
    plain, wide = (draw_scores(layers, TREE, EVERYBODY, 300, stream, stretch=s) for s in (1.0, 4.0))
    assert np.array_equal(plain.scores, wide.scores)
    assert wide.ranks.std(axis=1).mean() > plain.ranks.std(axis=1).mean()
