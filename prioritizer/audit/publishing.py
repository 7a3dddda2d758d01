"""Publish a run as open data: no person in it, small counts blank, a dictionary and a licence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from prioritizer.audit.bounding import Cell, Line
from prioritizer.audit.datapackage import dictionary, package
from prioritizer.audit.earlier import (
    PACKAGE,
    SUMS,
    align,
    bundles_of,
    keep_history,
    read_told,
    tell,
    write_sums,
)
from prioritizer.audit.suppression import Published, suppress
from prioritizer.bundle import Bundle, read_run
from prioritizer.folders import whole_folder
from prioritizer.provenance import dump_json
from prioritizer.resources import read_toml, resource
from prioritizer.signals import load_key, redact_texts
from prioritizer.tables import write_csv

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
_THEMES = (
    *("theme_id", "parent_id", "label_th", "label_en", "n_signals", "n_voices"),
    *("share_answered", "trend"),
)
_QUOTES = ("agenda_id", "kind", "text", "month", "province", "channel")


@dataclass(frozen=True)
class Publication:
    """What was published, and what was left blank."""

    folder: Path
    n_blank: int
    n_counts: int
    narrowest: float  # least distance of the bounds of a blank count that was proven
    n_earlier: int
    n_given_away: int  # blank counts that the earlier bundles tell, whatever is blank now


def publish_run(
    run: Path | str,
    folder: Path | str,
    *,
    licence: str = "CC-BY-4.0",
    quotes: bool = False,
) -> Publication:
    """Write a run as a Frictionless data package that names nobody.

    Counts of fewer voices than ``[privacy] min_cell`` are left blank, and others with them, until
    whoever holds every bundle of this folder, earlier ones too, and knows which counts did not
    change between them, cannot bound a blank count of any of them more closely than that.

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
        If the folder holds something else, or a package that was marked with another key, or
        cannot be written.
    """
    bundle, target, key = read_run(run), Path(folder), load_key()
    least = float(bundle.config["privacy"]["min_cell"])
    earlier = list(bundles_of(target))
    history = [read_told(path, key) for path in earlier]
    told = tell(bundle, {"voices": _voices(bundle), **_themes(bundle)}, history, key)
    hidden = {
        kind: suppress(counts, history=align(told, history, kind), least=least, width=least)
        for kind, counts in told.counts.items()
    }
    blanks = {kind: found.blank for kind, found in hidden.items()}
    shown = {kind: replace(told.counts[kind], blank=blank) for kind, blank in blanks.items()}
    tables = _tables(bundle, shown, quotes=quotes, least=least)
    with whole_folder(target, replace=True, marker=PACKAGE) as beside:
        keep_history(earlier, beside)
        for name, table in tables.items():
            write_csv(table, beside / f"{name}.csv")
        write_csv(dictionary(tables), beside / "dictionary.csv")
        method = resource("configs/words/open_data_method.md").read_text(encoding="utf-8")
        (beside / "METHOD.md").write_text(
            method.format(least=int(least)), encoding="utf-8", newline="\n"
        )
        write_sums(told, blanks, beside / SUMS, key)
        described = package(bundle, beside, tables, licence=licence)
        (beside / PACKAGE).write_text(dump_json(described), encoding="utf-8", newline="\n")
    return Publication(
        folder=target,
        n_blank=sum(map(len, blanks.values())),
        n_counts=sum(len(counts.counts) for counts in shown.values()),
        narrowest=min(found.narrowest for found in hidden.values()),
        n_earlier=len(earlier),
        n_given_away=sum(len(found.lost) for found in hidden.values()),
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
    sums: list[Line] = []
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
    """Lay out the counts of themes: signals and voices, broad themes as sums of fine ones."""
    table, found = run.table("themes"), {}
    broad = [str(theme) for theme in table.loc[table["parent_id"] == "", "theme_id"]]
    fine = table[table["parent_id"] != ""].groupby("parent_id")["theme_id"].agg(list)
    for name in ("n_signals", "n_voices"):
        told = table.set_index("theme_id")[name].astype("float64")
        values: dict[Cell, float | None] = {("theme", str(t)): float(n) for t, n in told.items()}
        sums: list[Line] = []
        for theme in broad:
            parts = tuple(("theme", str(part)) for part in fine.get(theme, ()))
            if parts:
                values["theme", theme] = sum(float(values[part] or 0.0) for part in parts)
                sums.append((("theme", theme), parts))
        every = tuple(("theme", theme) for theme in broad)
        values["all_themes",] = sum(float(values[part] or 0.0) for part in every)
        found[f"theme_{name}"] = Published(values, [*sums, (("all_themes",), every)])
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
