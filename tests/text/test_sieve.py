import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.text import normalise, words, words_of
from prioritizer.text.normalise import normalise_texts
from prioritizer.text.sieve import FEW, UNUSUAL, column, kept, loose

PADDING = ["ไฟดับ"] * FEW
PATTERNS = [
    r"(?<![0-9])[0-9]{2,9}(?!/[0-9])",
    r"(?<!ขอบ)คุณ(?!ภา|ธร)",
    r"(?m)^ ?([ก-๎]{3,22}) {1,2}([ก-๎]{3,22})$",
    r"a++(?=b|c)|(?<![a-z])x\.\s?(?![0-9A-Z])$",
    r"(?:(?<=เอก)|(?<=โท))หญิง(?=[\sก-ฮ])|\u0e01(?P<one>[(\[]\Z)",
    r"(?<![a-z])(?<!9)line(?i:road|rd)\b[^0-9]{0,30}$",
]
letters = st.text(alphabet="abclinexroadXRD0129/ \n.([กขคหญิงอบคุณเโทภาธร", max_size=12)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(st.lists(letters, max_size=30), st.data())
def test_the_loose_form_matches_wherever_the_pattern_does(pattern, texts, data):
    exact = re.compile(pattern)
    made = data.draw(st.lists(st.from_regex(exact), max_size=4))
    texts = [
        re.sub(f"[{UNUSUAL}\ud800-\udfff]", "", before + text)
        for before in ("", "x", "บ ", "9\n")
        for text in (*texts, *made)
    ]
    matches = kept(column(texts), loose(exact)).tolist()
    for text, may in zip(texts, matches, strict=True):
        assert may or not exact.search(text)


def test_a_pattern_that_means_something_else_to_re2_is_refused():
    with pytest.raises(ValueError, match="something else to RE2"):
        loose(re.compile(r"\w+"))


thai = st.text(alphabet=st.characters(min_codepoint=0x0E00, max_codepoint=0x0E5F), max_size=12)
signs = st.text(
    alphabet="เเแะาำํุู่้ก \n\r\t“”…•°é\u0301\u200d\ufe0f👍🏽☺\u00a0½\u2126\u2329", max_size=8
)


@given(st.lists(st.one_of(thai, signs, st.text(max_size=20)), min_size=1, max_size=40))
def test_many_texts_are_normalised_as_each_by_itself(texts):
    assert normalise_texts(texts) == [normalise(text) for text in texts]
    ordinary = [text for text in texts if not re.search("[\ud800-\udfff]", text)]
    among = normalise_texts(ordinary + PADDING)
    assert among == [normalise(text) for text in ordinary + PADDING]


@given(st.lists(st.text(alphabet="aaAกกมากไฟดับ <X>\n๏", max_size=20), max_size=20))
def test_words_of_many_texts_are_those_of_each(texts):
    assert words_of([*texts, *PADDING])[: len(texts)] == [words(text) for text in texts]
