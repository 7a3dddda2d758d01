import numpy as np
from sklearn.utils.estimator_checks import parametrize_with_checks

from prioritizer.themes import ThemeModel


@parametrize_with_checks([ThemeModel(n_themes=2, random_state=0)])
def test_theme_model_keeps_the_sklearn_contract(estimator, check):
    check(estimator)


def test_the_same_seed_gives_the_same_themes():
    rng = np.random.default_rng(0)
    points = np.vstack([rng.normal(c, 0.1, (60, 5)) for c in np.eye(5)[:3]])
    one, two = (ThemeModel(n_themes=3, random_state=4).fit(points).labels_ for _ in range(2))
    assert (one == two).all()
    assert len(set(one)) == 3
