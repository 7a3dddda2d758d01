"""Write the pages that the code itself knows best; with ``--check`` only say whether they stand.

Writes docs/cli.md from ``--help``, docs/study-file.md and docs/study-schema.json from the models,
docs/performance.md, its chart and the sizes in docs/cluster.md from the results of the benchmarks,
and the first screen of a demo run into both READMEs (not with ``--pages``, which is quick).
tests/test_docs.py holds the screen against a demo run.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import typer.main
from typer.testing import CliRunner

from prioritizer.commands.app import app
from prioritizer.config.schema import study_page, study_schema

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS))

from performance import cluster_page, performance_chart, performance_page  # noqa: E402
from screens import READMES, screen, with_screen  # noqa: E402

WIDTH = {"TERMINAL_WIDTH": "100", "COLUMNS": "100", "NO_COLOR": "1", "PRIORITIZER_LANG": "en"}


def cli_page() -> str:
    """Put the help of every command on one page."""
    runner, parts = CliRunner(env=WIDTH), ["# Commands\n", "Generated from `--help`.\n"]
    verbs = list(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    for words in ([], *([verb] for verb in verbs)):
        shown = runner.invoke(app, [*words, "--help"], prog_name="prioritizer")
        assert shown.exit_code == 0, shown.output
        name = " ".join(["prioritizer", *words])
        text = "\n".join(line.rstrip() for line in shown.output.strip().splitlines())
        parts.append(f"## {name}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def pages() -> dict[Path, str]:
    """Every generated page, by its file."""
    schema = json.dumps(study_schema(), ensure_ascii=False, indent=2) + "\n"
    return {
        DOCS / "cli.md": cli_page(),
        DOCS / "study-file.md": study_page(),
        DOCS / "study-schema.json": schema,
        DOCS / "performance.md": performance_page(),
        DOCS / "performance.svg": performance_chart(),
        DOCS / "cluster.md": cluster_page(),
    }


def stale() -> list[str]:
    """Name the pages that no longer say what the code says."""
    return [
        path.name
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def write_screens() -> None:
    """Run the demo, and put what it prints first into both READMEs."""
    from prioritizer.resources import resource
    from prioritizer.run import run_study

    with tempfile.TemporaryDirectory() as folder:
        run = run_study(resource("configs/demo.toml"), Path(folder) / "run").folder
        for lang, page in READMES.items():
            text = with_screen(page.read_text(encoding="utf-8"), screen(run, lang))
            page.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if "--check" in sys.argv:
        if old := stale():
            sys.exit(f"stale: {', '.join(old)}. Run `make docs`.")
    else:
        for path, text in pages().items():
            path.write_text(text, encoding="utf-8", newline="\n")
        if "--pages" not in sys.argv:
            write_screens()
