"""Learn on a seeded sample, then say of every chunk what it speaks of."""

from __future__ import annotations

import gc
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
from prioritizer.run.backends import give_back
from prioritizer.run.hearing import POPULAR, Heard, read_chunk
from prioritizer.run.proposing import ThemeLinker
from prioritizer.signals import NEAR_COLUMNS, partition_of, popular_texts
from prioritizer.tables.parted import read_part, write_by_part
from prioritizer.text import TextVectors, Vectors, text_hash
from prioritizer.text.keys import once, seeded
from prioritizer.themes import ThemeModel, says_nothing
from prioritizer.vocabulary import Matrix

_RESAMPLES = 5
_MOST_ALIKE = 30  # near-same texts in the sample: as many as make a campaign
_FEW_PLACES = 3  # near-same texts from so few places teach once: what one corner copied is no usage
_FILLED = 0.9  # share of them that those places hold
_LAST = np.iinfo(np.uint64).max  # the key of what is not drawn
_LAST_CHUNKS, _PIECES = 2, 4  # so many chunks a worker, at the end, are cut into so many blocks
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


def forget_models() -> None:
    """Let go of the models in this process, and give back what working with them took."""
    if _load_models.cache_info().currsize:
        _load_models.cache_clear()
        gc.collect()
        give_back()


def themes_of(models: Models, texts: list[str], embedded: Vectors) -> np.ndarray:
    """Say the number of each signal's theme; the one past the last is "says nothing"."""
    labels = models.themes.predict(embedded)
    labels = np.where(says_nothing(embedded, texts), models.themes.n_themes_, labels)
    return models.shown[labels]


@dataclass(frozen=True)
class Assigned:
    """A block of signals with themes and links, on disk, and what the whole run must know of it."""

    signals: Path  # a part for each partition
    links: Path
    areas: pd.DataFrame
    popular: pd.DataFrame  # texts that may be said by many


@dataclass(frozen=True)
class Block:
    """Rows of a chunk that one worker assigns at a time."""

    chunk: Path
    kept: NDArray[np.bool_]  # of the whole chunk; False outside the block
    name: str


def blocks(heard: Heard, jobs: int) -> list[Block]:
    """Cut the chunks into the work of assigning; the last ones finer, so that nobody idles long.

    How they are cut changes no byte: a signal is assigned by itself, and parts keep the order.
    """
    held = [
        (chunk, ~dropped)
        for chunk, dropped in zip(heard.chunks, heard.dropped, strict=True)
        if not dropped.all()  # a chunk of which nothing counts has nothing to assign
    ]
    found = []
    for number, (chunk, kept) in enumerate(held):
        last = jobs > 1 and len(held) - number <= _LAST_CHUNKS * jobs
        ends = np.linspace(0, len(kept), 1 + (_PIECES if last else 1)).astype(int)
        for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
            own = np.zeros(len(kept), dtype=bool)
            own[start:end] = kept[start:end]
            if own.any():
                found.append(Block(chunk, own, f"{chunk.stem}-{start:05}"))
    return found


def assign_block(block: Block, models: str, scratch: Path, n_partitions: int) -> Assigned:
    """Give every signal of a block its theme and its links, and part them by voice."""
    learnt = _load_models(models)
    table = read_chunk(block.chunk, block.kept)
    texts = table["text"].tolist()
    distinct, which = once(texts)  # what is said of a text hangs on its words alone
    embedded = learnt.vectors.embed(distinct, normalised=True)
    slim = table.drop(columns=_LEFT_BEHIND, errors="ignore").assign(
        theme=themes_of(learnt, distinct, embedded)[which],
        severity=grade_severity(texts, table["category"].tolist()),
    )
    strengths = learnt.linker.assign(distinct, embedded)[which]
    links = learnt.linker.table(table["signal_id"].tolist(), strengths)
    part = partition_of(slim, n_partitions)
    own = part[pd.Index(slim["signal_id"]).get_indexer(links["signal_id"])]
    files = scratch / f"signals-{block.name}.arrow", scratch / f"links-{block.name}.arrow"
    write_by_part(files[0], slim, part, n_partitions)
    write_by_part(files[1], links, own, n_partitions)
    popular = popular_texts(slim, np.load(scratch / POPULAR, allow_pickle=False))
    return Assigned(*files, area_counts(slim), popular)
