"""How many signals speak for each agenda, read from the signals alone: no label, no constant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.links.profiles import Profiles
from prioritizer.vocabulary import Matrix

_N_COMPANIONS = 200  # words that stand beside an agenda's own words, and tell where they are meant
_TOP = 0.25  # share of an agenda's texts, best by their other words, in which its own words count
_LEAST_TOP = 30
_PRIOR_FOUND, _PRIOR_TEXTS = 0.75, 60.0  # own words found where they are meant, before counting
_FOUND_BARE, _PRIOR_TEXTS_BARE = 0.45, 20.0  # the same of a title's words
_DRAWN, _MOST_DRAWN, _FEWEST_DRAWN = 0.6, 1.5, 3  # how far shares of titles are drawn together
_LEAST_TEXTS = 5
_LEAST_POOL = 200  # texts below which two views tell nothing, and own words are counted
_LEAST_GAP = 0.1
_LEAST_MEANT, _LEAST_MEANT_BARE = 0.5, 0.0  # of the texts with citizens' words; of a title's words
_MOST_COUNTED = 2  # a text that holds the words of more agendas counts as speaking for two


@dataclass(frozen=True)
class Prevalence:
    """What share of the signals speaks for each agenda, as far as unlabelled signals tell.

    Attributes
    ----------
    shares : ndarray of shape (n_agendas,)
        Share of the texts that speak for each agenda, 0 to 1.
    links_per_text : float
        Their sum: the mean number of agendas that a text touches.
    """

    shares: Matrix
    links_per_text: float

    def scaled(self, links_per_text: float | None) -> Prevalence:
        """Keep the shares' ratios, and let the study say how many links a text has."""
        if links_per_text is None or self.links_per_text <= 0:
            return self
        factor = links_per_text / self.links_per_text
        return Prevalence(np.minimum(self.shares * factor, 1.0), links_per_text)


def estimate_prevalence(
    said: Any,
    told: sparse.csr_matrix,
    vectors: Any,
    profiles: Profiles,
    keys: NDArray[np.uint64],
) -> Prevalence:
    """Estimate how often agendas are spoken for, from two views of each text.

    One view is whether an agenda's own words stand in a text, the other is all its other words.
    Where the other words are most like those that go with the agenda, its own words are found in
    a share ``c`` of the texts; where they are least like them, in a share ``e`` that has no
    meaning (a street's name, a word in passing). What lies between is demand:
    ``(found − e) / (c − e)``.

    Parameters
    ----------
    said : Vectors
        Of n texts.
    told : csr_matrix of shape (n_texts, n_agendas)
        Above 0 where an agenda's own words stand in a text.
    vectors : TextVectors
        Fitted.
    profiles : Profiles
    keys : ndarray of shape (n_texts,)
        Hashes of the texts: which half one falls into does not depend on the others.

    Returns
    -------
    Prevalence

    Notes
    -----
    This is the estimate of a class prior from positive and unlabelled cases, with the words that
    label a case kept out of the view that predicts (each half of the texts is scored by what the
    other half teaches). ``c`` is shrunk towards .75, citizens' words are taken to be meant in half
    of the texts at least, and texts that hold the words of more than two agendas count as two,
    which holds back most the agendas whose words stand beside those of all others.

    Citizens use the words of a bare title in half of the texts that mean it, or fewer, and more
    among the texts most like them: ``c`` is what was found, ``t``, drawn towards .45 by 1 − t, and
    the shares of bare titles are drawn towards each other, those with little ``t`` most.

    References
    ----------
    Blum, A. & Mitchell, T. (1998). Combining labeled and unlabeled data with co-training. COLT.
    Elkan, C. & Noto, K. (2008). Learning classifiers from only positive and unlabeled data. KDD.
    James, W. & Stein, C. (1961). Estimation with quadratic loss. Berkeley Symposium 4(1).
    """
    found = told.copy()
    found.data[:] = 1
    n_texts, n_agendas = found.shape
    words = sparse.csr_matrix(said.sparse[:, : said.words.shape[1]])
    own = _own_words(vectors, profiles)
    half = (keys % np.uint64(2)).astype(np.int64)
    likeness = np.zeros((n_texts, n_agendas), np.float32)
    for fold in (0, 1):
        taught, scored = np.flatnonzero(half != fold), np.flatnonzero(half == fold)
        companions = _companions(words[taught], found[taught], own)
        likeness[scored] = (words[scored] @ companions).toarray()
    held = np.asarray(found.sum(axis=0)).ravel()
    told_of = [
        _share(found[:, [j]], held[j], likeness[:, j], bare=not profiles.worded[j])
        for j in range(n_agendas)
    ]
    shares, trust = np.array(told_of).reshape(-1, 2).T
    meant = np.where(profiles.worded, _LEAST_MEANT, _LEAST_MEANT_BARE)
    shares = np.maximum(shares, meant * held / n_texts)
    per_text = np.maximum(np.asarray(found.sum(axis=1)).ravel(), 1)
    counted = (found.T @ np.minimum(_MOST_COUNTED / per_text, 1.0)) / np.maximum(held, 1)
    shares = np.round(_drawn_together(shares * counted, trust, ~profiles.worded), 6)
    return Prevalence(shares, float(np.round(shares.sum(), 4)))


