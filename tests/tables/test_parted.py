"""Long tables in parts: what is written part by part reads back as one table."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from prioritizer.tables import write_parquet
from prioritizer.tables.parted import (
    PartedTable,
    read_part,
    read_parts,
    write_array,
    write_by_part,
    write_parts,
)


@pytest.fixture
def parts() -> list[pd.DataFrame]:
    whole = pd.DataFrame({"signal_id": ["ก1", "b2", "c3", "d4"], "n": [1.0, 2.5, 0.0, 4.0]})
    whole = whole.astype({"signal_id": "str"})
    return [whole.iloc[:1], whole.iloc[1:1], whole.iloc[1:]]


def test_every_part_reads_back_alone_an_empty_one_too(
    tmp_path: Path, parts: list[pd.DataFrame]
) -> None:
    write_parts(tmp_path / "t.arrow", parts)
    for number, part in enumerate(parts):
        read = read_part(tmp_path / "t.arrow", number)
        pd.testing.assert_frame_equal(read, part.reset_index(drop=True))
    narrow = read_part(tmp_path / "t.arrow", 2, ["n", "signal_id"])
    assert list(narrow) == ["n", "signal_id"]


def test_a_parted_table_writes_what_the_whole_table_holds(
    tmp_path: Path, parts: list[pd.DataFrame]
) -> None:
    paths = []
    for number, part in enumerate(parts):
        paths.append(tmp_path / f"{number}.arrow")
        write_parts(paths[-1], [part])
    doubled = PartedTable(tuple(paths)).changed(lambda part: part.assign(n=2 * part["n"]))
    doubled.write_parquet(tmp_path / "parted.parquet")
    whole = pd.concat(parts, ignore_index=True).assign(n=[2.0, 5.0, 0.0, 8.0])
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "parted.parquet"), whole)
    found = doubled.of("signal_id", pd.Series(["d4", "nobody"]))
    assert found["n"].tolist() == [8.0]


def test_one_part_is_the_same_bytes_as_a_table_written_whole(
    tmp_path: Path, parts: list[pd.DataFrame]
) -> None:
    write_parts(tmp_path / "t.arrow", [parts[2]])
    PartedTable((tmp_path / "t.arrow",)).write_parquet(tmp_path / "a.parquet")
    write_parquet(parts[2].reset_index(drop=True), tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_rows_written_by_part_come_back_in_their_order_from_any_number_of_files(
    tmp_path: Path,
) -> None:
    random = np.random.default_rng(5)
    table = pd.DataFrame({"signal_id": [f"ก{i}" for i in range(97)], "n": np.arange(97.0)})
    table = table.astype({"signal_id": "str"})
    part = random.integers(0, 4, len(table))  # part 4 stays empty
    for name, cuts in (("one", [0, 97]), ("many", [0, 1, 40, 41, 97])):
        files = []
        for start, end in pairwise(cuts):
            files.append(tmp_path / f"{name}-{start}.arrow")
            write_by_part(files[-1], table[start:end], part[start:end], 5)
        for number in range(5):
            wanted = table[part == number].reset_index(drop=True)
            pd.testing.assert_frame_equal(read_parts(files, number), wanted)


def test_an_array_is_read_back_as_it_was(tmp_path: Path) -> None:
    write_array(tmp_path / "a.npy", np.arange(6, dtype=np.uint64).reshape(2, 3))
    assert np.load(tmp_path / "a.npy").tolist() == [[0, 1, 2], [3, 4, 5]]
