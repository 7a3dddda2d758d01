"""What would bring an agenda among the best k: in its own units, at least cost, how surely."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.bundle import Bundle
from prioritizer.criteria import DataDraws, Measurement, measure
from prioritizer.errors import ConfigError, did_you_mean
from prioritizer.robustness import WeightModel, lift_into_top, weight_model
from prioritizer.vocabulary import Matrix

N_REPLICATES = 200
"""Replicates of the data for the chances before and after."""


@dataclass(frozen=True)
class Lifted:
    """What an agenda lacks to the best k, and the cheapest way to make it up.

    Parameters
    ----------
    gap : float
        Score that it lacks; 0 where it is in.
    possible : bool
        Whether what an owner can change is enough.
    cost : float
        Cost of the cheapest mix, in whole swings unless costs were given; NaN where none is enough.
    p_top_before, p_top_after : float
        Chance of the best k as it is and with the mix; NaN where it was not drawn.
    table : DataFrame
        One row per measured indicator: ``indicator, changeable, performance`` (now), ``level``,
        ``needed_alone`` (blank where it alone cannot do it), ``needed_mix`` (blank where it stays),
        ``unit, value, value_mix, cost``.
    shares : dict of str to float
        Share of each measured indicator in the whole score.
    top_k : int
        Length of the shortlist.
    """

    gap: float
    possible: bool
    cost: float
    p_top_before: float
    p_top_after: float
    table: pd.DataFrame
    shares: dict[str, float]
    top_k: int

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        plain = {
            name: None if (number := getattr(self, name)) != number else number
            for name in ("gap", "possible", "cost", "p_top_before", "p_top_after")
        }
        rows = json.loads(
            self.table.to_json(orient="records", force_ascii=False, double_precision=15)
        )
        return {**plain, "indicators": rows}


def lift_agenda(
    run: Bundle,
    agenda_id: str,
    *,
    costs: Mapping[str, float] | None = None,
    chances: bool = True,
) -> Lifted:
    """Find the cheapest change of what an owner can change that brings an agenda among the best k.

    Parameters
    ----------
    run : Bundle
    agenda_id : str
    costs : mapping of indicator to float, optional
        Cost of the whole swing of an indicator, worst to best; 1 by default. Infinite: it cannot
        be changed. What citizens say cannot be changed unless a cost is given.
    chances : bool, default=True
        Whether chances of the best k are drawn, which takes a second or two.

    Returns
    -------
    Lifted

    Notes
    -----
    Agendas without a rank are lifted as if their gates were open; see ``Explanation.to_open``.
    """
    return Lifting.of(run, costs=costs).lift(agenda_id, chances=chances)


@dataclass(frozen=True)
class Lifting:
    """A run laid out for lifting any of its agendas."""

    run: Bundle
    specs: pd.DataFrame  # measured indicators, a row each
    own: dict[str, pd.DataFrame]  # figures of each agenda, by indicator
    ids: list[str]
    values: Matrix
    weights: WeightModel
    price: Matrix
    changeable: NDArray[np.bool_]

    @classmethod
    def of(cls, run: Bundle, *, costs: Mapping[str, float] | None = None) -> Lifting:
        """Lay a run out; ``costs`` as for `lift_agenda`."""
        specs, long = run.table("criteria"), run.table("indicators")
        measured = long[long["weight"].notna()]
        specs = specs[specs["indicator"].isin(set(measured["indicator"]))].reset_index(drop=True)
        names = specs["indicator"].tolist()
        ids = [str(name) for name in run.ranking["agenda_id"]]
        members = run.table("members") if run.has("members") else None
        price, changeable = _prices(specs, names, costs)
        by_agenda = measured.set_index("indicator").groupby("agenda_id")
        return cls(
            run=run,
            specs=specs,
            own={str(agenda): own for agenda, own in by_agenda},
            ids=ids,
            values=_values(measured, ids, names),
            weights=weight_model(specs, run.config["robustness"], members),
            price=price,
            changeable=changeable,
        )

    def lift(self, agenda_id: str, *, chances: bool = True) -> Lifted:
        """Find the cheapest change that brings an agenda among the best k."""
        run, names = self.run, self.specs["indicator"].tolist()
        top_k = int(run.config["robustness"]["top_k"])
        measurement = _measured_again(run) if chances else None
        found = lift_into_top(
            self.values,
            self.weights,
            self.ids.index(agenda_id),
            shapes=_shapes(self.specs),
            top_k=top_k,
            eligible=run.ranking["rank"].notna().to_numpy(dtype=bool),
            changeable=self.changeable,
            costs=self.price,
            draw_values=None if measurement is None else _draws(run, measurement, self.ids, names),
            n_replicates=N_REPLICATES,
            seed=int(run.config["study"]["seed"]),
        )
        return Lifted(
            gap=found.gap,
            possible=found.possible,
            cost=found.cost if found.possible else float("nan"),
            p_top_before=found.p_top_before,
            p_top_after=found.p_top_after,
            table=_told(found.table, names, self.changeable, self.own[agenda_id]),
            shares=_shares(self.specs),
            top_k=top_k,
        )


def _values(measured: pd.DataFrame, ids: list[str], names: list[str]) -> Matrix:
    known = measured.assign(value=measured["value"].where(~measured["imputed"].astype(bool)))
    wide = known.pivot_table(
        index="agenda_id", columns="indicator", values="value", aggfunc="first", dropna=False
    )
    return wide.reindex(index=ids, columns=names).to_numpy(dtype=np.float64)


def _prices(
    specs: pd.DataFrame, names: list[str], costs: Mapping[str, float] | None
) -> tuple[Matrix, np.ndarray]:
    """Costs of whole swings, and what can be changed at all."""
    given = dict(costs or {})
    for name in given:
        if name not in names:
            raise ConfigError(
                f"cost {name}: this run measures no such indicator.", did_you_mean(name, names)
            )
    price = np.array([float(given.get(name, 1.0)) for name in names])
    if (price < 0).any() or np.isnan(price).any():
        raise ConfigError("cost: a cost is 0 or more.", "Write --cost indicator=2.")
    asked = np.array([name in given for name in names])
    owned = (specs["source"] != "signals").to_numpy(dtype=bool)
    changeable = (owned | asked) & np.isfinite(price)
    return np.where(np.isfinite(price), price, 0.0), changeable


def _shapes(specs: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "shape": spec["shape"],
            "worst": spec["worst"],
            "best": spec["best"],
            "points": spec["points"] if isinstance(spec["points"], list) else None,
            "table": spec["table"] if isinstance(spec["table"], dict) else None,
            "offset": float(spec["offset"]),
        }
        for spec in specs.to_dict("records")
    ]


def _measured_again(run: Bundle) -> Measurement | None:
    """Measure a run's agendas from its own tallies; None where it does not hold them."""
    if not (run.has("agendas") and run.has("tallies")):
        return None
    measuring = dict(run.config["measurement"])
    weights = measuring.pop("channel_weights", None)
    held = {n: run.table(n) if run.has(n) else None for n in ("outcomes", "ratings", "places")}
    return measure(
        run.table("agendas"),
        run.table("tallies"),
        held["outcomes"],
        criteria=run.table("criteria"),
        as_of=run.config["study"]["as_of"],
        ratings=held["ratings"],
        places=held["places"],
        measurement=measuring,
        channel_weights=weights or None,
    )


