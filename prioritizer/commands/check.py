"""``check``."""

import typer


def check() -> None:
    """Not yet."""
    raise typer.Exit(2)
