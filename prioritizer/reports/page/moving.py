"""What the page says of a run that was set against an earlier one."""

from __future__ import annotations

from typing import Any

from prioritizer.bundle import Bundle
from prioritizer.reports.page.wording import records

PARTS = ("signals", "agendas", "weights", "method")
"""Causes of a move, in the order of their columns."""


def moved(run: Bundle) -> dict[str, Any] | None:
    """Gather what moved, what did not, and which themes are new or gone.

    Returns
    -------
    dict or None
        ``real`` (agendas that went up or down, are new or gone), ``still`` (all others),
        ``themes`` (pairs of a status and its labels), ``parts``; None for a run of its own.
    """
    if not run.has("changes"):
        return None
    rows = records(run.table("changes"))
    themes = records(run.table("theme_changes"))
    labels = {
        status: [(t["label_th"], t["label_en"]) for t in themes if t["status"] == status]
        for status in ("new", "gone", "split", "joined")
    }
    return {
        "real": [row for row in rows if row["status"] != "no_real_change"],
        "still": [row for row in rows if row["status"] == "no_real_change"],
        "themes": [(status, found) for status, found in labels.items() if found],
        "parts": PARTS,
    }
