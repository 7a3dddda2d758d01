"""Which signals speak for which agenda, learnt from the agendas' words and unlabelled signals.

An agenda begins as a query of its own words. Signals near the query teach it how citizens say the
same (pseudo-relevance feedback); then a ridge regression on the dense vectors, solved for all
agendas at once, learns from the signals it accepted so far (self-training). One factorisation
serves every agenda, so their number hardly costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.links.places import learn_places, mask_all
from prioritizer.links.profiles import read_profiles, unit
from prioritizer.vocabulary import Matrix

_FEEDBACK = 200
_FEEDBACK_WEIGHT = 0.8
_NO_HIT = 0.3
_ROUNDS = 8
_RIDGE = 10.0
_WORDS = 0.3
_KEEP_SEEDS = 0.5
_COVERED = 0.5
_DECIMALS = 5


class Linker:
    """Link signals to agendas, softly; "no agenda" is an answer.

    Parameters
    ----------
    seed : int, default=0
        Kept for the manifest; nothing is drawn.
    links_per_text : float, optional
        Mean number of agendas a signal speaks for; by default it is read off the signals that
        hold an agenda's own words.

    Attributes
    ----------
    agenda_ids_ : tuple of str
    links_per_text_ : float
        What was used.
    cut_ : float
        Score from which a link is accepted.
    """

    def __init__(self, *, seed: int = 0, links_per_text: float | None = None) -> None:
        self.seed, self.links_per_text = seed, links_per_text

    def fit(
        self, texts: Sequence[str], vectors: Any, agendas: pd.DataFrame, *, labels: Any = None
    ) -> Self:
        """Learn from a sample of signals and the agendas.

        Parameters
        ----------
        texts : sequence of str
            The sample, redacted.
        vectors : TextVectors
            Fitted on the sample.
        agendas : DataFrame
            ``agenda_id``, titles, and what else is known of each.
        labels : DataFrame, optional
            Not used yet.

        Returns
        -------
        Linker
        """
        del labels
        self._mask = learn_places(texts)
        self._vectors = vectors
        masked = mask_all(self._mask, texts)
        embedded = vectors.embed(masked)
        rarity = _rarity(embedded.words)
        self._profiles = read_profiles(agendas, vectors, self._mask, rarity)
        self.agenda_ids_ = self._profiles.agenda_ids
        hits = self._hits(masked, embedded)
        seeds = self._feedback(embedded.sparse) * (_NO_HIT + (1 - _NO_HIT) * hits)
        self.links_per_text_ = self.links_per_text or _estimate(hits)
        self._train(embedded.dense, hits, seeds)
        return self

    def _hits(self, masked: Sequence[str], embedded: Any) -> Matrix:
        """Say how far each text holds an agenda's own words; shape (n_texts, n_agendas), 0 to 1."""
        found = self._profiles.any_phrase(self._profiles.finder.find(masked)).toarray()
        held = embedded.words.copy()
        held.data[:] = 1
        covered = (held @ self._profiles.coverage.T).toarray()
        # An agenda that brings citizens' words is known by them; a bare title by its own.
        bare = ~self._profiles.worded
        part = np.where(covered >= _COVERED, covered, 0.0) * bare
        return np.maximum(found, part).astype(np.float64)

    def _feedback(self, rows: sparse.csr_matrix) -> Matrix:
        """Ask again with what the nearest signals say; cosine of every text and agenda."""
        near = (rows @ self._profiles.queries.T).toarray()
        top = np.argsort(-near, axis=0, kind="stable")[:_FEEDBACK]
        n, m = near.shape
        pick = sparse.csr_matrix(
            (
                np.full(top.size, 1 / len(top), np.float32),
                (np.repeat(np.arange(m), len(top)), top.T.ravel()),
            ),
            (m, n),
        )
        grown = unit(self._profiles.queries + _FEEDBACK_WEIGHT * (pick @ rows))
        return np.asarray((rows @ grown.T).toarray(), dtype=np.float64)

    def _train(self, dense: NDArray[np.float32], hits: Matrix, seeds: Matrix) -> None:
        """Learn weights for all agendas at once from the links accepted so far."""
        design = np.hstack([dense, np.ones((len(dense), 1), np.float32)]).astype(np.float64)
        gram = design.T @ design + _RIDGE * np.eye(design.shape[1])
        inverse = np.linalg.inv(gram)
        share = min(0.5, self.links_per_text_ / len(self.agenda_ids_))
        target = _accept(seeds, share)
        least = (_KEEP_SEEDS * target.sum(axis=0)).astype(int)
        value = seeds
        for _ in range(_ROUNDS):
            weights = inverse @ (design.T @ target)
            predicted = design @ weights
            held = np.maximum(target.sum(axis=0), 1)
            level = np.sqrt(np.maximum((predicted * target).sum(axis=0) / held, 0.02))
            self.weights_ = np.round(weights / level, _DECIMALS)
            hit = np.maximum(hits.sum(axis=0), 1e-9)
            self.word_worth_ = np.round((hits * target).sum(axis=0) / (hit + 3), _DECIMALS)
            value = design @ self.weights_ + _WORDS * hits * self.word_worth_
            target = _accept(value, share, least)
        self.cut_ = float(np.round(np.quantile(value, 1 - share), _DECIMALS))
        held = np.maximum(target.sum(axis=0), 1)
        top = (value * target).sum(axis=0) / held
        self.top_ = np.round(np.maximum(top, self.cut_ + 0.05), _DECIMALS)

    def score(self, texts: Sequence[str]) -> Matrix:
        """Score texts against all agendas; from ``cut_`` on a link is accepted."""
        masked = mask_all(self._mask, texts)
        own = self._vectors.embed(masked)
        design = np.hstack([own.dense, np.ones((len(own.dense), 1), np.float32)])
        value = design @ self.weights_ + _WORDS * self._hits(masked, own) * self.word_worth_
        return np.asarray(np.round(value, _DECIMALS), dtype=np.float64)

    def strengths(self, texts: Sequence[str]) -> Matrix:
        """Strengths of accepted links, 0 elsewhere; a row sums to 1 at most."""
        value = self.score(texts)
        worth = 0.5 + 0.5 * np.clip((value - self.cut_) / (self.top_ - self.cut_), 0.0, 1.0)
        strength = np.where(value > self.cut_, worth, 0.0)
        return np.asarray(strength / np.maximum(strength.sum(axis=1, keepdims=True), 1.0))

    def assign(
        self, texts: Sequence[str], embedded: Any, *, signal_ids: Sequence[str]
    ) -> pd.DataFrame:
        """Give the accepted links of a chunk: ``signal_id, agenda_id, strength``."""
        del embedded
        strength = self.strengths(texts)
        row, agenda = np.nonzero(strength)
        ids = np.asarray(signal_ids, dtype=object)
        return pd.DataFrame(
            {
                "signal_id": ids[row],
                "agenda_id": np.array(self.agenda_ids_, dtype=object)[agenda],
                "strength": np.round(strength[row, agenda], 6),
            }
        ).astype({"signal_id": "str", "agenda_id": "str"})


