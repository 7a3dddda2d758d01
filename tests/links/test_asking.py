import numpy as np

from prioritizer.links.asking import candidates, choose_audit, choose_useful


def test_half_are_drawn_at_random_and_half_are_the_most_doubtful():
    n = 400
    chances = np.full((n, 2), 0.01)
    chances[:20] = 0.5
    dense = np.random.default_rng(0).standard_normal((n, 8)).astype(np.float32)
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    chosen = choose_useful(chances, dense, np.arange(n), 20, seed=0)
    assert len(set(chosen)) == 20
    assert (chosen < 20).sum() >= 9


def test_what_is_judged_is_not_asked_again():
    chances = np.full((50, 1), 0.4)
    dense = np.eye(50, dtype=np.float32)
    chosen = choose_useful(chances, dense, np.arange(30, 50), 40, seed=0)
    assert set(chosen) <= set(range(30, 50))


def test_alike_signals_are_not_asked_twice():
    chances = np.full((40, 1), 0.5)
    dense = np.zeros((40, 4), np.float32)
    dense[:, 0] = 1
    dense[39] = [0, 1, 0, 0]
    found = [choose_useful(chances, dense, np.arange(40), 4, seed=s) for s in range(8)]
    assert all(39 in chosen for chosen in found)


def test_an_audit_stands_for_every_signal():
    strongest = np.concatenate([np.zeros(700), np.full(200, 0.3), np.full(90, 0.8), np.full(10, 1)])
    rows, weight = choose_audit(strongest, np.arange(1000), 80, seed=1, n_signals=5000)
    assert len(rows) == len(set(rows)) == 80
    assert np.isclose(weight.sum(), 5000, rtol=1e-4)
    assert (strongest[rows] == 1).sum() == 10  # a small stratum is taken whole


def test_candidates_stand_in_the_order_of_the_agendas():
    assert candidates(np.array([[0.2, 0.01, 0.9, 0.4]])) == [[0, 2, 3]]


def test_one_matter_that_many_speak_of_does_not_fill_the_sheet():
    """Nine of ten doubtful signals are between the same two agendas; the others are asked for."""
    random = np.random.default_rng(3)
    n = 1000
    chances = np.full((n, 6), 0.001)
    chances[:180, :2] = 0.5
    chances[180:200, 2:] = 0.3
    dense = random.standard_normal((n, 30)).astype(np.float32)
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    chosen = choose_useful(chances, dense, np.arange(n), 20, seed=0)
    assert ((chosen >= 180) & (chosen < 200)).sum() >= 4
