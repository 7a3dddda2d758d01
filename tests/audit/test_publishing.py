import hashlib
import json
import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from prioritizer.audit import publish_run
from prioritizer.audit.suppression import Published, bounds, suppress
from prioritizer.bundle import read_run
from prioritizer.commands.app import app
from prioritizer.errors import RunError
from prioritizer.tables import write_parquet


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
    assert narrowest(table, alone) < 1e-6
    blank = suppress(table)
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
    blank = suppress(table)
    assert {n for n, v in table.counts.items() if 0 < v < 5} <= blank
    assert narrowest(table, blank) >= 5 - 1e-6


def test_what_was_published_before_is_reckoned_with():
    table = square([[2, 40, 9], [30, 50, 9], [60, 70, 80]])
    first = Published(table.counts, table.sums, suppress(table))
    told = frozenset({("cell", "0", "0"), ("cell", "0", "1"), ("cell", "1", "0")})
    earlier = Published(table.counts, table.sums, told | {("cell", "1", "1")})
    blank = suppress(table, history=[earlier])
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
