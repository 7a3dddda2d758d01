"""What each member of a committee would choose, where they part, and what all can live with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from prioritizer.agendas import read_members
from prioritizer.bundle import Bundle
from prioritizer.errors import AgendasError, RunError, did_you_mean
from prioritizer.robustness import MembersRankings, flips_in_top, members_rankings, nearest_flip
from prioritizer.vocabulary import Matrix


@dataclass(frozen=True)
class MembersView:
    """A run under the weights of each member.

    Parameters
    ----------
    top_k : int
        Length of the shortlist that all tables speak of.
    criteria : tuple of str
        Criteria that the run measures, in their order.
    members : DataFrame
        One row per member: ``member_id``, a share per criterion, ``regret``, ``regret_of_mean``
        (points of score that his own best k has over the compromise's, over the mean's),
        ``n_in_common`` (agendas that his best k shares with the run's) and ``mean_tau`` (Kendall's
        tau with the other members, mean).
    rankings : DataFrame
        One row per ranked agenda: ``agenda_id, title_th, title_en, rank`` (of the run),
        ``rank_compromise, n_members_top, core`` and a column ``rank:MEMBER`` for each member.
    agreement : DataFrame
        Kendall's tau of each two members: ``member_id, other_id, tau``.
    kendall_w : float
        Agreement of all, 0 to 1; NaN for fewer than two members or agendas.
    flips : DataFrame
        Per pair of the run's best k: ``first, second, moved`` (least share of weight that must
        change hands until the second draws level), ``take_from, give_to``, and a share
        ``weight:CRITERION`` each, where they stand level; blank where no weights do it.
    nearest : dict
        The least change of weights that changes the run's shortlist: ``first, second, moved,
        weights``.
    compromise : dict
        ``weights``, ``max_regret``, ``loses_most`` (a member, "" where nobody loses), and the same
        for the mean of all weights.
    """

    top_k: int
    criteria: tuple[str, ...]
    members: pd.DataFrame
    rankings: pd.DataFrame
    agreement: pd.DataFrame
    kendall_w: float
    flips: pd.DataFrame
    nearest: dict[str, Any]
    compromise: dict[str, Any]

    @property
    def core(self) -> pd.DataFrame:
        """Agendas that every member would shortlist."""
        return self.rankings[self.rankings["core"]]

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON."""
        tables = {
            name: json.loads(
                getattr(self, name).to_json(
                    orient="records", force_ascii=False, double_precision=15
                )
            )
            for name in ("members", "rankings", "agreement", "flips")
        }
        w = self.kendall_w
        return {
            "top_k": self.top_k,
            "criteria": list(self.criteria),
            "kendall_w": None if w != w else w,
            "core": self.core["agenda_id"].tolist(),
            "compromise": self.compromise,
            "nearest_flip": self.nearest,
            **tables,
        }


def weigh_members(run: Bundle, file: Path | str, *, top_k: int | None = None) -> MembersView:
    """Rank a run under the weights of each member.

    Parameters
    ----------
    run : Bundle
    file : path-like
        A table of ``member_id`` and a column per criterion (its name, or its label in Thai or
        English), weights on any scale of 0 or more.
    top_k : int, optional
        Length of the shortlist; the run's by default.

    Returns
    -------
    MembersView

    Raises
    ------
    AgendasError
        If the table lacks a member or a criterion, or a member's weights say nothing.
    RunError
        If the run ranks no agenda.
    """
    table = run.ranking[run.ranking["rank"].notna()].reset_index(drop=True)
    if table.empty:
        raise RunError(f"{run.folder.name}: no agenda has a rank.", "See gates.csv for why.")
    heads = run.table("criteria").drop_duplicates("criterion").set_index("criterion")
    criteria = tuple(c for c in heads.index if c in table and table[c].notna().all())
    k = int(top_k or run.config["robustness"]["top_k"])
    names, weights = read_weights(file, heads.loc[list(criteria)], heads)
    values = table[list(criteria)].to_numpy(dtype=np.float64)
    views = members_rankings(values, weights, top_k=k)
    stated = heads.loc[list(criteria), "criterion_weight"].to_numpy(dtype=np.float64)
    stated = stated if stated.sum() > 0 else np.ones(len(criteria))
    ids = table["agenda_id"].tolist()
    return MembersView(
        top_k=k,
        criteria=criteria,
        members=_members(names, views, table, criteria, k),
        rankings=_rankings(names, views, table),
        agreement=_agreement(names, views.tau),
        kendall_w=views.kendall_w,
        flips=_flips(values, stated, ids, criteria, k),
        nearest=_nearest(values, stated, ids, criteria, k),
        compromise=_compromise(names, views, criteria),
    )


