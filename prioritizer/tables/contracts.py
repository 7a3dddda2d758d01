"""What a table of this project promises, and everything that is wrong with one at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from prioritizer.errors import InputError

Kind = Literal["text", "id", "number", "count", "date", "flag"]

_SHOWN = 3


@dataclass(frozen=True)
class Column:
    """One column of a table, and what its cells may hold.

    Parameters
    ----------
    name : str
        The name in our files.
    kind : {"text", "id", "number", "count", "date", "flag"}
        ``id`` is text that may not be blank; ``count`` is a whole number.
    required : bool
        Whether the table must have the column.
    filled : bool
        Whether every cell must hold something.
    unique : bool
        Whether no two cells may be equal.
    choices : tuple of str
        The only texts allowed; empty allows any.
    least, most : float, optional
        Bounds of a number, both included.
    """

    name: str
    kind: Kind = "text"
    required: bool = True
    filled: bool = False
    unique: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


def require(
    table: pd.DataFrame,
    columns: Iterable[Column],
    where: str,
    *,
    error: type[InputError] = InputError,
    hint: str = "Mend the file, or map its columns in the study file.",
) -> pd.DataFrame:
    """Hand the table back, or say everything that is wrong with it.

    Parameters
    ----------
    table : DataFrame
        One row per thing; a column ``row``, where there is one, holds the rows as a
        spreadsheet counts them.
    columns : iterable of Column
        The contract.
    where : str
        What to call the table in the message, such as its file name.
    error : type
        Which error to raise.
    hint : str
        What to do about it.

    Raises
    ------
    InputError
        With all faults in one message.
    """
    if found := faults(table, columns):
        raise error(f"{where}: {'; '.join(found)}.", hint)
    return table


def faults(table: pd.DataFrame, columns: Iterable[Column]) -> list[str]:
    """List what is wrong with a table, with rows as a spreadsheet counts them.

    Examples
    --------
    >>> table = pd.DataFrame({"channel": ["web", "fax"]})
    >>> faults(table, [Column("text"), Column("channel", choices=("survey", "web"))])
    ["column 'text' is missing", "column 'channel': 1 of 2 outside survey, web (row 3: 'fax')"]
    """
    rows = spreadsheet_rows(table)
    found: list[str] = []
    for column in columns:
        if column.name not in table.columns:
            if column.required:
                found.append(f"column '{column.name}' is missing")
            continue
        cells = table[column.name]
        blank = _blank(cells)
        if (column.filled or column.kind == "id") and blank.any():
            found.append(_say(column, blank, rows, cells, "blank"))
        if column.unique:
            repeated = cells.duplicated(keep=False).to_numpy() & ~blank
            if repeated.any():
                found.append(_say(column, repeated, rows, cells, "repeated"))
        if column.choices:
            outside = ~cells.isin(column.choices).to_numpy() & ~blank
            if outside.any():
                found.append(
                    _say(column, outside, rows, cells, f"outside {', '.join(column.choices)}")
                )
        if column.kind in ("number", "count"):
            found.extend(_number_faults(column, cells, blank, rows))
        elif column.kind == "date" and not pd.api.types.is_datetime64_any_dtype(cells):
            found.append(f"column '{column.name}' holds no dates")
    return found


def _number_faults(
    column: Column, cells: pd.Series, blank: np.ndarray, rows: np.ndarray
) -> list[str]:
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    found = []
    odd = (np.isnan(numbers) | np.isinf(numbers)) & ~blank
    if odd.any():
        found.append(_say(column, odd, rows, cells, "no finite number"))
    if column.least is not None and (low := numbers < column.least).any():
        found.append(_say(column, low, rows, cells, f"below {column.least:g}"))
    if column.most is not None and (high := numbers > column.most).any():
        found.append(_say(column, high & ~odd, rows, cells, f"above {column.most:g}"))
    if column.kind == "count":
        broken = ~odd & ~blank & (numbers != np.floor(numbers))
        if broken.any():
            found.append(_say(column, broken, rows, cells, "no whole number"))
    return found


def _say(column: Column, wrong: np.ndarray, rows: np.ndarray, cells: pd.Series, what: str) -> str:
    shown = "; ".join(
        f"row {row}: '{cell}'" if what != "blank" else f"row {row}"
        for row, cell in list(zip(rows[wrong], cells[wrong], strict=True))[:_SHOWN]
    )
    more = ", …" if int(wrong.sum()) > _SHOWN else ""
    return f"column '{column.name}': {int(wrong.sum())} of {len(cells)} {what} ({shown}{more})"


def _blank(cells: pd.Series) -> np.ndarray:
    blank = cells.isna().to_numpy(dtype=bool)
    if not pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_datetime64_any_dtype(cells):
        blank = blank | (cells.astype("str").str.strip() == "").to_numpy(dtype=bool)
    return np.asarray(blank)


def spreadsheet_rows(table: pd.DataFrame) -> np.ndarray:
    """Count the rows as a spreadsheet does: by column ``row``, else 2, 3, … below a header."""
    if "row" in table.columns:
        return table["row"].to_numpy()
    return np.arange(2, len(table) + 2)


def names(columns: Sequence[Column]) -> list[str]:
    """Names of a contract's columns, in order."""
    return [column.name for column in columns]
