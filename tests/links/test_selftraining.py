"""What holds of learning from signals that nobody has labelled."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from prioritizer.links.linker import Linker
from prioritizer.links.prevalence import Prevalence
from prioritizer.links.selftraining import ROUNDS, OwnWords, WeakModel
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


def weak(bare: bool) -> WeakModel:
    """Give a model of one agenda that accepts everything."""
    one, nothing = np.ones(1), sparse.csr_matrix((1, 1), dtype=np.float32)
    return WeakModel(
        weights=np.zeros((2, 1)), slope=one, intercept=0 * one, queries=nothing, precision=one,
        cuts=-one, own=one, bare=np.array([bare]), literal=np.array([False]),
        prevalence=Prevalence(0.1 * one, 0.1),
    )  # fmt: skip


@pytest.mark.parametrize("bare", [True, False])
def test_likeness_alone_counts_less_for_a_bare_title(bare: bool):
    covered = sparse.csr_matrix(np.array([[0.8], [0.0]], np.float32))
    words = OwnWords(sparse.csr_matrix((2, 1), dtype=np.float32), np.array([0]), covered)
    model, scores = weak(bare), np.full((2, 1), 2.0)
    told, alike = model.chances(scores, words).ravel()
    assert (alike < told) == bare
    pairs = model.chances_of(scores, words, np.array([0, 1]), np.array([0, 0]))
    np.testing.assert_array_equal(pairs, [told, alike])


def test_citizens_words_of_a_rare_agenda_find_its_few_texts():
    rare = pd.DataFrame(
        {"agenda_id": ["R"], "title_th": ["ดูแลช้างเร่ร่อน"], "citizen_words_th": ["ช้าง"]}
    )
    agendas = pd.concat([AGENDAS, rare], ignore_index=True)
    few = ["เจอช้างหน้าตลาด", "ช้างเดินบนถนน", "มีช้างข้างโรงเรียน"]
    texts = [f"{what} {where} {n}" for n in range(12) for what in MATTERS for where in PLACES] + few
    vectors = TextVectors().fit(texts)
    found = Linker().fit(texts, vectors, agendas).assign(few, vectors).toarray()
    assert (found[:, 3] > 0).all()
