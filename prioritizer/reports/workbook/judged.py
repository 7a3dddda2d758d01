"""The sheets that show the judgement: gates with overrides, the ranking, the summary."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from prioritizer.reports.workbook.book import DATE, Book, Sheet
from prioritizer.reports.workbook.figures import Figures
from prioritizer.reports.workbook.live import FIRST, Addresses
from prioritizer.reports.workbook.words import Words
from prioritizer.vocabulary import GATES

_BUBBLES = 30
_UNANSWERED = 5


def write_gates(book: Book, words: Words, figures: Figures) -> dict[str, str]:
    """Sheet ผ่านเกณฑ์: a row for each agenda and gate; a signed override opens a gate.

    Returns
    -------
    dict
        Columns that the ranking counts fails in: ``ids`` and ``now``.
    """
    sheet = book.sheet(words.sheet("gates"), tab="#B04A4A")
    sheet.line(0, words("gates_title"), bold=True)
    heads = ["h_id", "h_agenda", "h_gate", "h_status", "h_now", "h_reason", "h_mend"]
    heads += ["h_over_person", "h_over_reason", "h_over_date"]
    widths = [10, 40, 14, 12, 14, 50, 50, 20, 30, 22]
    sheet.heads(FIRST - 1, [words(h) for h in heads], widths)
    gates = figures.run.table("gates").set_index(["agenda_id", "gate"])
    titles = dict(zip(figures.ids, words.titles(figures.agendas), strict=True))
    data = book.kind("data", text_wrap=True)
    failed = words("fail")
    row = FIRST
    for agenda in figures.ids:
        for gate in GATES:
            if (agenda, gate) not in gates.index:
                continue
            found = gates.loc[[(agenda, gate)]].iloc[0]
            reason = words.label(found, "reason")
            for col, text in enumerate((agenda, titles[agenda], gate, words(str(found["status"])))):
                sheet.text(row, col, text, data)
            r = row + 1
            signed = f"AND(LEN(TRIM($H{r}))>0,LEN(TRIM($I{r}))>0,ISNUMBER($J{r}))"
            now = f'=IF(AND($D{r}="{failed}",{signed}),"{words("pass")}",$D{r})'
            sheet.formula(row, 4, now, book.kind("formula"), words(str(found["status"])))
            sheet.text(row, 5, reason, data)
            sheet.text(row, 6, words.label(found, "mend"), data)
            sheet.text(row, 7, "", book.kind("edit"))
            sheet.text(row, 8, "", book.kind("edit"))
            sheet.day(row, 9, None, book.kind("edit", num_format=DATE))
            row += 1
    last = max(row - 1, FIRST)
    _colour_verdicts(book, sheet, words, FIRST, last, (3, 4))
    sheet.filter(FIRST - 1, last, 9)
    return {
        "ids": sheet.column(0, FIRST, last),
        "now": sheet.column(4, FIRST, last),
        "people": sheet.column(7, FIRST, last),
    }


def _colour_verdicts(
    book: Book, sheet: Sheet, words: Words, first: int, last: int, columns: tuple[int, ...]
) -> None:
    """Colour verdicts, beside their words."""
    for verdict, colour in (("pass", "#1B6B3A"), ("fix", "#8A5A00"), ("fail", "#A02020")):
        form = book.book.add_format({"font_color": colour, "bold": verdict == "fail"})
        for col in columns:
            rule = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{words(verdict)}"',
                "format": form,
            }
            sheet.raw.conditional_format(first, col, last, col, rule)


def write_ranking(
    book: Book, words: Words, figures: Figures, at: Addresses, gates: dict[str, str]
) -> dict[str, str]:
    """Sheet จัดลำดับ: live score and rank in the order of the export; what was simulated beside."""
    sheet = book.sheet(words.sheet("ranking"), tab="#2E7D4F")
    sheet.line(0, words("ranking_title"), bold=True)
    criteria = figures.criteria.to_dict("records")
    heads = ["h_rank", "h_tier", "h_id", "h_agenda", "h_lead", "h_total_points"]
    after = ["h_range", "h_p_top", "h_gate", "h_grade", "h_strength", "h_weakness", "h_comment"]
    after += ["h_floor", "h_short", "h_completeness", "h_order"]
    names = [words(h) for h in heads] + [words.label(c, "criterion_label") for c in criteria]
    names += [words(h) for h in after]
    sheet.heads(FIRST - 1, names, [9, 8, 10, 48, 30, 11])
    n, k = len(figures.ids), 6 + len(criteria)
    last = FIRST + n - 1
    edited = [*at.changed, f"COUNTA({gates['people']})>0"]
    changed = f"OR({','.join(edited)})"
    stale = words("at_start_stale")
    sheet.formula(
        1,
        0,
        f'=IF({changed},"{stale}","{words("at_start")}")',
        book.format(italic=True),
        words("at_start"),
    )
    faded = book.book.add_format({"font_color": "#A9B4BD", "italic": True})
    leads = _leads(figures, words)
    config = figures.run.config
    least = config["measurement"]["min_completeness"]
    size = config["shortlist"]["size"]
    helper = xl_col_to_name(k + 11)
    for a, agenda in enumerate(figures.ids):
        row, found = FIRST + a, figures.agendas.iloc[a]
        r = row + 1
        where = f"MATCH($C{r},{at.value_id},0)"
        total, complete = f"INDEX({at.total},{where})", f"INDEX({at.completeness},{where})"
        fails = f'SUMPRODUCT(({gates["ids"]}=$C{r})*({gates["now"]}="{words("fail")}"))'
        ranked = not pd.isna(found["rank"])
        score = float(figures.scores.score[a])
        grey, data = book.kind("formula"), book.kind("data", text_wrap=True)
        pool = f"${helper}${FIRST + 1}:${helper}${last + 1}"
        own = f"${helper}{r}"
        sheet.formula(
            row,
            k + 11,
            f'=IF(AND({fails}=0,{complete}>={least}),{total},"")',
            grey,
            score if ranked else "",
        )
        rank = int(found["rank"]) if ranked else ""
        sheet.formula(row, 0, f'=IF(ISNUMBER({own}),RANK({own},{pool},0),"")', grey, rank)
        sheet.cell(row, 1, None if pd.isna(found["tier"]) else int(found["tier"]), data)
        sheet.text(row, 2, agenda, data)
        sheet.text(row, 3, words.label(found, "title"), data)
        sheet.text(row, 4, leads.get(agenda, ""), data)
        sheet.formula(row, 5, f"=100*{total}", book.kind("formula", num_format="0"), 100 * score)
        for c, criterion in enumerate(criteria):
            formula = f"=100*INDEX({at.criterion[criterion['criterion']]},{where})"
            value = 100 * round(float(figures.scores.criterion_scores[a, c]), 9)
            sheet.formula(row, 6 + c, formula, book.kind("formula", num_format="0"), value)
        low, high = found["rank_low"], found["rank_high"]
        sheet.text(row, k, "" if pd.isna(low) else f"{int(low)}-{int(high)}", data)
        p_top = None if pd.isna(found["p_top"]) else float(found["p_top"])
        sheet.number(row, k + 1, p_top, book.kind("data", num_format="0%"))
        gate = f'=IF({fails}>0,"{words("fail")}","{words(str(found["gate"]))}")'
        if found["gate"] == "fail":
            gate = f'=IF({fails}>0,"{words("fail")}","{words("pass")}")'
        sheet.formula(row, k + 2, gate, grey, words(str(found["gate"])))
        sheet.text(row, k + 3, found["evidence_grade"], data)
        strong, weak = _ends(figures, words, agenda)
        sheet.text(row, k + 4, strong, data)
        sheet.text(row, k + 5, weak, data)
        sheet.text(row, k + 6, "", book.kind("edit", text_wrap=True))
        below = "&".join(
            f'IF({xl_col_to_name(6 + c)}{r}<{100 * c_["floor"]:g},"{c_["criterion"]};","")'
            for c, c_ in enumerate(criteria)
        )
        floors = "".join(f"{name};" for name in str(found["floor"]).split(";") if name)
        sheet.formula(row, k + 7, f"={below}", grey, floors)
        floor_cell, rank_cell = f"{xl_col_to_name(k + 7)}{r}", f"$A{r}"
        may = f"AND(ISNUMBER({rank_cell}),LEN({floor_cell})=0)"
        on = f'=IF({may},IF({rank_cell}<={size},"{words("yes")}",""),"")'
        shown = words("yes") if ranked and rank <= size and not floors else ""
        sheet.formula(row, k + 8, on, grey, shown)
        sheet.formula(
            row,
            k + 9,
            f"={complete}",
            book.kind("formula", num_format="0%"),
            round(float(figures.scores.completeness[a]), 9),
        )
        sheet.number(row, k + 10, a + 1, data)
        orders = f"${xl_col_to_name(k + 10)}${FIRST + 1}:${xl_col_to_name(k + 10)}${last + 1}"
        before = f"({orders}<${xl_col_to_name(k + 10)}{r})"
        unique = f'=IF(ISNUMBER({own}),$A{r}+SUMPRODUCT(({pool}={own})*{before}),"")'
        sheet.formula(row, k + 12, unique, grey, a + 1 if ranked else "")
    for col in (1, k, k + 1):
        rule = {"type": "formula", "criteria": f'=$A$2="{stale}"', "format": faded}
        sheet.raw.conditional_format(FIRST, col, last, col, rule)
    sheet.raw.conditional_format(
        FIRST, 5, last, 5, {"type": "data_bar", "bar_color": "#8FBF9F", "bar_solid": True}
    )
    _colour_verdicts(book, sheet, words, FIRST, last, (k + 2,))
    sheet.raw.set_column(6, k - 1, 13)
    sheet.raw.set_column(k, k + 3, 13)
    sheet.raw.set_column(k + 4, k + 6, 28)
    sheet.raw.set_column(k + 7, k + 9, 16)
    sheet.raw.set_column(k + 10, k + 12, None, None, {"hidden": 1})
    sheet.raw.freeze_panes(FIRST, 4)
    sheet.filter(FIRST - 1, last, k + 9)
    return {
        "id": sheet.column(2, FIRST, last),
        "title": sheet.column(3, FIRST, last),
        "score": sheet.column(5, FIRST, last),
        "rank": sheet.column(0, FIRST, last),
        "pool": sheet.column(k + 11, FIRST, last),
        "order": sheet.column(k + 10, FIRST, last),
        "row": sheet.column(k + 12, FIRST, last),
        "tier": sheet.column(1, FIRST, last),
        "weak": sheet.column(k + 5, FIRST, last),
        "strong": sheet.column(k + 4, FIRST, last),
        "stale": sheet.reference(1, 0),
        **{f"c{c}": sheet.column(6 + c, FIRST, last) for c in range(len(criteria))},
    }


def _leads(figures: Figures, words: Words) -> dict[str, str]:
    """Lead agency of each agenda, where the study names one."""
    agendas = figures.run.table("agendas")
    return {row["agenda_id"]: words.label(row, "lead_agency") for row in agendas.to_dict("records")}


def _ends(figures: Figures, words: Words, agenda: str) -> tuple[str, str]:
    """Name the indicators that add most to, and take most from, an agenda's score."""
    a = figures.ids.index(agenda)
    labels = [words.label(r, "label") for r in figures.indicators.to_dict("records")]
    weights, values = figures.scores.weights, figures.counted[a]
    gain = [w * v for w, v in zip(weights, values, strict=True)]
    loss = [w * (1 - v) for w, v in zip(weights, values, strict=True)]
    best, worst = gain.index(max(gain)), loss.index(max(loss))
    return (
        f"{labels[best]} ({100 * values[best]:.0f})",
        f"{labels[worst]} ({100 * values[worst]:.0f})",
    )


