"""Options that several verbs share, and how they talk."""

from __future__ import annotations

import locale
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from prioritizer.progress import Progress


class Lang(StrEnum):
    """Languages of the outputs."""

    th = "th"
    en = "en"


def default_lang() -> Lang:
    """Take the language of the machine: Thai where it is Thai, else English.

    ``PRIORITIZER_LANG`` overrules the machine.
    """
    said = os.environ.get("PRIORITIZER_LANG") or (locale.getlocale()[0] or "")
    return Lang.th if said.lower().startswith("th") else Lang.en


def chosen(lang: Lang | None) -> str:
    """Name the language asked for, or that of the machine."""
    return str(lang or default_lang())


StudyPath = Annotated[
    Path, typer.Argument(metavar="STUDY", help="A study.toml, or the folder that holds it.")
]
RunPath = Annotated[
    Path, typer.Argument(metavar="RUN", help="A run folder, as `rank` or `demo` wrote it.")
]
Language = Annotated[
    Lang | None, typer.Option("--lang", help="Language of the output; default: the machine's.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Replace = Annotated[bool, typer.Option("--replace", help="Swap an existing run for the new one.")]
AllowOutside = Annotated[
    bool,
    typer.Option(
        "--allow-outside",
        envvar="PRIORITIZER_ALLOW_OUTSIDE",
        help="Read files outside the study's folder; only for studies you trust.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, help="Worker processes; default: one for each core."),
]


def progress_on(quiet: bool) -> Progress:
    """Show a bar on a terminal, plain lines elsewhere, nothing where silence is asked for."""
    from prioritizer.progress import Bar, Lines, Silent

    if quiet:
        return Silent()
    return Bar() if sys.stderr.isatty() else Lines()
