"""The best n, what a budget buys, when it starts, and the flagships."""

from prioritizer.shortlist.candidates import Candidates, candidates_of
from prioritizer.shortlist.core import core_index
from prioritizer.shortlist.flagships import choose_flagships
from prioritizer.shortlist.infeasible import irreducible
from prioritizer.shortlist.planning import Shortlisting, make_shortlist
from prioritizer.shortlist.portfolio import Portfolio, choose_portfolio
from prioritizer.shortlist.quarters import first_day, fiscal_quarter
from prioritizer.shortlist.rules import Settings
from prioritizer.shortlist.selection import Selection, select_best

__all__ = [
    "Candidates",
    "Portfolio",
    "Selection",
    "Settings",
    "Shortlisting",
    "candidates_of",
    "choose_flagships",
    "choose_portfolio",
    "core_index",
    "first_day",
    "fiscal_quarter",
    "irreducible",
    "make_shortlist",
    "select_best",
]
