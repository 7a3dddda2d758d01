"""What the files of a run say of each other: figures that stand before the judging."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from prioritizer.audit.cells import TOLERANCE, Difference
from prioritizer.bundle import TABLES, Bundle
from prioritizer.vocabulary import NO_AGENDA

Found = tuple[str, Difference]

CHECKED: dict[str, str] = {
    "links": "voices and strengths against tallies.parquet, ids against signals.parquet",
    "signals": "number of rows against the manifest",
    "persons": "ids against signals.parquet",
    "tallies": "voices and strengths against links.parquet, voices against voice_rules.csv",
    "outcomes": "agendas and channels against tallies.parquet",
    "rules": "voices against tallies.parquet",
    "likeness": "signals against links.parquet, shares against side.csv",
    "themes": "signals, voices and agendas against signals.parquet and links.parquet",
    "theme_tallies": "signals and voices against signals.parquet",
    "unanswered": "figures against themes.csv",
    "evidence": "strengths against links.parquet",
    "campaigns": "ids against signals.parquet",
    "rejects": "rows against the manifest",
}
"""Tables that only the inputs can make again, and what of them the run itself can check."""


def cross_checks(run: Bundle) -> Iterator[Found]:
    """Hold what stands before the judging against the other files of the run.

    Yields
    ------
    tuple of (str, Difference)
        The file, and the figure that contradicts another.
    """
    yield from _voices(run)
    yield from _themes(run)
    yield from _unanswered(run)
    yield from _evidence(run)
    yield from _likeness(run)
    yield from _rows(run)


def _off(
    name: str,
    what: str,
    told: pd.Series,
    computed: pd.Series,
    tolerance: float = TOLERANCE,
    *,
    less: bool = False,
) -> Iterator[Found]:
    """Compare two series of numbers by their index; ``less``: some of the second were forgotten."""
    told, computed = told.align(computed)
    a = told.fillna(0.0).to_numpy(dtype=float)
    b = computed.fillna(0.0).to_numpy(dtype=float)
    off = b - a if less else np.abs(a - b)
    for place in np.flatnonzero(~(off <= tolerance * np.maximum(1.0, np.abs(b)))):
        where = f"{what} of {told.index[int(place)] or 'no agenda'}"
        yield TABLES[name], Difference(where, repr(float(a[place])), repr(float(b[place])))


def _voices(run: Bundle) -> Iterator[Found]:
    """Voices of the tallies are those of the links, and of the rules."""
    tallies, links, rules = run.table("tallies"), run.table("links"), run.table("rules")
    known = tallies[tallies["agenda_id"] != NO_AGENDA].groupby("agenda_id")
    own = links.groupby("agenda_id")
    less = _forgotten(run)
    for name, column, near in (("n_voices", "voice", 1e-9), ("n_signals", "strength", 1e-5)):
        sums = known[name].sum(), own[column].sum()
        yield from _off("tallies", name, *sums, near, less=less)
    every = pd.Series({"all rules": float(tallies["n_voices"].sum())})
    told = pd.Series({"all rules": float(rules["n_voices"].sum())})
    yield from _off("rules", "n_voices", told, every, 1e-6)
    for name, table in (("links", links), ("persons", run.table("persons"))):
        strange = ~table["signal_id"].isin(run.table("signals")["signal_id"])
        for signal_id in table.loc[strange, "signal_id"].head(20):
            yield TABLES[name], Difference(f"signal {signal_id}", "listed", "no such signal")
    strength = links.groupby("signal_id")["strength"].sum()
    for signal_id, total in strength[strength > 1 + 1e-6].head(20).items():
        where = f"strengths of signal {signal_id}"
        yield TABLES["links"], Difference(where, repr(float(total)), "1 at most")
    pairs = tallies[["agenda_id", "channel"]].drop_duplicates()
    outcomes = run.table("outcomes")[["agenda_id", "channel"]].drop_duplicates()
    merged = outcomes.merge(pairs, how="left", indicator=True)
    for row in merged[merged["_merge"] == "left_only"].head(20).itertuples():
        where = f"agenda {row.agenda_id}, channel {row.channel}"
        yield TABLES["outcomes"], Difference(where, "has outcomes", "has no voices")


def _themes(run: Bundle) -> Iterator[Found]:
    """Themes hold the signals and voices that signals.parquet gives them."""
    themes, signals = run.table("themes").set_index("theme_id"), run.table("signals")
    themes = themes[themes["parent_id"] != ""]  # broad themes are sums of these
    by_theme = signals.groupby("theme_id")
    said = run.table("theme_tallies").groupby("theme_id")
    less, weights = _forgotten(run), by_theme["voice_weight"].sum()
    for name, table in (("themes", themes), ("theme_tallies", said.sum(numeric_only=True))):
        yield from _off(name, "n_signals", table["n_signals"], by_theme.size(), less=less)
        yield from _off(name, "n_voices", table["n_voices"], weights, 1e-6, less=less)
    share = said["n_answered"].sum() / said["n_voices"].sum()
    yield from _off("themes", "share_answered", themes["share_answered"], share, 1e-6)
    if less:
        return
    links = run.table("links")
    theme_of = signals.set_index("signal_id")["theme_id"]
    voices = links.assign(theme_id=links["signal_id"].map(theme_of))
    best = voices.groupby(["theme_id", "agenda_id"])["voice"].sum()
    for theme_id, agenda_id in zip(themes.index.astype(str), themes["agenda_id"], strict=True):
        if theme_id not in best.index.get_level_values(0):
            continue
        own = best.loc[theme_id]
        if own.get(agenda_id, 0.0) < own.max() - 1e-6:
            where = f"agenda_id of {theme_id}"
            yield TABLES["themes"], Difference(where, str(agenda_id), str(own.idxmax()))


def _forgotten(run: Bundle) -> bool:
    return "forgotten" in run.manifest


def _unanswered(run: Bundle) -> Iterator[Found]:
    """Unanswered demand repeats the figures of its theme."""
    table, themes = run.table("unanswered"), run.table("themes")
    if table.empty:
        return
    table, themes = table.set_index("theme_id"), themes.set_index("theme_id")
    for name in ("n_signals", "n_voices", "n_places", "share_answered", "stability"):
        if name in table and name in themes:
            computed = themes[name].reindex(table.index)
            yield from _off("unanswered", name, table[name], computed)
    left = (themes["n_voices"] * (1 - themes["share_answered"])).reindex(table.index)
    yield from _off("unanswered", "n_unanswered", table["n_unanswered"], left, 1e-6)


def _evidence(run: Bundle) -> Iterator[Found]:
    """Hold the strength of each quote against links.parquet."""
    evidence, links = run.table("evidence"), run.table("links")
    if evidence.empty:
        return
    keys = ["agenda_id", "signal_id"]
    both = evidence[[*keys, "strength"]].merge(
        links[[*keys, "strength"]], on=keys, how="left", suffixes=("", "_linked")
    )
    told = both["strength"].fillna(0).to_numpy(dtype=float)
    linked = both["strength_linked"].fillna(0).to_numpy(dtype=float)
    for place in np.flatnonzero(np.abs(told - linked) > TOLERANCE)[:20]:
        where = f"row {place + 2}, column strength"
        yield TABLES["evidence"], Difference(where, repr(told[place]), repr(linked[place]))


def _likeness(run: Bundle) -> Iterator[Found]:
    """No more signals are compared across areas than are linked; forgotten ones may be gone."""
    table = run.table("likeness") if run.has("likeness") else pd.DataFrame()
    if table.empty:
        return
    linked = run.table("links").groupby("agenda_id")["signal_id"].nunique()
    gone = run.manifest.get("forgotten", {}).get("n_signals", 0)
    most = table["agenda_id"].map(linked.to_dict()).fillna(0).to_numpy(dtype=int) + gone
    for place in np.flatnonzero(table["n_signals"].to_numpy(dtype=int) > most)[:20]:
        where = f"row {place + 2}, column n_signals"
        told = str(table["n_signals"].iloc[place])
        yield TABLES["likeness"], Difference(where, told, f"at most {most[place]}")


def _rows(run: Bundle) -> Iterator[Found]:
    """Rows read are rows accepted and rows rejected, file by file."""
    inputs = run.manifest["inputs"]
    for item in inputs:
        read, both = item["rows_read"], item["accepted"] + item["rejected"]
        if read != both:
            where = f"inputs: {item['file']}, rows_read"
            yield "manifest.json", Difference(where, str(read), str(both))
    signals = [item for item in inputs if item.get("kind") == "signals"]
    told = sum(item["accepted"] for item in signals)
    held = len(run.table("signals")) + run.manifest.get("forgotten", {}).get("n_signals", 0)
    if told != held:
        yield TABLES["signals"], Difference("number of rows", str(held), str(told))
    thrown, rejects = sum(item["rejected"] for item in signals), len(run.table("rejects"))
    if thrown != rejects:
        yield TABLES["rejects"], Difference("number of rows", str(rejects), str(thrown))
    campaigns = run.table("campaigns")
    if "campaign_id" in campaigns and "campaign_id" in run.table("signals"):
        held_ids = set(run.table("signals")["campaign_id"])
        for name in sorted(set(campaigns["campaign_id"]) - held_ids)[:20]:
            yield TABLES["campaigns"], Difference(f"campaign {name}", "listed", "holds no signal")
