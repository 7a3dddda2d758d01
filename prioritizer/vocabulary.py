"""The words of the domain: the only place where a public literal is spelt out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Criterion = Literal["citizen_centricity", "quick_win", "replicability"]
Gate = Literal["demand", "clarity", "window", "owner", "kpi", "distinct", "lawful"]
GateStatus = Literal["pass", "fix", "fail", "unknown"]
Language = Literal["th", "en"]
LegalLevel = Literal["none", "notification", "regulation", "ministerial", "act"]
Rubric = Literal[
    "visibility",
    "standardisation",
    "context_independence",
    "severity",
    "partner_openness",
    "delivery_confidence",
]
UncertaintySource = Literal["voices", "links", "ranges", "ratings", "weights"]

CRITERIA: tuple[str, ...] = get_args(Criterion)
GATES: tuple[str, ...] = get_args(Gate)
GATE_STATUSES: tuple[str, ...] = get_args(GateStatus)
LEGAL_LEVELS: tuple[str, ...] = get_args(LegalLevel)
RUBRICS: tuple[str, ...] = get_args(Rubric)
UNCERTAINTY_SOURCES: tuple[str, ...] = get_args(UncertaintySource)

SIGNAL_COLUMNS: tuple[str, ...] = (
    "signal_id",
    "text",
    "received_on",
    "channel",
    "person",
    "province",
    "district",
    "subdistrict",
    "lat",
    "lon",
    "category",
    "status",
    "closed_on",
    "reopened",
    "rating",
    "votes",
    "weight",
)


class Both(NamedTuple):
    """A sentence in both languages: what a person reads, whoever reads it.

    >>> Both("ไม่มีวาระ", "no agenda").about("a.csv").say("en")
    'a.csv: no agenda'
    """

    th: str
    en: str

    def say(self, language: str) -> str:
        """Say it in one language."""
        return self.th if language == "th" else self.en

    def about(self, what: str) -> Both:
        """Put what it is about before it."""
        return Both(f"{what}: {self.th}", f"{what}: {self.en}")


NO_AGENDA = ""
"""``agenda_id`` of what no agenda answers, in tallies."""

N_BUCKETS = 64
"""Hash buckets of persons or incident groups, the units of the bootstrap."""

SCORE_DECIMALS = 9
"""Scores are rounded to this before they are compared, in Python, page and sheet alike."""


def is_blank(cell: Any) -> bool:
    """Tell whether a cell of an input table says nothing.

    >>> [is_blank(cell) for cell in (None, float("nan"), "  ", "0", 0, "-")]
    [True, True, True, False, False, False]
    """
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return True
    return bool(cell != cell)  # NaN and NaT alone differ from themselves


DAY_BINS: tuple[int, ...] = (
    *(0, 1, 2, 3, 4, 6, 8, 11, 15, 22, 31, 46, 61, 91, 121, 181, 271, 366, 731),
)
"""First day of each bin of days to close, or of days of follow-up.

Bins end with days that offices promise (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, …), so that what was
closed on the last day of a standard counts as closed within it.
"""


def __getattr__(name: str) -> Any:
    """Load numpy with the one word that needs it: whoever asks for the others need not wait."""
    if name == "Matrix":
        import numpy as np
        from numpy.typing import NDArray

        return NDArray[np.float64]
    raise AttributeError(f"module 'prioritizer.vocabulary' has no attribute '{name}'")
