"""What the commands say, in Thai and English, and how it is laid out on a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from prioritizer.commands.phrases import EXPLAIN, MEMBERS
from prioritizer.commands.phrases_label import LABEL
from prioritizer.commands.phrases_shortlist import SHORTLIST
from prioritizer.commands.say_audit import PHRASES as AUDIT

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.measure import Measurement

PHRASES: dict[str, tuple[str, str]] = {
    "rank": ("อันดับ", "rank"),
    "tier": ("กลุ่ม", "tier"),
    "agenda_id": ("รหัส", "agenda_id"),
    "agenda": ("วาระ", "agenda"),
    "score": ("คะแนน", "score"),
    "citizen": ("ประชาชน", "citizen"),
    "quick": ("เร็ว", "quick"),
    "replicable": ("ต้นแบบ", "replic."),
    "range": ("ช่วงอันดับ", "range"),
    "p_top": ("โอกาสติด {k} อันดับแรก", "P(top {k})"),
    "voices": ("เสียง", "voices"),
    "gate": ("ด่าน", "gate"),
    "grade": ("หลักฐาน", "grade"),
    "pass": ("ผ่าน", "pass"),
    "fix": ("แก้ไข", "fix"),
    "fail": ("ไม่ผ่าน", "fail"),
    "unknown": ("ไม่ทราบ", "unknown"),
    "illustrative": (
        "ข้อมูลตัวอย่าง: ตัวเลขทั้งหมดสมมติขึ้น มิใช่ข้อมูลทางการ",
        "ILLUSTRATIVE: every figure is invented; none is official.",
    ),
    "as_of": ("ข้อมูลถึง", "as of"),
    "ranked_on": ("จัดลำดับด้วย", "ranked on"),
    "left_out": ("ไม่ได้วัด (ตัดออกจากการศึกษา)", "not measured, left out"),
    "none_ranked": (
        "ไม่มีวาระใดได้อันดับ เหตุผลอยู่ด้านล่าง",
        "No agenda has a rank; the reasons stand below.",
    ),
    "failed": ("ไม่ผ่านด่าน จึงไม่มีอันดับ", "Not ranked: a gate fails"),
    "incomplete": ("ข้อมูลไม่พอ จึงมีช่วงแต่ไม่มีอันดับ", "Not ranked: too little is measured"),
    "why": ("เหตุผล", "reason"),
    "mend": ("สิ่งที่ต้องแก้", "mend"),
    "unanswered": ("เสียงที่ยังไม่มีวาระรองรับ", "Demand that no agenda answers"),
    "theme": ("ประเด็น", "theme"),
    "share_answered": ("มีวาระรองรับ", "answered"),
    "proposed": ("วาระที่เสนอ", "proposed agenda"),
    "places": ("พื้นที่", "places"),
    "trend": ("แนวโน้ม", "trend"),
    "stability": ("ความคงตัว", "stability"),
    "words": ("คำ", "words"),
    "share": ("สัดส่วน", "share"),
    "rising": ("เพิ่มขึ้น", "rising"),
    "falling": ("ลดลง", "falling"),
    "steady": ("ทรงตัว", "steady"),
    "borderline": ("ก้ำกึ่ง", "borderline"),
    "quote": ("ตัวอย่างเสียง", "in their words"),
    "per_100k": ("ต่อแสนคนต่อเดือน", "per 100,000 a month"),
    "per_month": ("ต่อเดือน", "a month"),
    "shaky": (
        "ความคงตัวต่ำกว่า 0.50 = ขอบเขตของประเด็นยังไม่แน่ชัด ควรอ่านตัวอย่างก่อนนำไปใช้",
        "A stability below 0.50: chance draws the borders of the theme; read its quotes first.",
    ),
    "more_themes": (
        "… และอีก {n} ประเด็น ดู themes.csv หรือใช้ --limit",
        "… and {n} more: see themes.csv or --limit",
    ),
    "all_answered": (
        "ทุกประเด็นที่มีเสียงมากพอมีวาระรองรับ",
        "No theme with enough voices is left.",
    ),
    "unasked": ("วาระที่เสียงเรียกร้องยังไม่ถึงเกณฑ์", "Agendas short of demand"),
    "all_asked": ("ทุกวาระมีเสียงเรียกร้องเพียงพอ", "Every agenda has enough voices."),
    "warnings": ("คำเตือน", "Warnings"),
    "files": ("แฟ้มผลลัพธ์", "Where the files are"),
    "workbook": ("สมุดงาน", "workbook"),
    "page": ("หน้ารายงาน", "page"),
    "run": ("รอบการคำนวณ", "run"),
    "read": ("อ่าน", "read"),
    "accepted": ("รับ", "accepted"),
    "rejected": ("ไม่รับ", "set aside"),
    "signals": ("เรื่องร้องเรียน", "signals"),
    "more": ("… และอีก {n} วาระ ดู ranking.csv หรือใช้ --all", "… and {n} more: --all shows them"),
    "advice": (
        "ลำดับนี้เป็นคำแนะนำภายใต้น้ำหนักที่ระบุ คะแนนต่ำคือหลักฐานน้อย มิใช่คุณค่าน้อย",
        "A ranking is advice under stated weights; a low score is little evidence, not little "
        "worth.",
    ),
    "contributions": ("คะแนนมาจากไหน", "Where the score comes from"),
    "evidence": ("หลักฐานจากคำของประชาชน (ปกปิดข้อมูลส่วนบุคคล)", "In citizens' words (redacted)"),
    "lift": ("อะไรจะยกวาระนี้ขึ้นสู่ {k} อันดับแรก", "What would lift it into the top {k}"),
    "gates": ("ด่าน", "Gates"),
    "needs": ("ต้องเป็น", "needs"),
    "now": ("ตอนนี้", "now"),
    "indicator": ("ตัวชี้วัด", "indicator"),
    "criterion": ("เกณฑ์", "criterion"),
    "value": ("ค่า 0-100", "value"),
    "weight": ("น้ำหนัก", "weight"),
    "points": ("แต้ม", "points"),
    "ok": ("เรียบร้อย", "ok"),
    "warning": ("อ่านได้ มีคำเตือน", "read, with warnings"),
    "refused": ("อ่านไม่ได้", "refused"),
    "swap": ("สลับที่น้ำหนัก", "swap at"),
    "performance": ("ผลที่วัดได้", "performance"),
    **EXPLAIN,
    **MEMBERS,
    **SHORTLIST,
    **AUDIT,
    **LABEL,
}


def say(key: str, lang: str, **values: object) -> str:
    """Look up a phrase in a language."""
    return PHRASES[key][0 if lang == "th" else 1].format(**values)


def points(score: float) -> str:
    """Write a score from 0 to 1 as whole points of 100.

    >>> points(0.7312), points(float("nan"))
    ('73', '')
    """
    return "" if score != score else str(round(100 * score))


def columns_of(out: int | None = None) -> int:
    """Columns to write in: the terminal's (or ``$COLUMNS``), or enough for a table in a pipe."""
    if out is None:
        told = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
        out = shutil.get_terminal_size((132, 40)).columns if told else 132
    return max(out, 80)


