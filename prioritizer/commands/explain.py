"""``explain``: why this agenda has this rank."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from prioritizer.commands.options import Json, Language, RunPath, chosen


def explain(
    run: RunPath,
    agenda: Annotated[str, typer.Argument(metavar="AGENDA", help="An agenda_id of the run.")],
    versus: Annotated[
        str | None, typer.Option(metavar="AGENDA", help="Another agenda to set beside it.")
    ] = None,
    lang: Language = None,
    as_json: Json = False,
) -> None:
    """Say why an agenda has its rank: contributions, evidence, gates, what would lift it."""
    from prioritizer.bundle import read_run
    from prioritizer.commands.explaining import show_agenda, show_versus
    from prioritizer.reports.explanation import explain_agenda, explain_versus

    bundle, tongue = read_run(run), chosen(lang)
    told = explain_agenda(bundle, agenda)
    against = explain_versus(bundle, agenda, versus) if versus else None
    if as_json:
        content = {**told.as_dict(), **({"versus": against.as_dict()} if against else {})}
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))
        return
    show_agenda(bundle, told, tongue)
    if against is not None:
        show_versus(against, tongue)
