import json

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from prioritizer.bundle import Bundle, read_run
from prioritizer.errors import RunError
from prioritizer.reports.files import export_run

TRAPS = ["=1+1", "+1", "-x", "@cmd", "\tx", "\rx", "＝1", "＋1", "－1", "＠1"]


@pytest.fixture
def run(demo_run):
    return read_run(demo_run)


@pytest.fixture
def trapped(run):
    """Hand out a run whose titles a spreadsheet would run as formulas."""
    ranking = run.ranking.copy()
    ranking["title_th"] = [TRAPS[i % len(TRAPS)] for i in range(len(ranking))]
    ranking["score"] = -ranking["score"]
    return Bundle(run.folder, run.manifest, {**run.tables, "ranking": ranking})


def test_a_csv_opens_in_excel_and_runs_nothing(trapped, tmp_path):
    file = export_run(trapped, tmp_path / "a.csv")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(file, dtype="str", keep_default_na=False)
    assert all(cell.startswith("'") for cell in table["title_th"])
    assert table["score"].str.startswith("-").all(), "numbers are never shielded"


def test_a_raw_csv_holds_every_text_as_it_is_but_for_the_end_of_a_line(trapped, tmp_path):
    file = export_run(trapped, tmp_path / "a.csv", raw=True)
    table = pd.read_csv(file, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    said = trapped.ranking["title_th"].str.replace("\r", "\n")
    assert table["title_th"].tolist() == said.tolist()


def test_parquet_and_json_hold_the_ranking(run, tmp_path):
    table = pd.read_parquet(export_run(run, tmp_path / "a.parquet"))
    assert table["agenda_id"].tolist() == run.ranking["agenda_id"].tolist()
    content = json.loads(export_run(run, tmp_path / "a.json").read_text(encoding="utf-8"))
    assert [r["score"] for r in content["ranking"]] == run.ranking["score"].tolist()


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_shortlist_alone_is_one_sheet(run, tmp_path, lang):
    file = export_run(run, tmp_path / "mail.xlsx", lang=lang, only="shortlist")
    again = export_run(run, tmp_path / "again.xlsx", lang=lang, only="shortlist")
    assert file.read_bytes() == again.read_bytes()
    (sheet,) = openpyxl.load_workbook(file).worksheets
    place = {c.value: c.column for c in sheet[3]}
    ids = [sheet.cell(r, place["id"]).value for r in range(5, sheet.max_row + 1)]
    chosen = run.table("shortlist")
    assert ids == chosen["agenda_id"].tolist()
    scores = [sheet.cell(r, place["score"]).value for r in range(5, sheet.max_row + 1)]
    assert scores == pytest.approx((100 * chosen["score"]).tolist())
    heads = [c.value for c in sheet[4]]
    assert len(set(heads)) == len(heads)
    assert all(heads)


def test_the_shortlist_alone_goes_into_tables_too(run, tmp_path):
    file = export_run(run, tmp_path / "a.csv", only="shortlist")
    assert len(pd.read_csv(file)) == len(run.table("shortlist"))
    with pytest.raises(RunError, match=r"a\.html: only .* hold the shortlist alone"):
        export_run(run, tmp_path / "a.html", only="shortlist")


def test_what_cannot_be_exported_leaves_nothing_behind(run, tmp_path):
    with pytest.raises(RunError, match=r"'\.pdf' is no form"):
        export_run(run, tmp_path / "a.pdf")
    with pytest.raises(RunError, match="nothing of a run is called 'gates'"):
        export_run(run, tmp_path / "a.csv", only="gates")
    (tmp_path / "a.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match="already there"):
        export_run(run, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "mine"
    export_run(run, tmp_path / "a.csv", replace=True)
    with pytest.raises(RunError, match="cannot be written"):
        export_run(run, tmp_path / "gone" / "a.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_ranks_are_whole_numbers_and_blank_where_there_is_none(run, tmp_path, suffix):
    file = export_run(run, tmp_path / f"a.{suffix}")
    if suffix == "csv":
        ranks = pd.read_csv(file, dtype="str", keep_default_na=False)["rank"]
        assert all(cell.isdigit() for cell in ranks if cell)
        assert "" in set(ranks)
    else:
        assert pq.read_schema(file).field("rank").type == pa.int64()
