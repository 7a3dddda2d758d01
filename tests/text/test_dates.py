import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.text import parse_date

with (Path(__file__).parents[1] / "cases" / "date_cases.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_date_case_is_read_as_expected(case):
    expected = case["expected"] or "empty"
    said = str(parse_date(case["text"]))
    assert said == case["expected"] or (said or "empty") == expected


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser_or_gives_a_buddhist_year(text):
    parsed = parse_date(text)
    if parsed.start is not None:
        assert 1800 < parsed.start.year < 2200
