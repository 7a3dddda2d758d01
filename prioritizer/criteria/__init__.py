"""What makes an agenda better: measured, gated, and with its evidence beside it."""

from prioritizer.criteria.committees import committee_map
from prioritizer.criteria.draws import DataDraws
from prioritizer.criteria.gates import agenda_gates, judge_gates, read_clarity
from prioritizer.criteria.measure import Measurement, measure, with_raw_shares
from prioritizer.criteria.overriding import override_figures
from prioritizer.criteria.severity import grade_severity
from prioritizer.criteria.side import side_dimensions

__all__ = [
    "DataDraws",
    "Measurement",
    "agenda_gates",
    "committee_map",
    "grade_severity",
    "judge_gates",
    "measure",
    "override_figures",
    "read_clarity",
    "side_dimensions",
    "with_raw_shares",
]
