"""Agendas that ask for the same thing, and committees whose focus an agenda touches."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer

from prioritizer.links.profiles import column
from prioritizer.text import words

_LEAST_SHOWN = 0.2


def _analyse(text: str) -> list[str]:
    flat = "".join(text.lower().split())
    return [*words(text), *(flat[i : i + 4] for i in range(len(flat) - 3))]


def near_twins(agendas: pd.DataFrame) -> pd.DataFrame:
    """Measure how alike agendas read: titles, descriptions and citizens' words.

    Returns
    -------
    DataFrame
        ``agenda_id, twin_id, similarity`` (0 to 1), each pair once, the most alike first.
    """
    ids = agendas["agenda_id"].tolist()
    names = ("title_th", "description_th", "citizen_words_th", "title_en", "description_en")
    texts = [" ".join(row) for row in zip(*(column(agendas, n) for n in names), strict=True)]
    matrix = TfidfVectorizer(analyzer=_analyse, sublinear_tf=True).fit_transform(texts)
    alike = np.round((matrix @ matrix.T).toarray(), 6)
    one, other = np.nonzero(np.triu(alike >= _LEAST_SHOWN, 1))
    table = pd.DataFrame(
        {
            "agenda_id": [ids[i] for i in one],
            "twin_id": [ids[i] for i in other],
            "similarity": alike[one, other],
        }
    )
    return table.sort_values(
        ["similarity", "agenda_id", "twin_id"], ascending=[False, True, True], ignore_index=True
    )


def committee_links(committees: pd.DataFrame, agendas: pd.DataFrame) -> pd.DataFrame:
    """Link committees to agendas by their focus texts.

    Returns
    -------
    DataFrame
        ``agenda_id, committee_id, strength``.
    """
    own = [
        " ".join(r)
        for r in zip(column(committees, "name_th"), column(committees, "focus_th"), strict=True)
    ]
    theirs = [
        " ".join(r)
        for r in zip(*(column(agendas, n) for n in ("title_th", "description_th")), strict=True)
    ]
    vectoriser = TfidfVectorizer(analyzer=_analyse, sublinear_tf=True).fit([*own, *theirs])
    alike = np.round((vectoriser.transform(theirs) @ vectoriser.transform(own).T).toarray(), 6)
    row, col = np.nonzero(alike >= _LEAST_SHOWN)
    return pd.DataFrame(
        {
            "agenda_id": agendas["agenda_id"].to_numpy()[row],
            "committee_id": committees["committee_id"].to_numpy()[col],
            "strength": alike[row, col],
        }
    )
