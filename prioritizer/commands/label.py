"""``label``: ask a person, and read the answers back."""

from __future__ import annotations

from typing import Annotated

import typer

from prioritizer.commands.options import (
    AllowOutside,
    Jobs,
    Json,
    Language,
    Quiet,
    StudyPath,
    chosen,
    progress_on,
)


def label(
    study: StudyPath,
    number: Annotated[
        int | None,
        typer.Option("--next", min=1, help="Write the N signals that teach the linker most."),
    ] = None,
    audit: Annotated[
        bool,
        typer.Option("--audit", help="Write a stratified sample that measures the links instead."),
    ] = False,
    jobs: Jobs = None,
    allow_outside: AllowOutside = False,
    lang: Language = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write a sheet of signals to link by hand, and read filled sheets back into the labels."""
    from prioritizer.run.labelling import label_study
    from prioritizer.run.steady import refuse_outside

    if not allow_outside:
        refuse_outside(study)
    done = label_study(
        study, n=number, audit=audit, jobs=jobs, progress=progress_on(quiet or as_json)
    )
    if as_json:
        from prioritizer.provenance import dump_json

        said = {**done.__dict__, "labels": str(done.labels)}
        said["written"] = str(done.written) if done.written else None
        typer.echo(dump_json(said).rstrip())
    elif not quiet:
        for line in _lines(done.__dict__, chosen(lang)):
            typer.echo(line)


def _lines(done: dict[str, object], lang: str) -> list[str]:
    from prioritizer.commands.say import say
    from prioritizer.links.heads import LEAST_JUDGED

    lines = []
    read = done["read"]
    assert isinstance(read, dict)
    for sheet, n in read.items():
        lines.append(say("label_read", lang, sheet=sheet, n=f"{n:,}"))
    if read:
        lines.append(say("label_kept", lang, **done))
    n_judged = done["n_judged"]
    assert isinstance(n_judged, int)
    if 0 < n_judged < LEAST_JUDGED:
        lines.append(say("label_short", lang, n=LEAST_JUDGED - n_judged, least=LEAST_JUDGED))
    if not done["named"] and n_judged:
        lines.append(say("label_name", lang))
    if done["written"]:
        lines.append(say("label_written", lang, **done))
    return lines
