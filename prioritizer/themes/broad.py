"""Broad themes: which fine themes belong together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from prioritizer.themes.centres import centres_of

Rows = NDArray[np.float32]


def broad_of(
    rows: Rows, labels: NDArray[np.integer], n_themes: int, n_broad: int | None = None
) -> NDArray[np.intp]:
    """Group fine themes by the cosine of their centres (average linkage).

    Parameters
    ----------
    rows : ndarray of shape (n_signals, n_features)
        Dense vectors of the sample.
    labels : ndarray of shape (n_signals,)
        Fine theme of each; numbers from ``n_themes`` on are left out.
    n_themes : int
    n_broad : int, optional
        By default about 1.5 times the root of the number of themes.

    Returns
    -------
    ndarray of shape (n_themes,)
        Broad theme of each fine one, numbered from 0 in the order of their first.
    """
    n_broad = n_broad or max(1, round(1.5 * float(n_themes) ** 0.5))
    if n_themes <= max(n_broad, 2):
        return np.arange(n_themes)
    told = np.asarray(labels) < n_themes
    centres = centres_of(
        rows[told], np.asarray(labels)[told].astype(np.intp), np.ones(told.sum()), n_themes
    ).astype(np.float64)
    mean = centres.mean(0)
    centres -= mean  # what all signals share holds nothing together
    centres /= np.maximum(np.sqrt((centres * centres).sum(1, keepdims=True)), 1e-9)
    upper = np.triu_indices(n_themes, 1)
    distance = np.round(1 - (centres[upper[0]] * centres[upper[1]]).sum(1), 6)
    groups = fcluster(linkage(np.maximum(distance, 0), "average"), n_broad, "maxclust")
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.intp)
    place[np.argsort(first, kind="stable")] = np.arange(len(first))
    return place[inverse]
