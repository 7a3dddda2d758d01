"""Shapes drawn on the server: where the points of a chart lie, in its own small units."""

from __future__ import annotations

from math import ceil, floor
from typing import Any

import pandas as pd

from prioritizer.reports.page.wording import records
from prioritizer.resources import read_toml

_BUBBLES = 25
_SIDE = 100.0
_LABEL_WIDE, _LABEL_HIGH, _TURNS = 3.6, 3.0, 200
SHADES = 6


def bubbles(rows: list[dict[str, Any]], criteria: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Place the first agendas on the plane of the first two criteria; size tells the third.

    Parameters
    ----------
    rows : list of dict
        Ranked agendas in order, with their criterion scores (0 to 1).
    criteria : list of dict
        The criteria of the study, in its order.

    Returns
    -------
    dict or None
        ``x, y`` (and ``size``) name the criteria; ``low, high`` the cut of the plane that is
        shown, in points of 100; ``bubbles`` hold ``x, y`` in 0 to 100 (y grows downward), ``r``,
        and ``label``, how far from there their number stands. None where the study has fewer
        than two criteria.
    """
    if len(criteria) < 2:
        return None
    x, y = criteria[0]["name"], criteria[1]["name"]
    size = criteria[2]["name"] if len(criteria) > 2 else None
    shown = [row for row in rows if None not in (row.get(x), row.get(y))][:_BUBBLES]
    if not shown:
        return None
    axes = [_cut([row[name] for row in shown]) for name in (x, y)]
    across, up = (
        [(row[name] - a[0]) / (a[1] - a[0]) for row in shown]
        for name, a in zip((x, y), axes, strict=True)
    )
    places = [
        (round(_SIDE * right, 1), round(_SIDE * (1 - high), 1))
        for right, high in zip(across, up, strict=True)
    ]
    return {
        "x": criteria[0],
        "y": criteria[1],
        "size": criteria[2] if size else None,
        "axes": [[round(100 * end) for end in axis] for axis in axes],
        "bubbles": [
            {
                "agenda_id": row["agenda_id"],
                "rank": int(row["rank"]),
                "x": x,
                "y": y,
                "label": (round(to[0] - x, 1), round(to[1] - y, 1)),
                "r": round(1.5 + 2.2 * ((row.get(size) or 0.0) if size else 0.3), 2),
            }
            for row, (x, y), to in zip(shown, places, part_labels(places), strict=True)
        ],
    }


def part_labels(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Push the numbers of bubbles apart until none lies on another, where there is room.

    The bubbles stay where their figures put them; only the numbers move.

    >>> part_labels([(50.0, 50.0), (50.0, 50.0), (80.0, 20.0)])
    [(50.0, 48.5), (50.0, 51.5), (80.0, 20.0)]
    """
    at = [list(place) for place in places]
    room = (_LABEL_WIDE, _LABEL_HIGH)
    for _ in range(_TURNS):
        met = False
        for j in range(1, len(at)):
            for i in range(j):
                gaps = [room[c] - abs(at[j][c] - at[i][c]) for c in (0, 1)]
                if min(gaps) <= 1e-6:
                    continue
                met = True
                c = 0 if gaps[0] / room[0] < gaps[1] / room[1] else 1
                step = (-1 if at[j][c] < at[i][c] else 1) * gaps[c] / 2
                at[i][c] = min(_SIDE, max(0.0, at[i][c] - step))
                at[j][c] = min(_SIDE, max(0.0, at[j][c] + step))
        if not met:
            break
    return [(x, y) for x, y in at]


def _cut(scores: list[float]) -> tuple[float, float]:
    """Find the ends of an axis that holds all scores with some room, in four steps of whole fives.

    >>> _cut([0.61, 0.79]), _cut([0.0, 1.0]), _cut([0.5])
    ((0.55, 0.95), (0.0, 1.0), (0.45, 0.65))
    """
    low = max(5 * floor(20 * min(scores) - 0.4), 0)
    step = 5 * ceil((100 * max(scores) + 1 - low) / 20)
    return (low / 100, (low + 4 * step) / 100) if low + 4 * step <= 100 else (0.0, 1.0)


def sparkline(months: pd.DataFrame) -> dict[str, Any] | None:
    """Turn voices by month into an area, a step for each month wide and 24 high.

    Returns
    -------
    dict or None
        ``width`` and ``points`` for an SVG polygon, ``first`` and ``last`` month and the greatest
        count; None where there are fewer than two months.
    """
    if months.empty:
        return None
    known = months[months["month"] != ""].sort_values("month", kind="stable")
    if len(known) < 2:
        return None
    most = max(float(known["n_voices"].max()), 1e-9)
    line = " ".join(f"{i},{23 - 21 * float(v) / most:.0f}" for i, v in enumerate(known["n_voices"]))
    ends = known["month"].iloc[[0, -1]]
    return {
        "width": len(known) - 1,
        "points": f"0,24 {line} {len(known) - 1},24",
        "first": ends.iloc[0],
        "last": ends.iloc[1],
        "most": most,
    }


def tiles(places: pd.DataFrame) -> list[dict[str, Any]]:
    """Shade the tiles of provinces by voices: per shade one path of dashed strokes.

    Only a study whose areas are provinces has a map: others list their areas.
    """
    if places.empty:
        return []
    known = {p["name_th"]: p for p in _provinces()}
    counts = {
        name: float(n)
        for name, n in zip(places["area"], places["n_voices"], strict=True)
        if name in known
    }
    most = max(counts.values(), default=0.0)
    if len(counts) < 2 or not most > 0:
        return []
    paths: dict[int, list[tuple[int, int]]] = {}
    for name, n in counts.items():
        shade = max(1, ceil(SHADES * n / most - 1e-9))
        paths.setdefault(shade, []).append((known[name]["row"], known[name]["col"]))
    return [{"shade": shade, "path": _strokes(paths[shade])} for shade in sorted(paths)]


def ground() -> str:
    """Path of all 77 provinces: the ground that every small map shares."""
    return _strokes([(p["row"], p["col"]) for p in _provinces()])


def _strokes(places: list[tuple[int, int]]) -> str:
    """Draw tiles as strokes, neighbours in a row as one; dashes of the style part them.

    >>> _strokes([(1, 4), (0, 2), (0, 3)])
    'M2 0h2M4 1h1'
    """
    parts: list[list[int]] = []
    for row, col in sorted(places):
        if parts and parts[-1][0] == row and parts[-1][1] + parts[-1][2] == col:
            parts[-1][2] += 1
        else:
            parts.append([row, col, 1])
    return "".join(f"M{col} {row}h{n}" for row, col, n in parts)


def _provinces() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_toml("configs/words/provinces.toml")["provinces"]
    return found


def area_names() -> dict[str, str]:
    """English names of the areas that are provinces of Thailand."""
    return {p["name_th"]: p["name_en"] for p in _provinces()}


def area_bars(places: pd.DataFrame, n: int) -> list[dict[str, Any]]:
    """Give the areas with most voices, each with the length of its bar (0 to 100)."""
    if places.empty:
        return []
    most = float(places["n_voices"].iloc[0])
    return [
        {**row, "length": round(100 * row["n_voices"] / most)} for row in records(places.head(n))
    ]
