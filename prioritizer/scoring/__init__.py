"""Values, weights, aggregation, ranking: numbers only."""

from prioritizer.scoring.aggregation import weakest_criterion, weighted_product, weighted_sum
from prioritizer.scoring.agreement import kendall_tau, kendall_w, krippendorff_alpha
from prioritizer.scoring.ahp import RANDOM_INDEX_TABLES, Ahp, ahp_weights
from prioritizer.scoring.compromise import Vikor, topsis, vikor
from prioritizer.scoring.dispersion import critic_weights, entropy_weights
from prioritizer.scoring.elicitation import (
    rank_order_centroid,
    rank_reciprocal,
    rank_sum,
    swing_weights,
)
from prioritizer.scoring.normalisation import NORMALISATIONS, normalise
from prioritizer.scoring.outranking import PREFERENCE_FUNCTIONS, Promethee, promethee_ii
from prioritizer.scoring.ranking import (
    Ranking,
    competition_rank,
    order_of,
    rank,
    round_scores,
    tiers,
)
from prioritizer.scoring.tree import Scores, geometric_mean, score_tree, tree_weights
from prioritizer.scoring.values import Values, performance_of, piecewise_value, values_of

__all__ = [
    "NORMALISATIONS",
    "PREFERENCE_FUNCTIONS",
    "RANDOM_INDEX_TABLES",
    "Ahp",
    "Promethee",
    "Ranking",
    "Scores",
    "Values",
    "Vikor",
    "ahp_weights",
    "competition_rank",
    "critic_weights",
    "entropy_weights",
    "geometric_mean",
    "kendall_tau",
    "kendall_w",
    "krippendorff_alpha",
    "normalise",
    "order_of",
    "performance_of",
    "piecewise_value",
    "promethee_ii",
    "rank",
    "rank_order_centroid",
    "rank_reciprocal",
    "rank_sum",
    "round_scores",
    "score_tree",
    "swing_weights",
    "tiers",
    "topsis",
    "tree_weights",
    "values_of",
    "vikor",
    "weakest_criterion",
    "weighted_product",
    "weighted_sum",
]
