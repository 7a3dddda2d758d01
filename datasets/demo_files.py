"""Write made-up signals the way offices send them: four channels, six encodings of one truth."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from demo_voices import AS_OF, THAI_DIGITS, Dice, Grammar, Voice, month_of, months

SHORT_MONTHS = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]
LONG_MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
Row = list[str]


def thai_date(day: date, spelling: int) -> str:
    """Spell a day as Thai offices do, in one of eight ways."""
    year, month = day.year + 543, day.month - 1
    return (
        f"{day.day} {SHORT_MONTHS[month]} {year}",
        f"{day.day} {SHORT_MONTHS[month]} {year % 100}",
        f"{day.day} {SHORT_MONTHS[month]} {year}".translate(THAI_DIGITS),
        f"{day.day:02d}/{day.month:02d}/{year}",
        f"{day.day}/{day.month}/{year}",
        f"{day.day} {LONG_MONTHS[month]} {year}",
        f"{day.day} {LONG_MONTHS[month]} พ.ศ. {year}".translate(THAI_DIGITS),
        day.isoformat(),
    )[spelling]


def in_cp874(text: str) -> str:
    """Drop what the old code page cannot hold, as an old system does."""
    return text.encode("cp874", errors="ignore").decode("cp874")


def write_hotline(voices: Iterable[Voice], path: Path, dice: Dice) -> list[str]:
    """Write one cp874 file with title rows, Thai digits, eight spellings of dates and a total."""
    ids: list[str] = []
    rows: list[Row] = []
    for n, voice in enumerate(voices, start=1):
        ids.append(f"1111-{voice.received_on.year + 543}-{n:05d}")
        province = {"กรุงเทพมหานคร": ("กทม.", "กรุงเทพฯ", "กรุงเทพมหานคร")}.get(
            voice.province, (voice.province, f"จ.{voice.province}", voice.province)
        )
        prefix = "เขต" if voice.province == "กรุงเทพมหานคร" else "อ."
        closed = thai_date(voice.closed_on, dice.between(0, 7)) if voice.closed_on else ""
        rows.append(
            [
                str(n).translate(THAI_DIGITS),
                ids[-1],
                thai_date(voice.received_on, dice.between(0, 7)),
                dice.pick(province),
                (prefix if dice.chance(0.6) else "") + voice.district,
                voice.text,
                "ยุติเรื่อง" if closed else "รอผลการพิจารณา",
                closed,
            ]
        )
    for n in range(6):  # said nothing at all: set aside
        day = thai_date(date(2020, 3 + n, 9), n)
        rows.insert(
            200 + 300 * n, ["", f"1111-2563-X{n:04d}", day, "กทม.", "", "", "รอผลการพิจารณา", ""]
        )
    rows.insert(77, ["", "1111-2562-X0006", "31/11/2562", "จ.ตาก", "", "ถามเรื่องเดิม", "ยุติเรื่อง", ""])
    title = [
        ["รายงานเรื่องร้องทุกข์สายด่วน ๑๑๑๑ (ข้อมูลสมมติเพื่อสาธิต มิใช่ข้อมูลจริง)"],
        ["กันยายน ๒๕๖๒ ถึง ๑๖ กุมภาพันธ์ ๒๕๖๔"],
        [""],
    ]
    header = [
        "ลำดับ",
        "เลขรับเรื่อง",
        "วันที่รับเรื่อง",
        "จังหวัด",
        "อำเภอ/เขต",
        "ข้อความของผู้ร้อง",
        "สถานะ",
        "วันที่ยุติ",
    ]
    total = ["รวม", "", "", "", "", f"{len(rows):,} เรื่อง".translate(THAI_DIGITS), "", ""]
    out = io.StringIO(newline="")
    table = [[*row, *[""] * (8 - len(row))] for row in title] + [header, *rows, total]
    csv.writer(out, lineterminator="\r\n").writerows([[in_cp874(c) for c in row] for row in table])
    path.write_bytes(out.getvalue().encode("cp874"))
    return ids


def write_damrong(voices: list[Voice], path: Path) -> list[str]:
    """Write one workbook with a sheet a month; open cases come again on the next month's sheet."""
    ids = [f"ดธ-{v.received_on.year + 543}-{n:05d}" for n, v in enumerate(voices, start=1)]
    book = xlsxwriter.Workbook(path)
    book.set_properties(
        {"created": datetime(2021, 2, 16), "comments": "ข้อมูลสมมติเพื่อสาธิต / illustrative"}
    )
    as_date = book.add_format({"num_format": "dd/mm/yyyy"})
    header = ["เลขที่เรื่อง", "วันที่รับ", "จังหวัด", "อำเภอ", "รายละเอียด", "ผลการดำเนินการ", "วันแล้วเสร็จ"]
    carried: list[int] = []
    for first in months():
        year = (first.year + 543) % 100
        sheet = book.add_worksheet(f"{SHORT_MONTHS[first.month - 1]}{year}")
        sheet.write_string(0, 0, "ศูนย์ดำรงธรรม เรื่องร้องเรียนประจำเดือน (ข้อมูลสมมติ)")
        sheet.write_row(2, 0, header)
        new = [n for n, v in enumerate(voices) if month_of(v.received_on) == month_of(first)]
        for row, n in enumerate([*carried, *new], start=3):
            voice = voices[n]
            again = n in carried
            closed = (
                voice.closed_on
                if again or month_of(voice.closed_on or AS_OF) == month_of(first)
                else None
            )
            sheet.write_string(row, 0, ids[n])
            if first.month % 3:
                sheet.write_datetime(row, 1, _noon(voice.received_on), as_date)
            else:
                sheet.write_string(row, 1, thai_date(voice.received_on, first.month % 7))
            for column, cell in enumerate([voice.province, voice.district, voice.text], start=2):
                sheet.write_string(row, column, cell)
            sheet.write_string(row, 5, "เสร็จสิ้น" if closed else "อยู่ระหว่างดำเนินการ")
            if closed:
                sheet.write_datetime(row, 6, _noon(closed), as_date)
        last = 3 + len(carried) + len(new)
        sheet.write_string(last, 0, "รวม")
        sheet.write_string(last, 4, f"{len(carried) + len(new)} เรื่อง")
        # What closed after its month is written again on the next sheet, now closed.
        carried = [n for n in new if voices[n].closed_on and _later(voices[n], first)][:12]
    book.close()
    return ids


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _later(voice: Voice, first: date) -> bool:
    return month_of(voice.closed_on or AS_OF) > month_of(first)


