import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.signals import EVIDENCE, later_wins, near_keys, series_of_ids, tell_apart
from prioritizer.text import text_hash
from prioritizer.text.keys import repeat_keys

WHAT = ["ถนนเป็นหลุมหน้าตลาด", "ไฟดับทั้งซอยสามวัน", "น้ำท่วมขังหน้าโรงเรียน", "ขยะไม่มีใครเก็บ", "ท่อแตกกลางถนน"]
WHERE = ["บางนา", "ดุสิต", "จตุจักร", "คลองเตย", "ลาดพร้าว", "หนองจอก", "มีนบุรี"]


def _signals(file, ids, first=0, day="2022-06-01"):
    """Make signals of a file; another ``first`` makes all of them other signals."""
    said = [
        f"{WHAT[(i + first) % 5]} {WHERE[(i * 3 + first) % 7]} {'ซอย' * (i % 3)}{i + first}"
        for i in range(len(ids))
    ]
    keys = repeat_keys(said)
    table = pd.DataFrame({"signal_id": [str(i) for i in ids], "text": said, "file": file})
    near = pd.DataFrame(near_keys(keys), columns=[f"near_{i}" for i in range(6)])
    return pd.concat([table, near], axis=1).assign(
        row=range(2, len(ids) + 2),
        text_key=text_hash(keys),
        received_on=pd.Timestamp(day) + pd.to_timedelta(np.arange(len(ids)) // 3, unit="D"),
        cell=[WHERE[(i * 3 + first) % 7] for i in range(len(ids))],
    )


def _told(*tables):
    table = pd.concat(tables, ignore_index=True)
    files, names = pd.factorize(table["file"])
    ids = text_hash(table["signal_id"])
    series = series_of_ids(
        ids, files, names.tolist(), lambda wanted: table.loc[wanted, list(EVIDENCE)]
    )
    return series, tell_apart(table, series)


def test_two_months_that_number_their_rows_lose_no_signal():
    june = _signals("june.csv", range(1, 41))
    july = _signals("july.csv", range(1, 61), first=101, day="2022-07-01")
    series, table = _told(june, july)
    assert series == {"july.csv": "july.csv"}
    assert not later_wins(table).any()
    assert table["signal_id"].iloc[[0, 40]].tolist() == ["1", "july.csv::1"]


def test_an_export_that_overlaps_still_replaces_its_older_rows():
    june = _signals("june.csv", range(1, 41))
    later = _signals("later.csv", range(1, 51)).assign(status="done")
    series, table = _told(june, later)
    assert series == {}
    assert later_wins(table).sum() == 40


def test_texts_written_anew_at_the_same_place_and_day_are_the_same_signals():
    june = _signals("june.csv", range(1, 41))
    anew = june.assign(
        file="anew.csv", text_key=june["text_key"] + np.uint64(1), near_0=1, near_1=2
    )
    anew = anew.assign(**{f"near_{i}": i for i in range(6)})
    assert _told(june, anew)[0] == {}


def test_without_dates_and_places_the_words_alone_tell():
    june = _signals("june.csv", range(1, 41)).assign(received_on=pd.NaT, cell="")
    july = _signals("july.csv", range(1, 41), first=101).assign(received_on=pd.NaT, cell="")
    assert _told(june, july)[0] == {"july.csv": "july.csv"}
    assert _told(june, june.assign(file="again.csv"))[0] == {}


def test_two_offices_keep_their_own_series_over_overlapping_months():
    office = _signals("a1.csv", range(1, 41))
    more = _signals("a2.csv", range(1, 61))
    other = _signals("b1.csv", range(1, 51), first=101, day="2022-07-02")
    again = _signals("b2.csv", range(1, 71), first=101, day="2022-07-02")
    series, table = _told(office, other, more, again)
    assert series == {"b1.csv": "b1.csv", "b2.csv": "b1.csv"}
    assert (~later_wins(table)).sum() == 60 + 70


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_ids_in_dispute_prove_nothing(n):
    june = _signals("june.csv", range(1, 41))
    july = _signals("july.csv", range(41 - n, 81 - n), first=101, day="2022-07-01")
    assert _told(june, july)[0] == {}


def test_few_ids_used_again_among_many_do_not_rename_a_file():
    june = _signals("june.csv", range(1, 101))
    july = _signals("july.csv", range(96, 196), first=201, day="2022-07-01")
    assert _told(june, july)[0] == {}


def test_made_ids_are_never_told_apart():
    june = _signals("june.csv", range(1, 41))
    july = _signals("july.csv", range(1, 41), first=101, day="2022-07-01")
    july.loc[3, "signal_id"] = "july.csv:5"
    _, table = _told(june, july)
    assert table["signal_id"].iloc[43] == "july.csv:5"


@given(st.lists(st.integers(3, 30), min_size=2, max_size=5), st.permutations(range(5)))
def test_files_that_number_their_own_rows_lose_nobody_in_any_order(sizes, order):
    tables = [
        _signals(f"{i}.csv", range(1, n + 1), first=101 * i, day=f"2022-0{i + 1}-01")
        for i, n in enumerate(sizes)
    ]
    tables = [tables[i] for i in order if i < len(tables)]
    _, table = _told(*tables)
    assert not later_wins(table).any()
    assert table["signal_id"].is_unique
