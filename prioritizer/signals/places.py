"""Where a signal comes from: provinces by their one name, districts, coordinates, cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from prioritizer.text.segmenter import corpus_words
from prioritizer.vocabulary import Matrix

_BANGKOK = ("กทม.", "กทม", "กรุงเทพฯ", "กรุงเทพ", "กรุงเทพมหานครฯ", "bangkok", "จังหวัดกรุงเทพมหานคร")
_DEGREE_METRES = 111_320.0


@cache
def _provinces() -> dict[str, str]:
    known = {}
    for line in corpus_words("thailand_provinces_th.csv"):
        name, short, english, _ = (line.split(",") + ["", "", ""])[:4]
        for alias in (name, short, english.casefold(), f"จ.{name}", f"จังหวัด{name}"):
            if alias:
                known[alias] = name
    known |= dict.fromkeys(_BANGKOK, "กรุงเทพมหานคร")
    return known


def canonical_provinces(cells: Sequence[str]) -> tuple[list[str], Counter[str]]:
    """Give each cell the one name of its province; count what is no province."""
    known, unknown, names = _provinces(), Counter[str](), []
    for cell in cells:
        plain = "".join(cell.split()).casefold()
        name = known.get(plain, "")
        if plain and plain != "-" and not name:
            unknown[cell.strip()] += 1
        names.append(name)
    return names, unknown


def plain_district(cell: str) -> str:
    """Take the kind of place off its name."""
    name = cell.strip()
    for prefix in ("สำนักงานเขต", "เขต", "อำเภอ", "กิ่งอำเภอ", "อ.", "แขวง", "ตำบล", "ต."):
        if name.startswith(prefix) and len(name) > len(prefix) + 1:
            return name[len(prefix) :].strip()
    return "" if name == "-" else name


def clean_coordinates(lat: Matrix, lon: Matrix) -> tuple[Matrix, Matrix, dict[str, int]]:
    """Keep coordinates that lie in or near Thailand; mend swapped ones; blank the others."""
    lat, lon = np.array(lat, dtype=float), np.array(lon, dtype=float)
    swapped = (lat > 90) & (lon > 0) & (lon < 30)
    lat[swapped], lon[swapped] = lon[swapped], lat[swapped].copy()
    zero = (lat == 0) & (lon == 0)
    far = ~zero & ((np.abs(lat) > 90) | (np.abs(lon) > 180))
    lat[zero | far], lon[zero | far] = np.nan, np.nan
    counts = {"swapped": swapped, "zero": zero, "out_of_range": far}
    return lat, lon, {k: int(v.sum()) for k, v in counts.items()}


def place_cells(
    province: pd.Series,
    district: pd.Series,
    subdistrict: pd.Series,
    lat: Matrix,
    lon: Matrix,
    *,
    metres: float = 100.0,
) -> list[str]:
    """Name the cell of each signal: a grid square, else the smallest named area, else blank."""
    step = metres / _DEGREE_METRES
    rows, columns = np.floor(lat / step), np.floor(lon * np.cos(np.radians(lat)) / step)
    named = province + "|" + district + "|" + subdistrict
    named = named.where(named != "||", "")
    return [
        f"{r:.0f}:{c:.0f}" if r == r and c == c else name
        for r, c, name in zip(rows, columns, named, strict=True)
    ]
