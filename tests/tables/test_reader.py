import gzip
import os
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from prioritizer.errors import InputError
from prioritizer.tables.reader import Reader

ATTACKS = Path(__file__).parents[1] / "cases" / "attacks"
TABLES = {".csv", ".xlsx", ".xlsm", ".xls", ".json", ".ndjson", ".parquet", ".gz"}
FILES = sorted(p for p in ATTACKS.iterdir() if p.suffix in TABLES)
NOT_SIGNALS = {"weights_bad.csv", "scores_bad.csv"}


def settle(path):
    reader = Reader(path, path.name)
    try:
        rows = [row for chunk in reader.chunks() for row in chunk.table.to_dict("records")]
    except InputError as refused:
        return "R", str(refused), []
    return {"ok": "OK", "warning": "W"}[reader.report.verdict], reader.report.reasons, rows


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_hostile_file_is_settled_by_name(path):
    verdict, said, _ = settle(path)
    if verdict == "R":
        assert path.name in said
        assert "\n" not in said


@pytest.mark.parametrize(
    "name",
    [
        "billion_laughs.xlsx",
        "bomb_sheet.xlsx",
        "dup_headers.csv",
        "encrypted.xlsx",
        "far_cell.xlsx",
        "json_deep.json",
        "json_dup_keys.json",
        "json_nan.json",
        "magic_only.parquet",
        "not_gzip.csv.gz",
        "only_bom.csv",
        "overlong_utf8.csv",
        "png_renamed.csv",
        "truncated.parquet",
        "truncated.xlsx",
        "unclosed_quote.csv",
    ],
)
def test_what_no_reader_should_open_is_refused(name):
    assert settle(ATTACKS / name)[0] == "R"


@pytest.mark.parametrize(
    "document",
    [
        '[{"signal_id": "1", "text": "ไฟดับ"}, {"signal_id": "2", "text": "ขยะ"}]',
        '{"n": 2, "data": [{"signal_id": "1", "text": "ไฟดับ"}, {"signal_id": "2", "text": "ขยะ"}]}',
        '{"signal_id": ["1", "2"], "text": ["ไฟดับ", "ขยะ"]}',
        '{"signal_id": {"0": "1", "1": "2"}, "text": {"0": "ไฟดับ", "1": "ขยะ"}}',
    ],
)
def test_records_are_read_from_json_however_they_are_laid_out(tmp_path, document):
    file = tmp_path / "inbox.json"
    file.write_text(document, encoding="utf-8")
    (chunk,) = Reader(file, file.name).chunks()
    assert chunk.table["text"].tolist() == ["ไฟดับ", "ขยะ"]


def test_columns_of_json_that_differ_in_length_are_refused(tmp_path):
    file = tmp_path / "inbox.json"
    file.write_text('{"signal_id": ["1"], "text": ["ไฟดับ", "ขยะ"]}', encoding="utf-8")
    with pytest.raises(InputError, match="1 to 2 cells"):
        Reader(file, file.name).open()


def test_a_packed_bomb_is_refused_by_the_size_it_promises_and_by_the_size_it_has(tmp_path):
    row = b"1," + b"a" * 1_000 + b"\n"
    packed = gzip.compress(b"signal_id,text\n" + row * 120_000)
    for name, body in (("honest", packed), ("lying", packed + gzip.compress(b"x,y\n"))):
        bomb = tmp_path / f"{name}.csv.gz"
        bomb.write_bytes(body)
        with pytest.raises(InputError, match="unpacks to more than"):
            Reader(bomb, bomb.name).open()


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path):
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    with pytest.raises(InputError, match="no file"):
        Reader(folder, folder.name).open()
    if hasattr(os, "mkfifo"):
        pipe = tmp_path / "pipe.csv"
        os.mkfifo(pipe)
        with pytest.raises(InputError, match="no file"):
            Reader(pipe, pipe.name).open()


