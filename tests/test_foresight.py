from datetime import date

import numpy as np
import pandas as pd
import pytest

from prioritizer.foresight import COLUMNS, emerging

AREAS = [f"เขต {i}" for i in range(10)]
THEMES = [f"T{i:02}" for i in range(30)]
LABELS = pd.DataFrame({"theme_id": THEMES, "label_th": THEMES, "label_en": THEMES})


def history(rng, months, *, level=None, channels=("web",), extra=()):
    """Draw voices month by month; ``level(channel, month)`` scales a whole channel-month."""
    names = [str(m) for m in pd.period_range("2021-01", periods=months, freq="M")]
    rows = []
    for channel in channels:
        for at, month in enumerate(names):
            size = 20.0 * (level(channel, at) if level else 1.0)
            for t, theme in enumerate(THEMES):
                more = sum(f for th, months_, f in extra if th == theme and at in months_) or 1.0
                drawn = rng.poisson(size * (1 + t / 10) * more / len(AREAS) / 2, len(AREAS))
                rows += [
                    (theme, a, channel, month, float(n))
                    for a, n in zip(AREAS, drawn, strict=True)
                    if n
                ]
    table = pd.DataFrame(rows, columns=["theme_id", "area", "channel", "month", "n_voices"])
    return table, pd.Period(names[-1], "M").end_time.date()


def find(table, as_of):
    return emerging(table, LABELS, as_of=as_of)


def test_a_theme_that_grows_in_most_areas_is_spreading():
    table, as_of = history(np.random.default_rng(1), 8, extra=[("T05", {7}, 4.0)])
    found = find(table, as_of)
    assert list(found.columns) == list(COLUMNS)
    assert found["theme_id"].tolist() == ["T05"]
    assert found.loc[0, "kind"] == "spreading" and found.loc[0, "month"] == "2021-08"
    assert found.loc[0, "ratio"] > 2 and found.loc[0, "false_alarm_rate"] < 0.02


def test_a_theme_that_grows_in_one_place_alone_is_not_spreading():
    table, as_of = history(np.random.default_rng(2), 8)
    loud = pd.DataFrame([("T05", AREAS[0], "web", "2021-08", 200.0)], columns=table.columns)
    assert find(pd.concat([table, loud]), as_of).empty


def test_a_theme_that_grows_wherever_it_is_spoken_of_but_in_two_places_is_not_spreading():
    table, as_of = history(np.random.default_rng(2), 8)
    table = table[(table["theme_id"] != "T05") | table["area"].isin(AREAS[:2])]
    now = [("T05", area, "web", "2021-08", 60.0) for area in AREAS[:2]]
    assert find(pd.concat([table, pd.DataFrame(now, columns=table.columns)]), as_of).empty


def test_the_launch_of_a_channel_is_no_trend():
    table, as_of = history(
        np.random.default_rng(3),
        8,
        channels=("web", "app"),
        level=lambda channel, at: (
            0.0 if channel == "app" and at < 5 else 8.0 if channel == "app" else 1.0
        ),
    )
    assert find(table, as_of).empty


@pytest.mark.parametrize("factor", [0.2, 7.0])
def test_the_size_of_a_month_changes_no_alert(factor):
    table, as_of = history(np.random.default_rng(4), 8, extra=[("T05", {7}, 4.0)])
    first = find(table, as_of)
    scaled = table.assign(
        n_voices=table["n_voices"] * np.where(table["month"] == "2021-03", factor, 1.0)
    )
    assert find(scaled, as_of)["theme_id"].tolist() == first["theme_id"].tolist()


def test_a_season_is_announced_the_month_before_it_comes():
    table, as_of = history(np.random.default_rng(5), 20, extra=[("T07", {8}, 5.0)])
    found = find(table, as_of)
    assert found["kind"].tolist() == ["seasonal"]
    assert found.loc[0, ["theme_id", "month"]].tolist() == ["T07", "2022-09"]


def test_a_short_history_raises_no_alert():
    table, as_of = history(np.random.default_rng(6), 3, extra=[("T05", {2}, 9.0)])
    assert find(table, as_of).empty
    assert emerging(table.head(0), LABELS, as_of=date(2021, 1, 1)).empty


def test_history_without_news_rarely_raises_an_alert_and_the_rate_says_so():
    alerts, rates = 0, []
    for seed in range(20):
        found = find(*history(np.random.default_rng(100 + seed), 10))
        alerts += len(found)
        rates += found["false_alarm_rate"].tolist()
    assert alerts <= 0.01 * 20 * len(THEMES)
    assert all(0 < rate < 0.05 for rate in rates)


def test_the_rate_that_is_told_counts_alarms_as_strong_in_shuffled_months():
    def rate(*others):
        extra = [(f"T{i:02}", {i}, 5.0) for i in others] + [("T09", {9}, 3.0)]
        row = find(*history(np.random.default_rng(9), 10, extra=extra)).set_index("theme_id")
        told = row.loc["T09"]
        expected = pytest.approx(30 * told["false_alarm_rate"], abs=1e-6)
        assert told["false_alarms_expected"] == expected
        return round(told["false_alarm_rate"] * (told["n_shuffled"] + 1)) - 1

    assert rate() == 0
    assert 3 <= rate(0, 1, 2, 3) <= 4
