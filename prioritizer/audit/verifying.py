"""Verify a run: hashes, then every figure that its own folder can make again."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from prioritizer.audit.cells import Difference, differences
from prioritizer.audit.crosschecks import CHECKED, Found, cross_checks
from prioritizer.audit.forgetting import REWRITTEN
from prioritizer.bundle import (
    COMPARED,
    SETTINGS,
    STUDY_FILE,
    TABLES,
    Bundle,
    files_of,
    read_run,
)
from prioritizer.config import read_study
from prioritizer.errors import PrioritizerError, RunError
from prioritizer.provenance import PRINTS_THE_DIGEST, SCHEMA_VERSION, file_sha256, versions
from prioritizer.run.cache import Cache
from prioritizer.run.pipeline import run_study
from prioritizer.run.replay import HEARD, rebuild
from prioritizer.signals import key_check, load_key

_CHECKED_FILES = {TABLES[name]: what for name, what in CHECKED.items()}
_COMPARED_FILES = frozenset(TABLES[name] for name in COMPARED)
_AS_READ = frozenset(
    TABLES[n] for n in ("agendas", "ratings", "members", "places", "committees_read", "overrides")
)
_STOPPED = "recomputation"
EXACT, NEAR, DIFFERS, NOT_RECOMPUTED = "exact", "within 1e-9", "differs", "not recomputed"


@dataclass(frozen=True)
class Verdict:
    """What became of one file of a run."""

    file: str
    level: str
    note: str = ""
    found: tuple[Difference, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "file": self.file,
            "level": self.level,
            "note": self.note,
            "differences": [difference.as_dict() for difference in self.found],
        }


@dataclass(frozen=True)
class Verification:
    """What an audit of a run found."""

    digest: str
    run_id: str
    verdicts: tuple[Verdict, ...]
    other_versions: dict[str, tuple[str, str]]  # package: made with, verified with
    n_forgotten: int = 0
    from_inputs: bool = False
    asked_digest: str = ""

    @property
    def differs(self) -> bool:
        """Whether anything is not as it should be."""
        return any(verdict.level == DIFFERS for verdict in self.verdicts)

    @property
    def level(self) -> str:
        """How far the run was confirmed, in one line."""
        levels = {verdict.level for verdict in self.verdicts}
        told = DIFFERS if self.differs else NEAR if NEAR in levels else EXACT
        if self.n_forgotten:
            return f"{self.n_forgotten} forgotten, level: tallies ({told})"
        return f"{told}, {'from the first byte' if self.from_inputs else 'from the tallies on'}"

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "run": self.run_id,
            "digest": self.digest,
            "asked_digest": self.asked_digest,
            "level": self.level,
            "differs": self.differs,
            "n_forgotten": self.n_forgotten,
            "from_inputs": self.from_inputs,
            "other_versions": {k: list(v) for k, v in self.other_versions.items()},
            "files": [verdict.as_dict() for verdict in self.verdicts],
        }


@dataclass
class _Ledger:
    """Differences by file, gathered from all checks."""

    found: dict[str, list[Difference]] = field(default_factory=lambda: defaultdict(list))
    recomputed: dict[str, str] = field(default_factory=dict)  # file: level

    def add(self, file: str, *differences: Difference) -> None:
        self.found[file].extend(differences)


def verify_run(
    folder: Path | str,
    *,
    digest: str = "",
    inputs: Path | str | None = None,
    against: Path | str | None = None,
    jobs: int = 1,
) -> Verification:
    """Verify a run from its folder alone or, with its inputs, from the first byte.

    Parameters
    ----------
    folder : path-like
        A run folder.
    digest : str, optional
        The digest that a page, a cover or a minute names (12 digits of it or more). It alone
        finds a run that was forged as a whole.
    inputs : path-like, optional
        The study file that the run was made from; everything is then made again from its inputs.
    against : path-like, optional
        With ``inputs``: the earlier run that this one was set against, where it was; themes keep
        the names they had there.
    jobs : int, default=1
        Worker processes.

    Returns
    -------
    Verification

    Raises
    ------
    RunError
        If there is no run, or one of a schema that cannot be verified; with ``inputs`` also if the
        run was made from another run, or the earlier one that it was set against is not named.
    """
    run, ledger = read_run(folder), _Ledger()
    _check_digest(run, digest, ledger)
    _check_hashes(run, ledger)
    moved = _other_versions(run)
    with tempfile.TemporaryDirectory(prefix="prioritizer-verify-") as scratch:
        if _schema_is_old(run, ledger):
            pass
        elif inputs is None:
            _try(ledger, lambda: _from_tallies(run, Path(scratch), ledger, jobs, exact=not moved))
            _try(ledger, lambda: _settings_are_the_study(run, ledger))
            _try(ledger, lambda: _add_all(ledger, cross_checks(run)))
        else:
            earlier = _earlier(run, against)
            _refuse_other_key(run)
            again = run_study(
                inputs, Path(scratch) / "again", against=earlier, jobs=jobs, cache=Cache(None)
            )
            _from_inputs(run, again, ledger, exact=not moved)
    return Verification(
        digest=run.digest,
        run_id=run.run_id,
        verdicts=tuple(_verdicts(run, ledger)),
        other_versions=moved,
        n_forgotten=int(run.manifest.get("forgotten", {}).get("n_signals", 0)),
        from_inputs=inputs is not None,
        asked_digest=digest,
    )


def _try(ledger: _Ledger, work: Any) -> None:
    """Run a check; a run that was tampered with may break it in any way."""
    try:
        work()
    except PrioritizerError as told:
        ledger.add("manifest.json", Difference(_STOPPED, "stopped", told.message))
    except Exception as broken:
        said = f"{type(broken).__name__}: {broken}"
        ledger.add("manifest.json", Difference(_STOPPED, "stopped", said))


def _add_all(ledger: _Ledger, found: Iterator[Found]) -> None:
    for file, difference in found:
        ledger.add(file, difference)


def _check_digest(run: Bundle, digest: str, ledger: _Ledger) -> None:
    asked = digest.strip().lower()
    if asked and (len(asked) < 12 or not run.digest.startswith(asked)):
        ledger.add("manifest.json", Difference("digest", run.digest, f"asked for {asked}"))


def _check_hashes(run: Bundle, ledger: _Ledger) -> None:
    """Hold every file against its hash, and the folder against the list."""
    listed = {str(o["file"]): str(o["sha256"]) for o in run.manifest["outputs"]}
    lying = {path.relative_to(run.folder).as_posix() for path in files_of(run.folder)}
    for file, told in listed.items():
        path = PurePosixPath(file)
        if path.is_absolute() or ".." in path.parts or file not in lying:
            ledger.add(file, Difference("the whole file", "not in the folder", "listed"))
        elif file != "timings.json" and (own := file_sha256(run.folder / file)) != told:
            ledger.add(file, Difference("sha256 of the file", own, told))
    for file in sorted(lying - {*listed, "manifest.json", "timings.json"}):
        ledger.add(file, Difference("the whole file", "in the folder", "not listed"))


def _other_versions(run: Bundle) -> dict[str, tuple[str, str]]:
    """Name packages that are not of the version that made the run."""
    now, then = versions(), run.manifest["versions"]
    names = sorted({*now, *then})
    return {
        name: (then.get(name, "-"), now.get(name, "-"))
        for name in names
        if then.get(name) != now.get(name)
    }


def _schema_is_old(run: Bundle, ledger: _Ledger) -> bool:
    schema = run.manifest["schema_version"]
    if schema >= 2:
        return False
    for file in run.manifest["outputs"]:
        ledger.recomputed[file["file"]] = f"made with schema {schema}, which only hashes can verify"
    assert schema < SCHEMA_VERSION
    return True


def _from_tallies(run: Bundle, scratch: Path, ledger: _Ledger, jobs: int, *, exact: bool) -> None:
    """Make everything after the tallies again, and compare file by file."""
    again = rebuild(run, scratch, jobs=jobs)
    made = {TABLES[name] for name in TABLES if name not in HEARD}
    made |= {SETTINGS, "manifest.json", *PRINTS_THE_DIGEST}
    copied = {path.relative_to(again.folder).as_posix() for path in files_of(again.folder)} - made
    skipped = {*copied, *_CHECKED_FILES, *_AS_READ, *_COMPARED_FILES, STUDY_FILE, "timings.json"}
    _compare(run, again.folder, ledger, skipped, exact=exact)


def _compare(run: Bundle, again: Path, ledger: _Ledger, skipped: set[str], *, exact: bool) -> None:
    made = {path.relative_to(again).as_posix() for path in files_of(again)} - skipped
    for file in sorted(made):
        told, computed = run.folder / file, again / file
        if not told.is_file():
            ledger.add(file, Difference("the whole file", "not in the folder", "computed"))
            continue
        if told.read_bytes() == computed.read_bytes():
            ledger.recomputed[file] = EXACT
            continue
        found = differences(told, computed)
        if file == "manifest.json":  # hashes differ where a file does, and that file says so
            found = [d for d in found if not d.where.startswith("outputs")]
        elif not found and exact:
            found = [Difference("bytes", "other bytes", "every cell is equal")]
        ledger.recomputed[file] = NEAR if found else EXACT
        ledger.add(file, *(d for d in found if exact or not d.near))


def _settings_are_the_study(run: Bundle, ledger: _Ledger) -> None:
    """Hold the settings against the study file, unless the run was made from another."""
    if any(parent["why"] != "forget" for parent in _parents(run)):
        return
    told = read_study(run.folder / STUDY_FILE).to_json()
    if told != run.config:
        ledger.add(STUDY_FILE, Difference("settings", "other settings", f"{SETTINGS} has others"))


def _earlier(run: Bundle, against: Path | str | None) -> Path | None:
    """Find the run that this one was set against; refuse what inputs alone cannot make again."""
    why = next((p["why"] for p in _parents(run) if p["why"] != "forget"), "")
    if why:
        raise RunError(
            f"{run.folder}: made from another run ({why}), so its inputs alone cannot make it "
            "again.",
            "Verify it from its folder (without --inputs), and that other run from its inputs.",
        )
    told = run.manifest.get("against")
    if told is None:
        return None
    if against is None:
        raise RunError(
            f"{run.folder}: was set against run {told['run']}, whose names its themes keep.",
            "Name the folder of that run: --against RUN.",
        )
    if read_run(against).digest != told["digest"]:
        raise RunError(
            f"{against}: not the run that this one was set against ({told['run']}).",
            "Name the folder of that run.",
        )
    return Path(against)


def _refuse_other_key(run: Bundle) -> None:
    """Refuse to make a run with persons again under another key: voices would fall otherwise."""
    told = run.manifest.get("person_key", "")
    if told and key_check(load_key()) != told:
        raise RunError(
            f"{run.folder}: its persons were hashed with another key than the one here.",
            "Name the key file of whoever made the run in PRIORITIZER_KEY_FILE, or verify from "
            "the folder (without --inputs).",
        )


def _parents(run: Bundle) -> Iterator[dict[str, Any]]:
    parent = run.manifest.get("parent")
    while parent is not None:
        yield parent
        parent = parent.get("parent")


def _from_inputs(run: Bundle, again: Bundle, ledger: _Ledger, *, exact: bool) -> None:
    """Hold a run against the same run made again from its inputs."""
    then = {item["file"]: item for item in run.manifest["inputs"]}
    now = {item["file"]: item for item in again.manifest["inputs"]}
    for file in sorted({*then, *now}):
        one, other = then.get(file, {}).get("sha256"), now.get(file, {}).get("sha256")
        if one != other:
            where = f"inputs: {file}, sha256"
            ledger.add("manifest.json", Difference(where, str(one), str(other)))
    skipped = {"timings.json"}
    if "forgotten" in run.manifest:  # what was taken out comes back from the inputs
        skipped |= {*PRINTS_THE_DIGEST, "manifest.json", *(TABLES[name] for name in REWRITTEN)}
    _compare(run, again.folder, ledger, skipped, exact=exact)


def _verdicts(run: Bundle, ledger: _Ledger) -> Iterator[Verdict]:
    """Say of every file how far it was confirmed."""
    files = {str(o["file"]) for o in run.manifest["outputs"]} | set(ledger.found)
    stopped = any(found.where == _STOPPED for found in ledger.found.get("manifest.json", ()))
    for file in sorted({*files, "manifest.json"}):
        found = tuple(ledger.found.get(file, ()))
        level = ledger.recomputed.get(file, "")
        if found:
            yield Verdict(file, DIFFERS, "", found)
        elif level in (EXACT, NEAR):
            yield Verdict(file, level)
        elif file == "timings.json":
            yield Verdict(file, NOT_RECOMPUTED, "seconds differ from day to day")
        elif stopped and not level and _made_again(file):
            yield Verdict(file, NOT_RECOMPUTED, "the recomputation stopped: see manifest.json")
        else:
            yield Verdict(file, NOT_RECOMPUTED, level or _why_not(file))


def _made_again(file: str) -> bool:
    """Whether a file follows from what a run holds, so that it could be made again."""
    taken = {*(TABLES[name] for name in HEARD), *_AS_READ, *_COMPARED_FILES, STUDY_FILE}
    return file not in taken and not file.startswith("edits/")


def _why_not(file: str) -> str:
    if file in _COMPARED_FILES:
        return "follows from the run it was compared with too: prioritizer compare says it again"
    if file in _CHECKED_FILES:
        return f"needs the inputs (--inputs); checked: {_CHECKED_FILES[file]}"
    if file in _AS_READ or file == STUDY_FILE:
        return "an input as read; its hash holds, and all figures follow from it"
    return "no rule makes it again; its hash holds"
