"""The sheet on which a person says what signals speak for: written, and read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from prioritizer.errors import InputError, RunError
from prioritizer.resources import read_toml
from prioritizer.tables.reader import Reader
from prioritizer.vocabulary import NO_AGENDA, Matrix

SHEET, LIST = "label", "agendas"
N_ANSWERS = 3
COLUMNS = (
    *("signal_id", "text", "candidate_1", "candidate_2", "candidate_3"),
    *("agenda_1", "agenda_2", "agenda_3", "none_fits", "weight"),
)

_NOT_READ = ("text", "candidate")  # columns that only help whoever judges
_SEPARATOR = " · "
_CREATED = datetime(2000, 1, 1)
_MARK = "x"
_MARKS = frozenset([_MARK, "×", "✓", "✔", "✗", "✘", "/", "1", "1.0"])  # as people tick a cell
_NO_MARKS = frozenset(["-", "–", "—", "0", "0.0"])
_WIDTHS = (14, 70, 30, 30, 30, 30, 30, 30, 11, 10)
_LETTERS = 0.95  # of Thai in a column, for each unit of its width
_LINE, _TALLEST = 24.0, 400.0  # points
_GUIDE = (
    (
        "อ่านข้อความ แล้วเลือกวาระที่ข้อความนี้พูดถึงในช่องสีเหลือง agenda_1 ถึง agenda_3",
        "Read the text, then choose the agendas it speaks for in the yellow cells.",
    ),
    (
        "ถ้าไม่ตรงกับวาระใดเลย ให้ใส่ x ในช่อง none_fits",
        "If no agenda fits, put an x into none_fits.",
    ),
    (
        "ช่อง candidate คือวาระที่ระบบเห็นว่าใกล้เคียง อาจไม่ถูกต้อง เลือกวาระอื่นได้",
        "The candidates are the engine's guess and may be wrong; any agenda may be chosen.",
    ),
    (
        "แถวที่เว้นว่างถือว่ายังไม่ได้ตัดสิน",
        "Rows left empty count as not judged.",
    ),
    (
        "บันทึกไฟล์ไว้ที่เดิม แล้วสั่ง prioritizer label STUDY เพื่ออ่านคำตอบกลับ",
        "Save the file where it is, then run `prioritizer label STUDY` to read the answers back.",
    ),
)


def write_label_sheet(
    path: Path,
    signals: pd.DataFrame,
    candidates: Sequence[Sequence[int]],
    agendas: pd.DataFrame,
    weight: Matrix | None = None,
) -> None:
    """Write signals to judge, each with its candidates and cells to choose agendas in.

    Parameters
    ----------
    path : Path
        Workbook to write; the same rows give the same bytes.
    signals : DataFrame
        ``signal_id, text``, redacted.
    candidates : sequence of sequence of int
        Rows of ``agendas`` that each signal may speak for.
    agendas : DataFrame
        ``agenda_id, title_th, title_en``.
    weight : ndarray of float, optional
        How many signals each stands for, in an audit.
    """
    names = agenda_names(agendas)
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"title": "labels", "created": _CREATED})
        base = {"font_name": "TH Sarabun New", "font_size": 16, "valign": "top"}
        head = workbook.add_format({**base, "bold": True, "bg_color": "#D9E2EC", "border": 1})
        cell = workbook.add_format({**base, "text_wrap": True, "border": 1})
        fill = workbook.add_format({**base, "bg_color": "#FFFBE6", "border": 1, "text_wrap": True})
        sheet = workbook.add_worksheet(SHEET)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3: ten columns on A4 cannot be read
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for place, name in enumerate(COLUMNS):
            _checked(sheet.write_string(0, place, name, head))
            sheet.set_column(
                place, place, _WIDTHS[place], None, {"hidden": name == "weight" and weight is None}
            )
        for row, (signal, text) in enumerate(
            zip(signals["signal_id"], signals["text"], strict=True), start=1
        ):
            _checked(sheet.write_string(row, 0, str(signal), cell))
            _checked(sheet.write_string(row, 1, str(text)[:32_000], cell))
            offered = [names[a] for a in candidates[row - 1]]
            sheet.set_row(row, _height(str(text), offered))
            for place in range(2, 5):
                word = offered[place - 2] if place - 2 < len(offered) else ""
                _checked(sheet.write_string(row, place, word, cell) if word else 0)
            for place in range(5, 9):
                sheet.write_blank(row, place, None, fill)
            if weight is not None:
                _checked(sheet.write_number(row, 9, float(weight[row - 1]), cell))
        last = max(len(signals), 1)
        listed = {"validate": "list", "source": f"={LIST}!$A$2:$A${len(names) + 1}"}
        sheet.data_validation(1, 5, last, 7, {**listed, "error_title": "agenda"})
        sheet.data_validation(1, 8, last, 8, {"validate": "list", "source": [_MARK]})
        known = workbook.add_worksheet(LIST)
        known.set_column(0, 0, 110)
        for row, name in enumerate(["agenda", *names]):
            _checked(known.write_string(row, 0, name, head if row == 0 else cell))
        guide = workbook.add_worksheet("วิธีกรอก how to fill")
        guide.set_column(0, 1, 90)
        for row, words in enumerate(_GUIDE):
            for place, word in enumerate(words):
                _checked(guide.write_string(row, place, word, cell))


def _height(text: str, offered: Sequence[str]) -> float:
    """Give a row the height in which its text and its candidates can be read whole."""

    def lines(words: str, width: float) -> int:
        return sum(1 + int(len(part) / (width * _LETTERS)) for part in words.split("\n"))

    most = max([lines(text, _WIDTHS[1]), *(lines(name, _WIDTHS[2]) for name in offered)])
    return min(most * _LINE, _TALLEST)


def agenda_names(agendas: pd.DataFrame) -> list[str]:
    """Write each agenda as ``id · title``, as the sheet's lists show it."""
    titles = agendas.get("title_th", pd.Series("", index=agendas.index)).fillna("").astype(str)
    english = agendas.get("title_en", pd.Series("", index=agendas.index)).fillna("").astype(str)
    return [
        (f"{agenda}{_SEPARATOR}{th or en}")[:250]
        for agenda, th, en in zip(agendas["agenda_id"], titles, english, strict=True)
    ]


