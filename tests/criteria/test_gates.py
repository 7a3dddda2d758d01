"""Gates: every status of each, the illustrative set, overrides."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from prioritizer.criteria.gates import agenda_gates, apply_overrides, judge_gates, read_clarity
from prioritizer.criteria.gates.demand import judge_demand
from prioritizer.criteria.gates.kpi import judge_kpi
from prioritizer.criteria.gates.lawful import judge_distinct, judge_lawful
from prioritizer.criteria.gates.owner import judge_owner
from prioritizer.criteria.gates.window import judge_window
from prioritizer.errors import AgendasError
from prioritizer.resources import read_toml
from prioritizer.vocabulary import GATES

NAN = float("nan")
DEMAND = read_toml("configs/defaults.toml")["gates"]["demand"]


def demand(voices, *, total=10_000, areas=5, kinds=1, study_areas=50, study_kinds=1):
    row = {
        "n_voices": voices,
        "all_voices": total,
        "n_areas": areas,
        "n_channels": kinds,
        "study_areas": study_areas,
        "study_channels": study_kinds,
    }
    return judge_demand(row, DEMAND).status


def test_demand_asks_for_voices_and_for_more_than_one_corner():
    assert demand(30) == "pass"
    assert demand(29) == "fix"
    assert demand(30, areas=2) == "fix"
    assert demand(30, areas=2, kinds=2) == "pass"
    assert demand(2.9) == "fail"
    assert demand(3) == "fix"
    assert demand(49, total=100_000) == "fix"
    assert demand(9, total=100_000) == "fail"
    assert demand(NAN) == "unknown"
    assert demand(30, areas=0, study_areas=0) == "unknown"
    assert judge_demand(None, DEMAND).status == "unknown"


def window(low, high, level="none", first=NAN, **more):
    settings = {"as_of": "2021-02-16", "end": "2022-09-30", **more}
    return judge_window(low, high, first, level, **settings).status


def test_campaigns_prove_no_demand_and_that_is_said():
    asked = {"n_voices": 60, "all_voices": 1e5, "n_areas": 9, "n_channels": 1}
    asked |= {"study_areas": 50, "study_channels": 1}
    assert judge_demand(asked, DEMAND).status == "pass"
    told = judge_demand({**asked, "campaign_voices": 50}, DEMAND)
    assert told.status == "fix" and "50 more come from campaigns" in told.reason_en
    assert "50 เสียง" in told.reason_th
    assert judge_demand({**asked, "campaign_voices": 60}, DEMAND).status == "fail"


def test_the_window_is_decided_by_the_high_end_and_by_law():
    assert window(1, 19) == "pass"
    assert window(1, 20) == "fix"
    assert window(20, 30) == "fail"
    assert window(1, 4, "ministerial") == "pass"
    assert window(1, 4, "act") == "fail"
    assert window(5, 30, "act", 4) == "fix"
    assert window(5, 30, "act", 24) == "fail"
    assert window(1, 4, "ministerial", max_legal_level="regulation") == "fail"
    assert window(NAN, 19) == "pass"


def test_what_the_window_cannot_read_is_unknown_unless_it_fails_anyway():
    assert window(NAN, NAN) == "unknown"
    assert window(1, NAN) == "unknown"
    assert window(1, 4, "") == "unknown"
    assert window(NAN, 24) == "unknown"
    assert window(30, NAN) == "fail"
    assert window(NAN, NAN, "act") == "fail"
    assert window(1, 4, end=None) == "unknown"


def test_months_run_from_as_of_to_the_last_day_of_the_window():
    assert window(1, 13, as_of="2022-08-31", end="2023-09-30") == "pass"
    assert window(1, 13.2, as_of="2022-08-31", end="2023-09-30") == "fix"


@pytest.mark.parametrize(
    ("lead", "status"),
    [
        ("กรมโยธาธิการและผังเมือง", "pass"),
        ("กรมอุทยานแห่งชาติ สัตว์ป่า และพันธุ์พืช", "pass"),
        ("Department of Public Works and Town & Country Planning", "pass"),
        ("กรมการปกครองและกรมที่ดิน", "fix"),
        ("กรมการปกครอง;กรมที่ดิน", "fix"),
        ("Ministry of Interior and Ministry of Health", "fix"),
        ("ทุกส่วนราชการ", "fail"),
        ("All agencies", "fail"),
        ("หน่วยงานที่เกี่ยวข้อง", "fail"),
        ("-", "fail"),
        ("", "unknown"),
    ],
)
def test_one_named_body_leads(lead, status):
    assert judge_owner(lead).status == status


KPI = {"kpi_unit": "วัน", "kpi_baseline": 9.0, "kpi_target": 3.0, "kpi_date": "2022-09-30"}


def test_a_kpi_has_unit_baseline_target_and_date_and_is_no_mere_output():
    assert judge_kpi({**KPI, "kpi_type": "service"}).status == "pass"
    assert judge_kpi({**KPI, "kpi_type": "output"}).status == "fix"
    assert judge_kpi({**KPI, "kpi_type": ""}).status == "fix"
    assert judge_kpi({**KPI, "kpi_type": "outcome", "kpi_baseline": NAN}).status == "fix"
    assert judge_kpi({**KPI, "kpi_type": "outcome", "kpi_date": pd.NaT}).status == "fix"
    assert judge_kpi({**KPI, "kpi_type": "outcome", "kpi_target": NAN}).status == "fail"
    assert judge_kpi({**KPI, "kpi_type": "outcome", "kpi_unit": ""}).status == "fail"
    assert judge_kpi({}).status == "unknown"
    assert "a unit" in judge_kpi({**KPI, "kpi_unit": ""}).reason_en


def test_lawful_reads_basis_and_mitigation():
    assert judge_lawful("not needed").status == "pass"
    assert judge_lawful("พ.ร.บ. ผู้สูงอายุ พ.ศ. 2546").status == "pass"
    assert judge_lawful("exposed").status == "fail"
    assert judge_lawful("exposed", "-").status == "fail"
    assert judge_lawful("exposed", "ลบภายใน 90 วัน").status == "fix"
    assert judge_lawful("").status == "unknown"


def test_distinct_names_the_twin():
    assert judge_distinct(None).status == "unknown"
    assert judge_distinct([]).status == "pass"
    assert "A01" in judge_distinct([("A01", 0.8)]).reason_th


def judged(agendas, **more):
    settings = {"as_of": "2021-02-16", "window": {"end": "2022-09-30"}, **more}
    return judge_gates(agendas, settings.pop("evidence", None), **settings)


def status(table, agenda, gate):
    at = (table["agenda_id"] == agenda) & (table["gate"] == gate)
    return table.loc[at, "status"].item()


def test_a_study_of_titles_alone_fails_nobody_but_for_clarity():
    table = judged(pd.DataFrame({"agenda_id": ["A"], "title_en": ["Repair 40 wells in Trang"]}))
    assert list(table["gate"]) == list(GATES)
    assert set(table.loc[table["gate"] != "clarity", "status"]) == {"unknown"}
    assert agenda_gates(table)["gate"].item() == "pass"


def test_clarity_read_before_stands_for_the_same_words_and_no_others():
    agendas = pd.DataFrame({"agenda_id": ["A1", "A2"], "title_en": ["Fix 20 drains", "Be great"]})
    known = read_clarity(agendas)
    assert judged(agendas, clarity=known).equals(judged(agendas))
    edited = agendas.assign(title_en=["Excellence in service", "Be great"])
    assert judged(edited, clarity=known).equals(judged(edited))
    told = known.assign(status="unknown")  # what is held is believed, not read again
    status = judged(agendas, clarity=told).query("gate == 'clarity'")["status"]
    assert set(status) == {"unknown"}


def test_every_reason_and_mend_stands_in_both_languages(illustrative):
    table = judged(illustrative["agendas"])
    assert (table["reason_th"] != "").all()
    assert (table["reason_en"] != "").all()
    open_ = table[table["status"].isin(["fix", "fail"])]
    assert (open_["mend_th"] != "").all()
    assert (open_["mend_en"] != "").all()
    assert not table["reason_th"].str.contains("{", regex=False).any()


def test_twins_are_named_from_either_side():
    agendas = pd.DataFrame({"agenda_id": ["A", "B", "C"], "title_en": ["x", "y", "z"]})
    twins = pd.DataFrame({"agenda_id": ["A", "A"], "twin_id": ["B", "C"], "similarity": [0.7, 0.4]})
    table = judged(agendas, twins=twins)
    assert [status(table, a, "distinct") for a in "ABC"] == ["fix", "fix", "pass"]


def evidence_of(agendas, silent=()):
    ids = agendas["agenda_id"]
    return pd.DataFrame(
        {
            "agenda_id": ids,
            "n_voices": np.where(ids.isin(silent), 0.0, 100.0),
            "all_voices": 9000.0,
            "n_areas": 10.0,
            "n_channels": 2.0,
            "study_areas": 70.0,
            "study_channels": 4.0,
        }
    )


def test_principles_fail_and_no_proper_agenda_does(illustrative):
    agendas = illustrative["agendas"]
    table = judged(agendas, evidence=evidence_of(agendas, silent=["A40"]))
    worst = agenda_gates(table).set_index("agenda_id")["gate"]
    proper = [f"A{i:02d}" for i in range(1, 31)]
    assert [a for a in proper if worst[a] == "fail"] == []
    assert all(worst[f"A{i}"] == "fail" for i in range(34, 41))
    assert all(status(table, f"A{i}", "clarity") == "fail" for i in range(34, 39))
    assert status(table, "A39", "window") == "fail"
    assert status(table, "A40", "demand") == "fail"
    assert all(worst[a] == "fix" for a in ("A11", "A18", "A20", "A30"))


OVERRIDE = {
    "agenda_id": "A",
    "gate": "owner",
    "person": "ประธาน",
    "reason": "มีมติแล้ว",
    "date": "2021-03-01",
}


def test_an_override_is_signed_and_keeps_the_reason_it_overrules():
    agendas = pd.DataFrame(
        {"agenda_id": ["A"], "title_en": ["x"], "lead_agency_th": ["ทุกส่วนราชการ"]}
    )
    table = judged(agendas, overrides=pd.DataFrame([OVERRIDE]))
    row = table[table["gate"] == "owner"].iloc[0]
    assert row["status"] == "pass"
    assert row["override"] == "ประธาน, 2021-03-01: มีมติแล้ว (was fail)"
    assert "ทุกส่วนราชการ" in row["reason_th"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"person": ""}, "row 2: person is blank"),
        ({"reason": None}, "row 2: reason is blank"),
        ({"date": pd.NaT}, "row 2: date is blank"),
        ({"agenda_id": "Z"}, "no agenda 'Z'"),
        ({"gate": "ownr"}, "Did you mean 'owner'"),
        ({"status": "maybe"}, "none of pass, fix, fail"),
    ],
)
def test_an_unsigned_override_is_none(change, said):
    table = judged(pd.DataFrame({"agenda_id": ["A"], "title_en": ["x"]}))
    with pytest.raises(AgendasError, match=said):
        apply_overrides(table, pd.DataFrame([{**OVERRIDE, **change}]))
