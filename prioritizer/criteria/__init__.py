"""What makes an agenda better: measured, gated, and with its evidence beside it."""

from prioritizer.criteria.committees import committee_map
from prioritizer.criteria.draws import Kept, draw_columns, draw_values
from prioritizer.criteria.gates import agenda_gates, judge_gates
from prioritizer.criteria.measure import Measurement, measure, with_raw_shares
from prioritizer.criteria.overriding import override_figures
from prioritizer.criteria.severity import grade_severity
from prioritizer.criteria.side import side_dimensions

__all__ = [
    "Kept",
    "Measurement",
    "agenda_gates",
    "committee_map",
    "draw_columns",
    "draw_values",
    "grade_severity",
    "judge_gates",
    "measure",
    "override_figures",
    "side_dimensions",
    "with_raw_shares",
]
