import openpyxl
import pytest

from prioritizer.bundle import read_run
from prioritizer.reports.workbook import write_workbook

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl", "ignore::ResourceWarning")


def test_the_workbook_has_eighteen_sheets_in_order(demo_run):
    book = openpyxl.load_workbook(demo_run / "shortlist.xlsx", read_only=True)
    book.close()
    assert len(book.sheetnames) == 18
    assert book.sheetnames[:4] == ["ปก", "สรุปผู้บริหาร", "จัดลำดับ", "น้ำหนัก"]


def test_a_rebuild_gives_the_same_bytes(demo_run, tmp_path):
    run = read_run(demo_run)
    files = [write_workbook(run, tmp_path / f"{i}.xlsx").read_bytes() for i in range(2)]
    assert files[0] == files[1]


def test_cached_scores_are_those_of_python(demo_run):
    book = openpyxl.load_workbook(demo_run / "shortlist.xlsx", data_only=True)
    rows = list(book["จัดลำดับ"].iter_rows(min_row=5, values_only=True))
    scores = {row[2]: row[5] for row in rows if row[2]}
    for found in read_run(demo_run).ranking.to_dict("records"):
        assert scores[found["agenda_id"]] == pytest.approx(100 * found["score"], abs=1e-7)
