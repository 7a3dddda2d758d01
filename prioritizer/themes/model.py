"""The theme model: signals that say alike stand together."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from prioritizer.text import Vectors
from prioritizer.text.vectors_exact import unit_rows
from prioritizer.themes.centres import Labels, centres_of, spherical_k_means
from prioritizer.themes.choosing import choose_n_themes
from prioritizer.themes.company import matter_rows
from prioritizer.themes.graph import NeighbourGraph, distinct_rows
from prioritizer.themes.mixture import WordModel, presence
from prioritizer.themes.stability import theme_stability

_EM_ROUNDS = 2
_SMOOTHING = 0.1


class ThemeModel(ClusterMixin, BaseEstimator):
    """Group signal vectors into themes.

    Copies are collapsed and kept as weights; vectors are smoothed over the graph of their
    nearest neighbours; spherical k-means finds themes; two rounds of a mixture over words
    refine them. Every signal gets a theme.

    Parameters
    ----------
    n_themes : int or "auto", default="auto"
        Themes to look for; "auto" follows the rule of `choose_n_themes`.
    max_fit : int, default=6000
        Distinct vectors to build the graph on; the rest join the nearest theme.
    n_starts : int, default=5
        Starts of k-means.
    n_resamples : int, default=0
        Halves of the texts from which themes are learnt anew to see which are stable.
    random_state : int, RandomState or None, default=None
        Seed; give one for a report that others can repeat.

    Attributes
    ----------
    labels_ : ndarray of shape (n_signals,)
        Theme of each signal seen in ``fit``.
    n_themes_ : int
        Themes found.
    centres_ : ndarray of shape (n_themes_, n_features)
        Mean direction of each theme.
    word_model_ : WordModel or None
        The words of each theme, where ``fit`` was given words.
    stability_ : ndarray of shape (n_themes_,) or None
        `theme_stability` of each theme, where ``n_resamples`` is above 0.
    """

    def __init__(
        self,
        n_themes: int | Literal["auto"] = "auto",
        *,
        max_fit: int = 6000,
        n_starts: int = 5,
        n_resamples: int = 0,
        random_state: Any = None,
    ) -> None:
        self.n_themes = n_themes
        self.max_fit = max_fit
        self.n_starts = n_starts
        self.n_resamples = n_resamples
        self.random_state = random_state

    def fit(
        self,
        X: Any,
        y: None = None,
        *,
        words: csr_matrix | None = None,
        silent: NDArray[np.bool_] | None = None,
    ) -> Self:
        """Learn themes.

        Parameters
        ----------
        X : Vectors or ndarray of shape (n_signals, n_features)
            From ``TextVectors``: then themes are looked for among `matter_rows`, which tell
            matters apart better. Or any vectors, such as ``Vectors.dense``.
        y : ignored
        words : csr_matrix of shape (n_signals, n_words), optional
            Where X is an array, the words of each signal; themes are better with them.
        silent : ndarray of shape (n_signals,), optional
            Signals that say nothing (`says_nothing`): no theme is learnt from them, and their
            label is ``n_themes_``.

        Returns
        -------
        ThemeModel
            Itself.
        """
        rows = matter_rows(X) if isinstance(X, Vectors) else None
        X, words = _parts(X, words)
        X = validate_data(self, X, dtype=(np.float64, np.float32))
        told = np.arange(len(X)) if silent is None else np.flatnonzero(~silent)
        if not len(told):
            raise ValueError("Found array with 0 sample(s) that say something.")
        seen = X if rows is None else rows
        first, inverse, counts = distinct_rows(seen[told])
        first = told[first]
        rng = np.random.default_rng(check_random_state(self.random_state).randint(2**31 - 1))
        rows = unit_rows(seen[first])
        sample = np.arange(len(rows))
        if len(rows) > self.max_fit:
            sample = np.sort(rng.permutation(len(rows))[: self.max_fit])
        graph = NeighbourGraph(rows[sample])
        self.n_themes_ = (
            choose_n_themes(graph, rng).n_themes
            if self.n_themes == "auto"
            else min(int(self.n_themes), len(sample))
        )
        if self.n_themes_ < 1:
            raise ValueError(f"n_themes={self.n_themes}; at least one theme is needed.")
        smooth = graph.smoothed(self.n_themes_)
        found, _ = spherical_k_means(
            smooth, counts[sample], self.n_themes_, rng, n_starts=self.n_starts
        )
        centres = centres_of(rows[sample], found, counts[sample], self.n_themes_)
        labels: Labels = (rows @ centres.T).argmax(1)
        labels[sample] = found
        labels = _by_size(labels, counts, self.n_themes_)
        self.word_model_: WordModel | None = None
        if words is not None:
            labels = self._refine(presence(words.tocsr()[first]), labels, counts)
        labels = self._without_empty(labels)
        self.centres_ = centres_of(unit_rows(X[first]), labels, counts, self.n_themes_)
        self.stability_: NDArray[np.float64] | None = None
        if self.n_resamples > 0:
            own = labels[sample], self.n_themes_
            self.stability_ = theme_stability(
                rows[sample], counts[sample], *own, rng, n_resamples=self.n_resamples
            )
        self.labels_ = np.full(len(X), self.n_themes_)
        self.labels_[told] = labels[inverse]
        return self

    def _refine(self, present: csr_matrix, labels: Labels, counts: NDArray[np.float64]) -> Labels:
        told = np.diff(present.indptr) > 0
        for _ in range(_EM_ROUNDS):
            model = WordModel.learn(present, labels, counts, self.n_themes_, _SMOOTHING)
            labels = np.where(told, model.scores(present).argmax(1), labels)
        self.word_model_ = model
        return labels

    def _without_empty(self, labels: Labels) -> Labels:
        """Drop themes that are left without a text once their words have refined them."""
        held = np.bincount(labels, minlength=self.n_themes_) > 0
        if held.all():
            return labels
        place = np.cumsum(held) - 1
        self.n_themes_ = int(held.sum())
        if (model := self.word_model_) is not None:
            self.word_model_ = WordModel(model.log_share[:, held], model.log_size[held])
        return place[labels]

    def predict(
        self,
        X: Any,
        words: csr_matrix | None = None,
        *,
        silent: NDArray[np.bool_] | None = None,
    ) -> Labels:
        """Give new signals their theme.

        Parameters
        ----------
        X : Vectors or ndarray of shape (n_signals, n_features)
        words : csr_matrix of shape (n_signals, n_words), optional
            Used where ``fit`` had words; a signal without a known word goes by ``X``.
        silent : ndarray of shape (n_signals,), optional
            Signals that say nothing; their label is ``n_themes_``.

        Returns
        -------
        ndarray of shape (n_signals,)
        """
        check_is_fitted(self)
        X, words = _parts(X, words)
        X = validate_data(self, X, dtype=(np.float64, np.float32), reset=False)
        labels: Labels = (unit_rows(X) @ self.centres_.T).argmax(1)
        if words is not None and self.word_model_ is not None:
            present = presence(words.tocsr())
            told = np.diff(present.indptr) > 0
            labels = np.where(told, self.word_model_.scores(present).argmax(1), labels)
        return labels if silent is None else np.where(silent, self.n_themes_, labels)


def _parts(X: Any, words: csr_matrix | None) -> tuple[Any, csr_matrix | None]:
    """Take vectors apart: dense rows, and words where none were given."""
    if isinstance(X, Vectors):
        return X.dense, X.words if words is None else words
    return X, words


def _by_size(labels: Labels, weights: NDArray[np.float64], n_themes: int) -> Labels:
    """Give the largest theme the number 0, the next 1, and so on."""
    order = np.argsort(-np.bincount(labels, weights=weights, minlength=n_themes), kind="stable")
    place = np.empty(n_themes, np.intp)
    place[order] = np.arange(n_themes)
    return place[labels]