def print_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()
) -> None:
    """Print a table that counts Thai vowels as the nothing they take."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, highlight=False)
    for place, head in enumerate(heads):
        numeric = place in right
        table.add_column(
            head,
            justify="right" if numeric else "left",
            no_wrap=numeric,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*[_cell(_plain(cell)) for cell in row])
    console = Console(width=columns_of(), highlight=False, markup=False, emoji=False)
    console.print(table)


def _cell(text: str) -> RenderableType:
    """Let Thai text break between words; everything else breaks at spaces."""
    return _ThaiCell(text) if any("ก" <= c <= "๛" for c in text) else text


@dataclass(frozen=True)
class _ThaiCell:
    """A cell that is cut into words only where it does not fit on one line."""

    text: str

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.cells import cell_len
        from rich.measure import Measurement

        return Measurement(1, max(cell_len(self.text), 1))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.text import Text

        yield Text("\n".join(broken(self.text, options.max_width)), overflow="fold")


def broken(text: str, width: int) -> list[str]:
    """Break a text into lines between Thai words.

    >>> broken("เลิกขอสำเนาบัตรประชาชนและทะเบียนบ้าน", 20)
    ['เลิกขอสำเนาบัตรประชาชน', 'และทะเบียนบ้าน']
    """
    from rich.cells import cell_len

    if cell_len(text) <= width:
        return [text]
    from prioritizer.text.segmenter import cut, dictionary

    lines = [""]
    for word in cut(text, dictionary()):
        if cell_len((lines[-1] + word).rstrip()) > width and lines[-1].strip():
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [line.rstrip() for line in lines]


def _plain(cell: str) -> str:
    """Keep a cell on one line and without control characters."""
    return "".join(c if c.isprintable() else " " for c in str(cell))


def pad(text: str, width: int) -> str:
    """Fill a text up with blanks, by what it takes on a terminal (Thai vowels above take none)."""
    from rich.cells import cell_len  # waits until something is printed

    return text + " " * max(0, width - cell_len(text))


def heading(text: str) -> None:
    """Open a part of the screen."""
    typer.echo(f"\n{text}")
