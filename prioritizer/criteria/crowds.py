"""What a crowd could move: complaints that are only supposed, added for one agenda at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.criteria.cube import DemandCube
from prioritizer.criteria.demand import Weighing, pair_voices, weigh
from prioritizer.criteria.measure import Measurement
from prioritizer.criteria.voices import performances
from prioritizer.vocabulary import N_BUCKETS, Matrix

CROWDS = ("one_person", "one_place", "many_places")
"""Who complains: one person; many persons at one place; many at as many places as there are."""

_MOVED = frozenset({"representative_reach", "breadth", "persistence", "corroboration"})
"""Indicators that more voices move; how grave and how unmet a matter is, they leave alone."""


@dataclass(frozen=True)
class Target:
    """Where a crowd complains: a channel, its last month that counts, the areas there."""

    channel: str
    month: str
    cells: NDArray[np.intp]  # most people first


def crowd_targets(measurement: Measurement) -> list[Target]:
    """List where a crowd could complain: every channel that weighs; none where no voice counts."""
    context = measurement.context
    if context is None or not any(p.name in _MOVED for p in measurement.parts):
        return []
    cube = context.cube
    weighing = weigh(cube, cube.cell_sums(pair_voices(cube)))
    found = []
    for channel in np.flatnonzero(weighing.channel_weight[:, 0] > 0):
        months = np.flatnonzero(weighing.month_counts[channel])
        if len(months) and len(cells := _cells(cube, weighing, int(channel), int(months[-1]))):
            found.append(Target(cube.channels[channel], cube.months[months[-1]], cells))
    return found


def _cells(cube: DemandCube, weighing: Weighing, channel: int, month: int) -> NDArray[np.intp]:
    """Cells of a channel-month, those that weigh most first; nameless areas only if no other."""
    here = np.flatnonzero((cube.cell_channel == channel) & (cube.cell_month == month))
    named = [cell for cell in here if cube.areas[cube.cell_area[cell]]]
    cells = np.array(named or list(here), dtype=np.intp)
    return cells[np.argsort(-weighing.area_weight[cells, 0], kind="stable")]


def crowd_values(
    measurement: Measurement, agendas: Sequence[int], crowd: str, size: int, target: Target
) -> Matrix:
    """Value all agendas as they stand, and once more for each agenda that a crowd speaks for.

    Parameters
    ----------
    measurement : Measurement
        With what voices tell.
    agendas : sequence of int
        Positions of the agendas that are spoken for, one at a time.
    crowd : {"one_person", "one_place", "many_places"}
    size : int
        Complaints, each in words of its own. One person is one voice for an agenda in a quarter.
    target : Target
        Where they complain.

    Returns
    -------
    ndarray of shape (1 + n_attacked, n_agendas, n_indicators)
        The first as it stands; indicators in the order of ``measurement.names``.
    """
    context = measurement.context
    assert context is not None
    voices = 1 if crowd == "one_person" else size
    cells = target.cells if crowd == "many_places" else target.cells[:1]
    spread = np.bincount(np.arange(voices) % len(cells), minlength=len(cells)).astype(float)
    cube = _supposing(context.cube, agendas, cells, spread)
    n = len(agendas)
    weights = np.hstack([np.ones((1 + n, N_BUCKETS)), np.eye(1 + n, n, -1)])
    held = [p for p in measurement.parts if p.name in _MOVED]
    told = performances(
        replace(context, cube=cube), weights, wanted=frozenset(p.name for p in held)
    )
    out = np.repeat(np.array([p.reading.value for p in measurement.parts]).T[None], 1 + n, axis=0)
    for m, part in enumerate(measurement.parts):
        if part.name not in told:
            continue
        low, high = told[part.name]
        fixed = part.reading.imputed | (False if part.overridden is None else part.overridden)
        moved = part.anchors.values((low + (high - low) * 0.5).T)
        out[:, :, m] = np.where(fixed, out[:, :, m], moved)
    return out


def _supposing(
    cube: DemandCube, agendas: Sequence[int], cells: NDArray[np.intp], spread: Matrix
) -> DemandCube:
    """Add a bucket for each attack, beyond the real ones: voices that only its weight awakes."""
    keys = cube.pair_agenda * cube.n_cells + cube.pair_cell
    wanted = (np.asarray(agendas, dtype=np.intp)[:, None] * cube.n_cells + cells).ravel()
    new = np.setdiff1d(wanted, keys)
    every = np.concatenate([keys, new])
    order = np.argsort(every, kind="stable")
    pair = order[np.searchsorted(every[order], wanted)]
    attack = np.repeat(np.arange(len(agendas)), len(cells))
    shape = (len(every), len(agendas))
    added: Any = sparse.coo_array((np.tile(spread, len(agendas)), (pair, attack)), shape=shape)

    def longer(table: Any) -> Any:
        return sparse.vstack([table, sparse.csr_array((len(new), table.shape[1]))], format="csr")

    return replace(
        cube,
        pair_agenda=every // cube.n_cells,
        pair_cell=every % cube.n_cells,
        voices=sparse.hstack([longer(cube.voices), added], format="csr"),
        severity=longer(cube.severity),
        n_severity=longer(cube.n_severity),
        campaign=np.vstack([cube.campaign, np.zeros((len(new), 1))]),
    )
