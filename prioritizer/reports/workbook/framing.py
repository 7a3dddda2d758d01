"""The first and the last sheets: cover, dictionary, checks."""

from __future__ import annotations

from datetime import date
from typing import Any

from prioritizer.provenance import dump_json
from prioritizer.reports.workbook.book import COLOURS, DATE, Book, Sheet, lines_of
from prioritizer.reports.workbook.contract import (
    BASE_COLUMNS,
    CONTRACT,
    FIRST_ROW,
    HEAD_ROW,
    KEY_ROW,
    SHEETS,
)
from prioritizer.reports.workbook.figures import Figures, Indicator
from prioritizer.reports.workbook.grid import FIRST, Column, Grid, differing
from prioritizer.reports.workbook.live import Addresses
from prioritizer.reports.workbook.words import Words
from prioritizer.vocabulary import GATES

_BESIDE = 6
_TRUTH = '"TRUE";"TRUE";"FALSE"'
"""LibreOffice shows a cached TRUE as 1, unless it is told; Excel shows TRUE either way."""

_PART = 30_000
_WIDE = 100


def write_cover(book: Book, words: Words, figures: Figures) -> None:
    """Sheet ปก: what this is, from which run, how to read it, and where it ends."""
    run = figures.run
    sheet = book.sheet("cover", words.sheet("cover"), tab="#2E7D4F")
    study = run.config["study"]
    sheet.raw.set_column(0, 0, 30)
    sheet.raw.set_column(1, 1, _WIDE)
    sheet.text(0, 0, run.title(words.lang), book.format(bold=True, font_size=26))
    sheet.raw.set_row(0, 40)
    sheet.raw.set_row(1, 32)
    if study["illustrative"]:
        red = book.format(bold=True, font_color="#A02020", font_size=20)
        sheet.text(1, 0, words("illustrative"), red)
    row = 2
    for label, content in _facts(words, figures):
        sheet.text(row, 0, label, book.format(bold=True))
        form = book.format(text_wrap=True, align="left")
        if isinstance(content, date):
            form = book.format(num_format=DATE, align="left")
        sheet.cell(row, 1, content, form)
        sheet.fit(row, lines_of(str(content), _WIDE))
        row += 1
    names = {i.name: words.label(i.label, "label") or i.name for i in figures.indicators}
    left_out = [f"{names.get(k, k)}: {v.say(words.lang)}" for k, v in run.left_out.items()]
    row = _listed(sheet, words, row, "overrides", _overrides(words, figures))
    row = _listed(sheet, words, row, "left_out", left_out)
    for title in ("how", "limits"):
        row += 1
        sheet.text(row, 0, words(f"{title}_title"), book.format(bold=True, font_size=20))
        sheet.raw.set_row(row, 32)
        for line in words.lines(title):
            row += 1
            sheet.text(row, 0, line)
    row += 2
    for kind in ("edit", "formula", "data"):
        form = {"bg_color": COLOURS[kind], "border": 1, "border_color": "#B8C4CE"}
        sheet.text(row, 0, words(f"colour_{kind}"), book.format(**form))
        row += 1
    _listed(sheet, words, row + 1, "warnings", [w.say(words.lang) for w in run.warnings])


def _listed(sheet: Sheet, words: Words, row: int, title: str, lines: list[str]) -> int:
    """Write lines under each other, their title beside; return the next row."""
    sheet.line(row, words(title), bold=True)
    for line in lines or [words("none")]:
        sheet.line(row, line, col=1, text_wrap=True)
        sheet.fit(row, lines_of(line, _WIDE))
        row += 1
    return row


def _facts(words: Words, figures: Figures) -> list[tuple[str, Any]]:
    """List what the cover says of the run."""
    run, counts = figures.run, figures.run.manifest["counts"]
    study = run.config["study"]
    names = {i.name: words.label(i.label, "label") or i.name for i in figures.indicators}
    level = words.code(counts.get("area_level") or "area")
    return [
        (words("meeting"), study["meeting"] or words("not_stated")),
        (words("as_of"), date.fromisoformat(study["as_of"])),
        (words("run"), run.run_id),
        (words("digest"), run.digest),
        (
            words("counts"),
            words(
                "counts_line",
                signals=f"{counts['n_signals']:,}",
                voices=f"{counts['n_voices']:,.0f}",
                channels=counts["n_channels"],
                areas=counts["n_areas"],
                level=level,
            ),
        ),
        (
            words("agendas"),
            words(
                "agendas_line",
                n=len(figures.ids),
                ranked=len(figures.ranked),
                chosen=len(figures.chosen),
            ),
        ),
        (words("ranked_on"), ", ".join(names.get(n, n) for n in run.manifest["ranked_on"])),
        (words("link_quality"), _link_quality(words, figures)),
    ]


