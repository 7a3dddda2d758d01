"""In whose words: quotes chosen by a rule, those that speak against a link among them."""

from __future__ import annotations

import pandas as pd

_SPEAKING, _DOUBTFUL = 6, 2
_SHORTEST, _LONGEST = 20, 400

COLUMNS = (
    "agenda_id",
    "signal_id",
    "kind",
    "strength",
    "text",
    "month",
    "province",
    "channel",
)


def choose_evidence(
    links: pd.DataFrame, signals: pd.DataFrame, agendas: pd.DataFrame
) -> pd.DataFrame:
    """Choose quotes of each agenda.

    The rule: among texts of 20 to 400 characters, none twice, the six most strongly linked, from
    as many places as there are before a second from one place; then the two weakest accepted
    links, as counter-examples (``kind`` "counter") that a reader should doubt first.

    Parameters
    ----------
    links : DataFrame
        ``signal_id, agenda_id, strength``.
    signals : DataFrame
        ``signal_id, text, received_on, province, district, channel, text_key``, texts redacted.
    agendas : DataFrame
        ``agenda_id``.

    Returns
    -------
    DataFrame
        ``COLUMNS``, agendas in their order, the strongest first.
    """
    readable = signals[signals["text"].str.len().between(_SHORTEST, _LONGEST)]
    told = links.merge(
        readable[
            ["signal_id", "text", "received_on", "province", "district", "channel", "text_key"]
        ],
        on="signal_id",
    )
    told = told[told["agenda_id"].isin(agendas["agenda_id"])]
    told = told.sort_values(["agenda_id", "strength", "signal_id"], ascending=[True, False, True])
    told = told.drop_duplicates(["agenda_id", "text_key"])
    place = told["province"] + told["district"]
    told["again"] = told.groupby(["agenda_id", place]).cumcount()
    strong = told[told.groupby("agenda_id").cumcount() < 5 * _SPEAKING]
    strong = strong.sort_values(
        ["agenda_id", "again", "strength", "signal_id"], ascending=[True, True, False, True]
    )
    best = strong.groupby("agenda_id").head(_SPEAKING).assign(kind="speaks")
    rest = told[~told.index.isin(best.index)]
    weak = rest.groupby("agenda_id").tail(_DOUBTFUL).assign(kind="counter")
    found = pd.concat([best, weak], ignore_index=True)
    found["month"] = found["received_on"].dt.strftime("%Y-%m").fillna("")
    order = {a: i for i, a in enumerate(agendas["agenda_id"])}
    found["_place"] = found["agenda_id"].map(order)
    found = found.sort_values(
        ["_place", "kind", "strength", "signal_id"], ascending=[True, False, False, True]
    )
    return found[list(COLUMNS)].reset_index(drop=True)
