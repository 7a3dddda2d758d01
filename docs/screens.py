"""The first screen of the demo, shortened for the READMEs; `make docs` puts it there."""

from __future__ import annotations

import contextlib
import io
import os
import re
from dataclasses import replace
from pathlib import Path
from unittest import mock

from rich.cells import cell_len

from prioritizer.bundle import Bundle, read_run
from prioritizer.commands.screen import show_run

ROOT = Path(__file__).parents[1]
READMES = {"en": ROOT / "README.md", "th": ROOT / "README.th.md"}
COLUMNS, ROW_LINES = 110, 2
ROWS = (0, 10, 2, 3, 2, 4, 1)
"""Rows kept of each part: header, ranked, failed, unanswered, warnings, files, the last word."""
_BLOCK = re.compile(r"(^<!-- [^\n]*`make demo`[^\n]* -->\n```text\n).*?(^```$)", re.M | re.S)


def screen(run: Path, lang: str) -> str:
    """Print a run as `prioritizer demo` does, and keep the beginning of each part."""
    found = read_run(run)
    for name in ("ranking", "gates", "unanswered", "criteria"):
        found.table(name)
    parts = _printed(replace(found, folder=Path("runs/demo")), lang).strip("\n").split("\n\n")
    if len(parts) != len(ROWS):
        raise SystemExit(f"The first screen has {len(parts)} parts, not {len(ROWS)}.")
    short = [_header(parts[0])]
    short += [_shortened(part, rows) for part, rows in zip(parts[1:], ROWS[1:], strict=True)]
    return "\n\n".join(short) + "\n"


def with_screen(page: str, text: str) -> str:
    """Put a screen where a README has one."""
    page, n = _BLOCK.subn(lambda found: found[1] + text + found[2], page)
    if n != 1:
        raise SystemExit(f"A README has {n} places for the screen of `make demo`, not one.")
    return page


def screen_of(page: str) -> str:
    """Read the screen that a README shows."""
    found = _BLOCK.search(page)
    return page[found.end(1) : found.start(2)] if found else ""


def _printed(run: Bundle, lang: str) -> str:
    said = io.StringIO()
    wide = mock.patch.dict(os.environ, {"COLUMNS": str(COLUMNS), "NO_COLOR": "1"})
    with wide, contextlib.redirect_stdout(said):
        show_run(run, lang, every=True)
    lines = said.getvalue().replace("\\", "/").splitlines()
    return "\n".join(re.sub(r"  \([0-9a-f]{12}\)$", "", line).rstrip() for line in lines)


def _header(part: str) -> str:
    """Cut the list of indicators after the first ones."""
    return "\n".join(
        line if cell_len(line) <= COLUMNS else _cut(line, ", ") for line in part.split("\n")
    )


def _cut(line: str, at: str) -> str:
    return line[: COLUMNS - 4].rpartition(at)[0] + at.rstrip() + " …"


def _shortened(part: str, rows: int) -> str:
    """Keep so many rows of a part, each with its first lines."""
    lines = part.split("\n")
    ruled = next((i + 1 for i, line in enumerate(lines) if line.startswith("──")), 0)
    start = ruled or (1 if len(lines) > 1 else 0)
    table = ruled > 0
    kept, seen, height = lines[:start], 0, 0
    for line in lines[start:]:
        begins = not table or bool(line[:8].strip())
        seen, height = seen + begins, 1 if begins else height + 1
        if seen > rows:
            break
        if height <= ROW_LINES:
            kept.append(line if cell_len(line) <= COLUMNS else _cut(line, " "))
        elif not kept[-1].endswith("…"):
            kept[-1] += " …"
    rest = seen > rows
    return "\n".join([*kept, "  …"] if rest else kept)