def read_weights(
    file: Path | str, wanted: pd.DataFrame, known: pd.DataFrame
) -> tuple[list[str], Matrix]:
    """Read members and their weights of the criteria that the run measures.

    Parameters
    ----------
    file : path-like
    wanted, known : DataFrame
        Criteria that are measured, and all of the study, with their labels.

    Returns
    -------
    members : list of str
    weights : ndarray of shape (n_members, n_wanted)
    """
    path = Path(file)
    if not path.is_file():
        raise AgendasError(
            f"{file}: no such file.",
            "Give a CSV or xlsx with member_id and a column for each criterion.",
        )
    table = _by_name(read_members(path), known)
    missing = [name for name in wanted.index if name not in table]
    if missing:
        others = [str(c) for c in table.columns if c != "member_id"]
        near = did_you_mean(missing[0], others) if others else ""
        raise AgendasError(
            f"{path.name}: no column {', '.join(repr(name) for name in missing)}.",
            f"Give each criterion a column: member_id, {', '.join(wanted.index)}. {near}".strip(),
        )
    worded = [name for name in wanted.index if not pd.api.types.is_numeric_dtype(table[name])]
    if worded:
        raise AgendasError(
            f"{path.name}: column {worded[0]!r} holds more than numbers "
            f"({', '.join(repr(str(cell)) for cell in table[worded[0]].head(3))}).",
            "Write weights as numbers, on any scale of 0 or more.",
        )
    weights = table[list(wanted.index)].to_numpy(dtype=np.float64)
    names = [str(name) for name in table["member_id"]]
    silent = [name for name, row in zip(names, weights, strict=True) if not row.sum() > 0]
    if silent:
        raise AgendasError(
            f"{path.name}: {', '.join(silent[:5])} gives no weight to any criterion that this run "
            f"measures ({', '.join(wanted.index)}).",
            "Give at least one of them a weight above 0.",
        )
    return names, weights


def _by_name(table: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Call the columns of criteria by our names, where the file calls them by a label."""
    theirs = {str(name).strip().casefold(): str(name) for name in table.columns}
    renamed = {}
    for name, head in known.iterrows():
        if name in table:
            continue
        for label in (name, head["criterion_label_th"], head["criterion_label_en"]):
            found = theirs.get(str(label).strip().casefold())
            if found:
                renamed[found] = str(name)
                break
    return table.rename(columns=renamed)


def _members(
    names: Sequence[str],
    views: MembersRankings,
    table: pd.DataFrame,
    criteria: tuple[str, ...],
    top_k: int,
) -> pd.DataFrame:
    own = (table["rank"] <= top_k).to_numpy(dtype=bool)
    others = [np.delete(row, i) for i, row in enumerate(views.tau)]
    return pd.DataFrame(
        {
            "member_id": list(names),
            **{name: views.weights[:, c] for c, name in enumerate(criteria)},
            "regret": views.regret,
            "regret_of_mean": views.regret_of_mean,
            "n_in_common": (views.top & own).sum(axis=1),
            "mean_tau": [float(row.mean()) if len(row) else float("nan") for row in others],
        }
    )


def _rankings(names: Sequence[str], views: MembersRankings, table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "agenda_id": table["agenda_id"],
            "title_th": table["title_th"],
            "title_en": table["title_en"],
            "rank": table["rank"].astype(int),
            "rank_compromise": views.compromise_ranks,
            "n_members_top": views.top.sum(axis=0),
            "core": views.core,
            **{f"rank:{name}": views.ranks[m] for m, name in enumerate(names)},
        }
    )


def _agreement(names: Sequence[str], tau: Matrix) -> pd.DataFrame:
    one, other = np.triu_indices(len(names), 1)
    return pd.DataFrame(
        {
            "member_id": [names[int(i)] for i in one],
            "other_id": [names[int(i)] for i in other],
            "tau": tau[one, other],
        }
    )


def _flips(
    values: Matrix, weights: Matrix, ids: list[str], criteria: tuple[str, ...], top_k: int
) -> pd.DataFrame:
    """Smallest change of weights that flips each pair of the best k, with the weights there."""
    table = flips_in_top(values, weights, top_k=top_k, agenda_ids=ids)
    at = {name: i for i, name in enumerate(ids)}
    there = np.full((len(table), len(criteria)), np.nan)
    for row, (first, second, moved) in enumerate(
        zip(table["first"], table["second"], table["moved"], strict=True)
    ):
        if np.isfinite(moved):
            there[row] = nearest_flip(values, weights, pair=(at[first], at[second])).weights
    possible = np.isfinite(table["moved"].to_numpy(dtype=float))
    for side in ("take_from", "give_to"):
        named = [criteria[int(c)] for c in table[side]]
        table[side] = np.where(possible, named, "")
    table["moved"] = table["moved"].where(possible)
    for c, name in enumerate(criteria):
        table[f"weight:{name}"] = there[:, c]
    return table


def _nearest(
    values: Matrix, weights: Matrix, ids: list[str], criteria: tuple[str, ...], top_k: int
) -> dict[str, Any]:
    flip = nearest_flip(values, weights, top_k=top_k)
    if not flip.possible:
        return {"possible": False, "first": "", "second": "", "moved": None, "weights": {}}
    return {
        "possible": True,
        "first": ids[flip.first],
        "second": ids[flip.second],
        "moved": flip.moved,
        "weights": dict(zip(criteria, flip.weights.tolist(), strict=True)),
    }


def _compromise(
    names: Sequence[str], views: MembersRankings, criteria: tuple[str, ...]
) -> dict[str, Any]:
    def told(weights: Matrix, regret: Matrix) -> dict[str, Any]:
        most = float(regret.max())
        return {
            "weights": dict(zip(criteria, weights.tolist(), strict=True)),
            "max_regret": most,
            "loses_most": names[int(regret.argmax())] if most > 1e-12 else "",
        }

    return {
        **told(views.compromise, views.regret),
        "mean": told(views.weights.mean(axis=0), views.regret_of_mean),
    }