def _ticket(voice: Voice, ticket: str) -> dict[str, object]:
    return {
        "ticket_id": ticket,
        "message": voice.text,
        "sent_at": f"{voice.received_on.isoformat()}T09:00:00+07:00",
        "province": voice.province,
        "district": voice.district,
        "state": "finished" if voice.closed_on else "in progress",
        "finished_on": voice.closed_on.isoformat() if voice.closed_on else None,
        # The app began to count reopenings only in its third month.
        "times_reopened": voice.reopened if voice.received_on >= date(2020, 9, 1) else None,
        "stars": voice.rating or None,
        "reporter": voice.person,
    }


def write_app(voices: list[Voice], parquet: Path, lines: Path) -> list[str]:
    """Write the app's tickets of 2020 as Parquet and those of 2021 as JSON lines."""
    ids = [f"APP-{n:06d}" for n in range(1, len(voices) + 1)]
    tickets = [_ticket(voice, ticket) for voice, ticket in zip(voices, ids, strict=True)]
    old = [t for t, v in zip(tickets, voices, strict=True) if v.received_on.year == 2020]
    new = [t for t, v in zip(tickets, voices, strict=True) if v.received_on.year == 2021]
    schema = pa.schema(
        [
            *[(name, pa.string()) for name in ("ticket_id", "message", "sent_at", "province")],
            *[(name, pa.string()) for name in ("district", "state", "finished_on")],
            *[(name, pa.int64()) for name in ("times_reopened", "stars")],
            ("reporter", pa.string()),
        ],
        metadata={"note": "ข้อมูลสมมติเพื่อสาธิต / illustrative"},
    )
    pq.write_table(
        pa.Table.from_pylist(old, schema=schema), parquet, compression="zstd", compression_level=19
    )
    extra: list[dict[str, object]] = [dict(ticket) for ticket in old[-8:]]  # exports overlap
    for ticket in extra[:4]:
        ticket |= {"state": "finished", "finished_on": "2021-01-05"}
    late = [dict(ticket) for ticket in new[:5]]
    for n, ticket in enumerate(late):  # sent after the study's day: set aside
        ticket |= {"ticket_id": f"APP-9{n:05d}", "sent_at": f"2021-02-{17 + n}T08:00:00+07:00"}
        ticket |= {"state": "in progress", "finished_on": None}
    empty = [dict(new[9]) | {"ticket_id": f"APP-8{n:05d}", "message": "  "} for n in range(4)]
    text = "".join(
        json.dumps(ticket, ensure_ascii=False) + "\n" for ticket in [*extra, *new, *empty, *late]
    )
    lines.write_bytes(text.encode("utf-8"))
    return ids


def write_letters(voices: list[Voice], path: Path) -> list[str]:
    """Write letters and petitions as UTF-16, the way a spreadsheet saves Unicode text."""
    ids = [f"หนังสือ {n}/2564" for n in range(1, len(voices) + 1)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n", delimiter="\t")
    writer.writerow(["เลขหนังสือ", "ลงวันที่", "จังหวัด", "อำเภอ", "เรื่อง", "จำนวนผู้ลงชื่อ"])
    for voice, letter in zip(voices, ids, strict=True):
        signed = f"{voice.votes:,}" if voice.votes > 1 else "1"
        day = thai_date(voice.received_on, 5)
        writer.writerow([letter, day, voice.province, voice.district, voice.text, signed])
    writer.writerow(["หนังสือ ก/2564", "1 กุมภาพันธ์ 2564", "น่าน", "", "", "1"])
    path.write_bytes(b"\xff\xfe" + out.getvalue().encode("utf-16-le"))
    return ids


def write_places(path: Path) -> None:
    """Write the provinces with their rounded populations."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["area", "level", "population", "region", "note"])
    for place in Grammar().places:
        writer.writerow(
            [place.province, "province", place.population, place.region, "ประมาณ / approximate"]
        )
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
