from hypothesis import given
from hypothesis import strategies as st

from prioritizer.text import normalise, repeat_key, segment

thai = st.text(alphabet=st.characters(min_codepoint=0x0E01, max_codepoint=0x0E4E), max_size=40)


@given(st.one_of(thai, st.text(max_size=40)))
def test_normalising_twice_changes_nothing_more(text):
    once = normalise(text)
    assert normalise(once) == once


@given(st.one_of(thai, st.text(max_size=40)))
def test_segments_put_together_are_the_text(text):
    assert "".join(segment(text)) == text


def test_sara_am_is_never_split():
    assert normalise("น้ํา") == normalise("น้ำ") == "น้ำ"


def test_the_repeat_key_forgets_case_digits_script_and_spaces():
    assert repeat_key("ไฟดับ ซอย ๕") == repeat_key("ไฟดับซอย5")
