"""Learn on a seeded sample, then say of every chunk what it speaks of."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.config import Study
from prioritizer.criteria import grade_severity
from prioritizer.errors import InputError, SignalsError
from prioritizer.links.linker import Linker
from prioritizer.links.tallies import area_counts
from prioritizer.run.hearing import Heard, read_chunk
from prioritizer.run.proposing import ThemeLinker
from prioritizer.signals import NEAR_COLUMNS, partition_of
from prioritizer.tables.parted import read_part, write_parts
from prioritizer.text import TextVectors, Vectors, text_hash
from prioritizer.text.keys import seeded
from prioritizer.themes import ThemeModel, says_nothing
from prioritizer.vocabulary import Matrix

_RESAMPLES = 5
_MOST_ALIKE = 30  # near-same texts in the sample: as many as make a campaign
_FEW_PLACES = 3  # near-same texts from so few places teach once: what one corner copied is no usage
_FILLED = 0.9  # share of them that those places hold
_LAST = np.iinfo(np.uint64).max  # the key of what is not drawn
_LEFT_BEHIND = ["text", "file", "row", "category", "lat", "lon", "rating"]


@dataclass(frozen=True)
class Models:
    """What was learnt on the sample; every chunk is assigned with it."""

    vectors: TextVectors
    themes: ThemeModel
    shown: NDArray[np.intp]  # the number that stands for each number of a theme
    linker: Linker | ThemeLinker


def draw_sample(heard: Heard, size: int, seed: int) -> pd.DataFrame:
    """Take the signals whose seeded hash is smallest: the same ones, however they are chunked.

    Of near-same texts no more than a campaign's size are taken, and one where few places hold
    nearly all of them: who copies a text two thousand times shall not teach themes and links what
    its words are worth.
    """
    keys = seeded(np.concatenate(heard.ids), seed)
    keys[np.concatenate(heard.dropped)] = _LAST
    keys[_told_enough(heard, keys)] = _LAST
    size = min(size, int((keys != _LAST).sum()))
    kept = np.zeros(len(keys), dtype=bool)
    kept[np.argpartition(keys, size - 1)[:size] if size < len(keys) else slice(None)] = True
    by_chunk = np.split(kept, np.cumsum([len(part) for part in heard.ids])[:-1])
    parts = [heard.rows(i, rows) for i, rows in enumerate(by_chunk) if rows.any()]
    sample: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return sample.sort_values("signal_id", ignore_index=True)


def _told_enough(heard: Heard, keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Tell which signals come after so many near-same ones; shape (n_signals,)."""
    enough = np.zeros(len(keys), dtype=bool)
    place, names = _districts(heard)
    usual = np.bincount(place, minlength=len(names)) / max(len(place), 1)
    unplaced = np.flatnonzero(np.array(names) == "")
    for column in ("text_key", *NEAR_COLUMNS):
        said = np.concatenate([_column(path, column) for path in heard.chunks])
        order = np.lexsort((keys, said))
        first = np.flatnonzero(np.diff(said[order], prepend=~said[order[:1]]))
        size = np.diff(np.append(first, len(said)))
        most = np.full(len(first), _MOST_ALIKE)
        for group in np.flatnonzero((size > _MOST_ALIKE) & (said[order[first]] != 0)):
            rows = order[first[group] : first[group] + size[group]]
            if _copied(np.bincount(place[rows], minlength=len(names)), usual, unplaced):
                most[group] = 1
        late = order[np.arange(len(said)) - np.repeat(first, size) >= np.repeat(most, size)]
        enough[late] |= said[late] != 0
    return enough


def _copied(here: NDArray[np.int64], usual: Matrix, unplaced: NDArray[np.intp]) -> bool:
    """Tell whether near-same texts stand in a few places that all others do not crowd into."""
    top = np.argsort(-here, kind="stable")[: _FEW_PLACES + 1]
    top = top[~np.isin(top, unplaced)][:_FEW_PLACES]
    return bool(here[top].sum() >= _FILLED * here.sum() and usual[top].sum() <= _FILLED / 2)


