"""Campaigns: near-same texts that are far more concentrated than citizens' needs are.

Marked, shown and damped to the root of their voices; never deleted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from prioritizer.signals.campaigns_counts import (
    CampaignCounts,
    campaign_counts,
    merge_campaign_counts,
    sketch_texts,
)
from prioritizer.signals.campaigns_expected import effective_number, expected_effective_number
from prioritizer.signals.campaigns_texts import group_texts
from prioritizer.signals.repeats import group_repeats

__all__ = [
    "CampaignCounts",
    "CampaignDecisions",
    "campaign_counts",
    "decide_campaigns",
    "find_campaigns",
    "mark_campaigns",
    "merge_campaign_counts",
    "sketch_texts",
]

_COLUMNS = (
    "campaign_id",
    "example_id",
    "n",
    "n_voices",
    "n_places",
    "n_days",
    "place_ratio",
    "day_ratio",
    "damping",
    "why",
)


@dataclass(frozen=True)
class CampaignDecisions:
    """Which groups of near-same texts are campaigns, and which texts belong to each."""

    table: pd.DataFrame  # a row for each campaign; see _COLUMNS
    texts: pd.DataFrame  # text_key, campaign_id, damping


def decide_campaigns(
    counts: CampaignCounts, *, size: int = 30, concentration: float = 0.2
) -> CampaignDecisions:
    """Decide which near-same texts are campaigns.

    A group of ``size`` voices or more is one if it spreads over far fewer places, or days, than
    as many signals of the same channels and months would: if the effective number, exp(entropy),
    is below ``concentration`` of the expected.

    Parameters
    ----------
    counts : CampaignCounts
        Counts of all partitions, added up.
    size : int
        Fewest signals of a campaign.
    concentration : float
        Share of the expected effective number below which a group is a campaign.

    Returns
    -------
    CampaignDecisions
        The same whatever the order or the number of the partitions.
    """
    texts = counts.texts.sort_values("text_key", ignore_index=True)
    if texts.empty:
        return _none()
    texts = texts.assign(group=group_texts(texts, size))
    cells = counts.cells.merge(texts[["text_key", "group"]], on="text_key")
    rows, members = [], []
    for group, part in cells[cells["group"] >= 0].groupby("group", sort=True):
        n = int(part["n"].sum())
        if n < size:
            continue
        ratios = {
            name: _ratio(part, getattr(counts, f"by_{name}"), name) for name in ("place", "day")
        }
        if not min(ratios.values()) < concentration:
            continue
        own = texts[texts["group"] == group]
        best = own.sort_values(["n", "text_key"], ascending=[False, True]).iloc[0]
        voices = float(part["n_voices"].sum())
        name = f"C{int(best['text_key']):016x}"
        damping = float(np.sqrt(voices) / voices) if voices > 1 else 1.0
        few = [word for word, ratio in ratios.items() if ratio < concentration]
        rows.append(
            {
                "campaign_id": name,
                "example_id": best["example_id"],
                "n": n,
                "n_voices": voices,
                "n_places": part["place"].nunique(),
                "n_days": part["day"].nunique(),
                "place_ratio": ratios["place"],
                "day_ratio": ratios["day"],
                "damping": damping,
                "why": f"concentrated in {' and '.join(few)}s",
            }
        )
        members.append(own[["text_key"]].assign(campaign_id=name, damping=damping))
    if not rows:
        return _none()
    table = pd.DataFrame(rows, columns=list(_COLUMNS))
    table = table.sort_values(["n", "campaign_id"], ascending=[False, True], ignore_index=True)
    return CampaignDecisions(table, pd.concat(members, ignore_index=True))


def _none() -> CampaignDecisions:
    """No campaign at all."""
    empty = {"text_key": np.zeros(0, np.uint64), "campaign_id": [], "damping": np.zeros(0)}
    texts = pd.DataFrame(empty).astype({"campaign_id": "str"})
    return CampaignDecisions(pd.DataFrame(columns=list(_COLUMNS)), texts)


def _ratio(part: pd.DataFrame, background: pd.DataFrame, name: str) -> float:
    """Compare the spread of a group with that of as many signals of its channels and months."""
    own = part.groupby(name)["n"].sum().to_numpy(dtype=np.float64)
    months = part.groupby(["channel", "month"])["n"].sum().rename("mine").reset_index()
    fallen = background.merge(months, on=["channel", "month"])
    whole = fallen.groupby(["channel", "month"])["n"].transform("sum")
    weight = fallen["n"] / whole * fallen["mine"]
    shares = weight.groupby(fallen[name]).sum().to_numpy(dtype=np.float64)
    expected = expected_effective_number(shares, float(own.sum()))
    if not expected > 1.5:  # all signals come from one place, or one day: nothing to compare
        return 1.0
    return effective_number(own) / expected


def mark_campaigns(
    signals: pd.DataFrame, incidents: pd.DataFrame, decided: CampaignDecisions
) -> pd.DataFrame:
    """Mark the signals of campaigns, with the factor that damps their voices.

    Parameters
    ----------
    signals : DataFrame of shape (n_signals, …)
        ``text_key``.
    incidents : DataFrame of shape (n_signals, …)
        What ``group_repeats`` gave for these signals, in their order.
    decided : CampaignDecisions

    Returns
    -------
    DataFrame
        ``incidents`` with ``campaign_id`` ("" outside campaigns) and ``damping``.
    """
    known = decided.texts.set_index("text_key")
    key = pd.Series(signals["text_key"].to_numpy(dtype=np.uint64))
    return incidents.assign(
        campaign_id=key.map(known["campaign_id"]).fillna("").astype("str").to_numpy(),
        damping=key.map(known["damping"]).fillna(1.0).to_numpy(dtype=np.float64),
    )


def find_campaigns(
    signals: pd.DataFrame, *, size: int = 30, concentration: float = 0.2
) -> tuple[pd.DataFrame, CampaignDecisions]:
    """Find the campaigns of a table of signals at once; see :func:`decide_campaigns`.

    Returns
    -------
    tuple of (DataFrame, CampaignDecisions)
        Incidents with their marks, and the decisions.
    """
    incidents = group_repeats(signals)
    counts = campaign_counts(signals, incidents, size=size)
    decided = decide_campaigns(counts, size=size, concentration=concentration)
    return mark_campaigns(signals, incidents, decided), decided
