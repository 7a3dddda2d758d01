"""The best n of a ranking, with a reason for each agenda that is passed over."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Selection:
    """Which agendas are on the shortlist, and why those above the cut are not."""

    chosen: pd.DataFrame
    passed_over: pd.DataFrame  # agenda_id, rank, reason_th, reason_en


def select_best(ranking: pd.DataFrame, twins: pd.DataFrame, *, size: int) -> Selection:
    """Take the best ``size`` agendas that no gate, floor or twin holds back.

    A tie at the cut is taken in whole, so the shortlist may be longer than asked. Of two near
    twins the better ranked stands, and the other is passed over.

    Parameters
    ----------
    ranking : DataFrame
        One row per agenda, ranked ones first, with ``agenda_id, rank, floor``.
    twins : DataFrame
        Pairs ``agenda_id, twin_id`` that ask for the same thing.
    size : int
        How many agendas the shortlist shall hold.

    Returns
    -------
    Selection
        The chosen rows of the ranking, in its order, and who was passed over.
    """
    ranked = ranking[ranking["rank"].notna()]
    pairs = {frozenset(pair) for pair in zip(twins["agenda_id"], twins["twin_id"], strict=True)}
    chosen: list[str] = []
    over: list[dict[str, object]] = []
    last = None
    rows = ranked[["agenda_id", "rank", "floor"]].to_dict("records")
    for row in rows:
        agenda_id, rank = str(row["agenda_id"]), row["rank"]
        floor = "" if pd.isna(row["floor"]) else str(row["floor"])  # a column of blanks is NaN
        if len(chosen) >= size and rank != last:
            break
        twin = next((c for c in chosen if frozenset((c, agenda_id)) in pairs), None)
        if floor:
            over.append(
                _passed(agenda_id, rank, f"ต่ำกว่าเกณฑ์ขั้นต่ำ: {floor}", f"below the floor: {floor}")
            )
        elif twin is not None:
            over.append(_passed(agenda_id, rank, f"ใกล้เคียงกับ {twin}", f"near twin of {twin}"))
        else:
            chosen.append(agenda_id)
            last = rank
    columns = ["agenda_id", "rank", "reason_th", "reason_en"]
    return Selection(
        chosen=ranked[ranked["agenda_id"].isin(chosen)].reset_index(drop=True),
        passed_over=pd.DataFrame(over, columns=columns),
    )


def _passed(agenda_id: str, rank: object, reason_th: str, reason_en: str) -> dict[str, object]:
    return {
        "agenda_id": agenda_id,
        "rank": rank,
        "reason_th": reason_th,
        "reason_en": reason_en,
    }
