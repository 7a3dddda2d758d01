"""From what a study states of its weights to what is drawn."""

import numpy as np
import pandas as pd
import pytest

from prioritizer.errors import ConfigError
from prioritizer.robustness import pairwise_winning, weight_model, winning_of_model
from prioritizer.robustness.weighting import draw_criteria, plant

SPECS = pd.DataFrame(
    {
        "criterion": ["citizen", "quick", "copy"],
        "criterion_weight": [2.0, 1.0, 1.0],
        "indicator": ["reach", "time", "precedent"],
        "weight": [1.0, 1.0, 1.0],
        "concentration": [np.nan] * 3,
    }
)
VALUES = np.array([[0.9, 0.2, 0.5], [0.4, 0.8, 0.5], [0.1, 0.3, 0.4]])


def drawn(settings, members=None, n=4000):
    model = weight_model(SPECS, settings, members)
    tree = plant(model, [True] * 3)
    return model, draw_criteria(model, tree.outer, tree.active, n, np.random.default_rng(1))


def test_dirichlet_lies_round_the_stated_weights():
    model, weights = drawn({"weights": "dirichlet", "criteria_concentration": 12.0})
    assert weights.mean(axis=0) == pytest.approx([0.5, 0.25, 0.25], abs=0.02)
    assert winning_of_model(VALUES, model) == pytest.approx(
        pairwise_winning(VALUES, alpha=[6, 3, 3])
    )


def test_an_order_is_kept_in_every_draw():
    model, weights = drawn({"weights": "order", "order": ("copy", "citizen", "quick")})
    assert (weights[:, 2] >= weights[:, 0]).all()
    assert (weights[:, 0] >= weights[:, 1]).all()
    # the mean of all weights in that order is the rank-order centroid
    assert weights.mean(axis=0) == pytest.approx([5 / 18, 2 / 18, 11 / 18], abs=0.02)
    wins = (weights @ VALUES.T[:, 0] > weights @ VALUES.T[:, 1]).mean()
    assert winning_of_model(VALUES, model)[0, 1] == pytest.approx(wins, abs=0.02)


def test_an_order_may_name_what_the_study_does_not_measure():
    settings = {"weights": "order", "order": ("quick", "gone", "citizen", "copy")}
    assert weight_model(SPECS, settings).order == (1, 0, 2)


def test_intervals_bound_every_draw_and_have_no_closed_form():
    settings = {"weights": "intervals", "intervals": {"citizen": (0.4, 0.5), "copy": (0.0, 0.2)}}
    model, weights = drawn(settings)
    assert ((weights[:, 0] >= 0.4 - 1e-12) & (weights[:, 0] <= 0.5 + 1e-12)).all()
    assert (weights[:, 2] <= 0.2 + 1e-12).all()
    assert weights.sum(axis=1) == pytest.approx(np.ones(len(weights)))
    assert np.isnan(winning_of_model(VALUES, model)[0, 1])


def test_members_are_drawn_one_at_a_time():
    members = pd.DataFrame({"member_id": ["a", "b"], "citizen": [1, 0], "quick": [0, 3], "copy": 1})
    model, weights = drawn({"weights": "members"}, members)
    assert {tuple(row) for row in weights.round(9)} == {(0.5, 0.0, 0.5), (0.0, 0.75, 0.25)}
    # a: .7 : .45, b: .275 : .725
    assert winning_of_model(VALUES, model)[0, 1] == 0.5


def test_what_cannot_be_drawn_is_refused_before_the_work():
    tight = {"citizen": (0.0, 0.2), "quick": (0.0, 0.2), "copy": (0.0, 0.2)}
    with pytest.raises(ConfigError, match=r"intervals.*no weights that sum to 1.*Widen"):
        weight_model(SPECS, {"weights": "intervals", "intervals": tight})
    with pytest.raises(ConfigError, match="'members', but there are none"):
        weight_model(SPECS, {"weights": "members"})
    with pytest.raises(ConfigError, match="no column 'quick'"):
        weight_model(
            SPECS, {"weights": "members"}, pd.DataFrame({"member_id": ["a"], "citizen": [1]})
        )
