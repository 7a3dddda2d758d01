import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.text import TextVectors
from prioritizer.themes import (
    ThemeModel,
    match_themes,
    number_parents,
    number_themes,
    theme_words,
)

MATTERS = {
    "light": ["ไฟถนนดับ", "ไฟทางดับมืดมาก", "ไฟส่องสว่างดับ", "เสาไฟดับหลายดวง"],
    "flood": ["น้ำท่วมขัง", "ฝนตกน้ำท่วม", "น้ำท่วมขังหน้าบ้าน", "ระบายน้ำไม่ทันน้ำท่วม"],
    "waste": ["ขยะล้นถัง", "ไม่เก็บขยะ", "กองขยะเหม็น", "ทิ้งขยะริมทาง"],
    "dogs": ["หมาจรจัดดุ", "หมาจรจัดกัดคน", "ฝูงหมาจรจัด", "หมาจรจัดเห่าทั้งคืน"],
}


def learnt(matters, seed):
    rng = np.random.default_rng(seed)
    texts = [str(rng.choice(MATTERS[m])) + f" จุดที่ {i}" for m in matters for i in range(20)]
    vectors = TextVectors(n_components=20, random_state=0).fit(texts).embed(texts)
    model = ThemeModel(n_themes=len(matters), random_state=seed)
    labels = model.fit(vectors.dense, words=vectors.words).labels_
    return labels, theme_words(labels, vectors, len(matters))


def remembered(words, ids):
    return words.assign(theme_id=[ids[t] for t in words["theme"]])


def test_a_theme_keeps_its_id_in_another_month():
    labels, words = learnt(["light", "flood", "waste"], 0)
    ids = ["T11", "T12", "T13"]
    later_labels, later = learnt(["waste", "light", "flood"], 7)
    matched = match_themes(remembered(words, ids), later)
    was = {"light": ids[labels[0]], "flood": ids[labels[20]], "waste": ids[labels[40]]}
    now = {m: matched[later_labels[20 * i]] for i, m in enumerate(["waste", "light", "flood"])}
    assert now == was


def test_a_new_matter_gets_a_number_that_was_never_used():
    labels, words = learnt(["light", "flood", "waste"], 0)
    later_labels, later = learnt(["light", "flood", "dogs"], 3)
    matched = match_themes(remembered(words, ["T01", "T02", "T03"]), later)
    ids = number_themes(matched, 3, ["T01", "T02", "T03", "T08"])
    assert ids[later_labels[40]] == "T09"
    assert ids[later_labels[0]] == f"T{labels[0] + 1:02}"


def test_nothing_remembered_is_nothing_matched():
    none = pd.DataFrame({"theme_id": [], "word": [], "weight": []})
    assert match_themes(none, learnt(["light", "flood"], 0)[1]) == {}


weights = st.dictionaries(
    st.tuples(st.integers(0, 5), st.sampled_from(list("abcdefgh"))), st.floats(0.05, 1), min_size=1
)


def table(cells, key, prefix=None):
    rows = [(t if prefix is None else f"{prefix}{t:02}", w, v) for (t, w), v in cells.items()]
    found = pd.DataFrame(rows, columns=[key, "word", "weight"])
    length = found.groupby(key)["weight"].transform(lambda x: np.sqrt((x**2).sum()))
    return found.assign(weight=found["weight"] / length)


@given(weights, weights)
def test_no_id_is_given_twice(before, after):
    matched = match_themes(table(before, "theme_id", "T"), table(after, "theme"))
    assert len(set(matched.values())) == len(matched)
    ids = number_themes(matched, 6, [f"T{t:02}" for t, _ in before])
    assert len(set(ids)) == 6


@given(weights)
def test_the_same_themes_are_found_again_whatever_their_order(cells):
    before, now = table(cells, "theme_id", "T"), table(cells, "theme")
    alike = before.groupby("theme_id")["weight"].apply(tuple)
    for number, theme_id in match_themes(before, now).items():
        if theme_id != f"T{number:02}":  # only themes of the very same likeness may swap
            assert len(alike) > 1
    assert set(match_themes(before, now)) == set(now["theme"])


def test_a_broad_theme_keeps_the_id_that_most_of_its_themes_had():
    earlier = {"T01": "B01", "T02": "B01", "T03": "B02"}
    named = number_parents(["B01", "B02", "B02"], ["T03", "T01", "T02"], earlier, ["B01", "B02"])
    assert named == {"B01": "B02", "B02": "B01"}
    assert number_parents(["B01"], ["T99"], earlier, ["B01", "B07"]) == {"B01": "B08"}
