"""Judge the agendas: measure, gate, score; then put everything into the ranking table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.config import Study, all_zero
from prioritizer.criteria import (
    DataDraws,
    Measurement,
    agenda_gates,
    judge_gates,
    measure,
    override_figures,
    side_dimensions,
    with_raw_shares,
)
from prioritizer.robustness import Simulation, WeightModel, simulate, weight_model
from prioritizer.run.choosing import choose, draws_table
from prioritizer.run.demanding import demand_shares
from prioritizer.run.inputs import Inputs
from prioritizer.run.spoken import Spoken
from prioritizer.scoring import Scores, competition_rank, order_of, round_scores, score_tree
from prioritizer.shortlist import Shortlisting
from prioritizer.vocabulary import CRITERIA, Both, Matrix

_INDICATOR_COLUMNS = (
    *("agenda_id", "criterion", "indicator", "performance", "unit", "low", "high"),
    *("value", "weight", "contribution", "source", "imputed"),
)
"""The columns of ``indicators.csv`` that other tools count on; what else there is follows."""


@dataclass(frozen=True)
class Points:
    """What every agenda is worth at point values, and which may be ranked."""

    measurement: Measurement
    scores: Scores
    gates: pd.DataFrame
    worst: pd.DataFrame  # the worst gate of each agenda, in the agendas' order
    eligible: NDArray[np.bool_]

    @property
    def order(self) -> NDArray[np.intp]:
        """Positions of the eligible agendas, best first."""
        ids = list(self.measurement.agenda_ids)
        return order_of(self.scores.score, self.eligible, tie_break=ids)

    @property
    def rank(self) -> pd.Series:
        """Rank of each agenda by its id, blank where it has none."""
        ranks = _ranked(self.scores.score, self.eligible)
        return ranks.set_axis(list(self.measurement.agenda_ids))


@dataclass(frozen=True)
class Judgement:
    """What was measured of every agenda, what it is worth, and how sure that is."""

    measurement: Measurement
    scores: Scores
    gates: pd.DataFrame
    eligible: NDArray[np.bool_]
    simulation: Simulation
    ranking: pd.DataFrame
    indicators: pd.DataFrame
    side: pd.DataFrame
    weights: WeightModel
    draws: pd.DataFrame
    demand: pd.DataFrame
    shortlisting: Shortlisting
    alike: tuple[Both, ...] = ()  # siblings whose weights are all zero

    @property
    def warnings(self) -> list[Both]:
        """What a reader must know of the measuring and of the choice."""
        return [*self.alike, *self.measurement.warnings, *self.shortlisting.warnings]


@dataclass(frozen=True)
class Tree:
    """The criteria tree in the arrays that scoring wants, in the order of the criteria table."""

    names: tuple[str, ...]
    criteria: tuple[str, ...]
    criterion_of: NDArray[np.intp]
    inner_weights: Matrix
    criterion_weights: Matrix
    floors: Matrix

    @classmethod
    def of(cls, criteria: pd.DataFrame) -> Tree:
        """Take the tree from the criteria table."""
        heads = criteria.drop_duplicates("criterion")
        names = tuple(heads["criterion"])
        return cls(
            names=tuple(criteria["indicator"]),
            criteria=names,
            criterion_of=np.array([names.index(c) for c in criteria["criterion"]], dtype=np.intp),
            inner_weights=criteria["weight"].to_numpy(dtype=float),
            criterion_weights=heads["criterion_weight"].to_numpy(dtype=float),
            floors=heads["floor"].to_numpy(dtype=float),
        )

    def score(self, values: Matrix) -> Scores:
        """Score agendas from values, agendas × indicators; NaN where nothing is measured."""
        return score_tree(
            values,
            self.inner_weights,
            self.criterion_of,
            self.criterion_weights,
            floors=self.floors,
            criteria=self.criteria,
        )

    def score_of(self, names: Sequence[str], values: Matrix) -> Scores:
        """Score agendas from values of the indicators named alone; the others are not measured."""
        full = np.full((len(values), len(self.names)), np.nan)
        full[:, [self.names.index(name) for name in names]] = values
        return self.score(full)


def judge(
    study: Study,
    criteria: pd.DataFrame,
    inputs: Inputs,
    spoken: Spoken,
    *,
    jobs: int,
) -> Judgement:
    """Judge every agenda of a study.

    Parameters
    ----------
    study : Study
    criteria : DataFrame
        One row per indicator.
    inputs : Inputs
        Agendas, ratings, places, overrides.
    spoken : Spoken
        Voices by agenda, area, channel, month, status and bucket; near twins; committees.
    jobs : int
        Worker processes; they change no figure.

    Returns
    -------
    Judgement
    """
    points = judge_points(study, criteria, inputs, spoken)
    tree, measurement = Tree.of(criteria), points.measurement
    measured = criteria[criteria["indicator"].isin(measurement.names)]
    weights = weight_model(measured, study.robustness.model_dump(), inputs.members)
    doubt = link_doubt(study, spoken.link_quality, measurement.agenda_ids)
    replicates = DataDraws(measurement, study.study.seed, link_sd=doubt)
    simulation = _simulate(study, replicates, weights, points, jobs)
    raw = score_points(tree, with_raw_shares(measurement), measurement.agenda_ids)
    side = side_dimensions(
        inputs.agendas,
        measurement.evidence,
        gates=points.gates,
        ratings=inputs.ratings,
        committees=spoken.committees if len(spoken.committees) else None,
        link_precision=link_precision(spoken.link_quality, measurement.agenda_ids),
        likeness=spoken.likeness,
    )
    ranking = _ranking(inputs, tree, points, raw, simulation, side)
    draws = draws_table(measurement.agenda_ids, simulation.draws)
    return Judgement(
        measurement=measurement,
        scores=points.scores,
        gates=points.gates,
        eligible=points.eligible,
        simulation=simulation,
        ranking=ranking,
        indicators=_indicators(tree, measurement, points.scores),
        side=side,
        weights=weights,
        draws=draws,
        demand=demand_shares(replicates, spoken.link_quality, study.robustness.n_replicates),
        shortlisting=choose(study, inputs, spoken, ranking, points.gates, draws, jobs=jobs),
        alike=tuple(_alike(study, name) for name in all_zero(study)),
    )


def _alike(study: Study, criterion: str) -> Both:
    """Say that weights which are all zero weigh alike."""
    if not criterion:
        return Both(
            "น้ำหนักของทุกเกณฑ์เป็น 0 จึงให้น้ำหนักเท่ากัน",
            "The weights of all criteria are 0: they weigh alike.",
        )
    own = study.criteria[criterion]
    return Both(
        f"น้ำหนักของทุกตัวชี้วัดใน{own.label_th or criterion}เป็น 0 จึงให้น้ำหนักเท่ากัน",
        f"The weights of all indicators of {own.label_en or criterion} are 0: they weigh alike.",
    )


def judge_points(study: Study, criteria: pd.DataFrame, inputs: Inputs, spoken: Spoken) -> Points:
    """Judge every agenda at its point values: measure, gate, score, without the simulation."""
    measurement = measure(
        inputs.agendas,
        spoken.tallies,
        spoken.outcomes,
        criteria=criteria,
        as_of=study.study.as_of,
        ratings=inputs.ratings,
        places=inputs.places,
        measurement=study.measurement.model_dump(exclude={"channel_weights"}),
        channel_weights=study.measurement.channel_weights or None,
    )
    measurement = override_figures(measurement, inputs.overrides)
    tree = Tree.of(criteria)
    scores = score_points(tree, measurement.indicators, measurement.agenda_ids)
    gates = judge_gates(
        inputs.agendas,
        measurement.evidence,
        as_of=study.study.as_of,
        window=study.study.window.model_dump() if study.study.window else None,
        twins=spoken.twins,
        clarity=spoken.clarity,
        overrides=inputs.overrides,
        gates=study.gates.model_dump(),
    )
    worst = agenda_gates(gates).set_index("agenda_id").reindex(measurement.agenda_ids)
    complete = round_scores(scores.completeness) >= study.measurement.min_completeness
    eligible = np.asarray((worst["gate"] != "fail").to_numpy() & complete, dtype=bool)
    return Points(measurement, scores, gates, worst, eligible)


def values_matrix(names: tuple[str, ...], long: pd.DataFrame, ids: tuple[str, ...]) -> Matrix:
    """Lay measured values out, agendas × indicators; NaN where nothing is measured."""
    known = long.assign(value=long["value"].where(~long["imputed"].astype(bool)))
    wide = known.pivot_table(
        index="agenda_id", columns="indicator", values="value", aggfunc="first", dropna=False
    )
    values = wide.reindex(index=list(ids), columns=list(names)).to_numpy(dtype=float)
    return np.where(np.isnan(values), np.nan, round_scores(np.nan_to_num(values)))


def score_points(tree: Tree, long: pd.DataFrame, ids: tuple[str, ...]) -> Scores:
    """Score agendas from their indicators at point values."""
    return tree.score(values_matrix(tree.names, long, ids))


def link_doubt(
    study: Study, quality: Mapping[str, Any], agenda_ids: Sequence[str]
) -> float | dict[str, float]:
    """Doubt of each agenda's links: from signals judged by hand, else what the study declares."""
    declared = study.robustness.link_sd
    if not quality:
        return declared
    known = quality["agendas"]
    return {a: float(known[a]["sd"]) if a in known else declared for a in agenda_ids}


