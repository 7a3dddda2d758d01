import numpy as np
import pandas as pd
import pytest

from prioritizer.text import TextVectors
from prioritizer.themes import ThemeModel, describe_themes, propose_titles
from prioritizer.themes.company import company_worth, matter_rows
from prioritizer.themes.mixed import is_mixed, share_said

LIGHTS = [f"ไฟถนนดับ มืดมาก จุดที่ {i} {i % 7}" for i in range(40)]
FLOODS = [f"น้ำท่วมขังถนน ฝนตก จุดที่ {i} {i % 7}" for i in range(40)]
THINGS = [
    "แมว",
    "สุนัข",
    "โรงเรียน",
    "ห้องสมุด",
    "วัคซีน",
    "ภาษี",
    "รถเมล์",
    "ตลาด",
    "เรือ",
    "สนามกีฬา",
    "คลินิก",
    "นก",
    "หนู",
    "ผู้สูงอายุ",
    "คนพิการ",
    "โควิด",
    "ดนตรี",
    "บัตรประชาชน",
    "ป้ายโฆษณา",
    "ต้นไม้",
    "สวนสาธารณะ",
    "กล้องวงจรปิด",
    "ยาเสพติด",
    "ฝุ่น",
    "ควัน",
    "โรงงาน",
    "อาคาร",
    "ลิฟต์",
    "จักรยาน",
    "วินมอเตอร์ไซค์",
    "แท็กซี่",
    "เงินเดือน",
    "เอกสาร",
    "เว็บไซต์",
    "แอป",
    "คอมพิวเตอร์",
    "ครู",
    "นักเรียน",
    "อาหารกลางวัน",
    "สระว่ายน้ำ",
]
OTHERS = [f"{thing} ของเรา {i}" for thing in THINGS for i in range(3)]
PLANTED = np.repeat([0, 1, 2], [len(OTHERS), len(LIGHTS), len(FLOODS)])


@pytest.fixture(scope="module")
def vectors():
    return TextVectors(n_components=30).fit_embed([*OTHERS, *LIGHTS, *FLOODS])


def test_a_theme_of_many_matters_is_known_by_how_few_say_its_words(vectors):
    said = share_said(PLANTED, vectors, 3)
    assert said[0] < 0.5
    assert said[1] == said[2] == 1
    assert is_mixed(PLANTED, vectors, 3).tolist() == [True, False, False]


def test_a_small_theme_or_one_alone_is_not_called_mixed(vectors):
    assert not is_mixed(np.zeros(len(PLANTED), int), vectors, 1).any()
    assert not is_mixed(np.where(PLANTED == 0, 1, 0), vectors, 3)[2]  # without texts


def test_its_label_says_so_and_it_proposes_no_agenda(vectors):
    texts = [*OTHERS, *LIGHTS, *FLOODS]
    table = describe_themes(PLANTED, vectors, texts=texts, n_themes=3)
    assert table["label_th"][0].startswith("เรื่องอื่น ๆ")
    assert not table["label_th"][1].startswith("เรื่องอื่น ๆ")
    titles = propose_titles(table, PLANTED, vectors, texts, [""] * len(texts), "")
    assert (titles["proposed_title_th"] == "").tolist() == [True, False, False, True]


def test_words_of_grammar_are_worth_less_than_words_of_a_matter(vectors):
    worth = dict(zip(vectors.vocabulary, company_worth(vectors.words, vectors.words), strict=True))
    assert worth["จุด"] < worth["ดับ"]
    assert all(0 <= value <= 1 for value in worth.values())


def test_matters_stand_apart_whatever_polite_words_are_around_them():
    rng = np.random.default_rng(0)
    polite = [
        "เรียน",
        "ท่าน",
        "ผู้ว่า",
        "ขอ",
        "ความ",
        "กรุณา",
        "ช่วย",
        "ตรวจสอบ",
        "ให้",
        "ด้วย",
        "ครับ",
        "ขอบคุณ",
        "มาก",
    ]
    texts = [
        " ".join([*rng.permutation(polite)[:9], *rng.permutation(words)[:2]])
        for words in (["ไฟ", "ดับ", "มืด"], ["น้ำ", "ท่วม", "ฝน"], ["ขยะ", "เหม็น", "ถัง"])
        for _ in range(60)
    ]
    said = TextVectors(n_components=30).fit_embed(texts)
    labels = ThemeModel(3, random_state=0).fit(said).labels_
    found = pd.crosstab(np.repeat([0, 1, 2], 60), labels)
    assert (found.max(axis=1) >= 57).all()
    rows = matter_rows(said)
    assert rows.shape[0] == len(texts)
    assert (rows == matter_rows(said)).all()
