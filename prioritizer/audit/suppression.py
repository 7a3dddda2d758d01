"""Which small cells of published tables to leave blank, and proof that nobody can work them out.

A published table and its margins are one linear system. Whoever holds every table ever published
can bound each blank cell by two linear programmes; a blank is safe when the bounds lie far apart.
A count that several bundles tell has one name in all of them for as long as it does not change
(see `earlier.align`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from prioritizer.audit.bounding import Cell, Line, System

_EQUAL = 1e-6
_DUST = 1e-3
"""How far from a bound is safe, and how near to another a count is known."""


@dataclass(frozen=True)
class Published:
    """Counts that are published together, and which of them add up to which.

    Attributes
    ----------
    counts : mapping
        Every count by its name; None where it was left blank and is not known any more.
    sums : sequence of (total, parts)
        Names of a total and of all its parts.
    blank : frozenset
        Names of the counts that are left blank.
    """

    counts: Mapping[Cell, float | None]
    sums: Sequence[Line]
    blank: frozenset[Cell] = field(default_factory=frozenset)

    @property
    def told(self) -> dict[Cell, float]:
        """The counts that everybody can read."""
        return {
            name: float(value)
            for name, value in self.counts.items()
            if name not in self.blank and value is not None
        }


@dataclass(frozen=True)
class Suppression:
    """What to leave blank, and how well it is hidden."""

    blank: frozenset[Cell]
    narrowest: float  # least distance of the bounds that was proven, over all bundles
    lost: frozenset[Cell]  # blank counts that earlier bundles give away, whatever is done now


def suppress(
    now: Published, *, history: Sequence[Published] = (), least: float = 5.0, width: float = 5.0
) -> Suppression:
    """Choose the counts to leave blank.

    Counts above 0 and below ``least`` are blank, and as many others as it takes until the bounds
    of every blank count, now and before, lie at least ``width`` apart, given all published
    margins of all bundles.

    Parameters
    ----------
    now : Published
        The counts to publish, all known.
    history : sequence of Published
        What was published before; a count that is still that of now has the same name.
    least, width : float
        Smallest count to show; least distance of the bounds.

    Returns
    -------
    Suppression
        The smallest counts that help go first. A count that an earlier bundle told is no help,
        for everybody knows it, and stays.
    """
    values = {name: float(value or 0.0) for name, value in now.counts.items()}
    known = {name for then in history for name in then.told}
    asked = sorted({name for then in history for name in then.blank} - known, key=str)
    around, enough = _around([now, *history]), width + _DUST
    given = _system(Published({}, ()), history).widths(asked, enough=enough)
    small = {name for name, value in values.items() if 0 < value < least - _EQUAL}
    lost = small & known | {name for name in asked if given[name] < enough}
    blank, narrowest = set(small), float("inf")
    open_ = [name for name in dict.fromkeys([*sorted(blank, key=str), *asked]) if name not in lost]
    while open_:
        shown = Published(now.counts, now.sums, frozenset(blank))
        widths = _system(shown, history).widths(open_, enough=enough)
        narrow = [name for name in open_ if widths[name] < enough]
        narrowest = min([narrowest, *(widths[name] for name in set(open_) - set(narrow))])
        free = {name for name in values if name not in blank and name not in known}
        helpers = {name: _helper(name, around, values, free, blank, known) for name in narrow}
        added = {name for name in helpers.values() if name is not None}
        for name in narrow:
            if helpers[name] is None and name in blank - small and widths[name] < _DUST:
                blank.discard(name)  # follows from what is told in any case: it hides nobody
                known.add(name)
            elif helpers[name] is None:
                lost.add(name)
        blank |= added
        open_ = [n for n in (*narrow, *sorted(added, key=str)) if n not in lost and n not in known]
    return Suppression(frozenset(blank), narrowest, frozenset(lost))


def bounds(
    now: Published, *, history: Sequence[Published] = (), only: Iterable[Cell] | None = None
) -> dict[Cell, tuple[float, float]]:
    """Bound every blank count as a reader of all bundles could.

    Parameters
    ----------
    now : Published
        The bundle whose blanks are in question.
    history : sequence of Published
    only : iterable, optional
        The counts to bound; by default all that a bundle leaves blank.

    Returns
    -------
    dict
        Least and greatest value of each; infinite where nothing holds it.
    """
    asked = {name for told in (now, *history) for name in told.blank} if only is None else only
    system = _system(now, history)
    return {name: system.ends(name) for name in asked}


def _system(now: Published, history: Sequence[Published]) -> System:
    known = {name: value for then in history for name, value in then.told.items()} | now.told
    return System.of(known, [line for told in (now, *history) for line in told.sums])


def _around(bundles: Sequence[Published]) -> dict[Cell, list[Line]]:
    """List the sums in which each count stands."""
    around: dict[Cell, list[Line]] = {}
    for line in dict.fromkeys(line for told in bundles for line in told.sums):
        for name in (line[0], *line[1]):
            around.setdefault(name, []).append(line)
    return around


def _helper(
    cell: Cell,
    around: Mapping[Cell, Sequence[Line]],
    values: Mapping[Cell, float],
    free: set[Cell],
    blank: set[Cell],
    told: set[Cell],
) -> Cell | None:
    """Name the smallest shown count that helps to hide a cell, in the sums nearest to it."""
    for lines in _ever_wider(cell, around, free | told):
        for total, parts in sorted(lines, key=lambda line: sum(n in blank for n in line[1])):
            shown = [name for name in parts if name in free and values[name] > 0]
            shown = shown or [name for name in (total,) if name in free]
            if shown:
                return min(shown, key=lambda name: (values[name], str(name)))
    return None


def _ever_wider(
    cell: Cell, around: Mapping[Cell, Sequence[Line]], known: set[Cell]
) -> Iterator[list[Line]]:
    """Walk from a cell to the sums it stands in, to theirs that hang on blank counts, and on."""
    edge, seen, walked = [cell], {cell}, set[Line]()
    while edge:
        lines = [line for name in edge for line in around.get(name, ())]
        lines = [line for line in dict.fromkeys(lines) if line not in walked]
        walked |= set(lines)
        yield lines
        names = dict.fromkeys(name for total, parts in lines for name in (total, *parts))
        edge = [name for name in names if name not in seen and name not in known]
        seen |= set(edge)
