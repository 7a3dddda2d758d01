"""What may not be changed is refused with its cell, and no run is written."""

import shutil

import openpyxl
import pytest

from prioritizer.errors import InputError
from prioritizer.reports.files import export_run
from prioritizer.run.edits import import_edits
from tests.run.edits.conftest import GATES, RAW, WEIGHTS


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


def _retitled(desk):
    desk.at("จัดลำดับ", ["A03"], "title").value = "ชื่อใหม่"


def _emptied(desk):
    desk.at(RAW, ["A05", "legal_ease"], "unit").value = None


def _cover(desk):
    desk.book["ปก"]["A1"].value = "รายงานอื่น"


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
        (_retitled, r"จัดลำดับ!\w+: '.*' was changed to 'ชื่อใหม่', and this cell is not yellow"),
        (_emptied, r"ค่าดิบ!\w+: '.*' was deleted from a cell that is not yellow"),
        (_cover, r"ปก!A1: '.*' was changed to 'รายงานอื่น'"),
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
