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
    cost: Annotated[
        list[str] | None,
        typer.Option(
            metavar="INDICATOR=NUMBER",
            help="What the whole swing of an indicator costs, for the cheapest way up; "
            "1 by default, 'inf' for what cannot be changed. May be repeated.",
        ),
    ] = None,
    lang: Language = None,
    as_json: Json = False,
) -> None:
    """Say why an agenda has its rank: contributions, evidence, gates, what would lift it."""
    from prioritizer.bundle import read_run
    from prioritizer.commands.explaining import show_agenda, show_versus
    from prioritizer.reports.explanation import explain_agenda
    from prioritizer.reports.versus import explain_versus

    bundle, tongue = read_run(run), chosen(lang)
    told = explain_agenda(bundle, agenda, costs=_costs(cost or []))
    against = explain_versus(bundle, agenda, versus) if versus else None
    if as_json:
        content = {**told.as_dict(), **({"versus": against.as_dict()} if against else {})}
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))
        return
    show_agenda(bundle, told, tongue)
    if against is not None:
        show_versus(bundle, against, tongue)


def _costs(words: list[str]) -> dict[str, float]:
    """Read ``indicator=number`` pairs."""
    from prioritizer.errors import ConfigError

    found = {}
    for word in words:
        name, _, number = word.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            raise ConfigError(
                f"--cost {word}: {number!r} is no number.", "Write --cost indicator=2."
            ) from None
    return found
