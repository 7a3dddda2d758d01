"""Earlier bundles of an open-data folder: what they told, and which counts are still the same.

Whoever reads two bundles may know that a count did not change between them, even where both leave
it blank. So must the one who publishes: beside each blank count lies a mark, a keyed hash of the
count, which nobody reads without the key, and which is the same for as long as the count is.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from prioritizer.audit.bounding import Cell
from prioritizer.audit.suppression import Published
from prioritizer.bundle import Bundle
from prioritizer.errors import RunError
from prioritizer.signals import key_check

PACKAGE = "datapackage.json"
HISTORY = "history"
SUMS = "sums.json"


@dataclass(frozen=True)
class Told:
    """What one bundle told.

    Attributes
    ----------
    counts : mapping
        Counts by kind: voices, signals of themes, voices of themes.
    marks : mapping
        For each kind, the mark of every count.
    titles : mapping
        Title of each agenda.
    first_ids : mapping
        The id that an agenda had when it was first published, where it has another now.
    """

    counts: Mapping[str, Published]
    marks: Mapping[str, Mapping[Cell, str]]
    titles: Mapping[str, str]
    first_ids: Mapping[str, str]


def bundles_of(target: Path) -> Iterator[Path]:
    """List the packages that a folder holds: its history, then the one on top."""
    if (target / HISTORY).is_dir():
        yield from sorted(p for p in (target / HISTORY).iterdir() if (p / PACKAGE).is_file())
    if (target / PACKAGE).is_file():
        yield target


def keep_history(earlier: Sequence[Path], target: Path) -> None:
    """Copy earlier packages into the history of the new one."""
    for number, path in enumerate(earlier, start=1):
        own = json.loads((path / PACKAGE).read_text(encoding="utf-8"))
        into = target / HISTORY / f"{number:03}-{str(own['version'])[:12]}"
        into.mkdir(parents=True)
        for file in sorted(path.iterdir()):
            if file.is_file() and not file.is_symlink():
                shutil.copyfile(file, into / file.name)


def tell(run: Bundle, counts: Mapping[str, Published], earlier: Sequence[Told], key: bytes) -> Told:
    """Mark every count of a run, under the ids that its agendas had when they were first told."""
    ranking = run.ranking
    names = ranking["title_th"].where(ranking["title_th"] != "", ranking["title_en"])
    titles = dict(zip(ranking["agenda_id"], names, strict=True))
    first_ids = _first_ids(titles, earlier)
    marks = {
        kind: {
            name: _mark(kind, first_name(name, first_ids), float(value or 0.0), key)
            for name, value in own.counts.items()
        }
        for kind, own in counts.items()
    }
    return Told(counts, marks, titles, first_ids)


def first_name(name: Cell, first_ids: Mapping[str, str]) -> Cell:
    """Call a count of an agenda by the agenda's first id."""
    if not name[0].startswith("agenda"):
        return name
    return (name[0], first_ids.get(name[1], name[1]), *name[2:])


def _first_ids(titles: Mapping[str, str], earlier: Sequence[Told]) -> dict[str, str]:
    """Know agendas again that have the title of an earlier one and another id."""
    ids = {agenda for told in earlier for agenda in told.titles}
    first = {agenda: own for told in earlier for agenda, own in told.first_ids.items()}
    gone = {
        title: first.get(agenda, agenda)
        for told in earlier
        for agenda, title in told.titles.items()
        if agenda not in titles and title
    }
    renamed = {
        agenda: gone[title]
        for agenda, title in titles.items()
        if agenda not in ids and title in gone
    }
    taken = {first.get(agenda, agenda) for agenda in titles if agenda in ids}
    fresh = {agenda: own for agenda, own in renamed.items() if own not in taken}
    once = {own: agenda for agenda, own in reversed(fresh.items())}  # two of one title: the first
    kept = {agenda: first[agenda] for agenda in titles if agenda in first}
    return kept | {agenda: own for own, agenda in once.items()}


def _mark(kind: str, name: Cell, value: float, key: bytes) -> str:
    content = json.dumps([kind, *name, f"{value:.6f}"], ensure_ascii=False)
    return blake2b(content.encode("utf-8"), key=key[:64], digest_size=12).hexdigest()


def align(now: Told, earlier: Sequence[Told], kind: str) -> list[Published]:
    """Name the counts of earlier bundles so that the same name is the same count.

    A count that is still that of now gets its name of now; one that only earlier bundles tell has
    the same name in those of them in which it is the same.
    """
    of_now = {mark: name for name, mark in now.marks[kind].items()}
    aligned = []
    for told in earlier:
        if kind not in told.counts:
            continue
        own, marks = told.counts[kind], told.marks[kind]
        names = {name: of_now.get(marks[name], ("earlier", marks[name])) for name in own.counts}
        aligned.append(
            replace(
                own,
                counts={names[name]: value for name, value in own.counts.items()},
                sums=[(names[t], tuple(names[p] for p in parts)) for t, parts in own.sums],
                blank=frozenset(names[name] for name in own.blank),
            )
        )
    return aligned


def write_sums(told: Told, blanks: Mapping[str, frozenset[Cell]], file: Path, key: bytes) -> None:
    """Say which published counts add up to which, so that anyone can audit the blanks."""
    content = {
        "marked_with": key_check(key),
        "titles": told.titles,
        "first_ids": told.first_ids,
        "tables": {
            kind: {
                "counts": [
                    {"name": list(name), "value": None, "mark": told.marks[kind][name]}
                    if name in blanks[kind]
                    else {"name": list(name), "value": value}
                    for name, value in counts.counts.items()
                ],
                "sums": [
                    {"total": list(total), "parts": [list(part) for part in parts]}
                    for total, parts in counts.sums
                ],
            }
            for kind, counts in told.counts.items()
        },
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")


def read_told(folder: Path, key: bytes) -> Told:
    """Read what an earlier package told.

    Raises
    ------
    RunError
        If its counts cannot be read, or were marked with another key.
    """
    try:
        content = json.loads((folder / SUMS).read_text(encoding="utf-8"))
        made_with = str(content["marked_with"])
        told = _told(content, key)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise RunError(
            f"{folder}: an earlier package whose counts cannot be read ({broken}).",
            "What it told cannot be kept from being worked out; publish into another folder.",
        ) from None
    if made_with != key_check(key):
        raise RunError(
            f"{folder}: its blank counts were marked with another key than the one here, so nobody "
            "can tell which of them changed.",
            "Name the key file of whoever published it in PRIORITIZER_KEY_FILE.",
        )
    return told


def _told(content: dict, key: bytes) -> Told:  # type: ignore[type-arg]
    counts, marks = {}, {}
    for kind, own in content["tables"].items():
        values: dict[Cell, float | None] = {tuple(c["name"]): c["value"] for c in own["counts"]}
        marks[kind] = {
            tuple(c["name"]): c["mark"]
            if c["value"] is None
            else _mark(
                kind, first_name(tuple(c["name"]), content["first_ids"]), float(c["value"]), key
            )
            for c in own["counts"]
        }
        sums = [(tuple(s["total"]), tuple(map(tuple, s["parts"]))) for s in own["sums"]]
        blank = frozenset(name for name, value in values.items() if value is None)
        counts[kind] = Published(values, sums, blank)
    return Told(counts, marks, content["titles"], content["first_ids"])
