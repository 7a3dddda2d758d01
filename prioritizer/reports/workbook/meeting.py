"""Sheets of the meeting: committees, flagships by quarter, what moved, rulings and signatures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from prioritizer.reports.workbook.book import DATE, Book
from prioritizer.reports.workbook.charts import columns as column_chart
from prioritizer.reports.workbook.charts import place, stretch
from prioritizer.reports.workbook.figures import Figures, missing, number, truly
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.live import Addresses, fade, say_stale
from prioritizer.reports.workbook.ranking import likely_cost
from prioritizer.reports.workbook.words import Words

_RULINGS = 24
_SERIES = 12
_PARTS = ("signals", "agendas", "weights", "method")


def write_committees(book: Book, words: Words, figures: Figures) -> None:
    """Sheet คณะกรรมการ: which committee touches which agenda, who may lead, where nobody is."""
    table = figures.run.table("committees")
    named = table[table["committee_id"].astype("str") != ""] if len(table) else table
    names = {str(r["committee_id"]): words.label(r, "name") for r in named.to_dict("records")}
    found = {(str(r["agenda_id"]), str(r["committee_id"])): r for r in named.to_dict("records")}
    keys = sorted(names)
    columns = [
        Column("id", 10),
        Column("title", 36),
        Column("n_committees", 9, num="0", align="center"),
        Column("proposed_lead", 11),
        Column("gap", 18),
        *(Column(f"k{k}", 6, head=key) for k, key in enumerate(keys)),
    ]
    grid = Grid.open(book, words, "committees", columns, freeze="title")
    if not found:
        grid.sheet.line(FIRST, words("no_committees"), italic=True)
        return
    centred = book.kind("data", align="center")
    for a, agenda in enumerate(figures.ids):
        row, own = FIRST + a, [k for k in keys if (agenda, k) in found]
        lead = [k for k in own if truly(found[agenda, k]["lead"])]
        grid.put(row, "id", agenda)
        grid.put(row, "title", words.label(figures.agendas[a], "title"))
        grid.put(row, "n_committees", len(own))
        grid.put(row, "proposed_lead", ", ".join(lead))
        grid.put(row, "gap", "" if own else words("no_committee"))
        for k, key in enumerate(keys):
            mark = "" if key not in own else ("◉" if key in lead else "●")
            grid.put(row, f"k{k}", mark, centred)
    last = FIRST + len(figures.ids) - 1
    grid.close(last)
    grid.sheet.line(last + 2, words("committee_names"), bold=True)
    for k, key in enumerate(keys):
        grid.sheet.text(last + 3 + k, 0, key)
        grid.sheet.text(last + 3 + k, 1, names[key])


def write_flagships(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Sheet Flagship: the plan by fiscal quarter; costs follow the raw figures."""
    table = figures.run.table("flagships")
    rows = table.to_dict("records")
    columns = [
        Column("quarter", 10),
        Column("id", 10),
        Column("title", 36),
        Column("first_result", 18, num=DATE),
        *(Column(f"cost_{end}", 9, "formula", "#,##0.0") for end in ("low", "mid", "high")),
        Column("cumulative", 9, "formula", "#,##0.0"),
        Column("kpi", 30),
        Column("kpi_unit", 11),
        Column("kpi_base", 9),
        Column("kpi_target", 10),
        Column("core", 10, num="0%"),
        *(Column(f"f{f}", 9, "formula", hidden=True) for f in range(min(len(rows), _SERIES))),
        Column("f_other", 9, "formula", hidden=True),
    ]
    grid = Grid.open(book, words, "flagships", columns, tab="#2E7D4F", helped=False)
    line = say_stale(book, words, grid.sheet, at)
    if not rows:
        grid.sheet.line(FIRST, words("no_flagships"), italic=True)
        return
    for i, flagship in enumerate(rows):
        _flagship(grid, words, figures, at, i, flagship)
    last = FIRST + len(rows) - 1
    likely = [figures.cost(str(f["agenda_id"]))[1] or 0.0 for f in rows]
    for i in range(len(rows)):
        mid = grid.letter(grid.place_of["cost_mid"])
        total = f"=SUMPRODUCT({mid}${FIRST + 1}:{mid}{FIRST + i + 1})"
        grid.formula(FIRST + i, "cumulative", total, sum(likely[: i + 1]))
    fade(grid, words, line, FIRST, last, ["quarter", "first_result", "core"])
    _quarters(grid, words, figures, rows, likely, last)


