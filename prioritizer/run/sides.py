"""One run as a side of a comparison: what it was judged from, and what it said."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.config import Study
from prioritizer.run.inputs import Inputs
from prioritizer.run.replay import inputs_of, spoken_of, study_of
from prioritizer.run.spoken import Spoken


@dataclass(frozen=True)
class Side:
    """One of the two runs: what it was judged from, and what it said."""

    study: Study
    inputs: Inputs
    spoken: Spoken
    ranking: pd.DataFrame
    run_id: str = ""
    digest: str = ""

    @property
    def agenda_ids(self) -> frozenset[str]:
        """Agendas that this run holds."""
        return frozenset(self.ranking["agenda_id"].astype(str))


def side_of(run: Bundle) -> Side:
    """Take a finished run as one side of a comparison."""
    return Side(study_of(run), inputs_of(run), spoken_of(run), run.ranking, run.run_id, run.digest)
