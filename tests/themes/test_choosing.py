import numpy as np
import pytest

from prioritizer.text.vectors_exact import unit_rows
from prioritizer.themes.choosing import choose_n_themes
from prioritizer.themes.graph import NeighbourGraph


def heaps(n_heaps, each, spread, seed=0, n_features=40):
    rng = np.random.default_rng(seed)
    centres = rng.normal(0, 1, (n_heaps, n_features))
    points = np.repeat(centres, each, axis=0) + rng.normal(0, spread, (n_heaps * each, n_features))
    return unit_rows(points)


@pytest.mark.parametrize("n_heaps", [5, 12, 30])
def test_about_as_many_themes_are_chosen_as_heaps_stand_apart(n_heaps):
    graph = NeighbourGraph(heaps(n_heaps, 40, 0.5))
    chosen = choose_n_themes(graph, np.random.default_rng(0)).n_themes
    assert 0.75 * n_heaps <= chosen <= 2 * n_heaps


def test_the_choice_says_what_it_tried_and_why():
    choice = choose_n_themes(NeighbourGraph(heaps(6, 30, 0.4)), np.random.default_rng(0))
    assert len(choice.tried) == len(choice.merit) == len(choice.cohesion)
    assert choice.tried[0] <= choice.n_themes <= choice.tried[-1]
    assert (np.diff(choice.cohesion) > -0.05).all()  # every cut brings texts nearer


@pytest.mark.parametrize("n", [1, 2, 3, 7, 9])
def test_a_handful_of_texts_still_gets_a_number(n):
    rows = unit_rows(np.random.default_rng(0).normal(0, 1, (n, 5)))
    chosen = choose_n_themes(NeighbourGraph(rows), np.random.default_rng(0)).n_themes
    assert 1 <= chosen <= n
