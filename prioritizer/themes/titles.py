"""Titles for the agendas that themes propose: a verb, a thing, a place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.resources import read_toml
from prioritizer.text import Vectors, segment
from prioritizer.themes.centres import centres_of
from prioritizer.themes.lexicon import opens_with_noun, says_nothing

_THAI = re.compile("[\u0e01-\u0e4e]")
_ASKING = re.compile(
    r"^(?:petition(?: to)?|please|we demand|we want|i want|kindly|to|"
    r"ขอความกรุณา|ขอให้|อยากให้|ต้องการให้|เสนอให้|ควร|กรุณา|โปรด|รบกวน|ช่วย|ขอ)[\s:,]*",
    re.IGNORECASE,
)
_MARK = re.compile(r"[\[\]<>{}@#]|https?:|\d{5,}")
_LEAST_ASKS = 0.4  # of the texts: then they speak for themselves
_SHORTEST, _LONGEST = 12, 90
_PLACES = 3


@cache
def _doing_words() -> tuple[frozenset[str], frozenset[str]]:
    """Verbs that open a demand: Thai, English."""
    found = []
    for language in ("th", "en"):
        lists = read_toml(f"configs/words/clarity_{language}.toml")
        verbs = f"{lists['act']} {lists['soft']}".split()
        found.append(frozenset(verb.replace("_", " ") for verb in verbs))
    return found[0], found[1]


def asks(text: str) -> str:
    """Give the demand that a text makes, as a phrase that begins with a verb; else "".

    In Thai a bare verb tells what others do as often as what is asked, so a word of asking must
    stand before it.

    >>> asks("Petition to ban the sale of fireworks."), asks("The light is out")
    ('Ban the sale of fireworks', '')
    """
    whole = text = " ".join(text.split()).rstrip(" .!")
    for _ in range(2):
        text = _ASKING.sub("", text)
    thai, english = _doing_words()
    if _THAI.match(text):
        if text == whole:  # "to throw rubbish on the road" is no demand unless it says so
            return ""
        first = next((piece for piece in segment(text) if piece.strip()), "")
        return text if first in thai else ""
    first = text.split(" ")[0].lower()
    return text[:1].upper() + text[1:] if first in english else ""


def propose_titles(
    described: pd.DataFrame,
    labels: NDArray[np.integer],
    vectors: Vectors,
    texts: Sequence[str],
    places: Sequence[str],
    level: str,
    *,
    province: str = "",
) -> pd.DataFrame:
    """Propose an agenda for every theme.

    Where at least two texts in five make a demand themselves, as petitions do, the title is the
    demand that says best what the theme is about, in its author's words. Elsewhere it is "solve"
    and what the theme is about, in the places that speak of it most. A theme of many matters
    (``mixed``) proposes none.

    Parameters
    ----------
    described : DataFrame
        From `describe_themes`, a row for each number, "says nothing" last.
    labels : ndarray of shape (n_signals,)
    vectors : Vectors
    texts : sequence of str
        Redacted.
    places : sequence of str
        "" where unknown.
    level : {"province", "district", "subdistrict", ""}
        What a place is.
    province : str
        Where all places lie in one province, its name.

    Returns
    -------
    DataFrame
        ``proposed_title_th, proposed_title_en, proposed_places``, index as ``described``.
    """
    labels = np.asarray(labels)
    n_themes = len(described) - 1
    inside = np.where(labels < n_themes, labels, n_themes).astype(np.intp)
    centres = centres_of(vectors.dense, inside, np.ones(len(labels)), n_themes + 1)
    near = (vectors.dense * centres[inside]).sum(1, dtype=np.float64).round(6)
    silent = says_nothing(vectors)
    petitions = np.mean([bool(asks(text)) for text in texts[:2000]]) >= _LEAST_ASKS
    where = np.asarray(places, dtype=object)
    rows: list[tuple[str, str, str]] = []
    for theme in range(len(described)):
        row = described.iloc[theme]
        own = np.flatnonzero((labels == theme) & ~silent)
        if row["says_nothing"] or not len(own):
            rows.append(("", "", ""))
            continue
        loudest = _loudest(where[own])
        if row["mixed"]:  # many matters: no one agenda answers them
            rows.append(("", "", "; ".join(loudest)))
            continue
        thai = bool(row["label_th"])
        words = str(row["keywords"]).split("; ")[:5]
        title = _demand(own, near, texts, words) if petitions else ""
        if not title:
            label = str(row["label_th"] or row["label_en"])
            things = str(row["things"])
            if thai:
                title = _thai_title(label.split(" / "), loudest, level, province)
            elif things:
                title = _english_title(things.split(" / "), loudest)
        said = "; ".join(loudest)
        title = "" if _MARK.search(title) else title
        rows.append((title, "", said) if _THAI.search(title) else ("", title, said))
    names = ["proposed_title_th", "proposed_title_en", "proposed_places"]
    return pd.DataFrame(rows, columns=names, index=described.index)


def _loudest(places: NDArray[np.object_]) -> list[str]:
    """Name the places that speak of it most."""
    counts = pd.Series(places[places != ""]).value_counts()
    order = sorted(counts.index, key=lambda place: (-counts[place], place))
    return [str(place) for place in order[:_PLACES]]


def _demand(
    own: NDArray[np.intp],
    near: NDArray[np.float64],
    texts: Sequence[str],
    words: Sequence[str],
) -> str:
    """Find the demand that says best what a theme is about: near, and with its words."""
    best, most = "", 0.0
    for i in own[np.argsort(-near[own], kind="stable")][:400]:
        demand = asks(texts[i])
        if _SHORTEST <= len(demand) <= _LONGEST and not _MARK.search(demand):
            held = sum(word in demand.lower() for word in words) / max(len(words), 1)
            if near[i] + held > most:
                best, most = demand, float(near[i] + held)
    return best


def _thai_title(parts: Sequence[str], places: Sequence[str], level: str, province: str) -> str:
    """Write "solve …" in Thai; what is done takes การ before it."""
    parts = [part for part in parts if _THAI.match(part)]
    if not parts:
        return ""
    named = [part for part in parts if opens_with_noun(part) is not False]
    chosen = (named or parts)[:2]
    heads = [part if opens_with_noun(part) is not False else f"การ{part}" for part in chosen]
    before = {"province": "จังหวัด", "district": "อำเภอ", "subdistrict": "ตำบล"}.get(level, "")
    if level == "province" and any(place.startswith("กรุงเทพ") for place in places):
        before = ""
    elif province.startswith("กรุงเทพ"):
        before = {"district": "เขต", "subdistrict": "แขวง"}.get(level, before)
    where = f" ใน{before}{_listed(places, ' ', ' และ')}" if places else ""
    return f"แก้ปัญหา{'และ'.join(heads)}{where}"


def _english_title(parts: Sequence[str], places: Sequence[str]) -> str:
    where = f" in {_listed(places, ', ', ' and ')}" if places else ""
    return f"Fix {' and '.join(parts[:2])}{where}"


def _listed(names: Sequence[str], between: str, last: str) -> str:
    """Join names as people do.

    >>> _listed(["a", "b", "c"], ", ", " and ")
    'a, b and c'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{between.join(names[:-1])}{last}{names[-1]}"
