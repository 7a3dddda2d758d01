"""``export``: a run in the form that somebody asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prioritizer.commands.options import Language, RunPath, chosen


def export(
    run: RunPath,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Ends in .xlsx, .csv, .parquet, .json or .html.")
    ],
    replace: Annotated[bool, typer.Option("--replace", help="Overwrite an existing file.")] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV for machines: no ' before = + - @ in texts.")
    ] = False,
    only: Annotated[
        str, typer.Option(help="shortlist: a workbook of one sheet for mailing, or its table.")
    ] = "",
    lang: Language = None,
) -> None:
    """Write a run as one file, in the form its ending names."""
    from prioritizer.bundle import read_run
    from prioritizer.reports import export_run

    written = export_run(
        read_run(run), file, lang=chosen(lang), replace=replace, raw=raw, only=only
    )
    typer.echo(written)
