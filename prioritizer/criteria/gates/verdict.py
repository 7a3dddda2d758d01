"""What a gate says of one agenda: a status, a sentence of reason, and a mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from prioritizer.resources import read_toml


@dataclass(frozen=True)
class Verdict:
    """Status with reason and mend in Thai and English; nothing to mend where it passes."""

    status: str
    reason_th: str
    reason_en: str
    mend_th: str = ""
    mend_en: str = ""


def say(gate: str, case: str, status: str, **words: Any) -> Verdict:
    """Fill the sentences that ``configs/words/gates.toml`` keeps for a gate's case.

    Parameters
    ----------
    gate, case : str
        Which table of the file; it holds ``reason_th, reason_en`` and, where there is something to
        mend, ``mend_th, mend_en``.
    status : {"pass", "fix", "fail", "unknown"}
    **words
        What the sentences name in braces; a word may come as ``name_th`` and ``name_en``.
    """
    sentences: Mapping[str, str] = read_toml("configs/words/gates.toml")[gate][case]
    told = {}
    for key in ("reason_th", "reason_en", "mend_th", "mend_en"):
        language = key[-3:]
        own = {k.removesuffix(language): v for k, v in words.items() if k.endswith(language)}
        told[key] = sentences.get(key, "").format(**{**words, **own})
    return Verdict(status, **told)


def number(value: float) -> str:
    """Write a count or an amount as people do: 1,234 or 2.5; from a hundred on as a whole number.

    >>> number(1234.6), number(2.54)
    ('1,235', '2.5')
    """
    whole = abs(value) >= 100 or abs(value - round(value)) < 0.05
    return f"{value:,.0f}" if whole else f"{value:,.1f}"
