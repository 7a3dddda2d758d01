import numpy as np
import pandas as pd
import pytest

from prioritizer.text import TextVectors
from prioritizer.themes import broad_themes, describe_themes, says_nothing
from prioritizer.themes.heads import naming_worth
from prioritizer.themes.lexicon import opens_with_noun
from prioritizer.themes.terms import read_terms

LIGHT = ["ไฟถนนดับมืดมาก", "ไฟถนนดับหน้าตลาด", "ไฟถนนดับหลายดวง มืด", "แจ้งไฟถนนดับค่ะ"] * 5
FLOOD = ["น้ำท่วมขังหลังฝนตก", "น้ำท่วมขังหน้าบ้าน", "ฝนตกน้ำท่วมขัง", "ช่วยด้วยน้ำท่วมขัง"] * 5
HOLE = ["deep pothole on the road", "a pothole again", "this pothole is deep", "pothole here"] * 5
THANKS = ["ขอบคุณค่ะ", "แจ้งเรื่อง", "thank you", "สวัสดีครับ"] * 5


@pytest.fixture(scope="module")
def described():
    texts = [*LIGHT, *FLOOD, *HOLE, *THANKS]
    vectors = TextVectors(n_components=20).fit(texts).embed(texts)
    return describe_themes(
        np.repeat([0, 1, 2, 3], 20),
        vectors,
        texts=texts,
        n_themes=3,
        stability=np.array([0.9, 0.8, 0.7]),
    )


def test_labels_are_phrases_in_the_language_of_the_theme(described):
    assert described["label_th"].iloc[0].startswith("ไฟถนน")
    assert described["label_th"].iloc[1].startswith("น้ำท่วม")
    assert described["label_en"].iloc[2].split(" / ")[0].endswith("pothole")
    assert (described["label_en"].iloc[:2] == "").all()
    assert described["label_th"].iloc[2] == ""


def test_the_theme_that_says_nothing_stands_last_with_a_name_in_both_languages(described):
    last = described.iloc[-1]
    assert (last["theme_id"], last["parent_id"]) == ("T00", "B00")
    assert last["says_nothing"]
    assert last["label_th"]
    assert last["label_en"]
    assert np.isnan(last["stability"])


def test_stability_stands_beside_each_theme(described):
    assert described["stability"].iloc[:3].tolist() == [0.9, 0.8, 0.7]


def test_broad_themes_are_named_after_their_themes(described):
    broad = broad_themes(described)
    assert set(broad["theme_id"]) == set(described["parent_id"])
    assert (broad["parent_id"] == "").all()
    first = described["label_th"].iloc[0].split(" / ")[0]
    parent = broad.set_index("theme_id").loc[described["parent_id"].iloc[0], "label_th"]
    assert first in parent


def test_two_themes_do_not_bear_the_same_label():
    one = ["น้ำท่วมขังหน้าโรงพยาบาล คนไข้ลำบาก", "น้ำท่วมขัง รถพยาบาลเข้าไม่ได้"] * 10
    two = ["น้ำท่วมขังในนาข้าว ข้าวเสียหาย", "น้ำท่วมขัง ชาวนาขาดทุน ข้าวเสียหาย"] * 10
    texts = [*one, *two, *LIGHT]
    vectors = TextVectors(n_components=20).fit(texts).embed(texts)
    table = describe_themes(np.repeat([0, 1, 2], 20), vectors, texts=texts, n_themes=3)
    assert table["label_th"].iloc[:3].nunique() == 3


@pytest.mark.parametrize(
    "text",
    [
        *("แจ้งเรื่อง", "ขอบคุณค่ะ", "ขอบพระคุณมากครับ", "สวัสดีค่ะ รบกวนด้วยนะคะ", "ตามรูปค่ะ"),
        *("ฝากด้วยครับ", "ทดสอบระบบ", "เคยแจ้งแล้ว", "ติดตามเรื่อง", "...", "👍", "<PHONE>", "555"),
        *("please see attached photo", "Thanks!", "ok thank you", "same issue again", "n/a"),
    ],
)
def test_texts_without_a_matter_say_nothing(text):
    texts = [*LIGHT, *FLOOD, *HOLE, text]
    vectors = TextVectors(n_components=20).fit(texts)
    assert says_nothing(vectors.embed([text]), [text])[0]


@pytest.mark.parametrize(
    "text",
    [
        *("ไฟดับค่ะ", "ขอบคุณที่ซ่อมถนน", "แจ้งเรื่องน้ำท่วม", "หมาจรจัด", "ยุงเยอะ", "เหม็น"),
        *("graffiti", "thank you for the new park", "noise at night", "ฟฟฟดับ"),
    ],
)
def test_a_text_that_names_a_matter_says_something(text):
    texts = [*LIGHT, *FLOOD, *HOLE]
    vectors = TextVectors(n_components=20).fit(texts)
    assert not says_nothing(vectors.embed([text]), [text])[0]


def test_names_of_places_are_no_terms():
    texts = ["graffiti on Wellow Street", "noise at Wellow Ave", "rats near Wellow St"] * 4
    texts += ["ขยะล้นเขตบางมด", "ไฟดับเขตบางมด", "หมาจรจัดแถวบางมด"] * 4
    terms = {word for term in read_terms(texts, ["บางมด"] * len(texts)).terms for word in term}
    assert "wellow" not in terms
    assert "บางมด" not in terms
    assert {"graffiti", "rats", "ขยะ"} <= terms


@pytest.mark.parametrize(("word", "noun"), [("ขยะ", True), ("ทางเท้า", True), ("ทิ้ง", False)])
def test_treebanks_know_nouns_and_heads_of_compounds(word, noun):
    assert opens_with_noun(word) is noun


def test_what_describes_is_worth_less_in_a_label_than_what_it_describes():
    texts = ["the drain is broken", "a broken drain", "broken drain here", "it is broken"]
    worth = naming_worth([("drain",), ("broken",)], texts)
    assert worth[0] > worth[1]


def test_an_empty_table_of_themes_has_no_broad_ones():
    columns = ["parent_id", "keywords", "says_nothing", "parent_label_th", "parent_label_en"]
    assert broad_themes(pd.DataFrame({name: [] for name in columns})).empty


def test_what_was_redacted_is_no_word_of_a_theme():
    from prioritizer.themes.terms import _runs

    words = {w for run in _runs("หมาบ้า เลขบัตร <NID> โทร <PHONE> https://x.example/a") for w in run}
    assert words & {"หมาบ้า", "หมา", "บ้า"}
    assert not words & {"nid", "phone", "https"}
