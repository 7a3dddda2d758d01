"""How much a ranking depends on weights and on data."""

from prioritizer.robustness.acceptability import (
    Acceptability,
    acceptability_of_draws,
    rank_acceptability,
)
from prioritizer.robustness.crosschecks import cross_checks
from prioritizer.robustness.exact import first_rank_acceptability
from prioritizer.robustness.flips import Flip, flips_in_top, nearest_flip
from prioritizer.robustness.intervals import WeightIntervals, swap_weights, weight_intervals
from prioritizer.robustness.lift import Lift, lift_into_top
from prioritizer.robustness.members import MembersRankings, members_rankings
from prioritizer.robustness.pairwise import pairwise_winning
from prioritizer.robustness.simulation import Simulation, simulate
from prioritizer.robustness.stating import weight_model, winning_of_model
from prioritizer.robustness.weighting import WeightModel

__all__ = [
    "Acceptability",
    "Flip",
    "Lift",
    "MembersRankings",
    "Simulation",
    "WeightIntervals",
    "WeightModel",
    "acceptability_of_draws",
    "cross_checks",
    "first_rank_acceptability",
    "flips_in_top",
    "lift_into_top",
    "members_rankings",
    "nearest_flip",
    "pairwise_winning",
    "rank_acceptability",
    "simulate",
    "swap_weights",
    "weight_intervals",
    "weight_model",
    "winning_of_model",
]
