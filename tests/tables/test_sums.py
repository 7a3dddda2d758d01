"""Sums over parts do not depend on how the parts were cut."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.tables import sums
from prioritizer.tables.sums import RunningSum


@given(st.lists(st.integers(0, 40), max_size=4), st.integers(1, 20))
def test_cuts_and_early_sums_change_no_byte(cuts: list[int], at_once: int) -> None:
    rng = np.random.default_rng(len(cuts))
    table = pd.DataFrame(
        {
            "agenda_id": pd.Series(rng.choice(["A", "B", ""], 40), dtype="str"),
            "bucket": rng.integers(0, 3, 40),
            "n_voices": rng.integers(0, 99, 40) / 64,
        }
    )
    bounds = [0, *sorted(cuts), 40]
    parts = [table.iloc[a:b] for a, b in itertools.pairwise(bounds)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_AT_ONCE", at_once)
        said = RunningSum(["agenda_id", "bucket"], ["n_voices"], numbers=["bucket"])
        found = said.add_all(parts).total()
    whole = RunningSum(["agenda_id", "bucket"], ["n_voices"], numbers=["bucket"]).add(table).total()
    pd.testing.assert_frame_equal(found, whole)
    assert found["n_voices"].sum() == table["n_voices"].sum()


def test_a_table_that_lacks_a_sum_adds_nothing_to_it() -> None:
    one = pd.DataFrame({"agenda_id": ["A"], "n_voices": [1.0]})
    two = one.assign(n_campaign=2.0)
    said = RunningSum(["agenda_id"], ["n_voices", "n_campaign"]).add(one).add(two).total()
    assert said.to_numpy().tolist() == [["A", 2.0, 2.0]]
