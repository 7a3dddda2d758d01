"""The whole measurement: what is left out, missing, warned of; and ratings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from prioritizer.criteria.measure import measure, with_raw_shares
from prioritizer.criteria.ratings import read_ratings
from prioritizer.errors import AgendasError, ConfigError

NAN = float("nan")


def cell(found, agenda, indicator, name="value"):
    table = found.indicators
    at = (table["agenda_id"] == agenda) & (table["indicator"] == indicator)
    return table.loc[at, name].item()


def test_an_indicator_that_nobody_has_is_left_out_with_its_reason(criteria):
    agendas = pd.DataFrame({"agenda_id": ["A"], "months_max": [3.0], "months_min": [3.0]})
    found = measure(agendas, None, None, criteria=criteria, as_of="2021-01-01")
    assert found.names == ("time_to_first_result",)
    assert "no column legal_level" in found.left_out["legal_ease"].en
    assert "no signals" in found.left_out["breadth"].en
    assert "nobody rated" in found.left_out["visibility"].en
    assert np.isnan(cell(found, "A", "legal_ease"))


def test_no_voice_is_zero_and_no_grade_is_missing(criteria, tallied):
    rows = [("A", "x", "web", "2021-01", 100), ("", "y", "web", "2021-01", 100)]
    tallies = tallied(rows, severity=300.0, n_severity=100.0)
    agendas = pd.DataFrame({"agenda_id": ["A", "B"]})
    found = measure(agendas, tallies, None, criteria=criteria, as_of="2021-01-31")
    for name in ("representative_reach", "breadth", "persistence"):
        assert cell(found, "B", name) == 0
        assert not cell(found, "B", name, "imputed")
    assert cell(found, "B", "severity", "imputed")
    assert cell(found, "B", "severity") == 0.5
    assert "corroboration" in found.left_out


def test_persistence_counts_months_of_three_voices_and_a_thousandth(criteria, tallied):
    rows = [("A", "x", "web", f"2021-{m:02d}", 3 if m != 4 else 2.9) for m in range(1, 7)]
    rows += [("", "x", "web", f"2021-{m:02d}", 100) for m in range(1, 7)]
    agendas = pd.DataFrame({"agenda_id": ["A"]})
    found = measure(agendas, tallied(rows), None, criteria=criteria, as_of="2021-06-30")
    low, high = (cell(found, "A", "persistence", end) for end in ("low", "high"))
    assert (low, high) == pytest.approx((5 / 12, 11 / 12))
    assert not cell(found, "A", "persistence", "imputed")


def test_corroboration_asks_each_source_kind(criteria, tallied):
    rows = [("A", "", c, "2021-01", n) for c, n in (("web", 10), ("fax", 1), ("app", 0.4))]
    rows += [("", "", c, "2021-01", 200) for c in ("web", "fax", "app")]
    found = measure(
        pd.DataFrame({"agenda_id": ["A"]}),
        tallied(rows),
        None,
        criteria=criteria,
        as_of="2021-01-31",
    )
    assert cell(found, "A", "corroboration") == pytest.approx(1 / 3)


def test_without_closing_dates_only_months_old_enough_tell_what_is_open(criteria, tallied):
    rows = [("A", "x", "web", "2021-01", 30), ("A", "x", "web", "2021-01", 30)]
    rows += [("A", "x", "web", "2021-03", 500)]
    tallies = tallied(rows)
    tallies["status"] = ["open", "closed", "open"]
    agendas = pd.DataFrame({"agenda_id": ["A"]})
    found = measure(agendas, tallies, None, criteria=criteria, as_of="2021-03-31")
    assert cell(found, "A", "unmet") == pytest.approx(0.5)


def test_closing_times_stand_beside_as_evidence(criteria, tallied):
    tallies = tallied([("A", "x", "web", "2021-01", 4)])
    outcomes = pd.DataFrame(
        {
            "agenda_id": "A",
            "channel": "web",
            "bucket": [0, 1, 2, 3],
            "days": [2, 2, 30, 90],
            "event": [1, 1, 1, 0],
            "n_voices": 1.0,
            "n_reopened": [1.0, 0, 0, 0],
            "n_reopened_known": [1.0, 1, 0, 0],
        }
    )
    found = measure(
        pd.DataFrame({"agenda_id": ["A"]}), tallies, outcomes, criteria=criteria, as_of="2021-06-30"
    )
    row = found.evidence.iloc[0]
    assert row["observed_days_to_close"] == pytest.approx(2.0)
    assert row["share_open_after_standard"] == pytest.approx(0.25)
    assert row["share_reopened"] == pytest.approx(0.5)
    # shrunk to the study's own means, which are those of its one agenda
    assert cell(found, "A", "unmet") == pytest.approx(0.375)


def test_raw_shares_can_take_the_place_of_representative_ones(criteria, tallied):
    rows = [("A", "", "web", "2021-01", 900), ("", "", "web", "2021-01", 100)]
    rows += [("", "", "web", "2021-02", 100)]
    found = measure(
        pd.DataFrame({"agenda_id": ["A"]}),
        tallied(rows),
        None,
        criteria=criteria,
        as_of="2021-02-28",
    )
    assert cell(found, "A", "representative_reach", "performance") == pytest.approx(0.45)
    raw = with_raw_shares(found)
    assert raw.loc[
        raw["indicator"] == "representative_reach", "performance"
    ].item() == pytest.approx(900 / 1100)
    assert found.evidence["lift"].item() == pytest.approx(0.45 * 1100 / 900)


def _said(measurement):
    return " ".join(warning.en for warning in measurement.warnings)


def test_two_indicators_that_go_together_or_read_one_column_are_told(criteria):
    n = 12
    agendas = pd.DataFrame(
        {"agenda_id": [f"A{i}" for i in range(n)], "precedent_0_4": np.arange(n) % 5}
    )
    agendas["data_readiness_0_4"] = agendas["precedent_0_4"]
    twice = {
        **criteria[criteria["indicator"] == "precedent"].iloc[0].to_dict(),
        "indicator": "again",
    }
    own = pd.concat([criteria, pd.DataFrame([twice])], ignore_index=True)
    said = _said(measure(agendas, None, None, criteria=own, as_of="2021-01-01"))
    assert "precedent and again both read precedent_0_4" in said
    assert "readiness and precedent go together" in said


def test_values_beyond_the_anchors_are_counted(criteria):
    agendas = pd.DataFrame(
        {"agenda_id": ["A", "B"], "months_min": [30.0, 2], "months_max": [60.0, 4]}
    )
    said = _said(measure(agendas, None, None, criteria=criteria, as_of="2021-01-01"))
    assert "time_to_first_result: 1 agendas lie beyond the anchors" in said


def test_an_id_twice_or_an_unknown_limit_is_refused(criteria):
    twice = pd.DataFrame({"agenda_id": ["A", "A"]})
    with pytest.raises(AgendasError, match="'A' is there twice"):
        measure(twice, None, None, criteria=criteria, as_of="2021-01-01")
    with pytest.raises(ConfigError, match="Did you mean 'standard_days'"):
        measure(
            twice[:1],
            None,
            None,
            criteria=criteria,
            as_of="2021-01-01",
            measurement={"standart_days": 3},
        )


def test_ratings_are_means_over_raters_with_agreement_beside(criteria, illustrative):
    agendas, ratings = illustrative["agendas"], illustrative["ratings"]
    found = measure(agendas, None, None, criteria=criteria, as_of="2021-02-16", ratings=ratings)
    assert cell(found, "A01", "visibility") == 1.0
    assert set(found.agreement["rubric"]) >= {"visibility", "standardisation"}
    assert found.agreement["alpha"].between(-1, 1).all()


def test_a_grade_beyond_four_is_refused():
    ratings = pd.DataFrame(
        {"agenda_id": ["A"], "rubric": ["visibility"], "rater_id": ["R"], "score_0_4": ["5"]}
    )
    with pytest.raises(AgendasError, match="5 is no grade"):
        read_ratings(ratings, ["A"])
