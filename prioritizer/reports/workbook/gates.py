"""Sheet ผ่านเกณฑ์: a row for each agenda and gate; a signed override opens a gate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from prioritizer.reports.workbook.book import DATE, Book
from prioritizer.reports.workbook.figures import Figures, missing
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.live import Addresses
from prioritizer.reports.workbook.words import Words
from prioritizer.vocabulary import GATES

_COLUMNS = (
    Column("id", 9),
    Column("gate", 9),
    Column("name", 14),
    Column("title", 28),
    Column("status", 9),
    Column("now", 10, "formula"),
    Column("why", 38),
    Column("mend", 32),
    Column("standing", 14),
    Column("person", 14, "edit"),
    Column("reason", 18, "edit"),
    Column("date", 16, "edit", DATE),
)
VERDICTS = (("pass", "#1B6B3A"), ("fix", "#8A5A00"), ("fail", "#A02020"))


def write_gates(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Write verdicts with their reasons; person, reason and date together open a gate."""
    grid = Grid.open(book, words, "gates", _COLUMNS, tab="#B04A4A", freeze="gate")
    rows = {
        (str(g["agenda_id"]), str(g["gate"])): g
        for g in figures.run.table("gates").to_dict("records")
    }
    row = FIRST
    for agenda, found in zip(figures.ids, figures.agendas, strict=True):
        title = words.label(found, "title")
        for gate in GATES:
            verdict = rows.get((agenda, gate))
            if verdict is None:
                continue
            status = words.code(verdict["status"])
            for key, text in (
                ("id", agenda),
                ("gate", gate),
                ("name", words.code(gate)),
                ("title", title),
                ("status", status),
                ("why", words.label(verdict, "reason")),
                ("mend", words.label(verdict, "mend")),
            ):
                grid.put(row, key, text)
            if not missing(verdict["override"]):
                grid.put(row, "standing", str(verdict["override"]))
            person, reason, day = (grid.cell(row, k) for k in ("person", "reason", "date"))
            signed = f'AND({person}<>"",{reason}<>"",ISNUMBER({day}))'
            was = grid.cell(row, "status")
            now = f'=IF(AND({was}<>"{words("c_pass")}",{signed}),"{words("c_pass")}",{was})'
            grid.formula(row, "now", now, status)
            for key, said in figures.signature(agenda, "gate", gate).items():
                grid.edit(row, key, said, agenda, gate)
            row += 1
    last = row - 1
    colour_verdicts(grid, words, last, ("status", "now"))
    grid.close(last)
    grid.allow(
        FIRST, last, "date", {"validate": "date", "criteria": ">=", "value": date(1957, 1, 1)}
    )
    at.gates = {key: grid.column(key, last) for key in ("id", "now")}
    status, now = grid.column("status", last), grid.column("now", last)
    col = grid.place_of["why"]
    form = book.format(italic=True, align="right")
    grid.sheet.text(0, col, words("overridden_cells"), form)
    formula = f"=SUMPRODUCT(({status}<>{now})*1)"
    grid.sheet.formula(0, col + 1, formula, book.format(bold=True, align="left"), 0)
    at.changed.append(grid.sheet.reference(0, col + 1))


def colour_verdicts(grid: Grid, words: Words, last: int, keys: Sequence[str]) -> None:
    """Colour verdicts, beside their words."""
    for verdict, colour in VERDICTS:
        form = grid.sheet.book.mark(font_color=colour, bold=verdict == "fail")
        value = f'"{words(f"c_{verdict}")}"'
        rule = {"type": "cell", "criteria": "==", "value": value, "format": form}
        grid.colour(FIRST, last, keys, rule)
