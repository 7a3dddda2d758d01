"""Which signals speak for which agenda, and with how many voices."""

from prioritizer.links.evidence import choose_evidence
from prioritizer.links.linker import Linker, link
from prioritizer.links.tallies import (
    area_counts,
    area_level,
    merge_outcomes,
    merge_tallies,
    tally,
)
from prioritizer.links.twins import committee_links, near_twins
from prioritizer.links.unanswered import unanswered
from prioritizer.links.voices import Voices, bucket_of, count_voices, theme_voices, voice_key

__all__ = [
    "Linker",
    "Voices",
    "area_counts",
    "area_level",
    "bucket_of",
    "choose_evidence",
    "committee_links",
    "count_voices",
    "link",
    "merge_outcomes",
    "merge_tallies",
    "near_twins",
    "tally",
    "theme_voices",
    "unanswered",
    "voice_key",
]
