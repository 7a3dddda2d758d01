"""Texts with known groups, for the benchmarks of themes: real data beside the project.

The texts stay where they are; nothing of them is written. ``SETS`` names each set with a function
that reads it; those of clinc150 are made to stand for studies of other sizes: few or many intents,
few or many texts of each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Known:
    """Texts, and the group that somebody put each into."""

    name: str
    texts: list[str]
    groups: np.ndarray

    @property
    def n_groups(self) -> int:
        """How many groups there are."""
        return int(self.groups.max()) + 1


def _known(name: str, table: pd.DataFrame, column: str, size: int | None, seed: int) -> Known:
    table = table[table["text"].fillna("").str.strip() != ""]
    if size is not None and len(table) > size:
        table = table.sample(size, random_state=seed)
    groups = pd.factorize(table[column], sort=True)[0]
    return Known(name, table["text"].astype(str).tolist(), groups)


def _frequent(table: pd.DataFrame, column: str, n: int) -> pd.DataFrame:
    kept = table[column].value_counts().head(n).index
    return table[table[column].isin(kept)]


def traffy(folder: Path, name: str, size: int, *, column: str = "machine", n: int = 15) -> Known:
    """Read Bangkok complaints: a classifier's labels (a proxy), or the reporter's choice."""
    table = pd.read_parquet(folder / "traffy2022_dev.parquet")
    label = {"machine": "machine_category", "menu": "category"}[column]
    one = table[(table[label].fillna("") != "") & ~table[label].str.contains("|", regex=False)]
    one = _frequent(one[~one[label].isin(["อื่นๆ", "อื่น ๆ"])], label, n)
    return _known(name, one, label, size, 0)


def truevoice(folder: Path, name: str, column: str, least: int, size: int | None = 5000) -> Known:
    """Read Thai calls to a telephone company."""
    table = pd.read_parquet(folder / "truevoice_dev.parquet")
    often = table[column].map(table[column].value_counts()) >= least
    return _known(name, table[often], column, size, 0)


def clinc(folder: Path, name: str, n_intents: int, per_intent: int, seed: int = 0) -> Known:
    """Read English requests to an assistant; intents drawn by a seed."""
    table = pd.read_parquet(folder / "clinc150.parquet")
    table = table[table["category"] != "oos"]
    rng = np.random.default_rng(seed)
    intents = rng.permutation(np.sort(table["category"].unique()))[:n_intents]
    table = table[table["category"].isin(intents)].sample(frac=1, random_state=seed)
    table = table.groupby("category").head(per_intent)
    return _known(name, table, "category", None, 0)


def uneven(folder: Path, name: str, n_intents: int, n_texts: int, seed: int = 0) -> Known:
    """Draw intents of very uneven size, as petitions and complaints are."""
    whole = clinc(folder, name, n_intents, 10_000, seed)
    rng = np.random.default_rng(seed)
    share = rng.permutation(1 / np.arange(3, n_intents + 3))
    p = share[whole.groups] / np.bincount(whole.groups)[whole.groups]
    chosen = rng.choice(len(whole.texts), n_texts, replace=False, p=p / p.sum())
    groups = np.unique(whole.groups[chosen], return_inverse=True)[1]
    return Known(name, [whole.texts[i] for i in chosen], groups)


def requests(folder: Path, name: str) -> Known:
    """Read service requests of an American town."""
    table = pd.read_csv(folder / "scf_newport.csv").dropna(subset=["text", "category"])
    table = table[table["category"] != "Other"]
    often = table["category"].map(table["category"].value_counts()) >= 10
    return _known(name, table[often], "category", None, 0)


def polis(folder: Path, name: str) -> Known:
    """Read opinions, grouped by the conversation they were given in."""
    return _known(name, pd.read_parquet(folder / "polis_dev.parquet"), "category", None, 0)


def notes(folder: Path, name: str) -> Known:
    """Read officers' notes in Thai, a classifier's labels."""
    table = pd.read_csv(folder / "traffy2023.csv")
    label = table["machine_category"].fillna("")
    one = table[(label != "") & ~label.str.contains("|", regex=False)]
    often = one["machine_category"].map(one["machine_category"].value_counts()) >= 10
    return _known(name, one[often], "machine_category", None, 0)


SETS: dict[str, Callable[[Path], Known]] = {
    "traffy_machine_5k": lambda f: traffy(f, "traffy_machine_5k", 5000),
    "traffy_machine_600": lambda f: traffy(f, "traffy_machine_600", 600),
    "traffy_menu_5k": lambda f: traffy(f, "traffy_menu_5k", 5000, column="menu", n=8),
    "truevoice_objects": lambda f: truevoice(f, "truevoice_objects", "intent_object", 30),
    "truevoice_objects_900": lambda f: truevoice(
        f, "truevoice_objects_900", "intent_object", 30, 900
    ),
    "truevoice_categories": lambda f: truevoice(f, "truevoice_categories", "category", 30),
    "clinc_150": lambda f: clinc(f, "clinc_150", 150, 30),
    "clinc_77": lambda f: clinc(f, "clinc_77", 77, 40, 1),
    "clinc_30": lambda f: clinc(f, "clinc_30", 30, 100, 2),
    "clinc_10": lambda f: clinc(f, "clinc_10", 10, 100, 3),
    "clinc_74_of_900": lambda f: uneven(f, "clinc_74_of_900", 74, 900, 4),
    "clinc_40_of_600": lambda f: uneven(f, "clinc_40_of_600", 40, 600, 5),
    "clinc_12_of_600": lambda f: uneven(f, "clinc_12_of_600", 12, 600, 6),
    "requests_en": lambda f: requests(f, "requests_en"),
    "polis": lambda f: polis(f, "polis"),
    "notes_th": lambda f: notes(f, "notes_th"),
    "traffy_machine_50k": lambda f: traffy(f, "traffy_machine_50k", 50_000),
}