def _rarity(words: sparse.csr_matrix) -> NDArray[np.float64]:
    """Say what each word tells: the rarer, the more."""
    n = words.shape[0]
    held = np.bincount(words.indices, minlength=words.shape[1])
    return np.asarray(np.log(1 + (n - held + 0.5) / (held + 0.5)))


def _estimate(hits: Matrix) -> float:
    """Read links per text off the texts that hold some agenda's own words.

    A text without any such word speaks for half as many agendas as one with, for its words may
    only be unknown.
    """
    per_text = (hits > 0).sum(axis=1)
    some = per_text > 0
    if not some.any():
        return 0.2
    own = min(float(np.minimum(per_text[some], 3).mean()), 2.0)
    return float(np.clip(own * (some.mean() + 0.5 * (1 - some.mean())), 0.1, 1.6))


def _accept(value: Matrix, share: float, least: NDArray[np.int64] | None = None) -> Matrix:
    """Accept the best share of all links; an agenda keeps its ``least`` best."""
    target = value > np.quantile(value, 1 - share)
    if least is not None:
        short = np.flatnonzero(target.sum(axis=0) < least)
        for j in short:
            k = int(least[j])
            target[:, j] = value[:, j] >= np.partition(value[:, j], -k)[-k]
    return np.asarray(target, dtype=np.float64)
