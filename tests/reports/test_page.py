"""What the page holds before any script runs."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.page_runs import made_run
from prioritizer.bundle import read_run
from prioritizer.reports import export_run
from prioritizer.reports.page.build import render_page
from prioritizer.reports.page.shapes import part_labels, tiles
from prioritizer.resources import read_toml

HOSTILE = "</script><script>window.hurt=1</script><img src=x onerror=window.hurt=1>{{7*7}}'\"&"


def ranked_rows(html: str) -> list[str]:
    table = html[html.index("<table data-ranking") :]
    return re.findall(r'<tr data-agenda-id="([^"]+)"', table[: table.index("</table>")])


def test_the_page_needs_no_network_and_names_its_script_by_hash(demo_run):
    html = (demo_run / "report.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in html
    assert re.search(r"script-src 'sha256-[A-Za-z0-9+/=]+'", html)
    assert not re.search(r'(?:src|href)="?(?:https?:)?//', html)
    assert "@import" not in html
    assert not re.search(r"url\((?!data:font/woff2)", html)


def test_no_attribute_swallows_the_end_of_its_tag(demo_run):
    html = (demo_run / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<[a-z][^<>]* [\w-]+=[^\s\"'>]*/>", html)
    assert 'class="frame"/>' in html


def test_the_page_shows_the_ranking_without_script(demo_run):
    html = (demo_run / "report.html").read_text(encoding="utf-8")
    run = read_run(demo_run)
    ranked = run.ranking[run.ranking["rank"].notna()]["agenda_id"].tolist()
    assert ranked_rows(html) == ranked
    assert run.digest in html


def test_the_demo_page_is_small(demo_run):
    assert (demo_run / "report.html").stat().st_size <= 400_000


def test_a_page_of_five_hundred_agendas_is_small():
    html = render_page(made_run(500, failed=60, levels=9, missing=0.05))
    assert len(html.encode()) <= 1_500_000


def test_the_same_run_gives_the_same_bytes():
    assert render_page(made_run(20)) == render_page(made_run(20))


@pytest.mark.parametrize("lang", ["th", "en"])
def test_export_writes_the_page_in_the_language_asked_for(demo_run, tmp_path, lang):
    file = export_run(read_run(demo_run), tmp_path / "page.html", lang=lang)
    assert f'<html lang="{lang}"' in file.read_text(encoding="utf-8")


def test_a_study_without_thai_titles_opens_in_english():
    run = made_run(5, title="")
    run.config["study"]["title_th"] = ""
    assert '<html lang="en"' in render_page(run)
    assert '<html lang="th"' in render_page(made_run(5))


def test_hostile_texts_stand_in_the_page_as_text_only():
    run = made_run(8, title=HOSTILE.replace("{", "{{").replace("}", "}}"), quote=HOSTILE, members=1)
    run.tables["members"]["member_id"] = HOSTILE
    html = render_page(run)
    assert "<img" not in html
    assert html.count("<script") == html.count("</script>") == 2
    assert "{{7*7}}" in html


def test_failed_agendas_stand_below_with_score_and_reason():
    run = made_run(12, failed=3)
    html = render_page(run)
    below = html[html.index('<section id="failed"') :]
    below = below[: below.index("</section>")]
    failed = run.ranking[run.ranking["gate"] == "fail"]
    assert re.findall(r'<tr data-agenda-id="([^"]+)"', below) == failed["agenda_id"].tolist()
    assert below.count("ไม่มีฐานกฎหมาย") == 3
    assert not set(failed["agenda_id"]) & set(ranked_rows(html))


def test_blank_overrides_are_no_overrides_and_signed_ones_stand_on_the_front():
    run = made_run(6)
    run.tables["gates"]["override"] = float("nan")
    assert "การยกเว้นที่ลงนาม" not in render_page(run)
    run.tables["gates"]["override"] = run.tables["gates"]["override"].astype(object)
    run.tables["gates"].loc[3, "override"] = "น.ส. ก: มีกฎหมายรองรับแล้ว (2021-03-01)"
    html = render_page(run)
    front = html[: html.index("<nav")]
    assert "การยกเว้นที่ลงนาม" in front
    assert "มีกฎหมายรองรับแล้ว" in front


def test_what_is_left_out_and_how_good_the_links_are_stand_on_the_front():
    run = made_run(6)
    long = run.tables["indicators"]
    long.loc[long["indicator"] == "pool", "imputed"] = True
    assert "ยังไม่มีคนตรวจ" in render_page(run)
    run.manifest["link_quality"] = {
        "source": "audit",
        "n_judged": 412,
        "precision": [0.834, 0.78, 0.89],
        "agendas": {"A001": {"n": 3}},
        "learnt": True,
    }
    front = render_page(run)
    front = front[: front.index("<nav")]
    assert "ตัวชี้วัดเรื่อง pool" in front
    assert "83% (78%–89%)" in front
    assert "412" in front
    assert 'data-weight="pool"' not in render_page(run)


def test_a_criterion_of_which_nothing_is_measured_has_no_slider():
    run = made_run(6)
    long = run.tables["indicators"]
    long.loc[long["criterion"] == "quick_win", "imputed"] = True
    html = render_page(run)
    assert 'data-weight="quick_win"' not in html
    assert 'data-weight="replicability"' in html


def test_a_run_without_ranked_agendas_still_has_a_page():
    html = render_page(made_run(3, failed=3))
    assert ranked_rows(html) == []
    assert "ไม่มีวาระใดที่ผ่านด่าน" in html


def test_a_run_without_signals_tables_still_has_a_page():
    run = made_run(4)
    bare = {k: v for k, v in run.tables.items() if k in ("ranking", "criteria", "indicators")}
    html = render_page(replace(run, tables=bare))
    assert len(ranked_rows(html)) == 4


def test_all_quotes_are_short_and_three_at_most(demo_run):
    html = (demo_run / "report.html").read_text(encoding="utf-8")
    cards = re.findall(r"<details class=\"?card.*?</details>", html, re.S)
    assert len(cards) == len(read_run(demo_run).ranking)
    for card in cards:
        quotes = re.findall(r"<blockquote>(.*?) <cite>", card, re.S)
        assert len(quotes) <= 3
        assert all(len(quote.replace("&lt;", "<").replace("&gt;", ">")) <= 160 for quote in quotes)


def test_an_alert_stands_with_the_rate_at_which_it_would_be_false():
    run = made_run(6)
    assert "ไม่มีสัญญาณเตือน" in render_page(run)
    run.tables["emerging"] = pd.DataFrame(
        {
            "theme_id": ["T1"],
            "label_th": ["หมอกควัน"],
            "label_en": ["haze"],
            "kind": ["seasonal"],
            "month": ["2021-03"],
            "n_voices": [412.3],
            "n_expected": [97.1],
            "share_areas_up": [0.86],
            "false_alarm_rate": [0.0041],
            "false_alarms_expected": [0.19],
        }
    )
    html = render_page(run)
    section = html[html.index('<section id="emerging"') :]
    cells = re.findall(r"<td[^>]*>(?:<span[^>]*>)?([^<]*)", section[: section.index("</table>")])
    told = ["มาตามฤดูกาล", "มี.ค. 2564", "412", "97", "86%", "0.41%", "0.19"]
    assert [cell.strip() for cell in cells] == told


def test_what_moved_is_told_by_its_causes_and_themes_by_what_became_of_them():
    run = made_run(3)
    moved = {"agenda_id": ["A001", "A002"], "title_th": ["ไฟ", "น้ำ"], "title_en": ["a", "b"]}
    moved |= {"status": ["up", "no_real_change"], "rank_before": [3.0, 1.0], "move": [2.0, -1.0]}
    moved |= {"rank_after": [1.0, 2.0], "move_signals": [2.5, -1.0], "move_agendas": [-0.5, 0.0]}
    moved |= {"move_weights": [0.0, 0.0], "move_method": [0.0, 0.0]}
    run.tables["changes"] = pd.DataFrame(moved)
    labels = {"label_th": ["หมา", "แมว"], "label_en": ["dogs", "cats"], "status": ["split", "gone"]}
    run.tables["theme_changes"] = pd.DataFrame(labels)
    html = render_page(run)
    section = html[html.index('<section id="moved"') :]
    section = section[: section.index("</section>")]
    first = section[section.index("<tbody>") : section.index("</tbody>")]
    assert re.findall(r"<td class=n>([^<\n]*)", first) == ["3", "1", "+2", "+2.5", "−0.5", "0", "0"]
    assert "แยกออกจากประเด็นเดิม" in section and "แมว" in section
    still = section[section.index("<details") :]
    assert "A002" in still and "A001" not in still


def test_provinces_have_a_map_and_districts_have_bars():
    run = made_run(4)
    assert "class=tiles" in render_page(run)
    run.manifest["counts"]["area_level"] = "district"
    html = render_page(run)
    assert "class=tiles" not in html
    assert "class=lengths" in html


def test_the_tiles_hold_every_province_once_and_as_the_compass_has_them():
    provinces = read_toml("configs/words/provinces.toml")["provinces"]
    at = {p["name_en"]: (p["row"], p["col"]) for p in provinces}
    assert len(set(at.values())) == len(at) == 77
    for north, south in [
        ("Chiang Rai", "Phayao"),
        ("Nong Khai", "Udon Thani"),
        ("Udon Thani", "Khon Kaen"),
        ("Ayutthaya", "Pathum Thani"),
        ("Bangkok", "Samut Prakan"),
        ("Chumphon", "Surat Thani"),
        ("Songkhla", "Yala"),
    ]:
        places = [next(v for k, v in at.items() if name in k) for name in (north, south)]
        assert places[0][0] < places[1][0], (north, south)
    for west, east in [
        ("Kanchanaburi", "Nakhon Pathom"),
        ("Nonthaburi", "Pathum Thani"),
        ("Nakhon Ratchasima", "Buri Ram"),
        ("Buri Ram", "Surin"),
        ("Surin", "Si Sa Ket"),
        ("Phuket", "Krabi"),
        ("Pattani", "Narathiwat"),
    ]:
        assert at[west][1] < at[east][1], (west, east)


def test_neighbouring_tiles_of_a_shade_share_a_stroke():
    places = pd.DataFrame({"area": ["เชียงราย", "พะเยา", "น่าน"], "n_voices": [60.0, 3.0, 2.0]})
    assert tiles(places) == [{"shade": 1, "path": "M2 1h2"}, {"shade": 6, "path": "M2 0h1"}]


spots = st.tuples(st.floats(0, 100), st.floats(0, 100)).map(
    lambda p: (round(p[0], 1), round(p[1], 1))
)


@given(st.lists(st.one_of(spots, st.sampled_from([(50.0, 50.0), (0.0, 0.0)])), max_size=25))
def test_numbers_part_until_none_lies_on_another_and_stay_on_the_plane(places):
    found = part_labels(places)
    for i, (x, y) in enumerate(found):
        assert 0 <= x <= 100 and 0 <= y <= 100
        assert all(abs(x - a) >= 3.4 or abs(y - b) >= 2.8 for a, b in found[:i])
