"""Hear a study, or recall what was heard: other weights, anchors or costs change no signal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.bundle import TABLES, Bundle
from prioritizer.config import Study
from prioritizer.provenance import file_sha256
from prioritizer.run.cache import Cache, Entry, key_of, table_key
from prioritizer.run.hearing import Account
from prioritizer.run.inputs import Inputs
from prioritizer.run.sources import source_files
from prioritizer.run.spoken import Spoken, committees_of
from prioritizer.signals import load_key
from prioritizer.tables.parted import LongTable
from prioritizer.vocabulary import Both

Heard = tuple[Account, Spoken, Inputs]

_JUDGED = ("criteria", "gates", "measurement", "robustness", "shortlist")
"""Tables of the study file that are read only after all signals are heard."""

_LATER = ("ratings", "members", "overrides", "committees")
"""Inputs that are read only after all signals are heard."""

_SAID_OF_AGENDAS = ("agenda_id", "title_", "description_", "citizen_words")
"""Columns of the agendas that links are learnt from, by how they begin."""

_MADE_ANEW = ("committees",)
_LONG = ("links", "signals", "persons")


def heard_or_recalled(
    study: Study,
    base: Path,
    inputs: Inputs,
    cache: Cache,
    hear_all: Callable[[], Heard],
    *,
    against: Bundle | None = None,
) -> Heard:
    """Recall what was heard of the same sources with the same settings, or hear it.

    Parameters
    ----------
    study : Study
    base : Path
        Folder that the sources are relative to.
    inputs : Inputs
    cache : Cache
    hear_all : callable
        Reads, links and counts; what it gives is put into the cache.
    against : Bundle, optional
        The earlier run whose themes keep their ids.

    Returns
    -------
    tuple of (Account, Spoken, Inputs)
        The same, heard or recalled.
    """
    key = heard_key(study, base, inputs, against) if cache.folder is not None else ""
    if key and (entry := cache.find(key)) is not None:
        return _recalled(entry, inputs)
    heard = hear_all()
    if key:
        _keep(cache, key, *heard)
    return heard


def heard_key(study: Study, base: Path, inputs: Inputs, against: Bundle | None = None) -> str:
    """Name what was heard by all it follows from; ``""`` where a database is among the sources.

    A database may answer otherwise the next time, and nothing tells us.
    """
    if any(source.url for source in study.signals):
        return ""
    settings = {k: v for k, v in study.to_json().items() if k not in _JUDGED}
    files = [
        [name, file_sha256(path)]
        for place, source in enumerate(study.signals, start=1)
        for name, path in source_files(source, base, place)
        if path is not None
    ]
    tables = {name: t for name, t in inputs.tables.items() if name not in _LATER}
    if "agendas" in tables:
        said = [c for c in tables["agendas"].columns if c.startswith(_SAID_OF_AGENDAS)]
        tables["agendas"] = tables["agendas"][said]
    brought = {name: table_key(table) for name, table in sorted(tables.items())}
    if against is not None and against.has("theme_words"):
        brought["against"] = file_sha256(against.folder / TABLES["theme_words"])
    who = hashlib.sha256(b"prioritizer person key" + load_key()).hexdigest()
    return key_of("heard", settings, files, brought, who)


def _keep(cache: Cache, key: str, account: Account, spoken: Spoken, inputs: Inputs) -> None:
    tables: dict[str, LongTable] = {"rejects": account.rejects}
    facts: dict[str, Any] = {}
    for item in fields(Spoken):
        value = getattr(spoken, item.name)
        if item.name in _MADE_ANEW:
            continue
        if isinstance(value, LongTable):
            tables[item.name] = value
        else:
            facts[item.name] = value
    tables["agendas"] = inputs.agendas
    account_facts = {
        "inputs": account.inputs,
        "warnings": account.warnings,
        "pii": dict(account.pii),
    }
    cache.keep(key, tables, {"spoken": facts, "account": account_facts})
    cache.trim()


def _recalled(entry: Entry, inputs: Inputs) -> Heard:
    if "agendas" not in inputs.tables:  # the themes proposed them
        inputs = replace(inputs, tables={**inputs.tables, "agendas": entry.table("agendas")})
    content: dict[str, Any] = dict(entry.facts["spoken"])
    for item in fields(Spoken):
        if item.name in _LONG:
            content[item.name] = entry.stored(item.name)
        elif item.name == "committees":
            content[item.name] = committees_of(inputs)
        elif item.name not in content:
            content[item.name] = entry.table(item.name)
    account: dict[str, Any] = dict(entry.facts["account"])
    for told in (content, account):
        told["warnings"] = [Both(*said) for said in told["warnings"]]
    rejects: pd.DataFrame = entry.table("rejects")
    return Account(rejects=rejects, **account), Spoken(**content), inputs
