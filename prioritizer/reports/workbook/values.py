"""Sheet คะแนนตัวชี้วัด: values 0-1, criterion scores, completeness and total, all formulas."""

from __future__ import annotations

from collections.abc import Callable

from xlsxwriter.utility import xl_col_to_name

from prioritizer.reports.workbook.book import Book, across
from prioritizer.reports.workbook.figures import Figures, Indicator
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.live import Addresses
from prioritizer.reports.workbook.words import Words

_WHOLE, _INNER = 1, 2
"""Rows (from 0) of the shares that values are multiplied by."""


def value_columns(words: Words, figures: Figures) -> list[str]:
    """Give the stretch of values of each indicator, for formulas on other sheets."""
    last = FIRST + len(figures.ids)
    letters = [xl_col_to_name(2 + i, True) for i in range(len(figures.indicators))]
    return [f"'{words.sheet('values')}'!{x}${FIRST + 1}:{x}${last}" for x in letters]


def write_values(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Write values, completeness, total and criteria as formulas of the raw figures."""
    n = len(figures.indicators)
    columns = [
        Column("id", 9),
        Column("title", 28),
        *(
            Column(f"v{i}", 9.5, "formula", "0.00", words.label(x.label, "label") or x.name)
            for i, x in enumerate(figures.indicators)
        ),
        Column("completeness", 10, "formula", "0%"),
        Column("total", 8, "formula", "0.000"),
        *(
            Column(f"c{c}", 11, "formula", "0.000", _label(words, x))
            for c, x in enumerate(figures.criteria)
        ),
        Column("base_total", 9, hidden=True),
        *(Column(f"row{i}", 9, "formula", hidden=True) for i in range(n)),
    ]
    grid = Grid.open(book, words, "values", columns, freeze="title", helped=False)
    grid.sheet.raw.set_row(_INNER, None, None, {"hidden": False})
    _shares(grid, words, figures, at)
    intervals = [_interval(figures, i) for i in range(n)]
    for a, agenda in enumerate(figures.ids):
        row = FIRST + a
        grid.put(row, "id", agenda)
        grid.put(row, "title", words.label(figures.agendas[a], "title"))
        for i, indicator in enumerate(figures.indicators):
            key = f'{grid.cell(row, "id")}&"|{_escaped(indicator.name)}"'
            where = a * n + i + 1
            grid.formula(row, f"row{i}", f"=MATCH({key},{at.raw['key']},0)", where)
            value = figures.worth[a, i]
            formula = value_formula(indicator, grid.cell(row, f"row{i}"), at, intervals[i])
            grid.formula(row, f"v{i}", formula, value)
        _totals(grid, figures, at, a)
    last = FIRST + len(figures.ids) - 1
    scale = {
        "type": "2_color_scale",
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": 1,
        "min_color": "#FBEDED",
        "max_color": "#CFE8D5",
    }
    grid.colour(FIRST, last, [f"v{i}" for i in range(n)], scale)
    grid.close(last)
    known = ("id", "total", "completeness", "base_total")
    at.values = {key: grid.column(key, last) for key in known}
    ends = grid.column("row0", last).partition(":")[0], grid.column(f"row{n - 1}", last)
    at.values["rows"] = f"{ends[0]}:{ends[1].partition(':')[2]}"
    at.values |= {
        str(x["criterion"]): grid.column(f"c{c}", last) for c, x in enumerate(figures.criteria)
    }


def _label(words: Words, criterion: dict[str, object]) -> str:
    return words.label(criterion, "criterion_label") or str(criterion["criterion"])


def _escaped(name: str) -> str:
    """Write a name for MATCH, which reads ``*``, ``?`` and ``~`` as patterns."""
    for sign in "~*?":
        name = name.replace(sign, f"~{sign}")
    return name.replace('"', '""')


def _interval(figures: Figures, i: int) -> bool:
    """Whether figures of an indicator may be intervals from data."""
    indicator = figures.indicators[i]
    return any(figures.raw_of(a, indicator)["low"] is not None for a in figures.ids)


def _shares(grid: Grid, words: Words, figures: Figures, at: Addresses) -> None:
    """Write the shares above the values: of the whole, and inside the criterion."""
    sheet = grid.sheet
    form = sheet.book.kind("formula", num_format="0.0%", italic=True)
    label = sheet.book.format(italic=True, align="right")
    sheet.text(_WHOLE, 1, words("whole_share"), label)
    sheet.text(_INNER, 1, words("inner_share"), label)
    sheet.text(_INNER, 0, "")
    for i, indicator in enumerate(figures.indicators):
        inner = at.share[f"{indicator.criterion}/{indicator.name}"]
        whole = f"={at.share[indicator.criterion]}*{inner}"
        sheet.formula(_WHOLE, 2 + i, whole, form, float(figures.scores.weights[i]))
        sheet.formula(_INNER, 2 + i, f"={inner}", form, float(figures.scores.inner_weights[i]))
    for key in (
        "completeness",
        "total",
        "base_total",
        *(f"c{c}" for c in range(len(figures.criteria))),
    ):
        sheet.text(_INNER, grid.place_of[key], "")
    for i in range(len(figures.indicators)):
        sheet.text(_INNER, grid.place_of[f"row{i}"], "")


def _totals(grid: Grid, figures: Figures, at: Addresses, a: int) -> None:
    """Write completeness, total and criterion scores of one agenda."""
    row, end, scores = FIRST + a, 1 + len(figures.indicators), figures.scores
    weights = across(_WHOLE, 2, end, fixed=True)
    values = across(row, 2, end)
    completeness = f'=ROUND(SUMIF({values},">=0",{weights}),9)'
    grid.formula(row, "completeness", completeness, float(scores.completeness[a]))
    own = grid.cell(row, "completeness")
    total = f"=ROUND(SUMPRODUCT({weights},{values})+.5*(1-{own}),9)"
    grid.formula(row, "total", total, float(scores.score[a]))
    grid.put(row, "base_total", float(scores.score[a]))
    for c, criterion in enumerate(figures.criteria):
        place = [2 + i for i, k in enumerate(figures.criterion_of) if k == c]
        inner = across(_INNER, place[0], place[-1], fixed=True)
        part = across(row, place[0], place[-1])
        score = f'ROUND(SUMPRODUCT({inner},{part})+.5*(1-SUMIF({part},">=0",{inner})),9)'
        formula = f'=IF({at.measured[str(criterion["criterion"])]}=0,"",{score})'
        grid.formula(row, f"c{c}", formula, float(scores.criterion_scores[a, c]))


def value_formula(indicator: Indicator, where: str, at: Addresses, interval: bool) -> str:
    """Write the value of one agenda on one indicator as a formula of its raw figure.

    Parameters
    ----------
    indicator : Indicator
    where : str
        Cell that holds the place of the figure among the raw figures, found by its key: sorting
        that sheet moves nothing.
    at : Addresses
    interval : bool
        Whether the figure may be an interval, whose middle counts.

    Returns
    -------
    str
        Empty cells, words and anchors that say nothing give ""; of a range with one end known,
        half of what that end is worth.
    """
    point, low, high = (f"INDEX({at.raw[end]},{where})" for end in ("point", "low", "high"))
    if indicator.shape == "table":
        levels, worths = (at.anchor[indicator.name, key] for key in ("levels", "worths"))
        same = f'({levels}={point}&"")'
        known = f"ROUND(MAX(0,MIN(1,SUMPRODUCT({same}*{worths}))),9)"
        return f'=IFERROR(IF(SUMPRODUCT({same}*1)=1,{known},""),"")'
    worth = _worth(indicator, at)

    def is_figure(x: str) -> str:
        return f"AND(ISNUMBER({x}),{x}{indicator.least})" if indicator.least else f"ISNUMBER({x})"

    single = f'IF({is_figure(point)},ROUND({worth(point)},9),"")'
    if indicator.ranged:
        one = f'IF({is_figure(high)},ROUND({worth(high)}/2,9),"")'
        single = f"IF({is_figure(low)},ROUND({worth(low)}/2,9),{one})"
    elif not interval:
        return f'=IFERROR({single},"")'
    both = f"AND({is_figure(low)},{is_figure(high)})" if not indicator.least else (
        f"AND(ISNUMBER({low}),ISNUMBER({high}),{low}{indicator.least},{high}{indicator.least})"
    )  # fmt: skip
    return f'=IFERROR(IF({both},ROUND({worth(f"({low}+{high})/2")},9),{single}),"")'


def _worth(indicator: Indicator, at: Addresses) -> Callable[[str], str]:
    """Give the formula of a value function, as a function of the cell it reads."""
    name = indicator.name
    if indicator.shape == "points":
        return _broken_line(name, len(indicator.points), at)
    worst, best, offset = (at.anchor[name, key] for key in ("worst", "best", "offset"))
    if indicator.shape == "linear":
        return lambda x: f"MAX(0,MIN(1,({x}-{worst})/({best}-{worst})))"

    def plus(x: str) -> str:
        return f"{x}+{offset}" if indicator.offset else x

    def logarithmic(x: str) -> str:
        line = f"(LN({plus(x)})-LN({plus(worst)}))/(LN({plus(best)})-LN({plus(worst)}))"
        return f"IF({plus(x)}<=0,0,MAX(0,MIN(1,{line})))"  # nothing has no logarithm

    return logarithmic


def _broken_line(name: str, count: int, at: Addresses) -> Callable[[str], str]:
    xs = [at.anchor[name, f"x{k}"] for k in range(1, count + 1)]
    ys = [at.anchor[name, f"y{k}"] for k in range(1, count + 1)]

    def piecewise(x: str) -> str:
        inner = ys[-1]
        for k in range(count - 2, -1, -1):
            slope = f"{ys[k]}+({x}-{xs[k]})*({ys[k + 1]}-{ys[k]})/({xs[k + 1]}-{xs[k]})"
            inner = f"IF({x}<={xs[k + 1]},{slope},{inner})"
        return f"MAX(0,MIN(1,IF({x}<={xs[0]},{ys[0]},{inner})))"

    return piecewise
