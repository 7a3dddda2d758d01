"""``demo``: the whole job on the embedded demo study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prioritizer.commands.options import Jobs, Language, Quiet, Replace, chosen, progress_on


def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Run folder to write.")] = Path(
        "runs/demo"
    ),
    replace: Replace = False,
    jobs: Jobs = None,
    lang: Language = None,
    quiet: Quiet = False,
) -> None:
    """Run the whole job on the embedded demo study; needs no files and no network."""
    from prioritizer.resources import resource
    from prioritizer.run import run_study

    study = resource("configs/demo.toml")
    run = run_study(study, folder, replace=replace, jobs=jobs, progress=progress_on(quiet))
    if not quiet:
        from prioritizer.commands.screen import show_run

        show_run(run, chosen(lang), every=True)
