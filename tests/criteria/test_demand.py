"""Rule 4 by hand, and its laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from prioritizer.criteria.demand import demand_shares
from prioritizer.criteria.draws import DataDraws
from prioritizer.criteria.measure import measure
from prioritizer.errors import AgendasError, ConfigError


def share(found, agenda="A"):
    table = found.table.set_index("agenda_id")
    return float(table.loc[agenda, "representative_share"])


def test_one_area_and_month_gives_the_plain_share(tallied):
    tallies = tallied([("A", "x", "web", "2021-01", 30), ("", "x", "web", "2021-01", 170)])
    found = demand_shares(tallies)
    assert share(found) == pytest.approx(0.15)
    assert found.table["raw_share"].tolist() == [0.15, 0.85]


def test_areas_weigh_by_population_after_shrinkage(tallied):
    tallies = tallied(
        [
            ("A", "town", "web", "2021-01", 90),
            ("", "town", "web", "2021-01", 180),
            ("A", "farm", "web", "2021-01", 30),
            ("", "farm", "web", "2021-01", 0),
        ]
    )
    places = pd.DataFrame({"area": ["town", "farm"], "population": [100, 300]})
    q = 120 / 300
    town, farm = (90 + 30 * q) / (270 + 30), (30 + 30 * q) / (30 + 30)
    found = demand_shares(tallies, places=places)
    assert share(found) == pytest.approx(0.25 * town + 0.75 * farm)
    assert found.by_population


def test_an_area_that_nobody_wrote_from_says_what_its_channel_month_says(tallied):
    tallies = tallied([("A", "x", "web", "2021-01", 60), ("", "x", "web", "2021-01", 60)])
    places = pd.DataFrame({"area": ["x", "silent"], "population": [1, 9]})
    assert share(demand_shares(tallies, places=places)) == pytest.approx(0.5)


def test_nameless_voices_keep_their_weight_beside_population(tallied):
    tallies = tallied(
        [("A", "x", "web", "2021-01", 50), ("", "", "web", "2021-01", 50)],
    )
    places = pd.DataFrame({"area": ["x"], "population": [10]})
    q = 0.5
    x, nameless = (50 + 30 * q) / 80, 30 * q / 80
    assert share(demand_shares(tallies, places=places)) == pytest.approx(0.5 * x + 0.5 * nameless)


def test_months_weigh_alike_and_small_ones_not_at_all(tallied):
    tallies = tallied(
        [
            ("A", "", "web", "2021-01", 900),
            ("", "", "web", "2021-01", 8100),
            ("A", "", "web", "2021-02", 60),
            ("", "", "web", "2021-02", 60),
            ("A", "", "web", "2021-03", 99),
        ]
    )
    assert share(demand_shares(tallies)) == pytest.approx((0.1 + 0.5) / 2)


def test_where_no_month_or_channel_reaches_its_limit_all_count(tallied):
    tallies = tallied([("A", "", "web", "2021-01", 4), ("", "", "web", "2021-02", 4)])
    found = demand_shares(tallies)
    assert share(found) == pytest.approx(0.5)
    assert found.all_channels_count
    assert found.all_months_count == ("web",)


def test_channels_weigh_by_the_root_of_their_voices_up_to_a_thousand(tallied):
    tallies = tallied(
        [
            ("A", "", "big", "2021-01", 4000),
            ("", "", "mid", "2021-01", 250),
            ("A", "", "tiny", "2021-01", 99),
        ]
    )
    found = demand_shares(tallies)
    assert found.channels["weight"].tolist() == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert share(found) == pytest.approx(2 / 3)


def test_the_study_may_weigh_channels_itself(tallied):
    tallies = tallied([("A", "", "web", "2021-01", 200), ("", "", "fax", "2021-01", 200)])
    assert share(demand_shares(tallies, channel_weights={"web": 1, "fax": 3})) == pytest.approx(
        0.25
    )
    with pytest.raises(ConfigError, match="none weighs"):
        demand_shares(tallies, channel_weights={"post": 1})


def test_shares_of_all_agendas_and_none_sum_to_one(random_tallies):
    places = pd.DataFrame({"area": [f"d{i}" for i in range(8)], "population": range(5, 13)})
    for given in (None, places):
        found = demand_shares(random_tallies, places=given)
        assert found.table["representative_share"].sum() == pytest.approx(1.0, abs=1e-12)


def test_adding_an_agenda_without_voices_moves_nobody(random_tallies):
    ids = [f"A{i}" for i in range(12)]
    plain = demand_shares(random_tallies, agenda_ids=ids).table.set_index("agenda_id")
    more = demand_shares(random_tallies, agenda_ids=[*ids, "NEW"]).table.set_index("agenda_id")
    assert np.array_equal(
        plain["representative_share"], more.loc[plain.index, "representative_share"]
    )


def scaled(tallies, channel, month, factor):
    at = (tallies["channel"] == channel) & (tallies["month"] == month)
    table = tallies.copy()
    for name in ("n_voices", "n_signals", "severity", "n_severity"):
        table[name] = table[name].where(~at, table[name] * factor)
    return table


@pytest.mark.parametrize("factor", [0.2, 3.0, 1000.0])
def test_scaling_a_channel_month_changes_no_value_where_volumes_are_known(
    random_tallies, criteria, factor
):
    volumes = random_tallies.groupby(["channel", "month"], as_index=False)["n_voices"].sum()
    agendas = pd.DataFrame({"agenda_id": [f"A{i}" for i in range(12)]})
    places = pd.DataFrame({"area": [f"d{i}" for i in range(9)], "population": range(5, 14)})

    def values(tallies):
        found = measure(
            agendas,
            tallies,
            None,
            criteria=criteria,
            as_of="2021-04-30",
            places=places,
            volumes=volumes,
        )
        return found.indicators["value"].to_numpy(float), DataDraws(found, 1).values({"voices"}, 20)

    before = values(random_tallies)
    after = values(scaled(random_tallies, "web", "2021-01", factor))
    assert np.allclose(before[0], after[0], atol=1e-9, equal_nan=True)
    assert np.allclose(before[1], after[1], atol=1e-9)


def test_without_areas_scaling_a_channel_month_changes_no_share(random_tallies):
    flat = random_tallies.assign(area="")
    before = demand_shares(flat).table["representative_share"]
    after = demand_shares(scaled(flat, "web", "2021-01", 7.0)).table["representative_share"]
    assert np.allclose(before, after, atol=1e-12)


def test_a_launch_month_is_no_demand(tallied):
    rows = [("A", "x", "web", "2021-01", 60_000), ("", "x", "web", "2021-01", 40_000)]
    rows += [("B", "x", "web", "2021-02", 600), ("", "x", "web", "2021-02", 400)]
    found = demand_shares(tallied(rows))
    assert share(found, "A") == pytest.approx(share(found, "B"))


def test_areas_tell_who_is_heard(tallied):
    tallies = tallied([("A", "x", "web", "2021-01", 30), ("", "y", "web", "2021-01", 90)])
    places = pd.DataFrame({"area": ["x", "y"], "population": [1000, 1000]})
    areas = demand_shares(tallies, places=places).areas.set_index("area")
    assert areas["per_100k"].tolist() == [3000.0, 9000.0]
    assert areas["ratio"].tolist() == [0.5, 1.5]


def test_a_level_keeps_provinces_from_being_counted_with_districts(tallied):
    tallies = tallied([("A", "x", "web", "2021-01", 60), ("", "y", "web", "2021-01", 60)])
    places = pd.DataFrame(
        {
            "area": ["x", "y", "whole"],
            "population": [1, 1, 98],
            "level": ["district", "district", "province"],
        }
    )
    areas = demand_shares(tallies, places=places).areas
    assert set(areas["share_population"]) == {0.5}


def test_broken_tallies_are_refused(tallied):
    tallies = tallied([("A", "x", "web", "2021-01", 30)])
    with pytest.raises(AgendasError, match="bucket"):
        demand_shares(tallies.drop(columns="bucket"))
    with pytest.raises(AgendasError, match="below 0"):
        demand_shares(tallies.assign(n_voices=-1.0))


COPIED = [
    ("A", "d1", "app", "2021-01", 1000),
    ("", "d2", "app", "2021-01", 9000),
    ("B", "d1", "box", "2021-01", 150),
    ("B", "d2", "box", "2021-01", 60),
]


def test_copies_open_no_channel_of_their_own(tallied):
    tallies = tallied(COPIED)
    alone = demand_shares(tallies).channels["weight"].tolist()
    tallies["n_campaign"] = [0.0, 0.0, 150.0, 0.0]
    found = demand_shares(tallies)
    assert alone[1] > 0.3
    assert found.channels["weight"].tolist() == [1.0, 0.0]
    assert found.table["n_voices"].tolist() == [1000, 210, 9000]


def test_a_channel_that_campaigns_filled_by_half_is_no_source(tallied, criteria):
    tallies = tallied([*COPIED, ("", "d3", "box", "2021-01", 190)])
    tallies["n_signals"] = [1000, 9000, 1500, 60, 190]
    tallies["n_copied"] = [0.0, 0.0, 1400.0, 0.0, 0.0]
    assert demand_shares(tallies).channels["weight"].tolist() == [1.0, 0.0]
    agendas = pd.DataFrame({"agenda_id": ["A", "B"]})
    found = measure(agendas, tallies, None, criteria=criteria, as_of="2021-02-01").evidence
    assert found["n_channels"].tolist() == [1, 0]
    tallies["n_copied"] = [0.0, 0.0, 800.0, 0.0, 0.0]
    assert demand_shares(tallies).channels["weight"].tolist()[1] > 0.3


def test_copies_make_no_channel_weigh_more(tallied):
    tallies = tallied([*COPIED, ("", "d3", "box", "2021-01", 100)])
    tallies["n_campaign"] = 0.0
    plain = demand_shares(tallies).channels["weight"].tolist()
    more = tallied([*COPIED, ("", "d3", "box", "2021-01", 100), ("B", "d3", "box", "2021-01", 500)])
    more["n_campaign"] = [0.0] * 5 + [500.0]
    assert demand_shares(more).channels["weight"].tolist() == pytest.approx(plain)


def test_where_all_is_copied_all_counts(tallied):
    tallies = tallied(COPIED).assign(n_campaign=lambda t: t["n_voices"])
    found = demand_shares(tallies)
    assert found.all_channels_count
    assert found.table["representative_share"].sum() == pytest.approx(1.0)


def test_a_campaign_speaks_from_no_area_and_no_source_kind(tallied, criteria):
    tallies = tallied(COPIED)
    tallies["n_campaign"] = [0.0, 0.0, 150.0, 59.5]
    agendas = pd.DataFrame({"agenda_id": ["A", "B"]})
    found = measure(agendas, tallies, None, criteria=criteria, as_of="2021-02-01").evidence
    assert found["n_voices"].tolist() == [1000, 210]
    assert found["n_areas"].tolist() == [1, 0]
    assert found["n_channels"].tolist() == [1, 0]
