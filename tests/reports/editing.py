"""Edit a workbook as a user would, recalculate it, and say what Python makes of the same cells."""

from __future__ import annotations

import re
import subprocess
import warnings
import zipfile
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import formualizer
import numpy as np
import openpyxl
import pandas as pd
from openpyxl.formula.translate import Translator

from prioritizer.bundle import Bundle
from prioritizer.reports.workbook.contract import FIRST_ROW, KEY_ROW, SHEETS
from prioritizer.scoring import round_scores, score_tree, values_of
from prioritizer.scoring.ranking import competition_rank

RECALC = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>
"""


@dataclass
class Opened:
    """A workbook opened for edits: sheets by key, columns by key."""

    path: Path
    values: bool = False
    book: Any = field(init=False)

    def __post_init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.book = openpyxl.load_workbook(self.path, data_only=self.values)

    def sheet(self, key: str) -> Any:
        return self.book.worksheets[SHEETS.index(key)]

    def columns(self, key: str) -> dict[str, int]:
        sheet = self.sheet(key)
        keys = {str(c.value): c.column for c in sheet[KEY_ROW] if c.value not in (None, "")}
        if key == "values":  # two rows of shares stand in place of the keys
            heads = [c.value for c in sheet[KEY_ROW + 1]]
            keys = {str(h): i + 1 for i, h in enumerate(heads) if h}
        return keys

    def rows(self, key: str) -> list[dict[str, Any]]:
        """Rows of a table as mappings from the key of the column."""
        columns, found = self.columns(key), []
        for row, cells in enumerate(
            self.sheet(key).iter_rows(min_row=FIRST_ROW, values_only=True), start=FIRST_ROW
        ):
            if cells[columns["id"] - 1] not in (None, ""):
                own = {name: cells[col - 1] for name, col in columns.items() if col <= len(cells)}
                found.append({**own, "row": row})
        return found

    def set(self, key: str, ids: dict[str, str], column: str, value: Any) -> None:
        """Type a value into the cell of a row that these ids name."""
        columns = self.columns(key)
        for row in self.rows(key):
            if all(row[name] == wanted for name, wanted in ids.items()):
                cell = self.sheet(key).cell(row["row"], columns[column])
                assert not cell.protection.locked, f"{key} {ids} {column} is locked"
                cell.value = value
                return
        raise KeyError(ids)

    def reverse_raw(self) -> None:
        """Turn the rows of the raw figures round, as sorting in a spreadsheet does."""
        sheet = self.sheet("raw")
        first, last, width = FIRST_ROW, self.rows("raw")[-1]["row"], sheet.max_column
        cells = {(r, c): sheet.cell(r, c).value for r in range(first, last + 1)
                 for c in range(1, width + 1)}  # fmt: skip
        locks = {(r, c): copy(sheet.cell(r, c).protection) for r, c in cells}
        for (r, c), value in cells.items():
            new = first + last - r
            cell = sheet.cell(new, c)
            if isinstance(value, str) and value.startswith("="):
                origin = sheet.cell(r, c).coordinate
                value = Translator(value, origin).translate_formula(cell.coordinate)
            cell.value, cell.protection = value, locks[r, c]

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path


def recalculate(path: Path) -> Opened:
    """Compute all formulas with formualizer, and read what they give."""
    formualizer.recalculate_file(str(path))
    return Opened(path, values=True)


def recalculate_in_libreoffice(path: Path, soffice: Path, folder: Path) -> Opened:
    """Compute all formulas with LibreOffice, which must be told to."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(RECALC, encoding="utf-8")
    out = folder / "out"
    call = [str(soffice), f"-env:UserInstallation=file://{folder / 'profile'}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(out), str(path)]  # fmt: skip
    subprocess.run(call, check=True, capture_output=True, timeout=300)
    return Opened(out / path.name, values=True)


@dataclass(frozen=True)
class Expected:
    """What Python gives for the yellow cells of a workbook."""

    ids: list[str]
    score: Any
    criteria: Any
    completeness: Any
    rank: Any
    floor: tuple[str, ...]


def python_of(edited: Opened, run: Bundle) -> Expected:
    """Score the agendas from the cells of a workbook, without its formulas."""
    criteria = run.table("criteria")
    weights = {r["id"]: r["weight"] or 0.0 for r in edited.rows("weights")}
    anchors = {r["id"]: r for r in edited.rows("anchors")}
    raw: dict[tuple[str, str], dict[str, Any]] = {
        (r["id"], r["indicator"]): r for r in edited.rows("raw")
    }
    ids = [r["id"] for r in edited.rows("ranking")]
    heads = criteria.drop_duplicates("criterion")
    names = list(heads["criterion"])
    table = np.full((len(ids), len(criteria)), np.nan)
    for i, indicator in enumerate(criteria.to_dict("records")):
        for a, agenda in enumerate(ids):
            table[a, i] = _value(indicator, raw[agenda, indicator["indicator"]], anchors)
    paths = zip(criteria["criterion"], criteria["indicator"], strict=True)
    scores = score_tree(
        table,
        [weights[f"{criterion}/{name}"] for criterion, name in paths],
        [names.index(c) for c in criteria["criterion"]],
        [weights[c] for c in names],
        floors=heads["floor"].to_numpy(dtype=float),
        criteria=names,
    )
    fails = {
        r["id"]
        for r in edited.rows("gates")
        if r["status"] in ("ไม่ผ่าน", "fail") and not (r["person"] and r["reason"] and r["date"])
    }
    least = run.config["measurement"]["min_completeness"]
    may = np.array([i not in fails for i in ids]) & (scores.completeness >= least)
    return Expected(
        ids, scores.score, scores.criterion_scores, scores.completeness,
        competition_rank(scores.score, may), scores.floor,
    )  # fmt: skip


def _value(indicator: dict[str, Any], row: dict[str, Any], anchors: dict[str, Any]) -> float:
    """Give the value of one row of raw figures, by the rules of CRITERIA."""
    name, own = indicator["indicator"], anchors[indicator["indicator"]]
    if indicator["shape"] == "table":
        worths = {
            k.partition("/")[2].casefold(): r["worth"]
            for k, r in anchors.items()
            if k.startswith(f"{name}/")
        }
        word = "" if row["point"] is None else str(row["point"]).casefold()
        return float(worths[word]) if word in worths else np.nan
    shape = {"shape": indicator["shape"], "offset": indicator["offset"] or 0.0}
    if indicator["shape"] == "points":
        n = len(indicator["points"])
        shape["points"] = [(own[f"x{k}"], own[f"y{k}"]) for k in range(1, n + 1)]
    else:
        shape |= {"worst": own["worst"], "best": own["best"]}

    def worth(figure: float) -> float:
        return float(np.asarray(values_of([figure], **shape).values)[0])

    def known(figure: Any) -> bool:
        if not isinstance(figure, int | float) or isinstance(figure, bool):
            return False
        if name == "affordability":
            return figure > 0
        return figure >= 0 or name not in ("time_to_first_result", "adopter_pool")

    low, high, point = row["low"], row["high"], row["point"]
    if known(low) and known(high):
        return worth((low + high) / 2)
    ranged = isinstance(point, str) and point.startswith("=")
    if ranged and indicator["source"] == "agendas":
        one = low if known(low) else high if known(high) else None
        return np.nan if one is None else float(round_scores([_whole(one, shape) / 2])[0])
    return worth(point) if known(point) else np.nan


def _whole(figure: float, shape: dict[str, Any]) -> float:
    """Value before it is rounded: half of it is rounded once, as Python does."""
    if shape["shape"] == "linear":
        exact = (figure - shape["worst"]) / (shape["best"] - shape["worst"])
    elif shape["shape"] == "log" and figure + shape["offset"] <= 0:
        return 0.0
    elif shape["shape"] == "log":
        line = [np.log(x + shape["offset"]) for x in (figure, shape["worst"], shape["best"])]
        exact = (line[0] - line[1]) / (line[2] - line[1])
    else:
        xs, ys = zip(*shape["points"], strict=True)
        return float(np.interp(figure, xs, ys))
    return float(min(1.0, max(0.0, exact)))


def assert_equal(sheet: Opened, expected: Expected, run: Bundle, tolerance: float = 5e-10) -> None:
    """Hold a recalculated workbook against Python: value, criterion, score, rank, completeness."""
    rows = {r["id"]: r for r in sheet.rows("ranking")}
    found = [rows[i] for i in expected.ids]
    totals = [f["score"] / 100 for f in found]
    np.testing.assert_allclose(totals, expected.score, rtol=0, atol=tolerance)
    for c in range(expected.criteria.shape[1]):
        own = [np.nan if f[f"c{c}"] in (None, "") else f[f"c{c}"] / 100 for f in found]
        np.testing.assert_allclose(own, expected.criteria[:, c], rtol=0, atol=tolerance)
    np.testing.assert_allclose(
        [f["completeness"] for f in found], expected.completeness, rtol=0, atol=tolerance
    )
    assert [f["rank"] or 0 for f in found] == expected.rank.tolist()
    heads = run.table("criteria").drop_duplicates("criterion")
    label = dict(zip(heads["criterion"], heads["criterion_label_th"], strict=True))
    floors = ["; ".join(label[n] for n in floor.split(";") if n) for floor in expected.floor]
    assert [f["floor"] or "" for f in found] == floors
    places = sorted(f["place"] for f in found if f["place"] not in (None, ""))
    assert places == list(range(1, len(places) + 1))


def best_n(expected: Expected, twins: pd.DataFrame, size: int) -> set[str]:
    """Take the best n of what Python gives."""
    from prioritizer.shortlist import select_best

    ranks = pd.Series(expected.rank, dtype="Int64")
    table = pd.DataFrame(
        {"agenda_id": expected.ids, "rank": ranks.where(ranks > 0), "floor": list(expected.floor)}
    )
    table = table.sort_values("rank", kind="stable", ignore_index=True)
    return set(select_best(table, twins, size=size).chosen["agenda_id"])


def formulas(path: Path) -> list[str]:
    """All formulas of a workbook."""
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        texts = [archive.read(n).decode() for n in names]
    return [f for text in texts for f in re.findall(r"<f>(.*?)</f>", text)]
