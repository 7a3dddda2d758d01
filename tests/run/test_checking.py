import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
from typer.testing import CliRunner

from prioritizer.commands.app import app
from prioritizer.run import run_study
from prioritizer.run.checking import check_study

STUDY = """
[study]
name = "inbox"
as_of = 2022-08-31
observed = { start = 2022-06-01, end = 2022-08-31 }
[[signals]]
files = "inbox/*"
channel = "web"
[agendas]
file = "agendas.csv"
"""
MATTERS = ["น้ำท่วมถนนหน้าตลาด", "ไฟถนนดับทั้งซอย", "ขยะล้นถังเหม็นมาก"]

WORDS = [
    *["ถนน", "ไฟดับ", "น้ำท่วม", "ขยะ", "ต้นไม้", "สะพาน", "ทางเท้า", "เสียงดัง", "หมาจรจัด"],
    *["ท่อตัน", "ควัน", "ฝุ่น", "ป้าย", "รถติด", "ตลาด", "สวน", "คลอง"],
]


def csv_of(rows):
    return "รหัสเรื่อง,ข้อความ,วันที่รับเรื่อง\n" + "\n".join(",".join(row) for row in rows) + "\n"


@pytest.fixture
def study(tmp_path):
    """Two months that overlap, in two encodings, with a faulty row of each kind."""
    june = [(f"J{i}", f"{MATTERS[i % 3]} {i} วัน", f"{1 + i % 28}/6/2565") for i in range(40)]
    july = [(f"K{i}", f"{MATTERS[i % 3]} {i} คืน", f"{1 + i % 28} ก.ค. 65") for i in range(40)]
    june += [("J90", "", "1/6/2565"), ("J91", "ไฟดับ", "1/5/2565"), ("J92", "ไฟดับ", "31/2/2565")]
    july += [("J1", "น้ำท่วมอีก โทร 0812345678", "2 ก.ค. 65"), ("K99", "ไฟดับ", "1 ก.ย. 65")]
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "06.csv").write_bytes(csv_of(june).encode("cp874"))
    (tmp_path / "inbox" / "07.csv").write_text(csv_of(july), encoding="utf-8-sig")
    (tmp_path / "agendas.csv").write_text(
        "agenda_id,title_th\nA1,แก้น้ำท่วมถนน 100 จุด\nA2,ซ่อมไฟถนนดับใน 72 ชั่วโมง\n", encoding="utf-8"
    )
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def snapshot(folder: Path):
    return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.rglob("*") if p.is_file()}


def test_each_file_is_told_with_every_row_accounted_for(study):
    before = snapshot(study)
    june, july, agendas = check_study(study)
    assert snapshot(study) == before
    for file in (june, july, agendas):
        assert file.rows_read == file.accepted + file.rejected
    assert (june.found["encoding"], july.found["encoding"]) == ("cp874", "utf-8")
    assert (june.rows_read, june.rejected) == (43, 3)  # blank, too early, and J1 comes again
    assert (july.rows_read, july.rejected) == (42, 1)  # after the day of the study
    assert june.found["set_aside"] == {
        "empty text": 1,
        "outside observed 2022-06-01 to 2022-08-31": 1,
        "a later row has the same id": 1,
    }
    assert june.found["dates"]["BE"] == 42
    assert june.found["dates"]["unreadable"] == 1
    assert july.found["pii"] == {"PHONE": 1}
    assert (agendas.verdict, agendas.rows_read) == ("ok", 2)


def test_check_counts_what_rank_then_accepts_and_sets_aside(study):
    said = {file.file: file for file in check_study(study)}
    run = run_study(study, study / "run", jobs=1)
    manifest = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    for item in manifest["inputs"]:
        told = said[item["file"]]
        assert (item["rows_read"], item["accepted"], item["rejected"]) == (
            told.rows_read,
            told.accepted,
            told.rejected,
        )
    rejects = pd.read_csv(run.folder / "rejects.csv", encoding="utf-8-sig")
    assert rejects[["file", "row", "column"]].to_numpy().tolist() == [
        ["inbox/06.csv", 3, "signal_id"],
        ["inbox/06.csv", 42, "text"],
        ["inbox/06.csv", 43, "received_on"],
        ["inbox/07.csv", 43, "received_on"],
    ]
    written = b"".join(p.read_bytes() for p in run.folder.rglob("*") if p.is_file())
    assert b"0812345678" not in written


def test_the_mapping_it_proposes_can_be_copied_into_the_study(study):
    mapping = check_study(study)[0].mapping
    assert 'text = "ข้อความ"' in mapping
    (study / "study.toml").write_text(
        STUDY.replace("[agendas]", f"{mapping}\n[agendas]"), encoding="utf-8"
    )
    june = check_study(study)[0]
    assert june.found["guessed"] == []
    assert june.accepted == 40


@pytest.mark.parametrize(
    ("lang", "said"), [("th", ["พ.ศ. 42", "แยก 1 แถวออก"]), ("en", ["BE 42", "1 rows set aside"])]
)
def test_it_is_told_in_thai_and_in_english(study, lang, said):
    result = CliRunner().invoke(app, ["check", str(study), "--lang", lang])
    assert result.exit_code == 0
    for words in said:
        assert words in result.stdout


