"""``explain``."""

import typer


def explain() -> None:
    """Not yet."""
    raise typer.Exit(2)
