"""Open a file or a query, whatever it is: sheets of rows, or a Parquet table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from glob import has_magic
from pathlib import Path

from prioritizer.errors import InputError, did_you_mean
from prioritizer.tables.columnar import ParquetTable
from prioritizer.tables.databases import open_query
from prioritizer.tables.delimited_files import open_delimited
from prioritizer.tables.json_files import open_json
from prioritizer.tables.kinds import kind_of, misnamed, packed_kind
from prioritizer.tables.markup import open_html
from prioritizer.tables.sheets import Sheet
from prioritizer.tables.verdicts import Limits, Notes
from prioritizer.tables.workbooks import open_workbook


@dataclass(frozen=True)
class Origin:
    """What was opened: sheets of rows, or a Parquet table."""

    kind: str
    sheets: tuple[Sheet, ...] = ()
    parquet: ParquetTable | None = None
    encoding: str = ""
    delimiter: str = ""


def open_origin(
    path: Path | None,
    name: str,
    notes: Notes,
    limits: Limits,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    url: str = "",
    query: str = "",
    base: Path | None = None,
) -> Origin:
    """Open a file, by what its bytes are, or a query where there is no file.

    Raises
    ------
    InputError
        If it is refused.
    """
    if path is None:
        return Origin("sql", (open_query(url, query, base or Path(), limits, name),))
    kind = kind_of(path)
    if wrong := misnamed(kind, path):
        notes.add("misnamed", where=wrong)
    if kind == "gzip":
        kind = packed_kind(path, limits)
    if kind == "parquet":
        return Origin(kind, parquet=ParquetTable(path, limits, notes))
    if kind in ("xlsx", "xls", "ods"):
        return Origin(kind, tuple(open_workbook(path, kind, notes, limits, sheet=sheet)))
    if kind == "html":
        page, found = open_html(path, limits, encoding=encoding)
        return Origin(kind, (page,), encoding=found)
    if kind in ("json", "jsonl"):
        records, found = open_json(path, kind, limits, encoding=encoding)
        return Origin(kind, (records,), encoding=found)
    rows, found, delimiter = open_delimited(path, limits, encoding=encoding)
    return Origin(kind, (rows,), encoding=found, delimiter=delimiter)


def list_files(
    patterns: str | Sequence[str], base: Path, *, allow_outside: bool = False
) -> list[tuple[str, Path]]:
    """List the files that names and globs mean, in the order of their names.

    Parameters
    ----------
    patterns : str or sequence of str
        Names or globs, relative to ``base``.
    base : Path
        Folder of the study.
    allow_outside : bool
        Whether a name may lead out of that folder.

    Returns
    -------
    list of (str, Path)
        What the study calls the file, and where it lies; no file twice.

    Raises
    ------
    InputError
        If a pattern finds nothing, or leads outside.
    """
    found: dict[Path, str] = {}
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        start, rest = _split(pattern, base)
        paths = sorted(start.glob(rest)) if rest else [start]
        paths = [path for path in paths if path.is_file()]
        if not paths:
            beside = start.parent if not rest else start
            near = [each.name for each in beside.glob("*")] if beside.is_dir() else []
            raise InputError(
                f"'{pattern}': no such file beside the study.",
                did_you_mean(Path(pattern).name, near[:200])
                if near
                else "Paths are relative to the study file.",
            )
        for path in paths:
            if not allow_outside and not path.resolve().is_relative_to(base.resolve()):
                raise InputError(
                    f"'{pattern}': lies outside the folder of the study.",
                    "Copy the file beside the study file.",
                )
            found.setdefault(
                path,
                (
                    Path(pattern).parent / path.name
                    if not _deep(pattern)
                    else path.relative_to(base)
                ).as_posix(),
            )
    return [(name, path) for path, name in found.items()]


def _deep(pattern: str) -> bool:
    """Whether folders of the pattern are globs, too."""
    return has_magic(str(Path(pattern).parent))


def _split(pattern: str, base: Path) -> tuple[Path, str]:
    """Part a pattern into a plain folder and a glob; the glob is blank for a plain file."""
    whole = base / pattern
    if whole.is_file() or not has_magic(pattern):
        return whole, ""
    parts = Path(pattern).parts
    first = next(i for i, part in enumerate(parts) if has_magic(part))
    return base.joinpath(*parts[:first]), str(Path(*parts[first:]))
