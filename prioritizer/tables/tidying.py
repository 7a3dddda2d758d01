"""Clean the cells of a chunk: too long, garbled, or with characters that no one can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prioritizer.tables.mojibake import mend_column
from prioritizer.tables.verdicts import Notes

if TYPE_CHECKING:
    import pandas as pd

_CONTROLS = (
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\u0080-\u0084\u0086-\u009f\u202a-\u202e\u2066-\u2069]"
)


def tidy(table: pd.DataFrame, notes: Notes, longest: int) -> pd.DataFrame:
    """Shorten, mend and clean the text columns of a chunk, and count what was done.

    Parameters
    ----------
    table : DataFrame
        Text columns, and ``row``.
    notes : Notes
        Where to count.
    longest : int
        Most characters of a cell.
    """
    found = table.copy()
    for name in [name for name in table.columns if name != "row"]:
        cells = table[name]
        if not len(cells):
            continue
        long = cells.str.len() > longest
        if long.any():
            notes.add("cut_cells", int(long.sum()))
            cells = cells.where(~long, cells.str.slice(0, longest))
        cells, mended, lost = mend_column(cells)
        notes.add("mojibake", mended)
        notes.add("mojibake_lost", lost)
        odd = cells.str.contains(_CONTROLS, regex=True)
        if odd.any():
            notes.add("controls", int(odd.sum()))
            cells = cells.where(~odd, cells.str.replace(_CONTROLS, "", regex=True))
        found[name] = cells
    return found
