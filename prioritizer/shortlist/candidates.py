"""The agendas that a shortlist may choose from, and what it must know of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.errors import ConfigError, did_you_mean
from prioritizer.scoring import round_scores
from prioritizer.shortlist.costs import costs_of
from prioritizer.shortlist.solving import Whole
from prioritizer.text import normalise
from prioritizer.vocabulary import Matrix

UNIT = 1_000_000_000
"""Scores are compared after rounding to 9 decimals: as whole billionths."""


@dataclass(frozen=True)
class Candidates:
    """All agendas of a ranking, in its order.

    Parameters
    ----------
    ids : tuple of str
    scores : ndarray of int
        Billionths, so that sums are exact.
    barred : tuple of (str, str)
        Why an agenda may not be chosen, Thai and English; blank where it may.
    costs : DataFrame
        See :func:`costs_of`.
    leads : tuple of tuple of str
        Lead agencies by each name they have.
    months : ndarray of shape (n, 2)
        Least and most months to the first result.
    n_voices : ndarray
    groups : mapping of (by, value) to ndarray of bool
        Members of each group that a floor may name.
    twins : tuple of (int, int)
        Pairs that ask for the same thing.
    as_of, window_end : date
    """

    ids: tuple[str, ...]
    scores: Whole
    barred: tuple[tuple[str, str], ...]
    costs: pd.DataFrame
    leads: tuple[tuple[str, ...], ...]
    months: Matrix
    n_voices: Matrix
    groups: Mapping[tuple[str, str], NDArray[np.bool_]]
    twins: tuple[tuple[int, int], ...]
    as_of: date
    window_end: date | None = None

    @property
    def open(self) -> NDArray[np.bool_]:
        """Which agendas may be chosen."""
        return np.array([not en for _, en in self.barred], dtype=bool)

    def position(self, agenda_id: str, where: str) -> int:
        """Place of an agenda named in the study file."""
        if agenda_id not in self.ids:
            raise ConfigError(
                f"shortlist.{where}: no agenda '{agenda_id}'.", did_you_mean(agenda_id, self.ids)
            )
        return self.ids.index(agenda_id)


def candidates_of(
    ranking: pd.DataFrame,
    agendas: pd.DataFrame,
    twins: pd.DataFrame,
    *,
    as_of: date,
    window_end: date | None = None,
    min_similarity: float = 0.0,
    themes: pd.DataFrame | None = None,
    places: pd.DataFrame | None = None,
    tallies: pd.DataFrame | None = None,
) -> Candidates:
    """Gather what a shortlist must know.

    Parameters
    ----------
    ranking : DataFrame
        One row per agenda, ranked ones first, with ``agenda_id, rank, score, floor, gate``.
    agendas : DataFrame
        What the study brought of each agenda.
    twins : DataFrame
        ``agenda_id, twin_id`` and, optionally, ``similarity``.
    as_of, window_end : date
        When months run from, and until when results must show.
    min_similarity : float
        From here on two agendas are twins.
    themes, places, tallies : DataFrame, optional
        What floors by theme and by region read.

    Returns
    -------
    Candidates
    """
    ids = tuple(str(a) for a in ranking["agenda_id"])
    known = agendas.set_index("agenda_id").reindex(list(ids)).reset_index()
    place = {a: i for i, a in enumerate(ids)}
    if "similarity" in twins:
        twins = twins[~(twins["similarity"] < min_similarity - 1e-12)]
    pairs = {
        (min(place[a], place[b]), max(place[a], place[b]))
        for a, b in zip(twins["agenda_id"], twins["twin_id"], strict=True)
        if a in place and b in place and a != b
    }
    return Candidates(
        ids=ids,
        scores=np.rint(round_scores(_numbers(ranking, "score", 0.0)) * UNIT).astype(np.int64),
        barred=tuple(
            _barred(row)
            for row in ranking.reindex(columns=["rank", "gate", "floor"]).to_dict("records")
        ),
        costs=costs_of(known),
        leads=_leads(known),
        months=np.stack(
            [_numbers(known, "months_min", np.nan), _numbers(known, "months_max", np.nan)], axis=1
        ),
        n_voices=_numbers(ranking, "n_voices", 0.0),
        groups=_groups(ids, known, themes, places, tallies),
        twins=tuple(sorted(pairs)),
        as_of=as_of,
        window_end=window_end,
    )


def _barred(row: Mapping[Any, Any]) -> tuple[str, str]:
    if row["gate"] == "fail":
        return "ไม่ผ่านด่าน", "a gate fails"
    if pd.isna(row["rank"]):
        return "ข้อมูลไม่พอที่จะจัดอันดับ", "too little is measured for a rank"
    floor = row["floor"]
    if isinstance(floor, str) and floor:
        return f"ต่ำกว่าเกณฑ์ขั้นต่ำ: {floor}", f"below the floor: {floor}"
    return "", ""


def _numbers(table: pd.DataFrame, name: str, missing: float) -> Matrix:
    if name not in table:
        return np.full(len(table), missing)
    cells = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isnan(cells), missing, cells)


def _leads(agendas: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    names = [n for n in ("lead_agency_th", "lead_agency_en") if n in agendas]
    cells = [[_plain(cell) for cell in agendas[name]] for name in names]
    return tuple(
        tuple(dict.fromkeys(name for own in row for name in own.split(";") if name.strip()))
        for row in (zip(*cells, strict=True) if cells else [()] * len(agendas))
    )


def _groups(
    ids: Sequence[str],
    agendas: pd.DataFrame,
    themes: pd.DataFrame | None,
    places: pd.DataFrame | None,
    tallies: pd.DataFrame | None,
) -> dict[tuple[str, str], NDArray[np.bool_]]:
    """Members of each group: by column of the agendas, by theme, by where the voices are."""
    names: dict[str, list[set[str]]] = {}
    for column in agendas.columns:
        if column not in ("agenda_id", "title_th", "title_en") and not pd.api.types.is_float_dtype(
            agendas[column]
        ):
            names[column] = [{_plain(part) for part in str(c).split(";")} for c in agendas[column]]
    if themes is not None and "agenda_id" in themes:
        names["theme"] = _themes_of(ids, themes)
    if tallies is not None and len(tallies) and "area" in tallies:
        names |= _areas_of(ids, places, tallies)
    groups: dict[tuple[str, str], NDArray[np.bool_]] = {}
    for by, members in names.items():
        for value in sorted(set().union(*members) - {"", "nan", "None", "<NA>"}):
            groups[by, value] = np.array([value in own for own in members], dtype=bool)
    return groups


def _themes_of(ids: Sequence[str], themes: pd.DataFrame) -> list[set[str]]:
    own: dict[str, set[str]] = {a: set() for a in ids}
    names = [n for n in ("theme_id", "parent_id", "label_th", "label_en") if n in themes]
    for row in themes.to_dict("records"):
        for agenda_id in str(row["agenda_id"]).split(";"):
            if agenda_id in own:
                own[agenda_id] |= {_plain(row[name]) for name in names}
    return [own[a] for a in ids]


def _areas_of(
    ids: Sequence[str], places: pd.DataFrame | None, tallies: pd.DataFrame
) -> dict[str, list[set[str]]]:
    """Where most voices of an agenda are: its area, and its region by the places table."""
    known = tallies[(tallies["area"] != "") & tallies["agenda_id"].isin(list(ids))]
    voices = known.groupby(["agenda_id", "area"])["n_voices"].sum().reset_index()
    kinds = {"area": {a: str(a) for a in voices["area"]}}
    if places is not None:
        for column in places.columns:
            if column not in ("area", "level") and not pd.api.types.is_float_dtype(places[column]):
                kinds[column] = dict(zip(places["area"], places[column].map(_plain), strict=True))
    found: dict[str, list[set[str]]] = {}
    for kind, of in kinds.items():
        table = voices.assign(group=voices["area"].map(of)).dropna(subset="group")
        sums = table.groupby(["agenda_id", "group"])["n_voices"].sum().reset_index()
        sums = sums.sort_values(["n_voices", "group"], ascending=[False, True])
        best = sums.drop_duplicates("agenda_id").set_index("agenda_id")["group"]
        found[kind] = [{str(best[a])} if a in best.index else set() for a in ids]
    return found


def _plain(cell: object) -> str:
    return "" if cell is None or cell != cell else normalise(str(cell)).strip()
