"""What the page shows, gathered from the tables of a run."""

from __future__ import annotations

from typing import Any

import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.reports.page.cards import FULL, cards
from prioritizer.reports.page.moving import moved
from prioritizer.reports.page.shapes import area_names, bubbles, ground
from prioritizer.reports.page.sliders import criteria_tree, measured_indicators, members_of
from prioritizer.reports.page.wording import records, shown_performance
from prioritizer.scoring import round_scores
from prioritizer.vocabulary import Both, is_blank

_HEAT = 20
_LISTED = 20
_EMERGING = 10


def page_content(run: Bundle) -> dict[str, Any]:
    """Gather every figure of the page; nothing is computed here that is not in the run's tables.

    Returns
    -------
    dict
        ``rows`` (ranked agendas in order), ``failed`` and ``incomplete`` below them,
        ``criteria``, ``data`` (what the script needs, plain JSON values), and one entry for each
        further part of the page.
    """
    criteria = criteria_tree(run)
    rows = records(run.ranking)
    ranked = [row for row in rows if row["rank"] is not None]
    return {
        "rows": ranked,
        "failed": _failed(run, rows),
        "incomplete": [r for r in rows if r["rank"] is None and r["gate"] != "fail"],
        "tier_starts": _tier_starts(ranked),
        "criteria": criteria,
        "members": members_of(run, criteria),
        "top_k": int(run.config["robustness"]["top_k"]),
        "counts": run.manifest.get("counts", {}),
        "left_out": _left_out(run),
        "quality": _link_quality(run),
        "overrides": _overrides(run),
        "otherwise": _geometric(run, ranked),
        "cards": cards(run, criteria),
        "cards_at": {row["agenda_id"]: place for place, row in enumerate(rows, 1)},
        "full_cards": FULL,
        "chart": bubbles(ranked, criteria),
        "heat": _heat(run, ranked),
        "doubt": _doubt(run),
        "unanswered": records(run.table("unanswered").head(_LISTED)),
        "areas": _less_heard(run),
        "english_areas": area_names(),
        "alerts": records(run.table("emerging").head(_EMERGING)),
        "emerging": _emerging(run),
        "moved": moved(run),
        "crowds": _crowds(run),
        "ground": ground(),
        "matrix": _matrix(run, criteria),
        "data": _data(run, criteria, rows),
    }


