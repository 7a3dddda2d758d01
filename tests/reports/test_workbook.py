"""What a workbook holds, what it looks like, and what other programs may rely on."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile

import openpyxl
import pandas as pd
import pytest

from prioritizer.bundle import TABLES, read_run
from prioritizer.reports.workbook import write_workbook
from prioritizer.reports.workbook.contract import (
    BASE_COLUMNS,
    FIRST_ROW,
    OVERRIDE,
    SHEETS,
    YELLOW,
    row_id,
)
from tests.reports.editing import Opened, formulas, recalculate
from tests.reports.synthetic import invent_agendas, make_run

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl", "ignore::ResourceWarning")

THAI = ["ปก", "สรุปผู้บริหาร", "จัดลำดับ", "น้ำหนัก", "เกณฑ์วัด", "คะแนนตัวชี้วัด", "ค่าดิบ", "ผ่านเกณฑ์",
        "หลักฐาน", "ความทนทาน", "เสียงที่ยังไม่ได้ยิน", "ประเด็นไม่มีวาระ", "คณะกรรมการ", "Flagship",
        "เปลี่ยนแปลง", "มติและลงนาม", "พจนานุกรม", "ตรวจสอบ"]  # fmt: skip


@pytest.fixture(scope="module")
def demo_book(demo_run):
    return Opened(demo_run / "shortlist.xlsx")


@pytest.fixture(scope="module")
def demo_parts(demo_run):
    with zipfile.ZipFile(demo_run / "shortlist.xlsx") as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_the_workbook_has_eighteen_sheets_in_order(demo_book):
    assert demo_book.book.sheetnames == THAI


def test_a_rebuild_gives_the_same_bytes(demo_run, tmp_path):
    run = read_run(demo_run)
    files = [write_workbook(run, tmp_path / f"{i}.xlsx").read_bytes() for i in range(2)]
    assert files[0] == files[1] == (demo_run / "shortlist.xlsx").read_bytes()


def cells(parts):
    for name, text in sorted(parts.items()):
        if name.startswith("xl/worksheets/sheet"):
            for place, body in re.findall(r'<c r="([A-Z]+\d+)"[^>]*?>(<f>.*?)</c>', text):
                yield name, place, re.findall(r"<v>(.*?)</v>", body)


def test_every_cached_value_is_what_its_formula_gives(demo_run, demo_parts, tmp_path):
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes((demo_run / "shortlist.xlsx").read_bytes())
    recalculate(copy)
    with zipfile.ZipFile(copy) as archive:
        after = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    fresh = {(name, place): value for name, place, value in cells(after)}
    seen = 0
    for name, place, value in cells(demo_parts):
        now, seen = fresh[name, place], seen + 1
        try:
            assert [float(v) for v in value] == pytest.approx([float(v) for v in now], abs=1e-9)
        except ValueError:
            assert value == now, (name, place)
    assert seen > 3000


def test_scores_and_ranks_are_those_of_the_ranking(demo_run):
    rows = {r["id"]: r for r in Opened(demo_run / "shortlist.xlsx", values=True).rows("ranking")}
    for found in read_run(demo_run).ranking.to_dict("records"):
        assert rows[found["agenda_id"]]["score"] == pytest.approx(100 * found["score"], abs=1e-7)
        rank = None if pd.isna(found["rank"]) else found["rank"]
        assert (rows[found["agenda_id"]]["rank"] or None) == rank


def test_the_sheet_of_robustness_tells_the_share_of_demand_with_its_doubt(demo_run, demo_book):
    run = read_run(demo_run)
    rows = {r["id"]: r for r in demo_book.rows("robustness")}
    shares = run.table("demand_shares").set_index("agenda_id")
    ranked = run.ranking.dropna(subset=["rank"])["agenda_id"]
    assert len(ranked) > 5
    for agenda in ranked:
        for key in ("share", "share_low", "share_high"):
            assert rows[agenda][key] == pytest.approx(shares.loc[agenda, key], abs=1e-9)


def test_the_corrected_share_stands_only_where_people_judged_links(demo_run, tmp_path):
    run = read_run(demo_run)
    judged = shutil.copytree(demo_run, tmp_path / "run")
    table = run.table("demand_shares")
    table["corrected"] = None if table["corrected"].notna().any() else 0.5 * table["share"]
    table.to_csv(judged / TABLES["demand_shares"], index=False)
    both = [
        Opened(write_workbook(read_run(f), tmp_path / f"{i}.xlsx"))
        for i, f in enumerate((demo_run, judged))
    ]
    heads = [set(book.rows("robustness")[0]) for book in both]
    assert heads[0] ^ heads[1] == {"corrected"}


def test_headings_that_other_programs_rely_on_stand_where_they_should(demo_book):
    heads = [c.value for c in demo_book.sheet("ranking")[FIRST_ROW - 1]]
    assert {"รหัส", "คะแนนรวม", "อันดับ"} <= set(heads)
    heads = [c.value for c in demo_book.sheet("raw")[FIRST_ROW - 1]]
    assert {"รหัส", "ตัวชี้วัด", "ค่า", "ต่ำ", "สูง"} <= set(heads)
    names = set(demo_book.book.defined_names)
    criteria = read_run(demo_book.path.parent).table("criteria")
    for name in {*criteria["criterion"], *criteria["indicator"]}:
        assert f"w_{name}" in names
    for name in criteria["indicator"]:
        assert {f"worst_{name}", f"best_{name}"} <= names


def test_yellow_cells_are_unlocked_and_nothing_else_is(demo_book):
    for key in SHEETS:
        sheet = demo_book.sheet(key)
        assert sheet.protection.sheet
        assert not sheet.protection.password
        unlocked = [c for row in sheet.iter_rows() for c in row if not c.protection.locked]
        if key not in YELLOW:
            assert not unlocked, key
            continue
        names = {col: name for name, col in demo_book.columns(key).items()}
        assert unlocked, key
        for cell in unlocked:
            assert names[cell.column] in YELLOW[key].edits
            assert cell.fill.fgColor.rgb == "FFFFF2B3"


def test_every_yellow_cell_knows_what_it_held(demo_book):
    columns = demo_book.columns("checks")
    sheet = demo_book.sheet("checks")
    base = {}
    for row in range(FIRST_ROW, sheet.max_row + 1):
        line = [sheet.cell(row, columns[name]).value for name in BASE_COLUMNS]
        if line[0]:
            base[tuple("" if part is None else part for part in line[:3])] = line[3]
    run = read_run(demo_book.path.parent)
    assert base["run", "", "run_id"] == run.run_id
    assert base["run", "", "digest"] == run.digest
    assert base["sheet", "raw", "name"] == "ค่าดิบ"
    assert base["raw", "heading", "point"] == "ค่า"
    seen = 0
    for key, yellow in YELLOW.items():
        places = demo_book.columns(key)
        for row in demo_book.rows(key):
            for edit in yellow.edits:
                if edit not in places:
                    continue
                cell = demo_book.sheet(key).cell(row["row"], places[edit])
                if cell.protection.locked:
                    continue
                ids = row_id([str(row[k]) for k in yellow.keys])
                held = row.get(f"base_{edit}", base.get((key, ids, edit)))
                assert (cell.value or None) == (held or None), (key, ids, edit)
                seen += held is not None
    assert seen > 700


def test_each_raw_figure_knows_where_it_comes_home_to(demo_book):
    homes = {r["indicator"]: (r["home_point"], r["home_low"], r["home_high"])
             for r in demo_book.rows("raw")}  # fmt: skip
    assert homes["time_to_first_result"] == (None, "months_min", "months_max")
    assert homes["affordability"] == (None, "cost_low_mthb", "cost_high_mthb")
    assert homes["legal_ease"][0] == "legal_level"
    assert homes["precedent"][0] == "precedent_0_4"
    assert homes["readiness"][0] == homes["visibility"][0] == OVERRIDE
    assert homes["representative_reach"][0] == OVERRIDE


def test_print_set_up_footer_and_dates(demo_run, demo_parts):
    run = read_run(demo_run)
    for i in range(1, 19):
        text = demo_parts[f"xl/worksheets/sheet{i}.xml"]
        assert 'orientation="landscape"' in text
        assert 'paperSize="9"' in text
        assert 'fitToHeight="0"' in text
        footer = re.search("<oddFooter>(.*?)</oddFooter>", text).group(1)
        assert run.run_id in footer
        assert run.digest in footer
        assert "หน้า &amp;P จาก &amp;N" in footer
        assert "มิใช่ข้อมูลทางการ" in text  # the demo is illustrative, and every page says so
        if i > 1:
            assert "<pane " in text
    assert "[$-107041E]d mmmm yyyy" in demo_parts["xl/styles.xml"]
    assert demo_parts["xl/workbook.xml"].count("_xlnm.Print_Titles") == 17
    assert "TH Sarabun New" in demo_parts["xl/styles.xml"]


def test_charts_are_native_and_take_their_figures_from_cells(demo_parts):
    charts = {n: t for n, t in demo_parts.items() if n.startswith("xl/charts/chart")}
    kinds = sorted(re.search(r"<c:(\w+Chart)>", text).group(1) for text in charts.values())
    assert kinds.count("bubbleChart") == 1
    assert kinds.count("barChart") >= 3
    assert "lineChart" in kinds
    bubble = next(t for t in charts.values() if "bubbleChart" in t)
    assert bubble.count("<c:bubbleSize>") == bubble.count("<c:ser>") <= 30
    assert "สรุปผู้บริหาร" in bubble
    for text in charts.values():
        assert "<c:f>" in text
        assert "<c:v></c:v>" not in text


def test_english_has_no_thai_headings_left(demo_run, tmp_path):
    path = write_workbook(read_run(demo_run), tmp_path / "en.xlsx", lang="en")
    book = Opened(path)
    assert book.book.sheetnames[:3] == ["Cover", "Summary", "Ranking"]
    for key in SHEETS[1:]:
        for cell in book.sheet(key)[FIRST_ROW - 1]:
            assert not re.search("[ก-๙]", str(cell.value or "")), (key, cell.value)


def test_the_dictionary_explains_every_column_in_sight(demo_book):
    told = {(r[0].value, r[1].value): r[2].value
            for r in demo_book.sheet("dictionary").iter_rows(min_row=FIRST_ROW)}  # fmt: skip
    for key in SHEETS[1:-2]:
        sheet = demo_book.sheet(key)
        for cell in sheet[FIRST_ROW - 1]:
            letter = cell.column_letter
            hidden = any(d.hidden and d.min <= cell.column <= d.max
                         for d in sheet.column_dimensions.values())  # fmt: skip
            if cell.value and not hidden:
                assert told.get((sheet.title, cell.value)), (key, letter, cell.value)


HOSTILE = ["=1+1", "@SUM(1)", "+cmd|' /C calc'!A0", "-2+3", "{=1}", "ก" * 40_000,
           "a\x00b\x0bc\ufffe", "👩🏽‍🌾 ข้าว 🌾", "_x0041_", "</t><script>", "  "]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_is_never_a_formula_and_never_breaks_the_file(tmp_path, text):
    agendas = invent_agendas(3)
    agendas["title_th"] = [text, "วาระ", "วาระ 2"]
    run = make_run(agendas, quotes=1, text=text)
    path = write_workbook(run, tmp_path / "h.xlsx")
    book = Opened(path)
    quotes = [r["quote"] for r in book.rows("evidence")]
    assert all(isinstance(q, str) for q in quotes)
    assert not any(str(q).startswith("=") and q in formulas(path) for q in quotes)
    for key in ("evidence", "ranking", "gates", "raw"):
        for row in book.sheet(key).iter_rows(min_row=FIRST_ROW):
            for cell in row:
                if cell.value == text:
                    assert cell.data_type == "s"
    assert recalculate(path).rows("ranking")


@pytest.mark.parametrize(
    "case",
    ["one agenda", "titles only", "nobody ranked", "ids like numbers", "own criteria", "Buddhist"],
)
def test_odd_studies_make_sound_workbooks(tmp_path, case):
    agendas, more = invent_agendas(5, seed=1), {}
    if case == "one agenda":
        agendas = invent_agendas(1)
    elif case == "titles only":
        agendas, more = agendas[["agenda_id", "title_th"]], {"signals": True}
    elif case == "nobody ranked":
        more = {"fails": tuple(agendas["agenda_id"])}
    elif case == "ids like numbers":
        agendas["agenda_id"] = ["1", "01", "1e3", "007", "12345678901234567890"]
    elif case == "own criteria":
        agendas["เวลา"] = [1.0, 2.0, None, 4.0, 5.0]
        more = {"criteria": {"ความเสี่ยง ก/ข": {"weight": 1, "indicators": {
            "เวลา*~?": {"weight": 1, "columns": ["เวลา"], "worst": 9, "best": 1},
            "quick_win": {"weight": 1, "columns": ["cost_low_mthb", "cost_high_mthb"],
                          "worst": 300, "best": 0}}}}}  # fmt: skip
    elif case == "Buddhist":
        more = {"study": {"title_th": "=วาระ 2564", "meeting": "3/2564"}}
    run = make_run(agendas, **more)
    path = write_workbook(run, tmp_path / "odd.xlsx")
    cached = Opened(path, values=True)
    sheet = recalculate(path)
    for key in ("ranking", "weights"):
        for before, after in zip(cached.rows(key), sheet.rows(key), strict=True):
            for name in after:
                now, was = after[name] or "", before[name] or ""
                if isinstance(now, float):
                    assert was == pytest.approx(now, abs=1e-9), (key, name)
                else:
                    assert was == now, (key, name)
    assert len(sheet.rows("ranking")) == len(agendas)
    assert "#" not in {str(c.value)[:1] for s in sheet.book for row in s.iter_rows() for c in row}
    checks = [sheet.sheet("checks").cell(r, 2).value for r in range(FIRST_ROW, FIRST_ROW + 5)]
    assert checks == [True] * 5


def test_five_hundred_agendas_are_written_whole(tmp_path):
    run = make_run(invent_agendas(500), quotes=2)
    path = write_workbook(run, tmp_path / "many.xlsx")
    book = openpyxl.load_workbook(path, read_only=True)
    last = sum(1 for row in book["ค่าดิบ"].iter_rows(min_row=FIRST_ROW, max_col=1) if row[0].value)
    book.close()
    assert last == 500 * 17


def test_a_row_beyond_what_a_spreadsheet_holds_is_refused(tmp_path, monkeypatch):
    from prioritizer.errors import RunError
    from prioritizer.reports.workbook import book

    with (
        pytest.raises(RunError, match="could not be written"),
        book.Book(tmp_path / "x.xlsx", "f") as made,
    ):
        made.sheet("raw", "x").text(1_048_576, 0, "too far")


def test_printed_pages_hold_no_broken_cell(demo_run, soffice, pdftotext, tmp_path):
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    call = [str(soffice), profile, "--headless", "--convert-to", "pdf"]
    call += ["--outdir", str(tmp_path), str(demo_run / "shortlist.xlsx")]
    subprocess.run(call, check=True, capture_output=True, timeout=300)
    text = subprocess.run(
        [str(pdftotext), "-layout", str(tmp_path / "shortlist.pdf"), "-"],
        check=True,
        capture_output=True,
    ).stdout.decode("utf-8")
    assert "วิธีอ่าน" in text.replace(" ", "")
    for broken in ("###", "#REF!", "#VALUE!", "#N/A", "#NAME?", "#DIV/0!", "Err:"):
        assert broken not in text
