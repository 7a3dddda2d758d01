"""Which of many texts are worth a look for what names a person, and by which rules.

One text in fifty holds something personal. What a text must at least hold for a rule to find
anything stands beside each rule (``…_NEAR``, ``…_near``) and is made from the very patterns it
seeks with, so that no rule can be changed and its sieve forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from prioritizer.signals.privacy_beside import GIVEN_NEAR, ROLES_NEAR, SIGNED_NEAR
from prioritizer.signals.privacy_latin import LATIN_NEAR
from prioritizer.signals.privacy_marks import FOLDED
from prioritizer.signals.privacy_names import titled_near
from prioritizer.signals.privacy_numbers import HANDLES_NEAR, NUMBERS_NEAR
from prioritizer.signals.privacy_places import HOUSES_NEAR, plates_near
from prioritizer.signals.privacy_spoken import SPOKEN_NEAR
from prioritizer.text.sieve import FEW, UNUSUAL, any_kept, column, either, kept

HANDLES, TITLED, GIVEN, ROLES, SIGNED, NUMBERS, PLATES, HOUSES = (1 << n for n in range(8))
EVERY = (1 << 8) - 1
"""Kinds of rules, as bits; ``HANDLES`` are all that begin with Latin letters or with words."""

_HANDLES_NEAR = either(HANDLES_NEAR, LATIN_NEAR, SPOKEN_NEAR)
_UNUSUAL = f"[{UNUSUAL}{FOLDED}]"


def worth_a_look(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Tell of many texts which kinds of rules may find something in them.

    Returns
    -------
    ndarray of shape (n_texts,), uint8
        Bits; 0 where no rule finds anything.
    """
    table = column(texts) if len(texts) > FEW else None
    if table is None:
        return np.full(len(texts), EVERY, dtype=np.uint8)
    rules = np.where(kept(table, _UNUSUAL), EVERY, 0).astype(np.uint8)
    rules[kept(table, _HANDLES_NEAR)] |= HANDLES
    rules[any_kept(table, GIVEN_NEAR)] |= GIVEN
    rules[kept(table, ROLES_NEAR)] |= ROLES
    rules[kept(table, SIGNED_NEAR)] |= SIGNED
    title, named = titled_near()
    titled = np.flatnonzero(kept(table, title))
    rules[titled[kept(table.take(titled), named)]] |= TITLED
    numbered = np.flatnonzero(kept(table, "[0-9]"))
    table = table.take(numbered)
    rules[numbered[kept(table, NUMBERS_NEAR)]] |= NUMBERS
    rules[numbered[any_kept(table, plates_near())]] |= PLATES
    rules[numbered[kept(table, HOUSES_NEAR)]] |= HOUSES
    return rules
