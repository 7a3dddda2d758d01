import os
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import estimator_checks

from prioritizer.errors import InputError
from prioritizer.text import TextVectors

TEXTS = [
    *("ไฟถนนดับ มืดมาก", "ไฟทางดับทั้งซอย", "น้ำท่วมขังถนน", "ฝนตกน้ำท่วม"),
    *("street light broken", "the street light is out", "flooded road", "road under water"),
]


@pytest.mark.parametrize(
    "name",
    [
        *("check_estimator_cloneable", "check_estimator_repr", "check_estimator_tags_renamed"),
        *("check_no_attributes_set_in_init", "check_parameters_default_constructible"),
        *("check_get_params_invariance", "check_set_params", "check_valid_tag_types"),
        "check_mixin_order",
    ],
)
def test_text_vectors_keep_the_sklearn_contract(name):
    # parametrize_with_checks feeds numbers and skips estimators of texts: these checks need none,
    # and the tests below are those that need texts
    check = getattr(estimator_checks, name)
    check("TextVectors", TextVectors(n_components=3))


def test_fit_changes_no_parameter_and_forgets_what_it_learnt_before():
    vectors = TextVectors(n_components=3)
    before = vectors.get_params()
    one = vectors.fit(["a cat", "the cat", "a dog", "a dog"] * 3).fit(TEXTS)
    assert vectors.get_params() == before
    other = clone(vectors).fit(TEXTS)
    assert (one.components_ == other.components_).all()
    assert (one.vocabulary_ == other.vocabulary_).all()


def test_fit_transform_is_fit_then_transform():
    one = TextVectors(n_components=3).fit_transform(TEXTS)
    assert (one != TextVectors(n_components=3).fit(TEXTS).transform(TEXTS)).nnz == 0


def test_a_pickled_model_turns_texts_alike(fitted):
    again = pickle.loads(pickle.dumps(fitted))
    assert (again.embed(TEXTS).dense == fitted.embed(TEXTS).dense).all()


def test_what_is_not_fitted_says_so():
    with pytest.raises(NotFittedError):
        TextVectors().transform(TEXTS)


@pytest.fixture(scope="module")
def fitted():
    return TextVectors(n_components=5).fit(TEXTS * 3)


def test_rows_have_length_one_and_unknown_texts_none(fitted):
    rows = fitted.transform([*TEXTS, "", "zzz qqq"])
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(1)).ravel())
    assert np.allclose(length[:8], 1, atol=1e-4)
    assert length[8] == 0


def test_each_text_is_turned_alone_whatever_stands_beside_it(fitted):
    whole = fitted.embed(TEXTS)
    for i, text in enumerate(TEXTS):
        alone = fitted.embed([text])
        assert (alone.dense[0] == whole.dense[i]).all()
        assert (alone.sparse != whole.sparse[i]).nnz == 0


def test_every_column_has_a_name(fitted):
    names = fitted.get_feature_names_out()
    assert len(names) == fitted.transform(TEXTS).shape[1]
    assert "word:ถนน" in names
    assert any(name.startswith("gram:") for name in names)


def test_words_outside_the_vocabulary_are_counted(fitted):
    assert fitted.embed(["street zebra"]).n_unknown.tolist() == [1]


def test_thai_is_nearer_to_thai_that_says_the_same(fitted):
    rows = fitted.transform(TEXTS)
    alike = (rows @ rows.T).toarray()
    assert alike[0, 1] > alike[0, 3]
    assert alike[4, 5] > alike[4, 6]


@pytest.mark.parametrize("texts", ["one string", [1, 2], ["", ""]])
def test_what_is_no_list_of_texts_is_refused(texts):
    with pytest.raises(InputError, match=r"string|Text number|hold no word"):
        TextVectors().fit(texts)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_can_be_turned(fitted, texts):
    found = fitted.embed(texts)
    assert found.dense.shape == (len(texts), fitted.components_.shape[1])
    assert np.isfinite(found.dense).all()


_HASH = """
import hashlib, numpy as np
from prioritizer.text import TextVectors
from prioritizer.themes import ThemeModel
rng = np.random.default_rng(0)
words = ["ไฟถนนดับ", "น้ำท่วมขัง", "ขยะล้น", "หมาจรจัด", "pothole", "noise", "เสียงดัง", "ตัดต้นไม้"]
texts = [" ".join(rng.choice(words, 3)) + f" {i % 50}" for i in range(150)]
vectors = TextVectors(n_components=20).fit(texts)
said = vectors.embed(texts)
model = ThemeModel(n_themes="auto", n_resamples=2, random_state=0).fit(said)
found = hashlib.sha256()
for part in (vectors.components_, said.dense, said.sparse.data, model.labels_.astype("int64"),
             model.centres_, model.stability_, model.word_model_.log_share):
    found.update(np.ascontiguousarray(part).tobytes())
print(found.hexdigest())
"""


def test_the_bytes_are_the_same_on_other_processors_and_threads():
    found = set()
    for core, threads in (("", "2"), ("Nehalem", "1")):
        own = {**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        if core:
            own["OPENBLAS_CORETYPE"] = core
        done = subprocess.run(
            [sys.executable, "-c", _HASH], env=own, capture_output=True, text=True, check=True
        )
        found.add(done.stdout.strip())
    assert len(found) == 1


def test_fitting_and_embedding_at_once_is_fitting_then_embedding():
    texts = ["ไฟถนนดับ", "ไฟดับทั้งถนน", "street light broken", "the light is broken", ""]
    once = TextVectors().fit_embed(texts)
    twice = TextVectors().fit(texts).embed(texts)
    for name in ("words", "sparse"):
        assert (getattr(once, name) != getattr(twice, name)).nnz == 0
    assert (once.dense == twice.dense).all()
    assert (once.n_unknown == twice.n_unknown).all()


def test_one_text_less_turns_the_dense_vectors_by_little(monkeypatch):
    monkeypatch.setattr("prioritizer.text.vectors._BASIS_ROWS", 100)
    random = np.random.default_rng(3)
    things = ["ไฟ", "ถนน", "ขยะ", "น้ำ", "หมา", "ท่อ", "ป้าย", "รถ", "ต้นไม้", "เสียง", "ฝุ่น", "สะพาน"]
    what = ["พัง", "ดับ", "ล้น", "ท่วม", "ดัง", "เหม็น", "ขวาง", "หัก", "เก่า", "อันตราย"]
    texts = [
        " ".join([*random.choice(things, 3), *random.choice(what, 2), f"ซอย{i % 17}"])
        for i in range(200)
    ]
    whole, less = (
        TextVectors(8, random_state=1).fit(part).embed(texts).dense for part in (texts, texts[1:])
    )
    turned = np.abs(whole @ whole.T - less @ less.T).mean()
    assert turned < 0.06  # another draw of the rows alone turns them by .13
