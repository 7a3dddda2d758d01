"""One call from a file to clean signals, for notebooks and small files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.signals.cleaning import clean_chunk, later_wins
from prioritizer.signals.privacy_keys import load_key
from prioritizer.tables.reader import Reader


def read_signals(
    path: Path | str,
    *,
    channel: str = "",
    columns: Mapping[str, str] | None = None,
    as_of: date | None = None,
    closed_statuses: Sequence[str] = (),
    hide: Iterable[str] = (),
    leave: Iterable[str] = (),
    **how: Any,
) -> pd.DataFrame:
    """Read one file of signals, clean and redacted.

    Parameters
    ----------
    path : path-like
        CSV, xlsx, xls, ods, Parquet or JSON lines.
    channel : str, optional
        Source kind of rows that name none.
    columns : mapping of str to str, optional
        Our name = name in the file.
    as_of : date, optional
        Later signals are set aside; by default none is.
    closed_statuses : sequence of str
        Statuses that mean closed.
    hide, leave : iterable of str
        Names to redact, and names to leave.
    **how
        ``encoding``, ``header_row``, ``sheet``, where the guess is wrong.

    Returns
    -------
    DataFrame
        One row per accepted signal. ``attrs`` hold the reader's report, the rejects and how many
        of each kind of personal data were redacted.

    Raises
    ------
    InputError
        If the file cannot be read or has no column of texts.
    """
    path = Path(path)
    reader = Reader(path, path.name, columns=columns or {}, **how)
    key = load_key()
    parts = [
        clean_chunk(
            raw,
            channel=channel,
            as_of=as_of or date.max.replace(year=2200),
            closed_statuses=closed_statuses,
            key=key,
            hide=hide,
            leave=leave,
        )
        for raw in reader.chunks()
    ]
    table = pd.concat([part.signals for part in parts], ignore_index=True)
    table = table[~later_wins(table)].reset_index(drop=True)
    pii: dict[str, int] = {}
    for part in parts:
        for kind, n in part.pii.items():
            pii[kind] = pii.get(kind, 0) + n
    table.attrs = {"reasons": list(reader.report.reasons), "pii": pii}
    return table
