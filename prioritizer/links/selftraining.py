"""Teach the linker the citizens' vocabulary from signals that nobody has labelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.links.prevalence import Prevalence
from prioritizer.links.profiles import Profiles, unit
from prioritizer.vocabulary import Matrix

Flags = NDArray[np.bool_]
Codes = NDArray[np.int64]

ROUNDS = 8
N_FEEDBACK = 300
_FEEDBACK_WEIGHT = 0.8
_FEEDBACK_TERMS = 400  # features of a query after feedback, the heaviest ones
_UNSEEN_GATE = 0.3  # what a text keeps of its likeness where none of the agenda's words stand in it
_FEWEST, _MOST = 0.5, 2.0  # links of an agenda, in parts of what its prevalence asks for
_MOST_BARE = 1.1  # the same where nothing but a title is known: few wrong links before many right
_FEWEST_TEXTS = 3.0
_PHRASE_WEIGHT = 0.3
_COVERAGE_WEIGHT = 0.15
_RIDGE = 10.0
_FEW_SEEDS, _FEW_SHARE = 30, 0.004  # texts from which a bare title's vocabulary can be learnt
_FEW_WEIGHT = 3.0  # by how much more own words count where (nearly) no text holds them
_LIKENESS = 0.7  # chance of a link to a bare title none of whose words stand in the text, in parts
_PHRASE_MEANT, _PHRASE_TEXTS = 0.5, 3.0  # precision of a phrase before any text is counted
_ADDRESS_COST = 0.5  # taken off where an agenda's words stand in an address only

TOLD = 0.4
"""Share of a bare title's worth that makes a text one that holds its words."""
_STEP = 2.0**14
_PAIRS = 1_000_000  # pairs looked at for a cut or a slope, where there are more


@dataclass(frozen=True)
class WeakModel:
    """What agendas and unlabelled signals teach together.

    Attributes
    ----------
    weights : ndarray of shape (n_components + 1, n_agendas)
        Ridge weights on dense vectors, the intercept last.
    slope, intercept : ndarray of shape (n_agendas,)
        From the score to log odds.
    queries : csr_matrix of shape (n_agendas, n_features)
        Queries after feedback.
    precision : ndarray of shape (n_phrases,)
        How often a text with the phrase is one of its agenda's.
    cuts : ndarray of shape (n_agendas,)
        Scores from which a link is accepted; infinite where nobody speaks for an agenda.
    own : ndarray of shape (n_agendas,)
        What own words count, beside what the ridge has learnt: the more the fewer texts hold them.
    bare : ndarray of bool, shape (n_agendas,)
        Agendas of which nothing but a title is known.
    literal : ndarray of bool, shape (n_agendas,)
        Agendas with a bare title that too few texts hold to learn from: their links need its words.
    prevalence : Prevalence
    """

    weights: Matrix
    slope: Matrix
    intercept: Matrix
    queries: sparse.csr_matrix
    precision: Matrix
    cuts: Matrix
    own: Matrix
    bare: Flags
    literal: Flags
    prevalence: Prevalence

    def accepted(self, scores: Matrix, words: OwnWords) -> Flags:
        """Tell which pairs are links."""
        found: Flags = scores >= self.cuts
        if self.literal.any():
            found[:, self.literal] &= words.covered[:, self.literal].toarray() > 0
        return found

    def raw(self, dense: NDArray[np.float32]) -> Matrix:
        """Score texts by the ridge: exact sums, for both sides are rounded."""
        scores: Matrix = dense.astype(np.float64) @ self.weights[:-1]
        scores += self.weights[-1]
        return scores

    def scores(self, dense: NDArray[np.float32], words: OwnWords) -> Matrix:
        """Score texts by the ridge and by the agendas' own words that stand in them."""
        scores = self.raw(dense)
        words.add(scores, self.precision, self.own)
        return scores

    def chances(self, scores: Matrix, words: OwnWords) -> Matrix:
        """Turn scores into chances, shape (n_texts, n_agendas)."""
        chance = sigmoid(self.log_odds(scores))
        chance[:, self.bare] *= self._said(words.covered[:, self.bare].toarray())
        return chance

    def chances_of(self, scores: Matrix, words: OwnWords, row: Codes, agenda: Codes) -> Matrix:
        """Turn the scores of some pairs into chances, shape (n_pairs,)."""
        chance = sigmoid(self.log_odds(scores[row, agenda], agenda))
        if not len(row):  # scipy gives a matrix for no pairs
            return chance
        covered = np.asarray(words.covered[row, agenda]).ravel()
        return np.asarray(chance * np.where(self.bare[agenda], self._said(covered), 1.0))

    def _said(self, covered: Matrix) -> Matrix:
        """Weigh links to bare titles by whether a word of the title stands in the text.

        Of those that rest on likeness alone 40% were right, of the others 59% (13 sets of texts
        and agendas).
        """
        return np.where(covered > 0, 1.0, _LIKENESS)

    def log_odds(self, scores: Matrix, agenda: Codes | None = None) -> Matrix:
        """Turn scores into log odds: of all agendas side by side, or each of the one named."""
        if agenda is None:
            return scores * self.slope + self.intercept
        return scores * self.slope[agenda] + self.intercept[agenda]


