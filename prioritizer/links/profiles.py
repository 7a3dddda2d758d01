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
from prioritizer.text.titles import Piece, matter_of

_TITLES = ("title_th", "title_en")
_WORDS = ("citizen_words_th", "citizen_words_en", "citizen_words")
_DESCRIPTION_WEIGHT = 0.3
_UNHEARD = 0.5  # what a word of a title weighs that no signal uses, in parts of the usual word
_TEMPER = 0.5  # power of what a word tells, beside its part in the title
_DAMPED = 0.5  # of the weight behind a thing's heaviest word: this makes it whole
_LEAST_TOLD = 0.5  # weight of the thinnest thing: a common word alone is none
_COMPOUND = 0.5  # power of the number of parts, by which each part of a compound weighs less
_LEAST_HEAD = 0.35  # part in its title from which a word says what the thing is, as no deed does …
_LEAST_TELLS = 0.4  # … where it tells so much: not "car" or "road" in complaints to a city
_LEAST_LETTERS = 4  # of a word that is looked for inside others
_SUPPORT = 0.3  # what a word of a title's other things adds
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
    coverage : csr_matrix of shape (n_things, n_words + n_letters)
        Weights of the words of each thing that a title names.
    heads : csr_matrix of shape (n_things, n_words + n_letters)
        1 for the words without which a text does not speak of the thing: one of them must stand.
    thing_of : ndarray of shape (n_things,)
        Row of the agenda whose title names it.
    letters : PhraseFinder
        Words of titles that no signal is cut into, to be looked for by their letters.
    worded : ndarray of shape (n_agendas,)
        Whether the agenda brings citizens' words.
    queries : csr_matrix of shape (n_agendas, n_words + n_grams)
        Rows of length 1, empty where no signal uses any of the agenda's words.
    """

    agenda_ids: tuple[str, ...]
    finder: PhraseFinder
    owner: NDArray[np.int64]
    coverage: sparse.csr_matrix
    heads: sparse.csr_matrix
    thing_of: NDArray[np.int64]
    letters: PhraseFinder
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
        *_coverage(titles_cut, vectors, worth),
        np.array([bool(cell) for cell in citizens]),
        unit(asked),
    )


def _asked(title: str) -> str:
    """Ask with what a title is about; with all of it where that is nothing one can point at."""
    return " ".join(p.text for p in matter_of(title) if p.part >= _LEAST_ASKED) or title


def _coverage(
    titles: Sequence[str], vectors: Any, worth: NDArray[Any]
) -> tuple[sparse.csr_matrix, sparse.csr_matrix, NDArray[np.int64], PhraseFinder]:
    """Share the worth of each thing that a title names among the words that say what it is.

    Words that no signal uses keep their share, so what citizens call by a common word alone is
    never covered by it; they are looked for letter by letter, for a compound may be cut elsewhere
    in a text. What a title says of its other things supports each of them.

    Returns
    -------
    tuple of (csr_matrix, csr_matrix, ndarray, PhraseFinder)
        Weights, a row for each thing, a column for each word, then for each word looked for by its
        letters; which of them say what the thing is, and are not in everybody's mouth; the title
        that names each thing; and the finder of the words looked for by their letters.
    """
    matter = [matter_of(title) for title in titles]
    pieces = [piece for row in matter for piece in row]
    title = np.repeat(np.arange(len(titles)), [len(row) for row in matter])
    n_things = np.array([1 + max((p.phrase for p in row), default=0) for row in matter])
    first = np.concatenate([[0], np.cumsum(n_things)[:-1]])
    thing = first[title] + np.array([piece.phrase for piece in pieces], dtype=np.int64)
    of_thing = np.repeat(np.arange(len(titles)), n_things)
    part = np.array([piece.part for piece in pieces], dtype=np.float64)
    said = vectors.embed([piece.text for piece in pieces])
    held = said.words.copy()
    held.data[:] = 1
    shape = (len(of_thing), len(pieces))
    own = sparse.csr_matrix((part, (thing, np.arange(len(pieces)))), shape)
    tells = np.minimum(worth / max(_usual(worth), 1e-12), 1.0) ** _TEMPER
    n_agendas = np.bincount(
        sparse.csr_matrix(_titles_of(title, len(titles)) @ held).indices, minlength=held.shape[1]
    )
    shared = np.log1p(len(titles) / np.maximum(n_agendas, 1)) / np.log1p(len(titles))
    each = sparse.csr_matrix(held @ sparse.diags(tells * shared))
    per_piece = _greatest(each)
    per_piece = np.maximum(per_piece, np.where(said.n_unknown > 0, _UNHEARD, 0.0))
    n_parts = np.maximum(np.diff(held.indptr) + said.n_unknown, 1)
    each = sparse.csr_matrix(sparse.diags(n_parts**-_COMPOUND) @ each)
    heaviest = _greatest(own @ sparse.diags(per_piece))
    total = np.asarray(own @ per_piece).ravel()
    whole = np.maximum(heaviest + _DAMPED * (total - heaviest), _LEAST_TOLD)
    others = _titles_of(of_thing, len(titles)).T @ (
        sparse.csr_matrix((part, (title, np.arange(len(pieces)))), (len(titles), len(pieces)))
    )
    both = own + _SUPPORT * (others - own)
    parts = sparse.csr_matrix(sparse.diags(1 / whole) @ both)
    unknown = np.flatnonzero((said.n_unknown > 0) & _findable(pieces, vectors))
    literal = parts[:, unknown] @ sparse.diags(per_piece[unknown])
    shares = sparse.csr_matrix(sparse.hstack([parts @ each, literal]), dtype=np.float32)
    shares.eliminate_zeros()
    head = sparse.csr_matrix(own @ sparse.diags((part >= _LEAST_HEAD).astype(np.float64)))
    telling = sparse.diags((tells >= _LEAST_TELLS).astype(np.float64))
    heads = sparse.csr_matrix(sparse.hstack([head @ held @ telling, head[:, unknown]]))
    heads.eliminate_zeros()
    heads.data[:] = 1
    return shares, heads, of_thing, PhraseFinder([pieces[i].text.casefold() for i in unknown])


def _findable(pieces: Sequence[Piece], vectors: Any) -> NDArray[np.bool_]:
    """Tell which words can be looked for by their letters: long, and part of no other word."""
    texts = [piece.text.casefold() for piece in pieces]
    inside = PhraseFinder(texts).find([str(word) for word in vectors.vocabulary_])
    n_around = np.asarray(inside.sum(axis=0)).ravel()
    long = np.array([len(text) >= _LEAST_LETTERS for text in texts], dtype=bool)
    return np.asarray(long & (n_around == 0), dtype=bool)


def _usual(worth: NDArray[Any]) -> float:
    """Give the median of what words tell, among those that tell something."""
    known = worth[worth > 0]
    return float(np.median(known)) if len(known) else 1.0


def _greatest(rows: Any) -> NDArray[np.float64]:
    """Find the greatest weight of each row, 0 where there is none."""
    if not min(rows.shape):
        return np.zeros(rows.shape[0])
    found: NDArray[np.float64] = np.asarray(rows.max(axis=1).todense()).ravel()
    return found


def _titles_of(title: NDArray[np.int64], n_titles: int) -> sparse.csr_matrix:
    n = len(title)
    return sparse.csr_matrix((np.ones(n), (title, np.arange(n))), (n_titles, n))


def unit(matrix: Any) -> sparse.csr_matrix:
    """Scale rows to length 1, leaving empty ones empty."""
    rows = sparse.csr_matrix(matrix, dtype=np.float32)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(1)).ravel())
    return sparse.csr_matrix(
        sparse.diags(1 / np.where(length > 0, length, 1)) @ rows, dtype=np.float32
    )
