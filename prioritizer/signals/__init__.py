"""Read, clean, redact and group what citizens say."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prioritizer.signals.campaigns import (
        CampaignCounts,
        CampaignDecisions,
        Campaigns,
        add_sketch,
        campaign_counts,
        decide_campaigns,
        find_campaigns,
        group_popular,
        mark_campaigns,
        merge_campaign_counts,
        merge_texts,
        popular_slots,
        popular_texts,
        slots_of,
    )
    from prioritizer.signals.cells import date_orders, merge_counts
    from prioritizer.signals.cleaning import Cleaned, CleanTexts, clean_chunk, clean_texts
    from prioritizer.signals.ids import later_wins, look_alikes
    from prioritizer.signals.ids_series import EVIDENCE, series_of_ids, tell_apart
    from prioritizer.signals.places import (
        canonical_districts,
        canonical_provinces,
        canonical_subdistricts,
        provinces,
    )
    from prioritizer.signals.places_grid import clean_coordinates, place_cells
    from prioritizer.signals.places_spelling import spelling_joins
    from prioritizer.signals.privacy import PII_KINDS, Redaction, find_pii, redact_texts
    from prioritizer.signals.privacy_keys import key_check, load_key, person_key
    from prioritizer.signals.reading import read_signals
    from prioritizer.signals.repeats import group_repeats, partition_of
    from prioritizer.signals.repeats_near import NEAR_COLUMNS, near_keys
    from prioritizer.signals.said import cleaning_notes, merge_places

_ROOMS = {
    "campaigns": (
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
    ),
    "cells": ("date_orders", "merge_counts"),
    "cleaning": ("CleanTexts", "Cleaned", "clean_chunk", "clean_texts"),
    "ids": ("later_wins", "look_alikes"),
    "ids_series": ("EVIDENCE", "series_of_ids", "tell_apart"),
    "places": ("canonical_districts", "canonical_provinces", "canonical_subdistricts", "provinces"),
    "places_grid": ("clean_coordinates", "place_cells"),
    "places_spelling": ("spelling_joins",),
    "privacy": ("PII_KINDS", "Redaction", "find_pii", "redact_texts"),
    "privacy_keys": ("key_check", "load_key", "person_key"),
    "reading": ("read_signals",),
    "repeats": ("group_repeats", "partition_of"),
    "repeats_near": ("NEAR_COLUMNS", "near_keys"),
    "said": ("cleaning_notes", "merge_places"),
}
__all__ = [
    "EVIDENCE",
    "NEAR_COLUMNS",
    "PII_KINDS",
    "CampaignCounts",
    "CampaignDecisions",
    "Campaigns",
    "CleanTexts",
    "Cleaned",
    "Redaction",
    "add_sketch",
    "campaign_counts",
    "canonical_districts",
    "canonical_provinces",
    "canonical_subdistricts",
    "clean_chunk",
    "clean_coordinates",
    "clean_texts",
    "cleaning_notes",
    "date_orders",
    "decide_campaigns",
    "find_campaigns",
    "find_pii",
    "group_popular",
    "group_repeats",
    "key_check",
    "later_wins",
    "load_key",
    "look_alikes",
    "mark_campaigns",
    "merge_campaign_counts",
    "merge_counts",
    "merge_places",
    "merge_texts",
    "near_keys",
    "partition_of",
    "person_key",
    "place_cells",
    "popular_slots",
    "popular_texts",
    "provinces",
    "read_signals",
    "redact_texts",
    "series_of_ids",
    "slots_of",
    "spelling_joins",
    "tell_apart",
]


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for: a key or a date needs no sparse matrices."""
    for room, held in _ROOMS.items():
        if name in held:
            return getattr(import_module(f"prioritizer.signals.{room}"), name)
    raise AttributeError(f"module 'prioritizer.signals' has no attribute '{name}'")
