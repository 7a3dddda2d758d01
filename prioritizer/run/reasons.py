"""Why an agenda stands elsewhere than before: its share of demand, its indicators, its gates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
        moved its score most, in points of 100. Empty where nothing moved that far.
    """
    labels = {
        str(row["indicator"]): Both(str(row["label_th"]), str(row["label_en"]))
        for row in criteria_table(now[0]).to_dict("records")
    }
    gained = [_contributions(*side) for side in (then, now)]
    failed = [_failures(side[1]) for side in (then, now)]
    shares = [_shares(side[1]) for side in (then, now)]
    ranked = [dict(zip(p.measurement.agenda_ids, p.eligible, strict=True)) for _, p in (then, now)]
    told = {}
    for agenda in agenda_ids:
        was, is_ = (bool(side.get(agenda, False)) for side in ranked)
        if was != is_:
            told[agenda] = _at_the_gate(failed[was].get(agenda), back=is_)
        else:
            share = (shares[0].get(agenda, 0.0), shares[1].get(agenda, 0.0))
            before, after = (side.get(agenda, {}) for side in gained)
            told[agenda] = _by_score(before, after, share, labels)
    return told


def _at_the_gate(reason: Both | None, *, back: bool) -> Both:
    """Say which gate opened or closed."""
    why = reason or Both("ข้อมูลไม่ครบพอ", "too little of it is measured")
    if back:
        return Both(f"เข้ามาอยู่ในอันดับ รอบก่อน: {why.th}", f"now ranked; before: {why.en}")
    return Both(f"หลุดจากอันดับ: {why.th}", f"no longer ranked: {why.en}")


def _by_score(
    was: Mapping[str, float],
    is_: Mapping[str, float],
    share: tuple[float, float],
    labels: Mapping[str, Both],
) -> Both:
    """Name the share of demand and the indicators whose contributions moved most."""
    moved = {name: is_.get(name, 0.0) - was.get(name, 0.0) for name in {*was, *is_}}
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
    return Both(", ".join(p.th for p in parts), ", ".join(p.en for p in parts))


def _contributions(study: Study, points: Points) -> dict[str, dict[str, float]]:
    """Give what each indicator adds to the score of each agenda."""
    names = Tree.of(criteria_table(study)).names
    return {
        agenda: dict(zip(names, map(float, row), strict=True))
        for agenda, row in zip(
            points.measurement.agenda_ids, points.scores.contributions, strict=True
        )
    }


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
