"""``shortlist``: the best n, or what a budget buys, when it starts, and the flagships."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from prioritizer.commands.options import Jobs, Json, Language, Quiet, RunPath, chosen, progress_on

if TYPE_CHECKING:
    import pandas as pd

    from prioritizer.bundle import Bundle
    from prioritizer.shortlist import Shortlisting


_COSTS = ("cost_low", "cost_likely", "cost_high")


def shortlist(
    run: RunPath,
    size: Annotated[
        int | None,
        typer.Option("--size", min=1, help="Agendas on the shortlist, or most of a portfolio."),
    ] = None,
    budget: Annotated[
        float | None, typer.Option("--budget", min=0, help="Million baht for all together.")
    ] = None,
    start_from: Annotated[
        str | None,
        typer.Option("--from", help="First fiscal quarter still open, such as 3/2565."),
    ] = None,
    jobs: Jobs = None,
    lang: Language = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Choose the best n, or a portfolio under the rules of the study; name the flagships.

    Budget, quarters, capacities, floors and dependencies stand in [shortlist] of the study file;
    the options change one question of it for this answer. The run is not changed.
    """
    from joblib import cpu_count

    from prioritizer.bundle import read_run
    from prioritizer.config import with_shortlist
    from prioritizer.run.choosing import choose_again
    from prioritizer.run.replay import study_of

    bundle = read_run(run)
    study = study_of(bundle)
    asked: dict[str, Any] = {}
    if budget is not None:
        asked["budget_mthb"] = budget
    if size is not None:
        asked |= {"size": size, "max_agendas": size if _portfolio(study, asked) else None}
    if start_from is not None:
        asked["start_from"] = start_from
    if asked:
        study = with_shortlist(study, asked)
    found = choose_again(
        bundle, study, jobs=jobs or cpu_count(), progress=progress_on(quiet or as_json)
    )
    if as_json:
        typer.echo(_as_json(found))
    elif not quiet:
        _show(bundle, found, chosen(lang))
    if found.conflict:
        raise typer.Exit(1)


def _portfolio(study: Any, asked: dict[str, Any]) -> bool:
    from prioritizer.shortlist import Settings

    return Settings.of({**study.shortlist.model_dump(), **asked}).is_portfolio


def _as_json(found: Shortlisting) -> str:
    import json

    from prioritizer.reports.files import table_as_rows

    tables = ("shortlist", "flagships", "held_back", "considered", "quarters")
    content = {
        **found.summary,
        "warnings": [said.en for said in found.warnings],
        "warnings_th": [said.th for said in found.warnings],
        **{name: table_as_rows(getattr(found, name)) for name in tables},
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2)


def _show(run: Bundle, found: Shortlisting, lang: str) -> None:
    from prioritizer.commands.say import heading, say

    summary = found.summary
    typer.echo(run.title(lang))
    if run.config["study"]["illustrative"]:
        typer.echo(say("illustrative", lang))
    if found.conflict:
        typer.echo(say("conflict", lang))
        for rule in found.conflict:
            typer.echo(f"  · {rule.th if lang == 'th' else rule.en}")
        return
    typer.echo(_sentence(summary, lang))
    heading(f"{say('shortlist', lang)} ({len(found.shortlist)})")
    _show_chosen(run, found.shortlist, lang)
    heading(f"{say('flagships', lang)} ({len(found.flagships)})")
    _show_flagships(run, found, lang)
    if len(found.quarters):
        heading(say("quarters", lang))
        _show_quarters(found.quarters, lang)
    heading(say("passed_over", lang))
    _show_passed_over(run, found, lang)
    if found.warnings:
        heading(say("warnings", lang))
        for warning in found.warnings:
            typer.echo(f"  · {warning.say(lang)}")


def _sentence(summary: dict[str, Any], lang: str) -> str:
    from prioritizer.commands.say import say

    if summary["method"] == "best":
        said = say("method_best", lang)
    else:
        proof = "proven" if summary["proven"] else "within"
        said = say("method_portfolio", lang, value=f"{summary['value']:.4f}")
        said += " · " + say(
            proof, lang, gap=f"{summary['gap']:.2%}", bound=f"{summary['bound']:.4f}"
        )
        if summary["schedule_gap"] is not None:
            said += " · " + say("schedule_gap", lang, gap=f"{summary['schedule_gap']:.2%}")
    if not summary["n_chosen"]:
        return f"{said} · {say('nothing_chosen', lang)}"
    cost = summary["cost_likely_mthb"]
    said += " · " + (
        say("no_costs", lang) if cost is None else say("costs", lang, cost=f"{cost:,.1f}")
    )
    if cost is not None and summary["n_without_cost"]:
        said += " " + say("without_cost", lang, n=summary["n_without_cost"])
    return said


