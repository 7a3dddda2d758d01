"""What holds of links, whatever the texts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prioritizer.links import link
from prioritizer.links.linker import Linker, shared
from prioritizer.links.profiles import languages_of
from prioritizer.text import TextVectors

SUBJECTS = {
    "light": ["ไฟถนนดับ", "ไฟทางไม่ติด", "หลอดไฟเสีย", "ซอยมืดมาก"],
    "waste": ["ขยะล้นถัง", "รถขยะไม่มาเก็บ", "กองขยะส่งกลิ่นเหม็น", "ขยะตกค้าง"],
    "flood": ["น้ำท่วมขัง", "ฝนตกน้ำท่วม", "น้ำรอการระบาย", "ท่อตันน้ำท่วม"],
    "dogs": ["หมาจรจัดกัดคน", "สุนัขจรจัดเยอะ", "แมวจรจัด", "หมาดุไล่กัด"],
}
PLACES = ["หน้าตลาด", "ในซอย", "ข้างโรงเรียน", "ใกล้สถานี", "หลังวัด", "ริมทาง", "ปากทาง", "หน้าหมู่บ้าน"]
WISHES = ["ช่วยมาดูด้วย", "หลายวันแล้ว", "เดือดร้อนมาก", "ขอบคุณครับ", "แจ้งไปแล้ว", "ขอให้รีบแก้ไข"]
AGENDAS = pd.DataFrame(
    {
        "agenda_id": ["A1", "A2", "A3"],
        "title_th": ["ซ่อมไฟถนนให้สว่าง", "เก็บขยะตรงเวลา", "แก้น้ำท่วมขัง"],
        "citizen_words_th": ["ไฟถนน;ไฟทาง;หลอดไฟ;มืด", "ขยะ;รถขยะ;ถังขยะ", "น้ำท่วม;น้ำขัง;น้ำรอการระบาย"],
    }
)
OF = {"light": "A1", "waste": "A2", "flood": "A3", "dogs": ""}


@pytest.fixture(scope="module")
def said() -> pd.DataFrame:
    random = np.random.default_rng(5)
    rows = []
    for n in range(1600):
        key = list(SUBJECTS)[n % 4]
        parts = [random.choice(SUBJECTS[key]), random.choice(PLACES), str(random.choice(WISHES))]
        rows.append((f"S{n:04}", " ".join(random.permutation(parts)), key))
    return pd.DataFrame(rows, columns=["signal_id", "text", "subject"])


@pytest.fixture(scope="module")
def vectors(said: pd.DataFrame) -> TextVectors:
    return TextVectors(random_state=0).fit(said["text"].tolist())


@pytest.fixture(scope="module")
def fitted(said: pd.DataFrame, vectors: TextVectors) -> Linker:
    return Linker().fit(said["text"].tolist(), vectors, AGENDAS)


def right(said: pd.DataFrame, strengths: np.ndarray) -> float:
    linked = strengths > 0
    truth = np.array([[OF[key] == a for a in AGENDAS["agenda_id"]] for key in said["subject"]])
    return float(2 * (linked & truth).sum() / (linked.sum() + truth.sum()))


def test_signals_go_to_the_agenda_they_speak_for_and_the_others_to_none(said, vectors, fitted):
    strengths = fitted.assign(said["text"].tolist(), vectors).toarray()
    assert right(said, strengths) > 0.9
    nobody = (said["subject"] == "dogs").to_numpy()
    assert (strengths[nobody].sum(axis=1) > 0).mean() < 0.1


def test_links_per_text_are_estimated_from_the_signals(fitted):
    assert 0.5 < fitted.links_per_text_ < 1.0  # three of four subjects have an agenda


def test_a_study_may_state_its_links_per_text(said, vectors):
    linker = Linker(links_per_text=0.3).fit(said["text"].tolist(), vectors, AGENDAS)
    strengths = linker.assign(said["text"].tolist(), vectors)
    assert linker.links_per_text_ == 0.3
    assert strengths.nnz / len(said) < 0.6


@given(st.lists(st.lists(st.floats(0, 1), min_size=4, max_size=4), min_size=1, max_size=6))
def test_strengths_of_a_signal_never_sum_to_more_than_one(chances):
    assert (shared(np.array(chances)).sum(axis=1) <= 1 + 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text("ไฟขยะน้ำท่วม ถนนabc 12๑\n", max_size=40) | st.sampled_from(SUBJECTS["light"]),
        min_size=1,
        max_size=5,
    )
)
def test_any_text_can_be_linked_alone_or_in_company(fitted, vectors, texts):
    together = fitted.assign(texts, vectors).toarray()
    alone = np.vstack([fitted.assign([text], vectors).toarray() for text in texts])
    assert np.array_equal(together, alone)
    assert (together.sum(axis=1) <= 1 + 1e-9).all()
    assert (together >= 0).all()


def test_twice_gives_twice_the_same(said, vectors, fitted):
    again = Linker().fit(said["text"].tolist(), vectors, AGENDAS)
    texts = said["text"].tolist()[:200]
    one, other = fitted.assign(texts, vectors), again.assign(texts, vectors)
    assert np.array_equal(one.toarray(), other.toarray())


def test_an_agenda_nobody_speaks_for_draws_no_voice_and_leaves_the_others_alone(
    said, vectors, fitted
):
    stranger = {"agenda_id": "A9", "title_th": "ปฏิรูปกองทัพเรือ", "citizen_words_th": "เรือดำน้ำ"}
    more = pd.concat([AGENDAS, pd.DataFrame([stranger])], ignore_index=True)
    linker = Linker().fit(said["text"].tolist(), vectors, more)
    before = fitted.assign(said["text"].tolist(), vectors).toarray()
    after = linker.assign(said["text"].tolist(), vectors).toarray()
    assert after[:, 3].sum() < 0.01 * after.sum()
    assert ((before > 0) != (after[:, :3] > 0)).mean() < 0.02


def test_copies_teach_no_more_than_one(said, vectors, fitted):
    many = [*said["text"].tolist(), *["ไฟถนนดับ ในซอย หลายวันแล้ว"] * 800]
    linker = Linker().fit(many, vectors, AGENDAS)
    texts = said["text"].tolist()
    assert (
        (linker.assign(texts, vectors) > 0) != (fitted.assign(texts, vectors) > 0)
    ).nnz < 0.01 * len(texts) * len(AGENDAS)


def links_of(texts: list[str], titles: list[str]) -> np.ndarray:
    agendas = pd.DataFrame({"agenda_id": [f"A{i}" for i in range(len(titles))], "title_th": titles})
    vectors = TextVectors(min_word_texts=2, min_gram_texts=3, random_state=0).fit(texts)
    strengths = Linker().fit(texts, vectors, agendas).assign(texts, vectors)
    return np.asarray(strengths.toarray() > 0)


def test_forty_texts_are_enough_to_link_by_bare_titles(said):
    few = said.iloc[:40]
    titles = ["เก็บขยะให้ตรงเวลาทุกวัน", "แก้น้ำท่วมทุกจุดภายใน 90 วัน", "สร้างสนามบินแห่งใหม่"]
    found = links_of(few["text"].tolist(), titles)
    holds = np.array([["ขยะ" in text, "น้ำท่วม" in text] for text in few["text"]])
    assert (found[:, :2] & holds).sum() >= 0.6 * holds.sum()
    assert (found[:, :2] & holds).sum() >= 0.8 * found[:, :2].sum()
    assert not found[:, 2].any()


def test_what_a_title_is_for_draws_no_links_of_its_own(said):
    """Cameras against floods: floods alone do not ask for cameras."""
    seen = [f"กล้องวงจรปิด{what} {where}" for what in ("เสีย", "ดับ", "พัง") for where in PLACES]
    texts = [*said["text"].tolist(), *seen]
    found = links_of(texts, ["ยกระดับกล้องวงจรปิด ป้องกันน้ำท่วมเชิงรุก", "เก็บขยะ"])[:, 0]
    camera = np.array(["กล้อง" in text for text in texts])
    flood = np.array(["น้ำท่วม" in text for text in texts])
    assert found[camera].mean() > 0.5
    assert found[flood & ~camera].mean() < 0.15


def test_one_word_does_not_speak_for_a_title_whose_other_words_nobody_says(said):
    titles = ["ถอดรหัสจีโนมขยะ", "แก้น้ำท่วมขัง"]
    found = links_of(said["text"].tolist(), titles)
    assert not found[:, 0].any()
    assert found[:, 1].any()


def test_a_market_as_an_address_draws_no_voices_for_markets(said):
    where = [place for place in PLACES if "ตลาด" not in place]
    near = [f"{what} หน้าตลาด {place}" for what in ("ไฟดับ", "รถติด", "น้ำขัง") for place in where]
    of_it = [f"ตลาด{what} {place}" for what in ("เหม็น", "สกปรก", "มีหนู") for place in where]
    texts = [*said["text"].tolist(), *near, *of_it]
    found = links_of(texts, ["ปรับปรุงตลาดให้สะอาด"])[:, 0]
    assert found[: len(said) + len(near)].mean() < 0.02
    assert found[len(said) + len(near) :].mean() > 0.8


def labels(said: pd.DataFrame, rows: slice) -> pd.DataFrame:
    part = said.iloc[rows]
    return part[["signal_id", "text"]].assign(agenda_id=part["subject"].map(OF))


def test_labels_teach_what_words_do_not_say(said, vectors):
    """The agenda's own words are of no use; a hundred judged signals are."""
    mute = AGENDAS.assign(title_th=["งานหนึ่ง", "งานสอง", "งานสาม"], citizen_words_th="")
    texts = said["text"].tolist()
    plain = Linker().fit(texts, vectors, mute)
    taught = Linker().fit(texts, vectors, mute, labels=labels(said, slice(0, 160)))
    rest = said.iloc[160:]
    before = right(rest, plain.assign(rest["text"].tolist(), vectors).toarray())
    after = right(rest, taught.assign(rest["text"].tolist(), vectors).toarray())
    assert before < 0.5 < 0.9 < after


