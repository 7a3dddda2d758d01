"""``themes``: what people speak of, and what of it no agenda answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from prioritizer.commands.options import Json, Language, RunPath, chosen
from prioritizer.commands.say import heading, points, print_table, say

if TYPE_CHECKING:
    import pandas as pd

    from prioritizer.bundle import Bundle

_QUOTE = 150
_SHAKY = 0.5


def themes(
    run: RunPath,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows of each part.")] = 40,
    quotes: Annotated[
        bool, typer.Option("--quotes/--no-quotes", help="Show what people said.")
    ] = True,
    lang: Language = None,
    as_json: Json = False,
) -> None:
    """Show the themes, then the demand that no agenda answers, then agendas without demand.

    Themes come with words, voices, places, trend, stability and quotes; unanswered demand with a
    proposed agenda each. Rename or merge themes in the study file: [themes] names, merge.
    """
    from prioritizer.bundle import read_run

    bundle, lang_ = read_run(run), chosen(lang)
    if as_json:
        _print_json(bundle)
        return
    _show_themes(bundle, lang_, limit, quotes=quotes)
    _show_unanswered(bundle, lang_, limit, quotes=quotes)
    _show_unasked(bundle, lang_, limit)


def _unasked(bundle: Bundle) -> pd.DataFrame:
    """List the agendas that too few people asked for."""
    gates, ranking = bundle.table("gates"), bundle.ranking
    short = gates[(gates["gate"] == "demand") & gates["status"].isin(["fail", "fix"])]
    said = ranking[["agenda_id", "title_th", "title_en", "n_voices"]]
    columns = ["agenda_id", "status", "reason_th", "reason_en"]
    return said.merge(short[columns], on="agenda_id").sort_values(
        ["n_voices", "agenda_id"], ignore_index=True
    )


def _print_json(bundle: Bundle) -> None:
    import json

    from prioritizer.reports.files import table_as_json

    parts = {
        "run": bundle.run_id,
        **{
            name: json.loads(table_as_json(table))
            for name, table in (
                ("themes", bundle.table("themes")),
                ("quotes", bundle.table("theme_quotes")),
                ("unanswered", bundle.table("unanswered")),
                ("agendas_without_demand", _unasked(bundle)),
            )
        },
    }
    typer.echo(json.dumps(parts, ensure_ascii=False, allow_nan=False, indent=2))


def _in(row: pd.Series, name: str, lang: str) -> str:
    """Read a text in a language, or in the other."""
    other = {"th": "en", "en": "th"}[lang]
    return str(row[f"{name}_{lang}"] or row[f"{name}_{other}"])


def _show_themes(bundle: Bundle, lang: str, limit: int, *, quotes: bool) -> None:
    """Print the fine themes under their broad ones, the loudest first."""
    table = bundle.table("themes")
    fine = table[table["parent_id"] != ""]
    broad = table[table["parent_id"] == ""].set_index("theme_id")
    whole = max(float(fine["n_voices"].sum()), 1e-9)
    shown = fine.head(limit)
    order = {parent: i for i, parent in enumerate(broad.index)}
    shown = shown.iloc[shown["parent_id"].map(order).argsort(kind="stable")]
    heading(f"{say('theme', lang)} ({len(fine)})")
    rows: list[list[str]] = []
    before = ""
    for _, row in shown.iterrows():
        parent = row["parent_id"]
        if parent != before and parent in broad.index:
            head = broad.loc[parent]
            rows.append([parent, _in(head, "label", lang).upper(), *_figures(head, whole, lang)])
            before = parent
        rows.append([f" {row['theme_id']}", _in(row, "label", lang), *_figures(row, whole, lang)])
    names = ("theme", "words", "voices", "share", "places", "trend", "stability", "share_answered")
    heads = [say(name, lang) for name in (*names, "agenda_id")]
    print_table(heads, rows, right=(2, 3, 4, 6, 7))
    if len(fine) > len(shown):
        typer.echo(say("more_themes", lang, n=len(fine) - len(shown)))
    if (fine["stability"] < _SHAKY).any():
        typer.echo(say("shaky", lang))
    if quotes:
        _show_quotes(bundle, shown, lang)


def _figures(row: pd.Series, whole: float, lang: str) -> list[str]:
    """Cells that broad and fine themes share."""
    trend = str(row["trend"] or "")
    return [
        f"{row['n_voices']:,.0f}",
        points(row["n_voices"] / whole) + "%",
        f"{row['n_places']:,.0f}",
        say(trend, lang) if trend else "",
        f"{row['stability']:.2f}" if row["stability"] == row["stability"] else "",
        points(row["share_answered"]) + "%",
        str(row["agenda_id"] or ""),
    ]


def _show_quotes(bundle: Bundle, shown: pd.DataFrame, lang: str) -> None:
    """Print under each theme its words, its places, and what people said."""
    said = bundle.table("theme_quotes")
    for _, row in shown.iterrows():
        heading(f"{row['theme_id']} {_in(row, 'label', lang)}")
        if row["keywords"]:
            typer.echo(f"  {say('words', lang)}: {row['keywords']}")
        if row["places"]:
            typer.echo(f"  {say('places', lang)}: {row['places']}")
        for _, quote in said[said["theme_id"] == row["theme_id"]].iterrows():
            kind = "" if quote["kind"] == "central" else f" ({say('borderline', lang)})"
            where = ", ".join(str(x) for x in (quote["place"], quote["month"]) if x)
            typer.echo(f"  “{_short(quote['text'])}”{kind} — {where or quote['channel']}")


def _short(text: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in " ".join(str(text).split()))
    return plain if len(plain) <= _QUOTE else f"{plain[: _QUOTE - 1]}…"


def _show_unanswered(bundle: Bundle, lang: str, limit: int, *, quotes: bool) -> None:
    """Print demand without an agenda, each with the agenda it proposes and a baseline."""
    table = bundle.table("unanswered")
    heading(f"{say('unanswered', lang)} ({len(table)})")
    if table.empty:
        typer.echo(f"  {say('all_answered', lang)}")
        return
    said = bundle.table("theme_quotes").drop_duplicates("theme_id")
    quote = dict(zip(said["theme_id"], said["text"], strict=True)) if quotes else {}
    rows = [
        [
            str(row["theme_id"]),
            _in(row, "proposed_title", lang) or _in(row, "label", lang),
            f"{row['n_unanswered']:,.0f}",
            f"{row['n_places']:,.0f}",
            points(row["share_answered"]) + "%",
            f"{row['kpi_baseline']:,.1f}" if row["kpi_baseline"] == row["kpi_baseline"] else "",
            _short(quote.get(row["theme_id"], "")),
        ]
        for _, row in table.head(limit).iterrows()
    ]
    per_head = str(table["kpi_unit"].iloc[0]).startswith("per 100,000")
    names = ("theme", "proposed", "voices", "places", "share_answered")
    heads = [say(name, lang) for name in names]
    heads += [say("per_100k" if per_head else "per_month", lang), say("quote", lang)]
    print_table(heads, rows, right=(2, 3, 4, 5))


def _show_unasked(bundle: Bundle, lang: str, limit: int) -> None:
    """Print agendas that too few people asked for."""
    table = _unasked(bundle)
    heading(f"{say('unasked', lang)} ({len(table)})")
    if table.empty:
        typer.echo(f"  {say('all_asked', lang)}")
        return
    rows = [
        [
            str(row["agenda_id"]),
            _in(row, "title", lang),
            f"{row['n_voices']:,.0f}",
            _in(row, "reason", lang),
        ]
        for _, row in table.head(limit).iterrows()
    ]
    heads = [say(name, lang) for name in ("agenda_id", "agenda", "voices", "why")]
    print_table(heads, rows, right=(2,))
