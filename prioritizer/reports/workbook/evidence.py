"""Sheets of what citizens say: evidence, who is not heard, demand without an agenda."""

from __future__ import annotations

from typing import Any

import pandas as pd

from prioritizer.reports.workbook.book import Book, choices, lines_of
from prioritizer.reports.workbook.charts import bars, lines, place, stretch
from prioritizer.reports.workbook.figures import Figures, missing, number
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.words import Words

_BARS = 20
_THEMES = 6
_SURPRISE = 2.0


def write_evidence(book: Book, words: Words, figures: Figures) -> None:
    """Sheet หลักฐาน: redacted quotes by a stated rule, counter-examples too, to be judged."""
    columns = [
        Column("id", 12),
        Column("title", 24),
        Column("quote", 64),
        Column("signal_id", 15),
        Column("month", 9),
        Column("province", 13),
        Column("channel", 12),
        Column("strength", 10, num="0.00"),
        Column("kind", 11),
        Column("right", 10, "edit"),
    ]
    grid = Grid.open(book, words, "evidence", columns, tab="#D9A400", freeze="id")
    titles = dict(zip(figures.ids, (words.label(a, "title") for a in figures.agendas), strict=True))
    rows = figures.run.table("evidence").to_dict("records")
    for row, quote in enumerate(rows, start=FIRST):
        agenda, signal = str(quote["agenda_id"]), str(quote["signal_id"])
        for key, cell in (
            ("id", agenda),
            ("title", titles.get(agenda, "")),
            ("quote", _text(quote["text"])),
            ("signal_id", signal),
            ("month", _text(quote["month"])),
            ("province", _text(quote["province"])),
            ("channel", words.code(quote["channel"])),
            ("strength", number(quote["strength"])),
            ("kind", words.code(quote["kind"])),
        ):
            grid.put(row, key, cell)
        grid.edit(row, "right", None)
    _end(grid, words, len(rows), "no_evidence")
    grid.allow(FIRST, FIRST + len(rows) - 1, "right", choices([words("yes"), words("no")]))


def _text(cell: Any) -> str:
    return "" if missing(cell) else str(cell)


def _end(grid: Grid, words: Words, n: int, empty: str) -> None:
    """Close a table; one without rows says in one line why."""
    grid.close(FIRST + n - 1)
    if not n:
        grid.sheet.line(FIRST, words(empty), italic=True)


def write_unheard(book: Book, words: Words, figures: Figures) -> None:
    """Sheet เสียงที่ยังไม่ได้ยิน: voices of each area and channel beside the people who live there."""
    keys = {
        "area": (26, "General"),
        "n_voices": (13, "#,##0"),
        "per_100k": (16, "#,##0.0"),
        "population": (15, "#,##0"),
        "population_share": (16, "0.0%"),
        "voice_share": (15, "0.0%"),
        "ratio": (13, "0.00"),
    }
    columns = [Column(key, width, num=num) for key, (width, num) in keys.items()]
    grid = Grid.open(book, words, "unheard", columns, freeze="area")
    areas = figures.run.table("areas")
    rows = areas.reindex(columns=list(keys)).to_dict("records")
    for row, area in enumerate(rows, start=FIRST):
        grid.put(row, "area", _text(area["area"]))
        for key in list(keys)[1:]:
            grid.put(row, key, number(area[key]))
    _end(grid, words, len(rows), "no_areas")
    sheet, row = grid.sheet, FIRST + max(len(rows), 1) + 1
    row = _channels(grid, words, figures, row)
    row = _lifts(grid, words, figures, row + 1)
    known = [r for r in rows if number(r["ratio"]) is not None]
    if not known:
        sheet.line(row + 1, words("no_ratio"), italic=True)
        return
    last = FIRST + min(len(rows), _BARS) - 1
    ratios = stretch(sheet, grid.place_of["ratio"], FIRST, last)
    names = stretch(sheet, grid.place_of["area"], FIRST, last)
    title = words("chart_unheard", n=min(len(rows), _BARS))
    height = 150 + 23 * min(len(rows), _BARS)
    chart = bars(
        sheet,
        title,
        names,
        [(words("ratio"), ratios, "#4F8FB8")],
        axis=words("ratio"),
        height=height,
    )
    place(sheet, chart, row + 1)
    sheet.raw.set_h_pagebreaks([row + 1])


def _channels(grid: Grid, words: Words, figures: Figures, row: int) -> int:
    """Write voices by channel."""
    tallies = figures.run.columns("tallies", ["channel", "n_voices"])
    if tallies.empty:
        return row
    voices = tallies[tallies["channel"] != ""].groupby("channel")["n_voices"].sum()
    sheet, total = grid.sheet, float(voices.sum())
    for key in ("area", "n_voices", "per_100k"):
        head = {"area": "channel", "n_voices": "voices", "per_100k": "share"}[key]
        sheet.text(row, grid.place_of[key], words(head), sheet.book.kind("head"))
    for channel, n in voices.sort_values(ascending=False).items():
        row += 1
        grid.put(row, "area", words.code(channel))
        grid.put(row, "n_voices", float(n))
        share = sheet.book.kind("data", num_format="0.0%")
        grid.put(row, "per_100k", float(n) / total if total else None, share)
    return row + 1


