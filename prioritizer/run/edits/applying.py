"""What each yellow cell comes home as: weights, anchors, agendas, overrides, labels, rulings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.config import Study, study_from_settings
from prioritizer.reports.workbook.contract import NO, OVERRIDE, YES
from prioritizer.run.edits.accepting import accepted_agendas, neither
from prioritizer.run.edits.comparing import Edit, refusal
from prioritizer.run.edits.reading import BookRead
from prioritizer.run.edits.values import NOT_MEASURED
from prioritizer.run.inputs import Inputs
from prioritizer.vocabulary import Both

SIGNATURE = ("person", "reason", "date")
_POINT = re.compile(r"([xy])(\d+)")


@dataclass
class Applied:
    """A study and its inputs with all edits in them, and what goes beside them.

    Attributes
    ----------
    study : Study
    inputs : Inputs
    notes : DataFrame
        ``agenda_id, comment``: remarks of the meeting.
    rulings : DataFrame
        ``id, agenda, remark, by, ruling, reason, date``.
    labels : DataFrame
        ``signal_id, agenda_id, not_agenda_id``: verdicts on quotes, in the shape of the study's
        labels (an empty ``agenda_id``: not this agenda).
    warnings : list of Both
    """

    study: Study
    inputs: Inputs
    notes: pd.DataFrame
    rulings: pd.DataFrame
    labels: pd.DataFrame
    warnings: list[Both] = field(default_factory=list)


def apply_edits(
    study: Study,
    inputs: Inputs,
    edits: Sequence[Edit],
    base: BookRead,
    *,
    kept: Mapping[str, pd.DataFrame],
    themes: pd.DataFrame,
    measured: Sequence[str],
) -> Applied:
    """Put edits where they belong.

    Parameters
    ----------
    study, inputs : Study, Inputs
        What the run was made with.
    edits : sequence of Edit
    base : BookRead
        What was exported: tells where a figure comes home.
    kept : mapping of str to DataFrame
        ``notes, rulings, new_labels`` of the run, from earlier edits.
    themes : DataFrame
        Themes that a new agenda may be made of.
    measured : sequence of str
        Indicators that the study measures.

    Returns
    -------
    Applied

    Raises
    ------
    InputError
        If an edit lacks what it needs (a signature, a title), all of them at once.
    ConfigError
        If weights or anchors say what no study can mean.
    """
    by_sheet: dict[str, list[Edit]] = {}
    for edit in edits:
        by_sheet.setdefault(edit.sheet, []).append(edit)
    faults: list[Both] = []
    agendas = inputs.agendas.copy()
    overrides = [] if inputs.overrides is None else inputs.overrides.to_dict("records")
    settings = study.model_dump(by_alias=True)
    _weights(settings, by_sheet.get("weights", []))
    _anchors(settings, by_sheet.get("anchors", []))
    _raw(agendas, overrides, by_sheet.get("raw", []), base, measured, faults)
    _gates(overrides, by_sheet.get("gates", []), faults)
    agendas, warnings = accepted_agendas(
        agendas, by_sheet.get("unanswered", []), base, themes, faults
    )
    labels = _labels(by_sheet.get("evidence", []), kept.get("new_labels"), faults)
    if faults:
        raise refusal(
            Both(
                f"มี {len(faults)} รายการแก้ไขที่ยังขาดข้อมูล ยังไม่มีสิ่งใดเปลี่ยน:",
                f"{len(faults)} edits lack something; nothing was changed:",
            ),
            faults,
            Both("เติมให้ครบ หรือเอาการแก้ไขนั้นออก", "Fill it in, or take the edit out."),
        )
    tables = {**inputs.tables, "agendas": agendas}
    if overrides:
        tables["overrides"] = _overrides_table(overrides)
    return Applied(
        study=study_from_settings(settings, "edits") if settings_changed(by_sheet) else study,
        inputs=replace(inputs, tables=tables, warnings=[*inputs.warnings, *warnings]),
        notes=_rows(kept.get("notes"), by_sheet.get("ranking", []), "agenda_id", ("comment",)),
        rulings=_rows(
            kept.get("rulings"),
            by_sheet.get("rulings", []),
            "id",
            ("agenda", "remark", "by", "ruling", "reason", "date"),
        ),
        labels=labels,
        warnings=warnings,
    )


def _signing(lacking: Sequence[str]) -> str:
    """Name what a signature lacks, in Thai."""
    names = {"person": "ผู้ยกเว้น", "reason": "เหตุผล", "date": "วันที่"}
    return " ".join(names[key] for key in lacking)


def settings_changed(by_sheet: Mapping[str, Sequence[Edit]]) -> bool:
    """Whether weights or anchors were edited."""
    return bool(by_sheet.get("weights") or by_sheet.get("anchors"))


def _weights(settings: dict[str, Any], edits: Sequence[Edit]) -> None:
    for edit in edits:
        criterion, _, indicator = edit.row.partition("/")
        own = settings["criteria"][criterion]
        (own["indicators"][indicator] if indicator else own)["weight"] = edit.new


def _anchors(settings: dict[str, Any], edits: Sequence[Edit]) -> None:
    found = {
        name: own
        for criterion in settings["criteria"].values()
        for name, own in criterion["indicators"].items()
    }
    for edit in edits:
        name, _, level = edit.row.partition("/")
        own = found[name]
        if edit.column == "worth":
            own["table"] = {**own["table"], level: edit.new}
        elif point := _POINT.fullmatch(edit.column):
            points = [list(pair) for pair in own["points"]]
            points[int(point[2]) - 1]["xy".index(point[1])] = edit.new
            own["points"] = points
        else:
            own[edit.column] = edit.new


def _raw(
    agendas: pd.DataFrame,
    overrides: list[dict[Any, Any]],
    edits: Sequence[Edit],
    base: BookRead,
    measured: Sequence[str],
    faults: list[Both],
) -> None:
    """Owners' data go to the agendas table; counted figures become signed overrides."""
    rows: dict[str, dict[str, Edit]] = {}
    for edit in edits:
        rows.setdefault(edit.row, {})[edit.column] = edit
    cells = base.sheets["raw"].cells
    for row, own in rows.items():
        agenda, indicator = row.split("|", 1)
        figures = {end: own[end] for end in ("point", "low", "high") if end in own}
        before = next((o for o in overrides if _same(o, agenda, "indicator", indicator)), {})
        signature = {key: own[key].new if key in own else before.get(key) for key in SIGNATURE}
        signature = {key: said for key, said in signature.items() if said not in (None, "")}
        counted: dict[str, Edit] = {}
        for end, edit in figures.items():
            home = cells.get((row, f"home_{end}"))
            where = "" if home is None else str(home.content or "")
            if where == OVERRIDE:
                counted[end] = edit
            elif where:
                _set(agendas, agenda, where, edit, faults)
        if not counted:
            before.update(signature)  # signed anew, the figure as it was
            if not figures and not before.get("indicator"):
                first = next(iter(own.values()))
                faults.append(
                    Both("มีผู้ลงนามแต่ไม่มีตัวเลขที่แก้", "a signature without a figure it is for").about(
                        first.address
                    )
                )
            continue
        first = next(iter(counted.values()))
        lacking = [key for key in SIGNATURE if key not in signature]
        if lacking:
            faults.append(
                Both(
                    f"ตัวเลขที่นับ ให้คะแนน หรือคำนวณมา ต้องมี{_signing(lacking)}จึงแก้ได้",
                    "a figure that was counted, rated or derived needs " + ", ".join(lacking),
                ).about(first.address)
            )
        if indicator not in measured:
            faults.append(
                Both(
                    f"การศึกษานี้ไม่ได้วัด {indicator}", f"{indicator} is not measured in this study"
                ).about(first.address)
            )
        point, low, high = (_figure(counted, cells, row, end) for end in ("point", "low", "high"))
        if np.isnan(low) != np.isnan(high):
            faults.append(
                Both("ให้ทั้งค่าต่ำและค่าสูงของช่วง", "give both ends of the range").about(first.address)
            )
        overrides[:] = [o for o in overrides if not _same(o, agenda, "indicator", indicator)]
        overrides.append(
            {
                "agenda_id": agenda,
                "gate": "",
                "indicator": indicator,
                "performance": point,
                "low": low,
                "high": high,
                **signature,
            }
        )


