"""A starter study: everything a new study needs, with examples to delete."""

from __future__ import annotations

import shutil
from pathlib import Path

from prioritizer.errors import RunError
from prioritizer.folders import whole_folder
from prioritizer.reports.templates import write_template
from prioritizer.resources import read_toml, resource


def write_starter(folder: Path) -> None:
    """Write a starter study into a new folder; it ranks as it stands, on its example rows.

    Raises
    ------
    RunError
        If the folder is there and holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RunError(f"{folder}: already there.", "Name a new folder, or an empty one.")
    with whole_folder(folder) as beside:
        for name in ("study.toml", "README.md"):
            shutil.copyfile(resource(f"configs/starter/{name}"), beside / name)
        for template in read_toml("configs/starter/templates.toml")["table"]:
            path = beside / template["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            write_template(template, path)
