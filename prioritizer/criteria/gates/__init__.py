"""Gates: pass, fix, fail or unknown, each with a reason and a mend; never a silent drop."""

from prioritizer.criteria.gates.clarity import judge_clarity
from prioritizer.criteria.gates.demand import judge_demand
from prioritizer.criteria.gates.judge import agenda_gates, judge_gates, read_clarity
from prioritizer.criteria.gates.overrides import apply_overrides
from prioritizer.criteria.gates.verdict import Verdict

__all__ = [
    "Verdict",
    "agenda_gates",
    "apply_overrides",
    "judge_clarity",
    "judge_demand",
    "judge_gates",
    "read_clarity",
]
