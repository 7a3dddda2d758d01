"""What one signal gives to the agendas that it may speak for."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.links.shares import at_most_one, expected_shares

chances = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def counted(chance: list[float]) -> np.ndarray:
    """Expect 1/k by going through all that a signal may turn out to speak for."""
    shares = np.zeros(len(chance))
    for said in itertools.product([0, 1], repeat=len(chance)):
        weight = np.prod([p if yes else 1 - p for p, yes in zip(chance, said, strict=True)])
        shares += weight * np.array(said) / max(sum(said), 1)
    return shares


@given(chances)
def test_expected_shares_are_those_of_all_that_may_turn_out(chance):
    assert expected_shares(np.array([chance]))[0] == pytest.approx(counted(chance), abs=1e-9)


@given(st.lists(chances.map(lambda c: (c * 8)[:8]), min_size=1, max_size=5))
def test_a_signal_gives_one_voice_at_most_and_no_more_than_its_chances(rows):
    made = expected_shares(np.array(rows))
    assert (made.sum(axis=1) <= 1 + 1e-9).all()
    assert (made <= np.array(rows) + 1e-12).all()


def test_forty_agendas_share_one_voice_too():
    made = expected_shares(np.full((1, 40), 0.9))
    assert made.sum() == pytest.approx(1.0)


def test_rows_above_one_are_scaled_down_and_others_left():
    assert at_most_one(np.array([[1.0, 1.0], [0.2, 0.3]])).tolist() == [[0.5, 0.5], [0.2, 0.3]]
