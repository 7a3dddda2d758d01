"""How alike signals read across areas."""

import numpy as np
import pandas as pd
import pytest

from prioritizer.links.likeness import likeness_across_areas


def told(vectors, areas, agenda="A"):
    ids = [f"S{i}" for i in range(len(vectors))]
    sample = pd.DataFrame({"signal_id": ids, "text_key": range(len(ids)), "district": areas})
    links = pd.DataFrame({"signal_id": ids, "agenda_id": agenda})
    return likeness_across_areas(links, sample, np.asarray(vectors, float), "district")


def mean_cosine(vectors, areas, *, inside):
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    same = np.equal.outer(areas, areas)
    pick = np.triu(same if inside else ~same, 1)
    return cosine[pick].mean()


def test_it_is_the_mean_cosine_across_over_the_mean_cosine_inside():
    random = np.random.default_rng(4)
    areas = np.array(["x", "y", "z"])[random.integers(0, 3, 60)]
    vectors = random.random((60, 5)) + (areas == "x")[:, None] * np.array([3, 0, 0, 0, 0])
    wanted = mean_cosine(vectors, areas, inside=False) / mean_cosine(vectors, areas, inside=True)
    found = told(vectors, areas)
    assert found["alike_across_areas"].tolist() == pytest.approx([wanted], abs=1e-6)
    assert found[["n_signals", "n_areas"]].to_numpy().tolist() == [[60, 3]]


def test_the_same_words_everywhere_read_wholly_alike_and_other_words_not_at_all():
    areas = ["x", "y"] * 20
    assert told([[1.0, 2.0]] * 40, areas)["alike_across_areas"].tolist() == [1.0]
    apart = [[1.0, 0.0], [0.0, 1.0]] * 20
    assert told(apart, areas)["alike_across_areas"].tolist() == [0.0]


@pytest.mark.parametrize("areas", [["x"] * 40, [""] * 40, ["x", "y"] * 2, [*"xyzuvw"]])
def test_too_few_pairs_tell_nothing(areas):
    found = told(np.ones((len(areas), 2)), areas)
    assert found.empty
    assert list(found)[:2] == ["agenda_id", "alike_across_areas"]


def test_copies_count_once_and_empty_texts_not_at_all():
    areas = ["x", "y"] * 20
    vectors = np.vstack([np.ones((38, 2)), np.zeros((2, 2))])
    assert told(vectors, areas)["n_signals"].tolist() == [38]
    ids = [f"S{i}" for i in range(40)]
    sample = pd.DataFrame({"signal_id": ids, "text_key": 1, "district": areas})
    links = pd.DataFrame({"signal_id": ids, "agenda_id": "A"})
    assert likeness_across_areas(links, sample, np.ones((40, 2)), "district").empty