class OwnWords:
    """Which of the agendas' own words stand in which text, ready to be weighed again and again.

    Parameters
    ----------
    hits : csr_matrix of shape (n_texts, n_phrases)
    owner : ndarray of shape (n_phrases,)
    covered : csr_matrix of shape (n_texts, n_agendas)
        Share of a bare title's worth that stands in the text.
    addresses : csr_matrix of shape (n_texts, n_agendas), optional
        Above 0 where an agenda's words stand in the text's address, and nowhere else.
    """

    def __init__(
        self,
        hits: sparse.csr_matrix,
        owner: Codes,
        covered: sparse.csr_matrix,
        addresses: sparse.csr_matrix | None = None,
    ) -> None:
        self.hits, self.owner, self.covered = hits, owner, covered
        found = hits.tocoo()
        pair = found.row.astype(np.int64) * covered.shape[1] + owner[found.col]
        order = np.argsort(pair, kind="stable")
        self._phrase = found.col[order]
        pairs, self._starts = np.unique(pair[order], return_index=True)
        self._row, self._agenda = np.divmod(pairs, covered.shape[1])
        self._cover = covered.tocoo()
        self._addresses = (
            sparse.csr_matrix(covered.shape) if addresses is None else addresses
        ).tocoo()

    def best(self, precision: Matrix) -> tuple[Codes, Codes, Matrix]:
        """Give text, agenda and the precision of the best phrase that links them."""
        if not len(self._starts):
            return self._row, self._agenda, np.zeros(0)
        return (
            self._row,
            self._agenda,
            np.maximum.reduceat(precision[self._phrase], self._starts),
        )

    def add(self, scores: Matrix, precision: Matrix, own: Matrix) -> None:
        """Add what own words are worth to the scores, in place; ``own`` is each agenda's weight."""
        row, agenda, level = self.best(precision)
        scores[row, agenda] += _PHRASE_WEIGHT * own[agenda] * level
        row, agenda = self._cover.row, self._cover.col
        scores[row, agenda] += _COVERAGE_WEIGHT * own[agenda] * self._cover.data
        scores[self._addresses.row, self._addresses.col] -= _ADDRESS_COST

    def precision(self, accepted: sparse.csc_matrix) -> Matrix:
        """Share of the texts with a phrase that are its agenda's, shrunk to a half by three texts.

        A person wrote the phrase: until texts speak against it, it is as likely meant as not.
        """
        right = np.asarray((self.hits.T @ accepted).tocsr()[np.arange(len(self.owner)), self.owner])
        total = np.asarray(self.hits.sum(axis=0)).ravel()
        right = right.ravel().astype(np.float64) + _PHRASE_MEANT * _PHRASE_TEXTS
        return rounded(right / (total + _PHRASE_TEXTS))


def feedback(
    queries: sparse.csr_matrix, texts: sparse.csr_matrix, n_nearest: int
) -> sparse.csr_matrix:
    """Add to each query the mean of its nearest texts (Rocchio's pseudo-relevance feedback).

    References
    ----------
    Rocchio, J. (1971). Relevance feedback in information retrieval. In *The SMART System*.
    """
    likeness = sparse.csc_matrix(texts @ queries.T.tocsr())
    rows: list[sparse.csr_matrix] = []
    query: sparse.csr_matrix
    for column, query in enumerate(queries):
        at = slice(likeness.indptr[column], likeness.indptr[column + 1])
        row, level = likeness.indices[at], likeness.data[at]
        near = row[np.lexsort((row, -level))[:n_nearest]]
        if len(near):
            query = query + _FEEDBACK_WEIGHT * sparse.csr_matrix(texts[np.sort(near)].mean(axis=0))
        rows.append(_heaviest(sparse.csr_matrix(query)))
    return unit(sparse.vstack(rows))


