"""``compare``: what moved between two runs, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from prioritizer.commands.options import Json, Language, chosen
from prioritizer.commands.say import heading, print_table, say

if TYPE_CHECKING:
    import pandas as pd

_PARTS = ("signals", "agendas", "weights", "method")


def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="The earlier run.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The later run.")],
    lang: Language = None,
    as_json: Json = False,
) -> None:
    """Say what moved from one run to another, split into signals, agendas, weights and method."""
    from prioritizer.bundle import read_run
    from prioritizer.run.comparing import compare_runs

    found = compare_runs(read_run(run_a), read_run(run_b))
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, allow_nan=False, indent=2))
        return
    show_changes(found.changes, chosen(lang))
    for status in ("new", "gone", "split", "joined"):
        if len(part := found.themes[found.themes["status"] == status]):
            labels = part[f"label_{chosen(lang)}"].where(
                part[f"label_{chosen(lang)}"] != "", part["label_th"]
            )
            typer.echo(f"{say(f'themes_{status}', chosen(lang))}: {' · '.join(labels)}")


def show_changes(changes: pd.DataFrame, lang: str) -> None:
    """Print what moved, the parts of each move, and what is no real change."""
    heading(say("changes", lang))
    other = {"th": "en", "en": "th"}[lang]
    moved = changes[changes["status"].isin(["up", "down"])]
    rows = [
        [
            str(row["agenda_id"]),
            _told(str(row[f"title_{lang}"] or row[f"title_{other}"]), str(row[f"cause_{lang}"])),
            _rank(row["rank_before"]),
            _rank(row["rank_after"]),
            f"{row['move']:+.0f}",
            *(f"{row[f'move_{part}']:+.1f}" for part in _PARTS),
            f"{100 * row['sign_certain']:.0f}%",
        ]
        for row in moved.to_dict("records")
    ]
    names = ("agenda_id", "agenda", "before", "after", "move", *(f"by_{p}" for p in _PARTS), "sure")
    if rows:
        print_table([say(name, lang) for name in names], rows, right=tuple(range(2, len(names))))
    still = changes[changes["status"] == "no_real_change"]
    typer.echo(say("no_real_change", lang, n=len(still), shifted=int((still["move"] != 0).sum())))
    for status in ("new", "gone"):
        if len(part := changes[changes["status"] == status]):
            typer.echo(f"{say(status, lang)}: {', '.join(part['agenda_id'])}")


def _told(title: str, cause: str) -> str:
    """Put what became of an agenda behind its title; the parts have columns of their own."""
    _, _, why = cause.partition(" — ")
    return f"{title} — {why}" if why else title


def _rank(rank: Any) -> str:
    return "–" if rank != rank or rank is None else f"{rank:.0f}"
