"""What the page says of one agenda, gathered from the tables of a run."""

from __future__ import annotations

from typing import Any

import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.reports.lifting import Lifting
from prioritizer.reports.page.shapes import area_bars, sparkline, tiles
from prioritizer.reports.page.wording import records, shown_performance

FULL = 50
"""Agendas whose card holds everything; those below have points, gate reasons and one quote."""

_QUOTES, _QUOTE_LENGTH, _SHORT_QUOTE = 3, 160, 80
_AREAS, _BARS = 3, 5
_LIFTS = 3


def cards(run: Bundle, criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gather the card of every agenda, in the order of the ranking."""
    tables = {
        name: dict(list(run.table(name).groupby("agenda_id")))
        for name in ("gates", "evidence", "months", "committees")
        if not run.table(name).empty
    }
    places = _places_of(run)
    by_province = run.manifest.get("counts", {}).get("area_level") == "province"
    table = run.table("agendas")
    known = {} if table.empty else {row["agenda_id"]: row for row in records(table)}
    top_k = int(run.config["robustness"]["top_k"])
    lifting = Lifting.of(run)
    empty = pd.DataFrame()
    found = []
    for place, row in enumerate(records(run.ranking)):
        key, full = row["agenda_id"], place < FULL
        own = {name: table.get(key, empty) for name, table in tables.items()}
        areas = places.get(key, empty)
        gates = records(own.get("gates", empty))
        ranked_out = row["rank"] is not None and row["rank"] > top_k
        found.append(
            {
                **row,
                "full": full,
                "lead": row["rank"] is not None and row["rank"] <= top_k,
                "reasons": [g for g in gates if g["status"] in ("fix", "fail")],
                "quiet": [g for g in gates if g["status"] not in ("fix", "fail")],
                "quotes": quotes(own.get("evidence", empty), full=full),
                "months": sparkline(own.get("months", empty)) if full else None,
                "tiles": tiles(areas) if full and by_province else [],
                "bars": area_bars(areas, _BARS) if full and not by_province else [],
                "areas": records(areas.head(_AREAS)) if full and by_province else [],
                "n_areas": len(areas),
                "committees": records(own.get("committees", empty)) if full else [],
                "lifts": _lifts(lifting, key, criteria) if full and ranked_out else None,
                "about": known.get(key, {}) if full else {},
            }
        )
    return found


def quotes(evidence: pd.DataFrame, *, full: bool = True) -> list[dict[str, Any]]:
    """At most three short quotes that speak for the agenda, no two alike."""
    if evidence.empty:
        return []
    speaking = evidence[evidence["kind"] != "counter"].drop_duplicates("text")
    length = _QUOTE_LENGTH if full else _SHORT_QUOTE
    return [
        {"signal_id": row["signal_id"], "text": cut(row["text"], length)}
        for row in records(speaking.head(_QUOTES if full else 1))
    ]


def cut(text: Any, length: int = _QUOTE_LENGTH) -> str:
    """Shorten a text to so many characters, its line breaks and doubled spaces taken out.

    >>> cut("one  two three", 9)
    'one two…'
    """
    flat = " ".join(str(text).split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"


def _places_of(run: Bundle) -> dict[str, pd.DataFrame]:
    """Voices of each agenda by area, most first."""
    tallies = run.table("tallies")
    if tallies.empty:
        return {}
    tallies = tallies[(tallies["agenda_id"] != "") & (tallies["area"] != "")]
    counted = tallies.groupby(["agenda_id", "area"], observed=True)["n_voices"].sum()
    sums = counted.reset_index().sort_values(["n_voices", "area"], ascending=[False, True])
    sums = sums[sums["n_voices"] >= 0.05]
    return {str(agenda): part for agenda, part in sums.groupby("agenda_id")}


def _lifts(lifting: Lifting, agenda_id: str, criteria: list[dict[str, Any]]) -> dict[str, Any]:
    """Say what an owner can change to bring an agenda into the top k: one thing, or some together.

    Returns
    -------
    dict
        ``items``, each with its label, what it is ``now`` and what is ``needed``; ``together``
        where none of them alone is enough. No items where even all of them are not.
    """
    labels = {i["name"]: i for c in criteria for i in c["indicators"]}
    lifted = lifting.lift(agenda_id, chances=False)
    rows = [row for row in records(lifted.table) if row["changeable"]]
    alone = [row for row in rows if row["needed_alone"] is not None]
    mixed = [row for row in rows if row["needed_mix"] is not None] if lifted.possible else []
    key = "needed_alone" if alone else "needed_mix"
    return {
        "together": not alone,
        "items": [
            {
                "label_th": labels[row["indicator"]]["label_th"],
                "label_en": labels[row["indicator"]]["label_en"],
                "unit": row["unit"],
                "now": row["level"] or shown_performance(row["performance"], row["unit"] or ""),
                "needed": shown_performance(row[key], row["unit"] or ""),
            }
            for row in (alone[:_LIFTS] or mixed)
        ],
    }
