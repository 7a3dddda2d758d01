"""One run in many forms: the files of its folder, and what ``export`` writes."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.bundle import Bundle
from prioritizer.errors import RunError
from prioritizer.tables import write_csv, write_parquet

ONLY = ("shortlist",)
"""Parts of a run that can be exported alone."""

DrawPage = Callable[[Bundle], Callable[[], None]]
"""Begins to draw the page of a run, and gives what waits until it is drawn."""


def write_reports(run: Bundle, *, page: DrawPage | None = None) -> list[str]:
    """Write workbook and page into the folder of a run; return the file names.

    Parameters
    ----------
    run : Bundle
    page : DrawPage, optional
        Draws the page elsewhere at the same time.
    """
    bare = Bundle(run.folder, run.manifest)  # tables are read where they are needed
    wait = page(bare) if page is not None else None
    _workbook(bare)
    if wait is not None:
        wait()
    else:
        _page(bare)
    return ["report.html", "shortlist.xlsx"]


def _workbook(run: Bundle) -> None:
    from prioritizer.reports.workbook import write_workbook

    write_workbook(run, run.folder / "shortlist.xlsx", lang="th")


def _page(run: Bundle) -> None:
    from prioritizer.reports.page import write_page

    write_page(run, run.folder / "report.html")


def export_run(
    run: Bundle,
    file: Path | str,
    *,
    lang: str = "en",
    replace: bool = False,
    raw: bool = False,
    only: str = "",
) -> Path:
    """Write a run as one file, in the form that its suffix names.

    Parameters
    ----------
    run : Bundle
        A finished run.
    file : path-like
        ``.xlsx`` workbook, ``.html`` page, ``.csv`` or ``.parquet`` ranking, ``.json`` ranking
        with indicators and gates.
    lang : {"th", "en"}
        Language of workbook and page.
    replace : bool, default=False
        Whether an existing file may be overwritten.
    raw : bool, default=False
        Whether a CSV keeps texts such as ``=1+1`` as they are, for machines.
    only : {"", "shortlist"}
        The shortlist alone: a workbook of one sheet for mailing, or its table.

    Returns
    -------
    Path
        The file written; it appears whole or not at all.

    Raises
    ------
    RunError
        If the suffix is unknown, the file exists, or its place cannot be written.
    """
    from prioritizer.reports.mailing import write_mailing
    from prioritizer.reports.page import write_page
    from prioritizer.reports.workbook import write_workbook

    file = Path(file)
    writers: dict[str, Callable[[Path], Any]] = {
        ".xlsx": lambda path: write_workbook(run, path, lang=lang),
        ".html": lambda path: write_page(run, path, lang=lang),
        ".csv": lambda path: write_csv(_whole(run.ranking), path, raw=raw),
        ".parquet": lambda path: write_parquet(_whole(run.ranking), path),
        ".json": lambda path: path.write_text(run_as_json(run) + "\n", encoding="utf-8"),
    }
    if only:
        if only not in ONLY:
            raise RunError(
                f"--only: nothing of a run is called '{only}'.", f"Use {', '.join(ONLY)}."
            )
        part = _whole(run.table(only))
        writers |= {
            ".xlsx": lambda path: write_mailing(run, path, lang=lang),
            ".csv": lambda path: write_csv(part, path, raw=raw),
            ".parquet": lambda path: write_parquet(part, path),
            ".json": lambda path: path.write_text(table_as_json(part) + "\n", encoding="utf-8"),
        }
        del writers[".html"]
    suffix = file.suffix.lower()
    if only and suffix == ".html":
        raise RunError(f"{file}: only {', '.join(writers)} hold the {only} alone.", "Choose one.")
    if suffix not in writers:
        raise RunError(f"{file}: '{suffix}' is no form to export.", f"Use {', '.join(writers)}.")
    if file.exists() and not replace:
        raise RunError(f"{file}: already there.", "Add --replace to overwrite it.")
    beside = file.with_name(f".{file.stem}.{uuid.uuid4().hex[:8]}{suffix}")
    try:
        writers[suffix](beside)
        beside.replace(file)
    except OSError as refused:
        raise RunError(
            f"{file}: cannot be written ({refused.strerror}).", "Choose another place."
        ) from None
    finally:
        beside.unlink(missing_ok=True)
    return file


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """Write ranks and tiers as the whole numbers they are: a blank among them made them floats."""
    counts = [
        name
        for name in table.columns
        if (name == "tier" or name.startswith("rank")) and pd.api.types.is_float_dtype(table[name])
    ]
    return table.astype(dict.fromkeys(counts, "Int64"))


def table_as_json(table: pd.DataFrame) -> str:
    """Write a table as a JSON list of rows; what is missing is null."""
    return json.dumps(table_as_rows(table), ensure_ascii=False, allow_nan=False, indent=2)


def run_as_json(run: Bundle) -> str:
    """Write what other programs ask of a run: ranking, indicators, gates, unanswered demand."""
    content = {
        "run": run.run_id,
        "digest": run.digest,
        "folder": os.fspath(run.folder),
        "study": run.config["study"],
        "left_out": {name: why.en for name, why in run.left_out.items()},
        "left_out_th": {name: why.th for name, why in run.left_out.items()},
        "warnings": [said.en for said in run.warnings],
        "warnings_th": [said.th for said in run.warnings],
        **{
            name: table_as_rows(run.table(name))
            for name in ("ranking", "indicators", "gates", "unanswered", "shortlist")
        },
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2)


def table_as_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Turn a table into plain rows that JSON can hold."""
    if table.empty:
        return []
    rows: list[dict[str, Any]] = json.loads(
        table.to_json(orient="records", date_format="iso", force_ascii=False, double_precision=15)
    )
    return rows