def _heaviest(query: sparse.csr_matrix) -> sparse.csr_matrix:
    """Keep the features that weigh most."""
    if query.nnz <= _FEEDBACK_TERMS:
        return query
    best = np.sort(np.argsort(-query.data, kind="stable")[:_FEEDBACK_TERMS])
    return sparse.csr_matrix(
        (query.data[best], query.indices[best], [0, len(best)]), shape=query.shape
    )


def learn(
    profiles: Profiles,
    dense: NDArray[np.float32],
    texts: sparse.csr_matrix,
    words: OwnWords,
    told: sparse.csr_matrix,
    prevalence: Prevalence,
    keys: NDArray[np.uint64],
) -> WeakModel:
    """Seed links by words, then let ridge regression and the phrases' precision correct them.

    Parameters
    ----------
    profiles : Profiles
    dense : ndarray of shape (n_texts, n_components)
    texts : csr_matrix of shape (n_texts, n_features)
    words : OwnWords
    told : csr_matrix of shape (n_texts, n_agendas)
        1 where a phrase of an agenda stands in a text, else the share of its bare title.
    prevalence : Prevalence
    keys : ndarray of shape (n_texts,)
        Hashes of the texts: which ones a cut is drawn on does not depend on the others.

    Returns
    -------
    WeakModel

    Notes
    -----
    A phrase's precision is the mean over all rounds. Taken from the last round alone it feeds on
    itself: a common word ("road") makes links, which make it look precise, which makes more, and
    whether that starts hangs on how many signals there are to learn from.

    A ridge on a few dozen texts knows little, and used to trade texts that hold a rare agenda's
    words for others that merely look alike; so own words count up to four times as much where few
    texts hold them.
    """
    n_texts, n_agendas = len(dense), len(profiles.agenda_ids)
    spoken = (told >= TOLD).getnnz(axis=0)
    own_weight = rounded(1 + _FEW_WEIGHT * _FEW_SEEDS / (_FEW_SEEDS + spoken))
    every = np.uint64(max(1, n_texts * n_agendas // _PAIRS))
    looked = np.flatnonzero(keys % every == 0)
    cut = _Cut(prevalence, n_texts, profiles.worded, spoken, looked)
    queries = feedback(profiles.queries, texts, min(N_FEEDBACK, max(1, n_texts // 20)))
    likeness = texts @ queries.T.tocsr()
    seeds = _UNSEEN_GATE * likeness + (1 - _UNSEEN_GATE) * likeness.multiply(told)
    accepted = cut.accept(seeds.toarray().astype(np.float64))
    known = np.hstack([dense, np.ones((n_texts, 1), np.float32)]).astype(np.float64)
    inverse = np.linalg.inv(known.T @ known + _RIDGE * np.eye(known.shape[1]))
    weights = np.zeros((known.shape[1], n_agendas))
    precision = np.zeros(len(profiles.owner))
    scores = np.zeros((n_texts, n_agendas))
    for n_before in range(ROUNDS):
        weights = rounded(inverse @ (accepted.T @ known).T)
        np.matmul(known, weights, out=scores)
        own = scores[accepted.indices, _columns(accepted)]
        total = np.bincount(_columns(accepted), weights=own, minlength=n_agendas)
        number = np.maximum(np.diff(accepted.indptr), 1)
        level = rounded(np.sqrt(np.maximum(total / number, 0.02)))
        weights = rounded(weights / level)
        np.matmul(known, weights, out=scores)
        precision = rounded((n_before * precision + words.precision(accepted)) / (n_before + 1))
        words.add(scores, precision, own_weight)
        accepted = cut.accept(scores)
    slope, intercept = _platt(scores, accepted, looked)
    few = ~profiles.worded & (spoken < min(_FEW_SEEDS, _FEW_SHARE * n_texts))
    cuts = np.full(n_agendas, np.inf)
    np.minimum.at(cuts, _columns(accepted), scores[accepted.indices, _columns(accepted)])
    model = (weights, slope, intercept, queries, precision, cuts, own_weight)
    return WeakModel(*model, ~profiles.worded, few, prevalence)


class _Cut:
    """Accept the best pairs of all, and of each agenda about as many as speak for it.

    None of an agenda of whose words no text holds any: likeness alone is too little.
    """

    def __init__(
        self, prevalence: Prevalence, n_texts: int, worded: Flags, spoken: Codes, looked: Codes
    ) -> None:
        n_agendas = len(worded)
        self.share = min(prevalence.links_per_text / n_agendas, 0.5)
        due = prevalence.shares * n_texts
        self.fewest = np.floor(_FEWEST * due).astype(np.int64)
        most = np.maximum(np.where(worded, _MOST, _MOST_BARE) * due, _FEWEST_TEXTS)
        self.most = np.floor(np.where(spoken > 0, most, 0.0)).astype(np.int64)
        self.looked = looked

    def accept(self, scores: Matrix) -> sparse.csc_matrix:
        """Cut scores of shape (n_texts, n_agendas); ties at an agenda's own bound all stay."""
        level = float(np.quantile(scores[self.looked], 1 - self.share))
        accepted = (scores >= level) & (scores > 0)
        number = accepted.sum(axis=0)
        wrong = (number < self.fewest) | (number > self.most)
        for column in np.flatnonzero(wrong):
            n = int(np.clip(number[column], self.fewest[column], self.most[column]))
            own = np.ascontiguousarray(scores[:, column])
            least = np.partition(own, -n)[-n] if n else np.inf
            accepted[:, column] = (own >= least) & (own > 0)
        return sparse.csc_matrix(accepted, dtype=np.float64)


def _columns(accepted: sparse.csc_matrix) -> Codes:
    """Column of each entry of a matrix that is stored by columns."""
    return np.repeat(np.arange(accepted.shape[1]), np.diff(accepted.indptr))


def rounded(weights: Matrix) -> Matrix:
    """Round to whole steps, so that products with rounded vectors are exact sums."""
    return np.asarray(np.rint(weights * _STEP) / _STEP, dtype=np.float64)


def _platt(scores: Matrix, accepted: sparse.csc_matrix, looked: Codes) -> tuple[Matrix, Matrix]:
    """Fit log odds = slope × score + intercept for every agenda at once (Newton, 2 × 2).

    Accepted pairs all count; of the others, those of the texts looked at stand for all.
    """
    n_agendas = scores.shape[1]
    yes, agenda = scores[accepted.indices, _columns(accepted)], _columns(accepted)
    no = scores[looked]
    weight = len(scores) / len(looked) * (1 - accepted.tocsr()[looked].toarray())
    slope, intercept = np.full(n_agendas, 5.0), np.full(n_agendas, -4.0)
    for _ in range(20):
        chance = sigmoid(no * slope + intercept)
        own = sigmoid(yes * slope[agenda] + intercept[agenda])
        curve, own_curve = weight * chance * (1 - chance), own * (1 - own)
        wrong, own_wrong = weight * chance, own - 1

        def summed(of_no: Matrix, of_yes: Matrix) -> Matrix:
            mine = np.bincount(agenda, weights=of_yes, minlength=n_agendas)
            return np.asarray(of_no.sum(axis=0) + mine, dtype=np.float64)

        g_slope = summed(wrong * no, own_wrong * yes) + 0.01 * slope
        g_intercept = summed(wrong, own_wrong) + 0.01 * intercept
        h_ss = summed(curve * no * no, own_curve * yes * yes) + 0.01
        h_si = summed(curve * no, own_curve * yes)
        h_ii = summed(curve, own_curve) + 0.01
        det = np.maximum(h_ss * h_ii - h_si**2, 1e-9)
        slope = slope - np.clip((h_ii * g_slope - h_si * g_intercept) / det, -3, 3)
        intercept = intercept - np.clip((h_ss * g_intercept - h_si * g_slope) / det, -3, 3)
    return np.round(np.maximum(slope, 0.5), 4), np.round(intercept, 4)


def sigmoid(odds: Any) -> Matrix:
    """Turn log odds into chances."""
    chance: Matrix = 1 / (1 + np.exp(-np.clip(odds, -40, 40)))
    return chance
