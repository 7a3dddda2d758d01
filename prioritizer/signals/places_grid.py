"""Coordinates: mended where the slip is plain, and laid on a grid of 100 metres."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from prioritizer.vocabulary import Matrix

THAILAND = (5.5, 20.6, 97.2, 105.8)
"""South, north, west, east, in degrees, with a little to spare."""

_METRES = 111_320.0  # in a degree of latitude


def clean_coordinates(lat: ArrayLike, lon: ArrayLike) -> tuple[Matrix, Matrix, dict[str, int]]:
    """Mend coordinates that are changed round and blank out those that cannot be.

    Points outside Thailand are blanked only where most points lie inside it.

    Parameters
    ----------
    lat, lon : array-like of shape (n_signals,)
        Degrees; NaN where unknown.

    Returns
    -------
    lat, lon : ndarray of shape (n_signals,)
        NaN in both where the point is not known.
    counts : dict
        ``swapped`` (mended), ``zero``, ``out_of_range``, ``far`` and ``incomplete`` (one of the
        two is missing), all blanked.

    Examples
    --------
    >>> lat, lon, counts = clean_coordinates([13.75, 100.5, 0.0], [100.5, 13.75, 0.0])
    >>> lat.tolist(), counts["swapped"], counts["zero"]
    ([13.75, 13.75, nan], 1, 1)
    """
    y, x = np.array(lat, dtype=np.float64), np.array(lon, dtype=np.float64)
    incomplete = np.isfinite(y) != np.isfinite(x)
    known = np.isfinite(y) & np.isfinite(x)
    zero = known & (np.abs(y) < 1e-6) & (np.abs(x) < 1e-6)
    inside, turned = _inside(y, x), _inside(x, y)
    thai = bool((inside | turned).sum() * 2 > (known & ~zero).sum())
    swapped = turned if thai else known & (np.abs(y) > 90) & (np.abs(y) <= 180) & (np.abs(x) <= 90)
    y, x = np.where(swapped, x, y), np.where(swapped, y, x)
    beyond = known & ((np.abs(y) > 90) | (np.abs(x) > 180))
    far = known & thai & ~(inside | swapped | zero | beyond)
    lost = zero | beyond | far | ~known
    y[lost], x[lost] = np.nan, np.nan
    counts = {
        "swapped": swapped,
        "zero": zero,
        "out_of_range": beyond,
        "far": far,
        "incomplete": incomplete,
    }
    return y, x, {name: int(rows.sum()) for name, rows in counts.items()}


def _inside(y: Matrix, x: Matrix) -> np.ndarray:
    south, north, west, east = THAILAND
    return np.asarray((y >= south) & (y <= north) & (x >= west) & (x <= east))


def place_cells(
    province: Sequence[str],
    district: Sequence[str],
    subdistrict: Sequence[str],
    lat: ArrayLike,
    lon: ArrayLike,
    *,
    metres: float = 100.0,
) -> list[str]:
    """Name the smallest place that is known of each signal.

    Parameters
    ----------
    province, district, subdistrict : sequence of str
        Canonical names, "" where unknown.
    lat, lon : array-like of shape (n_signals,)
        Clean coordinates, NaN where unknown.
    metres : float
        Side of a square of the grid.

    Returns
    -------
    list of str
        A square where there are coordinates; else ``"province|district|subdistrict"`` as far as
        named; else "".

    Examples
    --------
    >>> nan = float("nan")
    >>> names = ["ตาก", "ตาก", ""], ["", "แม่สอด", ""], [""] * 3
    >>> place_cells(*names, [16.9, nan, nan], [99.1, nan, nan])
    ['18813:105553', 'ตาก|แม่สอด', '']
    """
    y, x = np.asarray(lat, dtype=np.float64), np.asarray(lon, dtype=np.float64)
    known = np.isfinite(y) & np.isfinite(x)
    step = metres / _METRES
    rows = np.floor(np.where(known, y, 0.0) / step)
    # The cosine is rounded, so that every processor draws the same squares.
    width = step / np.maximum(np.round(np.cos(np.radians((rows + 0.5) * step)), 6), 1e-3)
    cols = np.floor(np.where(known, x, 0.0) / width)
    names = zip(province, district, subdistrict, strict=True)
    return [
        f"{row:.0f}:{col:.0f}" if here else "|".join(name).rstrip("|")
        for here, row, col, name in zip(
            known.tolist(), rows.tolist(), cols.tolist(), names, strict=True
        )
    ]
