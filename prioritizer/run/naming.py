"""Themes with their names: the numbers of an earlier run, and what a person renamed or merged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.bundle import Bundle
from prioritizer.config import Study
from prioritizer.config.judging import Themes
from prioritizer.links.tallies import Level, area_counts, area_level
from prioritizer.text import Vectors
from prioritizer.themes import (
    ThemeModel,
    choose_quotes,
    describe_themes,
    match_themes,
    name_parents,
    number_parents,
    number_themes,
    propose_titles,
    says_nothing,
    theme_words,
)
from prioritizer.vocabulary import Both

_THAI = re.compile("[\u0e01-\u0e4e]")
_MOSTLY = 0.5
_MEMORY = (
    "theme_id",
    "parent_id",
    "merged_into",
    "label_th",
    "label_en",
    "named",
    "word",
    "weight",
)


@dataclass(frozen=True)
class NamedThemes:
    """Themes as people know them.

    Attributes
    ----------
    shown : ndarray of shape (n_themes + 1,)
        The number that stands for each number of the model: another one where themes are merged;
        "says nothing" is the last.
    table : DataFrame
        A row for each number (those merged away too), index = number: ``theme_id, parent_id,
        label_th, label_en, keywords, stability, says_nothing, parent_label_th, parent_label_en,
        proposed_title_th, proposed_title_en, proposed_places``.
    quotes : DataFrame
        ``theme_quotes.csv``.
    memory : DataFrame
        ``theme_words.parquet``: by what a later run knows the themes again.
    warnings : list of Both
    """

    shown: NDArray[np.intp]
    table: pd.DataFrame
    quotes: pd.DataFrame
    memory: pd.DataFrame
    warnings: list[Both]

    def proposals(self) -> pd.DataFrame:
        """Candidate agendas, one for each theme that says something, where a study has none."""
        own = self.table[self._stands() & ~self.table["says_nothing"]]
        titled = own[(own["proposed_title_th"] != "") | (own["proposed_title_en"] != "")]
        return pd.DataFrame(
            {
                "agenda_id": titled["theme_id"].astype("str"),
                "title_th": titled["proposed_title_th"].astype("str"),
                "title_en": titled["proposed_title_en"].astype("str"),
                "citizen_words_th": titled["keywords"].str.replace("; ", ";").astype("str"),
            }
        ).reset_index(drop=True)

    def shown_table(self) -> pd.DataFrame:
        """Rows of the themes that stand, without those merged away."""
        return self.table[self._stands()]

    def _stands(self) -> NDArray[np.bool_]:
        stands: NDArray[np.bool_] = self.shown == np.arange(len(self.shown))
        return stands


def name_themes(
    study: Study,
    model: ThemeModel,
    sample: pd.DataFrame,
    embedded: Vectors,
    against: Bundle | None = None,
    *,
    letter: str = "T",
) -> NamedThemes:
    """Describe the themes, and give them the ids and names under which people know them.

    Parameters
    ----------
    study : Study
    model : ThemeModel
        Fitted on the sample.
    sample : DataFrame
        Signals, redacted.
    embedded : Vectors
        Of the sample.
    against : Bundle, optional
        An earlier run: its themes keep their ids, names and merges.
    letter : str, default="T"
        What ids begin with; names and merges of the study file are for the "T" ones.

    Returns
    -------
    NamedThemes
    """
    texts, n = sample["text"].tolist(), model.n_themes_
    level = study.places.level or area_level(area_counts(sample))
    level = _finest(sample, level)
    places = sample[level].tolist() if level else [""] * len(sample)
    silent = says_nothing(embedded, texts)
    labels = np.where(silent, n, model.predict(embedded))
    words = theme_words(labels, embedded, n)
    memory = _memory_of(against, letter)
    known = match_themes(memory[["theme_id", "word", "weight"]], words)
    ids = number_themes(known, n, memory["theme_id"].unique().tolist(), letter=letter)
    asked = study.themes if letter == "T" else Themes()

    def described(numbers: NDArray[np.integer]) -> pd.DataFrame:
        table = describe_themes(
            numbers,
            embedded,
            texts=texts,
            n_themes=n,
            places=places,
            stability=model.stability_,
        )
        return table.assign(theme_id=[*ids, "T00"])

    first, warnings = described(labels), list[Both]()
    merges = _merges(asked.merge, memory, first, warnings)
    shown = np.array([*(ids.index(merges.get(i, i)) for i in ids), n], dtype=np.intp)
    merged = shown[labels]
    table = described(merged) if merges else first
    table = _keep_names(table, memory, asked.names, first, warnings)
    old = memory.drop_duplicates("theme_id")
    earlier = dict(zip(old["theme_id"], old["parent_id"], strict=True))
    loud = table[~table["says_nothing"]]
    parents = number_parents(
        loud["parent_id"].tolist(),
        loud["theme_id"].tolist(),
        earlier,
        sorted(set(earlier.values())),
    )
    table["parent_id"] = [parents.get(p, p) for p in table["parent_id"]]
    table = name_parents(table, np.bincount(merged, minlength=n + 1))
    provinces = sorted({p for p in sample["province"] if p})
    titles = propose_titles(
        table,
        merged,
        embedded,
        texts,
        places,
        level,
        province=provinces[0] if len(provinces) == 1 else _commonest(sample["province"]),
    )
    quotes = choose_quotes(merged, embedded, sample, n, level=level)
    quotes.insert(0, "theme_id", table["theme_id"].to_numpy()[quotes["theme"].to_numpy(int)])
    return NamedThemes(
        shown=shown,
        table=table.join(titles),
        quotes=quotes.drop(columns="theme"),
        memory=_remember(table, words, merges, memory),
        warnings=warnings,
    )


def _finest(sample: pd.DataFrame, level: Level) -> Level:
    """Where all is one area, name it by the smallest name there is: the town, not the country."""
    if not level or len(set(sample[level]) - {""}) > 1:
        return level
    finer: tuple[Level, ...] = ("subdistrict", "district")
    return next((name for name in finer if (sample[name] != "").mean() > _MOSTLY), level)


def _commonest(names: pd.Series) -> str:
    """Name the province of nine signals in ten, "" where there is none."""
    counts = names[names != ""].value_counts()
    whole = counts.sum()
    return str(counts.index[0]) if len(counts) and counts.iloc[0] > 0.9 * whole else ""


def _memory_of(against: Bundle | None, letter: str) -> pd.DataFrame:
    """Read what an earlier run knows its themes by."""
    if against is None or not against.has("theme_words"):
        return pd.DataFrame({name: pd.Series(dtype="str") for name in _MEMORY}).astype(
            {"weight": "float64", "named": "bool"}
        )
    memory = against.table("theme_words")
    return memory[memory["theme_id"].str.startswith(letter)].reset_index(drop=True)


def _resolve(key: str, table: pd.DataFrame) -> str:
    """Find the theme that a person means: by its id, or by words that its keywords hold.

    Of several that hold the words, the one that holds them soonest; "" where none does.
    """
    ids = table["theme_id"].tolist()
    if key in ids:
        return key
    wanted = [word.casefold() for word in re.split(r"[\s;,/]+", key) if word]
    if not wanted or re.fullmatch(r"[A-Z]\d+", key):
        return ""
    best, best_place = "", len(wanted) * 10_000
    for theme, keywords in zip(ids, table["keywords"], strict=True):
        listed = keywords.casefold().split("; ")
        places = [next((i for i, k in enumerate(listed) if w in k), None) for w in wanted]
        if None not in places and (place := sum(p or 0 for p in places)) < best_place:
            best, best_place = theme, place
    return best


def _no_theme(asked: str, key: str) -> Both:
    return Both(
        f"[themes] {asked}: รอบนี้ไม่มีประเด็น '{key}'",
        f"[themes] {asked}: '{key}' is no theme of this run",
    )


def _merges(
    asked: Sequence[Sequence[str]], memory: pd.DataFrame, table: pd.DataFrame, warnings: list[Both]
) -> dict[str, str]:
    """Say which theme goes into which: what the earlier run had, then what the study asks."""
    ids = set(table["theme_id"])
    old = memory.drop_duplicates("theme_id")
    merges = {
        theme: into
        for theme, into in zip(old["theme_id"], old["merged_into"], strict=True)
        if into and theme in ids and into in ids
    }
    for group in asked:
        found = [_resolve(key, table) for key in group]
        warnings += [
            _no_theme("merge", key) for key, theme in zip(group, found, strict=True) if not theme
        ]
        known = [theme for theme in dict.fromkeys(found) if theme and theme != "T00"]
        for theme in known[1:]:
            merges[theme] = known[0]
    for theme in merges:  # a chain ends where its last one does; a circle is cut
        seen, into = {theme}, merges[theme]
        while into in merges and into not in seen:
            seen.add(into)
            into = merges[into]
        merges[theme] = into
    return {theme: into for theme, into in merges.items() if theme != into and into not in merges}


def _keep_names(
    table: pd.DataFrame,
    memory: pd.DataFrame,
    names: dict[str, str],
    first: pd.DataFrame,
    warnings: list[Both],
) -> pd.DataFrame:
    """Take labels of the earlier run, then those that a person gave in the study file."""
    place = {theme: i for i, theme in enumerate(table["theme_id"])}
    labels = {language: table[f"label_{language}"].tolist() for language in ("th", "en")}
    named = [False] * len(table)
    old = memory.drop_duplicates("theme_id")
    for theme, thai, english, by_hand in zip(
        old["theme_id"], old["label_th"], old["label_en"], old["named"], strict=True
    ):
        if theme in place and (thai or english):
            at = place[theme]
            labels["th"][at], labels["en"][at], named[at] = thai, english, bool(by_hand)
    for key, name in names.items():
        theme = _resolve(key, first)
        if not theme:
            warnings.append(_no_theme("names", key))
            continue
        own, other = ("th", "en") if _THAI.search(name) else ("en", "th")
        labels[own][place[theme]], labels[other][place[theme]] = name, ""
        named[place[theme]] = True
    return table.assign(label_th=labels["th"], label_en=labels["en"], named=named)


def _remember(
    table: pd.DataFrame, words: pd.DataFrame, merges: dict[str, str], memory: pd.DataFrame
) -> pd.DataFrame:
    """Write down by what each theme is known again; themes that have gone are kept as they were."""
    known = words.assign(number=words["theme"]).merge(
        table.reset_index(names="number")[
            ["number", "theme_id", "parent_id", "label_th", "label_en", "named"]
        ],
        on="number",
    )
    known["merged_into"] = [merges.get(theme, "") for theme in known["theme_id"]]
    gone = memory[~memory["theme_id"].isin(set(table["theme_id"]))]
    both = pd.concat([known[list(_MEMORY)], gone[list(_MEMORY)]], ignore_index=True)
    order = both.assign(weight=-both["weight"]).sort_values(["theme_id", "weight", "word"]).index
    texts = [name for name in _MEMORY if name not in ("named", "weight")]
    both = both.loc[order].reset_index(drop=True)
    return both.astype({**dict.fromkeys(texts, "str"), "named": "bool", "weight": "float64"})
