"""A study from its first byte to its run folder, stage after stage."""

from __future__ import annotations

import shutil
from concurrent.futures import BrokenExecutor
from pathlib import Path
from time import perf_counter

import pyarrow.parquet as pq
from joblib import cpu_count

from prioritizer.bundle import TABLES, Bundle
from prioritizer.config import Study, criteria_table, find_study, read_study
from prioritizer.errors import RunError
from prioritizer.folders import refuse_existing, whole_folder
from prioritizer.progress import Progress, Silent
from prioritizer.provenance import dump_json
from prioritizer.reports import DrawPage, write_reports
from prioritizer.run.backends import Backend, let_workers_go, rare_collection, working_on
from prioritizer.run.cache import Cache
from prioritizer.run.gathering import count, gather_tables
from prioritizer.run.hearing import Account, hear
from prioritizer.run.inputs import Inputs, read_inputs
from prioritizer.run.judging import judge
from prioritizer.run.recalling import heard_or_recalled
from prioritizer.run.sides import Side
from prioritizer.run.spoken import Spoken
from prioritizer.run.steady import refuse_changed, stamps
from prioritizer.run.writing import (
    finish,
    write_manifest,
    write_study,
    write_tables,
    writing_beside,
)
from prioritizer.signals import key_check, load_key
from prioritizer.tables.parted import PartedTable