def _flagship(
    grid: Grid, words: Words, figures: Figures, at: Addresses, i: int, flagship: dict[Any, Any]
) -> None:
    """Write one flagship; its costs are the raw figures' where they are an indicator."""
    row, agenda = FIRST + i, str(flagship["agenda_id"])
    place_of = {a: k for k, a in enumerate(figures.ids)}
    grid.put(row, "quarter", _text(flagship["quarter"]))
    grid.put(row, "id", agenda)
    grid.put(row, "title", words.label(figures.agendas[place_of[agenda]], "title"))
    day = flagship["first_result_on"]
    grid.put(row, "first_result", pd.Timestamp(day).date() if _text(day) else "")
    low, mid, high = figures.cost(agenda)
    if figures.cost_indicator:
        key = f'MATCH({grid.cell(row, "id")}&"|{figures.cost_indicator}",{at.raw["key"]},0)'
        for end, value in (("low", low), ("high", high)):
            cell = f"INDEX({at.raw[end]},{key})"
            grid.formula(row, f"cost_{end}", f'=IF(ISNUMBER({cell}),{cell},"")', value)
        grid.formula(row, "cost_mid", likely_cost(at, key), mid)
    else:
        for end, value in (("low", low), ("mid", mid), ("high", high)):
            grid.put(row, f"cost_{end}", value, grid.form(f"cost_{end}", "data"))
    kpi = words.label(flagship, "kpi") or words.label(figures.known.get(agenda, {}), "kpi")
    grid.put(row, "kpi", kpi)
    grid.put(row, "kpi_unit", _text(flagship["kpi_unit"]))
    grid.put(row, "kpi_base", _plain(flagship["kpi_baseline"]))
    grid.put(row, "kpi_target", _plain(flagship["kpi_target"]))
    grid.put(row, "core", number(flagship.get("core_index", flagship.get("p_top"))))


def _text(cell: Any) -> str:
    return "" if missing(cell) else str(cell)


def _plain(cell: Any) -> Any:
    return None if missing(cell) else cell


def _later(quarter: str) -> tuple[int, int]:
    """Sort fiscal quarters (2/2564) by time; what is no quarter comes last."""
    part, _, year = quarter.partition("/")
    return (int(year), int(part)) if part.isdigit() and year.isdigit() else (9999, 9)


def _quarters(
    grid: Grid,
    words: Words,
    figures: Figures,
    rows: list[dict[Any, Any]],
    likely: list[float],
    last: int,
) -> None:
    """Sum the flagships by quarter, live, beside the ceiling; draw them stacked."""
    sheet, book = grid.sheet, grid.sheet.book
    planned = figures.optional("quarters")
    ceilings = {str(q["quarter"]): number(q["ceiling_mthb"]) for q in planned.to_dict("records")}
    names = sorted({_text(f["quarter"]) for f in rows} | set(ceilings), key=_later)
    top = last + 2
    sheet.line(top, words("by_quarter"), bold=True)
    heads = {"quarter": "quarter", "cost_mid": "cost_mid", "cumulative": "cumulative"}
    for key, head in {**heads, "kpi": "ceiling"}.items():
        sheet.text(top + 1, grid.place_of[key], words(head), book.kind("head"))
    first = top + 2
    quarters, costs = (grid.column(k, last) for k in ("quarter", "cost_mid"))
    shown = min(len(rows), _SERIES)
    running = 0.0
    for q, name in enumerate(names):
        row = first + q
        own = [i for i, f in enumerate(rows) if _text(f["quarter"]) == name]
        grid.put(row, "quarter", name or words("no_quarter"))
        key = grid.cell(row, "quarter") if name else '""'
        total = sum(likely[i] for i in own)
        running += total
        grid.formula(row, "cost_mid", f"=SUMPRODUCT(({quarters}={key})*1,{costs})", total)
        mid = grid.letter(grid.place_of["cost_mid"])
        grid.formula(row, "cumulative", f"=SUMPRODUCT({mid}${first + 1}:{mid}{row + 1})", running)
        money = book.kind("data", num_format="#,##0.0")
        grid.put(row, "kpi", ceilings.get(name), money)
        for f in (f for f in own if f < shown):
            here = grid.cell(FIRST + f, "cost_mid")
            grid.formula(row, f"f{f}", f"=IF(ISNUMBER({here}),{here},0)", likely[f])
        ends = [grid.cell(row, f"f{f}") for f in (0, shown - 1)]
        rest = f"={grid.cell(row, 'cost_mid')}-SUMPRODUCT({ends[0]}:{ends[1]})"
        grid.formula(row, "f_other", rest, total - sum(likely[f] for f in range(shown) if f in own))
    end = first + len(names) - 1
    if not sum(likely):
        sheet.line(end + 2, words("no_costs"), italic=True)
        return
    series = [
        (str(rows[f]["agenda_id"]), stretch(sheet, grid.place_of[f"f{f}"], first, end))
        for f in range(shown)
    ]
    if len(rows) > shown:
        series.append((words("others"), stretch(sheet, grid.place_of["f_other"], first, end)))
    labels = stretch(sheet, grid.place_of["quarter"], first, end)
    chart = column_chart(sheet, words("chart_budget"), labels, series, axis=words("mthb"))
    place(sheet, chart, end + 2)
    sheet.raw.set_h_pagebreaks([end + 2])


