"""A second process: it loads what the page needs while this one loads what ranking needs."""

from __future__ import annotations

import importlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from prioritizer.errors import RunError


@contextmanager
def page_beside() -> Iterator[Callable[[Any], Callable[[], None]]]:
    """Start a process that draws one page when asked; it ends with this one, however that ends.

    A run that is recalled takes a few seconds, half of them to load libraries: they load here and
    there at the same time.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_draw_when_asked, args=(there,), daemon=True)
    process.start()
    there.close()

    def draw(run: Any) -> Callable[[], None]:
        here.send((run.folder, run.manifest))
        return wait

    def wait() -> None:
        try:
            trouble = here.recv()
        except (EOFError, ConnectionError):
            raise RunError(
                "The process that draws the page died or found no memory.",
                "Close other programs, or use --jobs 1. Nothing was written.",
            ) from None
        if trouble is not None:
            raise trouble

    try:
        yield draw
    finally:
        here.close()
        process.kill()
        process.join()


def _draw_when_asked(there: Connection) -> None:
    """Load what drawing takes, then draw; nobody asking any more ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process tells what was stopped
    page = importlib.import_module("prioritizer.reports.page")
    bundle = importlib.import_module("prioritizer.bundle")
    try:
        folder, manifest = there.recv()
    except EOFError:
        return
    try:
        page.write_page(bundle.Bundle(folder, manifest), folder / "report.html")
    except Exception as trouble:
        there.send(trouble)
    else:
        there.send(None)
