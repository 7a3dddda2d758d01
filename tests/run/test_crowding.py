"""What a crowd could move, as told by the run and as told by judging with the crowd among it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from prioritizer.bundle import read_run
from prioritizer.config import criteria_table
from prioritizer.criteria.crowds import CROWDS, crowd_targets, crowd_values
from prioritizer.links.tallies import merge_tallies
from prioritizer.run.judging import judge_points
from prioritizer.run.replay import inputs_of, spoken_of, study_of


@pytest.fixture(scope="module")
def judged(demo_run):
    run = read_run(demo_run)
    study, inputs, spoken = study_of(run), inputs_of(run), spoken_of(run)
    criteria = criteria_table(study)

    def judge(tallies):
        return judge_points(study, criteria, inputs, replace(spoken, tallies=tallies))

    return judge, spoken.tallies


def crowd(agenda_id, target, areas, voices):
    """Write the complaints of a crowd as tallies."""
    number = np.arange(voices)
    return pd.DataFrame(
        {
            "agenda_id": agenda_id,
            "area": [areas[i % len(areas)] for i in number],
            "channel": target.channel,
            "month": target.month,
            "status": "",
            "bucket": number % 64,
            "n_voices": 1.0,
            "n_signals": 1.0,
            "severity": 0.0,
            "n_severity": 0.0,
        }
    )


@pytest.mark.parametrize(("who", "size"), [("one_place", 40), ("many_places", 300)])
def test_what_a_crowd_moves_is_what_judging_with_the_crowd_among_it_moves(judged, who, size):
    judge, tallies = judged
    points = judge(tallies)
    measurement = points.measurement
    target = max(crowd_targets(measurement), key=lambda t: (t.month, t.channel))
    cube = measurement.context.cube
    cells = target.cells if who == "many_places" else target.cells[:1]
    areas = [cube.areas[cube.cell_area[cell]] for cell in cells]
    attacked = [int(points.order[1]), int(points.order[-1])]
    told = crowd_values(measurement, attacked, who, size, target)
    asked = [m for m, p in enumerate(measurement.parts) if p.name not in ("severity", "unmet")]
    ids = measurement.agenda_ids
    plain = np.array([p.reading.value for p in measurement.parts]).T
    assert np.allclose(told[0][:, asked], plain[:, asked], atol=1e-9)
    for k, a in enumerate(attacked):
        added = crowd(ids[a], target, areas, size)
        truth = judge(merge_tallies([tallies, added])).measurement
        real = np.array([p.reading.value for p in truth.parts]).T
        assert np.allclose(told[1 + k][:, asked], real[:, asked], atol=1e-9)
        assert not np.allclose(real[a, asked], plain[a, asked], atol=1e-6)


def test_a_run_tells_what_crowds_could_move_and_one_person_moves_next_to_nothing(demo_run):
    table = read_run(demo_run).table("crowds")
    assert list(dict.fromkeys(table["crowd"])) == list(CROWDS)
    assert (table["n_attacked"] > 5).all()
    most = table.set_index(["crowd", "n_complaints"])["most_ranks_won"]
    assert len(set(most.xs("one_person"))) == 1 and most["one_person", 1000] <= 2
    assert most["many_places", 1000] > most["one_person", 1000]
    page = (demo_run / "report.html").read_text(encoding="utf-8")
    assert "คำนวณจากข้อมูลของรอบนี้เอง" in page
