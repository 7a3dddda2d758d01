"""The screen of ``explain``: one agenda, or two side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from prioritizer.commands.phrases import (
    LEVELS,
    RUBRIC_NAMES,
    SHARES,
    UNITS,
    UNITS_EN,
)
from prioritizer.commands.say import heading, pad, points, print_table, say
from prioritizer.resources import read_toml

if TYPE_CHECKING:
    import pandas as pd

    from prioritizer.bundle import Bundle
    from prioritizer.reports.explanation import Explanation
    from prioritizer.reports.versus import Versus


_GATE_WIDTH = 12  # of the longest name of a gate


def show_agenda(run: Bundle, told: Explanation, lang: str) -> None:
    """Print why one agenda has its rank."""
    row = told.row
    other = {"th": "en", "en": "th"}[lang]
    typer.echo(f"{row['agenda_id']}  {row[f'title_{lang}'] or row[f'title_{other}']}")
    rank = f"{int(row['rank'])}/{told.n_ranked}" if told.standing == "ranked" else "–"
    voices = f"{row['n_voices']:,.0f}" if row["n_voices"] == row["n_voices"] else "–"
    typer.echo(
        f"{say('rank', lang)} {rank} · {say('score', lang)} {points(row['score'])} · "
        f"{say('voices', lang)} {voices} · {say('grade', lang)} "
        f"{row['evidence_grade']} · {say(row['gate'], lang)}"
    )
    if demand := _demand(run, str(row["agenda_id"]), lang):
        typer.echo(demand)
    labels = run.table("criteria").set_index("indicator")
    names = {str(i): str(labels.loc[i, f"label_{lang}"] or i) for i in labels.index}
    if told.standing != "ranked":
        _standing(told, names, lang)
    _contributions(told, names, lang)
    _practice(told, lang)
    _ratings(told, names, lang)
    heading(say("gates", lang))
    for gate in told.gates.to_dict("records"):
        ruled = str(gate["override"]) if gate["override"] == gate["override"] else ""
        mend = f" → {gate[f'mend_{lang}']}" if gate[f"mend_{lang}"] else ""
        signed = f" [{say('override', lang)}: {ruled}]" if ruled else ""
        typer.echo(
            f"  {pad(say(gate['status'], lang), 8)} {pad(_gate(gate['gate'], lang), _GATE_WIDTH)}  "
            f"{gate[f'reason_{lang}']}{mend}{signed}"
        )
    if len(told.evidence):
        heading(say("evidence", lang))
        for quote in told.evidence.to_dict("records"):
            mark = "?" if quote["kind"] == "counter" else "·"
            typer.echo(f"  {mark} {' '.join(str(quote['text']).split())}  [{quote['signal_id']}]")
    _lift(told, names, lang)


def _demand(run: Bundle, agenda: str, lang: str) -> str:
    """Say the share of demand with its doubt, and what judged links make of it."""
    if not run.has("demand_shares"):
        return ""
    table = run.table("demand_shares").set_index("agenda_id")
    if agenda not in table.index:
        return ""
    row, said = table.loc[agenda].to_dict(), list[str]()
    for phrase, name in (("demand_share", "share"), ("demand_corrected", "corrected")):
        ends = (name, f"{name}_low", f"{name}_high")
        share, low, high = (f"{100 * float(row[c]):.1f}" for c in ends)
        if "nan" not in (share, low, high):
            said.append(say(phrase, lang, share=share, low=low, high=high))
    return " · ".join(said)


def _standing(told: Explanation, names: dict[str, str], lang: str) -> None:
    """Say why it has no rank, and what would give it one."""
    heading(say("no_rank_gate" if told.standing == "gate" else "no_rank_incomplete", lang))
    for gate in told.to_open.to_dict("records"):
        typer.echo(f"  {_gate(gate['gate'], lang)}: {gate[f'reason_{lang}']}")
        typer.echo(f"    → {gate[f'mend_{lang}'] or '–'}")
    if told.short_of_data:
        share = f"{100 * float(told.row['completeness']):.0f}"
        typer.echo("  " + say("measured_share", lang, share=share))
        for item in told.missing.to_dict("records"):
            typer.echo(f"  · {names[item['indicator']]} ({100 * item['weight']:.0f}%)")
    typer.echo("  " + say("if_open", lang, rank=told.rank_if_open, n=told.n_ranked + 1))


def _contributions(told: Explanation, names: dict[str, str], lang: str) -> None:
    heading(say("contributions", lang))
    rows = [
        [
            names[c["indicator"]],
            _plain(c["performance"], c["unit"], lang, level=c["level"], imputed=bool(c["imputed"])),
            points(c["value"]),
            f"{100 * c['contribution']:.1f}",
        ]
        for c in told.contributions.to_dict("records")
    ]
    total = 100 * float(told.contributions["contribution"].sum())
    rows.append([say("sum", lang), "", "", f"{total:.1f}"])
    heads = ("indicator", "performance", "value", "points")
    print_table([say(n, lang) for n in heads], rows, right=(2, 3))


def _practice(told: Explanation, lang: str) -> None:
    """Say how what citizens ask for is dealt with today."""
    held = told.practice
    said = []
    if "observed_days_to_close" in held:
        said.append(say("days_to_close", lang, days=f"{held['observed_days_to_close']:.0f}"))
    for name in ("share_open_after_standard", "share_reopened"):
        if name in held:
            said.append(say(name, lang, share=f"{100 * held[name]:.0f}"))
    if "equity_lift" in held:
        said.append(say("equity_lift", lang, lift=f"{held['equity_lift']:.2f}"))
    if "alike_across_areas" in held:
        share = f"{100 * held['alike_across_areas']:.0f}"
        said.append(say("alike_across_areas", lang, share=share))
    if said:
        heading(say("practice", lang))
        for line in said:
            typer.echo(f"  · {line}")


def _ratings(told: Explanation, names: dict[str, str], lang: str) -> None:
    if told.ratings.empty:
        return
    heading(say("ratings", lang))
    rows = [
        [
            names.get(str(r["rubric"]), _rubric(str(r["rubric"]), lang)),
            str(int(r["n_raters"])),
            f"{r['mean']:.2f}",
            f"{r['lowest']:g}-{r['highest']:g}",
            f"{r['alpha']:.2f}" if r["alpha"] == r["alpha"] else "–",
        ]
        for r in told.ratings.to_dict("records")
    ]
    heads = ("rubric", "n_raters", "mean", "spread", "alpha")
    print_table([say(n, lang) for n in heads], rows, right=(1, 2, 3, 4))


def _gate(name: str, lang: str) -> str:
    """Name a gate as the page does."""
    names = read_toml("configs/words/page.toml")["gates"]
    return str(names[name][0 if lang == "th" else 1]) if name in names else name


def _rubric(name: str, lang: str) -> str:
    return RUBRIC_NAMES[name][0 if lang == "th" else 1] if name in RUBRIC_NAMES else name


def _lift(told: Explanation, names: dict[str, str], lang: str) -> None:
    """Say what would bring it among the best k: alone, and as the cheapest mix."""
    lift = told.lift
    heading(say("lift", lang, k=told.top_k))
    if not lift.gap:
        typer.echo("  " + say("already_in" if told.standing == "ranked" else "in_if_open", lang))
        return
    typer.echo("  " + say("gap", lang, gap=f"{100 * lift.gap:.1f}"))
    table = lift.table
    useful = table[table["needed_mix"].notna() | table["needed_alone"].notna()]
    rows = [
        [
            names[item["indicator"]],
            _plain(item["performance"], item["unit"], lang, level=item["level"]),
            _plain(item["needed_alone"], item["unit"], lang),
            _plain(item["needed_mix"], item["unit"], lang),
        ]
        for item in useful.to_dict("records")
    ]
    if rows:
        heads = ("indicator", "now", "needs_alone", "needs_mix")
        print_table([say(n, lang) for n in heads], rows)
    if not lift.possible:
        typer.echo("  " + say("no_lift", lang))
        return
    if lift.p_top_after == lift.p_top_after:
        chances = {"before": f"{lift.p_top_before:.0%}", "after": f"{lift.p_top_after:.0%}"}
        typer.echo("  " + say("chances", lang, k=told.top_k, **chances))


def show_versus(run: Bundle, told: Versus, lang: str) -> None:
    """Print two agendas side by side, with the weights at which they swap."""
    criteria = run.table("criteria")
    labels = criteria.drop_duplicates("criterion").set_index("criterion")
    names = {str(c): str(labels.loc[c, f"criterion_label_{lang}"] or c) for c in labels.index}
    heading(f"{told.first} : {told.second}")
    rows = [
        [
            names[item["criterion"]],
            points(item["first"]),
            points(item["second"]),
            points(item["weight"]) + "%",
            points(item["swap_at"]) + "%" if item["swap_at"] == item["swap_at"] else "–",
        ]
        for item in told.table.to_dict("records")
    ]
    heads = [say("criterion", lang), told.first, told.second, say("weight", lang)]
    print_table([*heads, say("swap", lang)], rows, right=(1, 2, 3, 4))
    if told.moved != told.moved:
        typer.echo(say("never_swap", lang, first=told.leader))
    else:
        shares = ", ".join(f"{names[c]} {100 * w:.0f}%" for c, w in told.weights.items())
        typer.echo(say("swap_nearest", lang, moved=f"{100 * told.moved:.1f}", weights=shares))
    if told.p_first == told.p_first:
        chances = {"joint": f"{told.p_first:.0%}", "weights": f"{told.p_weights:.0%}"}
        typer.echo(say("p_versus", lang, first=told.first, second=told.second, **chances))
    heading(say("differences", lang))
    _differences(told, criteria, lang)


def _differences(told: Versus, criteria: pd.DataFrame, lang: str) -> None:
    labels = criteria.set_index("indicator")[f"label_{lang}"].to_dict()
    rows = [
        [
            str(labels.get(item["indicator"]) or item["indicator"]),
            f"{100 * item['first']:.1f}",
            f"{100 * item['second']:.1f}",
            f"{100 * item['difference']:+.1f}",
        ]
        for item in told.indicators.to_dict("records")
        if abs(item["difference"]) >= 0.0005
    ]
    heads = [say("indicator", lang), told.first, told.second, say("difference", lang)]
    print_table(heads, rows, right=(1, 2, 3))


def _plain(number: Any, unit: str, lang: str, *, level: Any = "", imputed: bool = False) -> str:
    """Write a performance with its unit, a word as the word; what is not measured is a dash."""
    if imputed or number is None or number != number:
        return "–"
    word = str(level) if level and level == level else number if isinstance(number, str) else ""
    if word:
        return LEVELS[word][0] if lang == "th" and word in LEVELS else str(word)
    name = UNITS.get(unit, unit) if lang == "th" else UNITS_EN.get(unit, unit)
    if unit in SHARES:
        return f"{100 * number:.2g}% {name}" if number < 0.995 else f"{100 * number:.0f}% {name}"
    shown = f"{number:.3g}" if abs(number) < 1000 else f"{number:,.0f}"
    if lang == "en" and shown == "1" and name == "months":
        name = "month"
    return f"{shown} {name}".strip()
