"""How much a ranking depends on weights and on data."""

from prioritizer.robustness.acceptability import (
    Acceptability,
    acceptability_of_draws,
    rank_acceptability,
)
from prioritizer.robustness.pairwise import pairwise_winning

__all__ = [
    "Acceptability",
    "acceptability_of_draws",
    "pairwise_winning",
    "rank_acceptability",
]
