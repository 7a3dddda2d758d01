import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.signals import clean_chunk, cleaning_notes, look_alikes
from prioritizer.tables.verdicts import RawChunk, rejects

AS_OF = dt.date(2022, 8, 31)


def chunk(file="inbox.csv", **columns):
    table = pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in columns.items()})
    table["row"] = range(2, len(table) + 2)
    return RawChunk(file, table, rejects(file, []))


def clean(file="inbox.csv", **columns):
    given = {k: columns.pop(k) for k in ("as_of", "observed", "closed_statuses") if k in columns}
    how = {"as_of": AS_OF, "channel": "web", "key": b"secret", **given}
    return clean_chunk(chunk(file, **columns), **how)


def test_rows_that_go_have_a_reason_and_the_row_of_the_spreadsheet():
    found = clean(
        signal_id=["1", "2", "3", "4", "5"],
        text=["ไฟดับ", "  ", "น้ำท่วม", "ขยะ", "\u200b"],
        received_on=["2022-08-01", "2022-08-01", "2022-09-01", "2022-05-01", "2022-08-01"],
        observed=(dt.date(2022, 6, 1), AS_OF),
    )
    assert found.signals["signal_id"].tolist() == ["1"]
    assert found.rejects[["row", "column"]].to_numpy().tolist() == [
        [3, "text"],
        [4, "received_on"],
        [5, "received_on"],
        [6, "text"],
    ]
    assert found.counts["empty_texts"] == 2
    assert found.counts["after_as_of"] == found.counts["outside_observed"] == 1


SILENT = ["-", "ไม่มี", "ไม่มีค่ะ", "ไม่มีความเห็น", "N/A", "none", "None.", "...", "?", "No comment!"]
TELLING = ["ไม่มีน้ำ", "no water", "ไม่มีไฟฟ้า", "👍", "911", "น้ำท่วม", "ขอ"]


def test_answers_that_give_no_answer_are_set_aside_and_short_complaints_are_not():
    found = clean(text=[*SILENT, *TELLING])
    assert found.signals["text"].tolist() == TELLING
    assert set(found.rejects["reason"]) == {"the text gives no answer"}
    assert found.counts["silent_texts"] == len(SILENT)


def test_what_is_missing_is_warned_of_in_both_languages():
    found = clean(text=["ไฟดับ", "ขยะ"])
    notes = {note.code: note for note in cleaning_notes(found.counts)}
    assert set(notes) == {"no_ids", "no_dates"}
    assert all(note.warns for note in notes.values())
    assert "2" in notes["no_dates"].say("th")
    assert found.signals["signal_id"].tolist() == ["inbox.csv:2", "inbox.csv:3"]


def test_ids_stay_as_they_are_written():
    ids = ["0012345", "1E5", "1.0", "TRUE", "NA", "NULL", "nan"]
    assert clean(signal_id=ids, text=["ก"] * 7).signals["signal_id"].tolist() == ids


def test_no_personal_data_is_left_in_a_clean_signal():
    found = clean(text=["นายสมชาย ใจดี โทร 081-234-5678"], person=["นายสมชาย ใจดี"], signal_id=["1"])
    written = found.signals.to_csv()
    assert "สมชาย" not in written
    assert "081" not in written
    assert found.pii == {"PERSON": 1, "PHONE": 1}
    assert found.signals["person"].str.fullmatch("[0-9a-f]{16}").all()


def test_a_sheet_called_after_a_province_gives_it_to_its_rows():
    found = clean("book.xlsx#เชียงใหม่", text=["ไฟดับ", "ขยะ"])
    assert found.signals["province"].tolist() == ["เชียงใหม่"] * 2
    assert clean("book.xlsx#ม.ค.", text=["ไฟดับ"]).signals["province"].tolist() == [""]
    named = clean("book.xlsx#ตาก", text=["ไฟดับ"], province=[""])
    assert named.signals["province"].tolist() == [""]


def test_coordinates_are_mended_or_blanked_and_counted():
    found = clean(
        text=["ก", "ข", "ค", "ง", "จ"],
        lat=["13.75", "100.5", "0", "48.8", "13.7"],
        lon=["100.5", "13.75", "0", "2.3", ""],
    )
    points = found.signals[["lat", "lon"]]
    assert points.iloc[0].tolist() == points.iloc[1].tolist() == [13.75, 100.5]
    assert points.iloc[2:].isna().all(axis=None)
    told = {k: n for k, n in found.counts.items() if k.startswith("coordinates")}
    assert told == dict.fromkeys(
        [f"coordinates_{what}" for what in ("swapped", "zero", "far", "incomplete")], 1
    )


def test_a_pair_in_one_column_is_cut_in_two():
    found = clean(text=["ก"], lat=["(13.75, 100.5)"])
    assert found.signals[["lat", "lon"]].to_numpy().tolist() == [[13.75, 100.5]]


def test_unknown_places_are_told_and_never_guessed():
    found = clean(text=["ก", "ข"], province=["กทม.", "นครหลวงใหม่"])
    assert found.signals["province"].tolist() == ["กรุงเทพมหานคร", ""]
    assert (found.counts["unknown_provinces"], found.places["unknown_provinces"]) == (
        1,
        ("นครหลวงใหม่",),
    )


@pytest.mark.parametrize(
    ("status", "closed_on", "closed"),
    [("เสร็จสิ้น", "", 1.0), ("กำลังทำ", "", 0.0), ("", "2022-08-02", 1.0), ("", "2022-09-02", 0.0)],
)
def test_a_case_is_closed_by_its_status_or_its_day_and_open_if_that_day_is_later(
    status, closed_on, closed
):
    found = clean(
        text=["ก"],
        received_on=["2022-08-01"],
        status=[status],
        closed_on=[closed_on],
        closed_statuses=["เสร็จสิ้น"],
    )
    assert found.signals["closed"].tolist() == [closed]


def test_ids_that_only_a_machine_tells_apart_are_told():
    assert look_alikes(["A01", "a01", "B1", "\u0412\u0031", "A01"]) == [
        ("A01", "a01"),
        ("B1", "\u0412\u0031"),
    ]


cells = st.one_of(
    st.sampled_from(["", "ไฟดับ", "16/2/2564", "31/12/9999", "13.7"]), st.text(max_size=8)
)


@given(st.lists(st.tuples(cells, cells, cells, cells), max_size=12))
def test_every_row_is_kept_or_set_aside(rows):
    names = ("text", "received_on", "lat", "votes")
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    found = clean(**columns)
    assert len(found.signals) + len(found.rejects) == len(rows)
    rows_of = [*found.signals["row"], *found.rejects["row"]]
    assert sorted(rows_of) == list(range(2, len(rows) + 2))
