"""The linker: learns on a sample, then links every chunk of signals to agendas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.errors import RunError
from prioritizer.links.covering import best_of, told_twice
from prioritizer.links.heads import LEAST_JUDGED, Heads, Hints, fit_heads, hints_of
from prioritizer.links.landmarks import without_landmarks
from prioritizer.links.places import AddressMask, learn_places, links_in, mask_all
from prioritizer.links.prevalence import Prevalence, estimate_prevalence
from prioritizer.links.profiles import Profiles, languages_of, read_profiles
from prioritizer.links.quality import Judged, measure_links, read_judged
from prioritizer.links.selftraining import TOLD, OwnWords, WeakModel, learn
from prioritizer.text.keys import text_hash
from prioritizer.text.words import stop_words
from prioritizer.vocabulary import Matrix

_SHRUNK_BY = 20.0  # texts by which a word's likeness is shrunk to that of all words
_POOL_PAIRS = 600_000  # pairs on which class priors, cut and scale are fitted to all signals
_HEARD = 5  # texts with citizens' words of an agenda, from which its title is looked for, too
_LONG = 40.0  # distinct words of a text, above which the share of a title in it is discounted


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
        texts, said = _distinct(texts, said)
        self.mask_: AddressMask = learn_places(texts)
        self.profiles_: Profiles = read_profiles(
            agendas, vectors, self.mask_, _worth(said, texts), languages_of(texts)
        )
        self.agenda_ids_ = self.profiles_.agenda_ids
        self.titles_ = self._titles_to_look_for(texts)
        words, told = self._own_words(texts, said)
        keys = text_hash(texts)  # parts are drawn by what texts say, not by where they stand
        found = estimate_prevalence(said, told >= TOLD, vectors, self.profiles_, keys)
        self.prevalence_: Prevalence = found.scaled(self.links_per_text)
        self.links_per_text_ = self.prevalence_.links_per_text
        self.weak_: WeakModel = learn(
            self.profiles_, said.dense, said.sparse, words, told, self.prevalence_, keys
        )
        self.heads_: Heads | None = None
        self.judged_: Judged | None = None
        self.n_judged_ = 0
        if labels is not None:
            self._learn_labels(labels, vectors, self.hints(texts, said))
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
        if self.heads_ is not None:
            return shared(self.heads_.strengths(self.hints(list(texts), said)))
        words, _ = self._own_words(list(texts), said)
        scores = self.weak_.scores(said.dense, words)
        row, agenda = np.nonzero(self.weak_.accepted(scores, words))
        chance = np.zeros(scores.shape)
        chance[row, agenda] = self.weak_.chances_of(scores, words, row, agenda)
        return shared(chance)

    def chances(self, texts: Sequence[str], vectors: Any) -> Matrix:
        """Chance of every text for every agenda, accepted or not, shape (n_texts, n_agendas)."""
        said = vectors.embed(list(texts)) if hasattr(vectors, "embed") else vectors
        if self.heads_ is not None:
            return self.heads_.chances(self.hints(list(texts), said))
        words, _ = self._own_words(list(texts), said)
        return self.weak_.chances(self.weak_.scores(said.dense, words), words)

    def quality(self) -> dict[str, Any]:
        """Say how far the links can be trusted; empty where too few signals were judged.

        Returns
        -------
        dict
            See :func:`~prioritizer.links.quality.measure_links`; ``learnt`` says whether the
            labels also taught the linker, or only measure it.
        """
        if self.judged_ is None:
            return {}
        measured = measure_links(self.judged_, self.agenda_ids_, self.random_state)
        return {**measured, "learnt": self.heads_ is not None}

    def table(self, signal_ids: Sequence[str], strengths: sparse.csr_matrix) -> pd.DataFrame:
        """Write strengths as links: ``signal_id, agenda_id, strength``, in order of both."""
        return links_table(signal_ids, self.agenda_ids_, strengths)

    def hints(self, texts: Sequence[str], vectors: Any) -> Hints:
        """Lay out what is known of each text and agenda before anybody judged."""
        texts = list(texts)
        said = vectors.embed(texts) if hasattr(vectors, "embed") else vectors
        return hints_of(self.profiles_, self.weak_, said, self._own_words(texts, said)[0])

    def _learn_labels(self, labels: pd.DataFrame, vectors: Any, pool: Hints) -> None:
        """Learn from the judged signals, where there are enough and it helps on those held out."""
        judged = read_judged(labels, self.agenda_ids_)
        self.n_judged_ = len(judged.signal_ids)
        if self.n_judged_ < LEAST_JUDGED or not judged.truth.any():
            return
        rows = _stride(len(pool.dense), _POOL_PAIRS // max(1, len(self.agenda_ids_)))
        texts = list(judged.texts)
        said = vectors.embed(texts)
        untaught = judged.with_strengths(self.assign(texts, said).toarray())
        hints = self.hints(texts, said)
        taught = judged.predicted(hints, pool[rows], self.random_state)
        self.judged_ = taught if taught.f1 >= untaught.f1 else untaught
        if self.judged_ is taught:
            self.heads_ = fit_heads(hints, judged.truth, pool[rows])

    def _own_words(self, texts: list[str], said: Any) -> tuple[OwnWords, sparse.csr_matrix]:
        """Find agendas' own words in texts; and how much of a bare title is there, 0 to 1."""
        profiles = self.profiles_
        masked = mask_all(self.mask_, texts)
        hits = profiles.finder.find(masked)
        held = said.words.copy()
        held.data[:] = 1
        length = np.maximum(np.asarray(held.sum(axis=1)).ravel(), 1)
        spoken = profiles.any_phrase(hits)
        discount = np.minimum(1, np.sqrt(_LONG / length))
        held = sparse.csr_matrix(sparse.hstack([held, profiles.letters.find(masked)]))
        told_of = told_twice(held, profiles.coverage, profiles.heads, discount)
        names = [*map(str, said.vocabulary), *profiles.letters.phrases]
        meant = without_landmarks(
            told_of, profiles.heads, profiles.coverage, masked, texts, names, self.mask_.names
        )
        covered = self._of_titles(meant)
        addresses = self._only_in_addresses(texts, masked, hits)
        told = sparse.csr_matrix(spoken.maximum(covered))
        where = sparse.csr_matrix(self._of_titles(sparse.csr_matrix(told_of - meant)) > told)
        addresses = sparse.csr_matrix(addresses + where)
        return OwnWords(hits, profiles.owner, covered, addresses), told

    def _of_titles(self, things: sparse.csr_matrix) -> sparse.csr_matrix:
        """Take the thing most told of each title that is looked for, shape (n_texts, n_agendas)."""
        best = best_of(things, self.profiles_.thing_of, len(self.agenda_ids_))
        return sparse.csr_matrix(best @ sparse.diags(self.titles_))

    def _titles_to_look_for(self, texts: list[str]) -> NDArray[np.float32]:
        """Tell which titles are looked for by their words: 1 or 0, shape (n_agendas,).

        All that stand alone. Where an agenda brings citizens' words, citizens must use some of
        them, and the title must say more than one word: a title of one word names a field
        ("travel"), and the citizens' words say what of it is meant.
        """
        profiles = self.profiles_
        hits = profiles.finder.find(mask_all(self.mask_, texts))
        heard = np.asarray(profiles.any_phrase(hits).sum(axis=0)).ravel() >= _HEARD
        several = np.bincount(profiles.thing_of, np.diff(profiles.coverage.indptr)) > 1
        return np.where(profiles.worded, heard & several, True).astype(np.float32)

    def _only_in_addresses(
        self, texts: list[str], masked: list[str], hits: sparse.csr_matrix
    ) -> sparse.csr_matrix:
        """Tell where an agenda's words stand in what was struck out as an address only."""
        find, profiles = self.profiles_.finder.find, self.profiles_
        changed = np.array([len(a) != len(b) for a, b in zip(texts, masked, strict=True)])
        rows = np.flatnonzero(changed)
        whole = profiles.any_phrase(find([texts[row].lower() for row in rows]))
        only = whole - whole.multiply(profiles.any_phrase(sparse.csr_matrix(hits[rows])))
        only = sparse.coo_matrix(only)
        kept = only.data > 0
        shape = (len(texts), len(profiles.agenda_ids))
        return sparse.csr_matrix(
            (only.data[kept], (rows[only.row[kept]], only.col[kept])), shape=shape
        )


