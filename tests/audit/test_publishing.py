import hashlib
import json
import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from typer.testing import CliRunner

from prioritizer.audit import publish_run
from prioritizer.audit.suppression import Published, bounds, suppress
from prioritizer.bundle import read_run
from prioritizer.commands.app import app
from prioritizer.errors import RunError
from prioritizer.tables import write_csv, write_parquet


def square(counts):
    """Lay out a table with both margins and its total."""
    counts = np.asarray(counts, dtype=float)
    values, sums = {}, []
    rows, columns = map(range, counts.shape)
    for i in rows:
        for j in columns:
            values["cell", str(i), str(j)] = counts[i, j]
    for i in rows:
        values["row", str(i)] = counts[i].sum()
        sums.append((("row", str(i)), tuple(("cell", str(i), str(j)) for j in columns)))
    for j in columns:
        values["column", str(j)] = counts[:, j].sum()
        sums.append((("column", str(j)), tuple(("cell", str(i), str(j)) for i in rows)))
    values["all",] = counts.sum()
    sums.append((("all",), tuple(("row", str(i)) for i in rows)))
    sums.append((("all",), tuple(("column", str(j)) for j in columns)))
    return Published(values, sums)


def narrowest(now, blank, history=()):
    ends = bounds(Published(now.counts, now.sums, blank), history=history)
    return min((high - low for low, high in ends.values()), default=np.inf)


def test_one_small_cell_alone_could_be_worked_out_from_the_margins():
    table = square([[2, 40], [30, 50]])
    alone = frozenset({("cell", "0", "0")})
    assert narrowest(table, alone) < 1e-4
    blank = suppress(table).blank
    assert alone < blank
    assert narrowest(table, blank) >= 5 - 1e-6


@settings(max_examples=25, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(0, 40), min_size=n, max_size=n), min_size=2, max_size=5
        )
    )
)
def test_no_blank_can_be_bounded_more_closely_than_five(counts):
    table = square(counts)
    blank = suppress(table).blank
    assert {n for n, v in table.counts.items() if 0 < v < 5} <= blank
    assert narrowest(table, blank) >= 5 - 1e-6


def test_what_was_published_before_is_reckoned_with():
    table = square([[2, 40, 9], [30, 50, 9], [60, 70, 80]])
    first = Published(table.counts, table.sums, suppress(table).blank)
    told = frozenset({("cell", "0", "0"), ("cell", "0", "1"), ("cell", "1", "0")})
    earlier = Published(table.counts, table.sums, told | {("cell", "1", "1")})
    blank = suppress(table, history=[earlier]).blank
    assert narrowest(table, blank, history=[earlier]) >= 5 - 1e-6
    assert first.blank != blank or narrowest(table, first.blank, history=[earlier]) >= 5 - 1e-6


def test_a_run_becomes_a_data_package_that_its_schema_reads(demo_run, tmp_path):
    folder = tmp_path / "open"
    result = CliRunner().invoke(app, ["publish", str(demo_run), str(folder), "--lang", "en"])
    assert result.exit_code == 0, result.exception
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["version"] == read_run(demo_run).run_id
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        table = pd.read_csv(folder / resource["path"], encoding="utf-8-sig")
        assert list(table.columns) == [f["name"] for f in resource["schema"]["fields"]]
        for field in resource["schema"]["fields"]:
            assert field["description"], (resource["name"], field["name"])
            if field["type"] in ("number", "integer"):
                assert pd.api.types.is_numeric_dtype(table[field["name"]]), field
    voices = pd.read_csv(folder / "voices_by_agenda_month.csv", encoding="utf-8-sig")
    small = voices["n_voices"].between(0, 5, inclusive="neither")
    assert not small.any()
    assert (voices["suppressed"] == voices["n_voices"].isna()).all()
    assert voices["suppressed"].any() and not voices["suppressed"].all()


def test_no_quote_and_no_id_of_a_signal_is_published_unless_asked(demo_run, tmp_path):
    run = read_run(demo_run)
    quote = run.table("evidence").iloc[0]
    publish_run(demo_run, tmp_path / "open")
    every = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "open").iterdir())
    assert quote["text"] not in every and quote["signal_id"] not in every
    publish_run(demo_run, tmp_path / "asked", quotes=True)
    told = (tmp_path / "asked" / "quotes.csv").read_text(encoding="utf-8-sig")
    assert quote["text"].split("\n")[0] in told and quote["signal_id"] not in told


