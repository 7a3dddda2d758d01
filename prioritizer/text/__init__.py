"""Thai and English: normalise, cut, read dates, vectorise."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from prioritizer.text.date_columns import ParsedDates, date_order, parse_dates
from prioritizer.text.dates import ParsedDate, parse_date
from prioritizer.text.keys import repeat_key, text_hash
from prioritizer.text.normalise import normalise
from prioritizer.text.segmenter import segment
from prioritizer.text.words import stop_words, words, words_of

if TYPE_CHECKING:
    from prioritizer.text.vectors import TextVectors, Vectors

__all__ = [
    "ParsedDate",
    "ParsedDates",
    "TextVectors",
    "Vectors",
    "date_order",
    "normalise",
    "parse_date",
    "parse_dates",
    "repeat_key",
    "segment",
    "stop_words",
    "text_hash",
    "words",
    "words_of",
]


def __getattr__(name: str) -> Any:
    """Load the vectors, and scikit-learn with them, when they are first asked for."""
    if name in ("TextVectors", "Vectors"):
        return getattr(import_module("prioritizer.text.vectors"), name)
    raise AttributeError(f"module 'prioritizer.text' has no attribute '{name}'")
