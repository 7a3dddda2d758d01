"""Shapes drawn on the server: where the points of a chart lie, in its own small units."""

from __future__ import annotations

from typing import Any

import pandas as pd

from prioritizer.resources import read_toml

_BUBBLES = 30
_SIDE = 100.0


def bubbles(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Place the first agendas on the plane citizens × speed; size tells replicability.

    Parameters
    ----------
    rows : list of dict
        Agendas in the order of the ranking, with their three criterion scores (0 to 1 or None).

    Returns
    -------
    list of dict
        ``x, y`` in 0 to 100 (y grows downward), ``r`` radius, and what the label needs.
    """
    shown = [
        row
        for row in rows
        if row["rank"] is not None
        and row["citizen_centricity"] is not None
        and row["quick_win"] is not None
    ][:_BUBBLES]
    return [
        {
            "agenda_id": row["agenda_id"],
            "rank": int(row["rank"]),
            "title_th": row["title_th"],
            "title_en": row["title_en"],
            "x": round(_SIDE * row["citizen_centricity"], 2),
            "y": round(_SIDE * (1 - row["quick_win"]), 2),
            "r": round(1.5 + 3.0 * (row["replicability"] or 0.0), 2),
        }
        for row in shown
    ]


def sparkline(months: pd.DataFrame) -> dict[str, Any] | None:
    """Turn voices by month into the points of a small line, 100 wide and 24 high.

    Returns
    -------
    dict or None
        ``points`` for an SVG polyline, ``first`` and ``last`` month and the greatest count; None
        where there are fewer than two months.
    """
    if months.empty:
        return None
    known = months[months["month"] != ""].sort_values("month", kind="stable")
    if len(known) < 2:
        return None
    most = max(float(known["n_voices"].max()), 1e-9)
    step = _SIDE / (len(known) - 1)
    points = " ".join(
        f"{i * step:.1f},{22 - 20 * float(v) / most:.1f}" for i, v in enumerate(known["n_voices"])
    )
    ends = known["month"].iloc[[0, -1]]
    return {"points": points, "first": ends.iloc[0], "last": ends.iloc[1], "most": most}


def tiles(places: pd.DataFrame) -> list[dict[str, Any]]:
    """Lay voices by province on a grid of tiles, those with a voice; empty elsewhere.

    Only a study whose areas are provinces has a map: others list their areas by name.
    """
    if places.empty:
        return []
    provinces = {p["name_th"]: p for p in read_toml("configs/words/provinces.toml")["provinces"]}
    counts = dict(zip(places["area"], places["n_voices"], strict=True))
    if sum(name in provinces for name in counts) < 2:
        return []
    most = max(counts.values())
    if not most > 0:
        return []
    return [
        {
            "row": p["row"],
            "col": p["col"],
            "name_th": name,
            "name_en": p["name_en"],
            "n": round(float(counts.get(name, 0.0)), 1),
            "shade": round(float(counts.get(name, 0.0)) / most, 2),
        }
        for name, p in provinces.items()
        if counts.get(name, 0.0) > 0
    ]


def province_grid() -> list[tuple[int, int]]:
    """Place all 77 provinces on the grid of tiles: the ground that every small map shares."""
    return [(p["col"], p["row"]) for p in read_toml("configs/words/provinces.toml")["provinces"]]
