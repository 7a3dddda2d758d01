import datetime

import pytest

from prioritizer.agendas import read_agendas
from prioritizer.criteria import agenda_gates, judge_gates
from prioritizer.resources import resource


@pytest.fixture(scope="module")
def verdicts():
    agendas = read_agendas(resource("datasets/demo/agendas.csv"))
    window = {"start": datetime.date(2021, 1, 1), "end": datetime.date(2022, 12, 31)}
    gates = judge_gates(agendas, None, as_of=datetime.date(2021, 2, 16), window=window)
    return agenda_gates(gates).set_index("agenda_id")


@pytest.mark.parametrize("agenda", [f"A{i}" for i in range(34, 40)])
def test_guiding_principles_fail_with_a_reason(verdicts, agenda):
    assert verdicts.loc[agenda, "gate"] == "fail"
    assert verdicts.loc[agenda, "reasons_th"]
    assert verdicts.loc[agenda, "reasons_en"]


@pytest.mark.parametrize("agenda", [f"A{i:02}" for i in range(1, 31)])
def test_no_proper_agenda_fails(verdicts, agenda):
    assert verdicts.loc[agenda, "gate"] != "fail"