def _districts(heard: Heard) -> tuple[NDArray[np.int32], list[str]]:
    """Give every district a number, chunk by chunk: names of all signals would fill the memory."""
    numbers: dict[str, int] = {}
    parts = []
    for path in heard.chunks:
        codes, names = pd.factorize(read_part(path, 0, ["district"])["district"])
        known = [numbers.setdefault(str(name), len(numbers)) for name in names]
        parts.append(np.array(known, dtype=np.int32)[codes])
    return np.concatenate(parts), list(numbers)


def _column(path: Path, name: str) -> Any:
    return read_part(path, 0, [name])[name].to_numpy()


def fit_vectors(texts: list[str], seed: int) -> tuple[TextVectors, Vectors]:
    """Learn words from texts, of a handful that share none every word; and embed them.

    Raises
    ------
    SignalsError
        If no text holds a word.
    """
    for words, grams in ((2, 3), (1, 1)):
        with suppress(InputError):
            vectors = TextVectors(min_word_texts=words, min_gram_texts=grams, random_state=seed)
            embedded = vectors.fit_embed(texts)
            if len(vectors.vocabulary_):
                return vectors, embedded
    raise SignalsError(
        f"None of the {len(texts):,} signals holds a word: there is nothing to link.",
        "See whether the column `text` is the right one (`prioritizer check`).",
    )


def fit_themes(study: Study, texts: list[str], embedded: Vectors) -> ThemeModel:
    """Find the themes of the sample."""
    silent = says_nothing(embedded, texts)
    model = ThemeModel(
        n_themes=study.themes.n_themes, n_resamples=_RESAMPLES, random_state=study.study.seed
    )
    return model.fit(embedded, silent=None if silent.all() else silent)


def new_linker(study: Study) -> Linker:
    """Make a linker as the study wants it."""
    stated = study.links.links_per_text
    return Linker(
        links_per_text=None if stated == "auto" else stated, random_state=study.study.seed
    )


def judged_signals(heard: Heard, labels: pd.DataFrame | None) -> pd.DataFrame | None:
    """Put the texts of the signals beside the labels; labels of unknown signals drop out."""
    if labels is None:
        return None
    wanted = text_hash(labels["signal_id"].astype("str"))
    found = [
        heard.rows(i, kept)[["signal_id", "text"]]
        for i, ids in enumerate(heard.ids)
        if (kept := np.isin(ids, wanted)).any()
    ]
    if not found:
        return labels.iloc[:0].assign(text="")
    return labels.merge(pd.concat(found), on="signal_id", how="inner")


@lru_cache(maxsize=1)
def _load_models(path: str) -> Models:
    """Load the models of this run once in each worker; they come from our own scratch folder."""
    models: Models = joblib.load(path)
    return models


def themes_of(models: Models, texts: list[str], embedded: Vectors) -> np.ndarray:
    """Say the number of each signal's theme; the one past the last is "says nothing"."""
    labels = models.themes.predict(embedded)
    labels = np.where(says_nothing(embedded, texts), models.themes.n_themes_, labels)
    return models.shown[labels]


def assign_chunk(
    path: Path, kept: NDArray[np.bool_], models: str, scratch: Path, n_partitions: int
) -> tuple[Path, Path, pd.DataFrame]:
    """Give every signal of a chunk its theme and its links, and part them by voice.

    Returns
    -------
    tuple of (Path, Path, DataFrame)
        Files of signals and of links, a part for each partition; and how many signals each area
        has.
    """
    learnt = _load_models(models)
    table = read_chunk(path, kept)
    texts = table["text"].tolist()
    embedded = learnt.vectors.embed(texts)
    slim = table.drop(columns=_LEFT_BEHIND, errors="ignore").assign(
        theme=themes_of(learnt, texts, embedded),
        severity=grade_severity(texts, table["category"].tolist()),
    )
    strengths = learnt.linker.assign(texts, embedded)
    links = learnt.linker.table(table["signal_id"].tolist(), strengths)
    part = partition_of(slim, n_partitions)
    own = part[pd.Index(slim["signal_id"]).get_indexer(links["signal_id"])]
    files = scratch / f"signals-{path.stem}.arrow", scratch / f"links-{path.stem}.arrow"
    write_parts(files[0], [slim[part == p] for p in range(n_partitions)])
    write_parts(files[1], [links[own == p] for p in range(n_partitions)])
    return *files, area_counts(slim)