def write_summary(book: Book, words: Words, figures: Figures, ranking: dict[str, str]) -> None:
    """Sheet สรุปผู้บริหาร: the live order, formulas only; chart; unanswered demand; warnings."""
    sheet = book.sheet(words.sheet("summary"), tab="#2E7D4F")
    sheet.line(0, figures.run.title(words.lang), bold=True)
    sheet.formula(1, 0, f"={ranking['stale']}", book.format(italic=True), words("at_start"))
    criteria = figures.criteria.to_dict("records")
    heads = [words(h) for h in ("h_rank", "h_id", "h_agenda", "h_total_points")]
    heads += [words.label(c, "criterion_label") for c in criteria]
    heads += [words("h_tier"), words("h_strength"), words("h_weakness")]
    sheet.heads(FIRST - 1, heads, [9, 10, 52, 11, *([13] * len(criteria)), 8, 28, 28])
    shown = figures.agendas[figures.agendas["rank"].notna()].head(_BUBBLES)
    grey, whole = book.kind("formula", text_wrap=True), book.kind("formula", num_format="0")
    for i in range(len(shown)):
        row, found = FIRST + i, shown.iloc[i]
        a = figures.ids.index(found["agenda_id"])
        # The (i+1)-th of the live order: the agenda that i others beat, ties in the export's order.
        nth = f"MATCH({i + 1},{ranking['row']},0)"
        cells = [
            ("rank", int(found["rank"]), grey),
            ("id", found["agenda_id"], grey),
            ("title", words.label(found, "title"), grey),
            ("score", 100 * float(figures.scores.score[a]), whole),
        ]
        cells += [
            (f"c{c}", 100 * round(float(figures.scores.criterion_scores[a, c]), 9), whole)
            for c in range(len(criteria))
        ]
        strong, weak = _ends(figures, words, found["agenda_id"])
        cells += [
            ("tier", int(found["tier"]), grey),
            ("strong", strong, grey),
            ("weak", weak, grey),
        ]
        for col, (key, value, form) in enumerate(cells):
            sheet.formula(row, col, f'=IFERROR(INDEX({ranking[key]},{nth}),"")', form, value)
    last = FIRST + max(len(shown), 1) - 1
    if len(criteria) >= 2 and len(shown):
        _bubble_chart(
            book, sheet, words, [words.label(c, "criterion_label") for c in criteria], last
        )
    row = last + 3
    unanswered = figures.run.table("unanswered").head(_UNANSWERED)
    sheet.line(row, words("top_unanswered"), bold=True)
    for theme in unanswered.to_dict("records"):
        row += 1
        sheet.text(row, 1, theme["theme_id"])
        sheet.text(row, 2, words.label(theme, "label"))
        sheet.number(row, 3, float(theme["n_voices"]), book.format(num_format="#,##0"))
    row += 2
    overrides = figures.run.table("gates")
    overrides = overrides[overrides["override"].astype("str") != ""]
    for title, lines in (
        (
            "overrides",
            [
                f"{o['agenda_id']} {o['gate']}: {o['override']}"
                for o in overrides.to_dict("records")
            ],
        ),
        ("warnings", list(figures.run.manifest["warnings"])),
    ):
        if lines:
            sheet.line(row, words(title), bold=True)
            for line in lines:
                row += 1
                sheet.line(row, f"· {line}")
            row += 2


def _bubble_chart(book: Book, sheet: Sheet, words: Words, axes: list[str], last: int) -> None:
    """Draw citizens × speed, each point named by its agenda."""
    chart = book.book.add_chart({"type": "scatter"})
    chart.add_series(
        {
            "categories": [sheet.name, FIRST, 4, last, 4],
            "values": [sheet.name, FIRST, 5, last, 5],
            "marker": {"type": "circle", "size": 9, "fill": {"color": "#5B9BC0"}},
            "data_labels": {
                "custom": [
                    {"value": f"='{sheet.name}'!$B${row + 1}"} for row in range(FIRST, last + 1)
                ],
                "value": True,
                "position": "above",
                "font": {"size": 10},
            },
        }
    )
    chart.set_title({"name": words("chart_bubble"), "name_font": {"size": 14}})
    chart.set_x_axis({"min": 0, "max": 100, "name": axes[0]})
    chart.set_y_axis({"min": 0, "max": 100, "name": axes[1]})
    chart.set_legend({"none": True})
    chart.set_size({"width": 760, "height": 480})
    sheet.raw.insert_chart(FIRST - 1, 8 + len(axes), chart)
