"""The Typer app: every verb, registered in the order of a working day."""

from __future__ import annotations

import typer

from prioritizer.commands.check import check
from prioritizer.commands.compare import compare
from prioritizer.commands.demo import demo
from prioritizer.commands.explain import explain
from prioritizer.commands.export import export
from prioritizer.commands.forget import forget
from prioritizer.commands.import_edits import import_edits
from prioritizer.commands.init import init
from prioritizer.commands.label import label
from prioritizer.commands.publish import publish
from prioritizer.commands.rank import rank
from prioritizer.commands.shortlist import shortlist
from prioritizer.commands.themes import themes
from prioritizer.commands.verify import verify
from prioritizer.commands.weights import weights

app = typer.Typer(
    name="prioritizer",
    help="Rank what the state should do first by what citizens ask for, and defend the answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for verb in (
    demo,
    init,
    check,
    rank,
    label,
    themes,
    explain,
    weights,
    shortlist,
    export,
    import_edits,
    compare,
    verify,
    publish,
    forget,
):
    app.command()(verb)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"prioritizer {version('prioritizer')}")
        raise typer.Exit


@app.callback()
def start(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Say the version and stop."
    ),
) -> None:
    """Rank what the state should do first by what citizens ask for, and defend the answer."""
