"""Numbers as offices write them: Thai digits, thousands, percent, and words for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.resources import read_toml

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９−．，％", "01234567890123456789-.,%")
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_GROUPED = r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"


@dataclass(frozen=True)
class Numbers:
    """What a column of texts says in numbers.

    Parameters
    ----------
    amounts : ndarray of float of shape (n_cells,)
        The numbers; NaN where a cell is blank or none. ``30%`` is 30.
    odd : ndarray of bool of shape (n_cells,)
        Cells that hold something else than a finite number or a word for nothing.
    percent : ndarray of bool of shape (n_cells,)
        Cells that carry a percent sign.
    """

    amounts: NDArray[np.float64]
    odd: NDArray[np.bool_]
    percent: NDArray[np.bool_]


@cache
def blank_words(kind: str = "any") -> frozenset[str]:
    """Words that mean that nothing is known: in any column, or also in one of persons."""
    words = read_toml("configs/words/blanks.toml")
    return frozenset(words["any"]) | frozenset(words[kind])


def blanked(cells: pd.Series, kind: str = "any") -> pd.Series:
    """Blank the cells that say in words that nothing is known.

    >>> blanked(pd.Series(["ไม่ระบุ", " N/A", "web"], dtype="str")).tolist()
    ['', '', 'web']
    """
    bare = cells.str.strip()
    # Nan is a province; machines write nan and NaN.
    return cells.mask(bare.str.lower().isin(blank_words(kind)) & (bare != "Nan"), "")


def parse_numbers(cells: pd.Series) -> Numbers:
    """Read a text column as numbers.

    Parameters
    ----------
    cells : Series of str
        As they came.

    Examples
    --------
    >>> read = parse_numbers(pd.Series(["๓๐", "1,000", "30%", "-", "abc", "1e309"], dtype="str"))
    >>> read.amounts.tolist(), read.odd.tolist()
    ([30.0, 1000.0, 30.0, nan, nan, nan], [False, False, False, False, True, True])
    """
    plain = blanked(cells)
    foreign = plain.str.contains("[^\\x00-\\x7f]", regex=True)
    if foreign.any():
        plain = plain.mask(foreign, plain[foreign].str.translate(_DIGITS))
    plain = plain.str.strip()
    percent = plain.str.endswith("%").to_numpy(dtype=bool)
    plain = plain.str.removesuffix("%").str.strip()
    grouped = plain.str.fullmatch(_GROUPED).to_numpy(dtype=bool)
    if grouped.any():
        plain = plain.mask(grouped, plain.str.replace(",", ""))
    good = plain.str.fullmatch(_NUMBER).to_numpy(dtype=bool)
    values = np.full(len(plain), np.nan)
    values[good] = plain[good].astype("float64").to_numpy()
    values[np.isinf(values)] = np.nan
    return Numbers(values, (plain != "").to_numpy(dtype=bool) & np.isnan(values), percent)
