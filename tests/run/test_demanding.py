"""Demand shares carry their doubt, and what judged links correct."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from prioritizer.bundle import read_run
from prioritizer.run.demanding import COLUMNS, demand_shares

SHARES = pd.DataFrame(
    {
        "agenda_id": ["A1", "A2"],
        "n_voices": [10.0, 90.0],
        "raw_share": [0.1, 0.9],
        "representative_share": [0.2, 0.6],
    }
)
MEASURED = SimpleNamespace(agenda_ids=("A1", "A2"), shares=SimpleNamespace(table=SHARES))


def drawn() -> SimpleNamespace:
    replicates = np.linspace(0.5, 1.5, 101)[:, None] * np.array([0.2, 0.6])
    both = replicates.astype(np.float32)
    return SimpleNamespace(
        measurement=MEASURED, told=lambda active, n: {"representative_reach": (both, both)}
    )


def test_without_judged_links_shares_have_intervals_and_no_correction():
    table = demand_shares(drawn(), {}, 101)
    assert list(table.columns) == list(COLUMNS)
    assert table["agenda_id"].tolist() == ["A2", "A1"]
    assert (table["share_low"] < table["share"]).all()
    assert (table["share"] < table["share_high"]).all()
    assert table["corrected"].isna().all()
    assert set(table["basis"]) == {"declared"}


def test_judged_links_correct_the_shares_by_precision_over_recall():
    quality = {"source": "audit", "agendas": {"A1": {"ratio": 0.5}, "A2": {"ratio": 2.0}}}
    table = demand_shares(drawn(), quality, 101).set_index("agenda_id")
    assert table.loc["A1", "corrected"] == pytest.approx(0.1)
    assert table.loc["A1", "corrected_low"] == pytest.approx(0.5 * table.loc["A1", "share_low"])
    assert table.loc["A2", "corrected"] == 1.0  # no share is more than all
    assert set(table["basis"]) == {"audit"}


def test_a_run_holds_the_demand_shares_of_all_its_agendas(demo_run):
    table = read_run(demo_run).table("demand_shares")
    ranking = read_run(demo_run).table("ranking")
    assert sorted(table["agenda_id"]) == sorted(ranking["agenda_id"])
    assert (table["share_low"] <= table["share_high"]).all()