def _link_quality(words: Words, figures: Figures) -> str:
    """Say how sure the links are, and whether anybody has judged them."""
    links = figures.run.columns("links", ["strength"])  # of millions no more than is shown
    grades = [str(a["evidence_grade"]) for a in figures.agendas]
    told = ", ".join(f"{g} {grades.count(g)}" for g in "ABCD")
    strength = float(links["strength"].median()) if len(links) else 0.0
    said = words("links_line", n=f"{len(links):,}", strength=f"{strength:.2f}", grades=told)
    quality = figures.run.manifest.get("link_quality") or {}
    if "precision" not in quality:
        return f"{said} · {words('links_unjudged')}"
    ranges = {
        name: "{:.0f}% ({:.0f}–{:.0f})".format(*(100 * float(x) for x in quality[name]))
        for name in ("precision", "recall")
    }
    judged = words("links_audited" if quality.get("source") == "audit" else "links_labelled")
    return f"{said} · {judged} " + words("links_measured", n=quality["n_judged"], **ranges)


def _overrides(words: Words, figures: Figures) -> list[str]:
    return [f"{o['agenda_id']} · {words.code(o['gate'])}: {o['override']}" for o in figures.signed]


def write_dictionary(book: Book, words: Words, figures: Figures) -> None:
    """Sheet พจนานุกรม: every indicator, gate and column, with unit, direction, formula in words."""
    columns = [
        Column("where", 16),
        Column("term", 26),
        Column("meaning", 52),
        Column("unit", 18),
        Column("direction", 11),
        Column("formula", 46),
    ]
    grid = Grid.open(book, words, "dictionary", columns, freeze="term")
    book.columns = [c for c in book.columns if c[0] != "dictionary"]
    row = FIRST
    for indicator in figures.indicators:
        label = words.label(indicator.label, "label") or indicator.name
        _entry(
            grid,
            row,
            words("indicator"),
            f"{label} ({indicator.name})",
            words.code(f"about_{indicator.name}")
            if words.code(f"about_{indicator.name}") != f"about_{indicator.name}"
            else ", ".join(indicator.columns),
            words.code(indicator.unit),
            _direction(words, indicator),
            _in_words(words, indicator),
        )
        row += 1
    for gate in GATES:
        _entry(grid, row, words("gate"), words.code(gate), words.code(f"about_{gate}"), "", "", "")
        row += 1
    order = {key: i for i, key in enumerate(SHEETS)}
    for sheet, key, head, kind in sorted(book.columns, key=lambda c: order[c[0]]):
        if kind == "hidden":
            continue
        meaning = words.meaning(sheet, key)
        _entry(grid, row, words.sheet(sheet), head, meaning, "", "", words(f"colour_{kind}"))
        row += 1
    grid.close(row - 1)


def _entry(grid: Grid, row: int, *cells: str) -> None:
    for column, cell in zip(grid.columns, cells, strict=True):
        grid.put(row, column.key, cell)


def _direction(words: Words, indicator: Indicator) -> str:
    """Say whether more is better; nothing where words or a bent line decide."""
    if indicator.points:
        first, last = indicator.points[0][1], indicator.points[-1][1]
        if len(indicator.points) > 2 and not _monotone([y for _, y in indicator.points]):
            return words("bent")
        return words("higher" if last > first else "lower")
    if indicator.worst is None or indicator.best is None:
        return words("by_table")
    return words("higher" if indicator.best > indicator.worst else "lower")


def _monotone(numbers: list[float]) -> bool:
    return numbers in (sorted(numbers), sorted(numbers, reverse=True))