def test_an_agenda_of_few_voices_has_no_figure_from_which_they_could_be_counted(copy, tmp_path):
    tallies = read_run(copy).table("tallies")
    agenda = read_run(copy).ranking["agenda_id"].iloc[0]
    own = tallies["agenda_id"] == agenda
    few = tallies["n_voices"].where(
        ~own, 3.0 * tallies["n_voices"] / tallies.loc[own, "n_voices"].sum()
    )
    write_parquet(tallies.assign(n_voices=few), copy / "tallies.parquet")
    publish_run(copy, tmp_path / "open")
    ranking, indicators, gates = (
        pd.read_csv(tmp_path / "open" / f"{name}.csv", encoding="utf-8-sig").set_index("agenda_id")
        for name in ("ranking", "indicators", "gates")
    )
    assert pd.isna(ranking.loc[agenda, "n_voices"])
    told = indicators.loc[agenda].query("source == 'signals'")
    figures = ["performance", "low", "high", "value", "contribution"]
    assert len(told) and told[figures].isna().all(axis=None)
    assert indicators.loc[agenda].query("source != 'signals'")["value"].notna().any()
    demand = gates.loc[agenda].query("gate == 'demand'")
    assert not demand["reason_en"].str.contains(r"\d[\d,.]* of ").any()


def test_an_earlier_bundle_moves_into_history_and_its_counts_are_held_against(copy, tmp_path):
    folder = tmp_path / "open"
    publish_run(copy, folder)
    run = read_run(copy)
    tallies = run.table("tallies")
    last = tallies["month"].max()
    write_parquet(tallies[tallies["month"] != last], copy / "tallies.parquet")
    done = publish_run(copy, folder)
    assert done.n_earlier == 1 and done.narrowest >= 5 - 1e-6
    assert len(list((folder / "history").iterdir())) == 1


def without(agendas, months=None):
    """Change a run as a study changes: agendas dropped (their voices go to none), months left."""

    def change(copy):
        run = read_run(copy)
        tallies, ranking = run.table("tallies"), run.ranking
        kept = tallies["month"].isin(months or set(tallies["month"]))
        gone = tallies["agenda_id"].isin(agendas)
        tallies = tallies.assign(agenda_id=tallies["agenda_id"].mask(gone, ""))[kept]
        write_parquet(tallies, copy / "tallies.parquet")
        voices = tallies.groupby("agenda_id")["n_voices"].sum()
        ranking = ranking[~ranking["agenda_id"].isin(agendas)]
        n_voices = ranking["agenda_id"].map(voices).fillna(0.0)
        write_csv(ranking.assign(n_voices=n_voices), copy / "ranking.csv")
        return {
            ("agenda_month", agenda, month): float(n)
            for (agenda, month), n in tallies.groupby(["agenda_id", "month"])["n_voices"]
            .sum()
            .items()
        }

    return change


def small_of(cells):
    return sorted({name[1] for name, n in cells.items() if 0 < n < 5 and name[1]})


def read_by_one_who_knows_what_did_not_change(folder, truths):
    """Bound every blank cell of every bundle from its CSV files and the true cells that are equal.

    A formulation apart from the engine's: totals are no unknowns, cells are told apart by value.
    """
    columns, rows, right, asked = {}, [], [], []
    folders = [*sorted((folder / "history").iterdir()), folder]
    for own, cells in zip(folders, truths, strict=True):
        tables = {
            kind: pd.read_csv(own / f"voices_by_{kind}.csv", encoding="utf-8-sig", dtype=texts)
            for kind in ("agenda_month", "agenda", "month")
            for texts in [{"agenda_id": "str", "month": "str"}]
        }
        texts = tables["agenda_month"].fillna({"agenda_id": "", "month": ""})
        pairs = list(zip(texts["agenda_id"], texts["month"], strict=True))

        def column(pair, cells=cells):
            return columns.setdefault(
                (pair, round(cells.get(("agenda_month", *pair), 0.0), 6)), len(columns)
            )

        lines = [([pair], n) for pair, n in zip(pairs, texts["n_voices"], strict=True)]
        for kind, place in (("agenda", 0), ("month", 1)):
            told = tables[kind].fillna({"agenda_id": "", "month": ""})
            for name, n in zip(told.iloc[:, 0], told["n_voices"], strict=True):
                lines.append(([pair for pair in pairs if pair[place] == name], n))
        for parts, n in lines:
            row = [column(pair) for pair in parts]
            if np.isnan(n):
                asked.append(row)
            else:
                rows.append(row)
                right.append(n)
    matrix = np.zeros((len(rows), len(columns)))
    for number, row in enumerate(rows):
        np.add.at(matrix[number], row, 1.0)
    for row in asked:
        cost = np.zeros(len(columns))
        np.add.at(cost, row, 1.0)
        ends = [
            linprog(
                sign * cost,
                A_ub=np.vstack([matrix, -matrix]),
                b_ub=np.concatenate([np.array(right) + 1e-6, 1e-6 - np.array(right)]),
                method="highs",
            )
            for sign in (1, -1)
        ]
        low, high = (
            sign * end.fun if end.status == 0 else sign * -np.inf
            for sign, end in zip((1, -1), ends, strict=True)
        )
        yield high - low


