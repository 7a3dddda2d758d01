"""The first screen of a ranking: what an analyst wants to see when a run ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from prioritizer.commands.say import heading, points, print_table, say

if TYPE_CHECKING:
    import pandas as pd

    from prioritizer.bundle import Bundle

_SHOWN = 60
_UNANSWERED_SHOWN = 7


def show_run(run: Bundle, lang: str, *, every: bool = False) -> None:
    """Print the ranking, the demand no agenda answers, the warnings and where the files are."""
    study, ranking = run.config["study"], run.ranking
    typer.echo(f"{run.title(lang)} · {say('as_of', lang)} {_day(study['as_of'], lang)}")
    if study["illustrative"]:
        typer.echo(say("illustrative", lang))
    typer.echo(_counts(run, lang))
    labels = run.table("criteria").set_index("indicator")[f"label_{lang}"]
    for key in ("ranked_on", "left_out"):
        if names := [str(labels.get(name) or name) for name in run.manifest.get(key, ())]:
            typer.echo(f"{say(key, lang)}: {', '.join(names)}")
    typer.echo("")
    _show_ranked(ranking, run, lang, every=every)
    _show_unranked(ranking, run, lang, every=every)
    _show_unanswered(run, lang)
    if warnings := run.warnings:
        heading(say("warnings", lang))
        for warning in warnings:
            typer.echo(f"  · {warning.say(lang)}")
    heading(say("files", lang))
    typer.echo(f"  {say('workbook', lang):<12} {run.folder / 'shortlist.xlsx'}")
    typer.echo(f"  {say('page', lang):<12} {run.folder / 'report.html'}")
    typer.echo(f"  {say('run', lang):<12} {run.folder}  ({run.run_id})")
    typer.echo(f"\n{say('advice', lang)}")


def _counts(run: Bundle, lang: str) -> str:
    """Say how many signals were read, accepted and set aside."""
    inputs = [i for i in run.manifest["inputs"] if i.get("kind") == "signals"]
    sums = {key: sum(i[f"{key}"] for i in inputs) for key in ("rows_read", "accepted", "rejected")}
    return (
        f"{say('signals', lang)}: {say('read', lang)} {sums['rows_read']:,}"
        f" = {say('accepted', lang)} {sums['accepted']:,}"
        f" + {say('rejected', lang)} {sums['rejected']:,}"
    )


def _day(iso: str, lang: str) -> str:
    """Write an ISO day for readers: with the Buddhist year in Thai."""
    year, month, day = iso.split("-")
    return f"{int(day)}/{int(month)}/{int(year) + 543}" if lang == "th" else iso


def _title(row: pd.Series, lang: str) -> str:
    other = {"th": "en", "en": "th"}[lang]
    return str(row[f"title_{lang}"] or row[f"title_{other}"])


def _cells(row: pd.Series, lang: str) -> list[str]:
    """Cells that ranked and unranked agendas share."""
    return [
        str(row["agenda_id"]),
        _title(row, lang),
        points(row["score"]),
        points(row["citizen_centricity"]),
        points(row["quick_win"]),
        points(row["replicability"]),
        f"{row['n_voices']:,.0f}",
    ]


def _heads(lang: str) -> list[str]:
    names = ("agenda_id", "agenda", "score", "citizen", "quick", "replicable", "voices")
    return [say(name, lang) for name in names]


def _show_ranked(ranking: pd.DataFrame, run: Bundle, lang: str, *, every: bool) -> None:
    """Print the ranked agendas, by tiers."""
    ranked = ranking[ranking["rank"].notna()]
    if ranked.empty:
        typer.echo(say("none_ranked", lang))
        return
    shown = ranked if every else ranked.head(_SHOWN)
    rows = [
        [
            f"{int(row['rank'])}{'=' if row['tied'] else ''}",
            str(row["tier"]).removesuffix(".0"),
            *_cells(row, lang),
            f"{int(row['rank_low'])}-{int(row['rank_high'])}",
            say(row["gate"], lang),
            str(row["evidence_grade"]),
        ]
        for _, row in shown.iterrows()
    ]
    heads = [say("rank", lang), say("tier", lang), *_heads(lang)]
    heads += [say("range", lang), say("gate", lang), say("grade", lang)]
    print_table(heads, rows, right=(0, 1, 4, 5, 6, 7, 8, 9))
    if len(shown) < len(ranked):
        typer.echo(say("more", lang, n=len(ranked) - len(shown)))


def _show_unranked(ranking: pd.DataFrame, run: Bundle, lang: str, *, every: bool) -> None:
    """Print what has no rank, and why."""
    unranked = ranking[ranking["rank"].isna()]
    reasons = _failures(run, lang)
    for key, part in (
        ("failed", unranked[unranked["gate"] == "fail"]),
        ("incomplete", unranked[unranked["gate"] != "fail"]),
    ):
        if part.empty:
            continue
        heading(f"{say(key, lang)} ({len(part)})")
        shown = part if every else part.head(_SHOWN // 2)
        rows = [
            [
                *_cells(row, lang)[:3],
                reasons.get(str(row["agenda_id"]), "")
                if key == "failed"
                else f"{points(row['completeness'])} / 100",
            ]
            for _, row in shown.iterrows()
        ]
        print_table(
            [say(name, lang) for name in ("agenda_id", "agenda", "score", "why")], rows, right=(2,)
        )
        if len(shown) < len(part):
            typer.echo(say("more", lang, n=len(part) - len(shown)))


def _failures(run: Bundle, lang: str) -> dict[str, str]:
    """Say in one language why gates fail, by agenda."""
    gates = run.table("gates")
    failed = gates[gates["status"] == "fail"]
    said = failed.groupby("agenda_id", sort=False)[f"reason_{lang}"].agg(" · ".join)
    return {str(agenda): str(reason) for agenda, reason in said.items()}


def _show_unanswered(run: Bundle, lang: str) -> None:
    """Print the demand that no agenda answers."""
    unanswered = run.table("unanswered")
    if unanswered.empty:
        return
    heading(say("unanswered", lang))
    other = {"th": "en", "en": "th"}[lang]
    rows = [
        [
            str(row["theme_id"]),
            str(row[f"label_{lang}"] or row[f"label_{other}"]),
            f"{row['n_voices']:,.0f}",
            f"{row['n_places']:,.0f}",
            points(row["share_answered"]) + "%",
        ]
        for _, row in unanswered.head(_UNANSWERED_SHOWN).iterrows()
    ]
    heads = [say(n, lang) for n in ("theme", "words", "voices", "places", "share_answered")]
    print_table(heads, rows, right=(2, 3, 4))
