import dataclasses

import pandas as pd

from prioritizer.reports.workbook import write_workbook
from tests.reports.editing import Opened
from tests.reports.synthetic import invent_agendas, make_run


def test_a_run_set_against_another_shows_what_moved_and_why(tmp_path):
    run = make_run(invent_agendas(3))
    changes = pd.DataFrame(
        {
            "agenda_id": ["A001", "A009"],
            "title_th": ["ซ่อมไฟ", "เดิม"],
            "title_en": ["Lights", "Old"],
            "status": ["up", "gone"],
            "rank_before": [3.0, 2.0],
            "rank_after": [1.0, float("nan")],
            "move": [2.0, float("nan")],
            "move_signals": [1.5, float("nan")],
            "move_agendas": [0.0, float("nan")],
            "move_weights": [0.5, float("nan")],
            "move_method": [0.0, float("nan")],
            "cause_th": ["เสียงของประชาชนเปลี่ยน +1.5", "ไม่มีวาระนี้แล้ว"],
            "cause_en": ["signals +1.5", "no longer among the agendas"],
        }
    )
    run = dataclasses.replace(run, tables={**run.tables, "changes": changes})
    rows = Opened(write_workbook(run, tmp_path / "c.xlsx")).rows("changes")
    assert [r["id"] for r in rows] == ["A001", "A009"]
    first = rows[0]
    assert (first["rank_before"], first["rank_after"], first["moved"]) == (3, 1, 2)
    parts = [first[f"move_{part}"] for part in ("signals", "agendas", "weights", "method")]
    assert sum(parts) == first["moved"]
    assert (first["status"], rows[1]["status"]) == ("ดีขึ้น", "ถอนแล้ว")
    assert rows[1]["rank_after"] is None