def _in_words(words: Words, indicator: Indicator) -> str:
    """Say a value function in words, with its anchors."""
    if indicator.table:
        return words("f_table") + "; ".join(f"{level} = {v:g}" for level, v in indicator.table)
    if indicator.points:
        return words("f_points") + "; ".join(f"{x:g} → {v:g}" for x, v in indicator.points)
    kind = "f_log" if indicator.shape == "log" else "f_linear"
    return words(
        kind,
        worst=f"{indicator.worst:g}",
        best=f"{indicator.best:g}",
        offset=f"{indicator.offset:g}",
    )


def write_checks(book: Book, words: Words, figures: Figures, at: Addresses) -> None:
    """Sheet ตรวจสอบ: self-checks that calculate, what repeats the run, and the base of edits."""
    run = figures.run
    base = [Column(key, 12, hidden=True) for key in BASE_COLUMNS]
    gap = [Column(f"gap{i}", 3, head=" ", hidden=True) for i in range(_BESIDE - 2)]
    columns = [Column("check", 44, wrap=True), Column("result", 90, "formula"), *gap, *base]
    grid = Grid.open(book, words, "checks", columns)
    sheet = grid.sheet
    for i in range(len(gap)):
        sheet.text(HEAD_ROW - 1, 2 + i, "")
        sheet.text(KEY_ROW - 1, 2 + i, "")
    row = FIRST
    for key, formula, value in _self_checks(figures, at):
        grid.put(row, "check", words(key))
        truth = book.kind("formula", text_wrap=True, num_format=_TRUTH, align="left")
        grid.formula(row, "result", formula, value, truth if isinstance(value, bool) else None)
        row += 1
    for verdict, colour in ((True, "#1B6B3A"), (False, "#A02020")):
        form = book.mark(font_color=colour, bold=not verdict)
        rule = {"type": "cell", "criteria": "==", "value": verdict, "format": form}
        grid.colour(FIRST, row - 1, ["result"], rule)
    row += 1
    facts = [(words("run"), run.run_id), (words("digest"), run.digest)]
    facts += [(words("seed"), str(run.manifest["seed"])), (words("font"), words("font_line"))]
    facts += [(f"{words('version')} {k}", str(v)) for k, v in run.manifest["versions"].items()]
    facts += [(str(i["file"]), str(i["sha256"])) for i in run.manifest["inputs"]]
    facts += [(words("config"), dump_json(run.config))]
    data = book.kind("data", text_wrap=True)
    for name, value in facts:
        for part in range(0, max(len(value), 1), _PART):
            sheet.text(row, 0, name, data)
            short = len(value) < 400
            sheet.text(row, 1, value[part : part + _PART], data if short else book.kind("data"))
            row += 1
    sheet.bottom = row - 1
    _write_base(grid, words, figures)


def _self_checks(figures: Figures, at: Addresses) -> list[tuple[str, str, Any]]:
    """Formulas that are TRUE while the workbook is sound."""
    n, m = len(figures.ids), len(figures.indicators)
    outer = "+".join(at.share[str(c["criterion"])] for c in figures.criteria)
    total, rows, place = at.values["total"], at.values["rows"], at.ranking["place"]
    same = f"{differing(total, at.values['base_total'])}=0"
    count = f"COUNT({place})"
    return [
        ("check_weights", f"=ROUND({outer}-1,9)=0", True),
        ("check_totals", f"=COUNT({total})={n}", True),
        ("check_export", f"=IF({at.edited},TRUE,{same})", True),
        ("check_keys", f"=COUNT({rows})={n * m}", True),
        ("check_order", f"=SUMPRODUCT({place})={count}*({count}+1)/2", True),
        ("check_edited", f"={'+'.join(at.changed)}", 0),
    ]


def _write_base(grid: Grid, words: Words, figures: Figures) -> None:
    """Write what every yellow cell held, and what a reader must know first."""
    book, run = grid.sheet.book, figures.run
    told: list[tuple[str, str, str, Any]] = [
        ("run", "", "run_id", run.run_id),
        ("run", "", "digest", run.digest),
        ("run", "", "lang", words.lang),
        ("run", "", "contract", CONTRACT),
    ]
    told += [("sheet", key, "name", words.sheet(key)) for key in SHEETS]
    told += [(sheet, "heading", key, head) for sheet, key, head, _ in book.columns]
    for row, line in enumerate([*told, *book.base], start=FIRST_ROW - 1):
        for key, cell in zip(BASE_COLUMNS, line, strict=True):
            grid.sheet.cell(row, grid.place_of[key], cell)
