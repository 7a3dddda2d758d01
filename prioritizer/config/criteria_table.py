"""The criteria of a study as a table: one row for each indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prioritizer.config.study import Study

if TYPE_CHECKING:
    import pandas as pd


def criteria_table(study: Study) -> pd.DataFrame:
    """Lay out criteria and indicators in the order of the study, for the stages that judge.

    Returns
    -------
    DataFrame
        One row per indicator: ``criterion, criterion_weight, floor, indicator, weight, source,
        columns, unit, shape, worst, best, points, table, offset, concentration, label_th,
        label_en, criterion_label_th, criterion_label_en``.
    """
    import pandas as pd

    rows = [
        {
            "criterion": criterion_name,
            "criterion_weight": criterion.weight,
            "floor": criterion.floor,
            "indicator": name,
            "weight": indicator.weight,
            "source": indicator.source,
            "columns": indicator.columns,
            "unit": indicator.unit,
            "shape": indicator.shape,
            "worst": _or_nan(indicator.worst),
            "best": _or_nan(indicator.best),
            "points": indicator.points or None,
            "table": dict(indicator.table) or None,
            "offset": indicator.offset,
            "concentration": _or_nan(criterion.concentration),
            "label_th": indicator.label_th or name,
            "label_en": indicator.label_en or name,
            "criterion_label_th": criterion.label_th or criterion_name,
            "criterion_label_en": criterion.label_en or criterion_name,
        }
        for criterion_name, criterion in study.criteria.items()
        for name, indicator in criterion.indicators.items()
    ]
    return pd.DataFrame(rows)


def _or_nan(number: float | None) -> float:
    return float("nan") if number is None else float(number)
