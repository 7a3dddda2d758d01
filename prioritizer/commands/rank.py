"""``rank``: the main job."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from prioritizer.commands.beside import page_beside
from prioritizer.commands.options import (
    AllowOutside,
    Jobs,
    Json,
    Language,
    Quiet,
    Replace,
    StudyPath,
    chosen,
    progress_on,
)


class Work(StrEnum):
    """Who does the work."""

    processes = "processes"
    dask = "dask"


def rank(
    study: StudyPath,
    out: Annotated[
        Path | None, typer.Option(help="Run folder; default: runs/NAME-AS_OF beside the study.")
    ] = None,
    replace: Replace = False,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="RUN",
            help="An earlier run: say what moved since, and why; themes keep their ids and names.",
        ),
    ] = None,
    jobs: Jobs = None,
    use_cache: Annotated[
        bool,
        typer.Option(
            "--cache/--no-cache", help="Recall what an earlier run heard of the same inputs."
        ),
    ] = True,
    backend: Annotated[
        Work, typer.Option(help="Who does the work: processes of this machine, or Dask workers.")
    ] = Work.processes,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A running Dask scheduler: tcp://127.0.0.1:8786.")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="Print every agenda.")] = False,
    allow_outside: AllowOutside = False,
    lang: Language = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Rank the agendas of a study: reads, links, judges, writes the run folder."""
    with page_beside() if jobs != 1 else nullcontext() as page:
        from prioritizer.run import run_study
        from prioritizer.run.cache import Cache
        from prioritizer.run.steady import refuse_outside

        if not allow_outside:
            refuse_outside(study)
        run = run_study(
            study,
            out,
            replace=replace,
            against=against,
            jobs=jobs,
            cache=None if use_cache else Cache(None),
            backend=backend.value,
            scheduler=scheduler,
            page=page,
            progress=progress_on(quiet or as_json),
        )
    if as_json:
        from prioritizer.reports.files import run_as_json

        typer.echo(run_as_json(run))
    elif not quiet:
        from prioritizer.commands.screen import show_run

        show_run(run, chosen(lang), every=every)
        if against is not None:
            from prioritizer.commands.compare import show_changes

            show_changes(run.table("changes"), chosen(lang))
