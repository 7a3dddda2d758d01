"""The way back: what is typed into a workbook comes home, or is refused with its cell."""

import datetime
import json
import shutil
import subprocess
import warnings
from copy import copy

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.formula.translate import Translator

from prioritizer.bundle import read_run
from prioritizer.errors import InputError, RunError
from prioritizer.reports.files import export_run
from prioritizer.run.edits import import_edits
from prioritizer.run.edits.formulas import placed, tokens
from prioritizer.run.edits.reading import read_book
from prioritizer.run.edits.values import Unreadable, read_day, read_number

RAW, WEIGHTS, GATES, RULINGS = "ค่าดิบ", "น้ำหนัก", "ผ่านเกณฑ์", "มติและลงนาม"


class Desk:
    """A workbook on somebody's desk: cells by their ids, saved by openpyxl."""

    def __init__(self, source, path):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.book = openpyxl.load_workbook(source)
        self.path = path

    def at(self, sheet, ids, column):
        own = self.book[sheet]
        place = {c.value: c.column for c in own[3] if c.value}
        keys = [k for k in ("id", "indicator", "gate", "signal_id") if k in place][: len(ids)]
        for row in range(5, own.max_row + 1):
            if [own.cell(row, place[k]).value for k in keys] == list(ids):
                return own.cell(row, place[column])
        raise KeyError((sheet, ids))

    def put(self, sheet, ids, **cells):
        for column, content in cells.items():
            self.at(sheet, ids, column).value = content
        return self

    def save(self):
        self.book.save(self.path)
        return self.path


STUDY = """
[study]
name = "small"
as_of = 2021-02-16
window = { start = 2021-01-01, end = 2022-12-31 }
[[signals]]
files = "signals.csv"
channel = "web"
[agendas]
file = "agendas.csv"
[robustness]
n_draws = 200
n_replicates = 50
"""
COLUMNS = "agenda_id,title_th,citizen_words_th,lead_agency_th,months_min,months_max,"
COLUMNS += "cost_low_mthb,cost_high_mthb,legal_level,precedent_0_4"
AGENDAS = f"""{COLUMNS}
A03,ซ่อมไฟส่องสว่างในซอยทุกแห่ง,ไฟดับ;ไฟซอย,กรมทางหลวง,1,4,35,70,none,3
A05,ขุดลอกท่อระบายน้ำในเขตเมือง,น้ำท่วม;ท่อตัน,กรมโยธาธิการ,3,9,120,260,none,2
A32,งดเรียกสำเนาบัตรประชาชนที่อำเภอ,สำเนาบัตร;ถ่ายเอกสาร,กรมการปกครอง,2,6,20,50,act,4
"""


