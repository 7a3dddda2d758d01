"""From a TOML file to a frozen study, or to one error that lists every fault by its address."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from prioritizer.config.study import Study, UnknownKeyError
from prioritizer.errors import ConfigError, did_you_mean
from prioritizer.resources import read_toml

_OF_TABLES = (
    *(".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods", ".html"),
    *(".parquet", ".json", ".jsonl", ".ndjson", ".gz"),
)


def find_study(path: Path | str) -> Path:
    """Find the study file: the file itself, or ``study.toml`` in the folder named.

    Raises
    ------
    ConfigError
        If neither is there.
    """
    path = Path(path)
    if path.is_dir():
        if (inside := path / "study.toml").is_file():
            return inside
        raise ConfigError(
            f"{path}: no study.toml in this folder.",
            f"Name the study file, or make one: prioritizer init {path}.",
        )
    if not path.is_file():
        raise ConfigError(f"{path}: no such study file.", "Check the name, or make one: init DIR.")
    return path


def read_study(path: Path | str) -> Study:
    """Read, complete and check a study file.

    Parameters
    ----------
    path : path-like
        A study file (TOML), or the folder that holds ``study.toml``.

    Returns
    -------
    Study
        Frozen, with every default filled in.

    Raises
    ------
    ConfigError
        If the file is missing, is no TOML, or says something no study can mean; all faults are
        listed at once, each with its address.
    """
    file = find_study(path)
    if file.suffix.lower() in _OF_TABLES:
        raise ConfigError(
            f"{file.name} is no study file: it looks like a table of signals or agendas.",
            "Make a study (`prioritizer init DIR`), put the file into its inbox, name it in "
            "study.toml under [[signals]] files, then check the study.",
        )
    try:
        table = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as broken:
        raise ConfigError(
            f"{file.name}: not UTF-8 (byte {broken.start}).", "Save the file as UTF-8."
        ) from None
    except (tomllib.TOMLDecodeError, RecursionError) as broken:
        raise ConfigError(f"{file.name} is not TOML: {broken}.", "Mend that line.") from None
    return build_study(table, file.name)


def build_study(table: Mapping[str, Any], where: str = "study.toml") -> Study:
    """Build a study from a parsed table, over the defaults of the package."""
    return study_from_settings(_over_defaults(table), where)


def study_from_settings(settings: Mapping[str, Any], where: str) -> Study:
    """Build a study from settings that are complete, as a run folder keeps them."""
    try:
        return Study.model_validate(settings)
    except ValidationError as invalid:
        faults = [_fault(error) for error in invalid.errors() if error["type"] != "too_short"]
        faults = faults or ["signals: no source; add a [[signals]] table with files = …."]
        raise ConfigError(f"{where}: {' '.join(faults)}") from None


def without_unknown(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out keys that this version no longer knows: another version made the run."""
    content = json.loads(json.dumps(settings))
    try:
        Study.model_validate(content)
    except ValidationError as invalid:
        for error in invalid.errors():
            if error["type"] == "extra_forbidden":
                place: Any = content
                for part in error["loc"][:-1]:
                    place = place[part]
                place.pop(error["loc"][-1], None)
    return dict(content)


def with_shortlist(study: Study, asked: Mapping[str, Any]) -> Study:
    """Ask a study for another shortlist: some keys of its table ``[shortlist]`` changed.

    Raises
    ------
    ConfigError
        If a key is not there, or says what no shortlist can mean.
    """
    settings = study.model_dump(by_alias=True)
    settings["shortlist"] = {**settings["shortlist"], **asked}
    return study_from_settings(settings, "shortlist")


def _over_defaults(table: Mapping[str, Any]) -> dict[str, Any]:
    """Lay the study's keys over the package's defaults, key by key."""
    defaults = read_toml("configs/defaults.toml")
    return _merge(defaults, table)


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two tables; where both hold a table at a key, go down into it."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if key in ("table", "points"):
            merged[key] = value
        elif isinstance(under, Mapping) and isinstance(value, Mapping):
            merged[key] = _merge(under, value)
        else:
            merged[key] = value
    return merged


def _fault(error: Any) -> str:
    """Say one fault of the file: address, what is wrong, and the mend where one is known."""
    where = _address(error["loc"])
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, UnknownKeyError):
        hint = did_you_mean(cause.key, cause.known)
        return f"{where}.{cause.where}: no such key. {hint}"
    if error["type"] == "extra_forbidden":
        known = _known_keys(error["loc"][:-1])
        hint = did_you_mean(str(error["loc"][-1]), known) if known else ""
        return f"{where}: no such key. {hint}".rstrip()
    if error["type"] == "missing":
        return f"{where}: missing; add it."
    message = error["msg"].removeprefix("Value error, ")
    given = error.get("input")
    shown = f" (given: {given!r})" if isinstance(given, str | int | float | bool) else ""
    return f"{where}: {message}{shown}." if where else f"{message}."


def _address(loc: tuple[int | str, ...]) -> str:
    """Write a location as in the file: ``signals[1].columns`` counts from 1."""
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif not part.startswith(("function-", "constrained-", "literal[")):
            text += f".{part}" if text else part
    return text


def _known_keys(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """List the keys a table of the study file may hold, by walking down the models."""
    shape: Any = Study
    for part in loc:
        if not (isinstance(shape, type) and issubclass(shape, BaseModel)):
            return ()
        field = next((f for n, f in shape.model_fields.items() if part in (n, f.alias)), None)
        if field is not None:  # else the part is an index, or a name that the study gave
            shape = _inner_model(field.annotation)
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return tuple(field.alias or name for name, field in shape.model_fields.items())
    return ()


def _inner_model(annotation: Any) -> Any:
    """Find the model inside an annotation such as ``tuple[Model, ...]`` or ``Model | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if (found := _inner_model(inner)) is not None:
            return found
    return None
