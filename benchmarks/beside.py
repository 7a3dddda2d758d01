"""Where data of the benchmarks lies: beside the checkout, or where one says; without it, a skip."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("PRIORITIZER_SHARED", Path(__file__).resolve().parents[2] / "shared"))
DATA = SHARED / "data"


def skip_without(*needed: Path | None) -> None:
    """End here, with a reason and as if all were well, where something needed is not there."""
    for path in needed:
        if path is None or not path.exists():
            raise SystemExit(_said(path or Path("a tool")))


def _said(path: Path) -> int:
    print(f"skipped: {path} is not there; the earlier result stands.")
    return 0
