"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Hand out the folder of real data and cases that lies beside the checkout, where there is one."""
    path = Path(os.environ.get("PRIORITIZER_SHARED", ROOT.parent / "shared"))
    if not (path / "cases").is_dir():
        pytest.skip("the shared data and cases are not beside this checkout")
    return path
