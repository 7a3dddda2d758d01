"""Severity by words of harm and by category."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from prioritizer.criteria.severity import grade_severity


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("มีคนถูกไฟดูดเสียชีวิตหน้าตลาด", 4),
        ("a child was hit by a car", 4),
        ("สะพานชำรุดเสี่ยงเกิดอุบัติเหตุ", 3),
        ("no water for three days", 3),
        ("ถนนเป็นหลุม", 2),
        ("loud music every night", 2),
        ("หญ้ารกข้างทาง", 1),
        ("faded sign", 1),
        ("ขอบคุณค่ะ", 0),
        ("อยู่ตรงนี้", np.nan),
        ("", np.nan),
    ],
)
def test_the_gravest_word_counts(text, grade):
    assert np.array_equal(grade_severity([text]), [grade], equal_nan=True)


def test_anger_is_no_harm():
    assert np.isnan(grade_severity(["แย่มาก ห่วยแตก ไม่เคยสนใจประชาชน!!!"])[0])


def test_a_long_text_that_ends_with_thanks_is_no_thanks():
    assert np.isnan(grade_severity(["เรื่องเดิมที่เคยเล่าไว้ยังเหมือนเดิมทุกอย่าง " * 3 + "ขอบคุณค่ะ"])[0])


def test_a_category_speaks_where_words_do_not_and_never_overrules_them():
    grades = grade_severity(pd.Series(["ตรงนี้", "มีคนบาดเจ็บ", "ตรงนี้"]), ["น้ำท่วม", "ต้นไม้", ""])
    assert grades[:2].tolist() == [3.0, 4.0]
    assert np.isnan(grades[2])


def test_an_english_word_matches_only_where_a_word_begins():
    assert np.isnan(grade_severity(["the forest path"])[0])  # no "rest", no "fore"
    assert grade_severity(["FLOODED street"])[0] == 3


def test_an_english_word_counts_when_thai_is_glued_to_it() -> None:
    assert grade_severity(["ฝุ่นpm2.5เยอะมาก", "ฝุ่น pm2.5 เยอะมาก"]).tolist() == [3.0, 3.0]
