"""What moved between two runs and why: signals, agenda edits, weights, method; or nothing real.

Each agenda's move is split by replaying the eight mixtures of then and now (signals, agendas,
weights) and averaging over the orders in which the three may change (Shapley), so the parts add
up. What is left between the runs as they were written and as they are judged today is the method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import permutations, product
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.config import Study, criteria_table
from prioritizer.criteria import draw_values
from prioritizer.errors import RunError
from prioritizer.run.inputs import Inputs
from prioritizer.run.judging import Points, Tree, judge_points, link_doubt
from prioritizer.run.replay import inputs_of, said_of, spoken_of, study_of
from prioritizer.run.speaking import Spoken
from prioritizer.scoring import score_tree
from prioritizer.themes import match_themes
from prioritizer.vocabulary import Matrix

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
class Side:
    """One of the two runs: what it was judged from, and what it said."""

    study: Study
    inputs: Inputs
    spoken: Spoken
    ranking: pd.DataFrame
    run_id: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Comparison:
    """What moved, agenda by agenda, and what became of the themes."""

    changes: pd.DataFrame  # COLUMNS, the agendas of the later run first
    themes: pd.DataFrame  # theme_id, earlier_id, status (kept, new, gone), label_*, n_voices
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


def theme_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Say which themes were there before, which are new and which are gone, by their keywords.

    Returns
    -------
    DataFrame
        ``theme_id, earlier_id, status, label_th, label_en, n_voices``; a theme that is gone has
        no ``theme_id``. Two themes are one when their keywords are alike; a theme without
        keywords states no matter, and is neither new nor gone.
    """
    before, after = (
        themes[themes["keywords"].astype("str").str.strip() != ""].reset_index(drop=True)
        for themes in (before, after)
    )
    matched = match_themes(
        _keywords(before).rename(columns={"theme": "theme_id"}).astype({"theme_id": "str"}),
        _keywords(after),
    )
    rows = []
    for place, theme in enumerate(after.to_dict("records")):
        earlier = matched.get(place)
        own = "" if earlier is None else str(before["theme_id"].iloc[int(earlier)])
        rows.append((theme["theme_id"], own, "kept" if own else "new", theme))
    kept = {int(place) for place in matched.values()}
    for place, theme in enumerate(before.to_dict("records")):
        if place not in kept:
            rows.append(("", theme["theme_id"], "gone", theme))
    told = [(*ids, t["label_th"], t["label_en"], float(t["n_voices"])) for *ids, t in rows]
    columns = ["theme_id", "earlier_id", "status", "label_th", "label_en", "n_voices"]
    return pd.DataFrame(told, columns=columns)


def _keywords(themes: pd.DataFrame) -> pd.DataFrame:
    """Lay the keywords of themes out, each of one weight inside its theme."""
    rows = [
        (place, word.strip(), 1.0 / np.sqrt(len(words)))
        for place, cell in enumerate(themes["keywords"])
        if (words := str(cell).split(";"))
        for word in words
        if word.strip()
    ]
    return pd.DataFrame(rows, columns=["theme", "word", "weight"])


def side_of(run: Bundle) -> Side:
    """Take a finished run as one side of a comparison."""
    return Side(study_of(run), inputs_of(run), spoken_of(run), run.ranking, run.run_id, run.digest)


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
    places = {mixture: _places(points, last) for mixture, points in judged.items()}
    certain = _sign_certain(one, other, judged[0, 0, 0], judged[1, 1, 1], shared)
    rows = [_row(a, one, other, places, last, certain) for a in shared]
    rows += _only_in(other, set(shared), "new") + _only_in(one, set(shared), "gone")
    changes = pd.DataFrame(rows, columns=list(COLUMNS))
    themes = theme_changes(one.spoken.themes, other.spoken.themes)
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


def _places(points: Points, last: float) -> _Place:
    """Give place and score of each agenda; those without a rank stand last, whenever."""
    rank = points.rank.astype("float64")
    scores = dict(zip(points.measurement.agenda_ids, points.scores.score, strict=True))
    return {
        a: (last if np.isnan(r) else float(r), float(scores[a]))
        for a, r in zip(rank.index.astype(str), rank, strict=True)
    }


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
    reasons = _reasons(verdict, parts)
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
        "cause_th": reasons[0],
        "cause_en": reasons[1],
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
    "signals": ("เสียงของประชาชนเปลี่ยน", "signals"),
    "agendas": ("ข้อมูลวาระเปลี่ยน", "agenda edits"),
    "weights": ("น้ำหนักหรือเกณฑ์เปลี่ยน", "weights and anchors"),
    "method": ("วิธีคำนวณเปลี่ยน", "method"),
}


def _reasons(verdict: str, parts: Mapping[str, float]) -> tuple[str, str]:
    """Name what moved an agenda, the greatest part first."""
    if verdict == "no_real_change":
        return "อยู่ในช่วงความไม่แน่นอน ไม่ถือว่าเปลี่ยน", "within the noise: no real change"
    told = sorted((n for n, v in parts.items() if abs(v) >= 0.05), key=lambda n: -abs(parts[n]))
    return tuple(
        " · ".join(f"{_WORDS[name][lang]} {parts[name]:+.1f}" for name in told) for lang in (0, 1)
    )  # type: ignore[return-value]


def _only_in(side: Side, shared: set[str], verdict: str) -> list[dict[str, Any]]:
    """List agendas that only one of the runs holds."""
    when = "after" if verdict == "new" else "before"
    said = {
        "new": ("วาระใหม่", "new agenda"),
        "gone": ("ไม่มีวาระนี้แล้ว", "no longer among the agendas"),
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


def _sign_certain(
    one: Side, other: Side, then: Points, now: Points, shared: list[str]
) -> dict[str, float]:
    """Say in which share of paired replicates each agenda moves the way it mostly moves.

    Both runs are drawn from one seed: the same persons and incident groups count double or not at
    all in both, so what is common to the runs does not blur the difference.
    """
    seed = other.study.study.seed
    ranks = [
        _drawn_places(side, points, shared, seed) for side, points in ((one, then), (other, now))
    ]
    moved = ranks[0] - ranks[1]
    up, down = (moved > 0).mean(axis=0), (moved < 0).mean(axis=0)
    return dict(zip(shared, np.maximum(up, down).astype(float), strict=True))


def _drawn_places(side: Side, points: Points, shared: list[str], seed: int) -> Matrix:
    """Draw places among the shared agendas, those without a rank behind all others."""
    measurement, tree = points.measurement, Tree.of(criteria_table(side.study))
    drawn = draw_values(
        measurement,
        {"voices", "links", "ranges", "ratings"},
        N_REPLICATES,
        seed,
        link_sd=link_doubt(side.study, side.spoken.link_quality, measurement.agenda_ids),
    )
    kept = [tree.names.index(name) for name in measurement.names]
    at = [measurement.agenda_ids.index(a) for a in shared]
    eligible = points.eligible[at]
    places = np.empty((N_REPLICATES, len(shared)))
    for row, values in enumerate(drawn):
        full = np.full((len(measurement.agenda_ids), len(tree.names)), np.nan)
        full[:, kept] = values
        scores = score_tree(
            full[at],
            tree.inner_weights,
            tree.criterion_of,
            tree.criterion_weights,
            floors=tree.floors,
            criteria=tree.criteria,
        ).score
        order = np.where(eligible, -scores, np.inf)
        places[row] = np.argsort(np.argsort(order, kind="stable"), kind="stable")
        places[row, ~eligible] = len(shared)
    return places
