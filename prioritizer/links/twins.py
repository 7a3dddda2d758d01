"""Agendas that ask for the same thing, and committees whose focus an agenda touches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.links.profiles import column, unit
from prioritizer.text import words

_LEAST_SHOWN = 0.2
_LEAST_TOUCHED = 0.1
_GRAM = 3
_SAID = (
    ("title_th", "title_en"),
    ("citizen_words_th", "citizen_words_en"),
    ("description_th", "description_en"),
)


def _analyse(text: str) -> list[str]:
    """Words, and what they are made of: a compound is half said by its parts."""
    known = words(text)
    return [
        *known,
        *(w[i : i + _GRAM] for w in known for i in range(max(len(w) - _GRAM + 1, 1))),
    ]


def _joined(table: pd.DataFrame, names: Sequence[str]) -> list[str]:
    return [" ".join(row) for row in zip(*(column(table, name) for name in names), strict=True)]


class _Likeness:
    """Title, citizens' words and description weigh alike, however long each is."""

    def __init__(self, agendas: pd.DataFrame, *others: Sequence[str]) -> None:
        self.parts = [_joined(agendas, names) for names in _SAID]
        whole = [" ".join(row) for row in zip(*self.parts, strict=True)]
        texts = [text for part in (whole, *others) for text in part]
        from sklearn.feature_extraction.text import TfidfVectorizer  # loaded where it is needed

        self.model = TfidfVectorizer(analyzer=_analyse, sublinear_tf=True)
        self.known = any(_analyse(text) for text in texts)
        if self.known:
            self.model.fit(texts)

    def of(self, texts: Sequence[str]) -> Any:
        """Vectors of other texts."""
        return self.model.transform(texts)

    @property
    def agendas(self) -> Any:
        """Vectors of the agendas."""
        return unit(sum(self.model.transform(part) for part in self.parts))


def near_twins(agendas: pd.DataFrame) -> pd.DataFrame:
    """Measure how alike agendas read: titles, descriptions and citizens' words.

    Parameters
    ----------
    agendas : DataFrame
        ``agenda_id`` and any texts of theirs.

    Returns
    -------
    DataFrame
        ``agenda_id, twin_id, similarity`` (0 to 1), each pair once, the most alike first.
    """
    ids = agendas["agenda_id"].tolist()
    read = _Likeness(agendas)
    alike = np.zeros((len(ids), len(ids)))
    if read.known:
        vectors = read.agendas
        alike = np.round((vectors @ vectors.T).toarray().astype(np.float64), 5)
    one, other = np.nonzero(np.triu(alike >= _LEAST_SHOWN, 1))
    table = pd.DataFrame(
        {
            "agenda_id": [ids[i] for i in one],
            "twin_id": [ids[i] for i in other],
            "similarity": np.minimum(alike[one, other], 1.0),
        }
    )
    return table.sort_values(
        ["similarity", "agenda_id", "twin_id"], ascending=[False, True, True], ignore_index=True
    )


def twins_of(run: Bundle) -> pd.DataFrame:
    """Give the near twins that a run holds; one of an earlier version holds its agendas alone."""
    return run.table("twins") if run.has("twins") else near_twins(run.table("agendas"))


def committee_links(committees: pd.DataFrame, agendas: pd.DataFrame) -> pd.DataFrame:
    """Link committees to agendas by their names and focus texts.

    Returns
    -------
    DataFrame
        ``agenda_id, committee_id, strength``.
    """
    own = _joined(committees, ("name_th", "name_en", "focus_th", "focus_en"))
    read = _Likeness(agendas, own)
    alike = np.zeros((len(agendas), len(own)))
    if read.known:
        alike = np.round((read.agendas @ unit(read.of(own)).T).toarray().astype(np.float64), 5)
    row, col = np.nonzero(alike >= _LEAST_TOUCHED)
    return pd.DataFrame(
        {
            "agenda_id": agendas["agenda_id"].to_numpy()[row],
            "committee_id": committees["committee_id"].to_numpy()[col],
            "strength": np.minimum(alike[row, col], 1.0),
        }
    )
