"""The cache: what is recalled is what would be heard, and nothing damaged is trusted."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from prioritizer.bundle import Bundle
from prioritizer.run import run_study
from prioritizer.run.cache import Cache, key_of, table_key

STUDY = """
[study]
name = "town"
as_of = 2022-03-31
seed = 7

[[signals]]
files = "inbox/*.csv"
channel = "hotline"

[agendas]
file = "agendas.csv"

[criteria.citizen_centricity]
weight = {weight}
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    said = {"ไฟถนนดับทั้งซอย": "เขตบางรัก", "น้ำท่วมถนนหน้าตลาด": "เขตดุสิต", "ขยะล้นถังเหม็นมาก": "เขตพญาไท"}
    rows = [
        {
            "signal_id": f"S{n}",
            "text": f"{text} {n} วันแล้ว",
            "received_on": f"2022-0{1 + n % 3}-1{n % 9}",
            "district": district,
        }
        for n, (text, district) in enumerate(list(said.items()) * 40)
    ]
    (tmp_path / "inbox").mkdir()
    pd.DataFrame(rows).to_csv(tmp_path / "inbox" / "a.csv", index=False, encoding="utf-8-sig")
    agendas = pd.DataFrame(
        {
            "agenda_id": ["A1", "A2"],
            "title_th": ["ซ่อมไฟถนนดับใน 72 ชั่วโมง", "แก้น้ำท่วมถนน 100 จุด"],
            "months_min": [1, 6],
            "months_max": [3, 18],
        }
    )
    agendas.to_csv(tmp_path / "agendas.csv", index=False, encoding="utf-8-sig")
    (tmp_path / "study.toml").write_text(STUDY.format(weight=1.0), encoding="utf-8")
    return tmp_path


def ranked(town: Path, name: str, cache: Cache) -> tuple[Bundle, set[str]]:
    run = run_study(town, town / "runs" / name, jobs=1, cache=cache)
    stages = set(pd.read_json(run.folder / "timings.json", typ="series").index)
    return run, stages


def same_files(one: Path, other: Path) -> bool:
    names = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    return names == sorted(p.relative_to(other) for p in other.rglob("*") if p.is_file()) and all(
        (one / n).read_bytes() == (other / n).read_bytes()
        for n in names
        if n.name != "timings.json"
    )


def test_a_recalled_run_has_the_bytes_of_a_heard_one(town: Path) -> None:
    cache = Cache(town / "cache")
    heard, first = ranked(town, "heard", cache)
    recalled, second = ranked(town, "recalled", cache)
    assert "assigning" in first
    assert "assigning" not in second
    assert same_files(heard.folder, recalled.folder)


def test_other_weights_and_months_hear_nothing_again_other_words_do(town: Path) -> None:
    cache = Cache(town / "cache")
    before, _ = ranked(town, "before", cache)
    (town / "study.toml").write_text(STUDY.format(weight=3.0), encoding="utf-8")
    agendas = (town / "agendas.csv").read_text(encoding="utf-8-sig")
    (town / "agendas.csv").write_text(agendas.replace(",18", ",12"), encoding="utf-8-sig")
    after, stages = ranked(town, "after", cache)
    assert "assigning" not in stages
    assert before.table("indicators").equals(after.table("indicators")) is False
    (town / "agendas.csv").write_text(agendas.replace("ไฟถนน", "ไฟซอย"), encoding="utf-8-sig")
    assert "assigning" in ranked(town, "reworded", cache)[1]


def test_a_new_row_in_a_source_is_heard(town: Path) -> None:
    cache = Cache(town / "cache")
    first, _ = ranked(town, "first", cache)
    with (town / "inbox" / "a.csv").open("a", encoding="utf-8") as file:
        file.write("S999,ไฟถนนดับอีกแล้ว,2022-03-20,เขตบางรัก\n")
    second, stages = ranked(town, "second", cache)
    assert "assigning" in stages
    assert len(second.table("signals")) == len(first.table("signals")) + 1


def test_a_damaged_entry_is_made_anew(town: Path) -> None:
    cache = Cache(town / "cache")
    heard, _ = ranked(town, "heard", cache)
    files = list((town / "cache").rglob("tallies.parquet"))
    assert len(files) == 1
    files[0].write_bytes(files[0].read_bytes()[:-9] + b"otherwise")
    again, stages = ranked(town, "again", cache)
    assert "assigning" in stages
    assert same_files(heard.folder, again.folder)


def test_a_cache_that_cannot_be_written_stops_nobody(town: Path) -> None:
    (town / "blocked").write_text("no folder", encoding="utf-8")
    run, _ = ranked(town, "run", Cache(town / "blocked"))
    assert len(run.ranking) == 2


def test_the_entry_unused_for_longest_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, most_bytes=1)
    for age, name in enumerate(("new", "old")):
        key = key_of(name)
        cache.keep(key, {"t": pd.DataFrame({"n": [1]})}, {})
        place = tmp_path / key[:2] / key
        os.utime(place, (1_000_000 - age, 1_000_000 - age))
    size = sum(f.stat().st_size for f in (tmp_path / key[:2] / key).iterdir())
    Cache(tmp_path, most_bytes=int(1.5 * size)).trim()
    assert cache.find(key_of("old")) is None
    assert cache.find(key_of("new")) is not None
    cache.clear()
    assert cache.find(key_of("new")) is None


def test_a_table_is_named_by_every_cell_and_column() -> None:
    tables = [
        pd.DataFrame({"a": ["x", "y"]}),
        pd.DataFrame({"a": ["xy", ""]}),
        pd.DataFrame({"b": ["x", "y"]}),
        pd.DataFrame({"a": ["x"]}),
    ]
    assert len({table_key(table) for table in tables}) == len(tables)


def test_deleting_the_cache_loses_time_only(town: Path) -> None:
    cache = Cache(town / "cache")
    one, _ = ranked(town, "one", cache)
    shutil.rmtree(town / "cache")
    two, _ = ranked(town, "two", cache)
    assert same_files(one.folder, two.folder)