@pytest.mark.parametrize("story", ["an agenda is dropped", "months come", "both"])
def test_no_blank_of_any_bundle_follows_from_the_bundles_together(copy, tmp_path, story):
    folder, truths = tmp_path / "open", []
    months = sorted(set(read_run(copy).table("tallies")["month"]))[-6:]
    stages = {
        "an agenda is dropped": [([], months), ([0], months), ([0, 1], months)],
        "months come": [([], months[:2]), ([], months[:4]), ([], months)],
        "both": [([], months[:3]), ([0, 2], months[:5]), ([0, 1, 2], months)],
    }[story]
    small = small_of(without([], months)(shutil.copytree(copy, tmp_path / "look")))
    for number, (dropped, own) in enumerate(stages):
        run = shutil.copytree(copy, tmp_path / f"run{number}")
        truths.append(without([small[at] for at in dropped], own)(run))
        done = publish_run(run, folder)
        assert done.n_given_away == 0 and done.n_blank and done.narrowest >= 5
    assert min(read_by_one_who_knows_what_did_not_change(folder, truths)) >= 5 - 1e-4


def test_an_agenda_that_got_another_id_is_the_same_agenda(copy, tmp_path):
    folder = tmp_path / "open"
    publish_run(copy, folder)
    run = read_run(copy)
    few = small_of(
        {
            ("agenda_month", *k): n
            for k, n in run.table("tallies")
            .groupby(["agenda_id", "month"])["n_voices"]
            .sum()
            .items()
        }
    )[0]
    for name in ("tallies", "ranking"):
        table = run.table(name)
        table = table.assign(agenda_id=table["agenda_id"].replace(few, "NEW"))
        write = write_parquet if name == "tallies" else write_csv
        write(table, copy / (name + (".parquet" if name == "tallies" else ".csv")))
    publish_run(copy, folder)
    sums = json.loads((folder / "sums.json").read_text(encoding="utf-8"))
    assert sums["first_ids"] == {"NEW": few}
    earlier = json.loads(
        (next((folder / "history").iterdir()) / "sums.json").read_text(encoding="utf-8")
    )
    marks = [
        {count["mark"] for count in told["tables"]["voices"]["counts"] if "mark" in count}
        for told in (earlier, sums)
    ]
    assert marks[0] == marks[1]


def test_broad_themes_are_sums_and_give_no_fine_theme_away(demo_run, tmp_path):
    table = read_run(demo_run).table("themes")
    fine = table[table["parent_id"] != ""].iloc[-1]["theme_id"]
    shutil.copytree(demo_run, tmp_path / "run")
    table.loc[table["theme_id"] == fine, "n_voices"] = 2.0
    write_csv(table, tmp_path / "run" / "themes.csv")
    publish_run(tmp_path / "run", tmp_path / "open")
    told = pd.read_csv(tmp_path / "open" / "themes.csv", encoding="utf-8-sig").set_index("theme_id")
    blank = told.index[told["n_voices"].isna()]
    assert fine in blank and len(blank) > 1
    parent = told.loc[fine, "parent_id"]
    assert parent in blank or (told.loc[blank, "parent_id"] == parent).sum() > 1


def test_what_an_earlier_bundle_told_hides_nothing_and_stays():
    table = square([[2, 40, 9], [30, 50, 9], [60, 70, 80]])
    alone = frozenset({("cell", "0", "0")})
    told_all = Published(table.counts, table.sums, alone | {("cell", "0", "1")})
    found = suppress(table, history=[told_all])
    assert alone == found.lost & alone
    assert not {name for name in found.blank if name in told_all.told}


def test_a_folder_marked_with_another_key_is_not_published_into(demo_run, tmp_path, monkeypatch):
    publish_run(demo_run, tmp_path / "open")
    (tmp_path / "other.key").write_text("ab" * 32, encoding="ascii")
    monkeypatch.setenv("PRIORITIZER_KEY_FILE", str(tmp_path / "other.key"))
    with pytest.raises(RunError, match="another key"):
        publish_run(demo_run, tmp_path / "open")


def test_a_folder_of_something_else_is_not_published_into(demo_run, tmp_path):
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match="not of this kind"):
        publish_run(demo_run, tmp_path)


def test_an_earlier_bundle_that_cannot_be_read_stops_publishing(demo_run, tmp_path):
    publish_run(demo_run, tmp_path / "open")
    (tmp_path / "open" / "sums.json").write_text("[]", encoding="utf-8")
    with pytest.raises(RunError, match="cannot be read"):
        publish_run(demo_run, tmp_path / "open")
    shutil.rmtree(tmp_path / "open")
