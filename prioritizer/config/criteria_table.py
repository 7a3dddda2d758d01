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
        label_en, criterion_label_th, criterion_label_en``. Siblings whose weights are all 0
        weigh alike: each stands there with a weight of 1.
    """
    import pandas as pd

    outer = _alike({name: criterion.weight for name, criterion in study.criteria.items()})
    inner = {
        criterion: _alike({name: own.weight for name, own in tree.indicators.items()})
        for criterion, tree in study.criteria.items()
    }

    rows = [
        {
            "criterion": criterion_name,
            "criterion_weight": outer[criterion_name],
            "floor": criterion.floor,
            "indicator": name,
            "weight": inner[criterion_name][name],
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


def all_zero(study: Study) -> list[str]:
    """Name the siblings whose weights are all 0: ``""`` the criteria, else those of a criterion.

    Siblings that are one alone are left out: any weight of theirs says the same.
    """
    groups = {"": [criterion.weight for criterion in study.criteria.values()]}
    groups |= {
        name: [own.weight for own in criterion.indicators.values()]
        for name, criterion in study.criteria.items()
    }
    return [name for name, own in groups.items() if len(own) > 1 and not sum(own) > 0]


def _alike(weights: dict[str, float]) -> dict[str, float]:
    return weights if sum(weights.values()) > 0 else dict.fromkeys(weights, 1.0)


def _or_nan(number: float | None) -> float:
    return float("nan") if number is None else float(number)
