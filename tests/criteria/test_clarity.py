"""The gate clarity on titles of our own, and the grammar it reads."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from prioritizer.criteria.gates import judge_clarity
from prioritizer.criteria.gates.elements import read_elements
from prioritizer.resources import read_toml
from prioritizer.text.titles.tagger import tag_words

CASES = Path(__file__).parents[1] / "cases" / "clarity_titles.toml"
TITLES = tomllib.loads(CASES.read_text(encoding="utf-8"))


def shares(kind, language):
    key = f"title_{language}"
    said = [judge_clarity(**{key: title}).status for title in TITLES[kind][language]]
    return {name: said.count(name) / len(said) for name in ("pass", "fix", "fail")}


@pytest.mark.parametrize("language", ["th", "en"])
def test_guiding_principles_fail(language):
    found = shares("principles", language)
    assert found["fail"] >= 0.9
    assert found["pass"] <= 0.01


@pytest.mark.parametrize("language", ["th", "en"])
def test_concrete_agendas_pass(language):
    found = shares("concretes", language)
    assert found["pass"] >= 0.7
    assert found["fail"] <= 0.03


def test_numbers_that_count_nothing_do_not_help():
    for title in ("ยกระดับ 100 %", "Smart City 4.0", "ติดอันดับ 1 ของโลก", "Five pillars by 2030"):
        assert read_elements(title).n_missing == 3, title


@pytest.mark.parametrize(
    ("title", "deed"),
    [
        ("Unemployment benefit within 10 days", "within 10 days"),
        ("One application to open a shop", "One application"),
        ("No parking fees at state hospitals", "No parking"),
        ("ค่าแรงขั้นต่ำ 450 บาททั่วประเทศ", "450 บาท"),
        ("Licences without a three-month queue", "without queue"),
    ],
)
def test_a_promise_is_a_deed(title, deed):
    assert read_elements(title).verb == deed


@pytest.mark.parametrize(
    "title",
    [
        "Trust within 10 years",
        "Growth without harm",
        "One nation for all",
        "No limits for Thailand",
    ],
)
def test_a_promise_of_an_aim_is_none(title):
    assert read_elements(title).verb == ""


def test_what_people_are_let_do_is_done():
    found = read_elements("Let cancer patients choose their hospital")
    assert (found.verb, found.thing, found.where) == ("Let", "hospital", "patients")


def test_a_thing_of_virtue_is_no_thing():
    assert read_elements("พัฒนาโรงพยาบาลคุณธรรมในทุกจังหวัด").thing == ""
    assert read_elements("Equip a million volunteers with wisdom").verb == ""


def test_words_nobody_knows_are_doubted_before_they_are_failed():
    assert judge_clarity(title_en="Zorb provincial quuxes").status == "fix"
    assert judge_clarity(title_en="Harmony for provincial quuxes").status == "fail"


def test_a_verb_needs_a_thing_to_do_it_to():
    assert read_elements("ติดตั้งความคิดเชิงบวกให้ข้าราชการ").verb == ""
    assert read_elements("Build bridges of trust").thing == ""
    assert read_elements("ส่งเสริมการปลูกต้นไม้ริมถนน").verb == ""


def test_what_stands_behind_a_goal_is_no_object():
    found = read_elements("พัฒนาโรงเรียนสู่ความเป็นเลิศ")
    assert (found.verb, found.n_missing >= 2) == ("", True)


def test_english_words_are_acts_or_things_by_their_neighbours():
    tags = {w.text: w.tag for w in tag_words("Plant trees beside the water plant")}
    assert (tags["Plant"], tags["plant"]) == ("act", "thing")


def test_a_clear_description_cannot_wholly_save_a_slogan():
    verdict = judge_clarity("มุ่งสู่ความเป็นเลิศ", "ติดตั้งตู้น้ำดื่มในโรงเรียน 300 แห่ง")
    assert verdict.status == "fix"
    assert "มุ่งสู่" in verdict.reason_th
    assert judge_clarity("ตู้น้ำดื่มในโรงเรียน", "ติดตั้ง 300 แห่ง").status == "pass"


def test_the_mend_names_the_missing_part_and_keeps_what_is_there():
    verdict = judge_clarity(title_en="Repair footpaths")
    assert verdict.status == "fix"
    assert "where" in verdict.reason_en
    assert verdict.mend_en.count("Repair") == 1
    assert "footpaths" in verdict.mend_en


def test_nothing_to_read_is_unknown():
    assert judge_clarity().status == "unknown"
    assert judge_clarity("  ", "").status == "unknown"


@pytest.mark.parametrize(
    "text", ["?", "…", "1", "%", "-", "ๆ", "a", "(", "ก" * 5000, "x-" * 40, "😀 4"]
)
def test_odd_titles_are_judged_without_a_fall(text):
    assert judge_clarity(text, "", text, text).status in ("pass", "fix", "fail")


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_word_classes_are_all_there(language):
    table = read_toml(f"configs/words/clarity_{language}.toml")
    assert {"act", "soft", "vague", "thing", "place", "region", "group", "abstract"} <= set(table)


def test_real_policies_are_judged_in_reasonable_shares(shared):
    import pandas as pd

    table = pd.read_csv(
        shared / "data" / "chadchart_policies.csv", dtype="str", keep_default_na=False
    )
    said = [
        judge_clarity(th, "", en).status
        for th, en in zip(table["text"], table["title_en"], strict=True)
    ]
    assert 0.15 <= said.count("fail") / len(said) <= 0.45  # slogans and things without a deed
