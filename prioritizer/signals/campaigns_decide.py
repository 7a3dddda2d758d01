"""Decide from counts which groups of near-same texts are campaigns, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.signals.campaigns_background import (
    Background,
    Codes,
    Level,
    choose_level,
    label_places,
)
from prioritizer.signals.campaigns_counts import NO_DATE, CampaignCounts, popular_size
from prioritizer.signals.campaigns_expected import effective_number, expected_effective_number
from prioritizer.signals.campaigns_peel import Spread, expect, measure_spread, peel
from prioritizer.signals.campaigns_texts import MIN_LOOSE, group_texts
from prioritizer.signals.repeats import hash_words, hex_ids
from prioritizer.signals.repeats_near import MIN_LIKENESS
from prioritizer.vocabulary import Matrix

TABLE_COLUMNS: dict[str, str] = {
    "campaign_id": "str",
    "example_id": "str",
    "n_signals": "int64",
    "n_same_text": "int64",
    "n_voices": "float64",
    "kept_voices": "float64",
    "damping": "float64",
    "why": "str",
    "ratio": "float64",
    "effective_places": "float64",
    "expected_places": "float64",
    "effective_days": "float64",
    "expected_days": "float64",
    "effective_persons": "float64",
    "expected_persons": "float64",
    "n_places": "int64",
    "n_days": "int64",
    "n_persons": "int64",
    "top_place": "str",
    "share_top_place": "float64",
    "first_on": "datetime64[s]",
    "last_on": "datetime64[s]",
}
"""Columns of a table of campaigns."""


@dataclass(frozen=True)
class CampaignDecisions:
    """What campaigns there are, and by what a signal of theirs is known."""

    table: pd.DataFrame  # TABLE_COLUMNS, largest first
    texts: pd.DataFrame  # text_key (sorted), campaign: the row of the table
    spans: pd.DataFrame  # campaign, kind (places, days, persons), part: where it was copied
    level: Level  # what a place is


@dataclass(frozen=True)
class _Ground:
    """What every group is held against."""

    places: Background
    days: Background
    persons: pd.DataFrame
    place_labels: NDArray[np.object_]
    day_numbers: Codes
    size: int
    concentration: float

    def keys(self, kind: str) -> NDArray[np.uint64]:
        """Name the parts of one kind, as a signal of any partition can."""
        if kind == "places":
            return hash_words(pd.Series(self.place_labels, dtype="str"))
        return self.day_numbers.astype(np.uint64)


def decide_campaigns(
    counts: CampaignCounts,
    texts: pd.DataFrame,
    *,
    size: int = 30,
    concentration: float = 0.2,
) -> CampaignDecisions:
    """Decide which groups of near-same texts are campaigns.

    A group of ``size`` signals or more is one if its effective number of places, days or persons
    is below ``concentration`` times that of as many other signals of the same channels and months.
    Only its concentrated part is marked: first the places, then among the rest the days, then the
    persons that hold it. What citizens elsewhere say in the same words stays untouched, and what
    they would have said in those places anyway is left to them. Texts that only resemble the group
    (a third alike) do not make a campaign, but belong to it where it was copied: who says one thing
    in many wordings is one campaign too.

    Parameters
    ----------
    counts : CampaignCounts
        Counts of all signals.
    texts : DataFrame
        The texts they were counted for (:func:`group_popular`).
    size : int
        Near-same texts that make a campaign.
    concentration : float
        Ratio below which they do.

    Returns
    -------
    CampaignDecisions
    """
    level = choose_level(_placed(counts))
    texts = texts.merge(counts.examples, on="text_key", how="left")
    ground, cells = _prepare(counts, texts, level, size, concentration)
    found: list[dict[str, object]] = []
    spans: list[pd.DataFrame] = []
    owners: list[int] = []
    own = texts.groupby("group")
    for group, rows in cells.groupby("group"):
        judged = _judge(rows, own.get_group(group), ground)
        if judged is not None:
            found.append(judged[0])
            spans.append(judged[1].assign(group=group))
            owners.append(int(rows["group"].iloc[0]))
    return _gather(found, spans, owners, texts, level)


def group_popular(texts: pd.DataFrame, *, size: int = 30) -> pd.DataFrame:
    """Keep the texts of groups whose core is large enough, and those that resemble one.

    Parameters
    ----------
    texts : DataFrame
        What :func:`merge_texts` gives of all signals.
    size : int
        Near-same texts that make a campaign.

    Returns
    -------
    DataFrame
        ``text_key`` (sorted), ``n, group, core``.
    """
    group, likeness = group_texts(texts, popular_size(size), size)
    kept = (group >= 0) & (likeness >= MIN_LOOSE)
    held = texts.loc[kept, ["text_key", "n"]].assign(
        group=group[kept], core=likeness[kept] >= MIN_LIKENESS
    )
    sizes = held["n"].where(held["core"], 0).groupby(held["group"]).transform("sum")
    return held[sizes >= size].sort_values("text_key", ignore_index=True)


def _placed(counts: CampaignCounts) -> pd.DataFrame:
    n = counts.by_place.groupby("place")["n"].sum()
    return counts.places.assign(n=n.reindex(counts.places["place"]).to_numpy())


def _prepare(
    counts: CampaignCounts, texts: pd.DataFrame, level: Level, size: int, concentration: float
) -> tuple[_Ground, pd.DataFrame]:
    """Give places and days numbers, and popular texts their weight in the background."""
    label, labels = pd.factorize(label_places(counts.places, level), sort=True)
    place_of = pd.Series(label, index=counts.places["place"])
    days, day = np.unique(counts.by_day["day"].to_numpy(), return_inverse=True)
    by_place = counts.by_place.assign(part=place_of[counts.by_place["place"]].to_numpy())
    places = Background(by_place, len(labels))
    by_day = Background(counts.by_day.assign(part=day), len(days))
    cells = counts.cells
    of_text = texts.set_index("text_key")[["group", "core"]].loc[cells["text_key"]]
    cells = cells.assign(
        group=of_text["group"].to_numpy(),
        core=of_text["core"].to_numpy(),
        place_part=place_of[cells["place"]].to_numpy(),
        day_part=np.searchsorted(days, cells["day"].to_numpy()),
        strata=places.strata(cells),
    )
    total = cells.groupby("group")["n"].transform("sum").to_numpy(dtype=np.float64)
    cells["weight"] = 1.0 / np.sqrt(total)
    n = cells["n"].to_numpy(dtype=np.float64)
    excess = n * (1.0 - cells["weight"].to_numpy())
    strata = cells["strata"].to_numpy()
    places.lighten(strata, cells["place_part"].to_numpy(), n, excess)
    by_day.lighten(strata, cells["day_part"].to_numpy(), n, excess)
    ground = _Ground(
        places,
        by_day,
        counts.persons,
        np.asarray(labels, dtype=object),
        days,
        size,
        concentration,
    )
    return ground, cells


def _judge(
    rows: pd.DataFrame, texts: pd.DataFrame, ground: _Ground
) -> tuple[dict[str, object], pd.DataFrame] | None:
    """Judge one group; hand back its row of the table and its spans, or nothing."""
    loose = rows[~rows["core"]]
    rows = rows[rows["core"]]
    n = rows["n"].to_numpy(dtype=np.float64)
    voices = rows["n_voices"].to_numpy()
    taken = np.zeros(len(rows), dtype=bool)
    own_voices, spans, why = 0.0, [], []
    for kind in ("places", "days", "persons"):
        left = ~taken
        if n[left].sum() < ground.size:
            break
        found, parts, expected = _take(kind, rows[left], ground)
        if not found.any():
            continue
        rest = left.copy()
        rest[left] = ~found
        a_voice = voices[rest].sum() / n[rest].sum() if rest.any() else 0.0
        own_voices += expected * a_voice
        taken[left] = found
        spans.append(pd.DataFrame({"kind": kind, "part": parts}))
        why.append(kind)
    if not why:
        return None
    also, expected = _resembling(loose, spans, ground)
    own_voices += expected
    copied = pd.concat([rows[taken], loose[also]])
    total = float(copied["n_voices"].sum())
    kept = min(total, own_voices + float(np.sqrt(max(total - own_voices, 0.0))))
    described = _describe(copied, ground)
    top = texts[texts["core"]].sort_values(["n", "text_key"], ascending=[False, True]).iloc[0]
    described |= {
        "campaign_id": hex_ids(np.array([top["text_key"]], dtype=np.uint64))[0],
        "example_id": top["example_id"],
        "n_same_text": int(n.sum()),
        "n_voices": total,
        "kept_voices": kept,
        "damping": kept / total,
        "why": ", ".join(why),
    }
    return described, pd.concat(spans)


def _resembling(
    rows: pd.DataFrame, spans: list[pd.DataFrame], ground: _Ground
) -> tuple[NDArray[np.bool_], float]:
    """Find what resembles a campaign where it was copied, and how many voices are none of it."""
    taken, own_voices = np.zeros(len(rows), dtype=bool), 0.0
    voices, n = rows["n_voices"].to_numpy(), rows["n"].to_numpy(dtype=np.float64)
    for span in spans:
        if taken.all():
            break
        left = rows[~taken]
        kind, keys = span["kind"].iloc[0], span["part"].to_numpy(dtype=np.uint64)
        if kind == "persons":
            inside, expected = left["person"].isin(keys).to_numpy(), 0.0
        else:
            part, counts, shares = _compare(kind, left, ground)
            held = np.isin(ground.keys(kind), keys)
            inside, expected = held[part], float(expect(counts, shares, held)[held].sum())
        found = ~taken
        found[~taken] = inside
        rest = ~taken & ~found
        own_voices += expected * (voices[rest].sum() / n[rest].sum() if rest.any() else 0.0)
        taken |= found
    return taken, own_voices


def _take(
    kind: str, rows: pd.DataFrame, ground: _Ground
) -> tuple[NDArray[np.bool_], NDArray[np.uint64], float]:
    """Find the copied part by one kind: rows, the keys of its parts, signals expected there."""
    if kind == "persons":
        return _take_persons(rows, ground)
    part, counts, shares = _compare(kind, rows, ground)
    taken, expected = peel(
        counts,
        shares,
        concentration=ground.concentration,
        size=ground.size,
        parts=kind == "places",
    )
    return taken[part], ground.keys(kind)[taken], float(expected[taken].sum())


def _take_persons(
    rows: pd.DataFrame, ground: _Ground
) -> tuple[NDArray[np.bool_], NDArray[np.uint64], float]:
    """Find the persons who copied; what they would have said anyway is not known."""
    known = rows[rows["person"] != 0]
    by_person = known.groupby("person")["n"].sum().sort_values(ascending=False, kind="stable")
    counts = by_person.to_numpy(dtype=np.float64)
    first = 0
    while counts[first:].sum() >= 2:
        rest = known[~known["person"].isin(by_person.index[:first])] if first else known
        if not _person_spread(rest, counts[first:], ground).ratio < ground.concentration:
            break
        first += 1
    if counts[:first].sum() < ground.size:
        first = 0
    keys = by_person.index[:first].to_numpy(dtype=np.uint64)
    return rows["person"].isin(keys).to_numpy(), keys, 0.0


def _person_spread(rows: pd.DataFrame, counts: Matrix, ground: _Ground) -> Spread:
    by_channel = rows.groupby("channel", observed=True)["n"].sum()
    wrote = ground.persons[ground.persons["channel"].isin(by_channel.index)]
    often = wrote["n_signals"].to_numpy(dtype=np.float64)
    many = wrote["n_persons"].to_numpy(dtype=np.float64)
    total = (wrote["n_signals"] * wrote["n_persons"]).groupby(wrote["channel"]).sum()
    worth = (by_channel / total)[wrote["channel"]].to_numpy(dtype=np.float64)
    n = counts.sum()
    if n < 1 or many.sum() < 2:
        return Spread(effective_number(counts), float("nan"))
    expected = expected_effective_number(often * worth, float(n), many)
    return Spread(effective_number(counts), expected)


def _compare(kind: str, rows: pd.DataFrame, ground: _Ground) -> tuple[Codes, Matrix, Matrix]:
    """Count a group by place or day, beside how others fall."""
    background = ground.places if kind == "places" else ground.days
    part = rows["place_part" if kind == "places" else "day_part"].to_numpy()
    n = rows["n"].to_numpy(dtype=np.float64)
    weight = float(rows["weight"].iloc[0])
    shares = background.shares(rows["strata"].to_numpy(), part, n, weight)
    counts = np.bincount(part, weights=n, minlength=len(shares))
    return part.astype(np.int64), counts.astype(np.float64), shares


def _describe(rows: pd.DataFrame, ground: _Ground) -> dict[str, object]:
    """Say how the copied part spreads."""
    said: dict[str, object] = {"n_signals": int(rows["n"].sum())}
    ratios = []
    for kind in ("places", "days"):
        _, counts, shares = _compare(kind, rows, ground)
        spread = measure_spread(counts, shares)
        said |= {f"effective_{kind}": spread.effective, f"expected_{kind}": spread.expected}
        said[f"n_{kind}"] = int((counts > 0).sum())
        ratios.append(spread.ratio)
        if kind == "places":
            top = int(np.argmax(counts))
            said["top_place"] = str(ground.place_labels[top]).strip("/")
            said["share_top_place"] = float(counts[top] / counts.sum())
    known = rows[rows["person"] != 0]
    by_person = known.groupby("person")["n"].sum().to_numpy(dtype=np.float64)
    spread = _person_spread(known, by_person, ground)
    said |= {"effective_persons": spread.effective, "expected_persons": spread.expected}
    said["n_persons"] = len(by_person)
    ratios.append(spread.ratio)
    said["ratio"] = float(np.nanmin(ratios)) if not np.isnan(ratios).all() else float("nan")
    days = rows["day"].to_numpy()
    dated = days[days != NO_DATE]
    for name, day in (("first_on", dated.min(initial=1 << 30)), ("last_on", dated.max(initial=-1))):
        said[name] = np.datetime64(int(day), "D") if len(dated) else np.datetime64("NaT")
    return said


def _gather(
    found: list[dict[str, object]],
    spans: list[pd.DataFrame],
    owners: list[int],
    texts: pd.DataFrame,
    level: Level,
) -> CampaignDecisions:
    """Sort campaigns by size and number their texts and spans as the table does."""
    table = pd.DataFrame(found, columns=list(TABLE_COLUMNS)).astype(TABLE_COLUMNS)
    order = table.sort_values(["n_signals", "campaign_id"], ascending=[False, True]).index
    number = pd.Series(np.arange(len(order)), index=np.asarray(owners, dtype=np.int64)[order])
    held = texts[texts["group"].isin(number.index)]
    span = (
        pd.concat(spans, ignore_index=True)
        if spans
        else pd.DataFrame({"kind": [], "part": np.zeros(0, np.uint64), "group": []})
    )
    return CampaignDecisions(
        table=table.loc[order].reset_index(drop=True),
        texts=pd.DataFrame(
            {
                "text_key": held["text_key"].to_numpy(dtype=np.uint64),
                "campaign": number[held["group"]].to_numpy(dtype=np.int64),
            }
        ),
        spans=pd.DataFrame(
            {
                "campaign": number[span["group"]].to_numpy(dtype=np.int64),
                "kind": span["kind"].astype("str"),
                "part": span["part"].to_numpy(dtype=np.uint64),
            }
        ),
        level=level,
    )
