"""Sheet จัดลำดับ: live score and rank in the order of the export; what was simulated beside."""

from __future__ import annotations

from typing import Any

from prioritizer.reports.workbook.book import Book
from prioritizer.reports.workbook.figures import Figures, missing, number
from prioritizer.reports.workbook.gates import colour_verdicts
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.live import Addresses, fade, say_stale
from prioritizer.reports.workbook.words import Words

SIMULATED = ("tier", "range", "p_top", "strong", "weak")
_STATUSES = ("fail", "fix", "pass")


def columns_of(words: Words, figures: Figures) -> list[Column]:
    """Columns of the ranking, in the order of the specification."""
    twins = {} if figures.fixed else figures.twins
    most = max((len(own) for own in twins.values()), default=0)
    return [
        Column("rank", 7, "formula", "0", align="center"),
        Column("tier", 7, num="0", align="center"),
        Column("id", 9),
        Column("title", 34),
        Column("lead", 22),
        Column("score", 8, "formula", "0"),
        *(
            Column(f"c{c}", 11, "formula", "0", words.label(x, "criterion_label") or x["criterion"])
            for c, x in enumerate(figures.criteria)
        ),
        Column("range", 9, align="center"),
        Column("p_top", 10, num="0%"),
        Column("gate", 9, "formula", align="center"),
        Column("grade", 8, align="center"),
        Column("strong", 21),
        Column("weak", 21),
        Column("comment", 22, "edit"),
        Column("short", 9, "formula", align="center"),
        Column("tied", 7, "formula", align="center"),
        Column("floor", 17, "formula"),
        Column("completeness", 10, "formula", "0%"),
        Column("cost", 11, "formula", "#,##0.0"),
        Column("order", 9, num="0", hidden=True),
        *(Column(f"n_{s}", 9, "formula", "0", hidden=True) for s in _STATUSES),
        Column("pool", 12, "formula", "0.000000000", hidden=True),
        Column("place", 9, "formula", "0", hidden=True),
        *(Column(f"twin{t}", 9, hidden=True) for t in range(most)),
    ]


def write_ranking(book: Book, words: Words, figures: Figures, at: Addresses) -> Grid:
    """Write a row for each agenda, in fixed order, so that a comment stays with its agenda."""
    columns = columns_of(words, figures)
    grid = Grid.open(book, words, "ranking", columns, tab="#2E7D4F", freeze="title", helped=False)
    last = FIRST + len(figures.ids) - 1
    at.ranking = {c.key: grid.column(c.key, last) for c in columns}
    line = say_stale(book, words, grid.sheet, at)
    tied = _ties(figures)
    for a in range(len(figures.ids)):
        _known(grid, words, figures, a)
        _live(grid, words, figures, at, a)
        row = FIRST + a
        rank = grid.cell(row, "rank")
        where = f"COUNTIF({at.ranking['rank']},{rank})>1"
        yes = words("yes")
        grid.formula(
            row, "tied", f'=IF(ISNUMBER({rank}),IF({where},"{yes}",""),"")', yes if tied[a] else ""
        )
        place, chosen = grid.cell(row, "place"), yes if figures.ids[a] in figures.chosen else ""
        if figures.fixed:
            grid.put(row, "short", chosen, grid.form("short", "data"))
            continue
        for t, twin in enumerate(figures.twins.get(figures.ids[a], ())):
            grid.put(row, f"twin{t}", twin)
        taken = f"INDEX({at.summary['x_taken']},{place})"
        short = f'=IF(ISNUMBER({place}),IF({taken}=1,"{yes}",""),"")'
        grid.formula(row, "short", short, chosen)
    fade(grid, words, line, FIRST, last, [*SIMULATED, *(["short"] if figures.fixed else [])])
    bar = {"type": "data_bar", "bar_color": "#8FBF9F", "bar_solid": True}
    grid.colour(FIRST, last, ["score"], {**bar, "min_type": "num", "max_type": "num",
                                         "min_value": 0, "max_value": 100})  # fmt: skip
    colour_verdicts(grid, words, last, ("gate",))
    grid.close(last)
    return grid


