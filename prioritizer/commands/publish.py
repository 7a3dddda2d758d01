"""``publish``: a run as open data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prioritizer.commands.options import Language, RunPath, chosen
from prioritizer.commands.say import say


def publish(
    run: RunPath,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the open data.")],
    licence: Annotated[str, typer.Option(help="Name of the licence.")] = "CC-BY-4.0",
    quotes: Annotated[
        bool, typer.Option("--quotes", help="Publish redacted quotes too; read them first.")
    ] = False,
    lang: Language = None,
) -> None:
    """Write an open-data bundle without persons; nobody can work its blank small counts out."""
    from prioritizer.audit import publish_run

    done = publish_run(run, folder, licence=licence, quotes=quotes)
    typer.echo(
        say("published", chosen(lang), folder=folder, blank=done.n_blank, counts=done.n_counts)
    )
    if done.n_earlier:
        typer.echo(say("published_before", chosen(lang), n=done.n_earlier))
    if done.n_given_away:
        typer.echo(say("published_given_away", chosen(lang), n=done.n_given_away))
    if quotes:
        typer.echo(say("published_quotes", chosen(lang)))