def link_precision(
    quality: Mapping[str, Any], agenda_ids: Sequence[str]
) -> dict[str, float] | None:
    """Precision of each agenda's links as measured by hand, else that of all; None: unmeasured."""
    if not quality:
        return None
    known, overall = quality["agendas"], float(quality["precision"][0])
    return {a: float(known[a]["precision"]) if a in known else overall for a in agenda_ids}


def _simulate(
    study: Study, replicates: DataDraws, weights: WeightModel, points: Points, jobs: int
) -> Simulation:
    """Run the one joint simulation over what the study measures."""
    settings = study.robustness
    return simulate(
        replicates.columns,
        weights=weights,
        eligible=points.eligible,
        ranking=points.order,
        top_k=settings.top_k,
        tier_threshold=settings.tier_threshold,
        n_replicates=settings.n_replicates,
        n_draws=settings.n_draws,
        seed=study.study.seed,
        n_jobs=jobs,
    )


def _indicators(tree: Tree, measurement: Measurement, scores: Scores) -> pd.DataFrame:
    """Lay indicators out as ``indicators.csv``, with weights and contributions."""
    long = measurement.indicators
    row = {a: i for i, a in enumerate(measurement.agenda_ids)}
    column = {name: i for i, name in enumerate(tree.names)}
    at = long["agenda_id"].map(row).to_numpy(), long["indicator"].map(column).to_numpy()
    weights = scores.inner_weights[at[1]]
    measured = weights > 0
    table = long.assign(
        weight=np.where(measured, weights, np.nan),
        contribution=np.where(measured, scores.contributions[at], np.nan),
    )
    further = [name for name in table.columns if name not in _INDICATOR_COLUMNS]
    return table[[*_INDICATOR_COLUMNS, *further]]


