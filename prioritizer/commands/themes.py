"""``themes``: what people speak of."""

from __future__ import annotations

from typing import Annotated

import typer

from prioritizer.commands.options import Json, Language, RunPath, chosen


def themes(
    run: RunPath,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many themes.")] = 40,
    lang: Language = None,
    as_json: Json = False,
) -> None:
    """Show the themes with words, voices, places and trend, and the demand no agenda answers."""
    from prioritizer.bundle import read_run
    from prioritizer.commands.say import heading, points, print_table, say
    from prioritizer.reports.files import table_as_json

    bundle, lang_ = read_run(run), chosen(lang)
    found = bundle.table("themes")
    if as_json:
        typer.echo(table_as_json(found))
        return
    other = {"th": "en", "en": "th"}[lang_]
    for part, title in (
        (found, say("theme", lang_)),
        (bundle.table("unanswered"), say("unanswered", lang_)),
    ):
        heading(f"{title} ({len(part)})")
        rows = [
            [
                str(row["theme_id"]),
                str(row[f"label_{lang_}"] or row[f"label_{other}"]),
                f"{row['n_voices']:,.0f}",
                f"{row['n_places']:,.0f}",
                str(row.get("trend", "")),
                points(row["share_answered"]) + "%",
                str(row.get("keywords", "")),
            ]
            for _, row in part.head(limit).iterrows()
        ]
        names = ("theme", "words", "voices", "places", "trend", "share_answered", "words")
        print_table([say(name, lang_) for name in names], rows, right=(2, 3, 5))
