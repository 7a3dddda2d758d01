import numpy as np
import pandas as pd
import pytest

from prioritizer.criteria.gates.clarity import judge_clarity
from prioritizer.text import TextVectors, text_hash
from prioritizer.themes import choose_quotes, describe_themes, propose_titles
from prioritizer.themes.titles import asks

COMPLAINTS = [
    *["ไฟถนนดับมืดมาก", "ไฟถนนดับหน้าตลาด", "ไฟถนนดับหลายดวง", "แจ้งไฟถนนดับค่ะ"] * 5,
    *["ขยะล้นถังเหม็นมาก", "ไม่มาเก็บขยะ", "กองขยะล้นถัง", "ขยะล้นถังหน้าตลาด"] * 5,
]
PETITIONS = [
    *["Ban the sale of fireworks", "Ban fireworks near farms", "Stop the sale of fireworks"] * 6,
    *["Build a hospital in Derry", "Fund the hospital in Derry", "Keep our hospital open"] * 6,
]


def proposed(texts, places, level, n_each):
    vectors = TextVectors(n_components=10).fit(texts).embed(texts)
    labels = np.repeat([0, 1], n_each)
    table = describe_themes(labels, vectors, texts=texts, n_themes=2)
    province = "กรุงเทพมหานคร" if level == "district" else ""
    return propose_titles(table, labels, vectors, texts, places, level, province=province)


def test_complaints_make_titles_that_pass_as_agendas():
    places = ["บางรัก", "ดุสิต", "พญาไท", "บางรัก"] * 10
    titles = proposed(COMPLAINTS, places, "district", 20)
    for title in titles["proposed_title_th"].iloc[:2]:
        assert title.startswith("แก้ปัญหา")
        assert "เขตบางรัก" in title
        assert judge_clarity(title).status == "pass"
    assert titles["proposed_places"].iloc[0] == "บางรัก; ดุสิต; พญาไท"


def test_petitions_speak_for_themselves():
    titles = proposed(PETITIONS, [""] * 36, "", 18)["proposed_title_en"]
    assert "fireworks" in titles.iloc[0]
    assert titles.iloc[0] in PETITIONS
    assert "hospital" in titles.iloc[1]


def test_what_says_nothing_proposes_nothing():
    assert (proposed(COMPLAINTS, [""] * 40, "", 20).iloc[-1] == "").all()


def test_bangkok_is_called_no_province():
    places = ["กรุงเทพมหานคร", "เลย"] * 20
    title = proposed(COMPLAINTS, places, "province", 20)["proposed_title_th"].iloc[0]
    assert "จังหวัดกรุงเทพ" not in title


@pytest.mark.parametrize(
    ("text", "demand"),
    [
        ("Petition to ban fireworks.", "Ban fireworks"),
        ("please repair the bridge!", "Repair the bridge"),
        ("ขอให้ซ่อมสะพานข้ามคลอง", "ซ่อมสะพานข้ามคลอง"),
        ("The bridge is closed", ""),
        ("ทิ้งขยะริมทาง", ""),
        ("", ""),
    ],
)
def test_a_demand_is_told_from_a_complaint(text, demand):
    assert asks(text) == demand


def quoted(texts, labels, n_themes):
    signals = pd.DataFrame(
        {
            "signal_id": [f"S{i}" for i in range(len(texts))],
            "text": texts,
            "text_key": text_hash(texts),
            "received_on": pd.Timestamp("2024-05-01"),
            "channel": "web",
            "district": ["a", "b", "c", "d"] * (len(texts) // 4),
        }
    )
    vectors = TextVectors(n_components=10).fit(texts).embed(texts)
    return choose_quotes(np.asarray(labels), vectors, signals, n_themes)


def test_quotes_come_from_the_heart_and_the_border_and_never_twice():
    texts = [f"{text} ที่หน้าบ้านเลขที่ {i}" for i, text in enumerate(np.repeat(COMPLAINTS, 4))]
    quotes = quoted(texts, np.repeat([0, 1], 80), 2)
    assert quotes.groupby(["theme", "kind"]).size().tolist() == [2, 3, 2, 3]
    assert not quotes["text"].duplicated().any()


def test_a_text_on_two_matters_stands_on_the_border():
    texts = [f"{text} ที่หน้าบ้านเลขที่ {i}" for i, text in enumerate(COMPLAINTS)]
    texts[7] = "ไฟถนนดับมืดมาก และขยะล้นถังเหม็นมาก ไม่มาเก็บขยะ"
    quotes = quoted(texts, np.repeat([0, 1], 20), 2)
    assert "S7" in set(quotes.loc[quotes["kind"] == "borderline", "signal_id"])


def test_quotes_of_a_theme_come_from_several_places():
    texts = [f"{text} ที่หน้าบ้านเลขที่ {i}" for i, text in enumerate(np.repeat(COMPLAINTS, 4))]
    quotes = quoted(texts, np.repeat([0, 1], 80), 2)
    central = quotes[quotes["kind"] == "central"]
    assert (central.groupby("theme")["place"].nunique() == 3).all()


def test_signals_that_say_nothing_are_not_quoted():
    texts = [f"{text} ที่หน้าบ้านเลขที่ {i}" for i, text in enumerate(COMPLAINTS)]
    assert set(quoted(texts, np.repeat([0, 1], 20), 1)["theme"]) == {0}
    assert quoted(texts, np.full(40, 1), 1).empty
