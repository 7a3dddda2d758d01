"""Titles as sentences: their words, tagged; clauses and amounts; and what they are about."""

from prioritizer.text.titles.clause import Clause, prepare
from prioritizer.text.titles.matter import Piece, matter_of
from prioritizer.text.titles.tagger import tag_words
from prioritizer.text.titles.words import Word

__all__ = ["Clause", "Piece", "Word", "matter_of", "prepare", "tag_words"]
