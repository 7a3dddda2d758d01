"""Coordinates: mended where the slip is plain, and laid on a grid of 100 metres."""

from __future__ import annotations

import numpy as np
import pandas as pd

THAILAND = (5.5, 20.6, 97.2, 105.8)
"""South, north, west, east, in degrees, with a little to spare."""

_STEP = 0.0009  # degrees of latitude in 100 metres


def clean_coordinates(
    lat: pd.Series, lon: pd.Series
) -> tuple[pd.Series, pd.Series, dict[str, int]]:
    """Mend coordinates that are changed round and blank out those that cannot be.

    Points outside Thailand are blanked only where most points lie inside it.

    Parameters
    ----------
    lat, lon : Series
        Degrees, as numbers or texts.

    Returns
    -------
    lat, lon : Series of float
        NaN in both where the point is not known.
    counts : dict
        ``swapped`` (mended), ``zero``, ``out_of_range`` and ``far`` (blanked), ``incomplete``
        (one of the two missing or no number; blanked).

    Examples
    --------
    >>> lat, lon, counts = clean_coordinates(pd.Series([13.75, 100.5, 0.0]), pd.Series([100.5, 13.75, 0.0]))
    >>> lat.tolist(), counts["swapped"], counts["zero"]
    ([13.75, 13.75, nan], 1, 1)
    """
    y = pd.to_numeric(lat, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    x = pd.to_numeric(lon, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    given = _given(lat) | _given(lon)
    incomplete = given & ~(np.isfinite(y) & np.isfinite(x))
    zero = (np.abs(y) < 1e-6) & (np.abs(x) < 1e-6)
    south, north, west, east = THAILAND
    inside = (y >= south) & (y <= north) & (x >= west) & (x <= east)
    turned = (x >= south) & (x <= north) & (y >= west) & (y <= east)
    thai = (inside | turned).sum() * 2 > (np.isfinite(y) & np.isfinite(x) & ~zero).sum()
    swapped = turned if thai else (np.abs(y) > 90) & (np.abs(y) <= 180) & (np.abs(x) <= 90)
    y, x = np.where(swapped, x, y), np.where(swapped, y, x)
    beyond = (np.abs(y) > 90) | (np.abs(x) > 180)
    far = ~(inside | swapped | zero | beyond | incomplete) & np.isfinite(y) & bool(thai)
    lost = zero | beyond | far | incomplete
    y[lost], x[lost] = np.nan, np.nan
    counts = {
        "swapped": int(swapped.sum()),
        "zero": int(zero.sum()),
        "out_of_range": int(beyond.sum()),
        "far": int(far.sum()),
        "incomplete": int(incomplete.sum()),
    }
    return (
        pd.Series(y, index=lat.index, name=lat.name),
        pd.Series(x, index=lon.index, name=lon.name),
        counts,
    )


def _given(cells: pd.Series) -> np.ndarray:
    said = cells.notna()
    if not pd.api.types.is_numeric_dtype(cells):
        said &= cells.astype("str").str.strip() != ""
    return said.to_numpy(dtype=bool)


def place_cells(
    lat: pd.Series,
    lon: pd.Series,
    province: pd.Series,
    district: pd.Series,
    subdistrict: pd.Series,
) -> pd.Series:
    """Name the smallest place that is known of each signal.

    Parameters
    ----------
    lat, lon : Series of float
        Clean coordinates, NaN where unknown.
    province, district, subdistrict : Series of str
        Canonical names, "" where unknown.

    Returns
    -------
    Series of str
        A square of 100 m (``"15277:108466"``) where there are coordinates; else
        ``"province|district|subdistrict"`` as far as named; else "".

    Examples
    --------
    >>> here, nowhere = pd.Series([13.75]), pd.Series([float("nan")])
    >>> ตาก, blank = pd.Series(["ตาก"]), pd.Series([""])
    >>> place_cells(here, here + 86.75, ตาก, blank, blank).tolist()
    ['15277:108466']
    >>> place_cells(nowhere, nowhere, ตาก, blank, blank).tolist()
    ['ตาก']
    """
    y, x = lat.to_numpy(dtype=np.float64), lon.to_numpy(dtype=np.float64)
    known = np.isfinite(y) & np.isfinite(x)
    rows = np.floor(np.where(known, y, 0.0) / _STEP)
    # The cosine is rounded, so that every processor draws the same squares.
    width = _STEP / np.maximum(np.round(np.cos(np.radians((rows + 0.5) * _STEP)), 6), 1e-3)
    cols = np.floor(np.where(known, x, 0.0) / width)
    squares = [f"{row}:{col}" for row, col in zip(rows.astype(int), cols.astype(int), strict=True)]
    names = [
        "|".join(parts).rstrip("|") for parts in zip(province, district, subdistrict, strict=True)
    ]
    cells = np.where(known, np.array(squares, dtype=object), np.array(names, dtype=object))
    return pd.Series(cells, index=lat.index, name="cell", dtype="str")
