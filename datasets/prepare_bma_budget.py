"""Turn a list of budget projects into an agendas table, for ``configs/bma_budget_2564.toml``.

``python datasets/prepare_bma_budget.py PROJECTS.csv AGENDAS.csv``. Money comes in baht and the
engine counts million baht; a project has two dates and the engine counts months; the office is
written "division/bureau" and the bureau leads. A budget of 0 is no known budget, and a project that
ends on the day it begins has no known length: both stay blank. What the list does not say stays
away.
"""

from __future__ import annotations

import argparse
import csv
from datetime import date
from pathlib import Path

COLUMNS = [
    *("agenda_id", "title_th", "description_th", "plan_dimension", "lead_agency_th"),
    *("cost_low_mthb", "cost_high_mthb", "months_min", "months_max"),
]


def agenda_of(project: dict[str, str]) -> dict[str, str]:
    """Say of one project what the engine asks of an agenda."""
    days = (
        date.fromisoformat(project["end_date"]) - date.fromisoformat(project["start_date"])
    ).days
    budget = float(project["budget_thb"] or 0)
    cost = f"{budget / 1e6:.4f}" if budget > 0 else ""
    months = f"{days / 30.4375:.1f}" if days > 0 else ""
    # Some rows spell ำ as two characters; two spellings would be two bureaus.
    bureau = project["agency"].strip().replace("\u0e4d\u0e32", "\u0e33").rsplit("/", 1)[-1]
    cells = [
        *(project["signal_id"], project["text"], project["result"], project["category"], bureau),
        *(cost, cost, months, months),
    ]
    return dict(zip(COLUMNS, cells, strict=True))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("projects", type=Path)
    parser.add_argument("agendas", type=Path)
    words = parser.parse_args()
    with words.projects.open(encoding="utf-8-sig", newline="") as file:
        agendas = [agenda_of(project) for project in csv.DictReader(file)]
    words.agendas.parent.mkdir(parents=True, exist_ok=True)
    with words.agendas.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(agendas)


if __name__ == "__main__":
    main()
