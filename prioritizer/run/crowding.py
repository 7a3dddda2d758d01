"""How many ranks a crowd could win for an agenda of this study: ``robustness/crowds.csv``."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prioritizer.criteria.crowds import CROWDS, Target, crowd_targets, crowd_values
from prioritizer.criteria.measure import Measurement
from prioritizer.run.judging import Judgement, Tree
from prioritizer.scoring import competition_rank

SIZES = (10, 100, 1000)
"""Complaints that a crowd sends."""

_ATTACKED = 15
_COLUMNS = (
    *("crowd", "n_complaints", "n_attacked", "median_ranks_won", "most_ranks_won"),
    *("channel", "month"),
)


def crowd_table(tree: Tree, judgement: Judgement) -> pd.DataFrame:
    """Suppose crowds that speak for one agenda each, and count the ranks that it wins.

    The agendas are spread evenly over the ranking, the first left out (it can win nothing). The
    crowd complains in the channel where it moves most. All else stays as it is: gates, links, what
    others say.

    Returns
    -------
    DataFrame
        ``crowd, n_complaints, n_attacked, median_ranks_won, most_ranks_won, channel, month``; no
        row where fewer than two agendas are ranked, or voices move none.
    """
    measurement, order = judgement.measurement, judgement.simulation.order
    targets = crowd_targets(measurement)
    if not targets or len(order) < 2:
        return pd.DataFrame(columns=list(_COLUMNS))
    n = min(_ATTACKED, len(order) - 1)
    attacked = [int(order[i]) for i in np.linspace(1, len(order) - 1, n).round().astype(int)]
    rows = []
    for crowd in CROWDS:
        most: tuple[float, float, Target] | None = None
        for size in SIZES:
            if most is None or crowd != "one_person":  # one person is one voice, whatever he writes
                most = max(
                    (
                        _ranks_won(tree, measurement, judgement, attacked, crowd, size, target)
                        for target in targets
                    ),
                    key=lambda told: told[:2],
                )
            rows.append((crowd, size, n, *most[:2], most[2].channel, most[2].month))
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _ranks_won(
    tree: Tree,
    measurement: Measurement,
    judgement: Judgement,
    attacked: list[int],
    crowd: str,
    size: int,
    target: Target,
) -> tuple[float, float, Target]:
    """Rank all agendas in every attack; median and most that the one spoken for came up."""
    ranks = [
        competition_rank(tree.score_of(measurement.names, drawn).score, judgement.eligible)
        for drawn in crowd_values(measurement, attacked, crowd, size, target)
    ]
    won = [float(ranks[0][a] - ranks[1 + k][a]) for k, a in enumerate(attacked)]
    return float(np.median(won)), max(won), target
