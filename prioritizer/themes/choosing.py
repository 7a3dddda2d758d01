"""How many themes there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from prioritizer.themes.graph import NeighbourGraph


def choose_n_themes(
    graph: NeighbourGraph, weights: NDArray[np.float64], rng: np.random.Generator
) -> int:
    """Choose the number of themes from the data."""
    return int(max(2, min(60, round(float(len(graph.rows)) ** 0.5))))
