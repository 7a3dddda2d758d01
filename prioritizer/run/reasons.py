"""Why an agenda stands elsewhere than before: its share of demand, its indicators, its gates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from prioritizer.config import Study, criteria_table
from prioritizer.run.judging import Points, Tree
from prioritizer.vocabulary import Both

_LEAST = 0.005
"""A contribution that moved by less than half a point of 100 is not worth a word."""
_LEAST_SHARE = 1e-4
_REACH = "representative_reach"
_MOST = 2
"""So many indicators are named."""


def reasons(
    agenda_ids: Sequence[str], then: tuple[Study, Points], now: tuple[Study, Points]
) -> dict[str, Both]:
    """Say of each agenda what became of it between two runs, each with its study.

    Returns
    -------
    dict of str to Both
        Which gate it fails now, or failed before; else its share of demand and the indicators that
        moved its score most, in points of 100, beside what they moved the median agenda's: what
        moves all alike moves no rank. Empty where nothing moved that far.
    """
    labels = {
        str(row["indicator"]): Both(str(row["label_th"]), str(row["label_en"]))
        for row in criteria_table(now[0]).to_dict("records")
    }
    moved = _moved_beside_others(then, now)
    failed = [_failures(side[1]) for side in (then, now)]
    shares = [_shares(side[1]) for side in (then, now)]
    ranked = [_ranked(side[1]) for side in (then, now)]
    told = {}
    for agenda in agenda_ids:
        was, is_ = (agenda in side for side in ranked)
        if was != is_:
            told[agenda] = _at_the_gate(failed[was].get(agenda), back=is_)
        else:
            share = (shares[0].get(agenda, 0.0), shares[1].get(agenda, 0.0))
            told[agenda] = _by_score(moved.get(agenda, {}), share, labels)
    return told


def _at_the_gate(reason: Both | None, *, back: bool) -> Both:
    """Say which gate opened or closed."""
    why = reason or Both("ข้อมูลไม่ครบพอ", "too little of it is measured")
    if back:
        return Both(f"เข้ามาอยู่ในอันดับ รอบก่อน: {why.th}", f"now ranked; before: {why.en}")
    return Both(f"หลุดจากอันดับ: {why.th}", f"no longer ranked: {why.en}")


def _by_score(
    moved: Mapping[str, float], share: tuple[float, float], labels: Mapping[str, Both]
) -> Both:
    """Name the share of demand and the indicators whose contributions moved most."""
    most = sorted(moved, key=lambda name: (-abs(moved[name]), name))[:_MOST]
    shown = " → ".join(f"{100 * s:.2f}%" for s in share)
    demand = Both(f"ส่วนแบ่งของเสียง {shown}", f"share of demand {shown}")
    parts = []
    for name in most:
        if abs(moved[name]) >= _LEAST:
            label = demand if name == _REACH else labels.get(name, Both(name, name))
            points = f"{100 * moved[name]:+.1f}"
            parts.append(Both(f"{label.th} ({points} คะแนน)", f"{label.en} ({points} points)"))
    if _REACH not in most and abs(share[1] - share[0]) >= _LEAST_SHARE:
        parts.append(demand)
    th, en = (", ".join(part) for part in zip(*parts, strict=True)) if parts else ("", "")
    if "(" in en:
        return Both(f"{th} เทียบกับวาระทั่วไป", f"{en} beside the median agenda")
    return Both(th, en)


def _moved_beside_others(
    then: tuple[Study, Points], now: tuple[Study, Points]
) -> dict[str, dict[str, float]]:
    """Give by how much more than the median ranked agenda's each contribution moved."""
    one, other = (_contributions(*side) for side in (then, now))
    ranked = _ranked(then[1]) & _ranked(now[1])
    one, other = one.align(other, join="inner", axis=0)
    one, other = one.align(other, axis=1, fill_value=0.0)
    moved = other - one
    usual = moved[moved.index.isin(ranked)].median().fillna(0.0)
    rows = (moved - usual).to_dict("index")
    return {str(a): {str(k): float(v) for k, v in row.items()} for a, row in rows.items()}


def _ranked(points: Points) -> set[str]:
    ids = points.measurement.agenda_ids
    return {a for a, eligible in zip(ids, points.eligible, strict=True) if eligible}


def _contributions(study: Study, points: Points) -> pd.DataFrame:
    """Give what each indicator adds to the score of each agenda."""
    return pd.DataFrame(
        points.scores.contributions,
        index=pd.Index(points.measurement.agenda_ids, dtype="str"),
        columns=list(Tree.of(criteria_table(study)).names),
    )


def _failures(points: Points) -> dict[str, Both]:
    """Give the reasons of the gates that an agenda fails."""
    gates = points.gates[points.gates["status"] == "fail"]
    return {
        str(agenda): Both("; ".join(own["reason_th"]), "; ".join(own["reason_en"]))
        for agenda, own in gates.groupby("agenda_id")
    }


def _shares(points: Points) -> dict[str, float]:
    """Give the representative share of demand of each agenda."""
    shares = points.measurement.shares
    if shares is None:
        return {}
    table = shares.table
    return dict(zip(table["agenda_id"], table["representative_share"].astype(float), strict=True))