def test_json_holds_the_keys_of_the_contract_and_a_refused_file_ends_with_one(study):
    (study / "inbox" / "08.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    result = CliRunner().invoke(app, ["check", str(study), "--json"])
    assert result.exit_code == 1
    files = json.loads(result.stdout)["files"]
    keys = {"file", "verdict", "reasons", "rows_read", "accepted", "rejected", "encoding"}
    assert all(keys <= set(file) for file in files)
    assert [file["verdict"] for file in files] == ["warning", "warning", "refused", "ok"]
    assert "PNG" in files[2]["reasons"][0]


def test_an_encoding_that_is_named_overrules_the_guess(study):
    (study / "inbox" / "07.csv").unlink()
    result = CliRunner().invoke(app, ["check", str(study), "--json", "--encoding", "latin-1"])
    june = json.loads(result.stdout)["files"][0]
    assert june["encoding"] == "latin-1"


def test_campaigns_are_shown_with_their_words(study):
    rows = [(f"C{i}", "ป้ายโฆษณาบังทางเดิน", f"{10 + i % 2}/8/2565", "เขตบางรัก") for i in range(80)]
    rows += [
        (
            f"D{i}",
            f"{WORDS[i % 17]}{WORDS[i % 13]}{WORDS[i % 11]}",
            f"{1 + i % 28}/8/2565",
            f"เขต{i % 20}",
        )
        for i in range(600)
    ]
    body = "รหัสเรื่อง,ข้อความ,วันที่รับเรื่อง,เขต\n" + "\n".join(",".join(row) for row in rows)
    (study / "inbox" / "08.csv").write_text(body, encoding="utf-8")
    august = check_study(study)[2]
    assert august.found["campaigns"] == 1
    assert august.found["largest_campaigns"][0]["text"] == "ป้ายโฆษณาบังทางเดิน"
    assert august.found["repeats"] >= 78


LOADED = """
import sys
from prioritizer.run.checking import check_study
found = check_study(sys.argv[1])
heavy = ("joblib", "numpy", "pandas", "pyarrow", "scipy", "sklearn")
print([file.verdict for file in found], [name for name in heavy if name in sys.modules])
"""
ALONE = '[study]\nname = "x"\nas_of = 2025-12-31\n[[signals]]\nfiles = "{name}"\nchannel = "web"\n'


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("far_cell.xlsx", "['refused'] []"),
        ("unclosed_quote.csv", "['refused'] []"),  # broken further down than its header
        ("pipe.csv", "['ok'] ['numpy', 'pandas', 'pyarrow']"),
    ],
)
def test_no_file_waits_for_more_than_it_needs(tmp_path, name, said):
    attacks = Path(__file__).parents[1] / "cases" / "attacks"
    (tmp_path / name).write_bytes((attacks / name).read_bytes())
    (tmp_path / "study.toml").write_text(ALONE.format(name=name), encoding="utf-8")
    command = [sys.executable, "-c", LOADED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == said


def two_months(folder, **source):
    """A workbook of two months whose ids are running numbers, each with a day that is none."""
    book = xlsxwriter.Workbook(folder / "inbox.xlsx")
    for month in ("ม.ค. 67", "ก.พ. 67"):
        sheet = book.add_worksheet(month)
        rows = [("ลำดับ", "ข้อความ", "วันที่", "สถานะ"), ("1", "ไฟดับ", "5/1/2567", "รอ")]
        for i, row in enumerate([*rows, ("2", "ขยะล้น", "32/1/2567", "เสร็จ")]):
            sheet.write_row(i, 0, row)
    book.close()
    columns = "".join(f"{ours} = '{theirs}'\n" for ours, theirs in source.items())
    (folder / "study.toml").write_text(
        ALONE.format(name="inbox.xlsx") + f"[signals.columns]\n{columns}", encoding="utf-8"
    )
    (file,) = check_study(folder)
    return file


def test_rows_of_several_sheets_are_told_with_their_sheet(tmp_path):
    (said,) = [s for s in two_months(tmp_path).say("th") if "อ่านไม่ได้" in s]
    assert "ม.ค. 67 แถว 3, ก.พ. 67 แถว 3" in said


def test_running_numbers_are_no_ids_and_the_mend_that_is_told_works(tmp_path):
    file = two_months(tmp_path, signal_id="ลำดับ")
    assert file.accepted == 2
    assert any("signal_id = ''" in said for said in file.say("en"))
    assert two_months(tmp_path, signal_id="").accepted == 4


def test_statuses_are_told_until_somebody_says_which_are_closed(tmp_path):
    assert two_months(tmp_path).found["statuses"] == {"รอ": 2, "เสร็จ": 2}
    study = tmp_path / "study.toml"
    study.write_text(
        study.read_text(encoding="utf-8").replace("as_of", "closed_statuses = ['เสร็จ']\nas_of"),
        encoding="utf-8",
    )
    assert check_study(tmp_path)[0].found["statuses"] == {}


def test_months_that_number_their_rows_lose_no_signal_in_check_and_in_rank(study):
    for month, first in (("06", 0), ("07", 40)):
        said = [WORDS[(i * 7 + first) % 17] + WORDS[(i * 5 + first) % 16] for i in range(40)]
        rows = [
            (str(i + 1), f"{text}{i + first}", f"{1 + i % 28}/{month}/2565")
            for i, text in enumerate(said)
        ]
        (study / "inbox" / f"{month}.csv").write_text(csv_of(rows), encoding="utf-8-sig")
    june, july, _ = check_study(study)
    assert (june.accepted, july.accepted) == (40, 40)
    told = [{note.code: note.n for note in file.notes} for file in (june, july)]
    assert [counts.get("running_ids", 0) for counts in told] == [0, 40]
    run = run_study(study, study / "run", jobs=1)
    manifest = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    assert [item["accepted"] for item in manifest["inputs"][:2]] == [40, 40]
    assert any("40 ids are running numbers that" in said for said in manifest["warnings"])
    ids = pd.read_parquet(run.folder / "signals.parquet")["signal_id"]
    assert {"1", "inbox/07.csv::1"} <= set(ids)
    assert ids.is_unique
