"""Workbook, page and files that leave the house."""

from prioritizer.reports.files import (
    DrawPage,
    export_run,
    run_as_json,
    table_as_json,
    write_reports,
)

__all__ = ["DrawPage", "export_run", "run_as_json", "table_as_json", "write_reports"]
