"""``verify``: recompute a run, and say which cell of which file is not as it should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prioritizer.commands.options import Jobs, Json, Language, RunPath, chosen
from prioritizer.commands.say import heading, say

if TYPE_CHECKING:
    from prioritizer.audit import Verification

_SHOWN = 20


def verify(
    run: RunPath,
    digest: Annotated[
        str, typer.Option(help="The digest that a page, a cover or the minutes name.")
    ] = "",
    inputs: Annotated[
        Path | None,
        typer.Option(
            metavar="STUDY", help="The study of the run: make everything again from its inputs."
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="RUN", help="With --inputs: the earlier run that this one was set against."
        ),
    ] = None,
    jobs: Jobs = None,
    lang: Language = None,
    as_json: Json = False,
) -> None:
    """Recompute every figure of a run from its folder. A difference: exit 3."""
    from prioritizer.audit import verify_run

    found = verify_run(run, digest=digest, inputs=inputs, against=against, jobs=jobs or 1)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
    else:
        _show(found, chosen(lang))
    if found.differs:
        raise typer.Exit(3)


def _show(found: Verification, lang: str) -> None:
    """Print what was confirmed, what was not recomputed, and every difference."""
    for level in ("exact", "within 1e-9"):
        if files := [v.file for v in found.verdicts if v.level == level]:
            typer.echo(f"{say('audit_' + level, lang)}: {', '.join(files)}")
    if left := [v for v in found.verdicts if v.level == "not recomputed"]:
        heading(say("audit_not recomputed", lang))
        for verdict in left:
            typer.echo(f"  {verdict.file}: {verdict.note}")
    if wrong := [v for v in found.verdicts if v.level == "differs"]:
        heading(say("audit_differs", lang))
        for verdict in wrong:
            typer.echo(f"  {verdict.file}")
            for one in verdict.found[:_SHOWN]:
                text = say("audit_cell", lang, told=one.told, computed=one.computed)
                typer.echo(f"    {one.where}: {text}")
            if (n := len(verdict.found) - _SHOWN) > 0:
                typer.echo(f"    {say('audit_more', lang, n=n)}")
    for name, (then, now) in found.other_versions.items():
        typer.echo(say("audit_version", lang, name=name, then=then, now=now))
    typer.echo(f"\n{say('audit_level', lang)}: {found.level}")
    typer.echo(f"{say('run', lang)} {found.run_id}, digest {found.digest}")
    if not found.asked_digest:
        typer.echo(say("audit_ask", lang))
