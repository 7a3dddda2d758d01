"""``init``: a starter study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from prioritizer.commands.options import Language, chosen


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
    lang: Language = None,
) -> None:
    """Make a starter study: commented study.toml, input templates, a README in two languages."""
    from prioritizer.reports.starter import write_starter

    write_starter(folder)
    typer.echo(
        f"{folder}: กรอกแฟ้มตัวอย่าง แก้ study.toml แล้วสั่ง prioritizer check {folder}"
        if chosen(lang) == "th"
        else f"{folder}: fill in the templates, change study.toml, then run: "
        f"prioritizer check {folder}"
    )
