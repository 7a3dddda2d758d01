"""Candidate agendas from the themes, and their links, for a study that brings none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.bundle import Bundle
from prioritizer.config import Study
from prioritizer.errors import SignalsError
from prioritizer.links.linker import links_table
from prioritizer.run.naming import name_themes
from prioritizer.text import Vectors
from prioritizer.themes import ThemeModel, says_nothing

_TIMES_FINER, _MOST_AGENDAS = 2, 60
_TEXTS_EACH = 20  # of the sample, for each agenda
_DOUBT = 0.05  # cosine by which a text must be nearer to be three in four sure
_LEAST = 0.3


@dataclass(frozen=True)
class ThemeLinker:
    """Links a signal to the agenda that its theme proposes, as strongly as it belongs there.

    The strength is a logistic function of the margin: how much nearer a text is to the centre
    of its theme than to that of any other. It is .5 on the border; below .3 there is no link.

    Parameters
    ----------
    model : ThemeModel
    shown : ndarray of shape (n_themes + 1,)
        The number that stands for each number of the model.
    agenda_ids : tuple of str
        Columns of what `assign` returns.
    column : ndarray of shape (n_themes + 1,)
        Column of the agenda of each number, -1 where it proposes none.
    """

    model: ThemeModel
    shown: NDArray[np.intp]
    agenda_ids: tuple[str, ...]
    column: NDArray[np.intp]

    def assign(self, texts: Sequence[str], vectors: Vectors) -> sparse.csr_matrix:
        """Link a chunk of texts; shape (n_texts, n_agendas), one link a row at most."""
        labels = self.model.predict(vectors)
        own = self.shown[labels]
        cosines = vectors.dense @ self.model.centres_.T
        alike = self.shown[: cosines.shape[1]][None, :] == own[:, None]
        near = np.where(alike, cosines, -1.0).max(1)
        other = np.where(alike, -1.0, cosines).max(1)
        margin = (near - other).astype(np.float64) if cosines.shape[1] > 1 else np.ones(len(own))
        strength = np.floor(1e4 / (1 + np.exp(-margin / _DOUBT))) / 1e4
        held = (strength >= _LEAST) & (self.column[own] >= 0) & ~says_nothing(vectors, texts)
        rows = np.flatnonzero(held)
        shape = (len(own), len(self.agenda_ids))
        return sparse.csr_matrix((strength[rows], (rows, self.column[own[rows]])), shape=shape)

    def table(self, signal_ids: Sequence[str], strengths: sparse.csr_matrix) -> pd.DataFrame:
        """Write strengths as links: ``signal_id, agenda_id, strength``, in order of both."""
        return links_table(signal_ids, self.agenda_ids, strengths)


@dataclass(frozen=True)
class Proposed:
    """Agendas that the signals themselves propose, and how signals are linked to them."""

    agendas: pd.DataFrame
    linker: ThemeLinker
    memory: pd.DataFrame


def propose_agendas(
    study: Study,
    themes: ThemeModel,
    sample: pd.DataFrame,
    embedded: Vectors,
    against: Bundle | None = None,
) -> Proposed:
    """Propose candidate agendas for a study that brings none.

    An agenda must be about one matter, so the sample is grouped twice as finely as its themes (60
    groups at most unless there are more themes, and one for 20 texts), and each group that says
    something proposes one, ``P01`` the largest.

    Raises
    ------
    SignalsError
        If no group says something.
    """
    silent = says_nothing(embedded, sample["text"].tolist())
    n = max(themes.n_themes_, min(_TIMES_FINER * themes.n_themes_, _MOST_AGENDAS))
    n = max(1, min(n, int((~silent).sum()) // _TEXTS_EACH))
    model = ThemeModel(n, n_resamples=1, random_state=study.study.seed)
    model.fit(embedded, silent=None if silent.all() else silent)
    named = name_themes(study, model, sample, embedded, against, letter="P")
    agendas = named.proposals()
    if agendas.empty:
        raise SignalsError(
            "the study has no agendas, and none of its signals say what one could be about.",
            "Give [agendas] a file, or more signals that name a matter.",
        )
    ids = tuple(agendas["agenda_id"])
    place = {agenda: i for i, agenda in enumerate(ids)}
    column = np.array([place.get(theme, -1) for theme in named.table["theme_id"]], dtype=np.intp)
    return Proposed(agendas, ThemeLinker(model, named.shown, ids, column), named.memory)
