"""The screen of ``weights``: members, their rankings, flips, and a compromise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from prioritizer.commands.say import heading, print_table, say

if TYPE_CHECKING:
    from prioritizer.bundle import Bundle
    from prioritizer.reports.members import MembersView

MOST_MEMBERS = 12
"""Members that have a column of their own on the screen; of more, the span of ranks is shown."""

MOST_FLIPS = 10
"""Pairs that the screen shows; --json has all."""


def show_members(run: Bundle, view: MembersView, lang: str) -> None:
    """Print the run under the weights of each member."""
    heads = run.table("criteria").drop_duplicates("criterion").set_index("criterion")
    labels = {name: str(heads.loc[name, f"criterion_label_{lang}"] or name) for name in heads.index}
    n = len(view.members)
    typer.echo(say("members_head", lang, n=n, k=view.top_k))
    _members(view, labels, lang)
    _rankings(view, lang)
    core = view.core["agenda_id"].tolist()
    heading(say("core", lang, n=len(core), k=view.top_k))
    typer.echo("  " + (", ".join(core) if core else "–"))
    w = view.kendall_w
    typer.echo(say("kendall", lang, w="–" if w != w else f"{w:.2f}"))
    known = view.agreement[view.agreement["tau"].notna()]
    if len(known):
        apart = known.sort_values("tau", kind="stable").iloc[0]
        typer.echo(
            say("apart", lang, a=apart["member_id"], b=apart["other_id"], tau=f"{apart['tau']:.2f}")
        )
    _flips(view, labels, lang)
    _compromise(view, labels, lang)
    typer.echo(f"\n{say('advice', lang)}")


def _members(view: MembersView, labels: dict[str, str], lang: str) -> None:
    heading(say("weights_of", lang))
    rows = [
        [
            str(member["member_id"]),
            *(f"{100 * member[name]:.0f}" for name in view.criteria),
            str(int(member["n_in_common"])),
            f"{100 * member['regret']:.1f}",
        ]
        for member in view.members.to_dict("records")
    ]
    heads = [say("member", lang), *(labels[c] for c in view.criteria)]
    heads += [say("in_common", lang, k=view.top_k), say("regret", lang)]
    print_table(heads, rows, right=tuple(range(1, len(heads))))


def _rankings(view: MembersView, lang: str) -> None:
    heading(say("ranks_of", lang, k=view.top_k))
    other = {"th": "en", "en": "th"}[lang]
    members = [str(name) for name in view.members["member_id"]]
    shown = members if len(members) <= MOST_MEMBERS else []
    kept = view.rankings[
        (view.rankings["n_members_top"] > 0) | (view.rankings["rank"] <= view.top_k)
    ]
    rows = [
        [
            str(row["agenda_id"]),
            str(row[f"title_{lang}"] or row[f"title_{other}"]),
            str(row["rank"]),
            str(row["rank_compromise"]),
            *(str(row[f"rank:{name}"]) for name in shown),
            *([] if shown else [_span([row[f"rank:{name}"] for name in members])]),
            f"{row['n_members_top']}/{len(members)}" + (" *" if row["core"] else ""),
        ]
        for row in kept.to_dict("records")
    ]
    heads = [say("agenda_id", lang), say("agenda", lang), say("rank", lang)]
    named = shown or [say("members_span", lang)]
    heads += [say("compromise_rank", lang), *named, say("in_top", lang, k=view.top_k)]
    print_table(heads, rows, right=tuple(range(2, len(heads))))


def _flips(view: MembersView, labels: dict[str, str], lang: str) -> None:
    if view.flips.empty:
        return
    heading(say("flips", lang, k=view.top_k))
    held = view.flips[view.flips["moved"].notna()]
    rows = [
        [
            f"{flip['first']} : {flip['second']}",
            f"{100 * flip['moved']:.1f}",
            labels[flip["take_from"]],
            labels[flip["give_to"]],
            _shares({name: flip[f"weight:{name}"] for name in view.criteria}),
        ]
        for flip in held.head(MOST_FLIPS).to_dict("records")
    ]
    names = ("pair", "moved", "take_from", "give_to", "weights_there")
    print_table([say(name, lang) for name in names], rows, right=(1,))
    typer.echo(say("flips_more", lang, shown=len(rows), n=len(view.flips), held=len(held)))
    near = view.nearest
    if near["possible"]:
        typer.echo(
            say(
                "nearest",
                lang,
                k=view.top_k,
                first=near["first"],
                second=near["second"],
                moved=f"{100 * near['moved']:.1f}",
                weights=_shares(near["weights"]),
            )
        )
    else:
        typer.echo(say("no_flip", lang, k=view.top_k))


def _compromise(view: MembersView, labels: dict[str, str], lang: str) -> None:
    heading(say("compromise", lang))
    for key, told in (("least_regret", view.compromise), ("mean_weights", view.compromise["mean"])):
        words: dict[str, Any] = {
            "weights": ", ".join(f"{labels[c]} {100 * w:.0f}" for c, w in told["weights"].items()),
            "regret": f"{100 * told['max_regret']:.1f}",
            "who": told["loses_most"] or "–",
        }
        typer.echo(say(key, lang, **words))


def _span(ranks: list[int]) -> str:
    return f"{min(ranks)}-{max(ranks)}"


def _shares(weights: dict[str, float]) -> str:
    return " / ".join(f"{100 * share:.0f}" for share in weights.values())
