"""Rows of a query: sqlite:///file.db or postgresql://…, through SQLAlchemy (extra ``sql``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from prioritizer.errors import InputError
from prioritizer.tables.sheets import Record, Sheet, cell_text
from prioritizer.tables.verdicts import Limits, Notes

_STEP = 5_000
_READS = re.compile(
    r"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?:select|with|values|table)\b", re.I | re.S
)


def shown_url(url: str) -> str:
    """Give a database address without user and password.

    >>> shown_url("postgresql://ann:secret@db.example/city")
    'postgresql://db.example/city'
    """
    return re.sub(r"(?<=://)[^/@]*@", "", url).split("?")[0]


def open_query(url: str, query: str, base: Path, limits: Limits, name: str = "") -> Sheet:
    """Open the rows of a query.

    Parameters
    ----------
    url : str
        ``sqlite:///inbox.db`` (relative to ``base``) or ``postgresql://user@host/name``.
    query : str
        One reading statement.
    base : Path
        Folder that file names are relative to.
    limits : Limits
        Most columns.
    name : str
        What to call it; default: the address without user and password.

    Raises
    ------
    InputError
        If SQLAlchemy or a driver is missing, the database cannot be reached, or the query fails.
    """
    shown = name or shown_url(url)
    if find_spec("sqlalchemy") is None:
        raise InputError(
            f"{shown}: reading a database needs SQLAlchemy.",
            'Install it: pip install "prioritizer[sql]".',
        )
    if not _READS.match(query):
        raise InputError(
            f"{shown}: the query is no select.", "Write a query that reads: select … from …."
        )
    address = _address(url, base, shown)
    first = _rows(address, query, shown)
    names = next(first)
    first.close()  # type: ignore[attr-defined]
    if len(names) > limits.columns:
        raise InputError(
            f"{shown}: {len(names):,} columns; at most {limits.columns} are read.",
            "Select only the columns that the study needs.",
        )

    def records(_: Notes) -> Iterator[Record]:
        found = _rows(address, query, shown)
        next(found)
        for row, cells in enumerate(found, start=2):
            yield row, [c if type(c) is str else cell_text(c) for c in cells]

    return Sheet("", records, tuple(str(name) for name in names))


def _address(url: str, base: Path, shown: str) -> Any:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        address = make_url(url)
    except ArgumentError as error:
        raise InputError(
            f"{shown}: no database address.", "Write sqlite:///file.db or postgresql://…."
        ) from error
    family = address.get_backend_name()
    if family == "sqlite":
        if not address.database or address.database == ":memory:":
            raise InputError(f"{shown}: no database file.", "Write sqlite:///file.db.")
        path = base / address.database
        if not path.is_file():  # sqlite would make an empty one
            raise InputError(f"{shown}: there is no file {address.database}.", "Check the name.")
        return address.set(database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"})
    if address.drivername == "postgresql" and find_spec("psycopg"):
        return address.set(drivername="postgresql+psycopg")
    return address


def _rows(address: Any, query: str, shown: str) -> Iterator[Any]:
    """Give the names of the columns, then row after row, as the database sends them."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import NullPool

    try:
        engine = create_engine(address, poolclass=NullPool)
        with engine.connect() as connection:
            # As written: a colon or a percent sign in the query is no parameter.
            options = {"stream_results": True, "yield_per": _STEP, "no_parameters": True}
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(postgresql_readonly=True)
            result = connection.execution_options(**options).exec_driver_sql(query)
            with closing(result):
                yield tuple(result.keys())
                for row in result:
                    yield tuple(row)
    except (SQLAlchemyError, ImportError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        why = (str(cause).strip().splitlines() or ["no answer"])[0]
        hint = "Check the address, the rights and the query."
        if isinstance(cause, ImportError):
            hint = 'Install the driver: pip install "prioritizer[sql]".'
        raise InputError(f"{shown}: {why[:200]}.", hint) from error
