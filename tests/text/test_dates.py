import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.text import date_order, parse_date, parse_dates

FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    case
    for name in ("date_cases.csv", "date_more.csv")
    for case in csv.DictReader((FOLDER / name).read_text(encoding="utf-8").splitlines())
]

MONTHS_TH = [
    *["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย."],
    *["ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."],
]
FORMS = [
    lambda d: d.isoformat(),
    lambda d: f"{d.day}/{d.month}/{d.year + 543}",
    lambda d: f"{d.day:02}-{d.month:02}-{d.year + 543}".translate(
        str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    ),
    lambda d: f"{d.day} {MONTHS_TH[d.month - 1]} {(d.year + 543) % 100:02}",
    lambda d: f"วันที่ {d.day} {MONTHS_TH[d.month - 1].replace('.', '')} พ.ศ. {d.year + 543}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d:%d %b %Y} 23:59",
    lambda d: str((d - dt.date(1899, 12, 30)).days),
    lambda d: f"{d.isoformat()}T16:59:59Z",
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_date_case_is_read_as_expected(case):
    assert str(parse_date(case["text"])) == case["expected"]


@given(st.text(max_size=40))
def test_no_text_breaks_the_parser_or_gives_a_buddhist_year(text):
    parsed = parse_date(text)
    if parsed.start is not None:
        assert 1800 < parsed.start.year < 2200


@given(st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)), st.sampled_from(FORMS))
def test_a_day_written_in_any_of_our_ways_is_read_back(day, form):
    assert str(parse_date(form(day))) == day.isoformat()


@pytest.mark.parametrize(
    ("cells", "order", "first"),
    [
        (["03/04/2021", "13/04/2021"], "day_first", "2021-04-03"),
        (["03/04/2021", "04/13/2021"], "month_first", "2021-03-04"),
        (["03/04/2021", "05/06/2564"], "day_first", "2021-04-03"),
        (["03/04/2021", "05/06/2021"], None, None),
        (["03/04/2021", "13/04/2021", "04/13/2021"], None, None),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_the_whole_column(cells, order, first):
    assert date_order(cells) == order
    days = parse_dates(pd.Series(cells)).days
    assert (None if pd.isna(days[0]) else days[0].date().isoformat()) == first


def test_guesses_are_counted_and_kinds_told_apart():
    cells = ["16/2/2564", "16 ก.พ. 64", "", "31/02/2564", "03/04/2021", "ก.พ. 2564", "44243"]
    read = parse_dates(pd.Series(cells), order=None)
    assert read.counts == {"day": 4, "empty": 1, "invalid": 1, "month": 1}
    assert read.guesses["buddhist_era"] == 3
    assert read.guesses["serial"] == 1
    assert read.guesses["two_digit_year"] == 1


@given(
    year=st.sampled_from([2021, 2022, 2564, 2565]),
    month=st.integers(1, 12),
    day=st.integers(1, 31),
    clock=st.times(),
    gap=st.sampled_from(" T"),
    zone=st.sampled_from(["", "Z", "+07:00", "+0530", "-03:30", " +0000", "+12:45"]),
)
def test_a_column_reads_a_stamp_as_it_is_read_alone(year, month, day, clock, gap, zone):
    stamp = f"{year}-{month:02}-{day:02}{gap}{clock.isoformat('seconds')}{zone}"
    alone, column = parse_date(stamp), parse_dates(pd.Series([stamp]))
    assert column.kinds[0] == alone.kind
    start = column.starts[0]
    assert (None if pd.isna(start) else start.date()) == alone.start
