"""What an agenda says of itself: phrases to find, words to cover, a query to ask with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.errors import AgendasError
from prioritizer.links.places import AddressMask
from prioritizer.text.phrases import PhraseFinder
from prioritizer.text.titles import matter_of

_TITLES = ("title_th", "title_en")
_WORDS = ("citizen_words_th", "citizen_words_en", "citizen_words")
_DESCRIPTION_WEIGHT = 0.3
_UNHEARD = 0.3  # what a word of a title weighs that no signal uses, in parts of the usual word
_WHOLE = 1.2  # so many times its heaviest word make a title whole: one of two things will do
_LEAST_ASKED = 0.2  # part in a title's matter from which a word is asked for
_THAI, _LATIN = re.compile("[ก-ฮ]"), re.compile("[A-Za-z]")
_LEAST_SPOKEN = 0.05


def column(agendas: pd.DataFrame, name: str) -> list[str]:
    """Read a text column of the agendas, "" where it or a cell is absent."""
    if name not in agendas:
        return [""] * len(agendas)
    return [str(cell).strip() for cell in agendas[name].fillna("")]


def joined(agendas: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """Join several text columns, a space between."""
    return [
        " ".join(filter(None, row))
        for row in zip(*(column(agendas, n) for n in names), strict=True)
    ]


@dataclass(frozen=True)
class Profiles:
    """What is known of n agendas before any signal is read.

    Attributes
    ----------
    agenda_ids : tuple of str
    finder : PhraseFinder
        Citizens' words and titles.
    owner : ndarray of shape (n_phrases,)
        Row of the agenda that each phrase belongs to.
    coverage : csr_matrix of shape (n_agendas, n_words)
        Weights of the title's words, summing to 1 an agenda (0 where none is known).
    worded : ndarray of shape (n_agendas,)
        Whether the agenda brings citizens' words.
    queries : csr_matrix of shape (n_agendas, n_words + n_grams)
        Rows of length 1, empty where no signal uses any of the agenda's words.
    """

    agenda_ids: tuple[str, ...]
    finder: PhraseFinder
    owner: NDArray[np.int64]
    coverage: sparse.csr_matrix
    worded: NDArray[np.bool_]
    queries: sparse.csr_matrix

    def any_phrase(self, hits: sparse.csr_matrix) -> sparse.csr_matrix:
        """Turn phrases found in texts into agendas one phrase of which was found."""
        found = sparse.csr_matrix(hits @ self.owners)
        found.data[:] = 1
        return found

    @property
    def owners(self) -> sparse.csr_matrix:
        """Which phrase is whose, shape (n_phrases, n_agendas)."""
        n = len(self.owner)
        return sparse.csr_matrix(
            (np.ones(n, np.float32), (np.arange(n), self.owner)), (n, len(self.agenda_ids))
        )


def languages_of(texts: Sequence[str]) -> tuple[str, ...]:
    """Say in which languages (``th``, ``en``) at least one text of twenty is written.

    >>> languages_of(["ไฟดับ", "ขยะเต็ม BTS"])
    ('th',)
    """
    n_thai = sum(len(_THAI.findall(text)) >= len(_LATIN.findall(text)) for text in texts)
    share = n_thai / max(len(texts), 1)
    return tuple(name for name, part in (("th", share), ("en", 1 - share)) if part >= _LEAST_SPOKEN)


def _said_in(
    agendas: pd.DataFrame, stem: str, languages: Sequence[str], *, any_will_do: bool
) -> list[str]:
    """Join a text in the languages of the signals; in the other one where there is no such text."""
    cells = {name: column(agendas, f"{stem}_{name}") for name in ("th", "en")}
    cells["en"] = [cell if _LATIN.search(cell) else "" for cell in cells["en"]]
    found = [
        " ".join(filter(None, row)) for row in zip(*(cells[n] for n in languages), strict=True)
    ]
    if not any_will_do:
        return found
    whole = zip(cells["th"], cells["en"], strict=True)
    return [own or th or en for own, (th, en) in zip(found, whole, strict=True)]


def read_profiles(
    agendas: pd.DataFrame,
    vectors: Any,
    mask: AddressMask,
    worth: NDArray[Any],
    languages: Sequence[str] = ("th", "en"),
) -> Profiles:
    """Read titles, descriptions and citizens' words of the agendas.

    Parameters
    ----------
    agendas : DataFrame
        ``agenda_id`` and any of ``title_th, title_en, description_th, description_en,
        citizen_words_th``.
    vectors : TextVectors
        Fitted on the signals.
    mask : AddressMask
    worth : ndarray of shape (n_words,)
        What one word of the vocabulary tells, 0 or more.
    languages : sequence of {"th", "en"}
        Those of the signals; an agenda's texts in another count only where it has no others.

    Raises
    ------
    AgendasError
        If there is no agenda, or none has a title.
    """
    if agendas.empty or not set(_TITLES) & set(agendas.columns):
        raise AgendasError(
            "There is no agenda with a title to link signals to.",
            "Give agendas with title_th or title_en, or none to have them proposed.",
        )
    titles = _said_in(agendas, "title", languages, any_will_do=True)
    descriptions = _said_in(agendas, "description", languages, any_will_do=False)
    citizens = [cell.replace(",", ";") for cell in joined(agendas, _WORDS)]
    phrases: list[str] = []
    owner: list[int] = []
    for row, cells in enumerate(zip(titles, citizens, strict=True)):
        own = dict.fromkeys(part.strip().lower() for cell in cells for part in cell.split(";"))
        phrases += [part for part in own if len(part) > 1]
        owner += [row] * sum(len(part) > 1 for part in own)
    titles_cut = [mask.without_names(title) for title in titles]
    spoken = [
        mask(f"{_asked(t)} {c.replace(';', ' ')}") for t, c in zip(titles, citizens, strict=True)
    ]
    asked = vectors.embed(spoken).sparse + _DESCRIPTION_WEIGHT * vectors.embed(descriptions).sparse
    return Profiles(
        tuple(agendas["agenda_id"].astype(str)),
        PhraseFinder(phrases),
        np.array(owner, np.int64),
        _coverage(titles_cut, vectors, worth),
        np.array([bool(cell) for cell in citizens]),
        unit(asked),
    )


def _asked(title: str) -> str:
    """Ask with what a title is about; with all of it where that is nothing one can point at."""
    return " ".join(text for text, part in matter_of(title) if part >= _LEAST_ASKED) or title


def _coverage(titles: Sequence[str], vectors: Any, worth: NDArray[Any]) -> sparse.csr_matrix:
    """Share the worth of a title among the words of its matter that tell much.

    Words that no signal uses keep their share, so a title of which citizens use but a common word
    is never covered by it.
    """
    matter = [matter_of(title) for title in titles]
    pieces = [piece for row in matter for piece in row]
    owner = np.repeat(np.arange(len(titles)), [len(row) for row in matter])
    part = np.array([part for _, part in pieces], dtype=np.float64)
    said = vectors.embed([text for text, _ in pieces])
    held = said.words.copy()
    held.data[:] = 1
    of = sparse.csr_matrix((part, (owner, np.arange(len(pieces)))), (len(titles), len(pieces)))
    parts = sparse.csr_matrix(of @ held)
    n_agendas = np.bincount(parts.indices, minlength=parts.shape[1])
    weight = worth * np.log1p(len(titles) / np.maximum(n_agendas, 1))
    shares = sparse.csr_matrix(parts @ sparse.diags(weight))
    shares.eliminate_zeros()
    known = worth[worth > 0]
    unheard = _UNHEARD * (np.median(known) if len(known) else 1.0) * np.log1p(len(titles))
    total = np.asarray(shares.sum(1)).ravel() + unheard * (of @ said.n_unknown)
    heaviest = np.maximum(
        np.asarray(shares.max(axis=1).todense()).ravel(), unheard * _most(of, said.n_unknown > 0)
    )
    whole = np.minimum(total, _WHOLE * heaviest)
    covered = sparse.csr_matrix(
        sparse.diags(1 / np.where(whole > 0, whole, 1)) @ shares, dtype=np.float32
    )
    return covered


def _most(parts: sparse.csr_matrix, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Find the greatest part of each row among the chosen columns, 0 where there is none."""
    if not parts.shape[1]:
        return np.zeros(parts.shape[0])
    kept = sparse.csr_matrix(parts @ sparse.diags(chosen.astype(np.float64)))
    most: NDArray[np.float64] = np.asarray(kept.max(axis=1).todense()).ravel()
    return most


def unit(matrix: Any) -> sparse.csr_matrix:
    """Scale rows to length 1, leaving empty ones empty."""
    rows = sparse.csr_matrix(matrix, dtype=np.float32)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(1)).ravel())
    return sparse.csr_matrix(
        sparse.diags(1 / np.where(length > 0, length, 1)) @ rows, dtype=np.float32
    )
