"""How the ranking would stand without each channel: what is counted from voices, counted anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from prioritizer.config import Study
from prioritizer.criteria import Measurement, measure, override_figures
from prioritizer.criteria.gates import judge_demand
from prioritizer.run.inputs import Inputs
from prioritizer.run.judging import Judgement, Tree, score_points
from prioritizer.run.spoken import Spoken
from prioritizer.scoring import competition_rank
from prioritizer.vocabulary import is_blank

MOST_CHANNELS = 12
"""Channels that are taken out, one after the other: those with most voices."""

COLUMNS = (
    *("channel", "agenda_id", "n_voices", "share_of_agenda"),
    *("score", "rank", "score_without", "rank_without", "demand_without"),
)


def without_channels(
    study: Study, criteria: pd.DataFrame, inputs: Inputs, spoken: Spoken, judgement: Judgement
) -> pd.DataFrame:
    """Score and rank every agenda as if a channel had never been, for one channel after another.

    Shares, breadth, severity, unmet, persistence and corroboration are measured again from the
    voices of the other channels; figures that owners or raters gave, and weights, stay. Ranks run
    over the agendas that have one, as in the simulation, so that a move is a move of scores; what
    the gate demand would say stands beside. At point values, from the tallies, without a draw.

    Parameters
    ----------
    study : Study
    criteria : DataFrame
    inputs : Inputs
    spoken : Spoken
    judgement : Judgement

    Returns
    -------
    DataFrame
        ``channel, agenda_id, n_voices`` (of the agenda, on this channel), ``share_of_agenda`` (of
        the agenda's voices), ``score, rank`` with all channels, ``score_without, rank_without,
        demand_without``: a row for each agenda with a rank and each of the `MOST_CHANNELS`
        channels with most voices, largest first. Empty with fewer than two channels; the figures
        without are blank where the study gives no weight to any other channel.
    """
    tallies, outcomes = _no_buckets(spoken.tallies), spoken.outcomes
    volumes = tallies[tallies["channel"] != ""].groupby("channel")["n_voices"].sum()
    names = sorted(volumes.index, key=lambda name: (-volumes[name], name))
    ids = np.array(judgement.measurement.agenda_ids, dtype=object)
    ranked = judgement.ranking.loc[judgement.ranking["rank"].notna(), "agenda_id"].tolist()
    if len(names) < 2 or not ranked:
        return pd.DataFrame(columns=list(COLUMNS))
    tree, place = Tree.of(criteria), {a: i for i, a in enumerate(ids)}
    at = np.array([place[a] for a in ranked], dtype=np.intp)
    own = tallies.groupby(["agenda_id", "channel"])["n_voices"].sum()
    whole = tallies.groupby("agenda_id")["n_voices"].sum().reindex(ranked).fillna(0.0).to_numpy()
    rank = competition_rank(judgement.scores.score, judgement.eligible)
    parts = []
    for name in names[:MOST_CHANNELS]:
        said = own.reindex([(a, name) for a in ranked]).fillna(0.0).to_numpy()
        part: dict[str, Any] = {
            "channel": name,
            "agenda_id": ranked,
            "n_voices": said,
            "share_of_agenda": np.divide(said, whole, out=np.zeros(len(said)), where=whole > 0),
            "score": judgement.scores.score[at],
            "rank": rank[at],
            "score_without": np.nan,
            "rank_without": pd.NA,
            "demand_without": "",
        }
        found = _measured(study, criteria, inputs, tallies, outcomes, name)
        if found is not None:
            scores = score_points(tree, found.indicators, found.agenda_ids).score
            part["score_without"] = scores[at]
            part["rank_without"] = competition_rank(scores, judgement.eligible)[at]
            demand = _demand(study, found)
            part["demand_without"] = [demand.get(a, "unknown") for a in ranked]
        parts.append(pd.DataFrame(part))
    table = pd.concat(parts, ignore_index=True)
    whole_numbers = dict.fromkeys(("rank", "rank_without"), "Int64")
    return table.astype({"agenda_id": "str", **whole_numbers})[list(COLUMNS)]


def _measured(
    study: Study,
    criteria: pd.DataFrame,
    inputs: Inputs,
    tallies: pd.DataFrame,
    outcomes: pd.DataFrame,
    channel: str,
) -> Measurement | None:
    """Measure the study without a channel; None where the others weigh nothing."""
    weights = {c: w for c, w in study.measurement.channel_weights.items() if c != channel}
    left = tallies[tallies["channel"] != channel]
    held = sum(weights.get(name, 0.0) for name in left["channel"].unique())
    if study.measurement.channel_weights and not held > 0:
        return None
    measurement = measure(
        inputs.agendas,
        left,
        outcomes[outcomes["channel"] != channel] if "channel" in outcomes else outcomes,
        criteria=criteria,
        as_of=study.study.as_of,
        ratings=inputs.ratings,
        places=inputs.places,
        measurement=study.measurement.model_dump(exclude={"channel_weights"}),
        channel_weights=weights or None,
    )
    signed = inputs.overrides
    if signed is not None and "indicator" in signed:
        kept = signed["indicator"].map(is_blank) | signed["indicator"].isin(measurement.names)
        signed = signed[kept]
    return override_figures(measurement, signed)


def _demand(study: Study, measurement: Measurement) -> dict[str, str]:
    """Say of each agenda what the gate demand makes of the voices that are left."""
    settings = study.gates.demand.model_dump()
    rows = measurement.evidence.to_dict("records")
    return {
        str(row["agenda_id"]): judge_demand({str(k): v for k, v in row.items()}, settings).status
        for row in rows
    }


def _no_buckets(tallies: pd.DataFrame) -> pd.DataFrame:
    """Sum over the hash buckets: point values need none, and sixty times fewer rows are left."""
    keys = ["agenda_id", "area", "channel", "month", "status"]
    sums = [name for name in tallies.columns if name not in (*keys, "bucket")]
    table = tallies.groupby(keys, sort=True, observed=True, dropna=False)[sums].sum().reset_index()
    return table.assign(bucket=0)
