"""``check``: what lies in the inputs, before anything is ranked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, cast

import typer

from prioritizer.commands.options import (
    AllowOutside,
    Json,
    Language,
    Quiet,
    StudyPath,
    chosen,
    progress_on,
)

if TYPE_CHECKING:
    from prioritizer import vocabulary
    from prioritizer.run.file_check import FileCheck

_LABELS = {
    "kind": ("ชนิด", "kind"),
    "encoding": ("รหัสอักขระ", "encoding"),
    "delimiter": ("ตัวคั่น", "delimiter"),
    "header_row": ("หัวตารางอยู่แถวที่", "header row"),
    "sheets": ("แผ่นงาน", "sheets"),
    "columns": ("คอลัมน์ที่อ่าน", "columns read"),
    "dates": ("วันที่รับเรื่อง", "dates"),
    "statuses": (
        "สถานะที่พบ (ระบุว่าใดคือปิดแล้ว: closed_statuses = [...])",
        "statuses (say which are closed: closed_statuses = [...])",
    ),
    "pii": ("ข้อมูลส่วนบุคคลที่ปกปิด", "personal data redacted"),
    "repeats": ("เรื่องซ้ำ", "repeats"),
    "campaigns": ("การระดมส่งข้อความเดียวกัน", "campaigns"),
}
_PARTS = {
    "BE": ("พ.ศ.", "BE"),
    "CE": ("ค.ศ.", "CE"),
    "unreadable": ("อ่านไม่ได้", "unreadable"),
    "first": ("แรกสุด", "first"),
    "last": ("ล่าสุด", "last"),
    "order": ("ลำดับ", "order"),
    "day_first": ("วันก่อนเดือน", "day first"),
    "month_first": ("เดือนก่อนวัน", "month first"),
    "comma": ("จุลภาค", "comma"),
    "semicolon": ("อัฒภาค", "semicolon"),
    "tab": ("แท็บ", "tab"),
    "bar": ("ขีดตั้ง |", "bar |"),
}
_CAMPAIGN = (
    "“{text}” {signals:,} เรื่อง จาก {places:,} พื้นที่ ใน {days:,} วัน",
    "“{text}”: {signals:,} signals from {places:,} places on {days:,} days",
)
_MAPPING = (
    "คอลัมน์ที่เดาไว้ หากถูกต้องให้คัดลอกไปใส่ใน study.toml ใต้ [[signals]] ของแฟ้มนี้",
    "columns as guessed; where they are right, copy them into study.toml below this [[signals]]",
)


def check(
    study: StudyPath,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of text files, where the guess is wrong.")
    ] = None,
    allow_outside: AllowOutside = False,
    lang: Language = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read every input and say what was found in it; changes nothing. A refused file: exit 1."""
    from prioritizer.run.checking import check_study
    from prioritizer.run.steady import refuse_outside

    if not allow_outside:
        refuse_outside(study)
    found = check_study(study, encoding=encoding, progress=progress_on(quiet or as_json))
    if as_json:
        typer.echo(
            json.dumps({"files": [f.as_dict() for f in found]}, ensure_ascii=False, indent=2)
        )
    elif not quiet:
        for file in found:
            _show(file, cast("vocabulary.Language", chosen(lang)))
    if any(file.verdict == "refused" for file in found):
        raise typer.Exit(1)


def _show(file: FileCheck, lang: vocabulary.Language) -> None:
    """Print what was found in one file."""
    from prioritizer.commands.say import say

    typer.echo(f"\n{file.file}: {say(file.verdict, lang)}")
    if file.verdict != "refused":
        typer.echo(
            f"  {say('read', lang)} {file.rows_read:,} = {say('accepted', lang)} "
            f"{file.accepted:,} + {say('rejected', lang)} {file.rejected:,}"
        )
    place = 0 if lang == "th" else 1
    for key, labels in _LABELS.items():
        content = file.found.get(key)
        if content or content == 0:
            shown = _mapped(content) if key == "columns" else _plain(content, place)
            typer.echo(f"  {labels[place]}: {shown}")
    for campaign in file.found.get("largest_campaigns", ()):
        typer.echo(f"    {_CAMPAIGN[place].format(**campaign)}")
    for reason in file.say(lang):
        typer.echo(f"  · {reason}")
    for told in file.tell(lang):
        typer.echo(f"  - {told}")
    if file.mapping and file.found.get("guessed"):
        typer.echo(f"  {_MAPPING[place]}:\n    " + file.mapping.replace("\n", "\n    "))


def _mapped(columns: dict[str, str]) -> str:
    """Write which column of the file is which of ours."""
    return ", ".join(f"{ours} = “{theirs}”" for ours, theirs in columns.items())


def _plain(content: object, place: int) -> str:
    """Write a list, a table or a number on one line."""
    if isinstance(content, dict):
        return ", ".join(
            f"{_PARTS.get(key, (key, key))[place]} {_plain(value, place)}"
            for key, value in content.items()
        )
    if isinstance(content, list):
        return ", ".join(map(str, content))
    if isinstance(content, int):
        return f"{content:,}"
    return _PARTS.get(str(content), (str(content),) * 2)[place]
