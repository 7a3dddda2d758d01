"""A study from files to themes: without agendas, and month after month."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from prioritizer.bundle import Bundle
from prioritizer.run import run_study
from prioritizer.run.cache import Cache

_STUDY = """
[study]
name = "town"
as_of = 2022-06-30
seed = 7

[[signals]]
files = "{file}"
channel = "hotline"

[robustness]
n_draws = 200
n_replicates = 50

[themes]
n_themes = {n}
{more}
"""
_MATTERS = {
    "light": ["ไฟถนนดับทั้งซอย", "ไฟถนนดับมืดมาก", "ไฟถนนดับหลายดวง", "แจ้งไฟถนนดับ"],
    "flood": ["น้ำท่วมขังหน้าตลาด", "ฝนตกน้ำท่วมขัง", "น้ำท่วมขังระบายไม่ทัน", "น้ำท่วมขังบ้าน"],
    "waste": ["ขยะล้นถังเหม็นมาก", "ขยะล้นถังไม่มาเก็บ", "กองขยะล้นถัง", "ขยะล้นถังริมทาง"],
    "dogs": ["หมาจรจัดดุมาก", "หมาจรจัดกัดเด็ก", "ฝูงหมาจรจัดหน้าโรงเรียน", "หมาจรจัดเห่า"],
    "thanks": ["ขอบคุณค่ะ", "แจ้งเรื่อง", "สวัสดีครับ", "thank you"],
}
_PLACES = ["บางรัก", "ดุสิต", "พญาไท", "สาทร"]


def study(folder: Path, matters: dict[str, int], month: int, more: str = "") -> Path:
    """Write a study of one month and give its path."""
    rows = [
        {
            "text": f"{_MATTERS[matter][i % 4]} {i // 4} วันแล้ว" if matter != "thanks" else said,
            "received_on": f"2022-{month:02}-{1 + i % 28:02}",
            "province": "กรุงเทพมหานคร",
            "district": _PLACES[i % 4],
        }
        for matter, n in matters.items()
        for i, said in enumerate((_MATTERS[matter] * n)[:n])
    ]
    folder.mkdir(exist_ok=True)
    name = f"m{month}.csv"
    table = pd.DataFrame(rows)
    table.insert(0, "signal_id", [f"{month}-{i}" for i in range(len(rows))])
    table.to_csv(folder / name, index=False, encoding="utf-8-sig")
    file = folder / f"m{month}.toml"
    n = len([m for m in matters if m != "thanks"])
    file.write_text(_STUDY.format(file=name, n=n, more=more), encoding="utf-8")
    return file


def ran(file: Path, out: Path, against: Path | None = None) -> Bundle:
    """Run a study without any cache, on one worker."""
    return run_study(file, out, against=against, jobs=1, cache=Cache(None))


FIRST = {"light": 48, "flood": 40, "waste": 32, "thanks": 12}
LATER = {"waste": 60, "dogs": 48, "light": 40, "flood": 32}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Run the first month, which brings no agendas."""
    folder = tmp_path_factory.mktemp("first")
    return ran(study(folder, FIRST, 4), folder / "run")


def matter_of(run: Bundle, label: str) -> str:
    """Name the theme whose keywords hold a word."""
    themes = run.table("themes")
    fine = themes[(themes["parent_id"] != "") & themes["keywords"].str.contains(label)]
    assert len(fine) == 1, themes[["theme_id", "keywords"]]
    return str(fine["theme_id"].iloc[0])


def test_a_study_without_agendas_ranks_those_that_its_signals_propose(first):
    ranking = first.ranking
    assert len(ranking) >= 3
    assert ranking["rank"].notna().any()
    assert ranking["agenda_id"].str.fullmatch(r"P\d\d").all()
    assert ranking["title_th"].str.startswith("แก้ปัญหา").all()
    assert any("ไฟ" in title for title in ranking["title_th"])
    assert ranking["n_voices"].sum() <= 120
    assert any("no agendas" in said for said in first.manifest["warnings"])


