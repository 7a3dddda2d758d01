"""The first and the last sheets: cover, dictionary, checks."""

from __future__ import annotations

from datetime import date

from prioritizer.provenance import dump_json
from prioritizer.reports.workbook.book import DATE, Book
from prioritizer.reports.workbook.figures import Figures
from prioritizer.reports.workbook.live import FIRST, Addresses
from prioritizer.reports.workbook.words import Words
from prioritizer.resources import read_toml


def write_cover(book: Book, words: Words, figures: Figures) -> None:
    """Sheet ปก: what this is, from which run, how to read it, and where it ends."""
    run, sheet = figures.run, book.sheet(words.sheet("cover"), tab="#2E7D4F")
    study = run.config["study"]
    sheet.raw.set_column(0, 0, 30)
    sheet.raw.set_column(1, 1, 110)
    sheet.text(0, 0, run.title(words.lang), book.format(bold=True, font_size=22))
    row = 1
    if study["illustrative"]:
        red = book.format(bold=True, font_color="#A02020", font_size=18)
        sheet.text(row, 0, words("illustrative"), red)
    row += 1
    counts = run.manifest["counts"]
    facts: list[tuple[str, object]] = [
        ("h_meeting", study["meeting"]),
        ("h_as_of", date.fromisoformat(study["as_of"])),
        ("h_run", run.run_id),
        ("h_digest", run.digest),
        ("h_counts", f"{counts['n_voices']:,.0f} / {counts['n_channels']} / {counts['n_areas']}"),
        ("h_ranked_on", ", ".join(run.manifest["ranked_on"])),
        ("h_left_out", ", ".join(run.manifest["left_out"])),
    ]
    for key, content in facts:
        sheet.text(row, 0, words(key), book.format(bold=True))
        form = book.format(text_wrap=True, align="left")
        if isinstance(content, date):
            sheet.day(row, 1, content, book.format(num_format=DATE, align="left"))
        else:
            sheet.text(row, 1, content, form)
        row += 1
    for title, key in (("how_title", "how"), ("limits_title", "limits")):
        row += 1
        sheet.text(row, 0, words(title), book.format(bold=True, font_size=18))
        for pair in read_toml("configs/words/workbook.toml")["lists"][key]:
            row += 1
            sheet.text(row, 0, pair[0 if words.lang == "th" else 1])


def write_dictionary(book: Book, words: Words, figures: Figures) -> None:
    """Sheet พจนานุกรม: every indicator with its meaning, unit, direction and formula in words."""
    sheet = book.sheet(words.sheet("dictionary"))
    sheet.line(0, words("dictionary_title"), bold=True)
    keys = ["h_code", "h_meaning", "h_unit", "h_direction", "h_formula"]
    sheet.heads(FIRST - 1, [words(k) for k in keys], [28, 40, 34, 14, 70])
    data = book.kind("data", text_wrap=True)
    for row, indicator in enumerate(figures.run.table("criteria").to_dict("records"), start=FIRST):
        worst, best = indicator["worst"], indicator["best"]
        plain = worst is not None and worst == worst and best == best
        direction = words("higher" if not plain or best > worst else "lower")
        formula = (
            f"{indicator['shape']}: {worst:g} → 0, {best:g} → 1"
            if plain
            else f"{indicator['shape']}: {indicator['table'] or indicator['points']}"
        )
        cells = (
            indicator["indicator"],
            words.label(indicator, "label"),
            indicator["unit"],
            direction,
            formula,
        )
        for col, cell in enumerate(cells):
            sheet.text(row, col, cell, data)


def write_checks(
    book: Book, words: Words, figures: Figures, at: Addresses, ranking: dict[str, str]
) -> None:
    """Sheet ตรวจสอบ: self-checks that calculate, and everything needed to repeat the run."""
    run, sheet = figures.run, book.sheet(words.sheet("checks"))
    sheet.line(0, words("checks_title"), bold=True)
    sheet.heads(FIRST - 1, [words("h_check"), words("h_result")], [52, 90])
    outer = "+".join(at.share[c] for c in figures.criteria["criterion"])
    n = len(figures.ids)
    tests = [
        ("check_weights", f"=ABS({outer}-1)<0.000000001"),
        ("check_totals", f"=COUNT({at.total})={n}"),
        (
            "check_order",
            f"=SUMPRODUCT({ranking['row']})=COUNT({ranking['row']})*(COUNT({ranking['row']})+1)/2",
        ),
    ]
    row = FIRST
    for key, formula in tests:
        sheet.text(row, 0, words(key), book.kind("data"))
        sheet.formula(row, 1, formula, book.kind("formula"), True)
        row += 1
    row += 1
    facts = [("run", run.run_id), ("digest", run.digest), ("seed", str(run.manifest["seed"]))]
    facts += [(f"version {k}", v) for k, v in run.manifest["versions"].items()]
    facts += [(i["file"], i["sha256"]) for i in run.manifest["inputs"]]
    facts += [("config", dump_json(run.config))]
    for name, value in facts:
        for part in range(0, max(len(value), 1), 30_000):
            sheet.text(row, 0, name)
            sheet.text(row, 1, value[part : part + 30_000], book.format(text_wrap=len(value) < 200))
            row += 1
