"""Publish a run as open data: no person in it, small counts blank, a dictionary and a licence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from prioritizer.audit.datapackage import dictionary, package
from prioritizer.audit.suppression import Cell, Published, bounds, suppress
from prioritizer.bundle import Bundle, read_run
from prioritizer.errors import RunError
from prioritizer.folders import whole_folder
from prioritizer.provenance import dump_json
from prioritizer.resources import read_toml, resource
from prioritizer.signals import redact_texts
from prioritizer.tables import write_csv

PACKAGE = "datapackage.json"
HISTORY = "history"
_RANKING = (
    *("rank", "tied", "tier", "agenda_id", "title_th", "title_en", "score", "citizen_centricity"),
    *("quick_win", "replicability", "score_low", "score_high", "score_geometric"),
    *("rank_geometric", "rank_raw", "rank_low", "rank_high", "p_top", "floor", "gate"),
    *("evidence_grade", "n_voices", "completeness"),
)
_INDICATORS = (
    *("agenda_id", "criterion", "indicator", "performance", "unit", "low", "high", "value"),
    *("weight", "contribution", "source", "imputed"),
)
_GATES = ("agenda_id", "gate", "status", "reason_th", "reason_en", "mend_th", "mend_en")
_THEMES = ("theme_id", "label_th", "label_en", "n_signals", "n_voices", "share_answered", "trend")
_QUOTES = ("agenda_id", "kind", "text", "month", "province", "channel")


@dataclass(frozen=True)
class Publication:
    """What was published, and what was left blank."""

    folder: Path
    n_blank: int
    n_counts: int
    narrowest: float  # least distance of the bounds of a blank count
    n_earlier: int


def publish_run(
    run: Path | str,
    folder: Path | str,
    *,
    licence: str = "CC-BY-4.0",
    quotes: bool = False,
) -> Publication:
    """Write a run as a Frictionless data package that names nobody.

    Counts of fewer voices than ``[privacy] min_cell`` are left blank, and others with them, until
    whoever holds every bundle of this folder, earlier ones too, cannot bound a blank count more
    closely than that.

    Parameters
    ----------
    run : path-like
        A run folder.
    folder : path-like
        Where the package appears; an earlier package there moves into ``history/``.
    licence : str, default="CC-BY-4.0"
        Name of the licence, for the field of the package.
    quotes : bool, default=False
        Whether redacted quotes are published; without being asked for, none are.

    Returns
    -------
    Publication

    Raises
    ------
    RunError
        If the folder holds something else, or cannot be written.
    """
    bundle, target = read_run(run), Path(folder)
    least = float(bundle.config["privacy"]["min_cell"])
    earlier = list(_earlier(target))
    history = [counts for path in earlier for counts in _read_counts(path)]
    voices, themes = _voices(bundle), _themes(bundle)
    blank = {
        kind: suppress(counts, history=_like(history, kind), least=least, width=least)
        for kind, counts in {"voices": voices, **themes}.items()
    }
    shown = {
        kind: Published(counts.counts, counts.sums, blank[kind])
        for kind, counts in {"voices": voices, **themes}.items()
    }
    tables = _tables(bundle, shown, quotes=quotes, least=least)
    with whole_folder(target, replace=True, marker=PACKAGE) as beside:
        if earlier:
            (beside / HISTORY).mkdir()
            for number, path in enumerate(earlier, start=1):
                _copy_package(path, beside / HISTORY / f"{number:03}-{_id_of(path)}")
        for name, table in tables.items():
            write_csv(table, beside / f"{name}.csv")
        write_csv(dictionary(tables), beside / "dictionary.csv")
        method = resource("configs/words/open_data_method.md").read_text(encoding="utf-8")
        (beside / "METHOD.md").write_text(
            method.format(least=int(least)), encoding="utf-8", newline="\n"
        )
        (beside / "sums.json").write_text(_sums(shown), encoding="utf-8", newline="\n")
        described = package(bundle, beside, tables, licence=licence)
        (beside / PACKAGE).write_text(dump_json(described), encoding="utf-8", newline="\n")
    ends = [
        high - low
        for kind, counts in shown.items()
        for low, high in bounds(counts, history=_like(history, kind)).values()
    ]
    return Publication(
        folder=target,
        n_blank=len(ends),
        n_counts=sum(len(counts.counts) for counts in shown.values()),
        narrowest=min(ends, default=float("inf")),
        n_earlier=len(earlier),
    )


def _voices(run: Bundle) -> Published:
    """Lay out every count of voices: agenda × month with its margins, and areas."""
    tallies = run.table("tallies")
    cells = tallies.groupby(["agenda_id", "month"])["n_voices"].sum()
    agendas, months = sorted(set(tallies["agenda_id"])), sorted(set(tallies["month"]))
    agendas = sorted({*agendas, *run.ranking["agenda_id"]})
    values: dict[Cell, float | None] = {
        ("agenda_month", a, m): float(cells.get((a, m), 0.0)) for a in agendas for m in months
    }
    sums: list[tuple[Cell, tuple[Cell, ...]]] = []
    lines: list[tuple[Cell, list[Cell]]] = []
    for agenda in agendas:
        lines.append((("agenda", agenda), [("agenda_month", agenda, m) for m in months]))
    for month in months:
        lines.append((("month", month), [("agenda_month", a, month) for a in agendas]))
    for total, own in lines:
        values[total] = sum(float(values[cell] or 0.0) for cell in own)
        sums.append((total, tuple(own)))
    areas = tallies.groupby("area")["n_voices"].sum()
    values |= {("area", str(name)): float(n) for name, n in areas.items()}
    values["all",] = float(tallies["n_voices"].sum())
    for kind in ("agenda", "month", "area"):
        parts = tuple(name for name in values if name[0] == kind)
        sums.append((("all",), parts))
    return Published(values, sums)


def _themes(run: Bundle) -> dict[str, Published]:
    """Lay out the counts of themes: signals and voices, each with its total."""
    table, found = run.table("themes"), {}
    for name in ("n_signals", "n_voices"):
        values: dict[Cell, float | None] = {
            ("theme", str(theme)): float(n)
            for theme, n in zip(table["theme_id"], table[name], strict=True)
        }
        parts = tuple(values)
        values["all_themes",] = sum(float(n or 0.0) for n in values.values())
        found[f"theme_{name}"] = Published(values, [(("all_themes",), parts)])
    return found


def _tables(
    run: Bundle, shown: dict[str, Published], *, quotes: bool, least: float
) -> dict[str, pd.DataFrame]:
    """Give every table of the package."""
    voices = shown["voices"]
    few = {str(name[1]) for name in voices.blank if name[0] == "agenda"}
    tables = {
        "ranking": _some(run.ranking, _RANKING),
        "indicators": _some(run.table("indicators"), _INDICATORS),
        "gates": _some(run.table("gates"), _GATES),
        "rank_acceptability": run.table("rank_acceptability"),
        "voices_by_agenda": _counts(voices, "agenda", ["agenda_id"]),
        "voices_by_month": _counts(voices, "month", ["month"]),
        "voices_by_agenda_month": _counts(voices, "agenda_month", ["agenda_id", "month"]),
        "voices_by_area": _counts(voices, "area", ["area"]),
        "themes": _theme_table(run, shown),
    }
    ranking, indicators, gates = tables["ranking"], tables["indicators"], tables["gates"]
    ranking["n_voices"] = ranking["n_voices"].mask(ranking["agenda_id"].isin(few))
    hidden = indicators["agenda_id"].isin(few) & (indicators["source"] == "signals")
    for name in ("performance", "low", "high", "value", "contribution"):  # a value gives it away
        indicators[name] = indicators[name].mask(hidden)
    said = read_toml("configs/words/open_data.toml")["text"]["few"]
    at = gates["agenda_id"].isin(few) & (gates["gate"] == "demand")
    for name, text in zip(("reason_th", "reason_en"), said, strict=True):
        gates.loc[at, name] = text.format(least=int(least))
    if quotes:
        tables["quotes"] = _quotes(run, few)
    return tables


def _some(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    return table[[name for name in columns if name in table]].copy()


def _counts(counts: Published, kind: str, columns: list[str]) -> pd.DataFrame:
    """Lay the counts of one kind out as a table, blank where they are suppressed."""
    rows = [
        (*name[1:], None if name in counts.blank else value, name in counts.blank)
        for name, value in counts.counts.items()
        if name[0] == kind
    ]
    table = pd.DataFrame(rows, columns=[*columns, "n_voices", "suppressed"])
    return table.astype({"n_voices": "float64"})


def _theme_table(run: Bundle, shown: dict[str, Published]) -> pd.DataFrame:
    """Give themes without the words of few people."""
    table = _some(run.table("themes"), _THEMES)
    hidden = pd.Series(False, index=table.index)
    for name in ("n_signals", "n_voices"):
        blank = {cell[1] for cell in shown[f"theme_{name}"].blank if cell[0] == "theme"}
        at = table["theme_id"].isin(blank)
        table[name] = table[name].astype("float64").mask(at)
        hidden |= at
    for name in ("label_th", "label_en"):
        table[name] = table[name].mask(hidden, "")
    table["share_answered"] = table["share_answered"].mask(hidden)
    return table.assign(suppressed=hidden)


def _quotes(run: Bundle, few: set[str]) -> pd.DataFrame:
    """Give redacted quotes, redacted once more, without ids; none for agendas of few voices."""
    table = run.table("evidence")
    table = _some(table[~table["agenda_id"].isin(few)], _QUOTES)
    return table.assign(text=redact_texts(table["text"].tolist()).texts)


def _sums(shown: dict[str, Published]) -> str:
    """Say which published counts add up to which, so that anyone can audit the blanks."""
    content = {
        kind: {
            "counts": [
                {"name": list(name), "value": None if name in counts.blank else value}
                for name, value in counts.counts.items()
            ],
            "sums": [
                {"total": list(total), "parts": [list(part) for part in parts]}
                for total, parts in counts.sums
            ],
        }
        for kind, counts in shown.items()
    }
    return json.dumps(content, ensure_ascii=False, indent=None, sort_keys=True) + "\n"


def _earlier(target: Path) -> Iterator[Path]:
    """List the packages that a folder holds: its history, then the one on top."""
    if (target / HISTORY).is_dir():
        yield from sorted(p for p in (target / HISTORY).iterdir() if (p / PACKAGE).is_file())
    if (target / PACKAGE).is_file():
        yield target


def _id_of(package_folder: Path) -> str:
    content = json.loads((package_folder / PACKAGE).read_text(encoding="utf-8"))
    return str(content["version"])[:12]


def _copy_package(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.is_file() and not path.is_symlink():
            shutil.copyfile(path, target / path.name)


def _read_counts(folder: Path) -> Iterator[tuple[str, Published]]:
    """Read the counts of an earlier package, as everybody could."""
    try:
        content = json.loads((folder / "sums.json").read_text(encoding="utf-8"))
        for kind, told in content.items():
            values: dict[Cell, float | None] = {
                tuple(c["name"]): c["value"] for c in told["counts"]
            }
            sums = [(tuple(s["total"]), tuple(map(tuple, s["parts"]))) for s in told["sums"]]
            blank = frozenset(name for name, value in values.items() if value is None)
            yield kind, Published(values, sums, blank)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise RunError(
            f"{folder}: an earlier package whose counts cannot be read ({broken}).",
            "What it told cannot be kept from being worked out; publish into another folder.",
        ) from None


def _like(history: list[tuple[str, Published]], kind: str) -> list[Published]:
    return [counts for name, counts in history if name == kind]
