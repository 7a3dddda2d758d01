"""Ids of signals: made where there are none, later rows before earlier ones, look-alikes told."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd

from prioritizer.tables.verdicts import RawChunk

_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеорсухіјѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ",
    "ABESIJKMHOPCTXYaeopcyxijsdhqwABEZHIKMNOPTYXovp",
)
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def given_ids(raw: RawChunk) -> tuple[pd.Series, int]:
    """Give the ids of a chunk; file and row make one where the cell is blank.

    Words such as ``NA`` are ids like any other. The same file and row make the same id in
    every run.

    Returns
    -------
    tuple of (Series of str, int)
        The ids, and how many were made.
    """
    rows = raw.table["row"].astype("str")
    made = raw.file + ":" + rows
    if "signal_id" not in raw.table.columns:
        return made, len(made)
    given = raw.table["signal_id"].str.strip()
    blank = given == ""
    return given.mask(blank, made), int(blank.sum())


def later_wins(slim: pd.DataFrame) -> np.ndarray:
    """Mark the rows that a later row of the same ``signal_id`` replaces.

    Monthly exports overlap: the later one knows more.

    Parameters
    ----------
    slim : DataFrame of shape (n_signals, …)
        ``signal_id``, in the order of reading.

    Returns
    -------
    ndarray of bool of shape (n_signals,)
        True where a later row has the same id.
    """
    return np.asarray(slim["signal_id"].duplicated(keep="last"), dtype=bool)


def look_alikes(ids: Iterable[str]) -> list[tuple[str, ...]]:
    """Find ids that differ only to a machine: in case, width, or letters of another script.

    Parameters
    ----------
    ids : iterable of str
        Ids; exact repeats do not count.

    Returns
    -------
    list of tuple of str
        Groups of two or more different ids that look the same, in order of their first id.

    Examples
    --------
    >>> look_alikes(["A01", "a01 ", "A02", "\u0410\u0030\u0032"])
    [('A01', 'a01 '), ('A02', 'А02')]
    """
    names = pd.Series(pd.unique(pd.Series(list(ids), dtype="str")), dtype="str")
    folded = names.str.strip().str.lower()
    plain = folded.map(str.isascii).to_numpy(dtype=bool)
    folded[~plain] = names[~plain].map(_fold)
    groups = names[folded.duplicated(keep=False).to_numpy()].groupby(folded, sort=False)
    return [tuple(group) for _, group in groups]


def _fold(name: str) -> str:
    """Fold an id to what it looks like."""
    wide = unicodedata.normalize("NFKC", name.translate(_UNSEEN))  # ids only, never texts
    return wide.translate(_ALIKE).strip().lower()
