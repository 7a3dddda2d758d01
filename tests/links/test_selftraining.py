"""What holds of learning from signals that nobody has labelled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from prioritizer.links.linker import Linker
from prioritizer.links.selftraining import ROUNDS, OwnWords
from prioritizer.text import TextVectors

PLACES = ["หน้าตลาด", "ข้างโรงเรียน", "ใกล้สถานี", "หลังวัด", "ปากทาง", "หน้าหมู่บ้าน"]
MATTERS = ["ถนนเป็นหลุม", "ถนนทรุด", "ไฟถนนดับ", "น้ำท่วมถนน", "รถติดบนถนน", "หมาจรจัด", "ขยะล้น", "เสียงดัง"]
AGENDAS = pd.DataFrame(
    {
        "agenda_id": ["A1", "A2", "A3"],
        "title_th": ["ซ่อมถนน", "เก็บขยะ", "แก้น้ำท่วม"],
        "citizen_words_th": ["ถนน;เป็นหลุม", "ขยะ", "น้ำท่วม"],
    }
)


def test_a_common_word_does_not_feed_on_the_links_it_makes(monkeypatch: pytest.MonkeyPatch):
    """Its precision is the mean over the rounds, so what the last links say cannot run away."""
    rounds: list[np.ndarray] = []
    counted = OwnWords.precision

    def rising(self: OwnWords, accepted: object) -> np.ndarray:
        """Say of every word what a word says that feeds on itself: more in each round."""
        level = np.full_like(counted(self, accepted), (len(rounds) + 1) / ROUNDS)
        rounds.append(level)
        return level

    monkeypatch.setattr(OwnWords, "precision", rising)
    texts = [f"{what} {where} {n}" for n in range(12) for what in MATTERS for where in PLACES]
    linker = Linker().fit(texts, TextVectors().fit(texts), AGENDAS)
    assert len(rounds) == ROUNDS
    mean = np.mean(rounds, axis=0)
    np.testing.assert_allclose(linker.weak_.precision, mean, atol=1e-3)
    assert (linker.weak_.precision < rounds[-1] - 0.2).all()
