"""Replicable (เป็นต้นแบบ ขยายผลได้): what the agendas table says of copying it elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prioritizer.criteria.anchors import Anchors
from prioritizer.criteria.reading import Reading, column, points


def precedent(agendas: pd.DataFrame, anchors: Anchors, columns: tuple[str, ...]) -> Reading:
    """How far it has been done: 0 none, 1 idea, 2 one site, 3 several kinds, 4 evaluated, spread.

    Notes
    -----
    Unit: grade 0-4. Source: agendas table. Pitfall: a launch event is no pilot.
    """
    return points(column(agendas, columns[0] if columns else "precedent_0_4"), anchors)


def adopter_pool(agendas: pd.DataFrame, anchors: Anchors, columns: tuple[str, ...]) -> Reading:
    """Bodies that could adopt it: log(1 + n) / log(1 + 10,000).

    Notes
    -----
    Unit: bodies. Source: agendas table. Pitfall: adopters are bodies, not citizens; breadth of
    citizens is counted once already.
    """
    n = column(agendas, columns[0] if columns else "potential_adopters_n")
    return points(np.where(n < 0, np.nan, n), anchors)


def next_site_cost(agendas: pd.DataFrame, anchors: Anchors, columns: tuple[str, ...]) -> Reading:
    """Cost of the next site as a share of the first: 1 - next / first.

    A first cost of 0 or less is missing, and so is a next cost below 0.

    Notes
    -----
    Unit: next / first site cost. Source: agendas table. Pitfall: a supplier who holds the key makes
    the first site cheap and the next ones dear.
    """
    names = columns if len(columns) == 2 else ("first_site_cost_mthb", "next_site_cost_mthb")
    first, following = (column(agendas, name) for name in names)
    held = (first > 0) & (following >= 0)
    return points(np.where(held, following / np.where(first > 0, first, 1.0), np.nan), anchors)
