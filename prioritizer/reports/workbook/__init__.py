"""The workbook the study team lives in: eighteen sheets, live where it can be."""

from __future__ import annotations

from pathlib import Path

from prioritizer.bundle import Bundle
from prioritizer.reports.workbook.anchors import write_anchors
from prioritizer.reports.workbook.book import Book
from prioritizer.reports.workbook.contract import SHEETS
from prioritizer.reports.workbook.evidence import write_evidence, write_unanswered, write_unheard
from prioritizer.reports.workbook.figures import Figures
from prioritizer.reports.workbook.framing import write_checks, write_cover, write_dictionary
from prioritizer.reports.workbook.gates import write_gates
from prioritizer.reports.workbook.live import Addresses
from prioritizer.reports.workbook.meeting import (
    write_changes,
    write_committees,
    write_flagships,
    write_rulings,
)
from prioritizer.reports.workbook.ranking import write_ranking
from prioritizer.reports.workbook.raw import write_raw
from prioritizer.reports.workbook.robustness import write_robustness
from prioritizer.reports.workbook.summary import open_summary, write_summary
from prioritizer.reports.workbook.values import write_values
from prioritizer.reports.workbook.weights import write_weights
from prioritizer.reports.workbook.words import Words

__all__ = ["write_workbook"]


def write_workbook(run: Bundle, path: Path, *, lang: str = "th") -> Path:
    """Write the live workbook of a run.

    Scores, ranks, completeness, floors, the best n and sums of budget follow every edit of a
    yellow cell; what was simulated or optimised does not, and says so. The same run gives the same
    bytes. What other programs may rely on stands in `contract`.

    Parameters
    ----------
    run : Bundle
        A finished run.
    path : Path
        File to write.
    lang : {"th", "en"}
        Language of sheets, headings and words.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    RunError
        If a cell cannot be written: a study beyond what a spreadsheet holds.
    """
    words, figures, at = Words(lang), Figures.of(run), Addresses()
    banner = words("illustrative") if run.config["study"]["illustrative"] else ""
    footer = f"prioritizer {run.run_id} · {run.digest}"
    with Book(path, footer, words("pages"), banner, lang) as book:
        write_cover(book, words, figures)
        write_weights(book, words, figures, at)
        write_anchors(book, words, figures, at)
        write_raw(book, words, figures, at)
        write_values(book, words, figures, at)
        write_gates(book, words, figures, at)
        summary = open_summary(book, words, figures, at)
        write_ranking(book, words, figures, at)
        write_summary(summary, words, figures, at)
        write_evidence(book, words, figures)
        write_robustness(book, words, figures, at)
        write_unheard(book, words, figures)
        write_unanswered(book, words, figures)
        write_committees(book, words, figures)
        write_flagships(book, words, figures, at)
        write_changes(book, words, figures)
        write_rulings(book, words, figures, at)
        write_dictionary(book, words, figures)
        write_checks(book, words, figures, at)
        for grid in book.grids:
            grid.finish()
        _in_order(book, words)
    return path


def _in_order(book: Book, words: Words) -> None:
    """Put the sheets in their order, and open the workbook on the cover."""
    place = {words.sheet(key): i for i, key in enumerate(SHEETS)}
    sheets = book.book.worksheets_objs
    sheets.sort(key=lambda sheet: place[sheet.name])
    for i, sheet in enumerate(sheets):
        sheet.index = i
    sheets[0].activate()