def test_links_of_proposed_agendas_keep_the_rules_of_links(first):
    links = first.table("links")
    assert links.groupby("signal_id")["strength"].sum().max() <= 1
    thanks = first.table("signals").query("theme_id == 'T00'")["signal_id"]
    assert len(thanks) == 12
    assert not set(links["signal_id"]) & set(thanks)


def test_themes_stand_in_two_levels_with_all_their_columns(first):
    themes = first.table("themes")
    wanted = {"theme_id", "parent_id", "label_th", "label_en", "keywords", "n_signals", "n_voices"}
    wanted |= {"n_places", "trend", "agenda_id", "share_answered", "stability"}
    assert wanted <= set(themes.columns)
    fine = themes[themes["parent_id"] != ""]
    broad = themes[themes["parent_id"] == ""]
    assert set(fine["parent_id"]) == set(broad["theme_id"])
    assert fine["n_signals"].sum() == broad["n_signals"].sum() == 132
    assert set(first.table("signals")["theme_id"]) <= set(fine["theme_id"])
    assert fine.loc[fine["theme_id"] != "T00", "stability"].between(0, 1).all()


def test_quotes_are_of_the_signals_of_their_theme(first):
    quotes, signals = first.table("theme_quotes"), first.table("signals")
    theme = signals.set_index("signal_id")["theme_id"]
    assert (quotes["signal_id"].map(theme) == quotes["theme_id"]).all()
    assert set(quotes["kind"]) == {"central", "borderline"}


def test_themes_keep_their_numbers_in_another_month(first, tmp_path):
    run = ran(study(tmp_path, LATER, 5), tmp_path / "run", first.folder)
    for label in ("ไฟ", "ท่วม", "ขยะ"):
        assert matter_of(run, label) == matter_of(first, label)
    assert matter_of(run, "หมา") not in set(first.table("themes")["theme_id"])
    again = dict(zip(run.ranking["agenda_id"], run.ranking["title_th"], strict=True))
    before = dict(zip(first.ranking["agenda_id"], first.ranking["title_th"], strict=True))
    lights = [a for a, t in before.items() if "ไฟ" in t and a in again]
    assert lights
    assert all("ไฟ" in again[a] for a in lights)


def test_a_theme_that_was_away_for_a_month_comes_back_under_its_number(first, tmp_path):
    middle = ran(study(tmp_path, {"waste": 40, "light": 40}, 5), tmp_path / "may", first.folder)
    last = ran(study(tmp_path, FIRST, 6), tmp_path / "june", middle.folder)
    assert matter_of(last, "ท่วม") == matter_of(first, "ท่วม")


def test_names_and_merges_of_the_study_file_stand_and_are_remembered(first, tmp_path):
    more = 'names = { "ขยะ" = "ขยะตกค้าง" }\nmerge = [["ไฟ", "น้ำท่วม"], ["T77", "ขยะ"]]'
    named = ran(study(tmp_path, FIRST, 4, more), tmp_path / "named")
    themes = named.table("themes").set_index("theme_id")
    assert themes.loc[matter_of(named, "ขยะ"), "label_th"] == "ขยะตกค้าง"
    assert any("T77" in said for said in named.manifest["warnings"])
    fine = themes[(themes["parent_id"] != "") & (themes.index != "T00")]
    assert len(fine) == 2
    assert fine["n_signals"].max() == 88
    later = ran(study(tmp_path, LATER, 5), tmp_path / "later", named.folder)
    again = later.table("themes").set_index("theme_id")
    assert again.loc[matter_of(named, "ขยะ"), "label_th"] == "ขยะตกค้าง"
    assert len(again[(again["parent_id"] != "") & (again["n_signals"] > 0)]) == 3


def test_the_words_that_themes_are_known_by_are_data_and_no_pickle(first):
    words = pd.read_parquet(first.folder / "theme_words.parquet")
    assert {"theme_id", "parent_id", "merged_into", "word", "weight"} <= set(words.columns)
    assert set(words["theme_id"].str[0]) == {"T", "P"}
