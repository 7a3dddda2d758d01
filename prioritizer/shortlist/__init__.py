"""The best n, what a budget buys, and the flagships."""

from prioritizer.shortlist.flagships import choose_flagships, fiscal_quarter
from prioritizer.shortlist.selection import select_best

__all__ = ["choose_flagships", "fiscal_quarter", "select_best"]
