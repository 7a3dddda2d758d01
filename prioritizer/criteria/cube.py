"""The tallies as arrays: which voices, of which agenda, channel, month, area and bucket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from prioritizer.criteria.limits import Limits
from prioritizer.errors import AgendasError, ConfigError
from prioritizer.vocabulary import N_BUCKETS, NO_AGENDA, Matrix

Index = NDArray[np.intp]

_OPTIONAL = ("severity", "n_severity", "n_campaign", "n_copied")  # sums that tallies may lack


@dataclass(frozen=True)
class DemandCube:
    """Voices by pair (agenda × cell) and bucket; a cell is a channel × month × area.

    Built once by `build_cube`; every measure that rests on voices is then a few sparse products,
    also for a thousand bootstrap replicates of the 64 buckets.

    Attributes
    ----------
    agendas : tuple of str
        Agenda ids in the order of the agendas table; the last is "", no agenda.
    channels, months, areas : tuple of str
        Sorted; "" is an unknown month or area.
    cell_channel, cell_month, cell_area : ndarray of shape (n_cells,)
    pair_agenda, pair_cell : ndarray of shape (n_pairs,)
    voices, severity, n_severity : csr_array of shape (n_pairs, 64)
        Voices; voices × grade; voices of known grade.
    campaign : ndarray of shape (n_pairs, 1)
        Those of the voices that campaigns bring, damped as they are.
    copied : ndarray of shape (n_channels,)
        Share of each channel's signals that campaigns brought.
    population : ndarray of shape (n_areas,) or None
        Inhabitants; NaN where the places table does not name the area.
    channel_weights : ndarray of shape (n_channels,) or None
        As the study says; None: from the number of voices.
    """

    agendas: tuple[str, ...]
    channels: tuple[str, ...]
    months: tuple[str, ...]
    areas: tuple[str, ...]
    cell_channel: Index
    cell_month: Index
    cell_area: Index
    pair_agenda: Index
    pair_cell: Index
    voices: Any
    severity: Any
    n_severity: Any
    status: pd.DataFrame
    signals: Matrix
    campaign: Matrix
    copied: Matrix
    population: Matrix | None = None
    channel_weights: Matrix | None = None
    limits: Limits = field(default_factory=Limits)

    @property
    def n_agendas(self) -> int:
        """Agendas of the study, "no agenda" not among them."""
        return len(self.agendas) - 1

    @property
    def n_cells(self) -> int:
        """Cells that hold a voice."""
        return len(self.cell_channel)

    def cell_sums(self, pair_voices: Matrix) -> Matrix:
        """Sum pairs (rows) to cells; columns are replicates."""
        return self.summed(pair_voices, self.pair_cell, self.n_cells)

    def summed(
        self, pair_rows: Matrix, group: Index, n_groups: int, weights: Matrix | None = None
    ) -> Matrix:
        """Sum pairs (rows) to groups, each times its weight; columns are replicates."""
        n = len(group)
        ones = np.ones(n) if weights is None else weights
        gather = sparse.csr_array((ones, (group, np.arange(n))), shape=(n_groups, n))
        return np.asarray(gather @ pair_rows, dtype=np.float64)


def build_cube(
    tallies: pd.DataFrame,
    agenda_ids: Sequence[str],
    *,
    places: pd.DataFrame | None = None,
    channel_weights: Mapping[str, float] | None = None,
    volumes: pd.DataFrame | None = None,
    limits: Mapping[str, Any] | Limits | None = None,
) -> DemandCube:
    """Lay tallies out as arrays.

    Parameters
    ----------
    tallies : DataFrame
        ``agenda_id, area, channel, month, status, bucket, n_voices`` and, where there are,
        ``n_signals, severity, n_severity, n_campaign, n_copied``; "" as agenda is the rest of
        each signal.
    agenda_ids : sequence of str
        The agendas of the study; voices of agendas that are gone count as "no agenda".
    places : DataFrame, optional
        ``area, population``. Without it areas weigh as the voices fell.
    channel_weights : mapping, optional
        Weight of each channel, as the study says; channels it does not name weigh 0.
    volumes : DataFrame, optional
        ``channel, month, n_voices``: how many voices each channel-month really had. Given, each
        channel-month of the tallies is brought to that size first, so that tallies say only how
        its voices are *divided*; scaling them changes nothing.
    limits : mapping or Limits, optional
        The study's table ``[measurement]``.

    Returns
    -------
    DemandCube

    Notes
    -----
    Months weigh alike, so a flood of rows in one month is no demand. It is evidence, though: the
    prior of 30 voices, the shrunk means of severity and open cases, and breadth under 30 voices
    ask how many voices there were, and `volumes` is what keeps their answer apart from the rows.

    Raises
    ------
    AgendasError
        If the tallies lack a column, or hold a number of voices below 0.
    """
    frame = _checked(tallies)
    if volumes is not None:
        frame = _restored(frame, volumes)
    agendas = (*(str(a) for a in agenda_ids), NO_AGENDA)
    place = pd.Series(np.arange(len(agendas)), index=list(agendas))
    agenda = frame["agenda_id"].map(place).fillna(len(agendas) - 1).to_numpy(dtype=np.intp)
    channel, channels = _codes(frame["channel"])
    month, months = _codes(frame["month"])
    people = _people(places, set(frame["area"]))
    area, areas = _codes(frame["area"], people.index)
    cell_key = (channel * len(months) + month) * max(len(areas), 1) + area
    cells, cell = np.unique(cell_key, return_inverse=True)
    pair_key = agenda * max(len(cells), 1) + cell
    pairs, pair = np.unique(pair_key, return_inverse=True)
    bucket = frame["bucket"].to_numpy(dtype=np.intp) % N_BUCKETS
    shape = (len(pairs), N_BUCKETS)

    def by_bucket(column: str) -> Any:
        data = frame[column].to_numpy(dtype=np.float64)
        return sparse.csr_array(sparse.coo_array((data, (pair, bucket)), shape=shape))

    signals: Any = np.bincount(agenda, frame["n_signals"].to_numpy(float), minlength=len(agendas))
    status = (
        frame.assign(agenda=agenda, channel=channel)
        .groupby(["agenda", "channel", "month", "status", "bucket"], sort=True, observed=True)[
            "n_voices"
        ]
        .sum()
        .reset_index()
    )
    per_month = max(len(areas), 1)
    sent, copied = (
        np.bincount(channel, frame[name].to_numpy(float), minlength=len(channels))
        for name in ("n_signals", "n_copied")
    )
    return DemandCube(
        agendas=agendas,
        channels=channels,
        months=months,
        areas=areas,
        cell_channel=cells // (len(months) * per_month) if len(cells) else cells,
        cell_month=cells // per_month % max(len(months), 1),
        cell_area=cells % per_month,
        pair_agenda=pairs // max(len(cells), 1),
        pair_cell=pairs % max(len(cells), 1),
        voices=by_bucket("n_voices"),
        severity=by_bucket("severity"),
        n_severity=by_bucket("n_severity"),
        status=status,
        signals=signals,
        campaign=np.asarray(by_bucket("n_campaign").sum(axis=1), dtype=np.float64)[:, None],
        copied=np.divide(copied, sent, out=np.zeros(len(channels)), where=sent > 0),
        population=people.reindex(list(areas)).to_numpy(dtype=np.float64) if len(people) else None,
        channel_weights=_channel_weights(channel_weights, channels),
        limits=Limits.of(limits),
    )


def _checked(tallies: pd.DataFrame) -> pd.DataFrame:
    needed = ["agenda_id", "area", "channel", "month", "status", "bucket", "n_voices"]
    missing = [name for name in needed if name not in tallies]
    if missing:
        raise AgendasError(f"tallies: column {missing[0]!r} is missing.", "Run the study again.")
    frame = tallies[needed].copy()
    frame["n_signals"] = tallies.get("n_signals", tallies["n_voices"])
    for name in _OPTIONAL:
        frame[name] = tallies.get(name, 0.0)
    numbers = ["n_voices", "n_signals", *_OPTIONAL]
    frame[numbers] = frame[numbers].astype(float).fillna(0.0)
    for name in ("agenda_id", "area", "channel", "month", "status"):
        frame[name] = frame[name].astype("str").fillna("")
    if (frame["n_voices"] < 0).any():
        raise AgendasError("tallies: n_voices is below 0 somewhere.", "Run the study again.")
    return frame.reset_index(drop=True)


def _restored(frame: pd.DataFrame, volumes: pd.DataFrame) -> pd.DataFrame:
    """Bring every channel-month to the size that `volumes` gives it."""
    keys = ["channel", "month"]
    held = frame.groupby(keys)["n_voices"].transform("sum").to_numpy()
    true = volumes.astype({"channel": "str", "month": "str"}).groupby(keys)["n_voices"].sum()
    wanted = pd.MultiIndex.from_frame(frame[keys]).map(true.to_dict())
    target = np.asarray([np.nan if v is None else v for v in wanted], dtype=np.float64)
    known = np.isfinite(target) & (held > 0)
    factor = np.where(known, target / np.where(held > 0, held, 1.0), 1.0)
    numbers = ["n_voices", "n_signals", *_OPTIONAL]
    return frame.assign(**{name: frame[name] * factor for name in numbers})


def _codes(column: pd.Series, more: pd.Index | None = None) -> tuple[Index, tuple[str, ...]]:
    """Give numbers to the names of a column, in their order; `more` names it may lack."""
    held = column.to_numpy(dtype=object).astype(str)
    names = np.unique(
        np.concatenate([held, np.asarray(more, dtype=str)]) if more is not None else held
    )
    return np.searchsorted(names, held).astype(np.intp), tuple(str(name) for name in names)


def _people(places: pd.DataFrame | None, areas: set[str]) -> pd.Series:
    """Inhabitants by area, on the level of area that the tallies use; empty where nobody knows."""
    nobody = pd.Series(dtype=float, index=pd.Index([], dtype="str"))
    if places is None or "population" not in places or "area" not in places:
        return nobody
    table = places.assign(area=places["area"].astype("str"))
    if "level" in table:
        levels = set(table.loc[table["area"].isin(areas), "level"])
        table = table[table["level"].isin(levels)]
    people = pd.to_numeric(table["population"], errors="coerce").where(lambda n: n > 0)
    known = people.groupby(table["area"]).sum(min_count=1).dropna()
    known = known[known.index != ""]
    return known if known.index.isin(list(areas)).any() else nobody


def _channel_weights(
    weights: Mapping[str, float] | None, channels: tuple[str, ...]
) -> Matrix | None:
    if not weights:
        return None
    read = np.array([float(weights.get(name, 0.0)) for name in channels])
    if (read < 0).any() or not np.isfinite(read).all() or not read.sum() > 0:
        raise ConfigError(
            f"channel weights {dict(weights)}: of the channels {', '.join(channels)} none weighs "
            "more than 0, or one weighs less.",
            "Give weights of 0 or more, at least one above 0.",
        )
    return np.asarray(read / read.sum())