def links_table(
    signal_ids: Sequence[str], agenda_ids: Sequence[str], strengths: sparse.csr_matrix
) -> pd.DataFrame:
    """Write strengths as links: ``signal_id, agenda_id, strength``, in order of both."""
    found = strengths.tocoo()
    order = np.lexsort((found.col, found.row))
    return pd.DataFrame(
        {
            "signal_id": np.asarray(signal_ids, dtype=object)[found.row[order]],
            "agenda_id": np.asarray(agenda_ids, dtype=object)[found.col[order]],
            "strength": found.data[order].astype(np.float64),
        }
    ).astype({"signal_id": "str", "agenda_id": "str"})


def shared(chance: Matrix) -> sparse.csr_matrix:
    """Scale rows down that sum to more than 1, and keep what is above 0."""
    total = chance.sum(axis=1)
    row, agenda = np.nonzero(chance)
    kept = np.floor(chance[row, agenda] / np.maximum(total[row], 1) * 1e4) / 1e4
    found = sparse.csr_matrix((kept, (row, agenda)), shape=chance.shape)
    found.eliminate_zeros()
    return found


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


def _stride(n: int, n_most: int) -> NDArray[np.int64]:
    """Take every so-manieth row, ``n_most`` at most."""
    return np.arange(0, n, max(1, -(-n // max(1, n_most))))


def _distinct(texts: list[str], said: Any) -> tuple[list[str], Any]:
    """Keep one of each text: what is copied a hundred times teaches no more than once."""
    first: dict[str, int] = {}
    for row, text in enumerate(texts):
        first.setdefault("".join(text.split()).lower(), row)
    rows = np.fromiter(first.values(), np.int64, count=len(first))
    if len(rows) == len(texts):
        return texts, said
    kept = replace(
        said,
        words=said.words[rows],
        sparse=said.sparse[rows],
        dense=said.dense[rows],
        n_unknown=said.n_unknown[rows],
    )
    return [texts[row] for row in rows], kept


def _worth(said: Any, texts: Sequence[str]) -> Matrix:
    """Weigh what each word tells: how alike the texts are in which it stands, times its rarity.

    The likeness of few texts is shrunk to that of all words; words that say nothing weigh nothing,
    nor do those that mostly stand in web addresses.
    """
    held = said.words.copy()
    held.data[:] = 1
    n_texts: Matrix = np.bincount(held.indices, minlength=held.shape[1]).astype(np.float64)
    centred = said.dense.astype(np.float64) - said.dense.mean(axis=0, dtype=np.float64)
    sums = held.T @ centred
    pairs = n_texts * (n_texts - 1)
    alike = (sums**2).sum(axis=1) - held.T @ (centred**2).sum(axis=1)
    known = n_texts >= _SHRUNK_BY
    usual = float(np.median(alike[known] / pairs[known])) if known.any() else 0.0
    alike = (alike / np.maximum(n_texts - 1, 1) + _SHRUNK_BY * usual) / (n_texts + _SHRUNK_BY)
    told = np.clip(alike, 0, None) * np.log1p(len(centred) / np.maximum(n_texts, 1))
    told[np.isin(said.vocabulary, list(stop_words()))] = 0.0
    linked = Counter(w for t in texts if "http" in t for w in set(links_in(t)))
    told[[linked[str(w)] > n / 2 for w, n in zip(said.vocabulary, n_texts, strict=True)]] = 0.0
    worth: Matrix = np.round(np.where(n_texts > 0, told, 0.0), 6)  # type: ignore[assignment]
    return worth
