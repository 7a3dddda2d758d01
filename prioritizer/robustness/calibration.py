"""How far draws round noisy scores must be stretched, that intervals of ranks hold the truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from prioritizer.robustness.weighting import Tree
from prioritizer.vocabulary import Matrix

MOST_STRETCH = 10.0
"""Beyond it ranks are as good as drawn by lot, and a wider draw says no more."""


def rank_stretch(layers: Matrix, tree: Tree, ranked: NDArray[np.bool_]) -> float:
    """Find the factor by which data noise is stretched before agendas are ranked.

    Scores that were measured with noise lie further apart than the truths do, so that draws round
    them are too sure of the order: with 30 agendas that are nearly tied, 90% intervals of ranks
    held the true rank in 70% of cases. If truths vary by t² and noise by s², an agenda's truth
    should be drawn round its score pulled in by b = t² / (t² + s²), with variance b s² and, as b is
    itself estimated from n agendas, (1 - b) s² · 2 / (n - 3) more (empirical Bayes). Ranks do not
    see a pull that is the same for all: they see noise that is √(b + 2 (1 - b) / (n - 3)) / b times
    as large in proportion. So scores stay where they are, and the noise is stretched. Where agendas
    lie well apart, the factor is 1.

    Parameters
    ----------
    layers : ndarray of shape (n_layers, n_replicates, n_agendas)
        Replicates of the data.
    tree : Tree
        Scores are taken at stated weights.
    ranked : ndarray of bool of shape (n_agendas,)

    Returns
    -------
    float
        From 1 to 10.

    References
    ----------
    Efron, B. & Morris, C. (1975). Data analysis using Stein's estimator and its generalizations.
    *Journal of the American Statistical Association* 70, 311-319. Morris, C. N. (1983). Parametric
    empirical Bayes inference. *JASA* 78, 47-55.
    """
    n_ranked = int(ranked.sum())
    if n_ranked < 3 or layers.shape[1] < 2:
        return 1.0
    scores = np.einsum("l,lra->ra", tree.point()[1][0], layers[:, :, ranked])
    noise = float(scores.var(axis=0, ddof=1).mean())
    seen = float(scores.mean(axis=0).var(ddof=1))
    if noise <= 1e-18:
        return 1.0
    pull = max(1.0 - noise / seen, 0.0) if seen > 0 else 0.0
    doubt = 2.0 * (1.0 - pull) / max(n_ranked - 3, 1)
    if pull * MOST_STRETCH <= np.sqrt(pull + doubt):
        return MOST_STRETCH
    return float(np.sqrt(pull + doubt) / pull)
