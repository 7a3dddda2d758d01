"""Campaigns: near-same texts that are far more concentrated than citizens' needs are.

Marked, shown and damped to the root of their voices; never deleted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.signals.campaigns_background import Level, label_places
from prioritizer.signals.campaigns_counts import (
    N_SLOTS,
    CampaignCounts,
    add_sketch,
    campaign_counts,
    day_numbers,
    merge_campaign_counts,
    merge_texts,
    popular_slots,
    popular_texts,
    slots_of,
)
from prioritizer.signals.campaigns_decide import (
    CampaignDecisions,
    decide_campaigns,
    group_popular,
)
from prioritizer.signals.repeats import group_repeats, hash_words
from prioritizer.vocabulary import Matrix

__all__ = [
    "CampaignCounts",
    "CampaignDecisions",
    "Campaigns",
    "add_sketch",
    "campaign_counts",
    "decide_campaigns",
    "find_campaigns",
    "group_popular",
    "mark_campaigns",
    "merge_campaign_counts",
    "merge_texts",
    "popular_slots",
    "popular_texts",
    "slots_of",
]


@dataclass(frozen=True)
class Campaigns:
    """The campaigns of a study, and what each of its signals has to do with them."""

    table: pd.DataFrame  # one row a campaign: see CampaignDecisions
    campaign_id: NDArray[np.object_]  # shape (n_signals,); "" outside campaigns
    damping: Matrix  # shape (n_signals,); 1 outside campaigns

    @property
    def share_in_campaigns(self) -> float:
        """Share of signals that belong to a campaign, 0 where there are none."""
        return float((self.campaign_id != "").mean()) if len(self.campaign_id) else 0.0


def find_campaigns(
    signals: pd.DataFrame,
    incidents: pd.DataFrame | None = None,
    *,
    size: int = 30,
    concentration: float = 0.2,
) -> Campaigns:
    """Find campaigns among signals that fit into memory.

    The same as :func:`slots_of`, :func:`popular_texts`, :func:`campaign_counts`,
    :func:`decide_campaigns` and :func:`mark_campaigns` over partitions, and with the same result.
    Expectations are computed, not drawn, so there is no seed.

    Parameters
    ----------
    signals : DataFrame of shape (n_signals, …)
        ``signal_id, received_on, channel, person, province, district, subdistrict, cell,
        text_key``, and the near keys ``near_0`` … where there are any.
    incidents : DataFrame, optional
        What ``group_repeats`` gave for these signals, in their order.
    size : int
        Near-same texts that make a campaign.
    concentration : float
        Effective by expected number of places, days or persons below which they do.

    Returns
    -------
    Campaigns
    """
    grouped = group_repeats(signals) if incidents is None else incidents
    n_slots = min(N_SLOTS, 16 << len(signals).bit_length())
    sketch = add_sketch(None, slots_of(signals, n_slots), n_slots)
    slots = popular_slots(sketch, size=size)
    texts = group_popular(popular_texts(signals, slots), size=size)
    counts = campaign_counts(signals, grouped, texts["text_key"].to_numpy(dtype=np.uint64))
    decisions = decide_campaigns(counts, texts, size=size, concentration=concentration)
    marked = mark_campaigns(signals, grouped, decisions)
    return Campaigns(
        decisions.table,
        marked["campaign_id"].to_numpy(dtype=object),
        marked["damping"].to_numpy(dtype=np.float64),
    )


def mark_campaigns(
    signals: pd.DataFrame, incidents: pd.DataFrame, decisions: CampaignDecisions
) -> pd.DataFrame:
    """Put the campaign and the damping of each signal beside its incident group.

    Parameters
    ----------
    signals, incidents : DataFrame of shape (n_signals, …)
        Any part of the signals, and what ``group_repeats`` gave for it, in the same order.
    decisions : CampaignDecisions
        What :func:`decide_campaigns` found over all parts.

    Returns
    -------
    DataFrame of shape (n_signals, …)
        ``incidents`` with ``campaign_id`` ("" outside campaigns) and ``damping`` (1 there).
    """
    campaign = np.full(len(signals), -1, dtype=np.int64)
    known = decisions.texts["text_key"].to_numpy(dtype=np.uint64)
    if len(known):
        text = signals["text_key"].to_numpy(dtype=np.uint64)
        at = np.minimum(np.searchsorted(known, text), len(known) - 1)
        rows = np.flatnonzero(known[at] == text)
        owner = decisions.texts["campaign"].to_numpy(dtype=np.int64)[at[rows]]
        inside = _inside(signals.iloc[rows], owner, decisions)
        campaign[rows[inside]] = owner[inside]
    ids = np.append(decisions.table["campaign_id"].to_numpy(dtype=object), "")
    damping = np.append(decisions.table["damping"].to_numpy(dtype=np.float64), 1.0)
    return incidents.assign(
        campaign_id=pd.Series(ids[campaign], index=incidents.index, dtype="str"),
        damping=damping[campaign],
    )


def _inside(
    signals: pd.DataFrame, owner: NDArray[np.int64], decisions: CampaignDecisions
) -> NDArray[np.bool_]:
    """Tell which signals of a campaign's texts lie where (or when, or by whom) it was copied."""
    person = np.where(signals["person"] != "", hash_words(signals["person"]), np.uint64(0))
    parts: dict[str, NDArray[np.uint64]] = {
        "places": _place_keys(signals, decisions.level),
        "days": day_numbers(signals).astype(np.uint64),
        "persons": person,
    }
    inside = np.zeros(len(signals), dtype=bool)
    for kind, values in parts.items():
        spans = decisions.spans[decisions.spans["kind"] == kind]
        held = pd.MultiIndex.from_arrays([spans["campaign"], spans["part"]])
        inside |= pd.MultiIndex.from_arrays([owner, values]).isin(held)
    return inside


def _place_keys(signals: pd.DataFrame, level: Level) -> NDArray[np.uint64]:
    return hash_words(pd.Series(label_places(signals, level), dtype="str"))