def write_changes(book: Book, words: Words, figures: Figures) -> None:
    """Sheet เปลี่ยนแปลง: ranks before and after and why, where the run was set against another."""
    table = figures.optional("changes")
    columns = [
        Column("id", 10),
        Column("title", 36),
        Column("rank_before", 10, num="0", align="center"),
        Column("rank_after", 10, num="0", align="center"),
        Column("moved", 9, num="+0;-0;0", align="center"),
        *(Column(f"move_{part}", 12, num="+0.0;-0.0;0.0", align="center") for part in _PARTS),
        Column("status", 18),
        Column("cause", 44),
    ]
    grid = Grid.open(book, words, "changes", columns, freeze="title")
    if table.empty:
        grid.sheet.line(FIRST, words("changes_none"), italic=True)
        return
    for row, change in enumerate(table.to_dict("records"), start=FIRST):
        grid.put(row, "id", str(change["agenda_id"]))
        grid.put(row, "title", words.label(change, "title"))
        for key in ("rank_before", "rank_after"):
            grid.put(row, key, number(change.get(key)))
        grid.put(row, "moved", number(change.get("move")))
        for part in _PARTS:
            grid.put(row, f"move_{part}", number(change.get(f"move_{part}")))
        grid.put(row, "status", words.code(change.get("status")))
        grid.put(row, "cause", words.label(change, "cause"))
    grid.close(FIRST + len(table) - 1)
    row = FIRST + len(table)
    themes = figures.optional("theme_changes")
    for status in ("new", "gone", "split", "joined"):
        named = [
            words.label(theme, "label")
            for theme in themes.to_dict("records")
            if theme["status"] == status
        ]
        if named:
            row += 1
            grid.sheet.line(row, f"{words(f'themes_{status}')}: {' · '.join(named)}")


def write_rulings(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Sheet มติและลงนาม: remarks and rulings of the meeting, and who signs."""
    columns = [
        Column("id", 10),
        Column("agenda", 13, "edit"),
        Column("remark", 40, "edit"),
        Column("by", 20, "edit"),
        Column("ruling", 30, "edit"),
        Column("reason", 30, "edit"),
        Column("date", 17, "edit", DATE),
    ]
    grid = Grid.open(book, words, "rulings", columns, tab="#D9A400", freeze="id")
    for i in range(_RULINGS):
        row = FIRST + i
        name = f"R{i + 1:02}"
        grid.put(row, "id", name)
        said = figures.rulings.get(name, {})
        for column in columns[1:]:
            grid.edit(row, column.key, said.get(column.key), name)
        grid.sheet.raw.set_row(row, 34)
    last = FIRST + _RULINGS - 1
    rule = {"validate": "list", "source": f"={at.ranking['id']}", "ignore_blank": True}
    grid.allow(FIRST, last, "agenda", rule)
    row = last + 2
    grid.sheet.line(row, words("signatures"), bold=True)
    for key in ("prepared", "checked", "approved"):
        row += 1
        grid.put(row, "id", key)
        grid.put(row, "agenda", words(key), book.kind("data", bold=True))
        grid.put(row, "remark", f"{words('sign')} ..............................................",
                 book.kind("data"))  # fmt: skip
        for own in ("by", "ruling", "reason", "date"):
            grid.edit(row, own, figures.rulings.get(key, {}).get(own), key)
        grid.sheet.raw.set_row(row, 48)
    day = {"validate": "date", "criteria": ">=", "value": date(1957, 1, 1)}
    grid.allow(FIRST, row, "date", day)
