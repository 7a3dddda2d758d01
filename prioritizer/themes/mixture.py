"""Words of themes: a multinomial mixture that refines who belongs where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Labels = NDArray[np.intp]

_STEP = 2.0**-10  # rounded logarithms: sums of them are exact, and the same everywhere


@dataclass(frozen=True)
class WordModel:
    """How readily each theme says each word.

    Attributes
    ----------
    log_share : ndarray of shape (n_words, n_themes)
        Logarithm of the share of each word among the words of a theme.
    log_size : ndarray of shape (n_themes,)
        Logarithm of the share of each theme among the texts.
    """

    log_share: NDArray[np.float32]
    log_size: NDArray[np.float32]

    @classmethod
    def learn(
        cls,
        present: csr_matrix,
        labels: Labels,
        weights: NDArray[np.float64],
        n_themes: int,
        smoothing: float,
    ) -> WordModel:
        """Learn from which words stand in the texts of which theme.

        Parameters
        ----------
        present : csr_matrix of shape (n_texts, n_words)
            1 where a word stands in a text.
        labels : ndarray of shape (n_texts,)
        weights : ndarray of shape (n_texts,)
        n_themes : int
        smoothing : float
            Occurrences lent to every word in every theme.
        """
        ends = np.arange(len(labels) + 1)
        member = csr_matrix(
            (weights.astype(np.float32), labels, ends), shape=(len(labels), n_themes)
        )
        said = (present.T.tocsr() @ member).toarray().astype(np.float64) + smoothing
        sizes = np.bincount(labels, weights=weights, minlength=n_themes)
        log_share = np.log(said / said.sum(0))
        log_size = np.log(np.maximum(sizes, 0.5) / max(sizes.sum(), 0.5))
        return cls(_rounded(log_share), _rounded(log_size))

    def scores(self, present: csr_matrix) -> NDArray[np.float32]:
        """Log-likelihood of texts of shape (n_texts, n_words) in each theme, with its size."""
        scores: NDArray[np.float32] = present @ self.log_share
        return scores + self.log_size


def _rounded(logarithms: NDArray[np.float64]) -> NDArray[np.float32]:
    return (np.rint(logarithms / _STEP) * _STEP).astype(np.float32)


def presence(words: csr_matrix) -> csr_matrix:
    """Turn counts into 1 and 0: repeating a word in one text says little more."""
    ones = np.ones(len(words.indices), np.float32)
    return csr_matrix((ones, words.indices, words.indptr), shape=words.shape)
