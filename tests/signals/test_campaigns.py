import numpy as np
import pandas as pd
import pytest

from prioritizer.signals import find_campaigns, near_keys
from prioritizer.signals.repeats_near import NEAR_COLUMNS
from prioritizer.text import repeat_key, text_hash


def signals(rows):
    table = pd.DataFrame(rows, columns=["text", "district", "day"])
    keys = [repeat_key(text) for text in table["text"]]
    table["signal_id"] = [f"S{i}" for i in range(len(table))]
    table["received_on"] = pd.Timestamp("2022-06-01") + pd.to_timedelta(table["day"], unit="D")
    table["channel"], table["person"], table["province"] = "app", "", "กรุงเทพมหานคร"
    table["subdistrict"] = ""
    table["cell"] = table["district"]
    table["text_key"] = text_hash(keys)
    table[list(NEAR_COLUMNS)] = near_keys(keys)
    return table.astype(dict.fromkeys(("signal_id", "person", "cell", "subdistrict"), "str"))


@pytest.fixture(scope="module")
def city():
    rng = np.random.default_rng(7)
    rows = [(f"เรื่องที่ {i} {rng.integers(1e9)}", f"เขต{i % 50}", i % 90) for i in range(4500)]
    rows += [("น้ำท่วม", f"เขต{i % 50}", (i * 7) % 90) for i in range(600)]
    rows += [("ป้ายโฆษณาบังทาง", "เขต3", 10 + i % 4) for i in range(200)]
    return signals(rows)


def test_one_text_from_one_district_in_days_is_a_campaign(city):
    found = find_campaigns(city)
    copies = (city["text"] == "ป้ายโฆษณาบังทาง").to_numpy()
    assert (found.campaign_id[copies] != "").all()
    assert found.damping[copies].max() < 0.6


def test_a_short_text_that_the_whole_city_says_is_no_campaign(city):
    found = find_campaigns(city)
    floods = (city["text"] == "น้ำท่วม").to_numpy()
    assert (found.campaign_id[floods] == "").mean() > 0.9


def test_the_order_of_rows_changes_nothing(city):
    one = find_campaigns(city)
    other = find_campaigns(city.iloc[::-1].reset_index(drop=True))
    assert (one.campaign_id == other.campaign_id[::-1]).all()
