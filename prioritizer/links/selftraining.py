"""Teach the linker the citizens' vocabulary from signals that nobody has labelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.links.profiles import Profiles, unit
from prioritizer.vocabulary import Matrix

Flags = NDArray[np.bool_]

ROUNDS = 8
N_FEEDBACK = 300
_FEEDBACK_WEIGHT = 0.8
_UNSEEN_GATE = 0.3  # what a text keeps of its likeness where none of the agenda's words stand in it
_ANCHOR = 0.5  # share of its first texts that an agenda keeps at least
_PHRASE_WEIGHT = 0.3
_RIDGE = 10.0
_STEP = 2.0**14


@dataclass(frozen=True)
class WeakModel:
    """What agendas and unlabelled signals teach together.

    Attributes
    ----------
    weights : ndarray of shape (n_components + 1, n_agendas)
        Ridge weights on dense vectors, the intercept last.
    slope, intercept : ndarray of shape (n_agendas,)
        From the ridge score to log odds.
    queries : csr_matrix of shape (n_agendas, n_features)
        Queries after feedback.
    precision : ndarray of shape (n_phrases,)
        How often a text with the phrase is one of its agenda's.
    threshold : float
        Log odds from which a link is accepted.
    links_per_text : float
    accepted : ndarray of shape (n_texts, n_agendas)
        Links of the sample itself, the pseudo-labels.
    """

    weights: Matrix
    slope: Matrix
    intercept: Matrix
    queries: sparse.csr_matrix
    precision: Matrix
    threshold: float
    links_per_text: float

    def raw(self, dense: NDArray[np.float32]) -> Matrix:
        """Score texts by the ridge: exact sums, for both sides are rounded."""
        scores: Matrix = dense.astype(np.float64) @ self.weights[:-1] + self.weights[-1]
        return scores

    def log_odds(self, dense: NDArray[np.float32]) -> Matrix:
        """Log odds of every text for every agenda, shape (n_texts, n_agendas)."""
        return self.raw(dense) * self.slope + self.intercept


def feedback(
    queries: sparse.csr_matrix, texts: sparse.csr_matrix, n_nearest: int
) -> sparse.csr_matrix:
    """Add to each query the mean of its nearest texts (Rocchio's pseudo-relevance feedback).

    References
    ----------
    Rocchio, J. (1971). Relevance feedback in information retrieval. In *The SMART System*.
    """
    likeness = (texts @ queries.T).toarray()
    rows: list[sparse.csr_matrix] = []
    query: sparse.csr_matrix
    for column, query in enumerate(queries):
        near = np.argsort(-likeness[:, column], kind="stable")[:n_nearest]
        near = near[likeness[near, column] > 0]
        if len(near):
            query = query + _FEEDBACK_WEIGHT * sparse.csr_matrix(texts[near].mean(axis=0))
        rows.append(query)
    return unit(sparse.vstack(rows))


def learn(
    profiles: Profiles,
    dense: NDArray[np.float32],
    texts: sparse.csr_matrix,
    hits: sparse.csr_matrix,
    coverage: sparse.csr_matrix,
    links_per_text: float,
) -> WeakModel:
    """Seed links by words, then let ridge regression and the phrases' precision correct them.

    Parameters
    ----------
    profiles : Profiles
    dense : ndarray of shape (n_texts, n_components)
    texts : csr_matrix of shape (n_texts, n_features)
    hits : csr_matrix of shape (n_texts, n_phrases)
    coverage : csr_matrix of shape (n_texts, n_agendas)
        Share of the title's worth that stands in the text.
    links_per_text : float
        Mean number of agendas that a text touches.

    Returns
    -------
    WeakModel
    """
    n_agendas = len(profiles.agenda_ids)
    share = min(links_per_text / n_agendas, 0.5)
    queries = feedback(profiles.queries, texts, min(N_FEEDBACK, max(1, len(dense) // 20)))
    likeness = (texts @ queries.T).toarray()
    covered = np.where(profiles.worded, 0.0, coverage.toarray())
    told = np.maximum(profiles.any_phrase(hits).toarray(), covered)
    accepted = _top(likeness * (_UNSEEN_GATE + (1 - _UNSEEN_GATE) * told), share)
    seeds = accepted.sum(axis=0)
    known = np.hstack([dense, np.ones((len(dense), 1), np.float32)]).astype(np.float64)
    gram = known.T @ known + _RIDGE * np.eye(known.shape[1])
    inverse = np.linalg.inv(gram)
    weights, precision = np.zeros((known.shape[1], n_agendas)), np.zeros(len(profiles.owner))
    for _ in range(ROUNDS):
        weights = _rounded(inverse @ (known.T @ accepted))
        scores = known @ weights
        own = (scores * accepted).sum(axis=0) / np.maximum(accepted.sum(axis=0), 1)
        level = _rounded(np.sqrt(np.maximum(own, 0.02)))
        weights = _rounded(weights / level)
        precision = _precision(hits, profiles.owner, accepted)
        phrases = _best_phrase(hits, profiles.owner, precision, n_agendas)
        scores = known @ weights + _PHRASE_WEIGHT * (phrases + 0.5 * covered)
        accepted = _top(scores, share, seeds)
    slope, intercept = _platt(known @ weights, accepted)
    odds = (known @ weights) * slope + intercept
    threshold = float(np.quantile(odds, 1 - share))
    return WeakModel(weights, slope, intercept, queries, precision, threshold, links_per_text)


def _rounded(weights: Matrix) -> Matrix:
    return np.rint(weights * _STEP) / _STEP


def _top(scores: Matrix, share: float, seeds: Matrix | None = None) -> Flags:
    """Accept the best share of all pairs, and of each agenda at least half its seeds' number."""
    accepted: Flags = (scores > np.quantile(scores, 1 - share)) & (scores > 0)
    for column, n_seeds in enumerate(() if seeds is None else seeds):
        n = int(_ANCHOR * n_seeds)
        if n > 0 and accepted[:, column].sum() < n:
            accepted[:, column] = scores[:, column] >= np.partition(scores[:, column], -n)[-n]
    return accepted


def _precision(hits: sparse.csr_matrix, owner: NDArray[np.int64], accepted: Flags) -> Matrix:
    """Share of the texts with a phrase that are its agenda's, shrunk to .2 by three texts."""
    right = np.asarray(hits.T @ accepted.astype(np.float32))[np.arange(len(owner)), owner]
    total = np.asarray(hits.sum(axis=0)).ravel()
    precision: Matrix = (right.astype(np.float64) + 0.6) / (total + 3)
    return precision


def _best_phrase(
    hits: sparse.csr_matrix, owner: NDArray[np.int64], precision: Matrix, n_agendas: int
) -> Matrix:
    """Precision of the best phrase of each agenda in each text, 0 where there is none."""
    best = np.zeros((hits.shape[0], n_agendas))
    found = hits.tocoo()
    np.maximum.at(best, (found.row, owner[found.col]), precision[found.col])
    return best


def _platt(scores: Matrix, accepted: Flags) -> tuple[Matrix, Matrix]:
    """Fit log odds = slope × score + intercept for every agenda at once (Newton, 2 × 2)."""
    slope, intercept = np.full(scores.shape[1], 5.0), np.full(scores.shape[1], -4.0)
    for _ in range(30):
        chance = sigmoid(scores * slope + intercept)
        curve = chance * (1 - chance) + 1e-9
        wrong = chance - accepted
        g_slope = (wrong * scores).sum(axis=0) + 0.01 * slope
        g_intercept = wrong.sum(axis=0) + 0.01 * intercept
        h_ss = (curve * scores * scores).sum(axis=0) + 0.01
        h_si, h_ii = (curve * scores).sum(axis=0), curve.sum(axis=0) + 0.01
        det = h_ss * h_ii - h_si**2
        slope = slope - np.clip((h_ii * g_slope - h_si * g_intercept) / det, -3, 3)
        intercept = intercept - np.clip((h_ss * g_intercept - h_si * g_slope) / det, -3, 3)
    return np.round(slope, 4), np.round(intercept, 4)


def sigmoid(odds: Any) -> Matrix:
    """Turn log odds into chances."""
    chance: Matrix = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
    return chance
