"""The shortlist alone, on one sheet that fits a page and a mail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from prioritizer.bundle import Bundle
from prioritizer.reports.workbook.book import Book
from prioritizer.reports.workbook.figures import missing, number
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.words import Words

_COSTS = ("low", "likely", "high")


def write_mailing(run: Bundle, path: Path, *, lang: str = "th") -> Path:
    """Write the shortlist as a workbook of one sheet, without formulas or edits.

    Parameters
    ----------
    run : Bundle
        A finished run.
    path : Path
        File to write.
    lang : {"th", "en"}
        Language of headings and words.

    Returns
    -------
    Path
        The file written; the same run gives the same bytes.
    """
    words = Words(lang)
    criteria = run.table("criteria").drop_duplicates("criterion").to_dict("records")
    leads = {str(a["agenda_id"]): a for a in run.table("agendas").to_dict("records")}
    banner = words("illustrative") if run.config["study"]["illustrative"] else ""
    columns = [
        Column("rank", 8, num="0"),
        Column("id", 10),
        Column("title", 40),
        Column("lead", 26),
        Column("score", 9, num="0"),
        *(
            Column(f"c{i}", 10, num="0", head=words.label(c, "criterion_label") or c["criterion"])
            for i, c in enumerate(criteria)
        ),
        Column("gate", 10),
        Column("core", 10, num="0%"),
        Column("standing", 12),
        *(Column(f"cost_{end}", 10, num="#,##0.0") for end in _COSTS),
        Column("start", 10),
    ]
    footer = f"prioritizer {run.run_id} · {run.digest}"
    with Book(path, footer, words("pages"), banner) as book:
        grid = Grid.open(book, words, "mailing", columns, freeze="title", helped=False)
        about = f"{run.title(lang)} · {words('as_of')} {_day(run.config['study']['as_of'], lang)}"
        grid.sheet.line(1, " · ".join(part for part in (about, banner) if part), italic=True)
        rows = run.table("shortlist").to_dict("records")
        for row, agenda in enumerate(rows, start=FIRST):
            _row(grid, words, row, agenda, leads.get(str(agenda["agenda_id"]), {}), criteria)
        if not rows:
            grid.sheet.line(FIRST, words("none"), italic=True)
        grid.close(FIRST + len(rows) - 1)
        grid.finish()
    return path


def _row(
    grid: Grid,
    words: Words,
    row: int,
    agenda: dict[Any, Any],
    known: dict[Any, Any],
    criteria: list[dict[Any, Any]],
) -> None:
    grid.put(row, "rank", number(agenda["rank"]))
    grid.put(row, "id", str(agenda["agenda_id"]))
    grid.put(row, "title", words.label(agenda, "title"))
    grid.put(row, "lead", words.label(known, "lead_agency"))
    grid.put(row, "score", _points(agenda["score"]))
    for i, criterion in enumerate(criteria):
        grid.put(row, f"c{i}", _points(agenda.get(criterion["criterion"])))
    grid.put(row, "gate", words.code(agenda["gate"]))
    grid.put(row, "core", number(agenda.get("core_index")))
    grid.put(row, "standing", words.code(agenda.get("standing")))
    for end in _COSTS:
        cost = number(agenda.get(f"cost_{end}_mthb"))
        grid.put(row, f"cost_{end}", words("not_stated") if cost is None else cost)
    start = agenda.get("start_quarter")
    grid.put(row, "start", "" if missing(start) else str(start))


def _points(score: Any) -> float | None:
    """Give a score from 0 to 1 as points of 100."""
    found = number(score)
    return None if found is None else 100 * found


def _day(iso: str, lang: str) -> str:
    year, month, day = str(iso).split("-")
    return f"{int(day)}/{int(month)}/{int(year) + 543}" if lang == "th" else str(iso)
