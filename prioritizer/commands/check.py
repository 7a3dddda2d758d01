"""``check``: what lies in the inputs, before anything is ranked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from prioritizer.commands.options import Json, Language, StudyPath, chosen

if TYPE_CHECKING:
    from prioritizer.run.checking import FileCheck


def check(
    study: StudyPath,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of text files, where the guess is wrong.")
    ] = None,
    lang: Language = None,
    as_json: Json = False,
) -> None:
    """Read every input and say what was found in it; changes nothing. A refused file: exit 1."""
    from prioritizer.run.checking import check_study

    found = check_study(study, encoding=encoding)
    if as_json:
        typer.echo(
            json.dumps({"files": [f.as_dict() for f in found]}, ensure_ascii=False, indent=2)
        )
    else:
        for file in found:
            _show(file, chosen(lang))
    if any(file.verdict == "refused" for file in found):
        raise typer.Exit(1)


def _show(file: FileCheck, lang: str) -> None:
    """Print what was found in one file."""
    from prioritizer.commands.say import say

    typer.echo(f"\n{file.file}: {say(file.verdict, lang)}")
    if file.verdict != "refused":
        typer.echo(
            f"  {say('read', lang)} {file.rows_read:,} = {say('accepted', lang)} "
            f"{file.accepted:,} + {say('rejected', lang)} {file.rejected:,}"
        )
    for key in ("kind", "encoding", "delimiter", "header_row", "sheets", "pii", "date_guesses"):
        if content := file.found.get(key):
            typer.echo(f"  {key}: {_plain(content)}")
    for key in ("repeats", "campaigns"):
        if key in file.found:
            typer.echo(f"  {key}: {file.found[key]:,}")
    for reason in file.reasons:
        typer.echo(f"  · {reason}")
    if file.mapping and file.found.get("guessed"):
        typer.echo("  " + file.mapping.replace("\n", "\n  "))


def _plain(content: object) -> str:
    if isinstance(content, dict):
        return ", ".join(f"{key} {value}" for key, value in content.items())
    return ", ".join(map(str, content)) if isinstance(content, list) else str(content)
