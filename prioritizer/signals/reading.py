"""One call from a file to clean signals, for notebooks and small files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.errors import SignalsError
from prioritizer.signals.cells import date_orders, merge_counts
from prioritizer.signals.cleaning import clean_chunk, later_wins
from prioritizer.signals.ids_series import series_of_ids, tell_apart
from prioritizer.signals.privacy_keys import load_key
from prioritizer.tables.reader import Reader
from prioritizer.tables.verdicts import rejects
from prioritizer.text.keys import text_hash

_NEVER = date(2200, 1, 1)


def read_signals(
    path: Path | str,
    *,
    channel: str = "",
    columns: Mapping[str, str] | None = None,
    as_of: date | None = None,
    observed: tuple[date, date] | None = None,
    closed_statuses: Sequence[str] = (),
    hide: Iterable[str] = (),
    leave: Iterable[str] = (),
    key: bytes | None = None,
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
    observed : tuple of (date, date), optional
        Signals outside are set aside.
    closed_statuses : sequence of str
        Statuses that mean closed.
    hide, leave : iterable of str
        Names to redact, and names to leave.
    key : bytes, optional
        Key of the hash that stands for a person; default: the key of this machine.
    **how
        ``encoding``, ``header_row``, ``sheet``, where the guess is wrong.

    Returns
    -------
    DataFrame
        One row per accepted signal. ``attrs`` hold ``report`` (a dict), ``rejects`` (a list of
        dicts), ``counts`` and ``pii`` (how much of each kind of personal data was redacted).

    Raises
    ------
    InputError
        If the file cannot be read or has no column of texts.
    SignalsError
        If no row of it holds a signal.
    """
    path = Path(path)
    reader = Reader(path, path.name, columns=columns, **how)
    orders = date_orders(reader)
    key = key or load_key()
    parts = [
        clean_chunk(
            raw,
            channel=channel,
            as_of=as_of or _NEVER,
            observed=observed,
            closed_statuses=closed_statuses,
            key=key,
            orders=orders,
            hide=hide,
            leave=leave,
        )
        for raw in reader.chunks()
    ]
    report = reader.report
    if not any(len(part.signals) for part in parts):
        raise SignalsError(
            f"{path.name}: no signal in {report.rows_read:,} rows.",
            "Is the column of texts the right one? Map it: columns={'text': 'name in the file'}.",
        )
    table = pd.concat([part.signals for part in parts], ignore_index=True)
    files, names = pd.factorize(table["file"])
    hashed = text_hash(table["signal_id"])
    series = series_of_ids(hashed, files, names.tolist(), lambda wanted: table[wanted])
    told = tell_apart(table, series)
    counts = merge_counts([part.counts for part in parts])
    if n := int((told["signal_id"] != table["signal_id"]).sum()):
        counts["running_ids"] = n
    table = told
    again = later_wins(table)
    twice = [
        (int(row), "signal_id", "a later row has the same id") for row in table.loc[again, "row"]
    ]
    thrown = pd.concat([*(part.rejects for part in parts), rejects(path.name, twice)])
    table = table[~again].reset_index(drop=True)
    table.attrs = {
        "report": report.as_dict(),
        "rejects": thrown.sort_values(["file", "row"], kind="stable").to_dict("records"),
        "counts": counts,
        "pii": merge_counts([part.pii for part in parts]),
    }
    return table
