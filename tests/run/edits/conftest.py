"""A workbook on somebody's desk, of a study so small that it opens at once."""

from __future__ import annotations

import datetime
import warnings

import openpyxl
import pytest

from prioritizer.bundle import read_run
from prioritizer.run.edits import import_edits

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


@pytest.fixture(scope="session")
def demo(demo_run):
    return read_run(demo_run)


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def imported(demo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("edits")
    file = edit_everything(Desk(demo.folder / "shortlist.xlsx", folder / "edited.xlsx")).save()
    return import_edits(demo, [file], out=folder / "new", jobs=1), file
