"""Texts as vectors: words and character n-grams, weighted, joined and reduced."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import Tags, check_random_state
from sklearn.utils.validation import check_is_fitted

from prioritizer.errors import InputError
from prioritizer.text.keys import seeded, signs, text_hash
from prioritizer.text.normalise import normalise
from prioritizer.text.vectors_basis import learn_basis
from prioritizer.text.vectors_exact import unit_rows
from prioritizer.text.vectors_grams import count_grams, learn_grams
from prioritizer.text.vectors_weights import Weighting, row_sums, unit_sparse
from prioritizer.text.words import words_of

_BASIS_ROWS = 10_000  # rows on which the basis of the dense vectors is fitted
_BASIS_ROUNDS = 2
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Vectors:
    """What a chunk of n texts says, in the forms that themes and links need.

    Attributes
    ----------
    words : csr_matrix of shape (n, n_words)
        How often each word of ``vocabulary`` stands in each text, float32.
    sparse : csr_matrix of shape (n, n_words + n_grams)
        Weighted words and character n-grams, rows of length 1 (empty texts: 0), float32.
    dense : ndarray of shape (n, n_components)
        The same in few dimensions, rows of length 1 rounded to 2**-11, float32, so that dot
        products are exact and the same on every processor. The axes have no order.
    vocabulary : ndarray of shape (n_words,)
        The words, sorted.
    n_unknown : ndarray of shape (n,)
        Words of each text that the vocabulary does not hold.
    """

    words: csr_matrix
    sparse: csr_matrix
    dense: NDArray[np.float32]
    vocabulary: NDArray[np.str_]
    n_unknown: NDArray[np.int64]


class TextVectors(TransformerMixin, BaseEstimator):
    """Turn Thai and English texts into vectors of words and character n-grams.

    Both blocks are weighted by BM25, each is scaled to length 1, and they are joined. What is
    learnt (vocabulary, rarity, basis) comes from the texts of ``fit``; any other text can then
    be transformed alone, in any chunk, with the same result.

    Parameters
    ----------
    n_components : int, default=150
        Dimensions of the dense vectors (fewer where the texts have fewer).
    min_word_texts : int, default=2
        Texts that a word must stand in.
    max_words : int, default=50000
        Words to keep, the most frequent first.
    gram_lengths : tuple of int, default=(3, 5)
        Shortest and longest character n-gram.
    min_gram_texts : int, default=3
        Texts that an n-gram must stand in.
    max_grams : int, default=20000
        N-grams to keep, the most frequent first.
    extra_words : sequence of str, default=()
        Words of the study that shall not be cut.
    k1, b : float, default=1.2, 0.75
        BM25: how soon repetition saturates, how much long texts are held back.
    random_state : int, RandomState or None, default=0
        Seed of the basis of the dense vectors.

    Attributes
    ----------
    vocabulary_ : ndarray of shape (n_words,)
        The words, sorted.
    grams_ : ndarray of shape (n_grams,)
        The n-grams.
    components_ : ndarray of shape (n_words + n_grams, n_components)
        Orthonormal basis of the dense vectors.

    Examples
    --------
    >>> texts = ["ไฟถนนดับ", "ไฟดับทั้งถนน", "street light broken", "the light is broken"]
    >>> vectors = TextVectors().fit(texts)
    >>> vectors.transform(["ไฟดับ"]).shape == (1, len(vectors.get_feature_names_out()))
    True
    """

    def __init__(
        self,
        n_components: int = 150,
        *,
        min_word_texts: int = 2,
        max_words: int = 50_000,
        gram_lengths: tuple[int, int] = (3, 5),
        min_gram_texts: int = 3,
        max_grams: int = 20_000,
        extra_words: Sequence[str] = (),
        k1: float = 1.2,
        b: float = 0.75,
        random_state: Any = 0,
    ) -> None:
        self.n_components = n_components
        self.min_word_texts = min_word_texts
        self.max_words = max_words
        self.gram_lengths = gram_lengths
        self.min_gram_texts = min_gram_texts
        self.max_grams = max_grams
        self.extra_words = extra_words
        self.k1 = k1
        self.b = b
        self.random_state = random_state

    def fit(self, texts: Iterable[str], y: Any = None) -> Self:
        """Learn vocabulary, weights and basis.

        Parameters
        ----------
        texts : iterable of str
        y : ignored

        Returns
        -------
        TextVectors
            Itself.

        Raises
        ------
        InputError
            If ``texts`` is one string, or holds no word and no n-gram often enough.
        """
        self._learn(_as_texts(texts))
        return self

    def transform(self, texts: Iterable[str]) -> csr_matrix:
        """Weigh words and n-grams of texts.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        csr_matrix of shape (n_texts, n_words + n_grams)
            float32, rows of length 1, empty where nothing in the text is known.
        """
        check_is_fitted(self)
        known = _as_texts(texts)
        return self._join(self._count_words(self._cut(known)), self._count_grams(known))

    def fit_transform(self, texts: Iterable[str], y: Any = None, **fit_params: Any) -> csr_matrix:
        """Fit, then transform the same texts, cutting and counting them once."""
        _, words, grams = self._learn(_as_texts(texts))
        return self._join(words, grams)

    def fit_embed(self, texts: Iterable[str]) -> Vectors:
        """Fit, then give every form of the same texts' vectors, cutting and counting them once.

        Parameters
        ----------
        texts : iterable of str

        Returns
        -------
        Vectors
            What ``fit(texts).embed(texts)`` would give.
        """
        return self._vectors(*self._learn(_as_texts(texts)))

    def embed(self, texts: Iterable[str], *, normalised: bool = False) -> Vectors:
        """Give every form of the vectors at once, cutting and counting the texts once.

        Parameters
        ----------
        texts : iterable of str
        normalised : bool
            Whether `normalise` has been over them already: it is not done again then.

        Returns
        -------
        Vectors
        """
        check_is_fitted(self)
        texts = list(texts)
        known = _as_texts(texts)
        if normalised:  # but for those out of which an address was taken
            plain = [
                new if new is old else normalise(new) for new, old in zip(known, texts, strict=True)
            ]
            cut = self._cut(plain, normalised=True)
        else:
            cut = self._cut(known)
        return self._vectors(_lengths(cut), self._count_words(cut), self._count_grams(known))

    def _vectors(self, n_cut: NDArray[np.int64], words: csr_matrix, grams: csr_matrix) -> Vectors:
        sparse = self._join(words, grams)
        return Vectors(
            words=words,
            sparse=sparse,
            dense=unit_rows(sparse @ self.components_),
            vocabulary=self.vocabulary_,
            n_unknown=n_cut - row_sums(words, words.data).astype(np.int64),
        )

    def get_feature_names_out(self, input_features: Any = None) -> NDArray[np.object_]:
        """Name the columns of ``transform``: ``word:…`` first, then ``gram:…``."""
        check_is_fitted(self)
        words = (f"word:{word}" for word in self.vocabulary_)
        grams = (f"gram:{gram}" for gram in self.grams_)
        return np.array([*words, *grams], dtype=object)

    @property
    def _n_features_out(self) -> int:
        return len(self.vocabulary_) + len(self.grams_)

    def __sklearn_tags__(self) -> Tags:
        """Say that texts come in and sparse rows go out."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.requires_fit = True
        return tags

    def _learn(self, texts: list[str]) -> tuple[NDArray[np.int64], csr_matrix, csr_matrix]:
        cut = self._cut(texts)
        self.vocabulary_ = _learn_words(cut, self.min_word_texts, self.max_words)
        words = self._count_words(cut)
        table, names = learn_grams(texts, self.gram_lengths, self.max_grams, self.min_gram_texts)
        grams = count_grams(texts, self.gram_lengths, table, len(names))
        kept = np.bincount(grams.indices, minlength=len(names)) >= self.min_gram_texts
        self.grams_ = names[kept]
        renumbered = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1).astype(np.int32)
        self._gram_table = renumbered[table]
        grams = grams[:, kept].tocsr()
        if not self._n_features_out:
            raise InputError(
                f"{len(texts)} texts hold no word that stands in {self.min_word_texts} of them.",
                "Give more texts: nothing can be compared where no two share a word.",
            )
        self._word_weights = Weighting.learn(words, self.k1, self.b)
        self._gram_weights = Weighting.learn(grams, self.k1, self.b)
        self._learn_basis(words, grams, texts)
        return _lengths(cut), words, grams

    def _learn_basis(self, words: csr_matrix, grams: csr_matrix, texts: list[str]) -> None:
        """Learn the basis; what is drawn by lot hangs on each text and each feature alone.

        So one text more moves the span by little.
        """
        seed = int(check_random_state(self.random_state).randint(2**31 - 1))
        if words.shape[0] > _BASIS_ROWS:
            lots = seeded(text_hash(texts), seed)
            rows = np.sort(np.argsort(lots, kind="stable")[:_BASIS_ROWS])
            words, grams = words[rows], grams[rows]
        matrix = self._join(words, grams)
        size = max(1, min(self.n_components, *matrix.shape))
        start = signs(seeded(text_hash(self.get_feature_names_out()), seed), size)
        basis = learn_basis(matrix, start, _BASIS_ROUNDS)
        self.components_ = (np.rint(basis * 2.0**16) * 2.0**-16).astype(np.float32)

    def _cut(self, texts: list[str], *, normalised: bool = False) -> list[list[str]]:
        extra = tuple(self.extra_words)
        return words_of(texts, keep_stop_words=True, extra_words=extra, normalised=normalised)

    def _count_words(self, cut: list[list[str]]) -> csr_matrix:
        columns = {str(word): column for column, word in enumerate(self.vocabulary_)}
        known = [[columns[word] for word in words if word in columns] for words in cut]
        indptr = np.zeros(len(known) + 1, np.int32)
        np.cumsum([len(row) for row in known], out=indptr[1:])
        indices = np.fromiter(chain.from_iterable(known), np.int32, count=indptr[-1])
        ones = np.ones(len(indices), np.float32)
        counts = csr_matrix((ones, indices, indptr), shape=(len(known), len(columns)))
        counts.sum_duplicates()
        return counts

    def _count_grams(self, texts: list[str]) -> csr_matrix:
        return count_grams(texts, self.gram_lengths, self._gram_table, len(self.grams_))

    def _join(self, words: csr_matrix, grams: csr_matrix) -> csr_matrix:
        blocks = [self._word_weights.weigh(words), self._gram_weights.weigh(grams)]
        return unit_sparse(hstack(blocks, format="csr", dtype=np.float32))


def _lengths(cut: list[list[str]]) -> NDArray[np.int64]:
    """Count the words of each text."""
    return np.fromiter(map(len, cut), np.int64, count=len(cut))


def _as_texts(texts: Iterable[str]) -> list[str]:
    if isinstance(texts, str):
        raise InputError("One string was given where many texts are expected.", "Give a list.")
    known = [_without_links(text) for text in texts]
    for place, text in enumerate(known):
        if not isinstance(text, str):
            raise InputError(
                f"Text number {place} is {text!r}, of type {type(text).__name__}.",
                "Give strings; write missing texts as empty ones.",
            )
    return known


def _without_links(text: str) -> str:
    """Take web addresses out: what they are made of says nothing of the matter."""
    return _LINK.sub(" ", text) if isinstance(text, str) and _LINK.search(text) else text


def _learn_words(cut: Sequence[Sequence[str]], min_texts: int, max_words: int) -> NDArray[np.str_]:
    """Keep the words that stand in enough texts, the most frequent first, then sort them."""
    counts = Counter(chain.from_iterable(map(set, cut)))
    kept = sorted((-n, word) for word, n in counts.items() if n >= min_texts)[:max_words]
    return np.array(sorted(word for _, word in kept), dtype=np.str_)
