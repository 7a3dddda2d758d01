"""``import-edits``: what the team typed into the workbook becomes a new run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prioritizer.commands.options import Jobs, Json, Language, Quiet, Replace, RunPath, chosen

if TYPE_CHECKING:
    from prioritizer.run.edits import Imported


def import_edits(
    run: RunPath,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Workbooks exported from this run, then edited."),
    ],
    out: Annotated[
        Path | None, typer.Option(help="New run folder; default: RUN-edited beside the run.")
    ] = None,
    prefer: Annotated[
        str | None, typer.Option(help="File whose edits stand where two files conflict.")
    ] = None,
    replace: Replace = False,
    jobs: Jobs = None,
    lang: Language = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read edits of exported workbooks back by id, list old → new, and make a new run.

    Only yellow cells come home. A blank cell is no edit; - is not measured; Thai digits and
    Buddhist years are read. A changed formula, an unknown id or a conflict stops everything.
    """
    from joblib import cpu_count

    from prioritizer.bundle import read_run
    from prioritizer.errors import InputError
    from prioritizer.run.edits import import_edits as bring_home

    try:
        imported = bring_home(
            read_run(run), files, prefer=prefer, out=out, replace=replace, jobs=jobs or cpu_count()
        )
    except InputError as refused:
        raise InputError(refused.say(chosen(lang))) from None
    if as_json:
        typer.echo(_as_json(imported))
    elif not quiet:
        _show(imported, chosen(lang))


def _show(imported: Imported, lang: str) -> None:
    from prioritizer.commands.say import print_table, say
    from prioritizer.run.edits.comparing import written

    if imported.run is None:
        where = f" ({imported.before.folder})" if imported.before else ""
        typer.echo(say("no_edits", lang) + where)
        for warning in imported.warnings:
            typer.echo(f"  · {warning.say(lang)}")
        return
    typer.echo(say("n_edits", lang, n=len(imported.edits)))
    rows = [
        [e.address, e.row, written(e.old) or "–", "→", written(e.new), e.note, e.file]
        for e in imported.edits
    ]
    heads = [say(n, lang) for n in ("cell", "row_id", "was")]
    print_table([*heads, "", say("becomes", lang), say("read_as", lang), say("file", lang)], rows)
    for warning in imported.warnings:
        typer.echo(f"  · {warning.say(lang)}")
    typer.echo(f"{say('run', lang)}: {imported.run.folder}  ({imported.run.run_id})")


def _as_json(imported: Imported) -> str:
    import json

    from prioritizer.run.edits.comparing import written

    content = {
        "n_edits": len(imported.edits),
        "edits": [
            {
                "file": e.file,
                "address": e.address,
                "sheet": e.sheet,
                "row_id": e.row,
                "column": e.column,
                "old": written(e.old),
                "new": written(e.new),
                "note": e.note,
            }
            for e in imported.edits
        ],
        "run": str(imported.run.folder) if imported.run else None,
        "run_id": imported.run.run_id if imported.run else None,
        "warnings": [said.en for said in imported.warnings],
        "warnings_th": [said.th for said in imported.warnings],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)