def read_label_sheet(path: Path, agenda_ids: Sequence[str]) -> pd.DataFrame:
    """Read the answers of a filled sheet; rows left empty are left out.

    Returns
    -------
    DataFrame
        ``signal_id, agenda_id, weight``: several rows a signal, an empty ``agenda_id`` where none
        fits, ``weight`` an empty string where the sheet is no audit.

    Raises
    ------
    InputError
        If a column of answers is not there, a cell names an agenda that the study does not have,
        ``none_fits`` holds no yes or no, or a row says both an agenda and that none fits; all such
        cells are told at once.
    """
    reader = Reader(
        path,
        path.name,
        table="labels",
        columns={name: name for name in COLUMNS},
        required=("signal_id",),
        sheet=SHEET,
        header_row=1,
        keep_others=True,
    )
    parts = [chunk.table for chunk in reader.chunks()]
    if not parts:
        return pd.DataFrame({"signal_id": [], "agenda_id": [], "weight": []}, dtype="str")
    table = pd.concat(parts, ignore_index=True)
    if missing := [n for n in COLUMNS if n not in table and not n.startswith(_NOT_READ)]:
        raise InputError(
            f"{path.name}: the sheet '{SHEET}' lacks {', '.join(missing)}; nothing was read back.",
            "Give the columns the names they had, or write a new sheet with "
            "`prioritizer label STUDY --next 50`.",
        )
    known = {agenda.casefold(): agenda for agenda in reversed(agenda_ids)}  # as a person types them
    known |= {agenda: agenda for agenda in agenda_ids}
    found: list[dict[str, Any]] = []
    faults: list[str] = []
    for row in table.fillna("").astype(str).to_dict("records"):
        said = [row.get(f"agenda_{k}", "").strip() for k in range(1, N_ANSWERS + 1)]
        typed = [s.split(_SEPARATOR)[0].strip() for s in said if s]
        answers = list(dict.fromkeys(known.get(a, known.get(a.casefold(), a)) for a in typed))
        none = _ticked(row["none_fits"])
        if strangers := [a for a in answers if a not in known]:
            faults.append(f"row {row['row']}: no agenda '{strangers[0]}'")
        elif none is None:
            faults.append(f"row {row['row']}: none_fits says '{row['none_fits'].strip()[:40]}'")
        elif answers and none:
            faults.append(f"row {row['row']}: an agenda and none_fits")
        for answer in answers or ([NO_AGENDA] if none else []):
            found.append(
                {
                    "signal_id": row["signal_id"].strip(),
                    "agenda_id": answer,
                    "weight": row.get("weight", "").strip(),
                }
            )
    if faults:
        more = f" … and {len(faults) - 8} more" if len(faults) > 8 else ""
        raise InputError(
            f"{path.name}: {'; '.join(faults[:8])}{more}.",
            "Choose agendas from the list, or put x into none_fits; nothing was read back.",
        )
    return pd.DataFrame(found, columns=["signal_id", "agenda_id", "weight"], dtype="str")


def _ticked(cell: str) -> bool | None:
    """Read a cell that asks for a mark: yes, no (as is an empty one), or None where it is neither.

    >>> [_ticked(cell) for cell in ("X", " ใช่ ", "", "ไม่ใช่", "perhaps")]
    [True, True, False, False, None]
    """
    said, truth = cell.strip().lower(), read_toml("configs/words/blanks.toml")["truth"]
    if not said or said in _NO_MARKS or said in truth["no"]:
        return False
    return True if said in _MARKS or said in truth["yes"] else None


def _checked(code: int) -> None:
    """Refuse a cell that the writer would have dropped without a word."""
    if code != 0:
        raise RunError(f"A cell could not be written (code {code}).", "Shorten its text.")
