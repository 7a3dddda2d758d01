"""Change one digit of a file, as somebody might who wishes a run said otherwise."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from prioritizer.bundle import read_run
from prioritizer.config import build_study
from prioritizer.provenance import dump_json, file_sha256
from prioritizer.run.replay import replay, study_of, write_replay
from prioritizer.tables import write_parquet


def other_digit(found: re.Match[str]) -> str:
    return str((int(found[0]) + 1) % 10)


def change_digit(file: Path) -> None:
    """Change one digit: a figure where the file has one."""
    if file.suffix == ".parquet":
        table = pd.read_parquet(file)
        figures = [n for n in table.columns if pd.api.types.is_float_dtype(table[n])]
        name = figures[0] if figures else table.columns[0]
        if figures:
            row = table[name].first_valid_index()
            table.loc[row, name] += 1.0 if table.loc[row, name] < 1 else -1.0
        else:
            table.loc[0, name] = f"{table.loc[0, name]}9"
        write_parquet(table, file)
    elif file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            parts = {info: book.read(info) for info in book.infolist()}
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
            for info, content in parts.items():
                if info.filename == "xl/worksheets/sheet3.xml":
                    text = content.decode()
                    text = re.sub(r"(?<=<v>0\.)\d", other_digit, text, count=1)
                    assert text != content.decode()
                    content = text.encode()
                book.writestr(info, content)
    else:
        text = file.read_bytes().decode("utf-8")
        start = text.index('id="data"') if file.suffix == ".html" else 0
        start = text.index("\n") if file.suffix == ".csv" else start
        found = list(re.finditer(r"(?<=\.)\d|\d(?=[^\d]*$)|(?<=: )\d", text[start:]))
        if not found:  # a table without a row
            file.write_bytes(text.encode() + b"9\n")
            return
        at = found[-1] if file.suffix == ".csv" else found[0]
        place = start + at.start()
        file.write_bytes((text[:place] + other_digit(at) + text[place + 1 :]).encode())


def own_its_hashes(folder: Path, *files: str) -> None:
    """Put the hashes of changed files into the manifest, as a forger would."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for output in manifest["outputs"]:
        if output["file"] in files:
            output["sha256"] = file_sha256(folder / output["file"])
    path.write_text(dump_json(manifest), encoding="utf-8", newline="\n")


@pytest.fixture(scope="session")
def quick_run(demo_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hand out the demo run with few draws, so that verifying it takes little time."""
    run = read_run(demo_run)
    settings = study_of(run).to_json()
    settings["robustness"] |= {"n_draws": 200, "n_replicates": 50}
    told = replay(run, study=build_study(settings))
    folder = tmp_path_factory.mktemp("quick") / "run"
    write_replay(run, told, folder, parent={"why": "fewer draws", "files": []})
    return folder


@pytest.fixture
def copy(quick_run: Path, tmp_path: Path) -> Path:
    """Hand out a copy of the quick run, to be changed."""
    return Path(shutil.copytree(quick_run, tmp_path / "copy"))


@pytest.fixture
def forge():
    """Hand out the forger's two tools."""
    return change_digit, own_its_hashes
