"""Other methods beside the weighted mean: reported, never averaged in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from prioritizer.scoring.aggregation import weakest_criterion, weighted_product, weighted_sum
from prioritizer.scoring.agreement import kendall_tau
from prioritizer.scoring.checks import as_matrix
from prioritizer.scoring.compromise import topsis, vikor
from prioritizer.scoring.outranking import promethee_ii
from prioritizer.scoring.ranking import order_of, round_scores


def cross_checks(
    values: ArrayLike, weights: ArrayLike, *, top_k: int = 10, eligible: ArrayLike | None = None
) -> pd.DataFrame:
    """Compare the ranking by weighted mean with that of other methods.

    Parameters
    ----------
    values : array-like of shape (n_agendas, n_criteria)
        Criterion scores, or values; more is better.
    weights : array-like of shape (n_criteria,)
        Shares, 0 or more.
    top_k : int
        Length of the shortlist.
    eligible : array-like of bool, optional
        Agendas that are ranked; all by default. TOPSIS, VIKOR and PROMETHEE II see only these.

    Returns
    -------
    DataFrame
        ``method``, ``kendall_tau`` (tau-b with the weighted mean; NaN where a method ties all),
        ``overlap_top_k`` (share of the best k in common).

    Examples
    --------
    >>> cross_checks([[0.9, 0.8], [0.5, 0.6], [0.1, 0.2]], [1, 1], top_k=1)["kendall_tau"].tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    x = np.array(values, dtype=np.float64)
    if eligible is not None:
        x = x[np.asarray(eligible, dtype=bool)]
    names = ("weighted_product", "topsis", "vikor", "promethee_ii", "weakest_criterion")
    if not len(x):
        empty = [float("nan")] * len(names)
        return pd.DataFrame({"method": names, "kendall_tau": empty, "overlap_top_k": empty})
    x = as_matrix(x, "values")
    main = round_scores(weighted_sum(x, weights))
    others = (
        weighted_product(x, weights),
        topsis(x, weights),
        -vikor(x, weights).q,
        promethee_ii(x, weights).phi,
        weakest_criterion(x, weights),
    )
    best = set(order_of(main)[:top_k].tolist())
    rows = [
        {
            "method": name,
            "kendall_tau": kendall_tau(main, round_scores(other)),
            "overlap_top_k": len(best & set(order_of(other)[:top_k].tolist())) / len(best),
        }
        for name, other in zip(names, others, strict=True)
    ]
    return pd.DataFrame(rows)
