"""``forget``: take a person's words out of a run."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from prioritizer.commands.options import Jobs, Json, Language, RunPath, chosen
from prioritizer.commands.say import heading, say


def forget(
    run: RunPath,
    signal_id: Annotated[
        list[str] | None, typer.Option(help="Id of a signal; may be given again.")
    ] = None,
    person: Annotated[
        list[str] | None,
        typer.Option(help="A person as the inputs write it, or the 16-digit key."),
    ] = None,
    jobs: Jobs = None,
    lang: Language = None,
    as_json: Json = False,
) -> None:
    """Take signals, or all signals of a person, out of a run and the cache; figures stay."""
    from prioritizer.audit import forget as forget_signals

    done = forget_signals(run, signal_ids=signal_id or (), persons=person or (), jobs=jobs or 1)
    if as_json:
        content = {
            "n_forgotten": done.n_signals,
            "earlier_digest": done.earlier_digest,
            "digest": done.run.digest,
            "still_held": list(done.left),
            "not_reached": list(done.inputs),
        }
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    tongue = chosen(lang)
    typer.echo(say("forgotten", tongue, n=done.n_signals))
    typer.echo(f"digest {done.earlier_digest} → {done.run.digest}")
    if done.left:
        heading(say("forget_left", tongue))
        for file in done.left:
            typer.echo(f"  {file}")
    heading(say("forget_beyond", tongue))
    for file in done.inputs:
        typer.echo(f"  {file}")
    typer.echo(f"  {say('forget_copies', tongue)}")
