import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.utils.estimator_checks import parametrize_with_checks

from prioritizer.text import TextVectors
from prioritizer.themes import ThemeModel

TEXTS = [
    *("ไฟถนนดับ มืดมาก", "ไฟทางดับทั้งซอย", "ไฟส่องสว่างดับ", "ไฟถนนดับหลายดวง"),
    *("น้ำท่วมขังถนน", "ฝนตกน้ำท่วม", "น้ำท่วมขังหน้าบ้าน", "น้ำท่วมซอย ระบายไม่ทัน"),
    *("broken street light", "the street light is out", "street light broken again", "light out"),
]


@parametrize_with_checks(
    [ThemeModel(n_themes=2, random_state=0), ThemeModel(n_themes=2, n_resamples=2, random_state=0)]
)
def test_theme_model_keeps_the_sklearn_contract(estimator, check):
    check(estimator)


def three_heaps(seed=0, n=60):
    rng = np.random.default_rng(seed)
    return np.vstack([rng.normal(centre, 0.1, (n, 5)) for centre in np.eye(5)[:3]])


def test_the_same_seed_gives_the_same_themes():
    one, two = (ThemeModel(n_themes=3, random_state=4).fit(three_heaps()).labels_ for _ in range(2))
    assert (one == two).all()
    assert len(set(one)) == 3


def test_heaps_that_stand_apart_are_found_and_are_stable():
    model = ThemeModel(n_themes=3, n_resamples=3, random_state=0).fit(three_heaps())
    assert all(len(set(model.labels_[i : i + 60])) == 1 for i in (0, 60, 120))
    assert (model.stability_ > 0.9).all()


def test_one_heap_cut_in_five_is_not_stable():
    rng = np.random.default_rng(0)
    model = ThemeModel(n_themes=5, n_resamples=3, random_state=0).fit(rng.normal(0, 1, (300, 20)))
    assert model.stability_.mean() < 0.6


def test_themes_of_a_mixed_corpus_part_matters_and_languages():
    vectors = TextVectors(n_components=10).fit(TEXTS).embed(TEXTS)
    labels = ThemeModel(n_themes=3, random_state=0).fit(vectors.dense, words=vectors.words).labels_
    assert len(set(labels[:4])) == len(set(labels[4:8])) == len(set(labels[8:])) == 1
    assert len(set(labels)) == 3


def test_silent_signals_teach_nothing_and_stand_apart():
    points = three_heaps()
    silent = np.arange(len(points)) < 60
    model = ThemeModel(n_themes=2, random_state=0).fit(points, silent=silent)
    assert set(model.labels_[:60]) == {model.n_themes_}
    assert set(model.labels_[60:]) == {0, 1}
    assert set(model.predict(points, silent=silent)[:60]) == {model.n_themes_}


def test_signals_that_all_say_nothing_are_refused():
    with pytest.raises(ValueError, match="say something"):
        ThemeModel(n_themes=2).fit(three_heaps(), silent=np.ones(180, bool))


def test_copies_of_a_text_change_no_border():
    points = three_heaps()
    many = np.vstack([points, np.repeat(points[:1], 500, axis=0)])
    labels = ThemeModel(n_themes=3, random_state=0).fit(many).labels_
    assert all(len(set(labels[i : i + 60])) == 1 for i in (0, 60, 120))


def test_more_themes_than_texts_gives_as_many_as_texts():
    assert ThemeModel(n_themes=50, random_state=0).fit(np.eye(4)).n_themes_ == 4


def test_a_number_below_one_is_refused():
    with pytest.raises(ValueError, match="at least one theme"):
        ThemeModel(n_themes=0).fit(np.eye(4))


def test_words_of_a_new_signal_decide_over_its_place():
    words = csr_matrix(np.repeat(np.eye(3), 60, axis=0))
    model = ThemeModel(n_themes=3, random_state=0).fit(three_heaps(), words=words)
    own = model.labels_[[0, 60, 120]]
    assert (model.predict(np.eye(5)[:3], csr_matrix(np.eye(3))) == own).all()


def test_no_theme_is_left_without_a_text():
    """Texts that differ by a number only say the same words: their words join them again."""
    texts = [f"{text} {n} วัน" for n in range(2, 42) for text in ("ไฟถนนดับ", "น้ำท่วมตลาด", "ขยะล้นถัง")]
    vectors = (
        TextVectors(min_word_texts=1, min_gram_texts=1, random_state=0).fit(texts).embed(texts)
    )
    model = ThemeModel(n_themes=9, n_resamples=2, random_state=0)
    model.fit(vectors.dense, words=vectors.words)
    assert set(model.labels_) == set(range(model.n_themes_))
    assert len(model.centres_) == len(model.stability_) == model.n_themes_
    assert set(model.predict(vectors.dense, vectors.words)) <= set(range(model.n_themes_))
