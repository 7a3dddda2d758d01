"""How often an agenda is chosen when data and weights are drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from prioritizer.progress import Progress, Silent
from prioritizer.shortlist.candidates import UNIT, Candidates
from prioritizer.shortlist.portfolio import SET_NODES
from prioritizer.shortlist.solving import Rule, solve
from prioritizer.vocabulary import Matrix

Standing = Literal["core", "borderline", "out"]

_BLOCK = 25
_GAP = 1e-4


def core_index(
    c: Candidates,
    draws: Matrix,
    rules: Sequence[Rule] | None = None,
    *,
    size: int = 10,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> Matrix:
    """Count the share of draws in which each agenda is chosen.

    Gates, floors and costs stay as they are; scores come from the draw.

    Parameters
    ----------
    c : Candidates
    draws : ndarray of shape (n_agendas, n_draws)
        Scores in each draw of the joint simulation, rows as ``c.ids``.
    rules : sequence of Rule, optional
        The rules of a portfolio; without them the best ``size`` are taken, one of each twin pair.
    size : int
    n_jobs : int
        Worker processes; they change no figure.
    progress : Progress, optional
        Who is told how far the draws are.

    Returns
    -------
    ndarray of shape (n_agendas,)
        From 0 to 1.

    Notes
    -----
    Each draw's set is proven to be within .01% of the best. A set of 200 agendas takes less than
    .1 s of CPU, nearly all of it at the root of the search: fewer variables make it no faster.

    References
    ----------
    Liesiö, J., Mild, P. & Salo, A. (2007). Preference programming for robust portfolio modeling
    and project selection. *EJOR* 181(3), 1488-1505.
    """
    n_draws = draws.shape[1]
    if rules is None:
        counts = np.zeros(len(c.ids))
        for d in range(n_draws):
            counts[_best(c, draws[:, d], size)] += 1
        counts /= n_draws
        return counts
    blocks = [draws[:, start : start + _BLOCK] for start in range(0, n_draws, _BLOCK)]
    told = progress or Silent()
    told.stage("core index", len(blocks))
    whole: Matrix = np.zeros(len(c.ids))
    with Parallel(n_jobs=n_jobs, return_as="generator") as workers:
        for counts in workers(delayed(_count)(block, rules) for block in blocks):
            whole += counts
            told.step()
    told.close()
    whole /= n_draws
    return whole


def standing(index: Matrix, *, core_from: float, out_below: float) -> list[Standing]:
    """Name the standing of each agenda by its core index."""
    return [
        "core"
        if share >= core_from - 1e-12
        else "out"
        if share < out_below - 1e-12
        else "borderline"
        for share in index
    ]


def _count(block: Matrix, rules: Sequence[Rule]) -> Matrix:
    counts = np.zeros(len(block))
    for d in range(block.shape[1]):
        worth = np.rint(block[:, d].astype(np.float64) * UNIT).astype(np.int64)
        found = solve(worth, rules, node_limit=SET_NODES, gap=_GAP)
        if found.chosen is not None:
            counts += found.chosen
    return counts


def _best(c: Candidates, scores: Matrix, size: int) -> NDArray[np.intp]:
    """Take the best of one draw, passing over whoever is the twin of a better one."""
    open_ = np.flatnonzero(c.open)
    order = open_[np.argsort(-scores[open_], kind="stable")]
    if not c.twins:
        return order[:size]
    chosen: list[int] = []
    for i in order.tolist():
        if len(chosen) == size:
            break
        if not any((min(i, j), max(i, j)) in c.twins for j in chosen):
            chosen.append(i)
    return np.array(chosen, dtype=np.intp)