def _failed(run: Bundle, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """List agendas that a gate holds back, with the sentences of the gates that do."""
    gates = run.table("gates")
    held = [] if gates.empty else records(gates[gates["status"] == "fail"])
    said: dict[str, list[dict[str, Any]]] = {}
    for gate in held:
        said.setdefault(gate["agenda_id"], []).append(gate)
    return [
        {**row, "reasons": said.get(row["agenda_id"], [])}
        for row in rows
        if row["rank"] is None and row["gate"] == "fail"
    ]


def _tier_starts(rows: list[dict[str, Any]]) -> set[str]:
    """Name agendas at which a new tier opens."""
    return {
        row["agenda_id"]
        for row, above in zip(rows[1:], rows, strict=False)
        if row["tier"] != above["tier"]
    }


def _left_out(run: Bundle) -> list[dict[str, Any]]:
    """List indicators of the tree that the study does not measure, with the run's reason."""
    measured = measured_indicators(run)
    reasons = run.left_out
    table = run.table("criteria")
    return [
        {
            "label_th": row["label_th"] or row["indicator"],
            "label_en": row["label_en"] or row["indicator"],
            "reason": reasons.get(row["indicator"], Both("", "")),
        }
        for row in table.to_dict("records")
        if row["indicator"] not in measured
    ]


def _link_quality(run: Bundle) -> list[tuple[str, str]]:
    """Gather how far the links can be trusted: pairs of a name and a figure with its interval.

    Empty where nobody judged enough links to say.
    """
    quality = run.manifest.get("link_quality") or {}
    found = []
    for name, cell in quality.items():
        if isinstance(cell, list):
            whole = [f"{100 * x:.0f}%" for x in cell if isinstance(x, (int, float)) and x == x]
            told = f"{whole[0]} ({'–'.join(whole[1:])})" if len(whole) == 3 else ""
        elif isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
            continue
        else:
            told = cell if isinstance(cell, str) else shown_performance(cell)
        if told:
            found.append((str(name), told))
    return found


def _overrides(run: Bundle) -> list[dict[str, Any]]:
    gates = run.table("gates")
    if gates.empty:
        return []
    return records(gates[~gates["override"].map(is_blank).astype(bool)])


def _geometric(run: Bundle, rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Agendas that the weighted geometric mean puts into the top k, and those it takes out."""
    top_k = int(run.config["robustness"]["top_k"])
    other = {r["agenda_id"] for r in rows if (r.get("rank_geometric") or len(rows)) <= top_k}
    ours = {r["agenda_id"] for r in rows if r["rank"] <= top_k}
    return {"in": sorted(other - ours), "out": sorted(ours - other)}


def _heat(run: Bundle, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rank acceptability of the first agendas, as shares per rank."""
    table = run.table("rank_acceptability")
    if table.empty:
        return []
    ranks = range(1, min(_HEAT, len(rows)) + 1)
    wide = (
        table[table["rank"].isin(ranks)]
        .pivot_table(index="agenda_id", columns="rank", values="share", aggfunc="first")
        .reindex(columns=list(ranks))
        .fillna(0.0)
    )
    return [
        {**row, "shares": [float(x) for x in wide.loc[row["agenda_id"]]]}
        for row in rows[:_HEAT]
        if row["agenda_id"] in wide.index
    ]


def _doubt(run: Bundle) -> list[dict[str, Any]]:
    """Which source of doubt moves the ranks most, over the whole study."""
    table = run.table("sources_of_uncertainty")
    if table.empty:
        return []
    whole = table[(table["agenda_id"] == "") & (table["share"] > 0)]
    return records(whole.sort_values("share", ascending=False, kind="stable"))


def _less_heard(run: Bundle) -> list[dict[str, Any]]:
    """Areas whose share of voices falls short of their share of people, shortest first."""
    areas = run.table("areas")
    if areas.empty or "population" not in areas or areas["population"].isna().all():
        return []
    short = areas[areas["ratio"].notna() & (areas["ratio"] < 1)]
    return records(short.sort_values("ratio", kind="stable").head(_LISTED))


def _emerging(run: Bundle) -> list[dict[str, Any]]:
    """Themes whose share of the voices rises, loudest first."""
    themes = run.table("themes")
    if themes.empty or "trend" not in themes:
        return []
    rising = themes[themes["trend"] == "rising"]
    if "parent_id" in rising:
        rising = rising[rising["parent_id"] != ""]  # broad themes sum these up
    if "says_nothing" in rising:
        rising = rising[~rising["says_nothing"].fillna(False).astype(bool)]
    return records(rising.sort_values("n_voices", ascending=False, kind="stable").head(_EMERGING))


def _crowds(run: Bundle) -> dict[str, Any] | None:
    """Lay out what crowds of each kind and size could move."""
    table = run.table("crowds")
    if table.empty:
        return None
    rows = [
        (crowd, list(zip(part["median_ranks_won"], part["most_ranks_won"], strict=True)))
        for crowd, part in table.groupby("crowd", sort=False)
    ]
    sizes = [float(n) for n in dict.fromkeys(table["n_complaints"])]
    return {"n": int(table["n_attacked"].iloc[0]), "sizes": sizes, "rows": rows}


def _values(run: Bundle, names: list[str]) -> pd.DataFrame:
    """Values by agenda and indicator, rounded as they are scored; missing where imputed."""
    long = run.table("indicators")
    known = long.assign(value=long["value"].where(~long["imputed"].astype(bool)))
    wide = known.pivot_table(
        index="agenda_id", columns="indicator", values="value", aggfunc="first", dropna=False
    ).reindex(columns=names)
    filled = round_scores(wide.fillna(0.0).to_numpy(dtype=float))
    return pd.DataFrame(filled, index=wide.index, columns=names).where(wide.notna())


def _matrix(run: Bundle, criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every value of every agenda as whole points, for readers without scripts."""
    names = [i["name"] for c in criteria for i in c["indicators"]]
    if not names:
        return []
    values = _values(run, names)
    return [
        {"agenda_id": key, "cells": [f"{100 * x:.0f}" if x == x else "–" for x in values.loc[key]]}
        for key in run.ranking["agenda_id"]
        if key in values.index
    ]


def _data(
    run: Bundle, criteria: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """Gather what the script computes with; agendas in the order that settles ties."""
    names = [i["name"] for c in criteria for i in c["indicators"]]
    values = _values(run, names).to_dict("index") if names else {}
    long = run.table("indicators")
    shown: dict[str, dict[str, str]] = {}
    for row in records(long[long["indicator"].isin(names)]) if names else []:
        level = str(row.get("level") or "")
        told = level or shown_performance(row["performance"], str(row["unit"] or ""))
        shown.setdefault(row["agenda_id"], {})[row["indicator"]] = told
    return {
        "least": float(run.config["measurement"]["min_completeness"]),
        "criteria": [
            {
                **_item(c),
                "indicators": [{**_item(i), "unit": i["unit"]} for i in c["indicators"]],
            }
            for c in criteria
        ],
        "agendas": [
            {
                "id": key,
                "rank": None if row["rank"] is None else int(row["rank"]),
                "failed": row["gate"] == "fail",
                "values": [_number(values.get(key, {}).get(n)) for n in names],
                "shown": [shown.get(key, {}).get(n, "") for n in names],
            }
            for key, row in sorted((str(r["agenda_id"]), r) for r in rows)
        ],
        "members": members_of(run, criteria),
    }


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": item["name"],
        "th": item["label_th"],
        "en": item["label_en"],
        "weight": item["weight"],
        "slider": item["slider"],
    }


def _number(cell: Any) -> float | None:
    return None if cell is None or cell != cell else float(cell)
