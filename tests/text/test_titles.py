"""What a title is about: things, and neither amounts nor dates nor whereabouts."""

from __future__ import annotations

import pytest

from prioritizer.text.titles import matter_of


@pytest.mark.parametrize(
    ("title", "thing", "aside"),
    [
        (
            "Replace rusty benches at 40 bus stops within a year",
            "benches",
            {"40", "year", "within"},
        ),
        ("ซ่อมศาลาริมทาง 120 หลังภายใน 2 ปี", "ศาลา", {"120", "2", "ปี", "ภายใน"}),
        ("Install water fountains in the town hall", "fountains", {"in", "the"}),
    ],
)
def test_the_thing_weighs_most_and_amounts_nothing(title: str, thing: str, aside: set[str]) -> None:
    matter = matter_of(title)
    heaviest = max(piece.part for piece in matter)
    assert any(thing in piece.text and piece.part == heaviest for piece in matter)
    assert not aside & {piece.text for piece in matter}


def test_a_slogan_is_about_nothing_that_one_can_point_at() -> None:
    assert matter_of("ยกระดับการให้บริการภาครัฐสู่ความเป็นเลิศ") == []
    assert matter_of("") == []


@pytest.mark.parametrize(
    ("title", "things"),
    [
        ("Prune trees and fix benches", [{"trees"}, {"benches"}]),
        ("ซ่อมถนนและสะพาน", [{"ถนน"}, {"สะพาน"}]),
        ("ขุดลอกและทำความสะอาดท่อระบายน้ำ", [{"ท่อระบายน้ำ"}]),
        ("ติดกล้องวงจรปิด ป้องกันอุบัติเหตุ", [{"กล้องวงจรปิด"}]),
    ],
)
def test_each_thing_has_a_phrase_of_its_own_and_what_it_is_for_has_none(
    title: str, things: list[set[str]]
) -> None:
    matter = matter_of(title)
    assert {piece.phrase for piece in matter} == set(range(len(things)))
    for phrase, own in enumerate(things):
        whole = {p.text for p in matter if p.phrase == phrase and p.part == 1.0}
        assert whole == own


def test_what_is_only_told_of_is_not_the_matter() -> None:
    parts = {piece.text: piece.part for piece in matter_of("พยากรณ์ฝนตกล่วงหน้า")}
    assert parts["พยากรณ์"] > parts["ฝนตก"]
    means = {piece.text: piece.part for piece in matter_of("Clean canals with boats")}
    assert means["boats"] < means["canals"]


def test_what_citizens_do_themselves_says_what_a_title_is_about_and_what_offices_do_does_not() -> (
    None
):
    own = {piece.text: piece.part for piece in matter_of("สมัครและยกเลิกแพ็กเกจ")}
    assert own["สมัคร"] > 2 * own["ยกเลิก"]
    fee = {piece.text: piece.part for piece in matter_of("เพิ่มช่องทางชำระค่าบริการ")}
    assert fee["ค่าบริการ"] == 1.0


def test_a_deed_done_to_nothing_is_the_own_deed_of_the_thing_before_it() -> None:
    parts = {piece.text: piece.part for piece in matter_of("จัดระเบียบเรือจอดขวางทางใน 30 วัน")}
    assert parts["จอด"] > 2 * parts["จัดระเบียบ"]
    aimed = {piece.text: piece.part for piece in matter_of("ติดกล้องจับรถฝ่าไฟแดง")}
    assert aimed["จับ"] < aimed["รถ"] < aimed["กล้อง"]


def test_a_year_of_the_budget_is_a_date_and_no_thing() -> None:
    pieces = {piece.text for piece in matter_of("ซ่อมสะพาน 40 แห่งภายในปีงบประมาณ 2566")}
    assert pieces == {"ซ่อม", "สะพาน"}


def test_what_stands_beside_a_place_is_meant_and_not_the_place() -> None:
    parts = {piece.text: piece.part for piece in matter_of("ซ่อมราวกันตกริมแม่น้ำ และคลอง")}
    assert parts["ราวกันตก"] == 1.0
    assert parts["คลอง"] < 0.5
    own = {piece.text: piece.part for piece in matter_of("ซ่อมราวกันตกริมแม่น้ำ และม้านั่ง")}
    assert own["ม้านั่ง"] == 1.0


def test_how_something_is_done_is_no_matter() -> None:
    assert {piece.text for piece in matter_of("ซ่อมถนนโดยเร็ว")} == {"ซ่อม", "ถนน"}
