"""Take a person's words out of a finished run; the tallies stay, and a tombstone says so."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from prioritizer.bundle import EDITED, TABLES, Bundle, files_of, read_run
from prioritizer.errors import RunError
from prioritizer.folders import whole_folder
from prioritizer.run.cache import Cache
from prioritizer.run.replay import HEARD, rebuild
from prioritizer.run.writing import write_tables
from prioritizer.signals import load_key, person_key

_BY_SIGNAL = ("links", "signals", "persons", "evidence", "theme_quotes")
REWRITTEN = (*_BY_SIGNAL, "themes", "theme_words", "unanswered", "campaigns", *EDITED)
"""Tables that forgetting may change; all others stay as they were."""

_COST = {"n": 2**14, "r": 8, "p": 1}
_GONE_TH, _GONE_EN = "(ลบตามคำขอ)", "(removed on request)"
_KEY = re.compile("[0-9a-f]{16}")


@dataclass(frozen=True)
class Forgetting:
    """What was taken out of a run, and what could not be reached."""

    run: Bundle
    n_signals: int
    earlier_digest: str
    left: tuple[str, ...]  # files of the run that still hold an id or the person's name
    inputs: tuple[str, ...]  # files the run was made from


def forget(
    folder: Path | str,
    *,
    signal_ids: Sequence[str] = (),
    persons: Sequence[str] = (),
    jobs: int = 1,
) -> Forgetting:
    """Rewrite a run without what some signals, or all signals of a person, said.

    Links, signals and quotes go, and every report is made again; voices stay counted in the
    tallies, so that no figure moves. The manifest gets a salted tombstone for each signal and
    names the digest it had before.

    Parameters
    ----------
    folder : path-like
        A run folder; it is swapped whole.
    signal_ids : sequence of str
        Ids of signals.
    persons : sequence of str
        Names, numbers or user ids as the inputs hold them, or their 16-digit keys.
    jobs : int, default=1
        Worker processes.

    Returns
    -------
    Forgetting

    Raises
    ------
    RunError
        If the run holds no such signal or person; nothing is changed then.
    """
    run = read_run(folder)
    ids = _ids(run, signal_ids, persons)
    told = _tombstones(run, ids)
    manifest = {
        **run.manifest,
        "forgotten": told,
        "parent": {
            "why": "forget",
            "digest": run.digest,
            "files": [],
            **({"parent": run.manifest["parent"]} if "parent" in run.manifest else {}),
        },
    }
    tables = _without(run, ids)
    altered = replace(run, manifest=manifest, tables=dict(tables))
    with whole_folder(run.folder, replace=True) as beside:
        write_tables(beside, {n: tables[n] for n in tables if n in HEARD or n in EDITED})
        rebuild(altered, beside, jobs=jobs)
    Cache.of_user().clear()
    done = read_run(folder)
    words = [*ids, *(p for p in persons if not _KEY.fullmatch(p))]
    return Forgetting(
        run=done,
        n_signals=len(ids),
        earlier_digest=run.digest,
        left=(*holding(done.folder, words), *_titles_of_signals(run, ids)),
        inputs=tuple(str(item["file"]) for item in run.manifest["inputs"]),
    )


def holding(folder: Path, words: Iterable[str]) -> Iterator[str]:
    """Name the files of a folder that hold one of some words, in any byte of them, unzipped.

    Parquet is read cell by cell, for its pages are compressed.
    """
    sought = [word for word in words if word]
    for file in files_of(folder):
        for name, content in _unzipped(file):
            if any(_holds(content, word) for word in sought):
                yield f"{file.relative_to(folder).as_posix()}{name}"
                break


def _holds(content: bytes, word: str) -> bool:
    """Look for a word as it stands, and as JSON writes it."""
    forms = {word, json.dumps(word)[1:-1], json.dumps(word, ensure_ascii=False)[1:-1]}
    return any(
        re.search(rb"(?<![0-9A-Za-z])" + re.escape(form.encode()) + rb"(?![0-9A-Za-z])", content)
        for form in forms
    )


def _unzipped(file: Path) -> Iterator[tuple[str, bytes]]:
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            for part in book.namelist():
                yield f": {part}", book.read(part)
    elif file.suffix == ".parquet":
        table = pd.read_parquet(file)
        for name in table.columns:
            if not pd.api.types.is_numeric_dtype(table[name]):
                yield f": {name}", "\n".join(map(str, table[name].unique())).encode()
    yield "", file.read_bytes()


def _ids(run: Bundle, signal_ids: Sequence[str], persons: Sequence[str]) -> list[str]:
    """Find the signals to forget; every id and person must be there."""
    known = set(run.table("signals")["signal_id"])
    ids = dict.fromkeys(str(name) for name in signal_ids)
    if strangers := [name for name in ids if name not in known]:
        raise RunError(
            f"{run.folder.name}: {len(strangers)} of the signals are not in this run "
            f"({', '.join(strangers[:3])}).",
            "Nothing was changed. Check the ids; they may be forgotten already.",
        )
    if persons:
        table = run.table("persons")
        if table.empty:
            raise RunError(
                f"{run.folder.name}: this run knows no persons.", "Name the signals: --signal-id."
            )
        key = load_key()
        for person in persons:
            own = person if _KEY.fullmatch(person) else person_key([person], key)[0]
            found = table.loc[table["person"] == own, "signal_id"]
            if found.empty:
                raise RunError(
                    f"{run.folder.name}: this person is not in this run.",
                    "Nothing was changed. Write the person as the inputs do; with another key "
                    "(PRIORITIZER_KEY_FILE) than that of the run nobody is found.",
                )
            ids |= dict.fromkeys(found)
    if not ids:
        raise RunError("Nobody is named.", "Give --signal-id or --person.")
    return sorted(ids)


def _tombstones(run: Bundle, ids: Sequence[str]) -> dict[str, Any]:
    """Add a salted tombstone for each signal: who knows the id can prove that it is gone."""
    earlier = run.manifest.get("forgotten", {"n_signals": 0, "tombstones": []})
    stones = []
    for name in ids:
        salt = secrets.token_bytes(16)
        stone = hashlib.scrypt(name.encode(), salt=salt, dklen=32, **_COST)
        stones.append({"salt": salt.hex(), "scrypt": stone.hex()})
    return {
        "n_signals": earlier["n_signals"] + len(ids),
        "tombstones": [*earlier["tombstones"], *stones],
    }


def is_forgotten(run: Bundle, signal_id: str) -> bool:
    """Tell whether a tombstone of the run stands for a signal."""
    for stone in run.manifest.get("forgotten", {}).get("tombstones", ()):
        salt = bytes.fromhex(stone["salt"])
        own = hashlib.scrypt(signal_id.encode(), salt=salt, dklen=32, **_COST)
        if own.hex() == stone["scrypt"]:
            return True
    return False


def _without(run: Bundle, ids: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Give the tables that hold ids or words of the signals, without them."""
    gone = set(ids)
    tables = {}
    for name in _BY_SIGNAL:
        table = run.table(name)
        if "signal_id" in table:
            tables[name] = table[~table["signal_id"].isin(gone)].reset_index(drop=True)
    signals = run.table("signals")
    lost = signals.loc[signals["signal_id"].isin(gone), "theme_id"]
    bare = _bare_themes(run, set(lost), tables["signals"])
    for name in ("themes", "unanswered"):
        tables[name] = _without_words(_without_ids(run.table(name), gone), bare)
    tables["unanswered"] = _without_demands(tables["unanswered"], set(lost))
    words = run.table("theme_words")
    if "theme_id" in words:
        tables["theme_words"] = words[~words["theme_id"].isin(bare)].reset_index(drop=True)
    tables["campaigns"] = _campaigns(run.table("campaigns"), gone, tables["signals"])
    return tables | _without_edits(run, gone, set(lost))


