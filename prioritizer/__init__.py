"""Rank candidate agendas by what citizens ask for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prioritizer.agendas import read_agendas
    from prioritizer.bundle import Bundle, read_run
    from prioritizer.config import criteria_table, read_study
    from prioritizer.criteria import judge_gates, measure
    from prioritizer.links import count_voices, link, tally
    from prioritizer.reports import export_run
    from prioritizer.robustness import rank_acceptability, simulate
    from prioritizer.run import run_study
    from prioritizer.scoring import rank, weighted_sum
    from prioritizer.signals import find_campaigns, find_pii, group_repeats, read_signals
    from prioritizer.text import TextVectors
    from prioritizer.themes import ThemeModel

_HOMES = {
    "Bundle": "prioritizer.bundle",
    "TextVectors": "prioritizer.text",
    "ThemeModel": "prioritizer.themes",
    "count_voices": "prioritizer.links",
    "criteria_table": "prioritizer.config",
    "export_run": "prioritizer.reports",
    "find_campaigns": "prioritizer.signals",
    "find_pii": "prioritizer.signals",
    "group_repeats": "prioritizer.signals",
    "judge_gates": "prioritizer.criteria",
    "link": "prioritizer.links",
    "measure": "prioritizer.criteria",
    "rank": "prioritizer.scoring",
    "rank_acceptability": "prioritizer.robustness",
    "read_agendas": "prioritizer.agendas",
    "read_run": "prioritizer.bundle",
    "read_signals": "prioritizer.signals",
    "read_study": "prioritizer.config",
    "run_study": "prioritizer.run",
    "simulate": "prioritizer.robustness",
    "tally": "prioritizer.links",
    "weighted_sum": "prioritizer.scoring",
}
__all__ = [
    "Bundle",
    "TextVectors",
    "ThemeModel",
    "count_voices",
    "criteria_table",
    "export_run",
    "find_campaigns",
    "find_pii",
    "group_repeats",
    "judge_gates",
    "link",
    "measure",
    "rank",
    "rank_acceptability",
    "read_agendas",
    "read_run",
    "read_signals",
    "read_study",
    "run_study",
    "simulate",
    "tally",
    "weighted_sum",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for: ``--help`` need not wait for pandas."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'prioritizer' has no attribute '{name}'")


def __dir__() -> list[str]:
    return __all__
