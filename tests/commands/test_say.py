"""What commands say: each phrase once, and Thai broken between words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from prioritizer.commands import phrases, phrases_label, phrases_shortlist, say_audit
from prioritizer.commands.say import PHRASES, broken

PARTS = [
    phrases.EXPLAIN,
    phrases.MEMBERS,
    phrases_shortlist.SHORTLIST,
    say_audit.PHRASES,
    phrases_label.LABEL,
]


def test_no_command_overrides_what_another_says() -> None:
    for part in PARTS:
        for key, said in part.items():
            assert PHRASES[key] == said, key
            assert sum(key in other for other in PARTS) == 1, key


@given(st.text(alphabet="กขคงาิีุเแโไ่้์ ab1", max_size=80), st.integers(8, 40))
def test_broken_text_loses_nothing_but_spaces_at_the_ends_of_lines(text: str, width: int) -> None:
    assert "".join(broken(text, width)).replace(" ", "") == text.replace(" ", "")


def test_a_line_ends_between_thai_words() -> None:
    lines = broken("เลิกขอสำเนาบัตรประชาชนและทะเบียนบ้าน", 26)
    assert lines[1].startswith(("และ", "ทะเบียน"))
    assert all(cell_len(line) <= 26 for line in lines)
