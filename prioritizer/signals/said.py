"""What cleaning says of the signals of a file: its counts as notes, in Thai and English."""

from __future__ import annotations

from collections.abc import Mapping

from prioritizer.resources import read_toml
from prioritizer.tables.verdicts import REASONS, Note


def cleaning_notes(
    counts: Mapping[str, int], places: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[Note, ...]:
    """Give what cleaning counted as notes, in the order of the word list.

    Parameters
    ----------
    counts : mapping of str to int
        As `Cleaned.counts`, added up over chunks.
    places : mapping of str to tuple of str, optional
        First places of some counts, as `Cleaned.places`.

    Examples
    --------
    >>> [note.say("en") for note in cleaning_notes({"coordinates_zero": 2})]
    ['2 coordinates are 0, 0: left blank']
    """
    where = places or {}
    return tuple(
        Note(code, counts[code], tuple(where.get(code, ())))
        for code in read_toml(REASONS)
        if counts.get(code)
    )


def merge_places(
    parts: list[Mapping[str, tuple[str, ...]]], most: int = 5
) -> dict[str, tuple[str, ...]]:
    """Keep the first few places of each count over several chunks."""
    found: dict[str, list[str]] = {}
    for part in parts:
        for code, places in part.items():
            held = found.setdefault(code, [])
            held += [place for place in places if place not in held]
    return {code: tuple(places[:most]) for code, places in found.items() if places}
