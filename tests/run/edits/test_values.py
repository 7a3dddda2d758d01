"""Formulas, numbers and dates are read as people write them; overrides are signed."""

import datetime

import numpy as np
import pandas as pd
import pytest

from prioritizer.run.edits.formulas import placed, tokens
from prioritizer.run.edits.values import Unreadable, read_day, read_number


def test_formulas_are_compared_by_what_they_say():
    assert tokens("='ค่าดิบ'!$A1 * 1.0") == tokens("=ค่าดิบ!$A1*1")
    assert tokens('="A"') != tokens('="a"')
    moved = {"": {"E": "point", "F": "point"}}

    def name_of(sheet, letter):
        return moved.get(sheet, {}).get(letter, letter)

    assert placed("=$E5*2", 5, name_of) == placed("=$F9*2", 9, name_of)
    assert placed("=$E5*2", 5, name_of) != placed("=$E6*2", 5, name_of)


@pytest.mark.parametrize("text", ["มาก", "1.2.3", "nan", "1e999", True])
def test_what_is_no_number_is_never_read_as_one(text):
    with pytest.raises(Unreadable):
        read_number(text)


def test_numbers_and_dates_are_read_as_people_write_them():
    assert read_number("๒๕%") == 0.25
    assert read_number(" 1,200 ") == 1200
    assert read_day(datetime.datetime(2021, 2, 16)) == (datetime.date(2021, 2, 16), False)
    assert read_day(44243) == (datetime.date(2021, 2, 16), False)


def test_a_figure_set_by_hand_is_drawn_between_its_ends_and_from_no_voice(run):
    from prioritizer.config import criteria_table
    from prioritizer.criteria import DataDraws
    from prioritizer.run.judging import judge_points
    from prioritizer.run.replay import inputs_of, spoken_of, study_of

    study, inputs, spoken = study_of(run), inputs_of(run), spoken_of(run)
    signed = {"person": "ก", "reason": "ข", "date": "2021-02-16", "gate": ""}
    row = {"agenda_id": "A05", "indicator": "representative_reach", "low": 0.01, "high": 0.02}
    inputs.tables["overrides"] = pd.DataFrame([{**row, **signed, "performance": np.nan}])
    measured = judge_points(study, criteria_table(study), inputs, spoken).measurement
    m, a = measured.names.index("representative_reach"), measured.agenda_ids.index("A05")
    anchors = measured.parts[m].anchors
    low, high = (float(anchors.values(np.array([end]))[0]) for end in (0.01, 0.02))
    still = DataDraws(measured, 1).values({"voices", "links"}, 40)[:, a, m]
    assert still.tolist() == [still[0]] * 40
    moving = DataDraws(measured, 1).values({"ranges"}, 40)[:, a, m]
    assert low <= moving.min() < moving.max() <= high


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"person": ""}, "person is blank"),
        ({"agenda_id": "A99"}, "there is no such agenda"),
        (
            {"indicator": "representative_reech"},
            r"measures no such indicator. Did you mean 'representative_reach'",
        ),
        ({"low": 0.01}, "one end of the range is missing"),
    ],
)
def test_an_override_of_a_figure_is_signed_and_whole(run, change, said):
    from prioritizer.config import criteria_table
    from prioritizer.errors import AgendasError
    from prioritizer.run.judging import judge_points
    from prioritizer.run.replay import inputs_of, spoken_of, study_of

    study, inputs = study_of(run), inputs_of(run)
    row = {"agenda_id": "A05", "gate": "", "indicator": "representative_reach", "performance": 0.1}
    signed = {"person": "ก", "reason": "ข", "date": "2021-02-16"}
    inputs.tables["overrides"] = pd.DataFrame([{**row, **signed, **change}])
    with pytest.raises(AgendasError, match=said):
        judge_points(study, criteria_table(study), inputs, spoken_of(run))
