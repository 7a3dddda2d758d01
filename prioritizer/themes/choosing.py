"""How many themes there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from prioritizer.themes.centres import Labels, centres_of, spherical_k_means
from prioritizer.themes.graph import NeighbourGraph

FEWEST, MOST = 2, 256
_NEIGHBOURS = 3
_COHESION_POWER = 1.75
_SIZE_POWER = 0.6
_GOOD_ENOUGH = 0.94


@dataclass(frozen=True)
class Choice:
    """How well each number of themes fits.

    Attributes
    ----------
    n_themes : int
        The number chosen.
    tried : ndarray of shape (n_tried,)
        Numbers on a geometric grid.
    modularity, cohesion, merit : ndarray of shape (n_tried,)
        What `choose_n_themes` says of each.
    """

    n_themes: int
    tried: NDArray[np.intp]
    modularity: NDArray[np.float64]
    cohesion: NDArray[np.float64]
    merit: NDArray[np.float64]


def choose_n_themes(graph: NeighbourGraph, rng: np.random.Generator) -> Choice:
    """Choose the number of themes at which they part the texts best for their number.

    The merit of n themes is **Q · C^1.75 / n^0.6**. Q is the modularity of the graph that joins
    each text to its 3 nearest: neighbours in one theme, beyond chance. C is the cohesion: the
    mean cosine of a text to the centre of its theme. The merit is found on a grid of steps of √2
    and smoothed over neighbouring steps. The number chosen is the **greatest whose merit is 94%
    of the best or more**: where themes part clearly the merit falls soon and few are taken, where
    it hardly falls a theme too few costs more than a theme too many.

    Q falls where themes part neighbours and C rises with every cut; the power of n sets the
    price of one theme more. The figures come from 16 sets of Thai and English texts, of 600 to
    5,000 texts and 7 to 150 known groups, and lie on a plateau: other powers between 1.5 and
    2.5, with the price to match, do nearly as well (``benchmarks/bench_themes.py``).

    Parameters
    ----------
    graph : NeighbourGraph
        Of the distinct texts.
    rng : Generator

    Returns
    -------
    Choice

    References
    ----------
    Newman, M. E. J. & Girvan, M. (2004). Finding and evaluating community structure in
    networks. *Physical Review E* 69.
    """
    n = len(graph.rows)
    grid = _grid(n)
    if len(grid) < 2:
        ones = np.ones(len(grid))
        return Choice(int(grid[-1]), grid, ones, ones, ones)
    weights = np.ones(n)  # copies make a theme loud, not two
    modularity, cohesion = np.zeros(len(grid)), np.zeros(len(grid))
    for i, n_themes in enumerate(grid):
        smooth = graph.smoothed(int(n_themes))
        labels, _ = spherical_k_means(smooth, weights, int(n_themes), rng, n_starts=1)
        modularity[i] = _modularity(graph, labels)
        centres = centres_of(graph.rows, labels, weights, int(n_themes))
        cohesion[i] = (graph.rows * centres[labels]).sum(1, dtype=np.float64).mean()
    merit = np.maximum(modularity, 0) * np.maximum(cohesion, 0) ** _COHESION_POWER
    merit = np.round(merit / grid**_SIZE_POWER, 9)  # type: ignore[assignment]
    return Choice(_greatest_good(grid, merit), grid, modularity, cohesion, merit)


def _grid(n: int) -> NDArray[np.intp]:
    """Numbers of themes to try, in steps of √2; a theme has four texts or more on average."""
    most = min(MOST, max(1, n // 4))
    steps = FEWEST * np.sqrt(2.0) ** np.arange(15)
    tried = np.unique(np.round(steps).astype(np.intp))
    tried = tried[tried <= most]
    return tried if len(tried) else np.array([1])


def _modularity(graph: NeighbourGraph, labels: Labels) -> float:
    """Share of neighbours in one theme, less the share that chance would bring together."""
    joined = graph.weights(min(_NEIGHBOURS + 1, graph.max_neighbours)).tocoo()
    degree = np.bincount(joined.row, minlength=len(labels))
    total = max(int(degree.sum()), 1)
    together = np.count_nonzero(labels[joined.row] == labels[joined.col]) / total
    chance = np.bincount(labels, weights=degree) / total
    return float(together - (chance * chance).sum())


def _greatest_good(grid: NDArray[np.intp], merit: NDArray[np.float64]) -> int:
    """Find the greatest number whose merit is nearly the best, between steps by a straight line."""
    ends = np.concatenate([merit[:1], merit, merit[-1:]])
    even = (ends[:-2] + 2 * ends[1:-1] + ends[2:]) / 4
    enough = _GOOD_ENOUGH * even.max()
    last = int(np.flatnonzero(even >= enough)[-1])
    if last == len(grid) - 1:
        return int(grid[last])
    way: float = float((even[last] - enough) / (even[last] - even[last + 1]))
    here, after = float(grid[last]), float(grid[last + 1])
    return max(1, int(np.rint(here * (after / here) ** way)))
