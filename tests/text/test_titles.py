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
