"""The shortlist of a study: from what was judged, and from a finished run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from prioritizer.bundle import Bundle
from prioritizer.config import Study
from prioritizer.links.twins import twins_of
from prioritizer.progress import Progress
from prioritizer.run.inputs import Inputs
from prioritizer.run.spoken import Spoken
from prioritizer.shortlist import Shortlisting, candidates_of, make_shortlist
from prioritizer.vocabulary import Matrix


def choose(
    study: Study,
    inputs: Inputs,
    spoken: Spoken,
    ranking: pd.DataFrame,
    gates: pd.DataFrame,
    draws: pd.DataFrame,
    *,
    jobs: int = 1,
) -> Shortlisting:
    """Choose the shortlist of a study that has just been judged."""
    tables = {
        "ranking": ranking,
        "agendas": inputs.agendas,
        "gates": gates,
        "themes": spoken.themes,
        "tallies": spoken.tallies,
    }
    return _choose(study, tables, spoken.twins, inputs.places, draws, jobs)


def choose_again(
    run: Bundle, study: Study, *, jobs: int = 1, progress: Progress | None = None
) -> Shortlisting:
    """Choose from a finished run, under other settings of the shortlist.

    Parameters
    ----------
    run : Bundle
    study : Study
        The study of the run; its table ``[shortlist]`` may differ.
    jobs : int
        Worker processes; they change no figure.
    progress : Progress, optional
        Who is told how far the draws are.

    Returns
    -------
    Shortlisting
        Asked with the run's own rules, the core index is the one that the run holds.
    """
    names = ("ranking", "agendas", "gates", "themes", "tallies")
    tables = {name: run.table(name) for name in names}
    places = run.table("places") if run.has("places") else None
    draws = run.table("score_draws") if run.has("score_draws") else None
    known: Matrix | None = None
    if study.to_json()["shortlist"] == run.config["shortlist"] and run.has("core_index"):
        held = run.table("core_index").set_index("agenda_id")["core_index"]
        known = held.reindex(tables["ranking"]["agenda_id"]).to_numpy(dtype=np.float64)
    twins = twins_of(run)
    return _choose(study, tables, twins, places, draws, jobs, known=known, progress=progress)


def draws_table(agenda_ids: tuple[str, ...], draws: NDArray[np.float32]) -> pd.DataFrame:
    """Lay simulated scores out, one row per agenda and one column per draw."""
    table = pd.DataFrame(draws, columns=[f"d{i:03}" for i in range(draws.shape[1])])
    table.insert(0, "agenda_id", list(agenda_ids))
    return table


def _choose(
    study: Study,
    tables: Mapping[str, pd.DataFrame],
    twins: pd.DataFrame,
    places: pd.DataFrame | None,
    draws: pd.DataFrame | None,
    jobs: int,
    *,
    known: Matrix | None = None,
    progress: Progress | None = None,
) -> Shortlisting:
    ranking, agendas = tables["ranking"], tables["agendas"]
    window = study.study.window
    candidates = candidates_of(
        ranking,
        agendas,
        twins,
        as_of=study.study.as_of,
        window_end=window.end if window else None,
        min_similarity=study.gates.distinct.min_similarity,
        themes=tables["themes"],
        places=places,
        tallies=tables["tallies"],
    )
    settings: dict[str, Any] = study.shortlist.model_dump()
    drawn: Matrix | None = None
    if draws is not None:
        drawn = np.asarray(
            draws.set_index("agenda_id").reindex(ranking["agenda_id"]).to_numpy(dtype=np.float64)
        )
    return make_shortlist(
        candidates,
        ranking,
        agendas,
        tables["gates"],
        drawn,
        settings,
        known_index=known,
        n_jobs=jobs,
        progress=progress,
    )
