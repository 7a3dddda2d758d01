"""What holds of the estimate of how often an agenda is spoken for."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from prioritizer.links.prevalence import _drawn_together, _share

SHARES = st.lists(st.floats(0, 0.5), min_size=1, max_size=12)


@given(SHARES, st.floats(0, 1), st.data())
def test_shares_of_bare_titles_keep_their_order_and_move_by_half_at_most(shares, trust, data):
    own = np.round(np.array(shares), 6)
    bare = np.array(data.draw(st.lists(st.booleans(), min_size=len(own), max_size=len(own))))
    drawn = _drawn_together(own, np.full(len(own), trust), bare)
    assert (drawn[~bare] == own[~bare]).all()
    assert (drawn <= own * 1.5 + 1e-12).all()
    assert (drawn >= own / 1.5 - 1e-12).all()
    order = np.argsort(own[bare], kind="stable")
    assert (np.diff(drawn[bare][order]) >= -1e-12).all()


def test_shares_that_are_trusted_stay_and_those_of_three_titles_too():
    own, bare = np.array([0.01, 0.02, 0.2, 0.1]), np.ones(4, bool)
    np.testing.assert_allclose(_drawn_together(own, np.ones(4), bare), own)
    np.testing.assert_array_equal(_drawn_together(own[:3], np.zeros(3), bare[:3]), own[:3])
    drawn = _drawn_together(own, np.zeros(4), bare)
    assert drawn[0] > own[0]
    assert drawn[2] < own[2]


def test_the_same_words_stand_for_more_voices_where_they_are_a_titles_words():
    """Citizens' words were chosen because citizens say them; a title's were not."""
    held = np.zeros(4000)
    held[:120] = np.arange(120) % 2
    found = sparse.csr_matrix(held[:, None], dtype=np.float32)
    likeness = np.linspace(1, 0, 4000).astype(np.float32)
    (title, _), (words, _) = (_share(found, 60.0, likeness, bare=b) for b in (True, False))
    assert title > words > 60 / 4000
