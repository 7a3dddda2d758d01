"""The cache: what is recalled is what would be heard, and nothing damaged is trusted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from prioritizer.bundle import Bundle
from prioritizer.run import hearing, run_study
from prioritizer.run.cache import Cache, key_of, table_key
from prioritizer.signals import CleanTexts

Same = Callable[[Path, Path], bool]
WriteStudy = Callable[[Path, float], None]


def ranked(town: Path, name: str, cache: Cache) -> tuple[Bundle, set[str]]:
    run = run_study(town, town / "runs" / name, jobs=1, cache=cache)
    stages = set(pd.read_json(run.folder / "timings.json", typ="series").index)
    return run, stages


def test_a_recalled_run_has_the_bytes_of_a_heard_one(town: Path, same_files: Same) -> None:
    cache = Cache(town / "cache")
    heard, first = ranked(town, "heard", cache)
    recalled, second = ranked(town, "recalled", cache)
    assert "assigning" in first
    assert "assigning" not in second
    assert same_files(heard.folder, recalled.folder)


def test_other_weights_and_months_hear_nothing_again_other_words_do(
    town: Path, write_study: WriteStudy
) -> None:
    cache = Cache(town / "cache")
    before, _ = ranked(town, "before", cache)
    write_study(town, 3.0)
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


def test_a_new_file_is_cleaned_and_the_others_recalled(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned: list[int] = []
    true = hearing.clean_texts

    def counted(texts: Sequence[str], **how: Any) -> CleanTexts:
        cleaned.append(len(texts))
        return true(texts, **how)

    monkeypatch.setattr(hearing, "clean_texts", counted)
    cache = Cache(town / "cache")
    ranked(town, "first", cache)
    new = "signal_id,text,received_on,district\nN1,ขยะล้นหน้าวัด,2022-03-30,เขตบางรัก\n"
    (town / "inbox" / "c.csv").write_text(new, encoding="utf-8")
    second, _ = ranked(town, "second", cache)
    assert cleaned == [70, 50, 1]
    fresh = run_study(town, town / "runs" / "fresh", jobs=1, cache=Cache(None))
    assert fresh.digest == second.digest


def test_a_damaged_entry_is_made_anew(town: Path, same_files: Same) -> None:
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


def test_deleting_the_cache_loses_time_only(town: Path, same_files: Same) -> None:
    cache = Cache(town / "cache")
    one, _ = ranked(town, "one", cache)
    shutil.rmtree(town / "cache")
    two, _ = ranked(town, "two", cache)
    assert same_files(one.folder, two.folder)
