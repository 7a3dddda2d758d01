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
    heaviest = max(part for _, part in matter)
    assert any(thing in text and part == heaviest for text, part in matter)
    assert not aside & {text for text, _ in matter}


def test_a_slogan_is_about_nothing_that_one_can_point_at() -> None:
    assert matter_of("ยกระดับการให้บริการภาครัฐสู่ความเป็นเลิศ") == []
    assert matter_of("") == []
