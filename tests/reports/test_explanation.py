"""Why a rank, and what would change it: a hand-made run, every figure worked out on paper."""

import json

import numpy as np
import pandas as pd
import pytest

from prioritizer.bundle import Bundle
from prioritizer.errors import ConfigError, RunError
from prioritizer.reports.explanation import explain_agenda
from prioritizer.reports.versus import explain_versus


def spec(criterion, indicator, weight, source, **more):
    row = {
        "criterion": criterion, "criterion_weight": 1.0, "indicator": indicator, "weight": weight,
        "source": source, "shape": "linear", "worst": 0.0, "best": 1.0, "points": None,
        "table": None, "offset": 0.0, "unit": "", "concentration": None,
        "label_th": indicator, "label_en": indicator,
        "criterion_label_th": criterion, "criterion_label_en": criterion,
    }  # fmt: skip
    return {**row, **more}


SPECS = pd.DataFrame(
    [
        spec("citizen_centricity", "reach", 1.0, "signals"),
        spec("quick_win", "time", 3.0, "agendas", worst=24.0, best=0.0, unit="months"),
        spec(
            "quick_win",
            "law",
            1.0,
            "agendas",
            shape="table",
            table={"none": 1.0, "regulation": 0.6, "act": 0.0},
        ),
    ]
)
VALUES = {  # reach, time, law
    "A": (0.8, 0.75, 1.0),
    "B": (0.6, 0.5, 0.6),
    "C": (0.9, 0.25, 0.0),
    "F": (0.9, 1.0, 1.0),
    "I": (np.nan, 0.5, np.nan),
}
SHARES = np.array([0.5, 0.375, 0.125])


def make_run(folder):
    rows, ranking = [], []
    for agenda, values in VALUES.items():
        held = np.nan_to_num(np.array(values), nan=0.5)
        for (_, s), value, share in zip(SPECS.iterrows(), values, SHARES, strict=True):
            known = 0.5 if np.isnan(value) else value
            months = 24 * (1 - known) if s["indicator"] == "time" else known
            rows.append(
                {
                    "agenda_id": agenda,
                    "criterion": s["criterion"],
                    "indicator": s["indicator"],
                    "performance": np.nan if np.isnan(value) else months,
                    "unit": s["unit"],
                    "value": known,
                    "source": s["source"],
                    "imputed": bool(np.isnan(value)),
                    "level": "",
                    "weight": s["weight"] / (1 if share == 0.5 else 4),
                    "contribution": share * known,
                }
            )
        failed, short = agenda == "F", agenda == "I"
        ranking.append(
            {
                "rank": {"A": 1, "B": 3, "C": 2}.get(agenda),
                "agenda_id": agenda,
                "title_th": "",
                "title_en": agenda,
                "score": float(held @ SHARES),
                "citizen_centricity": held[0],
                "quick_win": 0.75 * held[1] + 0.25 * held[2],
                "gate": "fail" if failed else "pass",
                "n_voices": 10.0,
                "evidence_grade": "D",
                "completeness": 0.375 if short else 1.0,
                "p_top": 0.5,
            }
        )
    gates = pd.DataFrame(
        {
            "agenda_id": ["F", "F"],
            "gate": ["owner", "kpi"],
            "status": ["fail", "pass"],
            "reason_th": ["", ""],
            "reason_en": ["Everybody leads.", "Fine."],
            "mend_th": ["", ""],
            "mend_en": ["Name one body.", ""],
            "override": ["", ""],
        }
    )
    ratings = pd.DataFrame(
        {
            "agenda_id": ["A", "A", "B", "B"],
            "rubric": "visibility",
            "rater_id": ["x", "y", "x", "y"],
            "score_0_4": [3, 4, 1, 1],
        }
    )
    pairs = pd.DataFrame(
        {"agenda_id": ["A"], "versus_id": ["C"], "p_joint": [0.9], "p_weights": [0.8]}
    )
    config = {
        "robustness": {"top_k": 1, "criteria_concentration": 12.0, "link_sd": 0.25},
        "measurement": {"min_completeness": 0.65},
        "study": {"seed": 1, "as_of": "2022-08-31"},
    }
    tables = {
        "criteria": SPECS,
        "indicators": pd.DataFrame(rows),
        "ranking": pd.DataFrame(ranking).astype({"rank": "Int64"}),
        "gates": gates,
        "evidence": pd.DataFrame(columns=["agenda_id", "kind", "text", "signal_id"]),
        "ratings": ratings,
        "pairwise_winning": pairs,
    }
    return Bundle(folder, {"config": config}, tables)


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "run")


