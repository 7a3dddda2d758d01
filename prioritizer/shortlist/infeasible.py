"""Why no choice keeps all rules: a set of them from which none can be dropped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from prioritizer.shortlist.solving import Rule, solve


def irreducible(
    n: int, rules: Sequence[Rule], *, held: Sequence[Rule] = (), node_limit: int | None = None
) -> tuple[Rule, ...]:
    """Filter rules that contradict each other down to an irreducible set.

    The deletion filter: each rule in turn is left out; where the others still contradict each
    other it stays out. What is left contradicts itself, and no longer does when any one goes.

    Parameters
    ----------
    n : int
        How many variables.
    rules : sequence of Rule
        Rules that no choice keeps together.
    held : sequence of Rule
        Rules that are the nature of the problem, and are never named.
    node_limit : int, optional
        Where it stops the search for a choice, the rule in question stays.

    Returns
    -------
    tuple of Rule
        In the order given; empty where the rules do not contradict each other.

    References
    ----------
    Chinneck, J. W. & Dravnieks, E. W. (1991). Locating minimal infeasible constraint sets in
    linear programs. *ORSA Journal on Computing* 3(2), 157-168.

    Examples
    --------
    >>> both = np.arange(2)
    >>> one = np.ones(2, dtype=np.int64)
    >>> rules = [Rule("two", "", "", both, one, least=2), Rule("one", "", "", both, one, most=1),
    ...          Rule("three", "", "", both, one, most=3)]
    >>> [rule.key for rule in irreducible(2, rules)]
    ['two', 'one']
    """

    def contradict(kept: Sequence[Rule]) -> bool:
        nothing = np.zeros(n, dtype=np.int64)
        found = solve(nothing, [*held, *kept], node_limit=node_limit)
        return found.chosen is None and found.proven

    kept = list(rules)
    if not contradict(kept):
        return ()
    stretch = max(1, len(kept) // 2)
    while stretch >= 1:  # drop whole stretches first: most rules have no part in it
        start = 0
        while start < len(kept):
            fewer = [*kept[:start], *kept[start + stretch :]]
            if contradict(fewer):
                kept = fewer
            else:
                start += stretch
        stretch //= 2
    return tuple(kept)
