"""Laws of every reader, whatever the bytes: no traceback, no row lost, rows as counted."""

import csv
import io
import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritizer.errors import InputError
from prioritizer.tables import Reader

FEW = settings(max_examples=40)
cells = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]),
    max_size=12,
)
thai = st.text(alphabet="กขคงจฉชซญดตถทธนบปผพมยรลวสหอะาิีุูเแโไ่้ ", min_size=1, max_size=20)
rows = st.lists(st.tuples(thai, cells, cells), min_size=1, max_size=8)


def settle(path, **how):
    """Read a file to its end; give its rows and report, or the refusal."""
    reader = Reader(path, path.name, **how)
    try:
        found = [row for chunk in reader.chunks(3) for row in chunk.table.to_dict("records")]
    except InputError as refused:
        assert path.name in str(refused)
        return None, str(refused)
    report = reader.report
    assert report.rows_read == len(found) + report.rejected
    return found, report


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "file"


@FEW
@given(
    st.binary(max_size=400),
    st.sampled_from([".csv", ".xlsx", ".xls", ".parquet", ".json", ".jsonl", ".csv.gz", ".ods"]),
)
def test_any_bytes_are_read_or_refused_by_name(path, body, suffix):
    file = path.with_suffix(suffix)
    file.write_bytes(body)
    settle(file)


@FEW
@given(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0",
            b"PAR1",
            b"\x1f\x8b",
            b"text\n",
            b"\xff\xfe",
            b"{",
            b"<table>",
        ]
    ),
)
def test_what_only_begins_like_a_file_is_read_or_refused_by_name(path, body, magic):
    file = path.with_suffix(".csv")
    file.write_bytes(magic + body)
    settle(file)


@FEW
@given(
    rows,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp874"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_a_proper_csv_comes_back_cell_for_cell(path, table, delimiter, encoding, end):
    body = io.StringIO()
    writer = csv.writer(body, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows(
        [
            ("รหัสเรื่อง", "ข้อความ", "ช่องทาง"),
            *((f"S{i}", row[0], "web") for i, row in enumerate(table)),
        ]
    )
    file = path.with_suffix(".csv")
    file.write_bytes(body.getvalue().encode(encoding))
    found, report = settle(file)
    assert [row["text"] for row in found] == [row[0] for row in table]
    assert [row["row"] for row in found] == list(range(2, len(table) + 2))
    assert report.encoding in (encoding.removesuffix("-sig"), "utf-16-le")


@FEW
@given(rows)
def test_json_lines_come_back_cell_for_cell(path, table):
    file = path.with_suffix(".jsonl")
    lines = [json.dumps({"text": row[0], "channel": row[1]}, ensure_ascii=False) for row in table]
    file.write_text("\n".join(lines), encoding="utf-8")
    found, _ = settle(file)
    assert [row["text"] for row in found] == [row[0] for row in table]


@FEW
@given(
    rows, st.sampled_from([pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
)
def test_parquet_comes_back_cell_for_cell(path, table, kind):
    file = path.with_suffix(".parquet")
    texts = pa.array([row[0] for row in table], pa.string())
    texts = texts.dictionary_encode() if pa.types.is_dictionary(kind) else texts.cast(kind)
    pq.write_table(pa.table({"text": texts, "votes": pa.array(range(len(table)))}), file)
    found, _ = settle(file)
    assert [row["text"] for row in found] == [row[0] for row in table]
    assert [row["votes"] for row in found] == [str(i) for i in range(len(table))]


@settings(max_examples=15)
@given(rows, st.integers(0, 4), st.integers(0, 3))
def test_a_workbook_comes_back_wherever_its_table_begins(path, table, down, right):
    file = path.with_suffix(".xlsx")
    sheet = pd.DataFrame(
        {"รหัสเรื่อง": [f"S{i}" for i in range(len(table))], "ข้อความ": [f"ก{row[0]}" for row in table]}
    )
    with pd.ExcelWriter(file, engine="xlsxwriter") as book:
        sheet.to_excel(book, index=False, startrow=down, startcol=right)
    found, report = settle(file)
    assert [row["text"] for row in found] == sheet["ข้อความ"].tolist()
    assert report.header_row == down + 1
    assert [row["row"] for row in found] == list(range(down + 2, down + 2 + len(table)))


@FEW
@given(st.lists(st.lists(cells, max_size=6), max_size=8))
def test_ragged_rows_are_kept_or_set_aside_with_their_numbers(path, table):
    file = path.with_suffix(".csv")
    body = io.StringIO()
    csv.writer(body, lineterminator="\n").writerows([("text", "channel", "status"), *table])
    file.write_text(body.getvalue(), encoding="utf-8")
    settle(file)