def test_contributions_sum_to_the_score_and_the_largest_stands_first(run):
    told = explain_agenda(run, "b")
    assert told.contributions["indicator"].tolist() == ["reach", "time", "law"]
    assert told.contributions["contribution"].sum() == pytest.approx(0.5625, abs=1e-12)
    assert told.row["score"] == pytest.approx(0.5625, abs=1e-12)


def test_what_would_lift_it_is_told_alone_and_as_the_cheapest_mix_in_its_units(run):
    lift = explain_agenda(run, "B").lift
    assert lift.gap == pytest.approx(0.80625 - 0.5625)
    table = lift.table.set_index("indicator")
    # time alone: .5 + .24375 / .375 > 1; law alone: .6 + .24375 / .125 > 1: neither can
    assert table["needed_alone"].isna().tolist() == [True, True, True]
    # both together: time to 1 gives .1875, law must give .05625, .6 + .45 > 1: not enough either
    assert not lift.possible
    assert not table.loc["reach", "changeable"]


def test_what_citizens_say_is_changed_only_at_a_stated_cost(run):
    lift = explain_agenda(run, "B", costs={"reach": 2.0}).lift
    table = lift.table.set_index("indicator")
    # per swing: time earns .375 at 1, law .125 at 1, reach .5 at 2: time first, then reach
    assert table.loc["time", "needed_mix"] == pytest.approx(0.0)  # months
    assert table.loc["reach", "value_mix"] == pytest.approx(0.6 + (0.24375 - 0.1875) / 0.5)
    assert lift.cost == pytest.approx(0.5 + 2 * (0.24375 - 0.1875) / 0.5)
    fixed = explain_agenda(run, "B", costs={"reach": 2.0, "time": np.inf}).lift
    assert not fixed.table.set_index("indicator").loc["time", "changeable"]


def test_costs_are_checked(run):
    with pytest.raises(ConfigError, match=r"cost tiem: .*Did you mean 'time'"):
        explain_agenda(run, "B", costs={"tiem": 1})
    with pytest.raises(ConfigError, match="0 or more"):
        explain_agenda(run, "B", costs={"time": -1})


def test_an_agenda_at_a_shut_gate_is_told_which_to_open_and_where_it_would_stand(run):
    told = explain_agenda(run, "F")
    assert told.standing == "gate"
    assert told.to_open["mend_en"].tolist() == ["Name one body."]
    assert told.rank_if_open == 1
    assert told.lift.gap == 0


def test_an_agenda_short_of_data_is_told_what_to_measure(run):
    told = explain_agenda(run, "I")
    assert (told.standing, told.short_of_data) == ("incomplete", True)
    assert told.missing["indicator"].tolist() == ["reach", "law"]
    assert told.missing["weight"].tolist() == pytest.approx([0.5, 0.125])
    assert told.rank_if_open == 4


def test_ratings_are_told_with_their_span_and_alpha(run):
    told = explain_agenda(run, "A").ratings.iloc[0]
    assert (told["n_raters"], told["mean"], told["lowest"], told["highest"]) == (2, 3.5, 3, 4)
    # grades 3 4 | 1 1: ordinal mid-ranks 1, 2.5, 3.5; observed 2 · 1, expected
    # (2·2·1.5² + 2·2·2.5² + 2·1·1²) / 3 = 12: alpha = 1 - 2 / 12
    assert told["alpha"] == pytest.approx(1 - 2 / 12)
    assert explain_agenda(run, "C").ratings.empty


def test_everything_can_be_written_as_json(run):
    for agenda in VALUES:
        text = json.dumps(explain_agenda(run, agenda).as_dict())
        assert "NaN" not in text


def test_two_agendas_swap_where_their_lines_cross(run):
    told = explain_versus(run, "A", "C")
    # citizen: -.1, quick: .8125 - .1875 = .625 for A: level at w = .625 / .725
    assert told.table["swap_at"].tolist() == pytest.approx([0.625 / 0.725, 0.1 / 0.725])
    assert told.moved == pytest.approx(0.625 / 0.725 - 0.5)
    assert told.weights["citizen_centricity"] == pytest.approx(0.625 / 0.725)
    assert told.leader == "A"
    assert (told.p_first, told.p_weights) == (0.9, 0.8)
    assert told.indicators["difference"].sum() == pytest.approx(0.80625 - 0.54375)
    assert json.loads(json.dumps(told.as_dict()))["leader"] == "A"


def test_where_one_is_ahead_everywhere_nothing_swaps(run):
    told = explain_versus(run, "A", "B")
    assert np.isnan(told.moved)
    assert told.table["swap_at"].isna().all()
    assert told.as_dict()["moved"] is None


def test_an_agenda_is_not_set_against_itself(run):
    with pytest.raises(RunError, match="against itself"):
        explain_versus(run, "A", "a")
    with pytest.raises(RunError, match="no agenda 'Z'"):
        explain_versus(run, "A", "Z")
