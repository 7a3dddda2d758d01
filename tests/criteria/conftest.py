"""What the tests of measuring share: the default criteria, small tallies, the illustrative set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from prioritizer.resources import read_toml

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def criteria() -> pd.DataFrame:
    """Lay the default criteria out as the study hands them over."""
    rows = []
    for criterion, table in read_toml("configs/defaults.toml")["criteria"].items():
        for name, one in table["indicators"].items():
            rows.append(
                {
                    "criterion": criterion,
                    "criterion_weight": table["weight"],
                    "floor": table["floor"],
                    "indicator": name,
                    "weight": one["weight"],
                    "source": one["from"],
                    "columns": tuple(one.get("columns", ())),
                    "unit": one["unit"],
                    "shape": one.get("shape", "linear"),
                    "worst": one.get("worst", float("nan")),
                    "best": one.get("best", float("nan")),
                    "points": one.get("points"),
                    "table": one.get("table"),
                    "offset": one.get("offset", 0.0),
                }
            )
    return pd.DataFrame(rows)


@pytest.fixture
def tallied() -> Callable[..., pd.DataFrame]:
    """Make tallies from rows of (agenda, area, channel, month, voices), one bucket each in turn."""

    def make(rows: list[tuple[str, str, str, str, float]], **more: object) -> pd.DataFrame:
        columns = ["agenda_id", "area", "channel", "month", "n_voices"]
        table = pd.DataFrame(rows, columns=columns)
        table["n_signals"] = table["n_voices"]
        table["status"] = ""
        table["bucket"] = np.arange(len(table)) % 64
        return table.assign(**more)

    return make


@pytest.fixture(scope="session")
def random_tallies() -> pd.DataFrame:
    """Draw 20,000 voices over 12 agendas, 9 areas, 2 channels and 3 months."""
    rng = np.random.default_rng(2564)
    n = 20_000
    share = rng.dirichlet(np.full(13, 0.5))
    agenda = rng.choice(13, n, p=share)
    frame = pd.DataFrame(
        {
            "agenda_id": np.where(agenda == 12, "", np.char.add("A", agenda.astype(str))),
            "area": np.char.add("d", rng.choice(9, n, p=rng.dirichlet(np.ones(9))).astype(str)),
            "channel": rng.choice(["hotline", "web"], n, p=[0.3, 0.7]),
            "month": rng.choice(["2021-01", "2021-02", "2021-03"], n, p=[0.6, 0.3, 0.1]),
            "status": rng.choice(["open", "closed"], n),
            "bucket": rng.integers(0, 64, n),
            "n_voices": 1.0,
            "n_signals": 1.0,
            "severity": rng.integers(0, 5, n).astype(float),
            "n_severity": 1.0,
        }
    )
    keys = ["agenda_id", "area", "channel", "month", "status", "bucket"]
    return frame.groupby(keys, as_index=False).sum()


@pytest.fixture(scope="session")
def illustrative(shared: Path) -> dict[str, pd.DataFrame]:
    """Read the illustrative agendas, committees and ratings, as words and numbers."""
    folder = shared / "data" / "illustrative"
    text = {"dtype": "str", "keep_default_na": False}
    agendas = pd.read_csv(folder / "agendas_illustrative.csv", **text)
    endings = ("_mthb", "_min", "_max", "_months", "_0_4", "_n", "_days")
    for name in agendas:
        if name.endswith(endings) or name in ("kpi_baseline", "kpi_target"):
            agendas[name] = pd.to_numeric(agendas[name], errors="coerce")
    ratings = pd.read_csv(folder / "ratings_illustrative.csv", **text)
    committees = pd.read_csv(folder / "committees_illustrative.csv", **text)
    return {"agendas": agendas, "ratings": ratings, "committees": committees}
