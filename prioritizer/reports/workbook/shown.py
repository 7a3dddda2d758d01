"""The sheets that show tables of the run: evidence, robustness, unheard, unanswered, and more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from prioritizer.reports.workbook.book import DATE, Book, Sheet
from prioritizer.reports.workbook.figures import Figures
from prioritizer.reports.workbook.live import FIRST
from prioritizer.reports.workbook.words import Words

_BARS = 30
_RULING_ROWS = 20


def _table(
    book: Book,
    words: Words,
    key: str,
    title: str,
    heads: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[Any]],
    *,
    formats: Sequence[str] = (),
    edits: Sequence[int] = (),
) -> Sheet:
    """Write a plain table under a title; an empty one says in one line why."""
    sheet = book.sheet(words.sheet(key))
    sheet.line(0, words(title), bold=True)
    sheet.heads(FIRST - 1, list(heads), list(widths))
    if not rows:
        sheet.line(FIRST, words("empty"), italic=True)
        return sheet
    forms = [
        book.kind(
            "edit" if col in edits else "data",
            text_wrap=True,
            num_format=formats[col] if col < len(formats) and formats[col] else "General",
        )
        for col in range(len(heads))
    ]
    for r, row in enumerate(rows, start=FIRST):
        for col, cell in enumerate(row):
            missing = cell is None or (not isinstance(cell, str) and pd.isna(cell))
            sheet.cell(r, col, "" if missing else cell, forms[col])
    sheet.filter(FIRST - 1, FIRST + len(rows) - 1, len(heads) - 1)
    return sheet


def write_evidence(book: Book, words: Words, figures: Figures) -> None:
    """Sheet หลักฐาน: redacted quotes by a stated rule, to be judged right or wrong."""
    evidence = figures.run.table("evidence")
    titles = dict(zip(figures.ids, words.titles(figures.agendas), strict=True))
    keys = ["h_id", "h_agenda", "h_quote", "h_signal", "h_month", "h_province", "h_channel"]
    keys += ["h_confidence", "h_kind", "h_right"]
    rows = [
        [
            e["agenda_id"],
            titles.get(e["agenda_id"], ""),
            e["text"],
            e["signal_id"],
            e["month"],
            e["province"],
            e["channel"],
            float(e["strength"]),
            e["kind"],
            "",
        ]
        for e in evidence.to_dict("records")
    ]
    widths = [10, 34, 90, 18, 12, 18, 14, 12, 12, 14]
    heads = [words(k) for k in keys]
    formats = ["", "", "", "", "", "", "", "0.00"]
    sheet = _table(
        book, words, "evidence", "evidence_title", heads, widths, rows, formats=formats, edits=(9,)
    )
    if rows:
        choices = [words("yes"), words("no")]
        sheet.raw.data_validation(
            FIRST, 9, FIRST + len(rows) - 1, 9, {"validate": "list", "source": choices}
        )


def write_robustness(book: Book, words: Words, figures: Figures) -> None:
    """Sheet ความทนทาน: how far each rank may move, and by what other rule it would stand."""
    ranked = figures.agendas[figures.agendas["rank"].notna()]
    keys = ["h_id", "h_agenda", "h_rank_now", "h_rank_low", "h_rank_high", "h_p_top", "h_score_low"]
    keys += ["h_score_high", "h_rank_geo", "h_rank_raw"]
    rows = [
        [
            r["agenda_id"],
            words.label(r, "title"),
            r["rank"],
            r["rank_low"],
            r["rank_high"],
            r["p_top"],
            100 * r["score_low"],
            100 * r["score_high"],
            r["rank_geometric"],
            r["rank_raw"],
        ]
        for r in ranked.to_dict("records")
    ]
    formats = ["", "", "0", "0", "0", "0%", "0", "0", "0", "0"]
    heads = [words(k) for k in keys]
    widths = [10, 46, 9, 12, 12, 12, 10, 10, 12, 12]
    sheet = _table(book, words, "robustness", "robust_title", heads, widths, rows, formats=formats)
    if rows:
        last = FIRST + min(len(rows), _BARS) - 1
        chart = book.book.add_chart({"type": "bar", "subtype": "stacked"})
        for r, row in enumerate(rows, start=FIRST):
            sheet.number(r, 11, float(row[4]) - float(row[3]) + 0.5)
        chart.add_series(
            {
                "categories": [sheet.name, FIRST, 0, last, 0],
                "values": [sheet.name, FIRST, 3, last, 3],
                "fill": {"none": True},
                "border": {"none": True},
            }
        )
        chart.add_series(
            {
                "categories": [sheet.name, FIRST, 0, last, 0],
                "values": [sheet.name, FIRST, 11, last, 11],
                "fill": {"color": "#5B9BC0"},
                "gap": 40,
            }
        )
        sheet.raw.set_column(11, 11, None, None, {"hidden": 1})
        _finish(chart, words("chart_range"), reverse=True)
        chart.show_hidden_data()
        sheet.raw.insert_chart(FIRST - 1, 12, chart)


def _finish(
    chart: Any, title: str, *, reverse: bool = False, size: tuple[int, int] = (680, 640)
) -> None:
    """Give a chart its title and its size."""
    chart.set_title({"name": title, "name_font": {"size": 14}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": reverse, "num_font": {"size": 10}})
    chart.set_size({"width": size[0], "height": size[1]})


def write_unheard(book: Book, words: Words, figures: Figures) -> None:
    """Sheet เสียงที่ยังไม่ได้ยิน: voices of each area beside its people."""
    areas = figures.run.table("areas")
    keys = ["h_area", "h_voices", "h_per", "h_pop", "h_pop_share", "h_voice_share", "h_ratio"]
    columns = [
        "area",
        "n_voices",
        "per_100k",
        "population",
        "population_share",
        "voice_share",
        "ratio",
    ]
    rows = areas.reindex(columns=columns).to_numpy(dtype=object).tolist() if len(areas) else []
    formats = ["", "#,##0", "#,##0.0", "#,##0", "0.0%", "0.0%", "0.00"]
    heads = [words(k) for k in keys]
    sheet = _table(
        book,
        words,
        "unheard",
        "unheard_title",
        heads,
        [24, 12, 14, 14, 14, 14, 12],
        rows,
        formats=formats,
    )
    known = [r for r in rows if r[6] is not None and r[6] == r[6]]
    if known:
        last = FIRST + min(len(rows), _BARS) - 1
        chart = book.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": [sheet.name, FIRST, 0, last, 0],
                "values": [sheet.name, FIRST, 6, last, 6],
                "fill": {"color": "#5B9BC0"},
                "gap": 40,
            }
        )
        _finish(chart, words("chart_unheard"), reverse=True)
        sheet.raw.insert_chart(FIRST - 1, 8, chart)


def write_unanswered(book: Book, words: Words, figures: Figures) -> None:
    """Sheet ประเด็นไม่มีวาระ: demand that no agenda answers; a title and a yes make it an agenda."""
    found = figures.run.table("unanswered")
    keys = ["h_theme", "h_words", "h_voices", "h_areas", "h_trend", "h_answered", "h_proposed"]
    rows = [
        [
            r["theme_id"],
            words.label(r, "label"),
            r["n_voices"],
            r["n_places"],
            r.get("trend", ""),
            r["share_answered"],
            r.get("proposed_title_th") or r.get("proposed_title_en") or "",
            "",
        ]
        for r in found.to_dict("records")
    ]
    heads = [words(k) for k in [*keys, "h_accept"]]
    formats = ["", "", "#,##0", "0", "", "0%"]
    sheet = _table(
        book,
        words,
        "unanswered",
        "unanswered_title",
        heads,
        [12, 44, 12, 10, 14, 14, 60, 16],
        rows,
        formats=formats,
        edits=(6, 7),
    )
    if rows:
        rule = {"validate": "list", "source": [words("yes")]}
        sheet.raw.data_validation(FIRST, 7, FIRST + len(rows) - 1, 7, rule)


def write_committees(book: Book, words: Words, figures: Figures) -> None:
    """Sheet คณะกรรมการ: which bodies touch which agenda, who may lead, where nobody is."""
    table = figures.run.table("committees")
    heads = [str(column) for column in table.columns] or [words("h_id")]
    rows = table.to_numpy(dtype=object).tolist() if len(table) else []
    _table(
        book, words, "committees", "committees_title", heads, [14] + [26] * (len(heads) - 1), rows
    )


def write_flagships(book: Book, words: Words, figures: Figures) -> None:
    """Sheet Flagship: the plan by fiscal quarter, with costs and their running sum."""
    table = figures.run.table("flagships")
    titles = dict(zip(figures.ids, words.titles(figures.agendas), strict=True))
    keys = ["h_quarter", "h_id", "h_agenda", "h_first", "h_cost_low", "h_cost_mid", "h_cost_high"]
    keys += ["h_cumulative", "h_kpi", "h_unit", "h_kpi_base", "h_kpi_target"]
    rows = [
        [
            f["quarter"],
            f["agenda_id"],
            titles.get(f["agenda_id"], ""),
            pd.Timestamp(f["first_result_on"]).date() if f["first_result_on"] else "",
            f["cost_low_mthb"],
            f["cost_likely_mthb"],
            f["cost_high_mthb"],
            None,
            f["kpi_th"],
            f["kpi_unit"],
            f["kpi_baseline"],
            f["kpi_target"],
        ]
        for f in table.to_dict("records")
    ]
    formats = ["", "", "", DATE, "#,##0", "#,##0", "#,##0", "#,##0", "", "", "General", "General"]
    heads = [words(k) for k in keys]
    widths = [12, 10, 46, 22, 10, 10, 10, 12, 40, 12, 10, 10]
    sheet = _table(
        book, words, "flagships", "flagships_title", heads, widths, rows, formats=formats
    )
    total = 0.0
    for r, row in enumerate(rows, start=FIRST):
        cost = row[5]
        total += 0.0 if cost is None or pd.isna(cost) else float(cost)
        formula = f"=SUM($F${FIRST + 1}:$F{r + 1})"
        sheet.formula(r, 7, formula, book.kind("formula", num_format="#,##0"), total)
    if rows:
        chart = book.book.add_chart({"type": "column", "subtype": "stacked"})
        chart.add_series(
            {
                "categories": [sheet.name, FIRST, 0, FIRST + len(rows) - 1, 1],
                "values": [sheet.name, FIRST, 5, FIRST + len(rows) - 1, 5],
                "fill": {"color": "#5B9BC0"},
            }
        )
        _finish(chart, words("chart_budget"), size=(760, 360))
        sheet.raw.insert_chart(FIRST + len(rows) + 2, 0, chart)


def write_changes(book: Book, words: Words) -> None:
    """Sheet เปลี่ยนแปลง: what moved since the run before; this run stands alone."""
    sheet = book.sheet(words.sheet("changes"))
    sheet.line(0, words("changes_title"), bold=True)
    sheet.line(FIRST, words("changes_none"), italic=True)


def write_rulings(book: Book, words: Words, figures: Figures) -> None:
    """Sheet มติและลงนาม: remarks and rulings of the meeting, and who signs."""
    sheet = book.sheet(words.sheet("rulings"), tab="#D9A400")
    sheet.line(0, words("rulings_title"), bold=True)
    keys = ["h_id", "h_remark", "h_by", "h_ruling", "h_reason"]
    sheet.heads(FIRST - 1, [words(k) for k in keys], [16, 60, 24, 40, 50])
    edit = book.kind("edit", text_wrap=True)
    last = FIRST + _RULING_ROWS - 1
    for row in range(FIRST, last + 1):
        for col in range(len(keys)):
            sheet.text(row, col, "", edit)
    ids = figures.ids
    if sum(len(i) + 1 for i in ids) < 250:
        sheet.raw.data_validation(FIRST, 0, last, 0, {"validate": "list", "source": ids})
    for place, key in enumerate(("h_prepared", "h_checked", "h_approved")):
        row = last + 2 + 2 * place
        sheet.text(row, 0, words(key), book.format(bold=True))
        sheet.text(row, 1, "", edit)
        sheet.text(row, 2, words("h_date"), book.format(bold=True))
        sheet.day(row, 3, None, book.kind("edit", num_format=DATE))
        sheet.text(row, 4, f"{words('h_sign')} ______________________")
