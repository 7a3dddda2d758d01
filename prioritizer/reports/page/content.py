"""What the page shows, gathered from the tables of a run."""

from __future__ import annotations

from typing import Any

import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.reports.page.shapes import bubbles, province_grid, sparkline, tiles

_DETAILED = 60
_QUOTES, _QUOTE_LENGTH = 3, 160
_AREAS_SHOWN = 8
_HEAT_RANKS = 20


def page_content(run: Bundle) -> dict[str, Any]:
    """Gather every figure of the page; nothing is computed here that is not in the run's tables.

    Returns
    -------
    dict
        ``rows`` (agendas in the order of the ranking), ``criteria``, ``data`` (what the script
        needs, plain JSON values), and one entry for each further part of the page.
    """
    ranking, criteria = run.ranking, _criteria(run)
    details = _details(run, ranking.head(_DETAILED))
    rows = _records(ranking)
    return {
        "rows": [row for row in rows if row["rank"] is not None],
        "failed": [r for r in rows if r["rank"] is None and r["gate"] == "fail"],
        "incomplete": [r for r in rows if r["rank"] is None and r["gate"] != "fail"],
        "criteria": criteria,
        "details": details,
        "chart": bubbles(rows),
        "heat": _heat(run, ranking),
        "unanswered": _records(run.table("unanswered").head(20)),
        "areas": _less_heard(run),
        "overrides": _overrides(run),
        "ground": province_grid(),
        "members": _members(run, criteria),
        "data": _data(run, criteria, rows),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values; what is missing is None."""
    return [
        {
            str(key): None if not isinstance(cell, str) and pd.isna(cell) else cell
            for key, cell in r.items()
        }
        for r in table.to_dict("records")
    ]


def _criteria(run: Bundle) -> list[dict[str, Any]]:
    """Criteria with the indicators that the study measures, and their weights for the sliders."""
    measured = set(run.table("indicators").query("weight > 0")["indicator"])
    found: list[dict[str, Any]] = []
    table = run.table("criteria")
    scale = slider_scale(table["weight"][table["indicator"].isin(measured)])
    outer = slider_scale(table.drop_duplicates("criterion")["criterion_weight"])
    for name, part in table.groupby("criterion", sort=False):
        inner = part[part["indicator"].isin(measured)]
        if inner.empty:
            continue
        head = part.iloc[0]
        found.append(
            {
                "name": name,
                "label_th": head["criterion_label_th"],
                "label_en": head["criterion_label_en"],
                "weight": float(head["criterion_weight"]),
                "slider": slider_value(head["criterion_weight"], outer),
                "floor": float(head["floor"]),
                "indicators": [
                    {
                        "name": row["indicator"],
                        "label_th": row["label_th"],
                        "label_en": row["label_en"],
                        "weight": float(row["weight"]),
                        "slider": slider_value(row["weight"], scale),
                        "unit": row["unit"],
                    }
                    for _, row in inner.iterrows()
                ],
            }
        )
    return found


def slider_scale(weights: pd.Series) -> float:
    """Find a factor that brings weights onto the half steps of a slider from 0 to 5.

    >>> slider_scale(pd.Series([0.3, 0.15, 0.2]))
    10.0
    >>> slider_scale(pd.Series([1.0, 1.0]))
    1.0
    """
    largest = float(weights.max())
    for factor in (1.0, 2.0, 5.0, 10.0, 20.0):
        steps = weights * factor * 2
        if (
            largest * factor <= 5
            and (steps - steps.round()).abs().max() < 1e-9
            and largest * factor >= 1
        ):
            return factor
    return 5 / largest if largest > 0 else 1.0


def slider_value(weight: float, scale: float) -> float:
    """Half step nearest to a weight; the script keeps the exact weight until a slider moves."""
    return round(2 * weight * scale) / 2


def _data(
    run: Bundle, criteria: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """Gather what the script computes with: values by indicator, ranks, members."""
    names = [i["name"] for c in criteria for i in c["indicators"]]
    long = run.table("indicators")
    values = long.pivot_table(
        index="agenda_id", columns="indicator", values="value", aggfunc="first", dropna=False
    ).reindex(columns=names)
    imputed = long.pivot_table(
        index="agenda_id", columns="indicator", values="imputed", aggfunc="first", dropna=False
    ).reindex(columns=names)
    measured = values.where(~imputed.fillna(True).astype(bool))
    lookup = measured.to_dict("index")
    return {
        "criteria": [
            {
                "name": c["name"],
                "weight": c["weight"],
                "slider": c["slider"],
                "indicators": [
                    {k: i[k] for k in ("name", "weight", "slider")} for i in c["indicators"]
                ],
            }
            for c in criteria
        ],
        "agendas": [
            {
                "id": r["agenda_id"],
                "th": r["title_th"] or r["title_en"],
                "en": r["title_en"] or r["title_th"],
                "ranked": r["rank"] is not None,
                "rank": None if r["rank"] is None else int(r["rank"]),
                "values": [_number(lookup.get(r["agenda_id"], {}).get(n)) for n in names],
            }
            for r in rows
        ],
        "members": _members(run, criteria),
    }


def _number(cell: Any) -> float | None:
    return None if cell is None or cell != cell else float(cell)


def _members(run: Bundle, criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Weights of each member over the criteria, for the presets."""
    if not run.has("members") or run.table("members").empty:
        return []
    names = [c["name"] for c in criteria]
    table = run.table("members")
    if not set(names) <= set(table.columns):
        return []
    return [
        {"id": str(row["member_id"]), "weights": [float(row[n]) for n in names]}
        for _, row in table.iterrows()
    ]


def _details(run: Bundle, ranking: pd.DataFrame) -> list[dict[str, Any]]:
    """Everything that is shown of one agenda, for the first agendas of the ranking."""
    tables = {
        name: dict(list(run.table(name).groupby("agenda_id")))
        for name in ("indicators", "gates", "evidence", "months")
        if not run.table(name).empty
    }
    places = _places_of(run)
    known = run.table("agendas").set_index("agenda_id")
    empty = pd.DataFrame()
    found = []
    for row in _records(ranking):
        key = row["agenda_id"]
        parts = {name: table.get(key, empty) for name, table in tables.items()}
        about = known.loc[key].to_dict() if key in known.index else {}
        found.append(
            {
                **row,
                "indicators": [i for i in _records(parts["indicators"]) if i["weight"]],
                "gates": [g for g in _records(parts["gates"]) if g["status"] != "pass"],
                "quotes": _quotes(parts.get("evidence", empty)),
                "months": sparkline(parts.get("months", empty)),
                "places": _records(places.get(key, empty).head(_AREAS_SHOWN)),
                "tiles": tiles(places.get(key, empty)),
                "about": {k: v for k, v in about.items() if isinstance(v, str) or v == v},
            }
        )
    return found


def _quotes(evidence: pd.DataFrame) -> list[dict[str, Any]]:
    """At most three short quotes that speak for the agenda."""
    if evidence.empty:
        return []
    speaking = evidence[evidence["kind"] != "counter"].head(_QUOTES)
    return [{**row, "text": _cut(row["text"])} for row in _records(speaking[["signal_id", "text"]])]


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _QUOTE_LENGTH else flat[: _QUOTE_LENGTH - 1].rstrip() + "…"


def _places_of(run: Bundle) -> dict[str, pd.DataFrame]:
    """Voices of each agenda by area, most first."""
    tallies = run.table("tallies")
    tallies = tallies[(tallies["agenda_id"] != "") & (tallies["area"] != "")]
    if tallies.empty:
        return {}
    counted = tallies.groupby(["agenda_id", "area"])["n_voices"].sum()
    sums = counted.reset_index().sort_values(["n_voices", "area"], ascending=[False, True])
    return {str(agenda): part for agenda, part in sums.groupby("agenda_id")}


def _heat(run: Bundle, ranking: pd.DataFrame) -> list[dict[str, Any]]:
    """Rank acceptability of the first agendas, as shares per rank."""
    table = run.table("rank_acceptability")
    if table.empty:
        return []
    shown = table[table["rank"] <= _HEAT_RANKS]
    wide = shown.pivot_table(index="agenda_id", columns="rank", values="share", aggfunc="first")
    wide = wide.fillna(0.0)
    order = [a for a in ranking["agenda_id"].head(_HEAT_RANKS) if a in wide.index]
    return [{"agenda_id": a, "shares": [float(x) for x in wide.loc[a]]} for a in order]


def _less_heard(run: Bundle) -> list[dict[str, Any]]:
    """Areas whose share of voices falls short of their share of people, shortest first."""
    areas = run.table("areas")
    if areas.empty or "population" not in areas or areas["population"].isna().all():
        return []
    short = areas[areas["ratio"].notna()].sort_values("ratio", kind="stable")
    return _records(short.head(15))


def _overrides(run: Bundle) -> list[dict[str, Any]]:
    gates = run.table("gates")
    if gates.empty:
        return []
    return _records(gates[gates["override"].astype("str") != ""])
