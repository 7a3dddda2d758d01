"""The committee map: who stresses what, where they overlap, what nobody holds."""

from __future__ import annotations

import re

import pandas as pd

from prioritizer.criteria.reading import cells
from prioritizer.errors import AgendasError

COLUMNS = [
    "agenda_id",
    "committee_id",
    "name_th",
    "name_en",
    "basis",
    "strength",
    "lead",
    "n_committees",
    "note_th",
    "note_en",
]
_NOTES = {
    "gap": ("ไม่มีคณะกรรมการใดดูแล", "No committee holds it."),
    "idle": ("ไม่มีวาระใดอยู่ในคณะนี้", "No agenda falls to this committee."),
    "overlap": (
        "ซ้อนกัน {n} คณะ เสนอให้ {lead} เป็นเจ้าภาพ",
        "{n} committees overlap; {lead} is proposed to lead.",
    ),
    "one": ("คณะเดียว", "One committee."),
    "unknown": ("ไม่มีรหัสนี้ในทะเบียนคณะกรรมการ", "The register has no committee of this id."),
}


def committee_map(
    agendas: pd.DataFrame,
    committees: pd.DataFrame | None,
    committee_links: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Map agendas to committees: overlap, gap and proposed lead.

    Parameters
    ----------
    agendas : DataFrame
        With ``committees``, ids parted by ``;``, and ``lead_agency_th`` where there is one.
    committees : DataFrame or None
        The register: ``committee_id, name_th, name_en, secretariat_th, focus_th``.
    committee_links : DataFrame, optional
        ``agenda_id, committee_id, strength``: what the linker reads from the focus texts.

    Returns
    -------
    DataFrame
        One row per agenda and committee: ``agenda_id, committee_id, name_th, name_en, basis``
        (named, linked), ``strength, lead, n_committees, note_th, note_en``. An agenda that no
        committee holds has a row with ``committee_id`` "", a committee without an agenda one with
        ``agenda_id`` "".

    Raises
    ------
    AgendasError
        If the register has no ``committee_id``, or one twice.

    Notes
    -----
    Lead: the committee whose secretariat is the agenda's lead agency; else the one named in the
    table rather than only linked, with the strongest link; else the one with the fewest agendas,
    for it is the most special; ties by id. A proposal to the secretariat, no ruling.
    """
    register = _register(committees)
    named = {
        agenda: [name for name in re.split(r"[;|,\s]+", text) if name and name != "-"]
        for agenda, text in zip(
            cells(agendas, "agenda_id"), cells(agendas, "committees"), strict=True
        )
    }
    linked = _linked(committee_links)
    held = {
        agenda: list(dict.fromkeys([*names, *sorted(linked.get(agenda, {}))]))
        for agenda, names in named.items()
    }
    load = pd.Series([c for names in held.values() for c in names], dtype="str").value_counts()
    owners = dict(zip(cells(agendas, "agenda_id"), cells(agendas, "lead_agency_th"), strict=True))
    rows = []
    for agenda, names in held.items():
        strengths = linked.get(agenda, {})
        lead = _lead(names, named[agenda], strengths, register, owners[agenda], load)
        rows += [
            _row(agenda, c, c in named[agenda], strengths.get(c), c == lead, names, register)
            for c in names
        ]
        if not names:
            rows.append(_blank(agenda, "", "gap", register))
    taken = {c for names in held.values() for c in names}
    rows += [_blank("", c, "idle", register) for c in register if c not in taken]
    return pd.DataFrame(rows, columns=COLUMNS)


def _register(committees: pd.DataFrame | None) -> dict[str, dict[str, str]]:
    if committees is None or not len(committees):
        return {}
    if "committee_id" not in committees:
        raise AgendasError(
            "committees: column 'committee_id' is missing.", "Add an id to each row."
        )
    ids = cells(committees, "committee_id")
    if len(set(ids)) < len(ids):
        twice = next(c for c in ids if ids.count(c) > 1)
        raise AgendasError(f"committees: {twice!r} is there twice.", "Give each its own id.")
    columns = {name: cells(committees, name) for name in ("name_th", "name_en", "secretariat_th")}
    return {c: {name: text[i] for name, text in columns.items()} for i, c in enumerate(ids)}


def _linked(links: pd.DataFrame | None) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    if links is not None:
        for row in links.to_dict("records"):
            strengths = found.setdefault(str(row["agenda_id"]), {})
            strengths[str(row["committee_id"])] = float(row["strength"])
    return found


def _lead(
    names: list[str],
    named: list[str],
    strengths: dict[str, float],
    register: dict[str, dict[str, str]],
    owner: str,
    load: pd.Series,
) -> str:
    def rank(committee: str) -> tuple[bool, bool, float, int, str]:
        own = bool(owner) and register.get(committee, {}).get("secretariat_th", "") == owner
        return (
            not own,
            committee not in named,
            -strengths.get(committee, 0.0),
            int(load.get(committee, 0)),
            committee,
        )

    return min(names, key=rank) if names else ""


def _row(
    agenda: str,
    committee: str,
    is_named: bool,
    strength: float | None,
    lead: bool,
    names: list[str],
    register: dict[str, dict[str, str]],
) -> dict[str, object]:
    row = _blank(agenda, committee, "one" if len(names) == 1 else "overlap", register)
    row |= {
        "basis": "named" if is_named else "linked",
        "strength": float("nan") if strength is None else strength,
        "lead": lead,
        "n_committees": len(names),
    }
    if committee not in register:
        row["note_th"], row["note_en"] = _NOTES["unknown"]
    elif len(names) > 1:
        row["note_th"], row["note_en"] = (
            (text.format(n=len(names), lead=committee) if lead else "")
            for text in _NOTES["overlap"]
        )
    return row


def _blank(
    agenda: str, committee: str, note: str, register: dict[str, dict[str, str]]
) -> dict[str, object]:
    own = register.get(committee, {})
    return {
        "agenda_id": agenda,
        "committee_id": committee,
        "name_th": own.get("name_th", ""),
        "name_en": own.get("name_en", ""),
        "basis": "",
        "strength": float("nan"),
        "lead": False,
        "n_committees": 0,
        "note_th": _NOTES[note][0],
        "note_en": _NOTES[note][1],
    }
