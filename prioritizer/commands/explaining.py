"""The screen of ``explain``: one agenda, or two side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from prioritizer.commands.say import heading, points, print_table, say

if TYPE_CHECKING:
    from prioritizer.bundle import Bundle
    from prioritizer.reports.explanation import Explanation, Versus


def show_agenda(run: Bundle, told: Explanation, lang: str) -> None:
    """Print why one agenda has its rank."""
    row = told.row
    other = {"th": "en", "en": "th"}[lang]
    title = row[f"title_{lang}"] or row[f"title_{other}"]
    typer.echo(f"{row['agenda_id']}  {title}")
    rank = "–" if row["rank"] != row["rank"] or row["rank"] is None else int(row["rank"])
    typer.echo(
        f"{say('rank', lang)} {rank} · {say('score', lang)} {points(row['score'])} · "
        f"{say('voices', lang)} {row['n_voices']:,.0f} · {say('grade', lang)} "
        f"{row['evidence_grade']} · {say(row['gate'], lang)}"
    )
    heading(say("contributions", lang))
    labels = run.table("criteria").set_index("indicator")
    rows = [
        [
            str(labels.loc[c["indicator"], f"label_{lang}"]),
            _plain(c["performance"], c["unit"], imputed=bool(c["imputed"])),
            points(c["value"]),
            f"{100 * c['contribution']:.1f}",
        ]
        for c in told.contributions.to_dict("records")
    ]
    names = ("indicator", "performance", "value", "points")
    print_table([say(n, lang) for n in names], rows, right=(2, 3))
    if len(told.gates):
        heading(say("gates", lang))
        for gate in told.gates.to_dict("records"):
            reason, mend = gate[f"reason_{lang}"], gate[f"mend_{lang}"]
            typer.echo(f"  {say(gate['status'], lang):<8} {gate['gate']:<9} {reason} {mend}")
    if len(told.evidence):
        heading(say("evidence", lang))
        for quote in told.evidence.to_dict("records"):
            mark = "?" if quote["kind"] == "counter" else "·"
            typer.echo(f"  {mark} {' '.join(str(quote['text']).split())}  [{quote['signal_id']}]")
    if len(told.lift):
        heading(say("lift", lang, k=told.top_k))
        rows = [
            [
                str(labels.loc[item["indicator"], f"label_{lang}"]),
                _plain(item["performance"], ""),
                "–" if item["needed"] is None else _plain(item["needed"], item["unit"]),
            ]
            for item in told.lift.to_dict("records")
        ]
        print_table([say(n, lang) for n in ("indicator", "now", "needs")], rows)


def show_versus(told: Versus, lang: str) -> None:
    """Print two agendas side by side, with the weights at which they swap."""
    heading(f"{told.first} : {told.second}")
    rows = [
        [
            str(item["criterion"]),
            points(item["first"]),
            points(item["second"]),
            points(item["weight"]) + "%",
            points(item["swap_at"]) + "%" if item["swap_at"] == item["swap_at"] else "–",
        ]
        for item in told.table.to_dict("records")
    ]
    heads = [say("criterion", lang), told.first, told.second, say("weight", lang)]
    print_table([*heads, say("swap", lang)], rows, right=(1, 2, 3, 4))
    if told.p_first == told.p_first:
        typer.echo(f"P({told.first} > {told.second}) = {told.p_first:.2f}")


def _plain(number: Any, unit: str, *, imputed: bool = False) -> str:
    """Write a performance with its unit; what is not measured is a dash."""
    if imputed or number is None or number != number:
        return "–"
    shown = f"{number:.3g}" if isinstance(number, int | float) else str(number)
    return f"{shown} {unit}".strip()
