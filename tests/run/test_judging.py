"""The whole judgement on tallies of our own: what must not move what, whatever the figures."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from prioritizer.config import criteria_table, read_study
from prioritizer.errors import ConfigError
from prioritizer.run.inputs import Inputs
from prioritizer.run.judging import judge, link_precision
from prioritizer.vocabulary import CRITERIA

STUDY = """
[study]
name = "small"
as_of = 2022-08-31
window = { start = 2022-09-01, end = 2024-12-31 }
seed = 3
[[signals]]
files = "s.csv"
[agendas]
file = "a.csv"
[robustness]
n_draws = 200
n_replicates = 50
"""


def study_of(folder, more=""):
    file = folder / "study.toml"
    file.write_text(STUDY + more, encoding="utf-8")
    return read_study(file)


def agendas_of(ids):
    rng = np.random.default_rng(7)
    n = len(ids)
    low = rng.integers(1, 12, n).astype(float)
    return pd.DataFrame(
        {
            "agenda_id": ids,
            "title_th": [f"ซ่อมไฟถนน {i + 1} จุดในเขตเมือง" for i in range(n)],
            "title_en": "",
            "months_min": low,
            "months_max": low + rng.integers(0, 6, n),
            "legal_level": rng.choice(["none", "regulation", "ministerial"], n),
            "cost_low_mthb": rng.integers(1, 200, n).astype(float),
            "cost_high_mthb": 300.0,
            "precedent_0_4": rng.integers(0, 5, n).astype(float),
            "potential_adopters_n": rng.integers(1, 5000, n).astype(float),
        }
    )


IDS = [f"A{i}" for i in range(8)]


@pytest.fixture(scope="module")
def tallies():
    rng = np.random.default_rng(2)
    rows = [
        (agenda, area, channel, month, status, bucket, float(rng.poisson(2 + 8 * (agenda == ""))))
        for i, agenda in enumerate([*IDS, ""])
        for area in ("x", "y", "z")
        for channel in ("web", "line")
        for month in ("2022-06", "2022-07", "2022-08")
        for status in ("open", "closed")
        for bucket in range(i % 3, 64, 8)
    ]
    names = ["agenda_id", "area", "channel", "month", "status", "bucket", "n_voices"]
    table = pd.DataFrame(rows, columns=names)
    grade = rng.integers(0, 5, len(table))
    return table.assign(
        n_signals=table["n_voices"],
        severity=grade * table["n_voices"],
        n_severity=table["n_voices"],
    )


def judged(study, agendas, tallies, jobs=1, link_quality=None, **tables):
    spoken = SimpleNamespace(
        tallies=tallies,
        outcomes=None,
        themes=pd.DataFrame(columns=["theme_id", "agenda_id", "n_voices"]),
        clarity=None,
        twins=pd.DataFrame(columns=["agenda_id", "twin_id", "similarity"]),
        committees=pd.DataFrame(),
        link_quality=link_quality or {},
        likeness=pd.DataFrame(),
    )
    inputs = Inputs({"agendas": agendas, **tables})
    return judge(study, criteria_table(study), inputs, spoken, jobs=jobs)


def scores(judgement):
    return judgement.ranking.set_index("agenda_id")["score"]


@pytest.fixture(scope="module")
def base(tmp_path_factory, tallies):
    study = study_of(tmp_path_factory.mktemp("study"))
    return study, judged(study, agendas_of(IDS), tallies)


@pytest.mark.parametrize("change", ["add", "clone", "remove"])
def test_who_else_stands_for_election_changes_nobodys_score(base, tallies, change):
    study, before = base
    agendas = agendas_of(IDS)
    if change == "add":
        extra = agendas.iloc[[0]].assign(agenda_id="NEW", months_min=0.1, cost_low_mthb=9999.0)
        agendas = pd.concat([agendas, extra], ignore_index=True)
    elif change == "clone":
        agendas = pd.concat(
            [agendas, agendas.iloc[[3]].assign(agenda_id="TWIN")], ignore_index=True
        )
    else:
        agendas = agendas[agendas["agenda_id"] != "A3"].reset_index(drop=True)
    after = scores(judged(study, agendas, tallies))
    common = scores(before).index.intersection(after.index)
    assert len(common) >= 7
    assert (after[common] == scores(before)[common]).all()


def test_a_clone_with_the_same_voices_stands_level_with_its_twin(base, tallies):
    study, _ = base
    agendas = agendas_of(IDS)
    agendas = pd.concat([agendas, agendas.iloc[[2]].assign(agenda_id="TWIN")], ignore_index=True)
    twin = tallies[tallies["agenda_id"] == "A2"].assign(agenda_id="TWIN")
    rest = tallies.copy()  # the twin's voices come out of those for none
    both = pd.concat([rest, twin], ignore_index=True)
    after = judged(study, agendas, both).ranking.set_index("agenda_id")
    assert after.loc["TWIN", "score"] == after.loc["A2", "score"]
    assert after.loc["TWIN", "rank"] == after.loc["A2", "rank"]
    assert after.loc["TWIN", "tied"]


@pytest.mark.parametrize(
    ("column", "better"),
    [
        ("months_max", lambda x: x - 0.5),
        ("cost_high_mthb", lambda x: x / 2),
        ("precedent_0_4", lambda x: min(x + 1, 4)),
        ("potential_adopters_n", lambda x: x * 3),
        ("legal_level", lambda x: "none"),
    ],
)
def test_a_better_performance_never_lowers_a_rank(base, tallies, column, better):
    study, before = base
    rank = before.ranking.set_index("agenda_id")["rank"]
    for agenda in IDS[::3]:
        agendas = agendas_of(IDS)
        at = agendas["agenda_id"] == agenda
        agendas.loc[at, column] = better(agendas.loc[at, column].iloc[0])
        after = judged(study, agendas, tallies).ranking.set_index("agenda_id")["rank"]
        assert after[agenda] <= rank[agenda]


def test_more_voices_never_lower_a_rank(base, tallies):
    study, before = base
    rank = before.ranking.set_index("agenda_id")["rank"]
    more = tallies.copy()
    own, none = (more["agenda_id"] == a for a in ("A5", ""))
    taken = 0.2 * more.loc[none, "n_voices"].sum() / more.loc[own, "n_voices"].sum()
    for name in ("n_voices", "n_signals", "severity", "n_severity"):
        more.loc[own, name] *= 1 + taken
        more.loc[none, name] *= 0.8
    after = judged(study, agendas_of(IDS), more).ranking.set_index("agenda_id")["rank"]
    assert after["A5"] <= rank["A5"]


def test_contributions_sum_to_the_score(base):
    _, before = base
    sums = before.indicators.groupby("agenda_id")["contribution"].sum()
    assert (sums - scores(before)).abs().max() <= 1e-12


def test_only_the_ratio_of_weights_matters(base, tallies, tmp_path):
    _, before = base
    more = "".join(f"[criteria.{name}]\nweight = 7.0\n" for name in CRITERIA)
    after = judged(study_of(tmp_path, more), agendas_of(IDS), tallies)
    assert (scores(after) - scores(before)).abs().max() == 0


def test_workers_change_nothing(base, tallies):
    study, before = base
    after = judged(study, agendas_of(IDS), tallies, jobs=2)
    pd.testing.assert_frame_equal(before.ranking, after.ranking)


def test_titles_alone_are_ranked_by_what_citizens_say_and_the_rest_is_left_out(base, tallies):
    study, _ = base
    agendas = agendas_of(IDS)[["agenda_id", "title_th"]]
    found = judged(study, agendas, tallies)
    assert found.ranking["rank"].notna().all()
    assert found.ranking["quick_win"].isna().all()
    assert {"precedent", "affordability", "visibility"} <= set(found.measurement.left_out)
    assert (found.ranking["completeness"] == 1).all()


def test_too_little_measured_is_a_range_and_no_rank(base, tallies):
    study, _ = base
    agendas = agendas_of(IDS).astype({"legal_level": object})
    own = [c for c in agendas if c not in ("agenda_id", "title_th", "title_en")]
    agendas.loc[0, own] = np.nan
    found = judged(study, agendas, tallies).ranking.set_index("agenda_id")
    assert found.loc["A0", "completeness"] < 0.65
    assert pd.isna(found.loc["A0", "rank"])
    assert found.loc["A0", "score_low"] < found.loc["A0", "score"] < found.loc["A0", "score_high"]


def test_weights_that_are_all_zero_weigh_alike_and_say_so(tallies, tmp_path):
    def of(weight):
        more = "".join(f"[criteria.{name}]\nweight = {weight}\n" for name in CRITERIA)
        return judged(study_of(tmp_path, more), agendas_of(IDS), tallies)

    none, alike = of(0), of(2)
    pd.testing.assert_frame_equal(none.ranking, alike.ranking)
    assert "of all criteria are 0: they weigh alike" in none.warnings[0].en
    assert not any("weigh alike" in said.en for said in alike.warnings)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('order = ["quick_win", "citizen_centricity"]', "replicability missing"),
        ('order = ["quick_wins"]', "Did you mean 'quick_win'"),
        ("intervals = { quick_win = [0.8, 0.2] }", "shares from 0 to 1"),
        ('weights = "members"', r"no \[members\]"),
        ('weights = "order"', "give order too"),
        ('weights = "members"\nintervals = { quick_win = [0, 1] }', "keep one"),
    ],
)
def test_odd_weights_of_the_simulation_are_refused(tmp_path, more, said):
    file = tmp_path / "study.toml"
    file.write_text(STUDY + more + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        read_study(file)


def test_weights_of_the_simulation_may_be_an_order_intervals_or_the_members(
    base, tallies, tmp_path
):
    study, before = base
    members = pd.DataFrame(
        {"member_id": ["a", "b"], "citizen_centricity": [1.0, 0.0], "quick_win": [0.0, 1.0]}
    ).assign(replicability=0.2)
    source = SimpleNamespace(file="m.csv")
    for change in (
        {"order": ("quick_win", "citizen_centricity", "replicability"), "weights": "order"},
        {"intervals": {"quick_win": (0.5, 0.6)}, "weights": "intervals"},
        {"weights": "members"},
    ):
        settings = study.robustness.model_copy(update=change)
        own = study.model_copy(update={"robustness": settings, "members": source})
        found = judged(own, agendas_of(IDS), tallies, members=members)
        assert (scores(found) == scores(before)).all()  # the point stays the stated weights
        assert found.ranking["rank_low"].le(found.ranking["rank_high"]).all()
        assert not np.allclose(found.simulation.p_joint, before.simulation.p_joint)


def test_weights_inside_a_criterion_are_drawn_where_the_study_gives_a_concentration(
    base, tallies, tmp_path
):
    _, before = base
    study = study_of(tmp_path, "[criteria.quick_win]\nconcentration = 5.0\n")
    found = judged(study, agendas_of(IDS), tallies)
    assert (scores(found) == scores(before)).all()
    assert not np.allclose(found.simulation.p_joint, before.simulation.p_joint)
    with pytest.raises(ConfigError, match="concentration"):
        study_of(tmp_path, "[criteria.quick_win]\nconcentration = 0\n")


def test_overrides_are_signed_and_open_a_gate(base, tallies):
    study, _ = base
    agendas = agendas_of(IDS)
    agendas.loc[1, ["title_th", "title_en"]] = "มุ่งสู่ความเป็นเลิศ", ""
    shut = judged(study, agendas, tallies).ranking.set_index("agenda_id")
    assert shut.loc["A1", "gate"] == "fail"
    assert pd.isna(shut.loc["A1", "rank"])
    signed = pd.DataFrame(
        {
            "agenda_id": ["A1"],
            "gate": "clarity",
            "person": "ประธาน",
            "reason": "แก้ชื่อแล้ว",
            "date": "x",
        }
    )
    opened = judged(study, agendas, tallies, overrides=signed)
    assert opened.ranking.set_index("agenda_id").loc["A1", "rank"] >= 1
    assert opened.gates["override"].str.contains("ประธาน").sum() == 1
    assert dataclasses.is_dataclass(opened)


def test_links_measured_by_hand_speak_in_the_grade_of_the_evidence():
    quality = {"precision": [0.6, 0.5, 0.7], "agendas": {"A0": {"precision": 0.8}}}
    assert link_precision(quality, ["A0", "A1"]) == {"A0": 0.8, "A1": 0.6}
    assert link_precision({}, ["A0"]) is None


def test_no_grade_a_without_measured_links(base, tallies):
    study, _ = base
    many = tallies.assign(n_voices=tallies["n_voices"] * 20, n_signals=tallies["n_voices"] * 20)
    agendas = agendas_of(IDS).assign(coord_agencies_th="-", first_site_cost_mthb=2.0)
    unmeasured = judged(study, agendas, many)
    quality = {"precision": [0.9, 0.8, 1.0], "agendas": {}}
    measured = judged(study, agendas, many, link_quality=quality)
    assert set(unmeasured.side["evidence_grade"]) == {"B"}
    assert set(measured.side["evidence_grade"]) == {"A"}
