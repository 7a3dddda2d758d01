"""From what a study states of its weights to the weights that the simulation draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.errors import ConfigError
from prioritizer.robustness.pairwise import pairwise_winning
from prioritizer.robustness.weighting import WeightModel, draw_criteria, plant, shares_among
from prioritizer.scoring.checks import as_matrix, as_shares
from prioritizer.scoring.ranking import round_scores
from prioritizer.vocabulary import Matrix


def weight_model(
    specs: pd.DataFrame, settings: Mapping[str, Any], members: pd.DataFrame | None = None
) -> WeightModel:
    """Read the weights of a study as a model of weights.

    Parameters
    ----------
    specs : DataFrame
        The criteria table of what the study measures: ``criterion, criterion_weight, indicator,
        weight, concentration``.
    settings : mapping
        The study's table ``[robustness]``: ``weights`` (dirichlet, intervals, order, members),
        ``criteria_concentration, intervals, order``.
    members : DataFrame, optional
        Weights of the members, for ``weights = "members"``.

    Returns
    -------
    WeightModel
        Over the criteria that are measured; an order stays the order of those.

    Raises
    ------
    ConfigError
        If no weights can meet the intervals, or members are asked for and there are none.

    Examples
    --------
    >>> specs = pd.DataFrame({
    ...     "criterion": ["a", "b"], "criterion_weight": [1.0, 3.0], "indicator": ["x", "y"],
    ...     "weight": [1.0, 1.0], "concentration": [None, None]})
    >>> weight_model(specs, {"weights": "order", "order": ("b", "a")}).order
    (1, 0)
    """
    heads = specs.drop_duplicates("criterion").reset_index(drop=True)
    names = [str(name) for name in heads["criterion"]]
    kind = str(settings.get("weights") or "dirichlet")
    given: dict[str, Any] = {"concentration": settings.get("criteria_concentration", 12.0)}
    if kind == "order":
        given["order"] = tuple(names.index(c) for c in settings["order"] if c in names)
    elif kind == "intervals":
        bounds = dict(settings["intervals"])
        given["intervals"] = [tuple(bounds.get(name, (0.0, 1.0))) for name in names]
    elif kind == "members":
        if members is None or members.empty:
            raise ConfigError(
                "robustness.weights is 'members', but there are none.",
                'Name their file: [members] file = "members.csv".',
            )
        if absent := [name for name in names if name not in members]:
            raise ConfigError(
                f"members: no column {absent[0]!r}.", "Give each criterion a column of weights."
            )
        given["members"] = members[names].to_numpy(dtype=np.float64)
    model = WeightModel(
        specs["weight"].to_numpy(dtype=np.float64),
        [names.index(str(name)) for name in specs["criterion"]],
        heads["criterion_weight"].to_numpy(dtype=np.float64),
        inner_concentration=heads["concentration"].to_numpy(dtype=np.float64),
        **given,
    )
    if kind == "intervals":
        _can_be_met(model, names)
    return model


def winning_of_model(values: Matrix, model: WeightModel) -> Matrix:
    """Chance over the weights alone that the row's agenda scores above the column's, exactly.

    Parameters
    ----------
    values : ndarray of shape (n_agendas, n_criteria)
        Criterion scores at their points.
    model : WeightModel

    Returns
    -------
    ndarray of shape (n_agendas, n_agendas)
        NaN off the diagonal for intervals, which have no closed form.
    """
    if model.members is not None:
        table = as_matrix(model.members, "members")
        shares = shares_among(table, np.ones(table.shape[1], dtype=bool))
        scores = round_scores(np.einsum("kc,ac->ka", shares, values))
        wins: Matrix = (scores[:, :, None] > scores[:, None, :]).mean(axis=0)
        return wins
    if model.order is not None:
        return pairwise_winning(values, order=model.order)
    if model.intervals is not None:
        unknown = np.full((len(values), len(values)), np.nan)
        np.fill_diagonal(unknown, 0.0)
        return unknown
    stated = as_shares(model.criterion_weights, values.shape[1])
    alpha = (model.concentration or 12.0) * stated
    alpha = np.where(np.abs(alpha - np.rint(alpha)) < 1e-9, np.rint(alpha), alpha)
    return pairwise_winning(values, alpha=alpha)


def _can_be_met(model: WeightModel, names: list[str]) -> None:
    """Refuse intervals between which no shares sum to 1, before hours of work are done."""
    tree = plant(model, np.ones(len(np.asarray(model.inner_weights)), dtype=bool))
    try:
        draw_criteria(model, tree.outer, tree.active, 1, np.random.default_rng(0))
    except ValueError as refused:
        raise ConfigError(
            f"robustness.{refused}".rstrip("."),
            f"Widen them; measured are: {', '.join(names)}.",
        ) from None
