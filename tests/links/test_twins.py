import pandas as pd

from prioritizer.links.twins import committee_links, near_twins

AGENDAS = pd.DataFrame(
    {
        "agenda_id": ["A1", "A2", "A3", "A4"],
        "title_th": [
            "ซ่อมไฟถนนดับภายในสามวัน",
            "แก้ไฟส่องสว่างถนนที่ดับให้เสร็จเร็ว",
            "เก็บขยะตรงเวลา",
            "ลดคิวโรงพยาบาลรัฐ",
        ],
        "citizen_words_th": ["ไฟดับ;ถนนมืด", "ไฟถนนดับ;มืด", "ขยะล้น;รถขยะ", "รอคิวนาน;หมอ"],
    }
)


def test_agendas_that_ask_for_the_same_are_twins_and_the_others_are_not():
    found = near_twins(AGENDAS)
    first = found.iloc[0]
    assert (first["agenda_id"], first["twin_id"]) == ("A1", "A2")
    assert first["similarity"] > 0.5
    assert not (found["similarity"].iloc[1:] > 0.3).any()


def test_a_copy_is_wholly_alike_and_never_more():
    twice = pd.concat([AGENDAS, AGENDAS.iloc[[2]].assign(agenda_id="A9")], ignore_index=True)
    assert near_twins(twice)["similarity"].iloc[0] > 0.999
    assert near_twins(twice)["similarity"].max() <= 1.0


def test_other_agendas_barely_change_how_alike_two_are():
    more = pd.DataFrame({"agenda_id": ["B1", "B2"], "title_th": ["ปลูกต้นไม้ล้านต้น", "รถเมล์ไฟฟ้าทุกสาย"]})
    before = near_twins(AGENDAS)["similarity"].iloc[0]
    after = near_twins(pd.concat([AGENDAS, more], ignore_index=True))["similarity"].iloc[0]
    assert abs(before - after) < 0.1


def test_titles_of_no_word_have_no_twin():
    assert near_twins(pd.DataFrame({"agenda_id": ["A", "B"], "title_th": ["1", "2"]})).empty


def test_committees_are_linked_by_what_they_deal_with():
    committees = pd.DataFrame(
        {
            "committee_id": ["K1", "K2"],
            "name_th": ["คณะกรรมการจัดการขยะ", "คณะกรรมการหลักประกันสุขภาพ"],
            "focus_th": ["ขยะชุมชนและรถขยะ", "คิวโรงพยาบาลและหมอ"],
        }
    )
    found = committee_links(committees, AGENDAS)
    assert set(zip(found["agenda_id"], found["committee_id"], strict=True)) == {
        ("A3", "K1"),
        ("A4", "K2"),
    }


def test_committees_with_english_names_only_are_read_too():
    committees = pd.DataFrame({"committee_id": ["K1"], "name_en": ["Committee on street lights"]})
    agendas = pd.DataFrame({"agenda_id": ["A"], "title_en": ["Fix street lights in three days"]})
    assert committee_links(committees, agendas)["strength"].iloc[0] > 0.3
