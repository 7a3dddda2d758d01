"""Which signals speak for which agenda, learnt from the agendas' words and unlabelled signals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.links.places import learn_places, mask_all
from prioritizer.links.profiles import read_profiles, unit

_FEEDBACK = 200
_FEEDBACK_WEIGHT = 0.8
_NO_HIT = 0.3
_ROUNDS = 6
_RIDGE = 10.0
_WORDS = 0.3
_LINKS_PER_TEXT = 1.2
_LEAST = 0.12


class Linker:
    """Link signals to agendas, softly; "no agenda" is an answer."""

    def __init__(self, *, seed: int = 0, links_per_text: float | None = None) -> None:
        self.seed, self.links_per_text = seed, links_per_text

    def fit(
        self, texts: Sequence[str], vectors: Any, agendas: pd.DataFrame, *, labels: Any = None
    ) -> Self:
        """Learn from a sample of signals and the agendas."""
        self._mask = learn_places(texts)
        self._vectors = vectors
        rarity = np.ones(len(vectors.vocabulary_))
        self._profiles = read_profiles(agendas, vectors, self._mask, rarity)
        self.agenda_ids_ = self._profiles.agenda_ids
        embedded, hits = self._embed(texts)
        sparse_rows = embedded.sparse
        near = (sparse_rows @ self._profiles.queries.T).toarray()
        top = np.argsort(-near, axis=0, kind="stable")[:_FEEDBACK]
        grown = [
            self._profiles.queries[j] + _FEEDBACK_WEIGHT * sparse_rows[top[:, j]].mean(axis=0)
            for j in range(near.shape[1])
        ]
        import scipy.sparse as sp

        queries = unit(sp.vstack([sp.csr_matrix(q) for q in grown]))
        score = (sparse_rows @ queries.T).toarray() * (_NO_HIT + (1 - _NO_HIT) * hits)
        design = np.hstack([embedded.dense, np.ones((len(texts), 1), np.float32)]).astype(float)
        gram = design.T @ design + _RIDGE * np.eye(design.shape[1])
        inverse = np.linalg.inv(gram)
        per_text = self.links_per_text or _LINKS_PER_TEXT
        share = min(0.5, per_text / max(len(self.agenda_ids_), 1))
        target = score > np.quantile(score, 1 - share)
        least = (score > _LEAST).sum(axis=0)
        for _ in range(_ROUNDS):
            self.weights_ = inverse @ (design.T @ target)
            predicted = design @ self.weights_
            scale = np.array(
                [
                    max(predicted[target[:, j], j].mean(), 0.02) if target[:, j].any() else 1.0
                    for j in range(target.shape[1])
                ]
            )
            self.weights_ = np.round(self.weights_ / scale, 5)
            value = design @ self.weights_ + _WORDS * hits
            target = value > np.quantile(value, 1 - share)
        self.least_ = least
        self.cut_ = float(np.quantile(value, 1 - share))
        return self

    def _embed(self, texts: Sequence[str]) -> tuple[Any, NDArray[np.float64]]:
        masked = mask_all(self._mask, texts)
        hits = self._profiles.any_phrase(self._profiles.finder.find(masked)).toarray()
        return self._vectors.embed(masked), hits.astype(float)

    def assign(
        self, texts: Sequence[str], embedded: Any, *, signal_ids: Sequence[str]
    ) -> pd.DataFrame:
        """Give the accepted links of a chunk."""
        del embedded
        own, hits = self._embed(texts)
        value = np.hstack([own.dense, np.ones((len(own.dense), 1))]) @ self.weights_ + _WORDS * hits
        strength = np.where(value > self.cut_, np.clip(value, 0.05, 1.0), 0.0)
        strength /= np.maximum(strength.sum(axis=1, keepdims=True), 1.0)
        row, agenda = np.nonzero(strength)
        ids = np.asarray(signal_ids, dtype=object)
        return pd.DataFrame(
            {
                "signal_id": ids[row],
                "agenda_id": np.array(self.agenda_ids_, dtype=object)[agenda],
                "strength": np.round(strength[row, agenda], 6),
            }
        ).astype({"signal_id": "str", "agenda_id": "str"})
