"""``weights``: what each member would choose, and what all can live with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from prioritizer.commands.options import Json, Language, RunPath, chosen


def weights(
    run: RunPath,
    members: Annotated[
        Path,
        typer.Argument(
            metavar="MEMBERS",
            help="CSV or xlsx: member_id and a column for each criterion, weights on any scale.",
        ),
    ],
    top: Annotated[
        int | None,
        typer.Option("--top", min=1, help="Length of the shortlist; default: the run's."),
    ] = None,
    lang: Language = None,
    as_json: Json = False,
) -> None:
    """Rank under each member's weights: common core, disagreement, smallest flip, compromise."""
    from prioritizer.bundle import read_run
    from prioritizer.commands.membership import show_members
    from prioritizer.reports.members import weigh_members

    bundle, tongue = read_run(run), chosen(lang)
    view = weigh_members(bundle, members, top_k=top)
    if as_json:
        typer.echo(json.dumps(view.as_dict(), ensure_ascii=False, indent=2))
        return
    show_members(bundle, view, tongue)
