"""A thing named only to say where is not what a text speaks of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from prioritizer.links.landmarks import is_matter, without_landmarks


@pytest.mark.parametrize(
    "text",
    [
        "ไฟดับหน้าตลาด",
        "หลุมใต้ ตลาด",
        "แถวๆ ตลาด รถติด",
        "ทางเข้าตลาดมืด",
        "น้ำขังตรงข้ามตลาด",
        "ขับรถตลาด",
        "วิ่งตลาด",
    ],
)
def test_behind_a_word_of_place_a_thing_says_where(text):
    assert not is_matter(text, "ตลาด")


@pytest.mark.parametrize(
    "text", ["ตลาดสกปรก", "ขยะในตลาด", "บริเวณตลาดมีหนู", "หน้าตลาดรถติด และตลาดก็เหม็น"]
)
def test_elsewhere_it_is_the_matter(text):
    assert is_matter(text, "ตลาด")


def test_english_words_of_place_count_with_or_without_an_article():
    assert not is_matter("pothole in front of the library", "library")
    assert not is_matter("dumped tyres near library", "library")
    assert is_matter("the library is closed; parking near the library too", "library")
    assert is_matter("a linear library", "library")  # "linear" is no "near"


def test_a_word_inside_a_place_name_says_where():
    assert not is_matter("รถติดสวนหลวง", "สวน", ["สวนหลวง"])
    assert is_matter("รถติดสวนหลวง สวนรก", "สวน", ["สวนหลวง"])


@given(st.text("หน้าตลาดใต้ กข", max_size=30), st.text("ตลาด", min_size=1, max_size=4))
def test_a_word_that_is_not_there_is_never_a_landmark(text, word):
    assert word in text or is_matter(text, word)


def test_only_things_all_of_whose_words_say_where_go():
    told = sparse.csr_matrix(np.array([[0.8, 0.6], [0.9, 0.0]], np.float32))
    said = sparse.csr_matrix(np.array([[1.0, 0.0], [1.0, 1.0]]))
    texts = ["หลุมหน้าตลาด สะพานพัง", "ตลาดเหม็น"]
    kept = without_landmarks(told, said, said, texts, texts, ["ตลาด", "สะพาน"], ())
    assert kept.toarray() == pytest.approx(np.array([[0.0, 0.6], [0.9, 0.0]]))


def test_what_was_struck_out_as_an_address_speaks_of_nothing():
    told = sparse.csr_matrix(np.array([[0.9], [0.9], [0.9]], np.float32))
    said = sparse.csr_matrix(np.array([[1.0]]))
    masked = ["ไฟดับ ", "สวนรก ", "the parks are dark"]
    whole = ["ไฟดับ เขตสวนหลวง", "สวนรก เขตสวนหลวง", "the parks are dark"]
    kept = without_landmarks(told, said, said, masked, whole, ["สวน"], ())
    assert kept.toarray().ravel() == pytest.approx([0.0, 0.9, 0.9])


@pytest.mark.parametrize("text", ["รถสวนกันลำบาก", "ทางแคบ สวนกันไม่ได้", "รถสัญจรสวน"])
def test_vehicles_that_pass_each_other_are_no_park(text):
    assert not is_matter(text, "สวน")


@pytest.mark.parametrize("text", ["สวนกันสาดพัง", "สวนรก รถสวนกันลำบาก"])
def test_a_park_beside_them_is_one(text):
    assert is_matter(text, "สวน")


@pytest.mark.parametrize(
    "text", ["เรียน ผู้ว่าฯ ไฟดับ", "จึงเรียนมาเพื่อทราบ", "ขอร้องเรียนเรื่องน้ำ", "สวัสดี เรียนเจ้าหน้าที่ ไฟดับ"]
)
def test_how_a_letter_begins_and_begs_is_no_learning(text):
    assert not is_matter(text, "เรียน")


@pytest.mark.parametrize("text", ["เด็กไม่ได้เรียน", "เรียน ผอ. อยากให้เปิดสอนหลังเลิกเรียน", "อยากเรียนฟรี"])
def test_who_wants_to_learn_speaks_of_learning(text):
    assert is_matter(text, "เรียน")
