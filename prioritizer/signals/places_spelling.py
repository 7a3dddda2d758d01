"""Join a rare misspelling of a place to the common spelling one letter away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

MIN_RATIO = 20
"""How many times commoner the other spelling must be."""
MIN_LETTERS = 4
"""Shorter names are too near to each other to be joined."""


def join_rare_spellings(names: Sequence[str], within: Sequence[str]) -> list[str]:
    """Replace each spelling by the commonest one that is one letter away and far commoner.

    Parameters
    ----------
    names : sequence of str
        Names as written; "" stays "".
    within : sequence of str
        The larger area of each: names are compared inside one area only.

    Returns
    -------
    list of str
        The names, joined.

    Examples
    --------
    >>> names = join_rare_spellings(["บางกะปิ"] * 20 + ["บางกระปิ"], [""] * 21)
    >>> sorted(set(names))
    ['บางกะปิ']
    """
    joins = spelling_joins(Counter(zip(within, names, strict=True)))
    return [joins.get((area, name), name) for area, name in zip(within, names, strict=True)]


def spelling_joins(counts: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], str]:
    """Say which spellings are joined to which, from counts over all the data.

    Parameters
    ----------
    counts : mapping of (area, name) to int
        How often each name stands in each larger area; counts of chunks may be added up first.

    Returns
    -------
    dict of (area, name) to str
        The commoner spelling; names that stay are left out.

    Examples
    --------
    >>> spelling_joins({("", "บางกะปิ"): 40, ("", "บางกระปิ"): 2, ("", "บางนา"): 1})
    {('', 'บางกระปิ'): 'บางกะปิ'}
    """
    by_area: dict[str, Counter[str]] = defaultdict(Counter)
    for (area, name), n in counts.items():
        if name:
            by_area[area][name] += n
    return {
        (area, name): target
        for area in sorted(by_area)
        for name, target in _targets(by_area[area]).items()
    }


def _targets(counts: Counter[str]) -> dict[str, str]:
    common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    by_hole: dict[str, list[str]] = defaultdict(list)
    for name, _ in common:
        for hole in _holes(name):
            by_hole[hole].append(name)
    targets = {}
    for name, n in common:
        near = {other for hole in _holes(name) for other in by_hole[hole] if other != name}
        better = [
            other
            for other in near
            if counts[other] >= MIN_RATIO * n
            and min(len(name), len(other)) >= MIN_LETTERS
            and _one_edit(name, other)
        ]
        if better:
            targets[name] = min(better, key=lambda other: (-counts[other], other))
    return targets


def _holes(name: str) -> Iterator[str]:
    """Write a name whole and with each letter left out: names one edit apart share one."""
    yield name
    for i in range(len(name)):
        yield name[:i] + name[i + 1 :]


def _one_edit(a: str, b: str) -> bool:
    """Tell whether two names differ by one letter more, less or other, or two changed round."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    if len(a) < len(b):
        return a[i:] == b[i + 1 :]
    swapped = a[i + 2 :] == b[i + 2 :] and a[i : i + 2] == b[i : i + 2][::-1]
    return a[i + 1 :] == b[i + 1 :] or swapped
