"""What moved between two runs and why: signals, agenda edits, weights, method; or nothing real.

Each agenda's move is split by replaying the eight mixtures of then and now (signals, agendas,
weights) and averaging over the orders in which the three may change (Shapley), so the parts add
up. What is left between the runs as they were written and as they are judged today is the method.
An agenda that only one of the runs holds is known from that run alone: it comes in, or goes, with
the agendas, and whoever it displaces is moved by that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import permutations, product
from typing import Any

import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.config import criteria_table
from prioritizer.errors import RunError
from prioritizer.run.certainty import sign_certain
from prioritizer.run.judging import Points, judge_points
from prioritizer.run.reasons import reasons
from prioritizer.run.replay import said_of
from prioritizer.run.sides import Side, side_of
from prioritizer.run.theme_changes import theme_changes
from prioritizer.scoring import competition_rank
from prioritizer.vocabulary import Both

FACTORS = ("signals", "agendas", "weights")
"""What may change between two runs; the rest is the method."""

CERTAIN = 0.9
"""A move is real when its sign is the same in this share of paired replicates."""

N_REPLICATES = 300

COLUMNS: tuple[str, ...] = (
    *("agenda_id", "title_th", "title_en", "status", "rank_before", "rank_after", "move"),
    *(f"move_{name}" for name in (*FACTORS, "method")),
    *("score_before", "score_after", "score_change"),
    *(f"score_{name}" for name in (*FACTORS, "method")),
    *("sign_certain", "cause_th", "cause_en"),
)
_JUDGED = ("criteria", "gates", "measurement", "robustness", "shortlist")
_Place = dict[str, tuple[float, float]]  # agenda_id: place, score


@dataclass(frozen=True)
class Comparison:
    """What moved, agenda by agenda, and what became of the themes."""

    changes: pd.DataFrame  # COLUMNS, the agendas of the later run first
    themes: pd.DataFrame  # see `theme_changes`
    before: Side
    after: Side

    @property
    def n_real(self) -> int:
        """Number of agendas that really went up or down."""
        return int(self.changes["status"].isin(["up", "down"]).sum())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        rows = self.changes.astype(object).where(self.changes.notna(), None)
        return {
            "before": {"run": self.before.run_id, "digest": self.before.digest},
            "after": {"run": self.after.run_id, "digest": self.after.digest},
            "certain_from": CERTAIN,
            "n_real": self.n_real,
            "changes": rows.to_dict("records"),
            "themes": self.themes.to_dict("records"),
        }


def compare_runs(before: Bundle | Side, after: Bundle | Side) -> Comparison:
    """Say what moved from one run to another, and why.

    Parameters
    ----------
    before, after : Bundle or Side
        The earlier and the later run.

    Returns
    -------
    Comparison
        ``move_*`` sum to ``move`` (places won: rank before less rank after; an agenda without a
        rank stands behind all ranked ones), ``score_*`` to ``score_change``.

    Raises
    ------
    RunError
        If the two runs share no agenda.
    """
    one = before if isinstance(before, Side) else side_of(before)
    other = after if isinstance(after, Side) else side_of(after)
    shared = [a for a in other.ranking["agenda_id"] if a in set(one.ranking["agenda_id"])]
    if not shared:
        raise RunError("The two runs share no agenda.", "Compare runs of one study.")
    judged = {
        mixture: _judge(one, other, dict(zip(FACTORS, mixture, strict=True)))
        for mixture in product((0, 1), repeat=len(FACTORS))
    }
    ranked = [len(points.order) for points in judged.values()]
    ranked += [int(side.ranking["rank"].notna().sum()) for side in (one, other)]
    last = float(max(ranked) + 1)
    strangers = (one.agenda_ids - set(shared), other.agenda_ids - set(shared))
    places = {mixture: _places(judged, mixture, strangers, last) for mixture in judged}
    certain = sign_certain(one, other, shared, n_replicates=N_REPLICATES)
    whys = reasons(shared, (one.study, judged[0, 0, 0]), (other.study, judged[1, 1, 1]))
    rows = [_row(a, one, other, places, last, certain, whys[a]) for a in shared]
    rows += _only_in(other, set(shared), "new") + _only_in(one, set(shared), "gone")
    changes = pd.DataFrame(rows, columns=list(COLUMNS))
    themes = theme_changes(one.spoken, other.spoken)
    return Comparison(changes, themes, one, other)


def _judge(one: Side, other: Side, later: Mapping[str, int]) -> Points:
    """Judge one mixture of then and now at point values."""
    signals = (one, other)[later["signals"]]
    agendas = (one, other)[later["agendas"]]
    weights = (one, other)[later["weights"]]
    study = signals.study.model_copy(
        update={name: getattr(weights.study, name) for name in _JUDGED}
    )
    inputs = replace(
        agendas.inputs,
        tables={
            **agendas.inputs.tables,
            **({"places": signals.inputs.places} if signals.inputs.places is not None else {}),
        },
    )
    spoken = said_of(signals.spoken, inputs)
    return judge_points(study, criteria_table(study), inputs, spoken)


def _places(
    judged: Mapping[tuple[int, ...], Points],
    mixture: tuple[int, ...],
    strangers: tuple[frozenset[str], frozenset[str]],
    last: float,
) -> _Place:
    """Give place and score of each agenda; those without a rank stand last, whenever.

    Agendas that only one run holds (``strangers``, then and now) come with the voices of that run:
    the other run's signals were never asked about them.
    """
    signals, agendas, weights = mixture
    table = _standing(judged[mixture])
    if signals != agendas and strangers[agendas]:
        home = _standing(judged[agendas, agendas, weights])
        alone = sorted(strangers[agendas] & set(table.index))
        table.loc[alone] = home.loc[alone]
    rank = competition_rank(table["score"], table["eligible"])
    return {
        a: (float(r) if r else last, float(score))
        for a, r, score in zip(table.index, rank, table["score"], strict=True)
    }


def _standing(points: Points) -> pd.DataFrame:
    """Score of each agenda, and whether it may be ranked."""
    return pd.DataFrame(
        {"score": points.scores.score, "eligible": points.eligible},
        index=pd.Index(points.measurement.agenda_ids, dtype="str"),
    )


def _told(side: Side, agenda_id: str, last: float) -> tuple[float, float]:
    """Give place and score as the run was written."""
    ranking = side.ranking
    row = ranking[ranking["agenda_id"] == agenda_id].iloc[0]
    return (last if pd.isna(row["rank"]) else float(row["rank"]), float(row["score"]))


def _row(
    agenda_id: str,
    one: Side,
    other: Side,
    places: Mapping[tuple[int, ...], _Place],
    last: float,
    certain: Mapping[str, float],
    why: Both,
) -> dict[str, Any]:
    """Split the move of one agenda."""
    then, now = _told(one, agenda_id, last), _told(other, agenda_id, last)
    known = {mixture: found.get(agenda_id, then) for mixture, found in places.items()}
    move, score = (
        _shapley({mixture: sign * place[part] for mixture, place in known.items()})
        for part, sign in ((0, -1.0), (1, 1.0))
    )
    change = (then[0] - now[0], now[1] - then[1])
    move["method"] = change[0] - sum(move.values())
    score["method"] = change[1] - sum(score.values())
    titles = other.ranking.set_index("agenda_id").loc[agenda_id]
    sure = certain[agenda_id]
    verdict = "no_real_change"
    if change[0] and sure >= CERTAIN:
        verdict = "up" if change[0] > 0 else "down"
    parts = {name: _rounded(value) for name, value in move.items()}
    causes = _causes(verdict, parts, why)
    return {
        "agenda_id": agenda_id,
        "title_th": titles["title_th"],
        "title_en": titles["title_en"],
        "status": verdict,
        "rank_before": _rank(one, agenda_id),
        "rank_after": _rank(other, agenda_id),
        "move": change[0],
        **{f"move_{name}": value for name, value in parts.items()},
        "score_before": then[1],
        "score_after": now[1],
        "score_change": change[1],
        **{f"score_{name}": _rounded(value) for name, value in score.items()},
        "sign_certain": sure,
        "cause_th": causes.th,
        "cause_en": causes.en,
    }


def _rounded(number: float) -> float:
    """Round dust away, far below what anyone compares."""
    return round(number, 12) + 0.0


def _rank(side: Side, agenda_id: str) -> float:
    rank = side.ranking.set_index("agenda_id")["rank"].get(agenda_id)
    return float("nan") if rank is None or pd.isna(rank) else float(rank)


def _shapley(worth: Mapping[tuple[int, ...], float]) -> dict[str, float]:
    """Share a change among the factors, averaged over the orders in which they may change.

    >>> worth = {m: 2.0 * m[0] + m[1] * m[2] for m in product((0, 1), repeat=3)}
    >>> _shapley(worth)
    {'signals': 2.0, 'agendas': 0.5, 'weights': 0.5}
    """
    parts = dict.fromkeys(FACTORS, 0.0)
    orders = list(permutations(range(len(FACTORS))))
    for order in orders:
        state = [0] * len(FACTORS)
        for place in order:
            was = worth[tuple(state)]
            state[place] = 1
            parts[FACTORS[place]] += worth[tuple(state)] - was
    return {factor: part / len(orders) for factor, part in parts.items()}


_WORDS = {
    "signals": ("เสียงของประชาชน (รวมการจับคู่ที่เรียนใหม่)", "signals (links learnt anew)"),
    "agendas": ("วาระเพิ่ม ถอน หรือแก้ไข", "agendas added, dropped or edited"),
    "weights": ("น้ำหนักหรือเกณฑ์เปลี่ยน", "weights and anchors"),
    "method": ("วิธีคำนวณเปลี่ยน", "method"),
}


def _causes(verdict: str, parts: Mapping[str, float], why: Both) -> Both:
    """Name what moved an agenda, the greatest part first, and what became of it."""
    if verdict == "no_real_change":
        return Both("อยู่ในช่วงความไม่แน่นอน ไม่ถือว่าเปลี่ยน", "within the noise: no real change")
    told = sorted((n for n, v in parts.items() if abs(v) >= 0.05), key=lambda n: -abs(parts[n]))
    th, en = (
        " · ".join(f"{_WORDS[name][lang]} {parts[name]:+.1f}" for name in told) for lang in (0, 1)
    )
    return Both(" — ".join(t for t in (th, why.th) if t), " — ".join(t for t in (en, why.en) if t))


def _only_in(side: Side, shared: set[str], verdict: str) -> list[dict[str, Any]]:
    """List agendas that only one of the runs holds."""
    when = "after" if verdict == "new" else "before"
    said = {
        "new": ("วาระใหม่", "new agenda"),
        "gone": ("ถอนวาระนี้แล้ว", "no longer among the agendas"),
    }[verdict]
    return [
        {
            "agenda_id": row["agenda_id"],
            "title_th": row["title_th"],
            "title_en": row["title_en"],
            "status": verdict,
            f"rank_{when}": float("nan") if pd.isna(row["rank"]) else float(row["rank"]),
            f"score_{when}": float(row["score"]),
            "cause_th": said[0],
            "cause_en": said[1],
        }
        for _, row in side.ranking.iterrows()
        if row["agenda_id"] not in shared
    ]
