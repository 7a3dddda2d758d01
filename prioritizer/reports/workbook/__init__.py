"""The workbook the study team lives in: eighteen sheets, live where it can be."""

from __future__ import annotations

from pathlib import Path

from prioritizer.bundle import Bundle
from prioritizer.reports.workbook.book import Book
from prioritizer.reports.workbook.figures import Figures
from prioritizer.reports.workbook.framing import write_checks, write_cover, write_dictionary
from prioritizer.reports.workbook.judged import write_gates, write_ranking, write_summary
from prioritizer.reports.workbook.live import (
    Addresses,
    write_anchors,
    write_raw,
    write_values,
    write_weights,
)
from prioritizer.reports.workbook.shown import (
    write_changes,
    write_committees,
    write_evidence,
    write_flagships,
    write_robustness,
    write_rulings,
    write_unanswered,
    write_unheard,
)
from prioritizer.reports.workbook.words import Words

__all__ = ["write_workbook"]

_ORDER = (
    "cover",
    "summary",
    "ranking",
    "weights",
    "anchors",
    "values",
    "raw",
    "gates",
    "evidence",
    "robustness",
    "unheard",
    "unanswered",
    "committees",
    "flagships",
    "changes",
    "rulings",
    "dictionary",
    "checks",
)


def write_workbook(run: Bundle, path: Path, *, lang: str = "th") -> Path:
    """Write the live workbook of a run.

    Scores, ranks, completeness, floors and the shortlist follow every edit of a yellow cell;
    what was simulated does not, and says so. The same run gives the same bytes.

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
    """
    words, figures, at = Words(lang), Figures.of(run), Addresses()
    with Book(path, lang, f"prioritizer {run.run_id}") as book:
        write_cover(book, words, figures)
        write_weights(book, words, figures, at)
        write_anchors(book, words, figures, at)
        write_raw(book, words, figures, at)
        write_values(book, words, figures, at)
        gates = write_gates(book, words, figures)
        ranking = write_ranking(book, words, figures, at, gates)
        write_summary(book, words, figures, ranking)
        write_evidence(book, words, figures)
        write_robustness(book, words, figures)
        write_unheard(book, words, figures)
        write_unanswered(book, words, figures)
        write_committees(book, words, figures)
        write_flagships(book, words, figures)
        write_changes(book, words)
        write_rulings(book, words, figures)
        write_dictionary(book, words, figures)
        write_checks(book, words, figures, at, ranking)
        place = {words.sheet(key): i for i, key in enumerate(_ORDER)}
        book.book.worksheets_objs.sort(key=lambda sheet: place[sheet.name])
        _renumber(book)
    return path


def _renumber(book: Book) -> None:
    """Tell the sheets their new places, and open the workbook on the cover."""
    for i, sheet in enumerate(book.book.worksheets_objs):
        sheet.index = i
    book.book.worksheets_objs[0].activate()
