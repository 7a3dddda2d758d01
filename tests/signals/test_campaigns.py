import numpy as np
import pandas as pd
import pytest

from prioritizer.signals import (
    add_sketch,
    find_campaigns,
    group_popular,
    merge_texts,
    near_keys,
    popular_slots,
    popular_texts,
    slots_of,
)
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


HEADS = ["", "เรียนผู้ว่า ", "ถึงเจ้าหน้าที่ ", "รบกวนด้วย ", "ช่วยหน่อย "]
TAILS = ["", " ครับ", " ค่ะ", " ด้วยครับ", " โดยด่วน", " ขอบคุณครับ", " 77", "!!"]


@pytest.mark.parametrize(
    ("n_districts", "n_days", "reworded"),
    [(1, 1, False), (1, 1, True), (3, 3, False), (3, 3, True), (5, 10, True)],
)
def test_two_thousand_copies_speak_with_a_few_dozen_voices(city, n_districts, n_days, reworded):
    rng = np.random.default_rng(3)
    said = "ขอให้สร้างสะพานลอยคนข้ามหน้าห้างใหม่ของเรา"
    rows = []
    for _ in range(2000):
        head, tail = (rng.choice(HEADS), rng.choice(TAILS)) if reworded else ("", "")
        district, day = f"เขต{rng.integers(n_districts)}", 40 + int(rng.integers(n_days))
        rows.append((f"{head}{said}{tail}", district, day))
    copies = signals(rows)
    copies["signal_id"] = [f"M{i}" for i in range(len(copies))]
    copies["cell"] = [f"{i}:{i}" for i in range(len(copies))]  # each from a point of its own
    both = pd.concat([city, copies], ignore_index=True)
    found = find_campaigns(both)
    mine = both["signal_id"].str.startswith("M").to_numpy()
    assert found.damping[mine].sum() < 100
    others = (both["text"] == "น้ำท่วม").to_numpy()
    assert found.damping[others].mean() > 0.9


OPENINGS = ["", "ขอแจ้งว่า", "แจ้งเรื่อง", "ช่วยด้วย", "อยากให้แก้ไข", "รบกวนเขตดูแล", "ขอร้องเรียน"]
CLOSINGS = ["", "ครับ", "ด่วน", "รีบแก้ไขด้วย", "เดือดร้อนมาก", "นานแล้ว"]


def test_one_matter_in_hundreds_of_wordings_is_one_campaign(city):
    rng = np.random.default_rng(3)
    said = ["สะพานชำรุด", "คอสะพานทรุด", "สะพานลอยพัง"]
    rows = []
    for i in range(2000):
        words = [said[j] for j in rng.permutation(3)]
        rows.append(
            (" ".join([rng.choice(OPENINGS), *words, rng.choice(CLOSINGS)]), "เขต7", i % 90)
        )
    copies = signals(rows)
    copies["signal_id"] = [f"M{i}" for i in range(len(copies))]
    copies["cell"] = [f"{i}:{i}" for i in range(len(copies))]
    for channel in ("app", "box"):
        both = pd.concat([city, copies.assign(channel=channel)], ignore_index=True)
        found = find_campaigns(both)
        mine = both["signal_id"].str.startswith("M").to_numpy()
        assert (found.campaign_id[mine] != "").mean() > 0.9
        assert found.damping[mine].sum() < 200
        others = (both["text"] == "น้ำท่วม").to_numpy()
        assert found.damping[others].mean() > 0.9


def test_a_channel_of_nothing_but_copies_does_not_make_itself_usual():
    rng = np.random.default_rng(4)
    letters = np.array(list("กขคงจฉชซดตถทธนบปผพฟมยรลวศสหอฮ"))
    said = ["".join(rng.choice(letters, 24)) for _ in range(4508)]
    everybody = signals([(said[i], f"เขต{i % 50}", i % 90) for i in range(4500)])
    copied = signals([(said[4500 + i % 8], "เขต5", 40 + i % 3) for i in range(2000)])
    copied = copied.assign(signal_id=[f"M{i}" for i in range(2000)], channel="box")
    copied["cell"] = [f"{i}:{i}" for i in range(len(copied))]
    both = pd.concat([everybody, copied], ignore_index=True)
    found = find_campaigns(both)
    mine = (both["channel"] == "box").to_numpy()
    assert found.damping[mine].sum() < 200
    assert (found.campaign_id[~mine] == "").all()


def test_near_keys_of_a_short_text_do_not_hang_on_the_text_that_comes_next():
    alone = [near_keys([key])[0].tolist() for key in ("ก", "ไฟ", "ไฟดับ")]
    beside = near_keys(["ก", "ไฟ", "ไฟดับ", "น้ำท่วมทั้งซอย"]).tolist()[:3]
    assert alone == beside


@pytest.mark.parametrize("n_slots", [64, 1 << 14])
def test_too_few_counters_and_any_parts_find_the_same_popular_texts(city, n_slots):
    everything = group_popular(merge_texts([city[["text_key", *NEAR_COLUMNS]].assign(n=1)]))
    parts = [city[city.index % 3 == i] for i in range(3)]
    sketch = None
    for part in parts:
        sketch = add_sketch(sketch, slots_of(part, n_slots), n_slots)
    slots = popular_slots(sketch)
    found = group_popular(merge_texts([popular_texts(part, slots) for part in parts]))
    columns = ["text_key", "n", "core"]  # groups may be numbered otherwise
    pd.testing.assert_frame_equal(found[columns], everything[columns])
    assert len(found) >= 2


def test_where_no_text_is_popular_there_is_no_group():
    texts = pd.DataFrame(
        {"text_key": np.array([], np.uint64), "n": np.array([], np.int64)}
        | {name: np.array([], np.uint32) for name in NEAR_COLUMNS}
    )
    assert group_popular(texts).empty
