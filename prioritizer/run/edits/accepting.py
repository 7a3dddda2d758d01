"""Themes that the meeting accepted become agendas."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from prioritizer.reports.workbook.contract import NO, YES
from prioritizer.run.edits.comparing import Edit
from prioritizer.run.edits.reading import BookRead
from prioritizer.vocabulary import Both

_ID = re.compile(r"[^A-Za-z0-9ก-๙_-]+")


def accepted_agendas(
    agendas: pd.DataFrame,
    edits: Sequence[Edit],
    base: BookRead,
    themes: pd.DataFrame,
    faults: list[Both],
) -> tuple[pd.DataFrame, list[Both]]:
    """Make agendas of accepted themes; they speak in the words of the citizens.

    No signal is linked to them yet: a warning says what to do. A theme is words that go together,
    and the voices in it are not those that the linker would give an agenda of that title.
    """
    rows: dict[str, dict[str, Edit]] = {}
    for edit in edits:
        rows.setdefault(edit.row, {})[edit.column] = edit
    known = {str(t["theme_id"]): t for t in themes.to_dict("records")}
    made, warnings = [], list[Both]()
    for theme, own in rows.items():
        accept = own.get("accept")
        if accept is None:
            warnings.append(
                Both(
                    "มีชื่อวาระแต่ไม่ได้ตอบรับเป็นวาระ จึงไม่เกิดวาระใหม่",
                    "a title without an acceptance makes no agenda",
                ).about(own["title"].address)
            )
            continue
        answer = str(accept.new).casefold()
        if answer in NO:
            continue
        if answer not in YES:
            faults.append(neither(accept))
            continue
        held = base.sheets["unanswered"].cells.get((theme, "title"))
        title = own["title"].new if "title" in own else (held.content if held else None)
        if not title:
            faults.append(
                Both("ประเด็นที่รับเป็นวาระต้องมีชื่อ", "an accepted theme needs a title").about(
                    accept.address
                )
            )
            continue
        name = f"new-{_ID.sub('-', theme)}"
        words = "; ".join(str(known.get(theme, {}).get("keywords", "")).split("; ")[:8])
        if (agendas["agenda_id"].str.casefold() == name.casefold()).any():
            continue  # accepted before
        made.append({"agenda_id": name, "title_th": str(title), "citizen_words_th": words})
    if not made:
        return agendas, warnings
    names = ", ".join(row["agenda_id"] for row in made)
    warnings.append(
        Both(
            f"รับประเด็นเป็นวาระใหม่: {names} ยังไม่มีเสียงจับคู่ จึงยังไม่ผ่านด่านเสียงประชาชน "
            "ให้เพิ่มวาระนี้ (ชื่อและคำของประชาชน) ลงในตารางวาระของการศึกษา แล้วสั่ง `rank`",
            f"accepted as new agendas: {names}. No signal is linked to them yet, so they fail the "
            "gate demand: add them (title and words of citizens) to the agendas file of the study, "
            "and `rank` it",
        )
    )
    fresh = pd.DataFrame(made)
    for column in agendas.columns.difference(fresh.columns):
        fresh[column] = "" if pd.api.types.is_string_dtype(agendas[column]) else None
    fresh = fresh[[*agendas.columns]] if "citizen_words_th" in agendas else fresh
    fresh = fresh.astype({c: agendas[c].dtype for c in agendas.columns})
    return pd.concat([agendas, fresh], ignore_index=True), warnings


def neither(edit: Edit) -> Both:
    """Say that an answer is neither yes nor no."""
    said = Both(
        f"'{edit.new}' ไม่ใช่ทั้ง {YES[0]} และ {NO[0]}",
        f"'{edit.new}' is neither {YES[0]} ({YES[1]}) nor {NO[0]} ({NO[1]})",
    )
    return said.about(edit.address)
