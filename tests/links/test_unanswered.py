import pandas as pd
import pytest

from prioritizer.links.unanswered import COLUMNS, unanswered


@pytest.fixture
def themes():
    rows = [
        ("B01", "", "ทั้งหมด", 300.0, 9, 0.1, False),
        ("T01", "B01", "ไฟดับ", 100.0, 4, 0.1, False),
        ("T02", "B01", "น้ำท่วม", 90.0, 9, 0.1, False),
        ("T03", "B01", "ขยะ", 100.0, 4, 0.9, False),
        ("T04", "B01", "นาน ๆ ที", 5.0, 1, 0.0, False),
        ("T00", "B00", "ไม่ระบุเรื่อง", 500.0, 9, 0.0, True),
    ]
    names = ["theme_id", "parent_id", "label_th", "n_voices", "n_places", "share_answered"]
    table = pd.DataFrame(rows, columns=[*names, "says_nothing"])
    return table.assign(
        label_en="", keywords="", places="", trend="", agenda_id="", stability=0.9, n_signals=10
    )


@pytest.fixture
def titles():
    names = {"proposed_title_th": "แก้ปัญหา", "proposed_title_en": ""}
    return pd.DataFrame({"theme_id": ["T01", "T02", "T03"]}).assign(**names)


@pytest.fixture
def quotes():
    rows = [("T01", "S1", "central"), ("T01", "S2", "borderline"), ("T01", "S3", "central")]
    return pd.DataFrame(rows, columns=["theme_id", "signal_id", "kind"])


def test_only_loud_fine_themes_that_few_links_answer_are_listed(themes, titles, quotes):
    table = unanswered(themes, titles, quotes)
    assert tuple(table.columns) == COLUMNS
    assert set(table["theme_id"]) == {"T01", "T02"}


def test_of_two_as_loud_the_one_heard_in_more_places_comes_first(themes, titles, quotes):
    assert unanswered(themes, titles, quotes)["theme_id"].tolist() == ["T02", "T01"]


def test_the_central_quotes_are_named(themes, titles, quotes):
    table = unanswered(themes, titles, quotes).set_index("theme_id")
    assert table.loc["T01", "quote_ids"] == "S1;S3"
    assert table.loc["T02", "quote_ids"] == ""


def test_the_baseline_is_per_hundred_thousand_and_month_where_people_are_counted(
    themes, titles, quotes
):
    table = unanswered(themes, titles, quotes, n_months=2, population=500_000)
    row = table.set_index("theme_id").loc["T01"]
    assert row["kpi_baseline"] == pytest.approx(10)
    assert "100,000" in row["kpi_th"]
    alone = unanswered(themes, titles, quotes, n_months=2).set_index("theme_id").loc["T01"]
    assert alone["kpi_baseline"] == pytest.approx(50)
    assert "100,000" not in alone["kpi_th"]
    assert unanswered(themes, titles, quotes)["kpi_baseline"].isna().all()


def test_nothing_left_is_an_empty_table_with_its_columns(themes, titles, quotes):
    table = unanswered(themes.assign(share_answered=1.0), titles, quotes)
    assert table.empty
    assert tuple(table.columns) == COLUMNS