def _figure(counted: Mapping[str, Edit], cells: Any, row: str, end: str) -> float:
    """Take the new figure of an end, or the one it had; NaN where it is not measured."""
    if end in counted:
        return np.nan if counted[end].new == NOT_MEASURED else float(counted[end].new)
    held = cells.get((row, end))
    content = None if held is None else held.content
    return float(content) if isinstance(content, int | float) and end != "point" else np.nan


def _set(agendas: pd.DataFrame, agenda: str, name: str, edit: Edit, faults: list[Both]) -> None:
    """Write one cell of the agendas table."""
    at = agendas.index[agendas["agenda_id"] == agenda]
    new: Any = edit.new
    word = isinstance(new, str) and new != NOT_MEASURED
    if name not in agendas:
        agendas[name] = "" if word else np.nan
    numeric = pd.api.types.is_numeric_dtype(agendas[name])
    if numeric and word:
        faults.append(Both(f"'{new}' ไม่ใช่ตัวเลข", f"'{new}' is no number").about(edit.address))
        return
    if new == NOT_MEASURED:
        new = np.nan if numeric else ""
    elif not numeric and not isinstance(new, str):
        new = f"{new:g}"
    if numeric:
        agendas[name] = agendas[name].astype("float64")
    agendas.loc[at, name] = new


