"""What a performance is worth is one thing, whoever asks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.criteria.anchors import Anchors
from prioritizer.scoring import values_of

end = st.integers(1, 400).map(float)


@pytest.mark.parametrize(("worst", "best"), [(1.0, 100.0), (100.0, 1.0)])
def test_a_figure_without_a_logarithm_is_worth_nothing_whichever_end_is_best(worst, best):
    anchors = Anchors("log", worst=worst, best=best, offset=2.0)
    figures = [-50.0, -2.0, np.nan, worst, best]
    np.testing.assert_allclose(anchors.values(figures), [0.0, 0.0, np.nan, 0.0, 1.0])


@given(
    ends=st.tuples(end, end).filter(lambda p: p[0] != p[1]),
    offset=st.floats(0, 50).map(lambda x: round(x, 2)),
    figures=st.lists(st.floats(-100, 1000).map(lambda x: round(x, 3)), min_size=1),
    shape=st.sampled_from(["linear", "log"]),
)
def test_a_run_and_the_scoring_library_give_every_figure_the_same_value(
    ends, offset, figures, shape
):
    worst, best = ends
    run = Anchors(shape, worst=worst, best=best, offset=offset).values(figures)
    library = values_of(figures, shape=shape, worst=worst, best=best, offset=offset).values
    np.testing.assert_allclose(run, library, rtol=0, atol=2e-9)
