"""Themes of many matters: few of their texts say what sets them apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from prioritizer.text import Vectors
from prioritizer.themes.lexicon import name_matters

_WORDS = 10
_LEAST_LIFT = 0.3
_LEAST_SAID = 0.5
_STEP = 2.0**-10  # logarithms differ in their last bits between processors


def share_said(labels: NDArray[np.integer], vectors: Vectors, n_themes: int) -> NDArray[np.float64]:
    """Say how many of a theme's texts hold one of the ten words that set it apart best.

    A word sets a theme apart by the share of the theme's texts that hold it, times the logarithm
    of how much oftener they do so than all texts. Only words that name a matter count.

    Parameters
    ----------
    labels : ndarray of shape (n_texts,)
        Numbers from ``n_themes`` on are left out.
    vectors : Vectors
    n_themes : int

    Returns
    -------
    ndarray of shape (n_themes,)
        Shares from 0 to 1; 1 for themes without texts.
    """
    n = len(labels)
    held = vectors.words[:, name_matters(vectors.vocabulary)]
    present = csr_matrix((np.ones(len(held.data)), held.indices, held.indptr), shape=held.shape)
    known = np.minimum(labels, n_themes)
    member = csr_matrix((np.ones(n), known, np.arange(n + 1)), shape=(n, n_themes + 1))
    told = (member.T @ present).toarray()
    sizes = np.bincount(known, minlength=n_themes + 1)
    share = told / np.maximum(sizes, 1)[:, None]
    usual = told.sum(0) / max(n, 1)
    half = 0.5 / np.maximum(sizes, 1)[:, None]
    lift = np.rint(np.log((share + half) / (usual + 0.5 / max(n, 1))) / _STEP) * _STEP
    weight = np.where(lift >= _LEAST_LIFT, share * lift, 0.0)
    said = np.ones(n_themes)
    for theme in np.flatnonzero(sizes[:n_themes]):
        best = np.argsort(-weight[theme], kind="stable")[:_WORDS]
        best = best[weight[theme][best] > 0]
        own = present[known == theme][:, best]
        said[theme] = np.count_nonzero(np.diff(own.indptr)) / sizes[theme]
    return said


def is_mixed(labels: NDArray[np.integer], vectors: Vectors, n_themes: int) -> NDArray[np.bool_]:
    """Tell which themes gather what fits nowhere else.

    Such a theme has more texts than the mean, and fewer than half of them say one of the ten
    words that set it apart (`share_said`): its words name some of its matters, not the theme.

    Parameters
    ----------
    labels : ndarray of shape (n_texts,)
    vectors : Vectors
    n_themes : int

    Returns
    -------
    ndarray of shape (n_themes,)
    """
    sizes = np.bincount(np.minimum(labels, n_themes), minlength=n_themes + 1)[:n_themes]
    loud = sizes > sizes.mean() if n_themes else sizes > 0
    mixed: NDArray[np.bool_] = loud & (share_said(labels, vectors, n_themes) < _LEAST_SAID)
    return mixed
