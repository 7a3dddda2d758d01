"""Sheet สรุปผู้บริหาร: the live order, formulas only; chart, tiers, unanswered demand, warnings."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

from prioritizer.reports.workbook.book import Book
from prioritizer.reports.workbook.charts import bubble_chart
from prioritizer.reports.workbook.figures import Figures, number
from prioritizer.reports.workbook.gates import colour_verdicts
from prioritizer.reports.workbook.grid import FIRST, Column, Grid
from prioritizer.reports.workbook.live import Addresses, fade, say_stale
from prioritizer.reports.workbook.ranking import SIMULATED, ends
from prioritizer.reports.workbook.words import Words

_BUBBLES = 30
_UNANSWERED = 5
_SHOWN = ("rank", "id", "title", "score")
_AFTER = ("tier", "gate", "short", "strong", "weak")
_HELPERS = ("x_where", "x_id", "x_rank", "x_held", "x_taken", "x_cost")


def open_summary(book: Book, words: Words, figures: Figures, at: Addresses) -> Grid:
    """Open the sheet, so that others know where its order lies."""
    whole = {"score": "0", "rank": "0", "tier": "0"}
    widths = {"rank": 7, "id": 9, "title": 42, "score": 9, "tier": 7, "strong": 24, "weak": 24}
    centred = dict.fromkeys(("rank", "tier", "gate", "short"), "center")
    columns = [
        *(
            Column(k, widths[k], "formula", whole.get(k, "General"), align=centred.get(k, ""))
            for k in _SHOWN
        ),
        *(
            Column(f"c{c}", 12, "formula", "0", words.label(x, "criterion_label") or x["criterion"])
            for c, x in enumerate(figures.criteria)
        ),
        *(
            Column(
                k, widths.get(k, 10), "formula", whole.get(k, "General"), align=centred.get(k, "")
            )
            for k in _AFTER
        ),
        *(Column(k, 9, "formula", hidden=True) for k in _HELPERS),
    ]
    grid = Grid.open(book, words, "summary", columns, tab="#2E7D4F", helped=False)
    last = FIRST + len(figures.ids) - 1
    at.summary = {key: grid.column(key, last) for key in _HELPERS}
    return grid


def write_summary(grid: Grid, words: Words, figures: Figures, at: Addresses) -> None:
    """Fill the sheet: rows follow the live ranking, whatever is edited."""
    book, sheet = grid.sheet.book, grid.sheet
    sheet.line(0, figures.run.title(words.lang), bold=True, font_size=20)
    if figures.run.config["study"]["illustrative"]:
        form = {"bold": True, "font_color": "#A02020", "align": "right"}
        sheet.line(0, words("illustrative"), col=grid.place_of["weak"], **form)
    line = say_stale(book, words, sheet, at)
    _order(grid, words, figures, at)
    shown = min(len(figures.ids), _BUBBLES)
    for i in range(shown):
        _row(grid, words, figures, at, i)
    last = FIRST + shown - 1
    simulated = [k for k in SIMULATED if k in grid.place_of]
    fade(grid, words, line, FIRST, last, simulated + (["short"] if figures.fixed else []))
    colour_verdicts(grid, words, last, ("gate",))
    row = last + 2
    row = _budget(grid, words, figures, at, row)
    if not figures.ranked:
        sheet.line(row, words("nobody_ranked"), bold=True, font_color="#A02020")
        row += 1
    row = _tiers(grid, words, figures, row + 1, line)
    row = _unanswered(grid, words, figures, row + 1)
    row = _said(grid, words, figures, row + 1)
    measured = [c for c, w in enumerate(figures.scores.criterion_weights) if w > 0]
    if len(measured) >= 2 and figures.ranked:
        ends = {f"c{c}": _ends(figures, c, shown) for c in measured[:2]}
        bubble_chart(grid, words, measured[:3], FIRST, last, row + 1, ends)
        sheet.raw.set_h_pagebreaks([row])
    else:
        sheet.line(row + 1, words("no_bubbles"), italic=True)
    sheet.bottom = max(sheet.bottom, row + 1)


def _ends(figures: Figures, criterion: int, shown: int) -> tuple[float, float]:
    """Give the ends of an axis in points: round, with room for what an edit may move.

    A bubble beyond the ends would not be drawn, so they reach 10 points past the export's.
    """
    points = 100 * figures.scores.criterion_scores[figures.ranked[:shown], criterion]
    return (
        float(max(0, 10 * floor((points.min() - 10) / 10))),
        float(min(100, 10 * ceil((points.max() + 10) / 10))),
    )


def _order(grid: Grid, words: Words, figures: Figures, at: Addresses) -> None:
    """Walk down the live order in hidden columns, and take the best n as Python does.

    An agenda below a floor, or the near twin of one that is taken, is passed over; a tie at the
    cut is taken in whole. A portfolio was chosen by rules that no sheet can follow: it
    stays, and greys out.
    """
    for i in range(len(figures.ids)):
        row = FIRST + i
        a = figures.ranked[i] if i < len(figures.ranked) else None
        where = grid.cell(row, "x_where")
        match = f'=IFERROR(MATCH({i + 1},{at.ranking["place"]},0),"")'
        grid.formula(row, "x_where", match, None if a is None else a + 1)
        for key, column, value in (
            ("x_id", "id", None if a is None else figures.ids[a]),
            ("x_rank", "rank", None if a is None else number(figures.agendas[a]["rank"])),
        ):
            found = f'=IF(ISNUMBER({where}),INDEX({at.ranking[column]},{where}),"")'
            grid.formula(row, key, found, value)
        below = f'=IF(ISNUMBER({where}),IF(INDEX({at.ranking["floor"]},{where})="",0,1),1)'
        grid.formula(row, "x_held", below, 1 if a is None or figures.agendas[a]["floor"] else 0)
        is_taken = a is not None and figures.ids[a] in figures.chosen
        grid.formula(row, "x_taken", _taken(grid, words, figures, at, i), int(is_taken))
        cost = f"INDEX({at.ranking['cost']},{where})"
        likely = figures.cost(figures.ids[a])[1] if a is not None and is_taken else None
        sure = f"=IF({grid.cell(row, 'x_taken')}=1,IF(ISNUMBER({cost}),{cost},0),0)"
        grid.formula(row, "x_cost", sure, likely or 0)


def _taken(grid: Grid, words: Words, figures: Figures, at: Addresses, i: int) -> str:
    """Write a formula that says whether the (i+1)-th of the live order is on the shortlist."""
    row = FIRST + i
    where, rank, held = (grid.cell(row, key) for key in ("x_where", "x_rank", "x_held"))
    if figures.fixed:
        chosen = f'INDEX({at.ranking["short"]},{where})="{words("yes")}"'
        return f"=IF(ISNUMBER({where}),IF({chosen},1,0),0)"
    may = [f"ISNUMBER({rank})", f"{held}=0"]
    if i:
        letters = {key: grid.letter(grid.place_of[key]) for key in ("x_id", "x_rank", "x_taken")}
        above = {key: f"{x}${FIRST + 1}:{x}{row}" for key, x in letters.items()}
        room = f"SUMPRODUCT({above['x_taken']})<{int(figures.run.config['shortlist']['size'])}"
        tied = f"SUMPRODUCT({above['x_taken']}*({above['x_rank']}={rank}))>0"
        may.append(f"({room})+({tied})>0")
        twins = [key for key in at.ranking if key.startswith("twin")]
        for twin in twins:
            other = f"INDEX({at.ranking[twin]},{where})"
            may.append(f"SUMPRODUCT(({above['x_id']}={other})*{above['x_taken']})=0")
    return f"=IF(IFERROR(AND({','.join(may)}),FALSE),1,0)"


def _row(grid: Grid, words: Words, figures: Figures, at: Addresses, i: int) -> None:
    """Write the (i+1)-th of the live order."""
    row = FIRST + i
    a = figures.ranked[i] if i < len(figures.ranked) else None
    where = grid.cell(row, "x_where")
    criteria = [f"c{c}" for c in range(len(figures.criteria))]
    for key in (*_SHOWN, *criteria, *_AFTER):
        cell = f"INDEX({at.ranking[key]},{where})"
        empty = f'IF({cell}="","",{cell})' if key in ("tier", "strong", "weak") else cell
        formula = f'=IF(ISNUMBER({where}),{empty},"")'
        grid.formula(row, key, formula, None if a is None else _now(words, figures, a, key))


def _now(words: Words, figures: Figures, a: int, key: str) -> Any:
    """Tell what a cell of an agenda shows at the export."""
    found, scores = figures.agendas[a], figures.scores
    if key.startswith("c"):
        return 100 * float(scores.criterion_scores[a, int(key[1:])])
    strong, weak = ends(words, figures, a)
    return {
        "rank": number(found["rank"]),
        "id": figures.ids[a],
        "title": words.label(found, "title"),
        "score": 100 * float(scores.score[a]),
        "tier": number(found["tier"]),
        "gate": words.code(found["gate"]),
        "short": words("yes") if figures.ids[a] in figures.chosen else "",
        "strong": strong,
        "weak": weak,
    }[key]


def _budget(grid: Grid, words: Words, figures: Figures, at: Addresses, row: int) -> int:
    """Write how many are on the shortlist, and what they cost."""
    book = grid.sheet.book
    chosen = [a for a in figures.ranked if figures.ids[a] in figures.chosen]
    cost = sum(figures.cost(figures.ids[a])[1] or 0 for a in chosen)
    for label, column, value, form in (
        ("shortlist_size", "x_taken", len(chosen), "0"),
        ("shortlist_cost", "x_cost", cost, "#,##0.0"),
    ):
        grid.sheet.text(row, grid.place_of["title"], words(label), book.format(bold=True))
        formula = f"=SUMPRODUCT({at.summary[column]})"
        cell = book.kind("formula", num_format=form)
        grid.sheet.formula(row, grid.place_of["score"], formula, cell, value)
        row += 1
    budget = figures.run.config["shortlist"].get("budget_mthb")
    if budget:
        grid.sheet.text(row, grid.place_of["title"], words("budget"), book.format(bold=True))
        grid.sheet.number(
            row, grid.place_of["score"], budget, book.kind("data", num_format="#,##0.0")
        )
        row += 1
    return row


def _tiers(grid: Grid, words: Words, figures: Figures, row: int, line: str) -> int:
    """Say in one line why each tier ends where it ends."""
    sheet = grid.sheet
    sheet.line(row, words("tiers_title"), bold=True)
    first = row + 1
    tiers: dict[int, list[int]] = {}
    for a in figures.ranked:
        tier = number(figures.agendas[a]["tier"])
        if tier is not None:
            tiers.setdefault(int(tier), []).append(a)
    beats = {
        (str(p["agenda_id"]), str(p["versus_id"])): p["p_joint"]
        for p in figures.run.table("pairwise_winning").to_dict("records")
    }
    order = sorted(tiers)
    for t, tier in enumerate(order):
        row += 1
        lead = tiers[tier][0]
        names = ", ".join(figures.ids[a] for a in tiers[tier][:12])
        more = " …" if len(tiers[tier]) > 12 else ""
        said = words("tier_line", tier=tier, n=len(tiers[tier]), names=names + more)
        if t + 1 < len(order):
            follower = tiers[order[t + 1]][0]
            p = beats.get((figures.ids[lead], figures.ids[follower]))
            if p is not None:
                said += " " + words(
                    "tier_why",
                    lead=figures.ids[lead],
                    next=figures.ids[follower],
                    p=f"{100 * p:.0f}",
                )
        sheet.line(row, said)
    if row >= first:
        form = sheet.book.mark(font_color="#A9B4BD", italic=True)
        rule = {"type": "formula", "criteria": f'={line}<>"{words("at_start")}"', "format": form}
        sheet.raw.conditional_format(first, 0, row, 0, rule)
    else:
        row += 1
        sheet.line(row, words("no_tiers"), italic=True)
    return row + 1


def _unanswered(grid: Grid, words: Words, figures: Figures, row: int) -> int:
    """List the first five themes that no agenda answers."""
    sheet, themes = grid.sheet, figures.run.table("unanswered").head(_UNANSWERED)
    sheet.line(row, words("top_unanswered"), bold=True)
    form = sheet.book.format(num_format="#,##0")
    for theme in themes.to_dict("records"):
        row += 1
        sheet.line(row, str(theme["theme_id"]), col=grid.place_of["id"])
        sheet.line(row, words.label(theme, "label"), col=grid.place_of["title"])
        sheet.number(row, grid.place_of["score"], number(theme["n_voices"]), form)
        sheet.line(row, words("voices"), col=grid.place_of["score"] + 1, indent=1)
    if themes.empty:
        row += 1
        sheet.line(row, words("all_answered"), italic=True)
    return row + 1


def _said(grid: Grid, words: Words, figures: Figures, row: int) -> int:
    """Print signed overrides and the warnings of the run."""
    lines = [f"{o['agenda_id']} · {words.code(o['gate'])}: {o['override']}" for o in figures.signed]
    told = [warning.say(words.lang) for warning in figures.run.warnings]
    for title, said in (("overrides", lines), ("warnings", told)):
        grid.sheet.line(row, words(title), bold=True)
        for one in said or [words("none")]:
            row += 1
            grid.sheet.line(row, f"· {one}")
        row += 2
    return row