def _bare_themes(run: Bundle, touched: set[str], signals: pd.DataFrame) -> set[str]:
    """Find themes whose words may be those of very few people, now that some are gone."""
    left = signals["theme_id"].value_counts()
    least = int(run.config["privacy"]["min_cell"])
    return {theme for theme in touched if left.get(theme, 0) < least}


def _without_ids(table: pd.DataFrame, gone: set[str]) -> pd.DataFrame:
    """Take ids out of columns that list some, with ``;`` between."""
    if "quote_ids" not in table:
        return table
    kept = table["quote_ids"].map(
        lambda cell: ";".join(part for part in str(cell).split(";") if part not in gone)
    )
    return table.assign(quote_ids=kept)


def _without_words(table: pd.DataFrame, bare: set[str]) -> pd.DataFrame:
    """Take the words of some themes away."""
    if "theme_id" not in table or not bare:
        return table
    at = table["theme_id"].isin(bare)
    table = table.copy()
    for name in table.columns.intersection(["label_th", "keywords", "proposed_title_th"]):
        table.loc[at, name] = _GONE_TH
    for name in table.columns.intersection(["label_en", "proposed_title_en"]):
        table.loc[at, name] = _GONE_EN
    return table


def _without_demands(table: pd.DataFrame, lost: set[str]) -> pd.DataFrame:
    """Take away titles that may be a demand in the words of one who is forgotten.

    A title that the engine put together itself ("solve …", "fix …") is nobody's words.
    """
    if "theme_id" not in table:
        return table
    table = table.copy()
    for name, own, gone in (
        ("proposed_title_th", "แก้ปัญหา", _GONE_TH),
        ("proposed_title_en", "Fix ", _GONE_EN),
    ):
        said = table[name].fillna("").astype("str")
        at = table["theme_id"].isin(lost) & (said != "") & ~said.str.startswith(own)
        table.loc[at, name] = gone
    return table


