"""The sheets that calculate: weights, anchors, raw figures, values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from prioritizer.reports.workbook.book import Book, Sheet
from prioritizer.reports.workbook.figures import RANGES, Figures
from prioritizer.reports.workbook.words import Words

FIRST = 4
"""First row of agendas and indicators on a live sheet, counted from 0; titles stand above."""

_MOST_POINTS = 6


@dataclass
class Addresses:
    """Where the cells lie that formulas on other sheets refer to."""

    weight: dict[str, str] = field(default_factory=dict)  # yellow weight of a criterion, indicator
    share: dict[str, str] = field(default_factory=dict)  # its share among its siblings
    anchor: dict[tuple[str, str], str] = field(default_factory=dict)  # (indicator, worst …)
    raw_key: str = ""  # column of agenda|indicator
    raw: dict[str, str] = field(default_factory=dict)  # point, low, high columns
    value_id: str = ""
    total: str = ""
    completeness: str = ""
    criterion: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)  # conditions that are TRUE once edited


def write_weights(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Sheet น้ำหนัก: criteria and inner weights, their shares, presets, defaults beside."""
    sheet = book.sheet(words.sheet("weights"), tab="#D9A400")
    sheet.line(0, words("weights_title"), bold=True)
    sheet.line(1, words("weights_help"))
    members = figures.run.table("members") if figures.run.has("members") else None
    names = [] if members is None or members.empty else list(members["member_id"])
    heads = ["h_level", "h_code", "h_name", "h_weight", "h_share", "h_default", "h_equal", "h_roc"]
    sheet.heads(FIRST - 1, [words(h) for h in heads] + names, [12, 26, 34, 11, 11, 11, 11, 11])
    groups: list[tuple[str, list[dict[str, Any]]]] = [
        (
            words("criterion"),
            [
                {
                    "name": c["criterion"],
                    "label": words.label(c, "criterion_label"),
                    "weight": c["criterion_weight"],
                }
                for c in figures.criteria.to_dict("records")
            ],
        )
    ]
    for criterion, part in figures.indicators.groupby("criterion", sort=False):
        rows = part.to_dict("records")
        label = words.label(rows[0], "criterion_label")
        inner = [
            {"name": r["indicator"], "label": words.label(r, "label"), "weight": r["weight"]}
            for r in rows
        ]
        groups.append((label, inner))
        assert criterion
    row = FIRST
    for level, (label, items) in enumerate(groups):
        row = _write_group(
            book, sheet, words, at, row, label, items, members if level == 0 else None
        )
    sheet.raw.data_validation(
        FIRST,
        3,
        row,
        3,
        {"validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True},
    )


def _write_group(
    book: Book,
    sheet: Sheet,
    words: Words,
    at: Addresses,
    first: int,
    label: str,
    items: list[dict[str, Any]],
    members: Any,
) -> int:
    """Write siblings: yellow weights, and the share of each; all zero means all alike."""
    last = first + len(items) - 1
    column = f"$D${first + 1}:$D${last + 1}"
    total = sum(item["weight"] for item in items)
    centroid = [
        sum(1 / k for k in range(r, len(items) + 1)) / len(items) for r in range(1, len(items) + 1)
    ]
    order = sorted(range(len(items)), key=lambda i: -items[i]["weight"])
    for i, item in enumerate(items):
        row = first + i
        sheet.text(row, 0, label, book.kind("data"))
        sheet.text(row, 1, item["name"], book.kind("data"))
        sheet.text(row, 2, item["label"], book.kind("data", text_wrap=True))
        sheet.number(row, 3, item["weight"], book.kind("edit", num_format="0.00"))
        share = item["weight"] / total if total > 0 else 1 / len(items)
        formula = f"=IF(SUM({column})=0,1/{len(items)},$D${row + 1}/SUM({column}))"
        sheet.formula(row, 4, formula, book.kind("formula", num_format="0.0%"), share)
        sheet.number(row, 5, item["weight"], book.kind("data", num_format="0.00"))
        sheet.number(row, 6, 1 / len(items), book.kind("data", num_format="0.00"))
        sheet.number(row, 7, centroid[order.index(i)], book.kind("data", num_format="0.00"))
        if members is not None and not members.empty:
            for m, (_, member) in enumerate(members.iterrows()):
                sheet.number(
                    row, 8 + m, member.get(item["name"]), book.kind("data", num_format="0.##")
                )
        at.weight[item["name"]] = sheet.reference(row, 3)
        at.share[item["name"]] = sheet.reference(row, 4)
        book.name(f"w_{item['name']}", sheet.name, row, 3)
    changed = f"SUMPRODUCT(--({sheet.column(3, first, last)}<>{sheet.column(5, first, last)}))>0"
    at.changed.append(changed)
    row = last + 1
    sheet.text(row, 2, words("sum_check"), book.format(italic=True))
    sheet.formula(
        row, 4, f"=SUM($E${first + 1}:$E${last + 1})", book.kind("formula", num_format="0.0%"), 1.0
    )
    return row + 2


def write_anchors(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Sheet เกณฑ์วัด: shape and anchors of each indicator; below, the values of levels."""
    sheet = book.sheet(words.sheet("anchors"), tab="#D9A400")
    sheet.line(0, words("anchors_title"), bold=True)
    sheet.line(1, words("anchors_help"))
    heads = ["h_code", "h_name", "h_shape", "h_worst", "h_best", "h_offset", "h_unit", "h_source"]
    points = [f"{axis}{k}" for k in range(1, _MOST_POINTS + 1) for axis in "xy"]
    sheet.heads(FIRST - 1, [words(h) for h in heads] + points, [26, 34, 12, 12, 12, 10, 26, 16])
    edit = book.kind("edit", num_format="General")
    row = FIRST
    first = row
    for indicator in figures.indicators.to_dict("records"):
        name = indicator["indicator"]
        sheet.text(row, 0, name, book.kind("data"))
        sheet.text(row, 1, words.label(indicator, "label"), book.kind("data", text_wrap=True))
        sheet.text(row, 2, indicator["shape"], book.kind("data"))
        for col, key in ((3, "worst"), (4, "best"), (5, "offset")):
            plain = indicator["shape"] in ("linear", "log")
            form = edit if plain and key != "offset" else book.kind("data")
            sheet.number(row, col, indicator[key] if plain or key == "offset" else None, form)
            at.anchor[name, key] = sheet.reference(row, col)
        sheet.text(row, 6, indicator["unit"], book.kind("data"))
        sheet.text(row, 7, indicator["source"], book.kind("data"))
        for k, (x, y) in enumerate(indicator["points"] or ()):
            sheet.number(row, 8 + 2 * k, x, edit)
            sheet.number(row, 9 + 2 * k, y, edit)
            at.anchor[name, f"x{k}"] = sheet.reference(row, 8 + 2 * k)
            at.anchor[name, f"y{k}"] = sheet.reference(row, 9 + 2 * k)
        book.name(f"worst_{name}", sheet.name, row, 3)
        book.name(f"best_{name}", sheet.name, row, 4)
        row += 1
    at.changed.append(_differs(book, sheet, first, row - 1, (3, 4)))
    row += 1
    sheet.text(row, 0, words("levels_title"), book.format(bold=True))
    for indicator in figures.indicators.to_dict("records"):
        if not indicator["table"]:
            continue
        start = row + 1
        for level, value in indicator["table"].items():
            row += 1
            sheet.text(row, 0, indicator["indicator"], book.kind("data"))
            sheet.text(row, 1, level, book.kind("data"))
            sheet.number(row, 2, value, edit)
        at.anchor[indicator["indicator"], "levels"] = sheet.column(1, start, row)
        at.anchor[indicator["indicator"], "worths"] = sheet.column(2, start, row)
        at.changed.append(_differs(book, sheet, start, row, (2,)))
        row += 1


def _differs(book: Book, sheet: Sheet, first: int, last: int, columns: tuple[int, ...]) -> str:
    """Keep the exported figures of some columns hidden beside; say when the shown ones differ."""
    beside = 40
    parts = []
    for col in columns:
        for row in range(first, last + 1):
            written = sheet.raw.table.get(row, {}).get(col)
            number = getattr(written, "number", None)
            sheet.number(row, beside + col, number, book.format())
        shown, kept = (sheet.column(c, first, last) for c in (col, beside + col))
        parts.append(f"SUMPRODUCT(--({shown}<>{kept}))>0")
    sheet.raw.set_column(beside, beside + 10, None, None, {"hidden": 1})
    return parts[0] if len(parts) == 1 else f"OR({','.join(parts)})"


def write_raw(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Sheet ค่าดิบ: one row for each agenda and indicator; a point, or a range with its midpoint."""
    sheet = book.sheet(words.sheet("raw"), tab="#D9A400")
    sheet.line(0, words("raw_title"), bold=True)
    sheet.line(1, words("raw_help"))
    heads = ["h_id", "h_indicator", "h_agenda", "h_point", "h_low", "h_high", "h_unit", "h_source"]
    heads += ["h_imputed", "h_note", "h_key", "h_base", "h_base_low", "h_base_high"]
    sheet.heads(FIRST - 1, [words(h) for h in heads], [10, 26, 40, 14, 12, 12, 24, 14, 12, 30])
    edit, locked = book.kind("edit"), book.kind("data")
    row = FIRST
    titles = dict(zip(figures.ids, words.titles(figures.agendas), strict=True))
    for agenda in figures.ids:
        for name, shape in zip(
            figures.indicators["indicator"], figures.indicators["shape"], strict=True
        ):
            raw = figures.raw_of(agenda, name)
            missing = bool(raw["imputed"])
            sheet.text(row, 0, agenda, locked)
            sheet.text(row, 1, name, locked)
            sheet.text(row, 2, titles[agenda], locked)
            point, low, high = (None if missing else raw[k] for k in ("performance", "low", "high"))
            if name in RANGES:
                ends = f"$E${row + 1},$F${row + 1}"
                formula = f'=IF(COUNT({ends})=2,($E${row + 1}+$F${row + 1})/2,"")'
                both = low == low and high == high and low is not None and high is not None
                sheet.number(row, 4, low, edit)
                sheet.number(row, 5, high, edit)
                sheet.formula(row, 3, formula, book.kind("formula"), point if both else "")
            elif shape == "table":
                sheet.text(row, 3, "" if missing else raw.get("level") or "", edit)
            else:
                sheet.number(row, 3, point, edit)
                sheet.number(row, 4, low if low != point else None, locked)
                sheet.number(row, 5, high if high != point else None, locked)
            sheet.text(row, 6, raw["unit"], locked)
            sheet.text(row, 7, raw["source"], locked)
            sheet.text(row, 8, words("missing") if missing else "", locked)
            sheet.text(row, 9, raw.get("note") or "", locked)
            sheet.text(row, 10, f"{agenda}|{name}", locked)
            for col, source in ((11, 3), (12, 4), (13, 5)):
                written = sheet.raw.table[row].get(source)
                if shape == "table" and source == 3:
                    sheet.text(row, col, "" if missing else raw.get("level") or "", locked)
                else:
                    sheet.number(row, col, getattr(written, "number", None), locked)
            row += 1
    sheet.raw.set_column(10, 13, None, None, {"hidden": 1})
    sheet.filter(FIRST - 1, row - 1, 9)
    sheet.raw.freeze_panes(FIRST, 2)
    last = row - 1
    at.raw_key = sheet.column(10, FIRST, last)
    at.raw = {k: sheet.column(c, FIRST, last) for k, c in (("point", 3), ("low", 4), ("high", 5))}
    for now, base in ((3, 11), (4, 12), (5, 13)):
        shown, kept = (sheet.column(col, FIRST, last) for col in (now, base))
        at.changed.append(f'SUMPRODUCT(({kept}<>"")*({shown}<>{kept}))>0')
        at.changed.append(f"COUNT({shown})<>COUNT({kept})")


def write_values(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Sheet คะแนนตัวชี้วัด: values 0-1, criterion scores, completeness and total, as formulas."""
    sheet = book.sheet(words.sheet("values"), tab="#7A8B99")
    sheet.line(0, words("values_title"), bold=True)
    names = list(figures.indicators["indicator"])
    labels = [words.label(r, "label") for r in figures.indicators.to_dict("records")]
    criteria = list(figures.criteria["criterion"])
    heads = [words("h_id"), words("h_agenda"), *labels, words("h_completeness"), words("h_total")]
    heads += [words.label(c, "criterion_label") for c in figures.criteria.to_dict("records")]
    sheet.heads(FIRST - 1, heads, [10, 40])
    grey = book.kind("formula", num_format="0.00")
    share = book.kind("formula", num_format="0.0%", italic=True)
    sheet.text(1, 1, words("whole_share"), book.format(italic=True))
    sheet.text(2, 1, words("inner_share"), book.format(italic=True))
    for i, name in enumerate(names):
        criterion = figures.indicators["criterion"].iloc[i]
        whole = f"={at.share[criterion]}*{at.share[name]}"
        sheet.formula(1, 2 + i, whole, share, float(figures.scores.weights[i]))
        sheet.formula(2, 2 + i, f"={at.share[name]}", share, float(figures.scores.inner_weights[i]))
    end = 1 + len(names)
    weights = _row_range(1, 2, end)
    for a, agenda in enumerate(figures.ids):
        row = FIRST + a
        sheet.text(row, 0, agenda, book.kind("data"))
        sheet.text(row, 1, words.titles(figures.agendas)[a], book.kind("data"))
        for i, indicator in enumerate(figures.indicators.to_dict("records")):
            value = figures.values[a, i]
            sheet.formula(
                row, 2 + i, value_formula(indicator, row, at), grey, value if value == value else ""
            )
        values = _row_range(row, 2, end)
        own = f"{xl_col_to_name(end + 1, True)}{row + 1}"
        completeness = float(figures.scores.completeness[a])
        sheet.formula(
            row,
            end + 1,
            f'=ROUND(SUMIF({values},">=0",{weights}),9)',
            book.kind("formula", num_format="0%"),
            round(completeness, 9),
        )
        sheet.formula(
            row,
            end + 2,
            f"=ROUND(SUMPRODUCT({weights},{values})+.5*(1-{own}),9)",
            grey,
            float(figures.scores.score[a]),
        )
        for c, criterion in enumerate(criteria):
            place = [
                i for i in range(len(names)) if figures.indicators["criterion"].iloc[i] == criterion
            ]
            inner = _row_range(2, 2 + place[0], 2 + place[-1])
            part = _row_range(row, 2 + place[0], 2 + place[-1])
            formula = f'=ROUND(SUMPRODUCT({inner},{part})+.5*(1-SUMIF({part},">=0",{inner})),9)'
            score = float(figures.scores.criterion_scores[a, c])
            sheet.formula(row, end + 3 + c, formula, grey, round(score, 9))
    last = FIRST + len(figures.ids) - 1
    sheet.raw.freeze_panes(FIRST, 2)
    at.value_id = sheet.column(0, FIRST, last)
    at.completeness, at.total = (sheet.column(end + k, FIRST, last) for k in (1, 2))
    at.criterion = {c: sheet.column(end + 3 + k, FIRST, last) for k, c in enumerate(criteria)}


def _row_range(row: int, first: int, last: int) -> str:
    """Address of a stretch of a row on the same sheet."""
    return f"${xl_col_to_name(first)}${row + 1}:${xl_col_to_name(last)}${row + 1}"


def value_formula(indicator: Mapping[Any, Any], row: int, at: Addresses) -> str:
    """Write the value of one agenda on one indicator as a formula of its raw figure.

    The figure is found by its key (agenda|indicator), so sorting a sheet moves nothing. Empty
    cells and words stay empty; a range with one end known counts half of that end's value.
    """
    name = indicator["indicator"]
    where = f'MATCH($A{row + 1}&"|{name}",{at.raw_key},0)'
    point, low, high = (f"INDEX({at.raw[k]},{where})" for k in ("point", "low", "high"))
    if indicator["shape"] == "table":
        levels, worths = at.anchor[name, "levels"], at.anchor[name, "worths"]
        return f'=IFERROR(ROUND(MAX(0,MIN(1,INDEX({worths},MATCH({point},{levels},0)))),9),"")'
    worth = _worth(indicator, at)
    if name not in RANGES:
        return f'=IF(ISNUMBER({point}),{worth(point)},"")'
    return (
        f"=IF(ISNUMBER({point}),{worth(point)},IF(ISNUMBER({low}),ROUND({worth(low)}/2,9),"
        f'IF(ISNUMBER({high}),ROUND({worth(high)}/2,9),"")))'
    )


def _worth(indicator: Mapping[Any, Any], at: Addresses) -> Any:
    """Give the formula of a value function, as a function of the cell it reads."""
    name, shape = indicator["indicator"], indicator["shape"]
    if shape == "points":
        count = len(indicator["points"])
        xs = [at.anchor[name, f"x{k}"] for k in range(count)]
        ys = [at.anchor[name, f"y{k}"] for k in range(count)]

        def piecewise(x: str) -> str:
            inner = ys[-1]
            for k in range(count - 2, -1, -1):
                slope = f"{ys[k]}+({x}-{xs[k]})*({ys[k + 1]}-{ys[k]})/({xs[k + 1]}-{xs[k]})"
                inner = f"IF({x}<={xs[k + 1]},{slope},{inner})"
            return f"ROUND(MAX(0,MIN(1,IF({x}<={xs[0]},{ys[0]},{inner}))),9)"

        return piecewise
    worst, best, offset = (at.anchor[name, k] for k in ("worst", "best", "offset"))
    if shape == "linear":
        return lambda x: f"ROUND(MAX(0,MIN(1,({x}-{worst})/({best}-{worst}))),9)"

    def logarithmic(x: str) -> str:
        ratio = (
            f"(LN({x}+{offset})-LN({worst}+{offset}))/(LN({best}+{offset})-LN({worst}+{offset}))"
        )
        return f"IF({x}+{offset}<=0,0,ROUND(MAX(0,MIN(1,{ratio})),9))"

    return logarithmic
