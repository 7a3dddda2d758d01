"""The way back: what is typed into a workbook comes home."""

import datetime
import json
import subprocess
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
from prioritizer.run.edits.reading import read_book
from tests.run.edits.conftest import RAW, RULINGS, WEIGHTS, Desk


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
    quotes = openpyxl.load_workbook(file)["หลักฐาน"]
    column = next(c.column for c in quotes[3] if c.value == "id")
    wrong, right = (quotes.cell(row, column).value for row in (5, 6))
    labels = new.table("new_labels")
    assert labels["agenda_id"].tolist() == ["", right]
    assert labels["not_agenda_id"].tolist() == [wrong, ""]
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


def test_a_note_beside_the_tables_stays_out_and_is_listed(run, desk, tmp_path):
    edited = desk("noted.xlsx").put(WEIGHTS, ["quick_win"], weight=3)
    edited.book[WEIGHTS]["AZ60"].value = "ถามคุณสมชายก่อน"
    found = import_edits(run, [edited.save()], out=tmp_path / "noted")
    assert [w.th for w in found.warnings if "AZ60" in w.th] == [
        f"{WEIGHTS}!AZ60: 'ถามคุณสมชายก่อน' พิมพ์ไว้นอกช่องสีเหลือง จึงไม่ถูกนำเข้า"
    ]


def test_weights_that_are_all_zero_come_home_and_weigh_alike(run, desk, tmp_path):
    edited = desk("zero.xlsx")
    for name in ("citizen_centricity", "quick_win", "replicability"):
        edited.put(WEIGHTS, [name], weight=0)
    new = import_edits(run, [edited.save()], out=tmp_path / "zero").run
    assert {c["weight"] for c in new.config["criteria"].values()} == {0}
    scores = new.ranking.set_index("agenda_id")["score"]
    pd.testing.assert_series_equal(scores, run.ranking.set_index("agenda_id")["score"])
    cells = read_book(new.folder / "shortlist.xlsx").sheets["weights"].cells
    assert cells["quick_win", "weight"].content == 0
    assert import_edits(new, [new.folder / "shortlist.xlsx"], out=tmp_path / "again").run is None


def test_an_import_of_the_same_file_into_another_folder_is_none(run, desk, tmp_path):
    file = desk("same.xlsx").put(WEIGHTS, ["quick_win"], weight=4).save()
    first = import_edits(run, [file], out=tmp_path / "one").run
    again = import_edits(run, [file], out=tmp_path / "two")
    assert (again.run, again.before.digest) == (None, first.digest)
    assert not (tmp_path / "two").exists()


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