def _titles(run: Bundle, lang: str) -> dict[str, str]:
    other = {"th": "en", "en": "th"}[lang]
    table = run.ranking
    titles = table[f"title_{lang}"].where(table[f"title_{lang}"] != "", table[f"title_{other}"])
    return dict(zip(table["agenda_id"], titles, strict=True))


def _show_chosen(run: Bundle, table: pd.DataFrame, lang: str) -> None:
    from prioritizer.commands.say import points, print_table, say

    titles = _titles(run, lang)
    rows = [
        [
            _whole(row["rank"]),
            str(row["agenda_id"]),
            titles[row["agenda_id"]],
            points(row["score"]),
            points(row["core_index"]),
            say(f"standing_{row['standing']}", lang) if row["standing"] else "",
            _money(row["cost_likely_mthb"], lang),
            row["start_quarter"],
        ]
        for row in table.to_dict("records")
    ]
    names = ("rank", "agenda_id", "agenda", "score", "core_index", "standing", "cost", "starts")
    print_table([say(n, lang) for n in names], rows, right=(0, 3, 4, 6))


def _show_flagships(run: Bundle, found: Shortlisting, lang: str) -> None:
    from prioritizer.commands.say import print_table, say

    titles = _titles(run, lang)
    rows = [
        [
            row["quarter"],
            row["agenda_id"],
            titles[row["agenda_id"]],
            row["first_result_on"],
            *(_money(row[f"{name}_mthb"], lang) for name in _COSTS),
            _plain(row["kpi_th"]),
            " ".join(map(_plain, (row["kpi_baseline"], "→", row["kpi_target"], row["kpi_unit"]))),
        ]
        for row in found.flagships.to_dict("records")
    ]
    names = ("quarter", "agenda_id", "agenda", "first_result", *_COSTS, "kpi", "kpi_move")
    if rows:
        print_table([say(n, lang) for n in names], rows, right=(4, 5, 6))
    for row in found.held_back.to_dict("records"):
        typer.echo(f"  {row['agenda_id']}: {row[f'reason_{lang}']}")


def _show_quarters(table: pd.DataFrame, lang: str) -> None:
    from prioritizer.commands.say import print_table, say

    rows = [
        [
            row["quarter"],
            *(_money(row[name], lang) for name in ("ceiling_mthb", "cost_mthb", "cumulative_mthb")),
            row["agenda_ids"].replace(";", " "),
        ]
        for row in table.to_dict("records")
    ]
    names = ("quarter", "ceiling", "cost", "cumulative", "starts")
    print_table([say(n, lang) for n in names], rows, right=(1, 2, 3))


def _show_passed_over(run: Bundle, found: Shortlisting, lang: str) -> None:
    """Show who ranks above the last one chosen and is not, and who the draws choose as well."""
    from prioritizer.commands.say import points, print_table, say

    table = found.considered
    last = table.loc[table["chosen"], "rank"].max()
    above = (table["rank"] < last) | (not table["chosen"].any())
    near = table[~table["chosen"] & (above | (table["standing"] == "borderline"))]
    if near.empty:
        typer.echo(f"  {say('none_passed_over', lang)}")
        return
    titles = _titles(run, lang)
    rows = [
        [
            _whole(row["rank"]),
            row["agenda_id"],
            titles[row["agenda_id"]],
            points(row["core_index"]),
            say(f"standing_{row['standing']}", lang) if row["standing"] else "",
            row[f"reason_{lang}"],
        ]
        for row in near.to_dict("records")
    ]
    names = ("rank", "agenda_id", "agenda", "core_index", "standing", "why")
    print_table([say(n, lang) for n in names], rows, right=(0, 3))


def _money(cost: float, lang: str) -> str:
    from prioritizer.commands.say import say

    return say("not_stated", lang) if cost != cost else f"{cost:,.1f}"


def _whole(rank: Any) -> str:
    return "" if rank is None or rank != rank else f"{rank:.0f}"


def _plain(cell: Any) -> str:
    if cell is None or cell != cell:
        return "–"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