def test_a_few_labels_only_wait(said, vectors, fitted):
    few = Linker().fit(said["text"].tolist(), vectors, AGENDAS, labels=labels(said, slice(0, 8)))
    texts = said["text"].tolist()[:300]
    assert few.n_judged_ == 8
    assert few.quality() == {}
    assert np.array_equal(
        few.assign(texts, vectors).toarray(), fitted.assign(texts, vectors).toarray()
    )


def test_quality_is_measured_on_signals_held_out(said, vectors):
    linker = Linker().fit(
        said["text"].tolist(), vectors, AGENDAS, labels=labels(said, slice(0, 80))
    )
    quality = linker.quality()
    assert quality["n_judged"] == 80
    assert quality["n_none"] == 20
    for name in ("precision", "recall", "f1", "share_error"):
        point, low, high = quality[name]
        assert low <= point <= high or name == "share_error"
        assert 0 <= low <= high <= 1
    assert set(quality["agendas"]) == {"A1", "A2", "A3"}
    assert all(0 < figures["sd"] <= 1 for figures in quality["agendas"].values())


def test_links_in_one_call_hold_their_columns(said):
    found = link(said[["signal_id", "text"]], AGENDAS)
    assert list(found.columns) == ["signal_id", "agenda_id", "strength"]
    assert found.groupby("signal_id")["strength"].sum().max() <= 1 + 1e-9


def test_titles_in_another_language_are_not_looked_for():
    assert languages_of(["ไฟดับ"] * 99 + ["the light is out"]) == ("th",)
    assert languages_of(["ไฟดับ"] * 9 + ["the light is out"]) == ("th", "en")
    assert languages_of(["the light is out"]) == ("en",)


def test_english_signals_are_linked_by_the_same_rules():
    random = np.random.default_rng(0)
    pool = {"L": ["street light out", "lamp is broken"], "T": ["trash not taken", "bins full"]}
    where = ["Elm", "Oak", "Bay"]
    rows = [
        (f"{k}{n}", f"{random.choice(pool[k])} on {random.choice(where)} side {n}", k)
        for n in range(300)
        for k in pool
    ]
    said = pd.DataFrame(rows, columns=["signal_id", "text", "subject"])
    agendas = pd.DataFrame(
        {
            "agenda_id": ["L", "T"],
            "title_en": ["Fix street lights", "Collect trash"],
            "citizen_words_en": ["light;lamp", "trash;bins"],
        }
    )
    found = link(said, agendas).merge(said, on="signal_id")
    assert (found["agenda_id"] == found["subject"]).mean() > 0.95
    assert len(found) >= 300