def _own_words(vectors: Any, profiles: Profiles) -> sparse.csr_matrix:
    """Words that stand in an agenda's phrases, or in which one of its phrases stands."""
    phrases = profiles.finder.phrases
    if not phrases:
        return sparse.csr_matrix((len(profiles.agenda_ids), len(vectors.vocabulary_)))
    around = profiles.finder.find([str(word) for word in vectors.vocabulary_]).T
    inside = vectors.embed(list(phrases)).words
    return sparse.csr_matrix(profiles.owners.T @ (around + inside))


def _companions(
    words: sparse.csr_matrix, found: sparse.csr_matrix, own: sparse.csr_matrix
) -> sparse.csc_matrix:
    """Weigh the words that stand beside each agenda's own far more often than elsewhere."""
    usual = np.zeros(words.shape[1])
    if words.shape[0]:
        usual = np.asarray(words.mean(axis=0)).ravel().astype(np.float64)
    number = np.maximum(np.asarray(found.sum(axis=0)).ravel(), 1)
    beside = sparse.csr_matrix(sparse.diags(1 / number) @ (found.T @ words))
    columns, weights, ends = [], [], [0]
    for row in range(beside.shape[0]):
        at = slice(beside.indptr[row], beside.indptr[row + 1])
        column, level = beside.indices[at], beside.data[at].astype(np.float64)
        out = np.isin(column, own.indices[own.indptr[row] : own.indptr[row + 1]])
        column, level = column[~out], level[~out]
        weight = np.sqrt(level) * np.log(level / np.maximum(usual[column], 1e-12))
        best = np.argsort(-weight, kind="stable")[:_N_COMPANIONS]
        best = best[weight[best] > 0]
        columns.append(column[best])
        weights.append(weight[best])
        ends.append(ends[-1] + len(best))
    shape = (words.shape[1], len(columns))
    return sparse.csc_matrix(
        (np.concatenate(weights).astype(np.float32), np.concatenate(columns), ends), shape
    )


def _drawn_together(shares: Matrix, trust: Matrix, bare: NDArray[np.bool_]) -> Matrix:
    """Draw the shares of bare titles towards each other, the less one trusts them the more.

    Their sum stays nearly the same, and no share is moved by more than half. Of three titles or
    fewer the mean says nothing (James & Stein, 1961).
    """
    known = bare & (shares > 0)
    n_known = int(known.sum())
    if n_known <= _FEWEST_DRAWN:
        return shares
    level = np.log(np.where(known, shares, 1.0))
    part = _DRAWN * (1 - _FEWEST_DRAWN / n_known) * (1 - trust)
    drawn = np.where(known, np.exp(level + part * (level[known].mean() - level)), 0.0)
    drawn *= shares[known].sum() / drawn.sum()
    moved = np.clip(drawn, shares / _MOST_DRAWN, shares * _MOST_DRAWN)
    return np.asarray(np.where(known, moved, shares), dtype=np.float64)


def _share(
    found: sparse.csr_matrix, number: float, likeness: NDArray[np.float32], *, bare: bool
) -> tuple[float, float]:
    """Share of the texts that speak for one agenda, and how often its words are found there."""
    n_texts, prior = len(likeness), _FOUND_BARE if bare else _PRIOR_FOUND
    if n_texts < _LEAST_POOL:
        return float(number / n_texts), 1.0
    if number < _LEAST_TEXTS:
        return float(number / n_texts / prior), 0.0
    held = np.asarray(found.toarray()).ravel()
    order = np.argsort(-likeness, kind="stable")
    n_top = max(min(_LEAST_TOP, int(number)) if bare else _LEAST_TOP, int(_TOP * number))
    n_prior = _PRIOR_TEXTS_BARE if bare else _PRIOR_TEXTS
    top = (held[order[:n_top]].sum() + prior * n_prior) / (min(n_top, n_texts) + n_prior)
    meant = prior + (top - prior) * top if bare else top
    chance = held[order[n_texts // 2 :]].mean()
    share = np.clip((held.mean() - chance) / max(meant - chance, _LEAST_GAP), 0.0, 1.0)
    return float(share), float(top)