def _without_edits(run: Bundle, gone: set[str], lost: set[str]) -> dict[str, pd.DataFrame]:
    """Take ids out of what the team's workbooks brought home; who edited what, and when, stays."""
    tables = {}
    if run.has("new_labels"):
        labels = run.table("new_labels")
        tables["new_labels"] = labels[~labels["signal_id"].isin(gone)].reset_index(drop=True)
    if run.has("edits"):
        edits = run.table("edits").astype("str").copy()
        parts = edits["row_id"].str.rpartition("|")
        hit = (edits["sheet"] == "evidence") & parts[2].isin(gone)
        edits.loc[hit, "row_id"] = parts.loc[hit, 0] + "|" + _GONE_EN
        themes = (edits["sheet"] == "unanswered") & edits["row_id"].isin(lost)
        edits.loc[themes & (edits["was"] != ""), "was"] = _GONE_TH
        tables["edits"] = edits
    return tables


def _titles_of_signals(run: Bundle, ids: Sequence[str]) -> Iterator[str]:
    """Name agendas that the signals themselves proposed, and that these may have worded.

    Their titles are judged by the gates, so that they cannot go without a figure moving.
    """
    if any(item.get("kind") == "agendas" for item in run.manifest["inputs"]):
        return
    links = run.table("links")
    for agenda_id in sorted(set(links.loc[links["signal_id"].isin(ids), "agenda_id"])):
        yield f"{TABLES['agendas']}: title of {agenda_id} (proposed from signals; read it)"


def _campaigns(table: pd.DataFrame, gone: set[str], signals: pd.DataFrame) -> pd.DataFrame:
    """Let another signal of a campaign stand as its example."""
    if "example_id" not in table:
        return table
    first = signals.drop_duplicates("campaign_id").set_index("campaign_id")["signal_id"]
    other = table["campaign_id"].map(first).fillna("")
    return table.assign(
        example_id=table["example_id"].where(~table["example_id"].isin(gone), other)
    )