def _gates(overrides: list[dict[Any, Any]], edits: Sequence[Edit], faults: list[Both]) -> None:
    rows: dict[str, dict[str, Edit]] = {}
    for edit in edits:
        rows.setdefault(edit.row, {})[edit.column] = edit
    for row, own in rows.items():
        agenda, gate = row.split("|", 1)
        earlier = next((o for o in overrides if _same(o, agenda, "gate", gate)), {})
        signed = {key: own[key].new if key in own else earlier.get(key) for key in SIGNATURE}
        lacking = [key for key, said in signed.items() if said in (None, "")]
        if lacking:
            first = next(iter(own.values()))
            faults.append(
                Both(
                    f"การยกเว้นต้องมี{_signing(lacking)}ด้วย",
                    f"an override needs {', '.join(lacking)} as well",
                ).about(first.address)
            )
            continue
        overrides[:] = [o for o in overrides if not _same(o, agenda, "gate", gate)]
        overrides.append({"agenda_id": agenda, "gate": gate, **signed, "status": "pass"})


def _same(override: Mapping[Any, Any], agenda: str, what: str, name: str) -> bool:
    return override.get("agenda_id") == agenda and override.get(what) == name


def _overrides_table(rows: Sequence[Mapping[Any, Any]]) -> pd.DataFrame:
    """Lay overrides out; those of figures stand beside those of gates."""
    table = pd.DataFrame(list(rows))
    for name in ("gate", "indicator", "status", "person", "reason", "date"):
        cells = table[name] if name in table else pd.Series("", index=table.index)
        table[name] = [_words(cell) for cell in cells]
    for name in ("performance", "low", "high"):
        if name in table:
            table[name] = pd.to_numeric(table[name], errors="coerce").astype("float64")
    return table.astype({"agenda_id": "str"})


def _words(cell: Any) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None or cell != cell else str(cell)


def _labels(
    edits: Sequence[Edit], earlier: pd.DataFrame | None, faults: list[Both]
) -> pd.DataFrame:
    """Turn verdicts on quotes into labels: yes names the agenda, no names it as not fitting."""
    rows = (
        {}
        if earlier is None
        else {
            (r["signal_id"], r["agenda_id"] or r["not_agenda_id"]): r
            for r in earlier.to_dict("records")
        }
    )
    for edit in edits:
        agenda, signal = edit.row.split("|", 1)
        answer = str(edit.new).casefold()
        if answer not in (*YES, *NO):
            faults.append(neither(edit))
            continue
        right = answer in YES
        rows[signal, agenda] = {
            "signal_id": signal,
            "agenda_id": agenda if right else "",
            "not_agenda_id": "" if right else agenda,
        }
    table = pd.DataFrame(list(rows.values()), columns=["signal_id", "agenda_id", "not_agenda_id"])
    return table.astype("str")


def _rows(
    earlier: pd.DataFrame | None, edits: Sequence[Edit], key: str, columns: tuple[str, ...]
) -> pd.DataFrame:
    """Lay edits of a sheet over the rows of earlier ones."""
    rows: dict[str, dict[str, str]] = {}
    if earlier is not None and len(earlier):
        for row in earlier.to_dict("records"):
            rows[str(row[key])] = {name: _words(row.get(name)) for name in columns}
    for edit in edits:
        rows.setdefault(edit.row, dict.fromkeys(columns, ""))[edit.column] = _words(edit.new)
    table = pd.DataFrame(
        [{key: name, **own} for name, own in sorted(rows.items())], columns=[key, *columns]
    )
    return table.astype("str")