@pytest.mark.parametrize(
    ("name", "n_rows"),
    [("cr_only.csv", 2), ("quoted_newlines.csv", 1), ("pipe.csv", None), ("sep_line.csv", None)],
)
def test_awkward_but_honest_files_are_read_without_a_warning(name, n_rows):
    verdict, said, rows = settle(ATTACKS / name)
    assert (verdict, said) == ("OK", ())
    assert n_rows is None or len(rows) == n_rows


def test_a_missing_column_is_named_with_those_found(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("number,place\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=re.compile("text.*number", re.DOTALL)):
        list(Reader(path, "x.csv").chunks())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16", "utf-16-le"])
def test_thai_is_the_same_in_every_encoding(tmp_path, encoding):
    path = tmp_path / "x.csv"
    body = "รหัส,ข้อความ\n1,น้ำท่วมซอยหน้าวัด\n2,ไฟดับทั้งซอยมาสองวัน\n"
    path.write_text(body, encoding=encoding)
    (chunk,) = Reader(path, "x.csv").chunks()
    assert chunk.table["text"].tolist() == ["น้ำท่วมซอยหน้าวัด", "ไฟดับทั้งซอยมาสองวัน"]
    assert chunk.table["row"].tolist() == [2, 3]


def test_a_query_is_read_like_a_file(tmp_path):
    sa = pytest.importorskip("sqlalchemy")
    url = f"sqlite:///{tmp_path / 'x.db'}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("create table t (signal_id text, text text)"))
        connection.execute(sa.text("insert into t values ('1', 'ไฟดับ')"))
    engine.dispose()
    reader = Reader(None, "query", url=url, query="select * from t")
    (chunk,) = reader.chunks()
    assert chunk.table["text"].tolist() == ["ไฟดับ"]


@pytest.mark.parametrize(
    "body",
    [
        "text\nไฟดับ\n",  # valid UTF-8 by chance: 俴Ѻ
        "text\nไฟดับ\nถนนเป็นหลุมหน้าบ้าน\nไฟดับ\n",
        "รหัส,ข้อความ\n1,ไฟดับ\n2,เนตรบอด\n",
    ],
)
def test_thai_in_cp874_is_not_taken_for_utf_8_by_chance(tmp_path, body):
    path = tmp_path / "x.csv"
    path.write_bytes(body.encode("cp874"))
    reader = Reader(path, "x.csv")
    (chunk,) = reader.chunks()
    assert chunk.table["text"].tolist()[0] == "ไฟดับ"
    assert reader.report.encoding == "cp874"


@pytest.mark.parametrize(
    "text", ["вода на улице", "café fermé", "街道淹水很严重", "κακή μυρωδιά", "물이 넘쳐요"]
)
def test_other_scripts_in_utf_8_stay_what_they_are(tmp_path, text):
    path = tmp_path / "x.csv"
    path.write_text(f"text\n{text}\n", encoding="utf-8")
    (chunk,) = Reader(path, "x.csv").chunks()
    assert chunk.table["text"].tolist() == [text]


def test_commas_of_sentences_under_one_heading_cut_nothing(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text('ข้อความ\nน้ำท่วม\nไฟดับ, มืดมาก\n"ขยะ, เหม็น"\n', encoding="utf-8")
    (chunk,) = Reader(path, "x.csv").chunks()
    assert chunk.table["text"].tolist() == ["น้ำท่วม", "ไฟดับ, มืดมาก", "ขยะ, เหม็น"]


def test_sums_below_each_group_are_no_records(tmp_path):
    path = tmp_path / "x.csv"
    rows = ["รหัสเรื่อง,ข้อความ", "1,ไฟดับ", "รวมกทม.,1 เรื่อง", "2,ขยะ", "รวมทั้งสิ้น,2", "หมายเหตุ: ร่าง,"]
    path.write_text("\n".join(rows), encoding="utf-8")
    reader = Reader(path, "x.csv")
    (chunk,) = reader.chunks()
    assert chunk.table["row"].tolist() == [2, 4]
    assert chunk.rejects["row"].tolist() == [3, 5, 6]


def test_a_text_that_begins_with_a_sum_is_a_record(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("ข้อความ,ช่องทาง\nรวมพลังแก้น้ำท่วม,web\nรวมเสาไฟดับ 5 ต้น,web\n", encoding="utf-8")
    (chunk,) = Reader(path, "x.csv").chunks()
    assert len(chunk.table) == 2


def test_a_line_of_megabytes_is_cut_and_told(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"id,text\n1," + b"x" * 3_000_000 + b"\n2,y\n")
    reader = Reader(path, "x.csv")
    assert [len(text) for chunk in reader.chunks() for text in chunk.table["text"]] == [32_767, 1]
    assert reader.report.counts == {"cut_cells": 1}


def test_what_is_packed_too_tight_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"id,text\n1," + b"a" * 60_000_000))
    with pytest.raises(InputError, match="unpacks to"):
        list(Reader(path, "x.csv.gz").chunks())


def test_a_workbook_with_a_part_packed_too_tight_is_refused_before_it_is_unpacked(tmp_path):
    sound, bomb = book(tmp_path / "sound.xlsx", {"a": [["text"], ["dark"]]}), tmp_path / "x.xlsx"
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(bomb, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part.endswith("sheet1.xml"):
                content = content.replace(b"</worksheet>", b" " * 60_000_000 + b"</worksheet>")
            target.writestr(part, content, zipfile.ZIP_DEFLATED)
    with pytest.raises(InputError, match="unpacks to"):
        list(Reader(bomb, "x.xlsx").chunks())


def book(path, sheets):
    with xlsxwriter.Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return path


def test_a_sheet_that_explains_columns_is_no_sheet_of_signals(tmp_path):
    codebook = [["field", "meaning"], ["ref", "ours"], ["text", "her words"], ["province", "where"]]
    sheets = {
        "Jan": [["ref", "text", "province"], ["1", "the lamp is dark", "A"]],
        "Feb": [["text"], ["no bus comes"]],
        "codebook": codebook,
    }
    path = book(tmp_path / "year.xlsx", sheets)
    reader = Reader(path, "year.xlsx", columns={"signal_id": "ref", "text": "text"})
    read = [text for part in reader.chunks() for text in part.table["text"]]
    assert read == ["the lamp is dark", "no bus comes"]
    assert reader.report.sheets == ("Jan", "Feb")
    assert any("codebook" in reason for reason in reader.report.reasons)


@pytest.mark.parametrize("name", ["inbox.json", "inbox.jsonl"])
def test_what_is_nested_in_json_is_named_by_its_path(tmp_path, name):
    record = '{"id": "S1", "message": {"text": "ไฟดับ", "by": {"app": "LINE"}}, "where": {}}'
    (tmp_path / name).write_text(f"[{record}]" if name.endswith("json") else record, "utf-8")
    columns = {"text": "message.text", "channel": "message.by.app"}
    (chunk,) = Reader(tmp_path / name, name, columns=columns).chunks()
    row = chunk.table.to_dict("records")[0]
    assert (row["signal_id"], row["text"], row["channel"]) == ("S1", "ไฟดับ", "LINE")


def test_a_path_that_is_a_key_too_is_a_key_that_stands_twice(tmp_path):
    file = tmp_path / "inbox.jsonl"
    good = '{"id": "S1", "text": "ไฟดับ"}'
    file.write_text(good + '\n{"id": "S2", "a.b": 1, "a": {"b": 2}, "text": "x"}\n', "utf-8")
    (chunk,) = Reader(file, file.name).chunks()
    assert chunk.table["signal_id"].tolist() == ["S1"]
    assert "stands twice" in str(chunk.rejects)
