"""The linker: learns on a sample, then links every chunk of signals to agendas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.errors import RunError
from prioritizer.links.places import AddressMask, learn_places, mask_all
from prioritizer.links.profiles import Profiles, read_profiles
from prioritizer.links.selftraining import WeakModel, learn, sigmoid
from prioritizer.vocabulary import Matrix

_DEFAULT_LINKS_PER_TEXT = 1.5


class Linker:
    """Links texts to agendas: many to many, softly, "no agenda" among the answers.

    Parameters
    ----------
    links_per_text : float, optional
        Mean number of agendas that a text touches; None estimates it from the signals.
    random_state : int, default=0

    Attributes
    ----------
    agenda_ids_ : tuple of str
        Columns of what `assign` returns.
    links_per_text_ : float
        As given, or as estimated.
    """

    def __init__(self, *, links_per_text: float | None = None, random_state: int = 0) -> None:
        self.links_per_text = links_per_text
        self.random_state = random_state

    def fit(
        self,
        texts: Sequence[str],
        vectors: Any,
        agendas: pd.DataFrame,
        *,
        labels: pd.DataFrame | None = None,
        embedded: Any = None,
    ) -> Self:
        """Learn from agendas and a sample of signals, and from hand-made links where there are.

        Parameters
        ----------
        texts : sequence of str, shape (n_texts,)
            The seeded sample, 30,000 at most.
        vectors : TextVectors
            Fitted.
        agendas : DataFrame
            See `read_profiles`.
        labels : DataFrame, optional
            ``signal_id, agenda_id, text``: several rows a signal; an empty ``agenda_id`` means
            judged, and none fits.
        embedded : Vectors, optional
            ``vectors.embed(texts)`` where it is at hand.

        Returns
        -------
        Linker
            Itself.
        """
        texts = list(texts)
        said = vectors.embed(texts) if embedded is None else embedded
        self.mask_: AddressMask = learn_places(texts)
        self.profiles_: Profiles = read_profiles(agendas, vectors, self.mask_, _rarity(said))
        self.agenda_ids_ = self.profiles_.agenda_ids
        self.links_per_text_ = self.links_per_text or _DEFAULT_LINKS_PER_TEXT
        hits = self.profiles_.finder.find(mask_all(self.mask_, texts))
        self.weak_: WeakModel = learn(
            self.profiles_,
            said.dense,
            said.sparse,
            hits,
            self._coverage(said),
            self.links_per_text_,
        )
        return self

    def assign(self, texts: Sequence[str], vectors: Any) -> sparse.csr_matrix:
        """Link a chunk of texts.

        Parameters
        ----------
        texts : sequence of str, shape (n_texts,)
        vectors : Vectors or TextVectors
            Of these texts.

        Returns
        -------
        csr_matrix of shape (n_texts, n_agendas)
            Strengths of the accepted links, rows summing to 1 at most.
        """
        if not hasattr(self, "weak_"):
            raise RunError("The linker has learnt nothing yet.", "Call fit before assign.")
        said = vectors.embed(list(texts)) if hasattr(vectors, "embed") else vectors
        odds = self.weak_.log_odds(said.dense)
        chance = np.where(odds > self.weak_.threshold, sigmoid(odds), 0.0)
        return shared(chance)

    def table(self, signal_ids: Sequence[str], strengths: sparse.csr_matrix) -> pd.DataFrame:
        """Write strengths as links: ``signal_id, agenda_id, strength``, in order of both."""
        found = strengths.tocoo()
        order = np.lexsort((found.col, found.row))
        return pd.DataFrame(
            {
                "signal_id": np.asarray(signal_ids, dtype=object)[found.row[order]],
                "agenda_id": np.asarray(self.agenda_ids_, dtype=object)[found.col[order]],
                "strength": found.data[order].astype(np.float64),
            }
        ).astype({"signal_id": "str", "agenda_id": "str"})

    def _coverage(self, said: Any) -> sparse.csr_matrix:
        held = said.words.copy()
        held.data[:] = 1
        return sparse.csr_matrix(held @ self.profiles_.coverage.T)


def shared(chance: Matrix) -> sparse.csr_matrix:
    """Scale rows down that sum to more than 1, and keep what is above 0."""
    total = chance.sum(axis=1, keepdims=True)
    return sparse.csr_matrix(np.floor(chance / np.maximum(total, 1) * 1e4) / 1e4)


def link(
    signals: pd.DataFrame,
    agendas: pd.DataFrame,
    *,
    vectors: Any = None,
    labels: pd.DataFrame | None = None,
    min_strength: float = 0.0,
    seed: int = 0,
) -> pd.DataFrame:
    """Link signals to agendas in one call.

    Parameters
    ----------
    signals : DataFrame
        ``signal_id, text``.
    agendas : DataFrame
        ``agenda_id`` and any texts of theirs.
    vectors : TextVectors, optional
        Fitted; None fits them on the signals.
    labels : DataFrame, optional
        ``signal_id, agenda_id``: links made by hand.
    min_strength : float
        Links below are left out.
    seed : int

    Returns
    -------
    DataFrame
        ``signal_id, agenda_id, strength``: accepted links only.
    """
    from prioritizer.text.vectors import TextVectors

    texts = signals["text"].astype(str).tolist()
    sample = _sample(len(texts), seed)
    chosen = [texts[row] for row in sample]
    known = vectors if vectors is not None else TextVectors(random_state=seed).fit(chosen)
    linker = Linker(random_state=seed).fit(
        chosen, known, agendas, labels=with_texts(labels, signals)
    )
    links = linker.table(signals["signal_id"].tolist(), linker.assign(texts, known))
    return links[links["strength"] >= min_strength].reset_index(drop=True)


def with_texts(labels: pd.DataFrame | None, signals: pd.DataFrame) -> pd.DataFrame | None:
    """Put the texts of the signals beside the labels; labels of unknown signals drop out."""
    if labels is None or "text" in labels:
        return labels
    return labels.merge(signals[["signal_id", "text"]], on="signal_id", how="inner")


def _sample(n_texts: int, seed: int, n_max: int = 30_000) -> NDArray[np.int64]:
    if n_texts <= n_max:
        return np.arange(n_texts)
    return np.sort(np.random.default_rng(seed).choice(n_texts, n_max, replace=False))


def _rarity(said: Any) -> Matrix:
    """Weigh what each word tells: how alike the texts are in which it stands, times its rarity."""
    held = said.words.copy()
    held.data[:] = 1
    n_texts: Matrix = np.bincount(held.indices, minlength=held.shape[1]).astype(np.float64)
    centred = said.dense.astype(np.float64) - said.dense.mean(axis=0, dtype=np.float64)
    sums = held.T @ centred
    alike = (sums**2).sum(axis=1) - held.T @ (centred**2).sum(axis=1)
    alike /= np.maximum(n_texts * (n_texts - 1), 1)
    told = np.clip(alike, 0, None) * np.log1p(len(centred) / np.maximum(n_texts, 1))
    rarity: Matrix = np.round(np.where(n_texts > 0, told, 0.0), 6)  # type: ignore[assignment]
    return rarity