class _Clock:
    """Seconds of each stage, and the word to the watcher that it begins."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.seconds = progress, {}  # type: ignore[var-annotated]
        self._name, self._since = "", perf_counter()

    def stage(self, name: str, total: int = 0) -> None:
        """Close the stage before, and open this one."""
        self.close()
        self._name, self._since = name, perf_counter()
        self.progress.stage(name, total)

    def step(self, n: int = 1) -> None:
        """Say that steps are done."""
        self.progress.step(n)

    def close(self) -> None:
        """Note the seconds of the last stage."""
        if self._name:
            self.seconds[self._name] = round(perf_counter() - self._since, 3)
        self._name = ""
        self.progress.close()


def run_study(
    path: Path | str,
    out: Path | str | None = None,
    *,
    replace: bool = False,
    against: Path | str | None = None,
    jobs: int | None = None,
    cache: Cache | None = None,
    backend: Backend = "processes",
    scheduler: str = "",
    page: DrawPage | None = None,
    progress: Progress | None = None,
) -> Bundle:
    """Rank the agendas of a study, and write the run folder.

    Parameters
    ----------
    path : path-like
        A study file, or the folder that holds ``study.toml``.
    out : path-like, optional
        Run folder; by default ``runs/NAME-AS_OF`` beside the study.
    replace : bool, default=False
        Whether an existing run may be swapped for the new one.
    against : path-like, optional
        An earlier run: what moved since, and why, goes into ``changes.csv`` and the reports; themes
        that are found again keep the ids and names they had there.
    jobs : int, optional
        Worker processes; one for each core by default. They change no byte of the result.
    cache : Cache, optional
        What was expensive in earlier runs; by default this user's. It changes no byte either.
    backend : {"processes", "dask"}
        Who does the work (see `prioritizer.run.backends`); it changes no byte.
    scheduler : str
        Address of a Dask scheduler; without one ``dask`` starts its own on this machine.
    page : callable, optional
        Who draws the page while the workbook is written (see `prioritizer.reports.write_reports`).
    progress : Progress, optional
        Who is told how far the work is.

    Returns
    -------
    Bundle
        The finished run.

    Raises
    ------
    PrioritizerError
        If the study or an input cannot be read, or the folder cannot be written. Nothing is left
        half written, and an earlier run stays.

    Examples
    --------
    >>> run = run_study("configs/demo.toml", out="runs/demo")  # doctest: +SKIP
    >>> run.ranking.head()  # doctest: +SKIP
    """
    file = find_study(path)
    study = read_study(file)
    target = Path(out) if out else default_folder(file, study)
    refuse_existing(target, replace=replace)
    earlier = _open(Path(against)) if against is not None else None
    clock = _Clock(progress or Silent())
    kept = Cache.of_user() if cache is None else cache
    n_jobs = jobs or cpu_count()
    with (
        rare_collection(),
        whole_folder(target, replace=replace) as folder,
        working_on(backend, scheduler, jobs=n_jobs),
    ):
        try:
            _run(study, file, folder, n_jobs, kept, clock, earlier, page)
        except (BrokenExecutor, MemoryError):
            raise RunError(
                "A worker process died or found no memory.",
                "Close other programs, or use fewer --jobs. Nothing was written.",
            ) from None
    clock.close()
    return _open(target)


def default_folder(file: Path, study: Study) -> Path:
    """Name the run folder that a study writes where nobody names one."""
    return file.parent / "runs" / f"{study.study.name}-{study.study.as_of}"


def _open(target: Path) -> Bundle:
    from prioritizer.bundle import read_run

    return read_run(target)


def _run(
    study: Study,
    file: Path,
    folder: Path,
    jobs: int,
    cache: Cache,
    clock: _Clock,
    earlier: Bundle | None,
    page: DrawPage | None,
) -> Bundle:
    """Walk the stages once; every stage hands tables to the next."""
    clock.stage("inputs")
    criteria, base = criteria_table(study), file.parent.absolute()
    noted = stamps(study, base)
    scratch = folder / ".scratch"
    scratch.mkdir()

    def hear_all() -> tuple[Account, Spoken, Inputs]:
        from prioritizer.run.speaking import speak  # dear to load; who recalls does without

        heard = hear(study, base, scratch, read, jobs=jobs, cache=cache, progress=clock)
        spoken, inputs = speak(
            study, heard, read, scratch, against=earlier, jobs=jobs, progress=clock
        )
        refuse_changed(noted, study, base)
        return heard.account, spoken, inputs

    read = read_inputs(study, base)
    account, spoken, inputs = heard_or_recalled(study, base, read, cache, hear_all, against=earlier)
    long = {"links": spoken.links, "signals": spoken.signals, "persons": spoken.persons}
    with writing_beside(folder, long, jobs):
        clock.stage("judging")
        judgement = judge(study, criteria, inputs, spoken, jobs=jobs)
        clock.stage("tables")
        tables = gather_tables(study, criteria, inputs, account.rejects, spoken, judgement)
        if earlier is not None:
            from prioritizer.run.comparing import compare_runs

            clock.stage("comparing")
            own = Side(study, inputs, spoken, judgement.ranking)
            compared = compare_runs(earlier, own)
            tables |= {"changes": compared.changes, "theme_changes": compared.themes}
        stored = {name: t for name, t in long.items() if not isinstance(t, PartedTable)}
        write_tables(folder, {**tables, **stored})
    if jobs > 1:
        let_workers_go()
    write_study(folder, study, file)
    counts = count(spoken, account.pii)
    shutil.rmtree(scratch)
    heard_of = list(dict.fromkeys([*account.warnings, *inputs.warnings, *spoken.warnings]))
    run = write_manifest(
        folder,
        study,
        inputs=[*account.inputs, *inputs.listed],
        ranked_on=list(judgement.measurement.names),
        left_out=judgement.measurement.left_out,
        warnings=list(dict.fromkeys([*heard_of, *judgement.warnings])),
        n_warnings_heard=len(heard_of),
        counts=counts,
        link_quality=spoken.link_quality,
        against={"digest": earlier.digest, "run": earlier.run_id} if earlier else None,
        person_key=_key_of(folder),
    )
    clock.stage("reports")
    write_reports(run, page=page)
    clock.close()
    (folder / "timings.json").write_text(dump_json(clock.seconds), encoding="utf-8", newline="\n")
    return finish(run)


def _key_of(folder: Path) -> str:
    """Say which key the persons of a run were hashed with; "" where it knows none."""
    known = pq.read_metadata(folder / TABLES["persons"]).num_rows
    return key_check(load_key()) if known else ""
