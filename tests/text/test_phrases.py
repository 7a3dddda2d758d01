"""Phrases are found wherever they stand, and nowhere else."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from prioritizer.text.phrases import PhraseFinder

_LETTERS = st.text(alphabet="กขab1 ", max_size=12)


@given(st.lists(_LETTERS, max_size=8), _LETTERS)
def test_a_text_holds_what_python_finds_in_it(phrases: list[str], text: str) -> None:
    def stands(phrase: str) -> bool:
        latin = phrase[0] in "ab1"
        places = [i for i in range(len(text)) if text.startswith(phrase, i)]
        return any(not latin or i == 0 or text[i - 1] not in "ab1" for i in places)

    found = PhraseFinder(phrases).find([text]).toarray()[0]
    assert found.tolist() == [float(bool(phrase) and stands(phrase)) for phrase in phrases]


def test_a_phrase_given_twice_has_two_columns() -> None:
    finder = PhraseFinder(["ท่วม", "bus", "ท่วม"])
    assert finder.find(["น้ำท่วม"]).toarray().tolist() == [[1, 0, 1]]


def test_a_lone_surrogate_hides_nothing_around_it() -> None:
    assert PhraseFinder(["ท่วม"]).find(["น้ำ\ud83dท่วม"]).toarray().tolist() == [[1]]


def test_a_finder_travels_as_its_phrases() -> None:
    finder = PhraseFinder(["ท่วม"])
    finder.find(["น้ำท่วม"])
    again = pickle.loads(pickle.dumps(finder))
    assert again.find(["น้ำท่วม"]).toarray().tolist() == [[1]]


def test_no_phrases_are_found_nowhere() -> None:
    assert PhraseFinder([]).find(["น้ำท่วม"]).shape == (1, 0)
