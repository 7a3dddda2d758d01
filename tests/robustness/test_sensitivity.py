import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from prioritizer.robustness import flips_in_top, nearest_flip, swap_weights, weight_intervals
from prioritizer.robustness.flips import flip_distance
from prioritizer.scoring import competition_rank

values = arrays(float, st.tuples(st.integers(2, 7), st.just(3)), elements=st.integers(0, 20)).map(
    lambda grid: grid / 20
)
weights = arrays(float, 3, elements=st.integers(1, 9)).map(lambda w: w / w.sum())


def _ranks_at(table, shares, j, t):
    others = np.delete(shares, j) / np.delete(shares, j).sum()
    scores = t * table[:, j] + (1 - t) * (np.delete(table, j, axis=1) @ others)
    return competition_rank(scores)


@settings(max_examples=80)
@given(values, weights, st.integers(1, 4), st.integers(0, 2), st.floats(0.02, 0.98))
def test_nothing_changes_inside_a_weight_interval(table, shares, top_k, j, part):
    found = weight_intervals(table, shares, top_k=top_k)
    now = competition_rank(table @ shares)
    for i in range(len(table)):
        low, high = found.rank_low[i, j], found.rank_high[i, j]
        assert low - 1e-12 <= shares[j] <= high + 1e-12
        if high - low > 1e-6:
            assert _ranks_at(table, shares, j, low + part * (high - low))[i] == now[i]
        low, high = found.top_low[i, j], found.top_high[i, j]
        if high - low > 1e-6:
            rank = _ranks_at(table, shares, j, low + part * (high - low))[i]
            assert (rank <= top_k) == (now[i] <= top_k)


@settings(max_examples=80)
@given(values, weights, st.integers(1, 4), st.integers(0, 2))
def test_something_changes_just_outside_a_weight_interval(table, shares, top_k, j):
    found = weight_intervals(table, shares, top_k=top_k)
    now = competition_rank(table @ shares)
    step = 1e-7
    for i in range(len(table)):
        for bound, side in ((found.rank_low[i, j], -step), (found.rank_high[i, j], step)):
            if step < bound < 1 - step:
                at, there = (_ranks_at(table, shares, j, bound + d)[i] for d in (0, side))
                assert at != now[i] or there != now[i] or _meet(table, shares, j, bound, i)
        for bound, side in ((found.top_low[i, j], -step), (found.top_high[i, j], step)):
            if step < bound < 1 - step:
                at, there = (_ranks_at(table, shares, j, bound + d)[i] for d in (0, side))
                inside = now[i] <= top_k
                assert (at <= top_k) != inside or (there <= top_k) != inside


def _meet(table, shares, j, t, i):
    """One passes down while another passes up: the rank is lost for a moment only."""
    others = np.delete(shares, j) / np.delete(shares, j).sum()
    scores = t * table[:, j] + (1 - t) * (np.delete(table, j, axis=1) @ others)
    return (np.abs(scores - scores[i]) < 1e-9).sum() > 1


def test_the_shortlist_holds_between_the_bounds_of_all():
    table = np.random.default_rng(0).random((12, 3))
    shares = np.array([0.5, 0.3, 0.2])
    found = weight_intervals(table, shares, top_k=4)
    best = set(np.flatnonzero(competition_rank(table @ shares) <= 4))
    for j in range(3):
        for t in np.linspace(found.shortlist_low[j], found.shortlist_high[j], 9)[1:-1]:
            assert set(np.flatnonzero(_ranks_at(table, shares, j, t) <= 4)) == best


def test_intervals_can_be_asked_for_some_agendas_only():
    table = np.random.default_rng(0).random((12, 3))
    whole, some = (
        weight_intervals(table, [1, 1, 1]),
        weight_intervals(table, [1, 1, 1], rows=[3, 1]),
    )
    assert np.array_equal(whole.top_high[[3, 1]], some.top_high)
    rows = some.table([f"A{i}" for i in range(12)], ["a", "b", "c"])
    assert rows["agenda_id"].tolist() == ["A3"] * 3 + ["A1"] * 3
    assert len(rows) == 6


def test_one_criterion_holds_all_the_weight():
    found = weight_intervals([[0.2], [0.4]], [1])
    assert found.rank_low.tolist() == [[0.0], [0.0]]
    assert found.rank_high.tolist() == [[1.0], [1.0]]


@settings(max_examples=60, deadline=None)
@given(values, weights)
def test_a_programme_and_the_closed_form_find_the_same_flip(table, shares):
    scores = table @ shares
    first, second = int(scores.argmax()), int(scores.argmin())
    assume(scores[first] - scores[second] > 1e-6)
    flip = nearest_flip(table, shares, pair=(second, first))
    way = flip_distance(table[[second]] - table[[first]], shares)[0]
    assert (flip.first, flip.second) == (first, second)
    assert flip.possible == np.isfinite(way)
    if flip.possible:
        assert flip.moved == pytest.approx(way, abs=1e-7)
        assert flip.weights.sum() == pytest.approx(1)
        assert flip.weights.min() >= -1e-9
        assert (table[second] - table[first]) @ flip.weights >= -1e-7


def test_who_is_nowhere_better_never_catches_up():
    assert not nearest_flip([[0.9, 0.8], [0.1, 0.2]], [1, 1], pair=(0, 1)).possible


def test_the_shortlist_changes_at_the_nearest_of_all_pairs():
    table = np.random.default_rng(2).random((15, 3))
    shares = np.array([0.5, 0.3, 0.2])
    flip = nearest_flip(table, shares, top_k=5)
    order = np.argsort(-(table @ shares))
    ways = [nearest_flip(table, shares, pair=(i, o)).moved for i in order[:5] for o in order[5:]]
    assert flip.moved == pytest.approx(min(ways))
    assert flip.first in order[:5]
    assert flip.second in order[5:]
    assert not nearest_flip(table, shares, top_k=15).possible


def test_bounds_make_a_flip_dearer_or_impossible():
    table = np.random.default_rng(2).random((15, 3))
    shares = np.array([0.5, 0.3, 0.2])
    free = nearest_flip(table, shares, top_k=5)
    narrow = nearest_flip(table, shares, top_k=5, bounds=[[0.45, 0.55], [0.25, 0.35], [0.19, 0.21]])
    assert narrow.moved >= free.moved - 1e-9
    with pytest.raises(ValueError, match="one of the two"):
        nearest_flip(table, shares)


def test_pairs_of_the_shortlist_are_listed_nearest_first():
    table = np.random.default_rng(2).random((6, 3))
    flips = flips_in_top(table, [1, 1, 1], top_k=4)
    assert len(flips) == 6
    assert flips["moved"].is_monotonic_increasing


def test_two_agendas_swap_where_their_lines_cross():
    table = np.array([[0.9, 0.1, 0.3], [0.2, 0.8, 0.3]])
    shares = np.array([0.5, 0.3, 0.2])
    swaps = swap_weights(table, shares, 0, 1)
    for j in (0, 1):
        assert _ranks_at(table, shares, j, swaps[j]).tolist() == [1, 1]
    assert np.isnan(swap_weights([[0.9, 0.8], [0.1, 0.2]], [1, 1], 0, 1)).all()
