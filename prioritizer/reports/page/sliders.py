"""The weights that the page lets a meeting move: the tree, its sliders, the presets."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

import pandas as pd

from prioritizer.bundle import Bundle

HIGHEST = 5.0
_ROOM = 3.0  # where a scale may be chosen, the heaviest starts here, with room to rise
_COLOURS = 6


def criteria_tree(run: Bundle) -> list[dict[str, Any]]:
    """Criteria with the indicators that the study measures, their weights and their sliders.

    Returns
    -------
    list of dict
        ``name, label_th, label_en, weight, slider, colour, indicators``; ``weight`` is the
        study's own, ``slider`` the same on the scale of the sliders (see :func:`slider_scale`),
        not rounded.
    """
    measured = measured_indicators(run)
    table = run.table("criteria")
    table = table[table["indicator"].isin(measured)]
    inner = slider_scale(table["weight"].tolist())
    outer = slider_scale(table.drop_duplicates("criterion")["criterion_weight"].tolist())
    found: list[dict[str, Any]] = []
    for place, (name, part) in enumerate(table.groupby("criterion", sort=False)):
        head = part.iloc[0]
        weight = float(head["criterion_weight"])
        found.append(
            {
                "name": str(name),
                **_labels(str(name), head["criterion_label_th"], head["criterion_label_en"]),
                "weight": weight,
                "slider": weight * outer,
                "colour": place % _COLOURS + 1,
                "indicators": [
                    {
                        "name": row["indicator"],
                        **_labels(row["indicator"], row["label_th"], row["label_en"]),
                        "weight": float(row["weight"]),
                        "slider": float(row["weight"]) * inner,
                        "unit": row["unit"],
                        "source": row["source"],
                    }
                    for row in part.to_dict("records")
                ],
            }
        )
    return found


def measured_indicators(run: Bundle) -> set[str]:
    """Name the indicators that at least one agenda has; the others are left out of the study.

    An indicator of weight 0 that is measured is among them: a meeting may give it weight.
    """
    long = run.table("indicators")
    if long.empty:
        return set()
    known = long["value"].notna() & ~long["imputed"].astype(bool)
    return set(long.loc[known, "indicator"])


def _labels(name: str, thai: Any, english: Any) -> dict[str, str]:
    words = str(name).replace("_", " ")
    return {"label_th": thai or english or words, "label_en": english or thai or words}


def slider_scale(weights: list[float]) -> float:
    """Find the factor that brings the weights of a study onto sliders from 0 to 5 in half steps.

    Weights that already are half steps stand as they are. Others are brought onto half steps
    exactly, where whole multiples of one number do; where nothing does, the heaviest starts at 3
    and the page keeps the exact weight behind the nearest half step.

    >>> slider_scale([1.0, 1.0])
    1.0
    >>> [round(w * slider_scale([40, 35, 25]), 9) for w in (40, 35, 25)]
    [4.0, 3.5, 2.5]
    >>> [round(w * slider_scale([0.3, 0.15, 0.2]), 9) for w in (0.3, 0.15, 0.2)]
    [3.0, 1.5, 2.0]
    >>> round(slider_scale([0.61803, 0.38197]) * 0.61803, 9)
    3.0
    """
    largest = max(weights, default=0.0)
    if not largest > 0:
        return 1.0
    if largest <= HIGHEST and all((2 * weight).is_integer() for weight in map(float, weights)):
        return 1.0
    parts = [Fraction(weight).limit_denominator(10_000) for weight in weights]
    step = Fraction(0)
    for part in parts:
        step = _common(step, part)
    exact = all(abs(float(p) - w) < 1e-12 for p, w in zip(parts, weights, strict=True))
    if not exact or max(parts) / step > 2 * HIGHEST:
        return _ROOM / largest
    times = max(1, int(2 * _ROOM / (max(parts) / step)))
    return float(times / (2 * step))


def half_step(position: float) -> str:
    """Half step on which a slider stands; the page keeps the exact position behind it.

    >>> half_step(1.0), half_step(2.4), half_step(6)
    ('1', '2.5', '5')
    """
    return f"{min(HIGHEST, floor(2 * position + 0.5) / 2):g}"


def _common(one: Fraction, two: Fraction) -> Fraction:
    """Greatest number of which both are whole multiples."""
    while two:
        one, two = two, one % two
    return one


def members_of(run: Bundle, criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Weights of each member over the criteria, on the scale of the sliders."""
    if not run.has("members") or run.table("members").empty:
        return []
    names = [c["name"] for c in criteria]
    table = run.table("members")
    if not names or not set(names) <= set(table.columns):
        return []
    found = []
    for row in table.to_dict("records"):
        weights = [_number(row[name]) for name in names]
        scale = slider_scale(weights)
        found.append({"id": str(row["member_id"]), "weights": [scale * w for w in weights]})
    return found


def _number(cell: Any) -> float:
    number = float(pd.to_numeric(cell, errors="coerce"))
    return number if number > 0 else 0.0
