"""The joint simulation's data side: points, common numbers, doubt."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from prioritizer.criteria.draws import DataDraws
from prioritizer.criteria.measure import measure


@pytest.fixture(scope="module")
def measured(random_tallies, criteria):
    agendas = pd.DataFrame(
        {
            "agenda_id": [*(f"A{i}" for i in range(12)), "SILENT"],
            "months_min": np.arange(13.0) + 1,
            "months_max": [*(np.arange(12.0) + 5), np.nan],
            "precedent_0_4": [2.0] * 12 + [np.nan],
        }
    )
    grades = [
        (a, "visibility", r, g) for a in ("A0", "A1") for r, g in (("R1", 0), ("R2", 2), ("R3", 4))
    ]
    ratings = pd.DataFrame(grades, columns=["agenda_id", "rubric", "rater_id", "score_0_4"])
    return measure(
        agendas, random_tallies, None, criteria=criteria, as_of="2021-04-30", ratings=ratings
    )


def column(measured, draws, name, agenda):
    return draws[:, measured.agenda_ids.index(agenda), measured.names.index(name)]


def test_no_source_means_no_spread(measured):
    draws = DataDraws(measured, 7).values(set(), 3)
    points = np.stack([part.reading.value for part in measured.parts], axis=1)
    assert np.allclose(draws, points, atol=1e-12)


def test_a_source_draws_the_same_whichever_others_are_active(measured):
    together = DataDraws(measured, 7).values({"voices", "links", "ranges", "ratings"}, 30)
    for source, name in (("ranges", "time_to_first_result"), ("ratings", "visibility")):
        alone = DataDraws(measured, 7).values({source}, 30)
        at = measured.names.index(name)
        measured_cells = ~measured.parts[at].reading.imputed
        assert np.array_equal(alone[:, measured_cells, at], together[:, measured_cells, at])
    both = DataDraws(measured, 7).values({"voices", "links"}, 30)
    reach = measured.names.index("representative_reach")
    assert np.array_equal(both[:, :, reach], together[:, :, reach])


def test_a_seed_gives_the_same_draws_again(measured):
    active = {"voices", "links", "ranges", "ratings"}
    assert np.array_equal(
        DataDraws(measured, 3).values(active, 20), DataDraws(measured, 3).values(active, 20)
    )
    assert not np.array_equal(
        DataDraws(measured, 3).values(active, 20), DataDraws(measured, 4).values(active, 20)
    )


def test_draws_stay_values_and_lie_round_the_points(measured):
    draws = DataDraws(measured, 1).values({"voices", "links", "ranges", "ratings"}, 400)
    assert np.isfinite(draws).all()
    assert draws.min() >= 0
    assert draws.max() <= 1
    points = np.stack([part.reading.value for part in measured.parts], axis=1)
    heard = [i for i, a in enumerate(measured.agenda_ids) if a != "SILENT"]
    near = np.abs(draws.mean(axis=0) - points)[heard]
    for name in ("representative_reach", "severity", "breadth", "visibility"):
        assert near[:, measured.names.index(name)].max() < 0.08


def test_no_voice_is_not_no_doubt(measured):
    draws = DataDraws(measured, 1).values({"voices"}, 400)
    reach = measured.parts[measured.names.index("representative_reach")]
    share = reach.anchors.performance(column(measured, draws, "representative_reach", "SILENT"))
    assert reach.reading.value[-1] == 0
    assert share.max() >= 0.001


def test_missing_cells_run_over_the_whole_interval(measured):
    draws = column(measured, DataDraws(measured, 1).values({"ranges"}, 800), "precedent", "SILENT")
    assert draws.min() < 0.02
    assert draws.max() > 0.98
    half = column(
        measured, DataDraws(measured, 1).values({"ranges"}, 800), "time_to_first_result", "SILENT"
    )
    known = measured.parts[measured.names.index("time_to_first_result")].reading.value_high[-1]
    assert half.max() <= known
    assert half.mean() == pytest.approx(known / 2, abs=0.03)


def test_link_doubt_can_be_told_agenda_by_agenda(measured):
    none = dict.fromkeys(measured.agenda_ids, 0.0)
    sure = DataDraws(measured, 1, link_sd=none).values({"links"}, 200)
    points = np.stack([part.reading.value for part in measured.parts], axis=1)
    assert np.allclose(sure, points, atol=1e-9)


def test_an_unknown_source_is_refused(measured):
    with pytest.raises(ValueError, match="'luck'"):
        DataDraws(measured, 1).values({"luck"}, 10)
    with pytest.raises(ValueError, match="at least 1"):
        DataDraws(measured, 1).values({"voices"}, 0)


def test_three_raters_leave_the_doubt_that_the_mean_of_three_has(measured):
    # grades 0, 2, 4: variance 4 (ddof 1), of their mean 4 / 3, and a little jitter; means of 0 and
    # 4 cannot be moved outwards. All three drawn with replacement would give 8 / 9.
    draws = column(measured, DataDraws(measured, 5).values({"ratings"}, 20_000), "visibility", "A0")
    assert 1.2 < draws.var() * 16 < 1.4
    assert draws.mean() == pytest.approx(0.5, abs=0.01)
