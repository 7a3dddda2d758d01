"""From a sheet to the labels: nothing a person said is lost."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from prioritizer.errors import InputError, RunError
from prioritizer.reports.label_sheet import read_label_sheet, write_label_sheet
from prioritizer.run.labelling import label_study, merge_labels
from prioritizer.run.pipeline import run_study

STUDY = """
[study]
name = "lights"
as_of = 2024-06-30
[[signals]]
files = "signals.csv"
[agendas]
file = "agendas.csv"
"""
AGENDAS = pd.DataFrame(
    {
        "agenda_id": ["A1", "A2"],
        "title_th": ["ซ่อมไฟถนน", "เก็บขยะ"],
        "title_en": ["", ""],
        "citizen_words_th": ["ไฟดับ;มืด", "ขยะ"],
    }
)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    said = ["ไฟดับ หน้าบ้าน", "ซอยมืดมาก ไฟดับ", "ขยะล้นถัง", "กองขยะ หน้าตลาด", "หมาจรจัด เห่า"]
    rows = [(f"S{n:03}", f"{said[n % 5]} เลข {n} โทร 081-000-{n:04}") for n in range(300)]
    pd.DataFrame(rows, columns=["signal_id", "text"]).to_csv(tmp_path / "signals.csv", index=False)
    AGENDAS.to_csv(tmp_path / "agendas.csv", index=False)
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def fill(path: Path, answers: dict[int, str]) -> list[str]:
    """Write an agenda, or x, into rows of a sheet; give back the ids of these rows."""
    book = openpyxl.load_workbook(path)
    sheet, names = book["label"], [row[0].value for row in book["agendas"].iter_rows(min_row=2)]
    ids = []
    for row, answer in answers.items():
        ids.append(sheet.cell(row, 1).value)
        if answer == "x":
            sheet.cell(row, 9).value = "x"
        else:
            sheet.cell(row, 6).value = next((n for n in names if n.startswith(answer)), answer)
    book.save(path)
    return ids


def labels(study: Path) -> pd.DataFrame:
    return pd.read_csv(
        study / "labels.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig"
    )


def test_a_filled_sheet_comes_back_and_earlier_labels_stay(study):
    done = label_study(study, n=12, jobs=1)
    assert (done.n_written, done.n_judged) == (12, 0)
    sheet = study / "label-next.xlsx"
    first = fill(sheet, {2: "A1", 3: "A2", 4: "x"})
    done = label_study(study, n=12, jobs=1)
    assert (done.n_new, done.n_changed, done.n_judged) == (3, 0, 3)
    book = openpyxl.load_workbook(sheet)
    asked = {row[0].value for row in book["label"].iter_rows(min_row=2)}
    assert not asked & set(first)  # what is judged is not asked again
    fill(sheet, {2: "A2"})
    done = label_study(study)
    assert (done.n_new, done.n_judged) == (1, 4)
    table = labels(study)
    assert table[table["signal_id"] == first[2]]["agenda_id"].tolist() == [""]


def test_the_sheet_shows_no_telephone_number(study):
    label_study(study, n=20, jobs=1)
    book = openpyxl.load_workbook(study / "label-next.xlsx")
    texts = [row[1].value for row in book["label"].iter_rows(min_row=2)]
    assert texts
    assert not any("081" in text for text in texts)


def test_the_sheet_lists_every_agenda_and_checks_what_is_typed(study):
    label_study(study, n=5, jobs=1)
    book = openpyxl.load_workbook(study / "label-next.xlsx")
    rules = book["label"].data_validations.dataValidation
    assert [rule.formula1 for rule in rules] == ["agendas!$A$2:$A$3", '"x"']
    assert [row[0].value for row in book["agendas"].iter_rows(min_row=2)] == [
        "A1 · ซ่อมไฟถนน",
        "A2 · เก็บขยะ",
    ]


def test_an_audit_carries_how_many_signals_each_stands_for(study):
    label_study(study, n=30, audit=True, jobs=1)
    fill(study / "label-audit.xlsx", dict.fromkeys(range(2, 32), "A1"))
    label_study(study)
    weights = labels(study)["weight"].astype(float)
    assert weights.sum() == pytest.approx(300, rel=1e-3)


def test_a_wrong_cell_is_told_with_its_row_and_nothing_is_read(study):
    label_study(study, n=6, jobs=1)
    fill(study / "label-next.xlsx", {2: "A1", 3: "A77"})
    with pytest.raises(InputError, match="row 3: no agenda 'A77'"):
        label_study(study)
    assert not (study / "labels.csv").exists()


@pytest.mark.parametrize(
    ("cell", "read"),
    [("x", ["S1"]), ("✓", ["S1"]), ("ใช่", ["S1"]), ("ไม่ใช่", []), ("no", []), (0, []), ("", [])],
)
def test_no_means_no_in_the_cell_for_none_fits(tmp_path, cell, read):
    """A person who answers the heading with "no" has not said that none fits."""
    path = one_signal(tmp_path)
    book = openpyxl.load_workbook(path)
    book["label"].cell(2, 9).value = cell
    book.save(path)
    assert read_label_sheet(path, ["A1", "A2"])["signal_id"].tolist() == read


def test_a_word_that_is_no_answer_is_told_with_its_row(tmp_path):
    path = one_signal(tmp_path)
    book = openpyxl.load_workbook(path)
    book["label"].cell(2, 9).value = "ไม่แน่ใจ"
    book.save(path)
    with pytest.raises(InputError, match="row 2: none_fits says 'ไม่แน่ใจ'"):
        read_label_sheet(path, ["A1", "A2"])


@pytest.mark.parametrize("place", [6, 7, 8, 9, 10])
def test_answers_under_a_renamed_heading_are_not_dropped_in_silence(tmp_path, place):
    path = one_signal(tmp_path)
    book = openpyxl.load_workbook(path)
    name = book["label"].cell(1, place).value
    book["label"].cell(1, place).value = "วาระ"
    book["label"].cell(2, 7).value = "A2"
    book.save(path)
    with pytest.raises(InputError, match=f"lacks {name}; nothing was read back"):
        read_label_sheet(path, ["A1", "A2"])


def test_a_second_agenda_counts_where_the_first_cell_is_left_empty(tmp_path):
    path = one_signal(tmp_path)
    book = openpyxl.load_workbook(path)
    book["label"].cell(2, 7).value = "A2 · เก็บขยะ"
    book.save(path)
    assert read_label_sheet(path, ["A1", "A2"])["agenda_id"].tolist() == ["A2"]


def one_signal(folder: Path) -> Path:
    """Write a sheet that asks of one signal."""
    path = folder / "a.xlsx"
    signals = pd.DataFrame({"signal_id": ["S1"], "text": ["ไฟดับ"]})
    write_label_sheet(path, signals, [[0]], AGENDAS)
    return path


def test_labels_of_another_shape_are_not_overwritten(study):
    text = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(
        f'{text}[labels]\nfile = "mine.csv"\n[labels.columns]\nsignal_id = "no"\n', encoding="utf-8"
    )
    (study / "mine.csv").write_text("no,agenda_id\nS001,A1\n", encoding="utf-8")
    with pytest.raises(RunError, match="Save the labels as such a file"):
        label_study(study, n=5, jobs=1)


def test_without_a_sheet_there_is_nothing_to_read_back(study):
    with pytest.raises(RunError, match="--next 50"):
        label_study(study)


def test_the_same_rows_give_the_same_bytes(tmp_path):
    signals = pd.DataFrame({"signal_id": ["S1"], "text": ["=1+1"]})
    for name in ("a.xlsx", "b.xlsx"):
        write_label_sheet(tmp_path / name, signals, [[0]], AGENDAS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert read_label_sheet(tmp_path / "a.xlsx", ["A1"]).empty


def test_judging_again_changes_one_signal_and_keeps_what_it_stands_for():
    before = pd.DataFrame(
        {"signal_id": ["S1", "S2"], "agenda_id": ["A1", "A1"], "weight": ["7", ""]}, dtype="str"
    )
    told = pd.DataFrame(
        {"signal_id": ["S1", "S1"], "agenda_id": ["A2", "A3"], "weight": ["", ""]}, dtype="str"
    )
    after, n_new, n_changed = merge_labels(before, [told])
    assert (n_new, n_changed) == (0, 1)
    own = after[after["signal_id"] == "S1"]
    assert own["agenda_id"].tolist() == ["A2", "A3"]
    assert set(own["weight"]) == {"7"}
    assert "S2" in set(after["signal_id"])


def test_an_agenda_is_known_in_any_case_it_is_typed_in(study):
    label_study(study, n=5, jobs=1)
    book = openpyxl.load_workbook(study / "label-next.xlsx")
    book["label"].cell(2, 6).value = "a1"
    book["label"].cell(3, 6).value = "a2 · เก็บขยะ"
    book.save(study / "label-next.xlsx")
    label_study(study)
    assert sorted(labels(study)["agenda_id"]) == ["A1", "A2"]


def test_ids_that_differ_in_case_alone_are_told_apart_by_it(tmp_path):
    write_label_sheet(
        tmp_path / "sheet.xlsx",
        pd.DataFrame({"signal_id": ["S1", "S2", "S3"], "text": ["ก", "ข", "ค"]}),
        [[0]] * 3,
        AGENDAS.assign(agenda_id=["a1", "A1"]),
    )
    book = openpyxl.load_workbook(tmp_path / "sheet.xlsx")
    for row, typed in enumerate(("a1", "A1"), start=2):
        book["label"].cell(row, 6).value = typed
    book.save(tmp_path / "sheet.xlsx")
    assert read_label_sheet(tmp_path / "sheet.xlsx", ["a1", "A1"])["agenda_id"].tolist() == [
        "a1",
        "A1",
    ]


def test_a_study_may_name_its_labels_before_there_are_any(study):
    file = study / "study.toml"
    file.write_text(STUDY + '\n[labels]\nfile = "labels.csv"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"no such file(.|\n)*prioritizer label"):
        run_study(file, study / "run", jobs=1)
    assert label_study(study, n=5, jobs=1).n_written == 5
    fill(study / "label-next.xlsx", {2: "A1"})
    assert label_study(study).n_judged == 1