def _ties(figures: Figures) -> list[bool]:
    return [bool(a.get("tied")) and not missing(a["rank"]) for a in figures.agendas]


def _known(grid: Grid, words: Words, figures: Figures, a: int) -> None:
    """Write what does not follow edits."""
    row, found, agenda = FIRST + a, figures.agendas[a], figures.ids[a]
    grid.put(row, "tier", number(found["tier"]))
    grid.put(row, "id", agenda)
    grid.put(row, "title", words.label(found, "title"))
    grid.put(row, "lead", words.label(figures.known.get(agenda, {}), "lead_agency"))
    low, high = number(found["rank_low"]), number(found["rank_high"])
    grid.put(row, "range", "" if low is None or high is None else f"{low:.0f}–{high:.0f}")
    grid.put(row, "p_top", number(found["p_top"]))
    grid.put(row, "grade", "" if missing(found["evidence_grade"]) else found["evidence_grade"])
    strong, weak = ends(words, figures, a)
    grid.put(row, "strong", strong)
    grid.put(row, "weak", weak)
    grid.edit(row, "comment", figures.comments.get(figures.ids[a]), figures.ids[a])
    grid.put(row, "order", a + 1)


def _live(grid: Grid, words: Words, figures: Figures, at: Addresses, a: int) -> None:
    """Write what follows edits: score, criteria, gate, floor, completeness, rank, cost."""
    row, found, scores = FIRST + a, figures.agendas[a], figures.scores
    ranked = not missing(found["rank"])
    where = f"MATCH({grid.cell(row, 'id')},{at.values['id']},0)"
    total = f"INDEX({at.values['total']},{where})"
    grid.formula(row, "score", f"=100*{total}", 100 * float(scores.score[a]))
    complete = f"INDEX({at.values['completeness']},{where})"
    grid.formula(row, "completeness", f"={complete}", float(scores.completeness[a]))
    below, names = [], []
    for c, criterion in enumerate(figures.criteria):
        own = f"INDEX({at.values[str(criterion['criterion'])]},{where})"
        score = float(scores.criterion_scores[a, c])
        points = f'=IF(ISNUMBER({own}),100*{own},"")'
        grid.formula(row, f"c{c}", points, 100 * score if score == score else None)
        cell = grid.cell(row, f"c{c}")
        floor = float(criterion["floor"])
        below.append(f"IF(ISNUMBER({cell}),ROUND({cell}-{100 * floor:.10g},7)<0,FALSE)")
        names.append(grid.sheet.reference(FIRST - 1, grid.place_of[f"c{c}"]).partition("!")[2])
    short = [c for c, x in enumerate(figures.criteria)
             if str(x["criterion"]) in str(found["floor"] or "").split(";")]  # fmt: skip
    shown = "; ".join(grid.columns[grid.place_of[f"c{c}"]].head for c in short)
    grid.formula(row, "floor", "=" + listed(below, names), shown)
    now = "pass" if missing(found["gate"]) else str(found["gate"])
    for status in _STATUSES:
        same = f'({at.gates["now"]}="{words(f"c_{status}")}")'
        count = f"=SUMPRODUCT(({at.gates['id']}={grid.cell(row, 'id')})*{same})"
        grid.formula(row, f"n_{status}", count, _count(figures, a, status))
    fails, fixes, passes = (grid.cell(row, f"n_{s}") for s in _STATUSES)
    verdicts = {s: words(f"c_{s}") for s in (*_STATUSES, "unknown")}
    gate = (
        f'=IF({fails}>0,"{verdicts["fail"]}",IF({fixes}>0,"{verdicts["fix"]}",'
        f'IF({passes}>0,"{verdicts["pass"]}","{verdicts["unknown"]}")))'
    )
    grid.formula(row, "gate", gate, words.code(now))
    least = float(figures.run.config["measurement"]["min_completeness"])
    may = f"AND({fails}=0,{grid.cell(row, 'completeness')}>={round(least, 9):.10g})"
    score = float(scores.score[a])
    grid.formula(row, "pool", f'=IF({may},{total},"")', score if ranked else None)
    own, pool = grid.cell(row, "pool"), at.ranking["pool"]
    rank = f'=IF(ISNUMBER({own}),RANK({own},{pool},0),"")'
    grid.formula(row, "rank", rank, number(found["rank"]))
    before = f"({at.ranking['order']}<{grid.cell(row, 'order')})"
    place = f"{grid.cell(row, 'rank')}+SUMPRODUCT(({pool}={own})*{before})"
    grid.formula(row, "place", f'=IF(ISNUMBER({own}),{place},"")', a + 1 if ranked else None)
    _cost(grid, figures, at, a)


