import re
from pathlib import Path

import pytest

from prioritizer.errors import InputError
from prioritizer.resources import read_toml
from prioritizer.tables.reader import Reader
from prioritizer.tables.refusals import refusal_in_thai

ATTACKS = Path(__file__).parents[1] / "cases" / "attacks"
PHRASES = [phrase for said in read_toml("configs/words/refusals.toml").values() for phrase in said]


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["en"][:40])
def test_a_phrase_has_the_same_gaps_in_both_languages(phrase):
    gaps = [set(re.findall(r"\{(\w+)\}", phrase[language])) for language in ("en", "th")]
    assert gaps[0] == gaps[1]


def test_every_refusal_of_the_attack_folder_can_be_read_in_thai():
    english = []
    for file in sorted(ATTACKS.iterdir()):
        try:
            list(Reader(file, file.name).chunks())
        except InputError as refused:
            said = refusal_in_thai(str(refused))
            if not re.search("[ก-๙]", said.removeprefix(file.name).split(": ", 1)[-1]):
                english.append(said)
    assert english == []


def test_what_stands_in_the_gaps_is_kept():
    said = refusal_in_thai("a.csv: row 3: column name 'text' stands more than once. Mend it.")
    assert said.startswith("a.csv: แถว 3") and "'text'" in said and said.endswith("Mend it.")
