"""Thai and English: normalise, cut, read dates, vectorise."""

from prioritizer.text.date_columns import ParsedDates, date_order, parse_dates
from prioritizer.text.dates import ParsedDate, parse_date
from prioritizer.text.keys import repeat_key, text_hash
from prioritizer.text.normalise import normalise
from prioritizer.text.segmenter import segment
from prioritizer.text.words import stop_words, words, words_of

__all__ = [
    "ParsedDate",
    "ParsedDates",
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