def listed(conditions: list[str], names: list[str]) -> str:
    """Write a formula that lists the names whose condition holds, with ``; `` between them.

    >>> listed(["A1<1", "B1<1"], ["A$4", "B$4"])
    'IF(A1<1,A$4,"")&IF(AND(B1<1,(A1<1)),"; ","")&IF(B1<1,B$4,"")'
    """
    parts = []
    for i, (condition, name) in enumerate(zip(conditions, names, strict=True)):
        if i:
            earlier = "+".join(f"({c})" for c in conditions[:i])
            some = f"({earlier})>0" if i > 1 else earlier
            parts.append(f'IF(AND({condition},{some}),"; ","")')
        parts.append(f'IF({condition},{name},"")')
    return "&".join(parts)


def _count(figures: Figures, a: int, status: str) -> int:
    """Count an agenda's gates of one status."""
    return figures.verdicts.get((figures.ids[a], status), 0)


def _cost(grid: Grid, figures: Figures, at: Addresses, a: int) -> None:
    """Write the middle of the costs, from the raw figures where they are an indicator."""
    row, agenda = FIRST + a, figures.ids[a]
    likely = figures.cost(agenda)[1]
    name = figures.cost_indicator
    if not name:
        grid.put(row, "cost", likely, grid.form("cost", "data"))
        return
    key = f'MATCH({grid.cell(row, "id")}&"|{name}",{at.raw["key"]},0)'
    grid.formula(row, "cost", likely_cost(at, key), likely)


def likely_cost(at: Addresses, where: str) -> str:
    """Write the formula of a likely cost: the middle of the ends, or the one that is known.

    Parameters
    ----------
    at : Addresses
    where : str
        Formula of the place among the raw figures.
    """
    point, low, high = (f"INDEX({at.raw[end]},{where})" for end in ("point", "low", "high"))
    one = f'IF(AND(ISNUMBER({high}),{high}>0),{high},"")'
    one = f"IF(AND(ISNUMBER({low}),{low}>0),{low},{one})"
    return f"=IF(ISNUMBER({point}),{point},{one})"


def ends(words: Words, figures: Figures, a: int) -> tuple[str, str]:
    """Name the indicators that add most to, and take most from, an agenda's score."""
    weights, values = figures.scores.weights, figures.counted[a]
    seen = [i for i, w in enumerate(weights) if w > 0 and values[i] == values[i]]
    best = max(seen, key=lambda i: (weights[i] * values[i], -i))
    worst = max(seen, key=lambda i: (weights[i] * (1 - values[i]), -i))
    return _said(words, figures, best, values), _said(words, figures, worst, values)


def _said(words: Words, figures: Figures, i: int, values: Any) -> str:
    indicator = figures.indicators[i]
    label = words.label(indicator.label, "label") or indicator.name
    return f"{label} ({100 * values[i]:.0f})"