def _ranking(
    inputs: Inputs,
    tree: Tree,
    points: Points,
    raw: Scores,
    simulation: Simulation,
    side: pd.DataFrame,
) -> pd.DataFrame:
    """Put the ranking together: ranked agendas by rank, then the others by score."""
    measurement, scores = points.measurement, points.scores
    eligible, worst = points.eligible, points.worst
    ids = list(measurement.agenda_ids)
    titles = inputs.agendas.set_index("agenda_id").reindex(ids)
    rank = _ranked(scores.score, eligible)
    table = pd.DataFrame(
        {
            "rank": rank,
            "tied": rank.duplicated(keep=False) & rank.notna(),
            "tier": pd.array(np.where(eligible, simulation.tier, 0), dtype="Int64"),
            "agenda_id": ids,
            "title_th": _texts(titles, "title_th"),
            "title_en": _texts(titles, "title_en"),
            "score": scores.score,
            **{
                name: _criterion(tree, scores, name)
                for name in (*CRITERIA, *(c for c in tree.criteria if c not in CRITERIA))
            },
            "score_low": simulation.score_low,
            "score_high": simulation.score_high,
            "score_geometric": round_scores(scores.geometric),
            "rank_geometric": _ranked(scores.geometric, eligible),
            "rank_raw": _ranked(raw.score, eligible),
            "rank_low": _whole(simulation.rank_low, eligible),
            "rank_high": _whole(simulation.rank_high, eligible),
            "p_top": np.where(eligible, simulation.p_top, np.nan),
            "floor": list(scores.floor),
            "gate": worst["gate"].to_numpy(),
            "gate_reasons": [
                f"{th} / {en}" if th and en else th or en
                for th, en in zip(worst["reasons_th"], worst["reasons_en"], strict=True)
            ],
            "evidence_grade": side.set_index("agenda_id").reindex(ids)["evidence_grade"].to_numpy(),
            "n_voices": measurement.evidence.set_index("agenda_id")
            .reindex(ids)["n_voices"]
            .to_numpy(),
            "completeness": round_scores(scores.completeness),
        }
    )
    table["tier"] = table["tier"].where(pd.Series(eligible), pd.NA)
    order = [order_of(scores.score, part, tie_break=ids) for part in (eligible, ~eligible)]
    return table.iloc[np.concatenate(order)].reset_index(drop=True)


def _ranked(scores: Matrix, eligible: NDArray[np.bool_]) -> pd.Series:
    """Competition ranks among the eligible, blank for the others."""
    return _whole(competition_rank(scores, eligible), eligible)


def _whole(numbers: Any, eligible: NDArray[np.bool_]) -> pd.Series:
    """Whole numbers where an agenda is eligible, blank elsewhere."""
    filled = np.where(eligible, np.nan_to_num(np.asarray(numbers, dtype=float)), 0)
    return pd.Series(filled.astype(np.int64), dtype="Int64").where(pd.Series(eligible), pd.NA)


def _criterion(tree: Tree, scores: Scores, name: str) -> Matrix:
    """Score of one criterion, NaN where the study measures nothing of it."""
    if name not in tree.criteria:
        return np.full(len(scores.score), np.nan)
    return round_scores(scores.criterion_scores[:, tree.criteria.index(name)])


def _texts(table: pd.DataFrame, column: str) -> list[str]:
    return [str(cell) for cell in table[column]] if column in table else [""] * len(table)
