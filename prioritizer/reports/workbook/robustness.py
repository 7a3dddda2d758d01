"""Sheet ความทนทาน: how far each rank may move, what decides it, and by which other rule."""

from __future__ import annotations

from typing import Any

from prioritizer.reports.workbook.book import Book, lines_of
from prioritizer.reports.workbook.channels import WithoutChannels
from prioritizer.reports.workbook.charts import bars, place, stretch
from prioritizer.reports.workbook.figures import Figures, number
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.live import Addresses, fade, say_stale
from prioritizer.reports.workbook.words import Words

_BARS = 40
_SHARES = ("share", "share_low", "share_high", "corrected")


def write_robustness(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Write what was simulated and solved at the starting weights; it greys out after an edit."""
    criteria = [
        (c, str(x["criterion"]), words.label(x, "criterion_label") or str(x["criterion"]))
        for c, x in enumerate(figures.criteria)
        if figures.scores.criterion_weights[c] > 0
    ]
    without = WithoutChannels.of(figures)
    demand = _demand(figures)
    shares = _SHARES if any("corrected" in found for found in demand.values()) else _SHARES[:3]
    columns = [
        Column("id", 9),
        Column("title", 30),
        Column("rank_now", 9, num="0"),
        Column("rank_low", 9, num="0"),
        Column("rank_high", 10, num="0"),
        Column("p_top", 10, num="0%"),
        Column("score_low", 9, num="0"),
        Column("score_high", 9, num="0"),
        Column("rank_geometric", 10, num="0"),
        Column("rank_raw", 10, num="0"),
        *(Column(key, 9, num="0.0%") for key in shares),
        Column("beats_next", 10, num="0%"),
        Column("decides", 14, align="center"),
        *(Column(f"keep{c}", 15, head=words("keep", name=label)) for c, _, label in criteria),
        *without.columns(words),
        Column("spread", 9, num="0", hidden=True),
    ]
    grid = Grid.open(book, words, "robustness", columns, freeze="title", helped=False)
    line = say_stale(book, words, grid.sheet, at)
    rows = [figures.agendas[a] for a in figures.ranked]
    intervals = _intervals(figures)
    decides = _deciding(figures)
    beats = {
        (str(p["agenda_id"]), str(p["versus_id"])): number(p["p_joint"])
        for p in figures.run.table("pairwise_winning").to_dict("records")
    }
    ids = [str(r["agenda_id"]) for r in rows]
    for i, found in enumerate(rows):
        row = FIRST + i
        grid.put(row, "id", ids[i])
        grid.put(row, "title", words.label(found, "title"))
        for key, column in (("rank_now", "rank"), ("rank_low", "rank_low"), ("rank_high",) * 2):
            grid.put(row, key, number(found[column]))
        for key in ("p_top", "rank_geometric", "rank_raw"):
            grid.put(row, key, number(found[key]))
        for key in ("score_low", "score_high"):
            score = number(found[key])
            grid.put(row, key, None if score is None else 100 * score)
        for key, share in demand.get(ids[i], {}).items():
            grid.put(row, key, share)
        following = ids[i + 1] if i + 1 < len(ids) else ""
        grid.put(row, "beats_next", beats.get((ids[i], following)))
        grid.put(row, "decides", words.code(decides.get(ids[i], "")))
        for c, name, _ in criteria:
            grid.put(row, f"keep{c}", intervals.get((ids[i], name), ""))
        without.put(grid, row, ids[i])
        low, high = number(found["rank_low"]), number(found["rank_high"])
        grid.put(row, "spread", None if low is None or high is None else high - low + 0.4)
    last = FIRST + len(rows) - 1
    grid.close(last)
    seen = [c.key for c in columns if c.key not in ("id", "title", "spread")]
    fade(grid, words, line, FIRST, last, seen)
    without.mark(grid, FIRST, last)
    if not rows:
        grid.sheet.line(FIRST, words("nobody_ranked"), italic=True)
        return
    row = _cross_checks(grid, words, figures, last + 2)
    row = without.summary(grid, words, figures, row)
    shown = min(len(rows), _BARS)
    end = FIRST + shown - 1
    names = stretch(grid.sheet, grid.place_of["id"], FIRST, end)
    start = stretch(grid.sheet, grid.place_of["rank_low"], FIRST, end)
    span = stretch(grid.sheet, grid.place_of["spread"], FIRST, end)
    chart = bars(
        grid.sheet,
        words("chart_range", n=shown),
        names,
        [(words("rank_low"), start, ""), (words("chart_range_name"), span, "#4F8FB8")],
        stacked=True,
        axis=words("rank"),
        height=150 + 24 * shown,
    )
    place(grid.sheet, chart, row)
    grid.sheet.raw.set_h_pagebreaks([row])


def _demand(figures: Figures) -> dict[str, dict[str, float]]:
    """Take each agenda's share of demand, its interval, and what judged links make of it."""
    found = {}
    for row in figures.optional("demand_shares").to_dict("records"):
        shares = {key: number(row[key]) for key in _SHARES}
        found[str(row["agenda_id"])] = {k: x for k, x in shares.items() if x is not None}
    return found


def _intervals(figures: Figures) -> dict[tuple[str, str], str]:
    """Say within which share of a criterion's weight an agenda keeps its rank."""
    table = figures.run.table("weight_intervals")
    found = {}
    for row in table.to_dict("records") if "rank_low" in table else ():
        low, high = number(row["rank_low"]), number(row["rank_high"])
        if low is not None and high is not None:
            pair = (str(row["agenda_id"]), str(row["criterion"]))
            found[pair] = f"{100 * low:.0f}–{100 * high:.0f}%"
    return found


def _deciding(figures: Figures) -> dict[str, str]:
    """Name the source of uncertainty that decides most of each agenda's rank."""
    best: dict[str, tuple[float, str]] = {}
    for row in figures.run.table("sources_of_uncertainty").to_dict("records"):
        share, agenda = number(row["share"]) or 0.0, str(row["agenda_id"])
        if share > best.get(agenda, (0.0, ""))[0]:
            best[agenda] = (share, str(row["source"]))
    return {agenda: name for agenda, (_, name) in best.items()}


def _cross_checks(grid: Grid, words: Words, figures: Figures, row: int) -> int:
    """Write how far other rules agree."""
    sheet = grid.sheet
    sheet.line(row, words("cross_title"), bold=True)
    row += 1
    heads = (("method", 1), ("tau", 2), ("overlap", 3))
    for key, col in heads:
        sheet.text(row, col, words(key), sheet.book.kind("head"))
    sheet.fit(row, max(lines_of(words(key), grid.columns[col].width) for key, col in heads))
    table = figures.run.table("cross_checks")
    forms: dict[str, Any] = {
        "kendall_tau": sheet.book.kind("data", num_format="0.00"),
        "overlap_top_k": sheet.book.kind("data", num_format="0%"),
    }
    for check in table.to_dict("records") if "kendall_tau" in table else ():
        row += 1
        sheet.text(row, 1, words.code(check["method"]), sheet.book.kind("data"))
        sheet.number(row, 2, number(check["kendall_tau"]), forms["kendall_tau"])
        sheet.number(row, 3, number(check["overlap_top_k"]), forms["overlap_top_k"])
    return row + 2