def _draws(run: Bundle, measurement: Measurement, ids: list[str], names: list[str]) -> Any:
    rows = [measurement.agenda_ids.index(name) for name in ids]
    columns = [measurement.names.index(name) for name in names]
    seed, declared = int(run.config["study"]["seed"]), float(run.config["robustness"]["link_sd"])
    judged = (run.manifest.get("link_quality") or {}).get("agendas", {})
    sd = {name: float(judged.get(name, {}).get("sd", declared)) for name in ids}

    draws = DataDraws(measurement, seed, link_sd=sd)

    def draw(active: frozenset[str], n_replicates: int) -> Matrix:
        return draws.values(active, n_replicates)[:, rows][:, :, columns]

    return draw


def _told(
    table: pd.DataFrame, names: list[str], changeable: np.ndarray, own: pd.DataFrame
) -> pd.DataFrame:
    rows = []
    for item in table.to_dict("records"):
        name = names[int(item["indicator"])]
        cell = own.loc[name]
        rows.append(
            {
                "indicator": name,
                "changeable": bool(changeable[int(item["indicator"])]),
                "performance": None if cell["imputed"] else cell["performance"],
                "level": str(cell.get("level", "") or ""),
                "needed_alone": item["performance_alone"],
                "needed_mix": item["performance_mix"],
                "unit": cell["unit"],
                "value": item["value"],
                "value_mix": item["value_mix"],
                "cost": item["cost"],
            }
        )
    told = pd.DataFrame(rows)
    return told.astype({"needed_alone": object, "needed_mix": object, "performance": object})


def _shares(specs: pd.DataFrame) -> dict[str, float]:
    """Share of each measured indicator in the whole score."""
    heads = specs.drop_duplicates("criterion").set_index("criterion")["criterion_weight"]
    outer = heads.astype(float)
    outer = outer / outer.sum() if outer.sum() > 0 else outer * 0 + 1 / len(outer)
    inner = specs["weight"].astype(float)
    total = inner.groupby(specs["criterion"]).transform("sum")
    n = inner.groupby(specs["criterion"]).transform("size")
    share = np.where(total > 0, inner / np.where(total > 0, total, 1.0), 1.0 / n)
    whole = share * specs["criterion"].map(outer.to_dict()).to_numpy(dtype=np.float64)
    return dict(zip(specs["indicator"].astype(str), whole.tolist(), strict=True))
