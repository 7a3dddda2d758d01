"""How surely a theme is found again when other signals of the same people are read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from prioritizer.themes.centres import Labels, Rows, centres_of, spherical_k_means
from prioritizer.themes.graph import NeighbourGraph

_DECIMALS = 4


def theme_stability(
    rows: Rows,
    counts: NDArray[np.float64],
    labels: Labels,
    n_themes: int,
    rng: np.random.Generator,
    *,
    n_resamples: int = 5,
) -> NDArray[np.float64]:
    """Say how well each theme is found again from one half of the texts.

    Themes are learnt anew from a half drawn at random: neighbours, smoothing, clusters. Every
    text then joins the nearest of them. The stability of a theme is the share that it has in
    common with its best match (Jaccard, a copy counting as one text more), averaged over the
    halves: 1 is the same theme every time, below .5 a theme whose borders chance draws.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_features)
        Distinct vectors, from `unit_rows`.
    counts : ndarray of shape (n_rows,)
        Copies of each.
    labels : ndarray of shape (n_rows,)
    n_themes : int
    rng : Generator
    n_resamples : int

    Returns
    -------
    ndarray of shape (n_themes,)
        From 0 to 1; NaN for themes without texts.

    References
    ----------
    Hennig, C. (2007). Cluster-wise assessment of cluster stability. *Computational Statistics
    & Data Analysis* 52.
    """
    n = len(rows)
    half = max(n // 2, min(n, n_themes))
    found = np.zeros(n_themes)
    for _ in range(n_resamples):
        drawn = np.sort(rng.permutation(n)[:half])
        k = min(n_themes, half)
        smooth = NeighbourGraph(rows[drawn]).smoothed(k)
        again, _ = spherical_k_means(smooth, counts[drawn], k, rng, n_starts=1)
        centres = centres_of(rows[drawn], again, counts[drawn], k)
        found += _best_match(labels, (rows @ centres.T).argmax(1), counts, n_themes, k)
    sizes = np.bincount(labels, weights=counts, minlength=n_themes)
    share: NDArray[np.float64] = np.where(sizes > 0, found / n_resamples, np.nan)
    return share.round(_DECIMALS)


def _best_match(
    labels: Labels, again: Labels, counts: NDArray[np.float64], n: int, k: int
) -> NDArray[np.float64]:
    """Jaccard of each theme with the one of the other grouping that matches it best."""
    both = csr_matrix((counts, (labels, again)), shape=(n, k)).toarray()
    either = both.sum(1, keepdims=True) + both.sum(0) - both
    share: NDArray[np.float64] = (both / np.maximum(either, 1e-9)).max(1)
    return share
