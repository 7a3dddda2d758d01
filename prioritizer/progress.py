"""How long work says how far it is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import Protocol

_WIDTH = 28


class Progress(Protocol):
    """What a stage tells while it works."""

    def stage(self, name: str, total: int = 0) -> None:
        """Open a stage of ``total`` steps (0: unknown)."""

    def step(self, n: int = 1) -> None:
        """Say that ``n`` steps are done."""

    def close(self) -> None:
        """End the last stage."""


class Silent:
    """Say nothing."""

    def stage(self, name: str, total: int = 0) -> None:
        """Open a stage."""

    def step(self, n: int = 1) -> None:
        """Count steps."""

    def close(self) -> None:
        """End."""


class Lines:
    """One plain line for each stage, with its seconds, on standard error."""

    def __init__(self) -> None:
        self._name, self._since = "", 0.0

    def stage(self, name: str, total: int = 0) -> None:
        """Close the stage before, and open this one."""
        self.close()
        self._name, self._since = name, time.perf_counter()

    def step(self, n: int = 1) -> None:
        """Count steps, silently."""

    def close(self) -> None:
        """Print the line of the stage that ends."""
        if self._name:
            seconds = time.perf_counter() - self._since
            print(f"  {self._name:<44} {seconds:6.1f} s", file=sys.stderr, flush=True)
        self._name = ""


class Bar(Lines):
    """A bar that fills while a stage works, then its plain line."""

    def __init__(self) -> None:
        super().__init__()
        self._done, self._total = 0, 0

    def stage(self, name: str, total: int = 0) -> None:
        """Close the stage before, and draw an empty bar."""
        super().stage(name, total)
        self._done, self._total = 0, total
        self._draw()

    def step(self, n: int = 1) -> None:
        """Fill the bar."""
        self._done += n
        self._draw()

    def close(self) -> None:
        """Wipe the bar and leave the line of the stage."""
        if self._name:
            print("\r\033[K", end="", file=sys.stderr)
        super().close()

    def _draw(self) -> None:
        share = self._done / self._total if self._total else 0.0
        filled = round(_WIDTH * min(share, 1.0))
        bar = "█" * filled + "·" * (_WIDTH - filled)
        print(f"\r\033[K  {self._name:<44} {bar}", end="", file=sys.stderr, flush=True)