@pytest.fixture(scope="module")
def demo(demo_run):
    return read_run(demo_run)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Rank a study so small that its workbook opens at once."""
    from prioritizer.run import run_study

    folder = tmp_path_factory.mktemp("small")
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    (folder / "agendas.csv").write_text(AGENDAS, encoding="utf-8")
    said = ["ไฟดับหน้าบ้าน ไฟซอยมืด", "น้ำท่วมซอย ท่อตัน", "อำเภอขอสำเนาบัตรอีกแล้ว ต้องถ่ายเอกสาร"]
    rows = [f"S{i},{said[i % 3]} ซอย {i},2021-01-{i % 28 + 1:02}" for i in range(60)]
    text = "signal_id,text,received_on\n" + "\n".join(rows) + "\n"
    (folder / "signals.csv").write_text(text, encoding="utf-8")
    return run_study(folder, folder / "run", jobs=1)


@pytest.fixture
def desk(run, tmp_path):
    def on(name="edited.xlsx"):
        return Desk(run.folder / "shortlist.xlsx", tmp_path / name)

    return on


def edit_everything(desk):
    desk.put(WEIGHTS, ["quick_win"], weight=2).put(WEIGHTS, ["quick_win/legal_ease"], weight="๐.๓")
    desk.put("เกณฑ์วัด", ["time_to_first_result"], worst=36)
    desk.put("เกณฑ์วัด", ["legal_ease/act"], worth=0.1)
    desk.put(RAW, ["A03", "time_to_first_result"], low="๔").put(
        RAW, ["A10", "legal_ease"], point="act"
    )
    desk.put(RAW, ["A08", "affordability"], low="-")
    desk.put(RAW, ["A05", "unmet"], point=0.9, person="สมชาย", reason="นับใหม่", date="16/2/2564")
    desk.put("จัดลำดับ", ["A03"], comment="ดูอีกครั้ง")
    day = datetime.datetime(2564, 3, 1)
    desk.put(GATES, ["A32", "kpi"], person="สมหญิง", reason="มีมติแล้ว", date=day)
    desk.put(RULINGS, ["R01"], agenda="A03", ruling="เห็นชอบ").put(
        RULINGS, ["approved"], by="ประธาน"
    )
    quotes = desk.book["หลักฐาน"]
    place = {c.value: c.column for c in quotes[3]}
    quotes.cell(5, place["right"]).value, quotes.cell(6, place["right"]).value = "ไม่ใช่", "ใช่"
    themes = desk.book["ประเด็นไม่มีวาระ"]
    place = {c.value: c.column for c in themes[3]}
    themes.cell(5, place["title"]).value = "จัดระเบียบจุดจอดรถรับจ้าง"
    themes.cell(5, place["accept"]).value = "ใช่"
    return desk


@pytest.fixture(scope="module")
def imported(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("edits")
    file = edit_everything(Desk(demo.folder / "shortlist.xlsx", folder / "edited.xlsx")).save()
    return import_edits(demo, [file], out=folder / "new", jobs=1), file


def test_every_yellow_cell_comes_home_as_what_it_is(imported, demo):
    found, file = imported
    new = found.run
    criteria = new.config["criteria"]
    assert criteria["quick_win"]["weight"] == 2
    assert criteria["quick_win"]["indicators"]["legal_ease"]["weight"] == 0.3
    assert criteria["quick_win"]["indicators"]["legal_ease"]["table"]["act"] == 0.1
    assert criteria["quick_win"]["indicators"]["time_to_first_result"]["worst"] == 36
    agendas = new.table("agendas").set_index("agenda_id")
    assert agendas.loc["A03", "months_min"] == 4
    assert agendas.loc["A10", "legal_level"] == "act"
    assert np.isnan(agendas.loc["A08", "cost_low_mthb"])
    assert "จัดระเบียบจุดจอดรถรับจ้าง" in agendas["title_th"].tolist()
    figure = new.table("indicators").set_index(["agenda_id", "indicator"]).loc["A05", "unmet"]
    assert (figure["performance"], figure["value"], figure["source"]) == (0.9, 0.9, "override")
    assert figure["note"] == "สมชาย, 2021-02-16: นับใหม่"
    gate = new.table("gates").set_index(["agenda_id", "gate"]).loc["A32", "kpi"]
    assert gate["status"] == "pass"
    assert gate["override"] == "สมหญิง, 2021-03-01: มีมติแล้ว (was fix)"
    assert new.table("notes").to_dict("records") == [{"agenda_id": "A03", "comment": "ดูอีกครั้ง"}]
    assert new.table("rulings").set_index("id").loc["R01", "ruling"] == "เห็นชอบ"
    labels = new.table("new_labels")
    assert labels["agenda_id"].tolist() == ["", "A03"]
    assert labels["not_agenda_id"].tolist() == ["A03", ""]
    assert new.manifest["parent"]["digest"] == demo.digest
    assert [f["file"] for f in new.manifest["parent"]["files"]] == [file.name]
    assert len(new.table("edits")) == len(found.edits) == 22
    assert read_run(demo.folder).digest == demo.digest


def test_dates_of_the_buddhist_era_are_listed_as_read(imported):
    notes = [edit.note for edit in imported[0].edits if edit.column == "date"]
    assert notes[0] == "16/2/2564 is 2021-02-16"
    assert "2021-03-01" in notes[1]


def test_a_second_import_of_the_same_file_says_no_edits(imported, demo):
    found, file = imported
    for start, out in ((found.run, None), (demo, found.run.folder)):
        again = import_edits(start, [file], out=out)
        assert (again.edits, again.run) == ([], None)


def test_a_workbook_nobody_touched_holds_no_edits(run, tmp_path):
    for lang in ("th", "en"):
        file = export_run(run, tmp_path / f"{lang}.xlsx", lang=lang)
        assert import_edits(run, [file], out=tmp_path / "none").run is None
    assert not (tmp_path / "none").exists()


def yellow_of(path):
    book = read_book(path)
    return {
        (key, name, column): cell.content
        for key, sheet in book.sheets.items()
        if key in ("ranking", "weights", "anchors", "raw", "gates", "rulings")
        for (name, column), cell in sheet.cells.items()
        if not cell.locked and cell.content is not None
    }


def test_an_export_of_the_new_run_holds_what_was_typed(imported, tmp_path):
    found, file = imported
    fresh = export_run(found.run, tmp_path / "fresh.xlsx", lang="th")
    typed, held = yellow_of(file), yellow_of(fresh)
    read = {(e.sheet, e.row, e.column): e.new for e in found.edits}
    for key, content in typed.items():
        if key[0] == "unanswered":
            continue
        if key in read:
            content = read[key]
        if content == "-":
            assert key not in held, key
        elif isinstance(content, datetime.date):
            assert pd.Timestamp(held[key]).date() == content
        elif isinstance(content, float | int):
            assert held[key] == pytest.approx(content, abs=1e-12), key
        else:
            assert held[key] == content, key
    assert import_edits(found.run, [fresh], out=tmp_path / "third").run is None


def test_rows_and_columns_may_stand_in_any_order(run, desk, tmp_path):
    edited = desk()
    edited.put(RAW, ["A03", "time_to_first_result"], low=4)
    sheet = edited.book[RAW]
    last, wide = sheet.max_row, sheet.max_column
    rows = [
        [(c.value, copy(c.protection), c.coordinate) for c in row]
        for row in sheet.iter_rows(min_row=5, max_row=last)
    ]
    for row, cells in enumerate(reversed(rows), start=5):
        for column, (value, lock, origin) in enumerate(cells, start=1):
            cell = sheet.cell(row, column)
            if isinstance(value, str) and value.startswith("="):
                value = Translator(value, origin=origin).translate_formula(cell.coordinate)
            cell.value, cell.protection = value, lock
    rulings = edited.book[RULINGS]
    rulings.move_range(f"G3:G{rulings.max_row}", cols=2)
    rulings.cell(5, 9).value = "๑ มี.ค. ๒๕๖๔"
    rulings.cell(5, 9).protection = copy(rulings.cell(5, 2).protection)
    assert wide == sheet.max_column
    found = import_edits(run, [edited.save()], out=tmp_path / "new", jobs=1)
    assert [(e.sheet, e.row, e.column, e.new) for e in found.edits] == [
        ("raw", "A03|time_to_first_result", "low", 4.0),
        ("rulings", "R01", "date", datetime.date(2021, 3, 1)),
    ]


@pytest.mark.slow
def test_a_workbook_that_libreoffice_saved_comes_home_alike(imported, demo, soffice, tmp_path):
    found, file = imported
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "lo", file],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    again = import_edits(demo, [tmp_path / "lo" / file.name], out=tmp_path / "new", jobs=1)
    assert [(e.key, e.new) for e in again.edits] == [(e.key, e.new) for e in found.edits]
    assert (again.run.folder / "ranking.csv").read_bytes() == (
        found.run.folder / "ranking.csv"
    ).read_bytes()


def test_two_editors_are_merged_three_ways_and_conflicts_name_both_cells(run, desk, tmp_path):
    one = (
        desk("one.xlsx")
        .put(WEIGHTS, ["quick_win"], weight=2)
        .put(WEIGHTS, ["replicability"], weight=3)
    )
    two = desk("two.xlsx").put(WEIGHTS, ["quick_win"], weight=4).put("จัดลำดับ", ["A03"], comment="ดี")
    files = [one.save(), two.save()]
    with pytest.raises(InputError, match=r"one.xlsx น้ำหนัก!\w+: 1 → 2.*two.xlsx น้ำหนัก!\w+: 1 → 4"):
        import_edits(run, files, out=tmp_path / "new")
    assert not (tmp_path / "new").exists()
    found = import_edits(run, files, prefer="two.xlsx", out=tmp_path / "new", jobs=1)
    assert {(e.row, e.new) for e in found.edits} == {
        ("quick_win", 4.0), ("replicability", 3.0), ("A03", "ดี"),
    }  # fmt: skip
    assert len(found.run.manifest["parent"]["files"]) == 2


def refused(run, path, said, tmp_path):
    with pytest.raises(InputError, match=said):
        import_edits(run, [path], out=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def _formula(desk):
    cell = desk.at(RAW, ["A03", "time_to_first_result"], "point")
    cell.value = cell.value.replace("/2", "/3")


def _overwritten(desk):
    desk.at(RAW, ["A03", "time_to_first_result"], "point").value = 5


def _stranger(desk):
    desk.at(RAW, ["A03", "representative_reach"], "id").value = "A99"


def _twice(desk):
    desk.at(WEIGHTS, ["replicability"], "id").value = "quick_win"


def _hidden(desk):
    cell = desk.at(RAW, ["A03", "representative_reach"], "point")
    desk.book[RAW].row_dimensions[cell.row].hidden = True


def _password(desk):
    desk.book[GATES].protection.set_password("lock")


def _gone(desk):
    del desk.book[GATES]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_formula, r"ค่าดิบ!E\d+: the formula was changed"),
        (_overwritten, r"ค่าดิบ!E\d+: the formula was overwritten by '5'"),
        (_stranger, r"ค่าดิบ!A\d+: 'A99\|representative_reach' is not in this run"),
        (_twice, r"น้ำหนัก!A\d+: 'quick_win' stands twice"),
        (_hidden, r"ค่าดิบ: rows \d+ hidden"),
        (_password, "ผ่านเกณฑ์ is protected by a password"),
        (_gone, "sheet ผ่านเกณฑ์ is missing"),
    ],
)
def test_what_may_not_be_changed_is_refused_with_its_cell(run, desk, tmp_path, spoil, said):
    edited = desk()
    spoil(edited)
    refused(run, edited.save(), said, tmp_path)


@pytest.mark.parametrize(
    ("sheet", "ids", "cells", "said"),
    [
        (WEIGHTS, ["quick_win"], {"weight": "มาก"}, r"น้ำหนัก!\w+: 'มาก' is no number"),
        (WEIGHTS, ["quick_win"], {"weight": "-"}, "'-' is no number"),
        (WEIGHTS, ["quick_win"], {"weight": "=1+1"}, "holds a formula"),
        (WEIGHTS, ["quick_win"], {"weight": "#REF!"}, "holds the error #REF!"),
        (RAW, ["A05", "representative_reach"], {"point": 0.9}, r"needs person, reason, date"),
        (RAW, ["A05", "representative_reach"], {"person": "ก"}, "a signature without a figure"),
        (GATES, ["A32", "kpi"], {"person": "ก"}, "needs reason, date as well"),
        (GATES, ["A32", "kpi"], {"date": "32/1/2564"}, "is no date"),
        (RAW, ["A03", "representative_reach"], {"low": 1}, "not yellow"),
    ],
)
def test_what_a_cell_cannot_hold_is_refused(run, desk, tmp_path, sheet, ids, cells, said):
    refused(run, desk().put(sheet, ids, **cells).save(), said, tmp_path)


def test_all_faults_are_told_at_once(run, desk, tmp_path):
    edited = desk().put(WEIGHTS, ["quick_win"], weight="x").put(GATES, ["A32", "kpi"], date="y")
    _stranger(edited)
    refused(run, edited.save(), r"(?s)cannot be imported \(\d faults\).*x.*A99.*y", tmp_path)


def test_anchors_that_no_study_can_mean_are_refused(run, desk, tmp_path):
    from prioritizer.errors import ConfigError

    edited = desk().put("เกณฑ์วัด", ["time_to_first_result"], worst=1)
    with pytest.raises(ConfigError, match="worst and best are both 1"):
        import_edits(run, [edited.save()], out=tmp_path / "new")


def test_the_wrong_run_and_other_programs_workbooks_are_refused(run, imported, tmp_path):
    other = export_run(imported[0].run, tmp_path / "other.xlsx")
    refused(run, other, "exported from run .* and this is run", tmp_path)
    plain = openpyxl.Workbook()
    plain.active["A1"] = "id"
    plain.save(tmp_path / "plain.xlsx")
    refused(run, tmp_path / "plain.xlsx", "not a workbook of this program", tmp_path)
    (tmp_path / "text.xlsx").write_text("id,weight\n", encoding="utf-8")
    refused(run, tmp_path / "text.xlsx", "text.xlsx", tmp_path)
    refused(run, tmp_path / "none.xlsx", "no such file", tmp_path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("macro.xlsm", "macros"),
        ("encrypted.xlsx", "password"),
        ("truncated.xlsx", "damaged|not"),
        ("far_cell.xlsx", "far_cell"),
        ("billion_laughs.xlsx", "DOCTYPE"),
        ("ole_xls_renamed.xlsx", "password, or an old"),
    ],
)
def test_hostile_workbooks_stop_at_the_guard(run, root, tmp_path, name, said):
    source = root / "tests" / "cases" / "attacks" / name
    if not source.is_file():
        pytest.skip(f"{name} is not among the cases")
    copy = tmp_path / name
    shutil.copyfile(source, copy)
    refused(run, copy, said, tmp_path)


def test_an_import_never_writes_over_its_own_run(run, desk):
    with pytest.raises(RunError, match="edits make a new run"):
        import_edits(run, [desk().put(WEIGHTS, ["quick_win"], weight=2).save()], out=run.folder)


def test_the_command_lists_old_and_new(run, desk, tmp_path):
    from typer.testing import CliRunner

    from prioritizer.commands.app import app

    file = desk().put(WEIGHTS, ["quick_win"], weight=2).save()
    words = [
        "import-edits",
        str(run.folder),
        str(file),
        "--out",
        str(tmp_path / "new"),
        "--jobs",
        "1",
    ]
    made = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert [(e["row_id"], e["old"], e["new"]) for e in made["edits"]] == [("quick_win", "1", "2")]
    again = CliRunner().invoke(app, [*words, "--lang", "en"])
    assert again.exit_code == 0
    assert "no edits" in again.stdout


def test_formulas_are_compared_by_what_they_say():
    assert tokens("='ค่าดิบ'!$A1 * 1.0") == tokens("=ค่าดิบ!$A1*1")
    assert tokens('="A"') != tokens('="a"')
    moved = {"": {"E": "point", "F": "point"}}

    def name_of(sheet, letter):
        return moved.get(sheet, {}).get(letter, letter)

    assert placed("=$E5*2", 5, name_of) == placed("=$F9*2", 9, name_of)
    assert placed("=$E5*2", 5, name_of) != placed("=$E6*2", 5, name_of)


@pytest.mark.parametrize("text", ["มาก", "1.2.3", "nan", "1e999", True])
def test_what_is_no_number_is_never_read_as_one(text):
    with pytest.raises(Unreadable):
        read_number(text)


def test_numbers_and_dates_are_read_as_people_write_them():
    assert read_number("๒๕%") == 0.25
    assert read_number(" 1,200 ") == 1200
    assert read_day(datetime.datetime(2021, 2, 16)) == (datetime.date(2021, 2, 16), False)
    assert read_day(44243) == (datetime.date(2021, 2, 16), False)


IDENTITY = {
    ("ปก", "B5"), ("ปก", "B6"),
    ("ตรวจสอบ", "J5"), ("ตรวจสอบ", "J6"), ("ตรวจสอบ", "B12"), ("ตรวจสอบ", "B13"),
}  # fmt: skip
"""Cells that name the run (id and digest): they alone may differ after a round trip."""


def test_after_a_round_trip_all_cells_are_equal_but_those_that_name_the_run(run, desk, tmp_path):
    edited = desk().put("จัดลำดับ", ["A03"], comment="ดูอีกครั้ง")
    edited.put(RULINGS, ["R01"], agenda="A03", ruling="เห็นชอบ").put(RULINGS, ["checked"], by="ก")
    new = import_edits(run, [edited.save()], out=tmp_path / "new", jobs=1).run
    fresh = Desk(export_run(new, tmp_path / "fresh.xlsx", lang="th"), tmp_path / "unused").book
    differ = set()
    for sheet in edited.book.worksheets:
        other = fresh[sheet.title]
        assert other.max_column == sheet.max_column
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value != other[cell.coordinate].value:
                    differ.add((sheet.title, cell.coordinate))
        if sheet.title != "ตรวจสอบ":  # where the base of the new edits stands under the old one
            assert other.max_row == sheet.max_row
    assert differ == IDENTITY
    held = {edited.book[sheet][cell].value for sheet, cell in IDENTITY}
    assert held == {run.run_id, run.digest}


def test_what_the_sheet_computes_live_is_what_the_new_run_says(run, desk, tmp_path):
    import formualizer

    edited = desk()
    edited.put(WEIGHTS, ["quick_win"], weight=3).put("เกณฑ์วัด", ["affordability"], worst=500)
    edited.put(RAW, ["A05", "time_to_first_result"], high="-")
    edited.put(RAW, ["A03", "affordability"], low=5, high=15)
    file = edited.save()
    new = import_edits(run, [file], out=tmp_path / "new", jobs=1).run
    edited.at(RAW, ["A05", "time_to_first_result"], "high").value = None
    edited.save()
    live = formualizer.load_workbook(str(file))
    live.evaluate_all()
    told = new.ranking.set_index("agenda_id")
    for agenda in told.index:
        at = edited.at("จัดลำดับ", [agenda], "score")
        score = live.evaluate_cell("จัดลำดับ", at.row, at.column)
        assert score / 100 == pytest.approx(told.loc[agenda, "score"], abs=1e-9), agenda


def test_a_figure_set_by_hand_is_drawn_between_its_ends_and_from_no_voice(run):
    from prioritizer.config import criteria_table
    from prioritizer.criteria import draw_values
    from prioritizer.run.judging import judge_points
    from prioritizer.run.replay import inputs_of, spoken_of, study_of

    study, inputs, spoken = study_of(run), inputs_of(run), spoken_of(run)
    signed = {"person": "ก", "reason": "ข", "date": "2021-02-16", "gate": ""}
    row = {"agenda_id": "A05", "indicator": "representative_reach", "low": 0.01, "high": 0.02}
    inputs.tables["overrides"] = pd.DataFrame([{**row, **signed, "performance": np.nan}])
    measured = judge_points(study, criteria_table(study), inputs, spoken).measurement
    m, a = measured.names.index("representative_reach"), measured.agenda_ids.index("A05")
    anchors = measured.parts[m].anchors
    low, high = (float(anchors.values(np.array([end]))[0]) for end in (0.01, 0.02))
    still = draw_values(measured, {"voices", "links"}, 40, 1)[:, a, m]
    assert still.tolist() == [still[0]] * 40
    moving = draw_values(measured, {"ranges"}, 40, 1)[:, a, m]
    assert low <= moving.min() < moving.max() <= high


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"person": ""}, "person is blank"),
        ({"agenda_id": "A99"}, "there is no such agenda"),
        (
            {"indicator": "representative_reech"},
            r"measures no such indicator. Did you mean 'representative_reach'",
        ),
        ({"low": 0.01}, "one end of the range is missing"),
    ],
)
def test_an_override_of_a_figure_is_signed_and_whole(run, change, said):
    from prioritizer.config import criteria_table
    from prioritizer.errors import AgendasError
    from prioritizer.run.judging import judge_points
    from prioritizer.run.replay import inputs_of, spoken_of, study_of

    study, inputs = study_of(run), inputs_of(run)
    row = {"agenda_id": "A05", "gate": "", "indicator": "representative_reach", "performance": 0.1}
    signed = {"person": "ก", "reason": "ข", "date": "2021-02-16"}
    inputs.tables["overrides"] = pd.DataFrame([{**row, **signed, **change}])
    with pytest.raises(AgendasError, match=said):
        judge_points(study, criteria_table(study), inputs, spoken_of(run))
