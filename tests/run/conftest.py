"""A town with a hundred and twenty signals and two agendas: the least that a run needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

_STUDY = """
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
_SAID = {
    "ไฟถนนดับทั้งซอย": "เขตบางรัก",
    "น้ำท่วมถนนหน้าตลาด": "เขตดุสิต",
    "ขยะล้นถังเหม็นมาก": "เขตพญาไท",
}


@pytest.fixture
def write_study() -> Callable[[Path, float], None]:
    """Write the study file with a weight of its first criterion."""

    def write(folder: Path, weight: float = 1.0) -> None:
        text = _STUDY.format(weight=weight)
        (folder / "study.toml").write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def town(tmp_path: Path, write_study: Callable[[Path, float], None]) -> Path:
    """Hand out a folder with a study, its signals in two files, and its agendas."""
    rows = [
        {
            "signal_id": f"S{n}",
            "text": f"{text} {n} วันแล้ว",
            "received_on": f"2022-0{1 + n % 3}-1{n % 9}",
            "district": district,
        }
        for n, (text, district) in enumerate(list(_SAID.items()) * 40)
    ]
    (tmp_path / "inbox").mkdir()
    for name, part in (("a", rows[:70]), ("b", rows[70:])):
        table = pd.DataFrame(part)
        table.to_csv(tmp_path / "inbox" / f"{name}.csv", index=False, encoding="utf-8-sig")
    agendas = pd.DataFrame(
        {
            "agenda_id": ["A1", "A2"],
            "title_th": ["ซ่อมไฟถนนดับใน 72 ชั่วโมง", "แก้น้ำท่วมถนน 100 จุด"],
            "months_min": [1, 6],
            "months_max": [3, 18],
        }
    )
    agendas.to_csv(tmp_path / "agendas.csv", index=False, encoding="utf-8-sig")
    write_study(tmp_path, 1.0)
    return tmp_path


@pytest.fixture
def same_files() -> Callable[[Path, Path], bool]:
    """Compare two run folders byte by byte; the timings may differ."""

    def same(one: Path, other: Path) -> bool:
        names = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
        others = sorted(p.relative_to(other) for p in other.rglob("*") if p.is_file())
        return names == others and all(
            (one / n).read_bytes() == (other / n).read_bytes()
            for n in names
            if n.name != "timings.json"
        )

    return same
