"""What all signals speak of: the tables that judging, comparing and reports work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from prioritizer.criteria import committee_map
from prioritizer.links.likeness import no_likeness
from prioritizer.links.twins import committee_links
from prioritizer.run.inputs import Inputs
from prioritizer.tables.parted import LongTable
from prioritizer.vocabulary import Both


@dataclass(frozen=True)
class Spoken:
    """What all signals speak of, and with how many voices."""

    links: LongTable
    signals: LongTable
    persons: LongTable  # signal_id, person: where it is known, as a keyed hash
    themes: pd.DataFrame
    theme_quotes: pd.DataFrame
    theme_words: pd.DataFrame
    theme_tallies: pd.DataFrame
    unanswered: pd.DataFrame
    evidence: pd.DataFrame
    campaigns: pd.DataFrame
    tallies: pd.DataFrame
    outcomes: pd.DataFrame
    rules: pd.DataFrame
    twins: pd.DataFrame
    committees: pd.DataFrame
    level: str
    warnings: list[Both]
    link_quality: dict[str, Any] = field(default_factory=dict)
    likeness: pd.DataFrame = field(default_factory=no_likeness)  # across areas, by agenda
    clarity: pd.DataFrame | None = None  # what the titles say, where that was read already


def committees_of(inputs: Inputs) -> pd.DataFrame:
    """Say which committees each agenda touches; an empty table where the study has none."""
    if inputs.committees is None:
        return pd.DataFrame(columns=["agenda_id", "committee_id"])
    linked = committee_links(inputs.committees, inputs.agendas)
    return committee_map(inputs.agendas, inputs.committees, linked)