def _lifts(grid: Grid, words: Words, figures: Figures, row: int) -> int:
    """List the agendas that the less heard ask for most: their lift."""
    side = figures.optional("side")
    if side.empty or "equity_lift" not in side:
        return row
    lifts = {str(r["agenda_id"]): number(r["equity_lift"]) for r in side.to_dict("records")}
    known = [(lifts[i], i) for i in figures.ids if lifts.get(i) is not None]
    known = sorted(known, key=lambda pair: (-(pair[0] or 0), pair[1]))[:10]
    if not known:
        return row
    sheet = grid.sheet
    sheet.line(row, words("lift_title"), bold=True)
    titles = dict(zip(figures.ids, (words.label(a, "title") for a in figures.agendas), strict=True))
    for lift, agenda in known:
        row += 1
        grid.put(row, "area", agenda)
        grid.put(row, "n_voices", lift, sheet.book.kind("data", num_format="0.00"))
        sheet.text(row, grid.place_of["per_100k"], titles[agenda])
    return row + 1


def write_unanswered(book: Book, words: Words, figures: Figures) -> None:
    """Sheet ประเด็นไม่มีวาระ: demand that no agenda answers; a title and a yes make it an agenda."""
    columns = [
        Column("id", 12),
        Column("words", 34),
        Column("n_voices", 10, num="#,##0"),
        Column("n_places", 9, num="0"),
        Column("trend", 10),
        Column("share_answered", 11, num="0%"),
        Column("title", 46, "edit"),
        Column("accept", 12, "edit"),
    ]
    grid = Grid.open(book, words, "unanswered", columns, tab="#D9A400", freeze="id")
    rows = figures.run.table("unanswered").to_dict("records")
    for row, theme in enumerate(rows, start=FIRST):
        name = str(theme["theme_id"])
        grid.put(row, "id", name)
        grid.put(row, "words", words.label(theme, "label") or _text(theme.get("keywords")))
        grid.put(row, "n_voices", number(theme["n_voices"]))
        grid.put(row, "n_places", number(theme["n_places"]))
        grid.put(row, "trend", words.code(theme.get("trend")))
        grid.put(row, "share_answered", number(theme["share_answered"]))
        grid.edit(row, "title", words.label(theme, "proposed_title"), name)
        grid.edit(row, "accept", None)
    _end(grid, words, len(rows), "all_answered")
    grid.allow(FIRST, FIRST + len(rows) - 1, "accept", choices([words("yes")]))
    _months(grid, words, figures, FIRST + max(len(rows), 1) + 2)


def _months(grid: Grid, words: Words, figures: Figures, row: int) -> None:
    """Draw shares by month; a month far above what its line did before carries a mark."""
    shares = _shares_by_month(words, figures)
    if shares.shape[0] < 3 or not shares.shape[1]:
        grid.sheet.line(row, words("no_months"), italic=True)
        return
    sheet, n = grid.sheet, len(shares)
    sheet.line(row, words("months_title"), bold=True)
    head = sheet.book.kind("head")
    sheet.text(row + 1, 1, words("month"), head)
    series, first, wanted = [], row + 2, 1
    alerts = shares.apply(surprising)
    for r, month in enumerate(shares.index):
        sheet.text(first + r, 1, month, sheet.book.kind("data"))
    form = sheet.book.kind("data", num_format="0.0%")
    beside = len(grid.columns) + 1
    for s, name in enumerate(shares.columns):
        sheet.text(row + 1, 2 + s, name, head)
        wanted = max(wanted, lines_of(str(name), _width(grid, 2 + s)))
        for r, share in enumerate(shares[name]):
            sheet.number(first + r, 2 + s, number(share), form)
            if alerts[name].iloc[r]:
                sheet.number(first + r, beside + s, number(share))
        names = stretch(sheet, 1, first, first + n - 1)
        marks = stretch(sheet, beside + s, first, first + n - 1) if alerts[name].any() else ""
        series.append((str(name), stretch(sheet, 2 + s, first, first + n - 1), marks))
    sheet.fit(row + 1, wanted + (wanted > 2))  # words break where they may, not where a line ends
    sheet.raw.set_column(beside, beside + len(series), None, None, {"hidden": 1})
    chart = lines(sheet, words("chart_months"), names, series, axis=words("share_of_month"))
    place(sheet, chart, first + n + 1)
    sheet.raw.set_h_pagebreaks([row, first + n + 1])


def _width(grid: Grid, col: int) -> float:
    """Width of a column, also of one beside the table."""
    return grid.columns[col].width if col < len(grid.columns) else 8.43


def _shares_by_month(words: Words, figures: Figures) -> pd.DataFrame:
    """Shares of the month's voices, months in rows: the largest themes, else what has no agenda."""
    said = figures.optional("theme_tallies")
    open_ones = [str(t) for t in figures.run.table("unanswered").get("theme_id", ())]
    if len(said) and open_ones:
        known = said.loc[[bool(_text(month)) for month in said["month"]]]
        wide = known.pivot_table(
            index="month", columns="theme_id", values="n_voices", aggfunc="sum", fill_value=0.0
        )
        shares = wide.div(wide.sum(axis=1), axis=0)
        largest = [t for t in open_ones if t in shares.columns][:_THEMES]
        labels = {
            str(t["theme_id"]): f"{t['theme_id']} {words.label(t, 'label')}"[:60]
            for t in figures.run.table("themes").to_dict("records")
        }
        return shares[largest].rename(columns=labels)
    months = figures.optional("months")
    if months.empty:
        return pd.DataFrame()
    nobody = months.loc[[not _text(agenda) for agenda in months["agenda_id"]]]
    by_month = nobody[["month", "share"]].set_index("month").sort_index()
    return by_month.rename(columns={"share": words("without_agenda")})


def surprising(shares: pd.Series) -> pd.Series:
    """Whether a month lies far above all months before it: two deviations, six months at least.

    >>> surprising(pd.Series([.1, .12, .1, .11, .1, .12, .11, .4])).tolist()[-2:]
    [False, True]
    """
    before = shares.shift().expanding(min_periods=6)
    return (shares > before.mean() + _SURPRISE * before.std()) & (shares > 1.2 * before.mean())
