import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from prioritizer.resources import read_toml
from prioritizer.signals.privacy import find_marks, redact_texts
from prioritizer.signals.privacy_sieve import EVERY, worth_a_look
from prioritizer.text.segmenter import corpus_words
from prioritizer.text.sieve import FEW

PADDING = [f"ไฟดับ {'.' * (i % 7)}" for i in range(FEW)]
FOLDER = Path(__file__).parents[1] / "cases"
CASES = [
    case["text"]
    for name in ("pii_cases.csv", "pii_more.csv")
    for case in csv.DictReader(
        (FOLDER / name).read_text(encoding="utf-8").splitlines(keepends=True)
    )
]
LISTS = read_toml("configs/words/privacy.toml")
GIVEN = sorted(corpus_words("person_names_male_th.txt"))[::40]
FAMILY = sorted(corpus_words("family_names_th.txt"))[::100]


def _marks_are_the_same_with_and_without(texts):
    rules = worth_a_look([*texts, *PADDING])
    for text, may in zip(texts, rules.tolist(), strict=False):
        assert find_marks(text, may) == find_marks(text), text


def test_the_sieve_keeps_every_case():
    _marks_are_the_same_with_and_without(CASES)
    _marks_are_the_same_with_and_without([text.replace(" ", "\n") for text in CASES])


def test_the_sieve_lets_fall_what_names_nobody():
    plain = ["น้ำท่วมซอย 5 มา 3 วันแล้วครับ ขอบคุณมากค่ะ", "ไฟดับหน้าตลาด", "Street lights are out"]
    assert not worth_a_look(plain * FEW).any()


def test_few_texts_are_looked_at_by_every_rule():
    assert worth_a_look(["ไฟดับ"]).tolist() == [EVERY]


led = st.sampled_from(
    [
        *(LISTS["titles"] + " " + LISTS["you"] + " " + LISTS["roles"]).split(),
        *("ชื่อ", "ผม", "ผมชื่อ", "ดิฉัน", "ผู้แจ้ง:", "ติดต่อ", "โทร", "เบอร์", "ขอบคุณ", "คุณ", "ครู", "ปลัด"),
        *(
            "หลวงพ่อ",
            "พระ",
            "K.",
            "Mr.",
            "I am",
            "contact",
            "line id",
            "ไลน์",
            "แอด",
            "@",
            "passport",
        ),
        *("บ้านเลขที่", "เลขที่", "ซอย", "หมู่", "ม.", "ทะเบียน", "แท็กซี่", "กรุงเทพ", "บัญชี", "กสิกรไทย"),
        *("ศูนย์แปดหนึ่ง", "คนขับชื่อ", "ลงชื่อ", "ขอแสดงความนับถือ", "แจ้งโดย", "พ.ต.ท.", "น.ส."),
    ]
)
named = st.sampled_from([*GIVEN, *FAMILY, "ต้น", "John", "Somchai Jaidee", "ครับ", "มาก", "ณ อยุธยา"])
digits = st.from_regex(r"[0-9๐-๙/ .-]{1,14}", fullmatch=True)
letters = st.text(alphabet=st.characters(min_codepoint=0x0E01, max_codepoint=0x0E4E), max_size=6)
blank = st.sampled_from(["", " ", "  ", "\n", "\u00a0", "–", ",", ":", "."])
parts = st.one_of(led, named, named, digits, letters, st.text(max_size=4))
texts = st.lists(st.tuples(parts, blank), max_size=8).map(
    lambda held: "".join(part + gap for part, gap in held)
)


@given(st.lists(texts, min_size=1, max_size=20))
def test_no_rule_finds_anything_in_what_the_sieve_lets_fall(invented):
    _marks_are_the_same_with_and_without(
        [text.encode("utf-8", "replace").decode("utf-8") for text in invented]
    )


def test_a_text_that_cannot_be_encoded_is_redacted_among_many():
    said = redact_texts(["\ud800 โทร 0812345678", *PADDING])
    assert said.texts[0] == "\ud800 โทร <PHONE>"


def test_many_texts_are_redacted_as_each_by_itself():
    many = redact_texts([*CASES, *PADDING], hide=["สมศรี"], leave=["1669"])
    alone = [redact_texts([text], hide=["สมศรี"], leave=["1669"]) for text in [*CASES, *PADDING]]
    assert many.texts == [text for said in alone for text in said.texts]
    assert sum(many.counts.values()) == sum(sum(said.counts.values()) for said in alone)
    assert many.n_texts == sum(said.n_texts for said in alone)
