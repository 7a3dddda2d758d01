"""Side dimensions, evidence grades and the committee map."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from prioritizer.criteria.committees import committee_map
from prioritizer.criteria.side import ambition, evidence_grades, side_dimensions
from prioritizer.errors import AgendasError


def evidence(**columns):
    base = {"n_voices": 400.0, "n_channels": 2.0, "n_areas": 9.0, "share_imputed": 0.0, "lift": 1.2}
    return pd.DataFrame([{"agenda_id": "A", **base, **columns}])


@pytest.mark.parametrize(
    ("columns", "precision", "grade"),
    [
        ({}, 0.8, "A"),
        ({}, None, "B"),
        ({}, 0.6, "B"),
        ({}, 0.4, "C"),
        ({"n_voices": 120, "n_channels": 1}, None, "B"),
        ({"n_voices": 120, "n_channels": 1, "n_areas": 2}, None, "C"),
        ({"share_imputed": 0.3}, 0.9, "C"),
        ({"n_voices": 29}, 0.9, "D"),
        ({"n_voices": np.nan}, None, "D"),
    ],
)
def test_evidence_is_graded_by_the_least_of_what_it_asks(columns, precision, grade):
    assert evidence_grades(evidence(**columns), precision).item() == grade


def test_ambition_is_how_far_the_kpi_is_to_move():
    agendas = pd.DataFrame(
        {
            "kpi_baseline": [100.0, 100, 10, 10, np.nan],
            "kpi_target": [90.0, 60, 90, 90, 5],
            "kpi_type": ["outcome", "outcome", "outcome", "output", "outcome"],
        }
    )
    assert ambition(agendas) == ["low", "medium", "high", "medium", ""]


def test_side_dimensions_stand_for_every_agenda(illustrative):
    agendas = illustrative["agendas"]
    facts = pd.concat([evidence()] * len(agendas), ignore_index=True)
    facts["agenda_id"] = agendas["agenda_id"].to_numpy()
    mapped = committee_map(agendas, illustrative["committees"])
    table = side_dimensions(agendas, facts, ratings=illustrative["ratings"], committees=mapped)
    assert len(table) == 40
    assert set(table["risk"]) <= {"low", "medium", "high", ""}
    assert table.loc[0, "n_committees"] == 3
    assert table.loc[0, "n_partner_sectors"] == 4


REGISTER = pd.DataFrame(
    {
        "committee_id": ["K1", "K2", "K3"],
        "name_th": ["ก", "ข", "ค"],
        "secretariat_th": ["กรมน้ำ", "กรมไฟ", "กรมดิน"],
    }
)


def leads(agendas, links=None):
    table = committee_map(agendas, REGISTER, links)
    return table.loc[table["lead"].astype(bool), "committee_id"].tolist(), table


def test_the_committee_of_the_lead_agency_is_proposed():
    agendas = pd.DataFrame(
        {"agenda_id": ["A"], "committees": ["K1;K2"], "lead_agency_th": ["กรมไฟ"]}
    )
    named, table = leads(agendas)
    assert named == ["K2"]
    assert "2 committees overlap" in table.loc[table["lead"].astype(bool), "note_en"].item()


def test_named_comes_before_linked_and_the_special_before_the_busy():
    agendas = pd.DataFrame({"agenda_id": ["A", "B"], "committees": ["K1;K2", "K1"]})
    links = pd.DataFrame({"agenda_id": ["A"], "committee_id": ["K3"], "strength": [0.9]})
    named, table = leads(agendas, links)
    assert named == ["K2", "K1"]
    assert table.loc[table["committee_id"] == "K3", "basis"].tolist() == ["linked"]


def test_gaps_show_on_both_sides():
    table = committee_map(pd.DataFrame({"agenda_id": ["A"], "committees": [""]}), REGISTER)
    assert table.loc[table["agenda_id"] == "A", "note_en"].item() == "No committee holds it."
    assert table.loc[table["agenda_id"] == "", "committee_id"].tolist() == ["K1", "K2", "K3"]


def test_a_committee_that_the_register_lacks_is_said_and_one_twice_refused():
    table = committee_map(pd.DataFrame({"agenda_id": ["A"], "committees": ["K9"]}), REGISTER)
    assert "no committee of this id" in table.loc[0, "note_en"]
    with pytest.raises(AgendasError, match="twice"):
        committee_map(
            pd.DataFrame({"agenda_id": ["A"], "committees": [""]}), pd.concat([REGISTER, REGISTER])
        )
