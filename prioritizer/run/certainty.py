"""Whether a move from one run to another is more than noise: paired replicates of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from prioritizer.config import criteria_table
from prioritizer.criteria import DataDraws
from prioritizer.run.judging import Tree, judge_points, link_doubt
from prioritizer.run.sides import Side
from prioritizer.scoring import competition_rank
from prioritizer.vocabulary import Matrix

_SAME = 0.02
"""Share by which the voices of an agenda may differ where its links are the same."""


def sign_certain(
    one: Side, other: Side, shared: Sequence[str], *, n_replicates: int
) -> dict[str, float]:
    """Say in which share of paired replicates each agenda moves the way it mostly moves.

    Both runs are drawn from one seed over all agendas that either of them holds: the same persons
    and incident groups count double or not at all in both, so what is common to the runs does not
    blur the difference. An agenda that only one of them holds takes its place there alone; so who
    slides because a new one came in front of him slides in nearly every replicate. Links are the
    exception: an agenda of which other voices are heard was linked anew, and that errs on its own.

    Parameters
    ----------
    one, other : Side
        The earlier and the later run.
    shared : sequence of str
        Agendas of both.
    n_replicates : int

    Returns
    -------
    dict of str to float
        Share of replicates, 0 where nothing moves.
    """
    seed = other.study.study.seed
    first = _drawn_places(one, other, shared, seed, n_replicates, _linked_anew(one, other))
    second = _drawn_places(other, one, shared, seed, n_replicates)
    moved = first - second
    up, down = (moved > 0).mean(axis=0), (moved < 0).mean(axis=0)
    return dict(zip(shared, np.maximum(up, down).astype(float), strict=True))


def _drawn_places(
    side: Side,
    beside: Side,
    shared: Sequence[str],
    seed: int,
    n_replicates: int,
    relinked: frozenset[str] = frozenset(),
) -> Matrix:
    """Draw the places of the shared agendas, those without a rank behind all others."""
    criteria = criteria_table(side.study)
    inputs = replace(
        side.inputs, tables={**side.inputs.tables, "agendas": _all_agendas(side, beside)}
    )
    points = judge_points(side.study, criteria, inputs, side.spoken)
    measurement, tree = points.measurement, Tree.of(criteria)
    draws = DataDraws(
        measurement,
        seed,
        link_sd=link_doubt(side.study, side.spoken.link_quality, measurement.agenda_ids),
        relinked=relinked,
    )
    own = side.agenda_ids
    held = np.array([a in own for a in measurement.agenda_ids])
    eligible = points.eligible & held
    at = [measurement.agenda_ids.index(a) for a in shared]
    last = len(measurement.agenda_ids) + 1.0
    places = np.empty((n_replicates, len(shared)))
    drawn = draws.values({"voices", "links", "ranges", "ratings"}, n_replicates)
    for row, values in enumerate(drawn):
        ranks = competition_rank(tree.score_of(measurement.names, values).score, eligible)
        places[row] = np.where(eligible, ranks, last)[at]
    return places


def _linked_anew(one: Side, other: Side) -> frozenset[str]:
    """Name agendas of which the two runs hear other voices: their links were learnt apart."""
    heard = [side.spoken.tallies.groupby("agenda_id")["n_voices"].sum() for side in (one, other)]
    then, now = heard[0].align(heard[1], fill_value=0.0)
    moved = (now - then).abs() > _SAME * np.maximum(now, then)
    return frozenset(moved.index[moved].astype(str))


def _all_agendas(side: Side, beside: Side) -> pd.DataFrame:
    """Put the agendas of both runs into one table, in one order for both: draws go by place."""
    own, other = side.inputs.agendas, beside.inputs.agendas
    strangers = other[~other["agenda_id"].isin(own["agenda_id"])]
    strangers = strangers.reindex(columns=own.columns)
    texts = [name for name in own.columns if pd.api.types.is_string_dtype(own[name])]
    strangers = strangers.fillna(dict.fromkeys(texts, ""))
    joined = own if strangers.empty else pd.concat([own, strangers.astype(own.dtypes.to_dict())])
    return joined.sort_values("agenda_id", kind="stable", ignore_index=True)
