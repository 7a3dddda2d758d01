"""The figures of a run in the shapes that a live workbook needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.scoring import Scores, round_scores, score_tree
from prioritizer.vocabulary import Matrix

RANGES = {
    "time_to_first_result": ("months_min", "months_max"),
    "affordability": ("cost_low_mthb", "cost_high_mthb"),
}
"""Indicators whose point is the midpoint of two columns of the agendas table."""


@dataclass(frozen=True)
class Figures:
    """Agendas in the order of the export, with everything the formulas start from.

    Attributes
    ----------
    agendas : DataFrame of shape (n_agendas, …)
        The ranking, in its order.
    criteria : DataFrame of shape (n_criteria, …)
        Criteria that the study measures: ``criterion, criterion_weight, floor``, labels.
    indicators : DataFrame of shape (n_indicators, …)
        Indicators that the study measures, in the order of the criteria.
    raw : DataFrame indexed by (agenda_id, indicator)
        Performances with their ends, units and sources.
    scores : Scores
        What the formulas give at the starting weights.
    """

    run: Bundle
    agendas: pd.DataFrame
    criteria: pd.DataFrame
    indicators: pd.DataFrame
    raw: pd.DataFrame
    values: Matrix
    scores: Scores

    @property
    def ids(self) -> list[str]:
        """Ids in the order of the export."""
        return list(self.agendas["agenda_id"])

    @property
    def counted(self) -> Matrix:
        """Values as they count: half where nothing is measured."""
        return self.scores.values  # noqa: PD011

    @classmethod
    def of(cls, run: Bundle) -> Figures:
        """Gather the figures of a run."""
        long = run.table("indicators")
        measured = long.loc[long["weight"].notna(), "indicator"].unique()
        indicators = run.table("criteria")
        indicators = indicators[indicators["indicator"].isin(measured)].reset_index(drop=True)
        criteria = indicators.drop_duplicates("criterion").reset_index(drop=True)
        agendas = run.ranking
        raw = long[long["indicator"].isin(measured)].set_index(["agenda_id", "indicator"])
        known = raw["value"].where(~raw["imputed"].astype(bool))
        values = (
            known.unstack()  # noqa: PD010
            .reindex(index=list(agendas["agenda_id"]), columns=list(indicators["indicator"]))
            .to_numpy(dtype=np.float64)
        )
        values = np.where(np.isnan(values), np.nan, round_scores(np.nan_to_num(values)))
        names = list(criteria["criterion"])
        scores = score_tree(
            values,
            indicators["weight"].to_numpy(dtype=float),
            np.array([names.index(c) for c in indicators["criterion"]], dtype=np.intp),
            criteria["criterion_weight"].to_numpy(dtype=float),
            floors=criteria["floor"].to_numpy(dtype=float),
            criteria=names,
        )
        return cls(run, agendas, criteria, indicators, raw, values, scores)

    def raw_of(self, agenda_id: str, indicator: str) -> dict[str, Any]:
        """One row of raw figures as plain values."""
        row = self.raw.index.get_loc((agenda_id, indicator))
        found = {str(name): self.raw[name].iloc[row] for name in self.raw.columns}
        if indicator in RANGES:
            known = self.run.table("agendas").set_index("agenda_id")
            for end, column in zip(("low", "high"), RANGES[indicator], strict=True):
                cell = known[column].get(agenda_id) if column in known else None
                found[end] = None if cell is None or cell != cell or cell <= 0 else float(cell)
        return found
