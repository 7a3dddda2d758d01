import sys

import pytest

from prioritizer.errors import InputError
from prioritizer.tables import Reader

sa = pytest.importorskip("sqlalchemy")

TABLE = "create table inbox (number integer, words text, came text)"
ROWS = [(1, "น้ำท่วม 50%", "2022-06-01 20:00:00+00"), (2, "ไฟดับ", None)]


def fill(url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("drop table if exists inbox")
        connection.exec_driver_sql(TABLE)
        inbox = sa.table("inbox", sa.column("number"), sa.column("words"), sa.column("came"))
        names = ("number", "words", "came")
        connection.execute(inbox.insert(), [dict(zip(names, row, strict=True)) for row in ROWS])
    engine.dispose()


def read(url, query="select * from inbox order by number", **how):
    columns = {"signal_id": "number", "text": "words", "received_on": "came"}
    reader = Reader(None, "query", url=url, query=query, columns=columns, **how)
    return [row for chunk in reader.chunks() for row in chunk.table.to_dict("records")], reader


@pytest.fixture
def sqlite(tmp_path):
    url = f"sqlite:///{tmp_path / 'in box.db'}"
    fill(url)
    return url


def test_sqlite_is_read_like_a_file(sqlite):
    rows, reader = read(sqlite)
    assert [row["text"] for row in rows] == ["น้ำท่วม 50%", "ไฟดับ"]
    assert [row["row"] for row in rows] == [2, 3]
    assert (reader.report.kind, reader.report.rows_read) == ("sql", 2)


def test_postgresql_is_read_like_a_file(postgres_url):
    fill(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
    rows, _ = read(postgres_url)
    assert [row["signal_id"] for row in rows] == ["1", "2"]
    assert rows[0]["received_on"].startswith("2022-06-01 20:00:00")


def test_percent_signs_and_colons_of_a_query_are_no_parameters(sqlite):
    query = "select * from inbox where words like '%50%' and '10:20' <> ':x'"
    rows, _ = read(sqlite, query)
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("delete from inbox", "no select"),
        ("with x as (select 1) delete from inbox", "readonly database"),
        ("select * from nowhere", "no such table"),
        ("select 1; drop table inbox", "one statement"),
    ],
)
def test_a_query_only_reads_and_an_error_names_what_is_wrong(sqlite, query, said):
    with pytest.raises(InputError, match=said):
        read(sqlite, query)
    assert len(read(sqlite)[0]) == 2


def test_a_database_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(InputError, match=r"no file gone\.db"):
        read("sqlite:///gone.db", base=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_address_is_told_without_its_password():
    with pytest.raises(InputError) as refused:
        list(
            Reader(None, "", url="postgresql://ann:secret@127.0.0.1:1/x", query="table x").chunks()
        )
    assert "secret" not in str(refused.value)


def test_the_extra_is_named_where_sqlalchemy_is_missing(sqlite, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(InputError, match=r"prioritizer\[sql\]"):
        read(sqlite)
