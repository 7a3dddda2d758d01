"""How much a ranking depends on weights and on data."""

from prioritizer.robustness.acceptability import (
    Acceptability,
    acceptability_of_draws,
    rank_acceptability,
)
from prioritizer.robustness.pairwise import pairwise_winning
from prioritizer.robustness.simulation import Simulation, simulate
from prioritizer.robustness.weighting import WeightModel

__all__ = [
    "Acceptability",
    "Simulation",
    "WeightModel",
    "acceptability_of_draws",
    "pairwise_winning",
    "rank_acceptability",
    "simulate",
]
