"""Read, clean, redact and group what citizens say."""

from prioritizer.signals.places import (
    canonical_districts,
    canonical_provinces,
    canonical_subdistricts,
    provinces,
)
from prioritizer.signals.places_grid import clean_coordinates, place_cells
from prioritizer.signals.privacy import PII_KINDS, Redaction, find_pii, redact_texts
from prioritizer.signals.privacy_keys import load_key, person_key

__all__ = [
    "PII_KINDS",
    "Redaction",
    "canonical_districts",
    "canonical_provinces",
    "canonical_subdistricts",
    "clean_coordinates",
    "find_pii",
    "load_key",
    "person_key",
    "place_cells",
    "provinces",
    "redact_texts",
]
