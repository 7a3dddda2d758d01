"""The demo's signals, made anew from their seed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def made(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the signals, and beside them in truth.csv what each was made from."""
    folder = tmp_path_factory.mktemp("made")
    script = root / "datasets" / "generate_demo.py"
    words = [str(folder), "--truth", str(folder / "truth.csv")]
    subprocess.run([sys.executable, "-B", str(script), *words], check=True)
    return folder
