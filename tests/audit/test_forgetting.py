import json

import pytest
from typer.testing import CliRunner

from prioritizer.audit import forget, is_forgotten, verify_run
from prioritizer.audit.forgetting import holding
from prioritizer.bundle import read_run
from prioritizer.commands.app import app
from prioritizer.errors import RunError


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_nothing_of_a_forgotten_signal_is_left_in_any_byte_and_no_figure_moves(copy):
    before = read_run(copy)
    quote = before.table("evidence").iloc[0]
    sought = [quote["signal_id"], quote["text"]]
    held = {file.split(":")[0] for file in holding(copy, sought)}
    assert {"evidence.csv", "links.parquet", "signals.parquet", "report.html"} <= held
    result = call("forget", copy, "--signal-id", quote["signal_id"], "--json")
    assert result.exit_code == 0, result.exception
    told = json.loads(result.stdout)
    assert told["still_held"] == [] and told["not_reached"]
    assert list(holding(copy, sought)) == []
    after = read_run(copy)
    for name in ("ranking.csv", "indicators.csv", "tallies.parquet", "months.csv"):
        assert (copy / name).read_bytes() == (before.folder / name).read_bytes()
    assert after.ranking.equals(before.ranking)
    assert after.manifest["parent"]["digest"] == before.digest == told["earlier_digest"]
    assert after.digest != before.digest
    assert is_forgotten(after, quote["signal_id"])
    assert not is_forgotten(after, "another")


def test_verify_says_how_many_are_forgotten(copy):
    ids = read_run(copy).table("signals")["signal_id"].tolist()
    forget(copy, signal_ids=ids[:1])
    done = forget(copy, signal_ids=ids[1:3])
    assert done.run.manifest["parent"]["parent"]["why"] == "forget"
    found = verify_run(copy)
    assert not found.differs, [v for v in found.verdicts if v.level == "differs"]
    assert found.level == "3 forgotten, level: tallies (exact)"


def test_a_person_is_forgotten_with_all_signals(copy):
    run = read_run(copy)
    persons = run.table("persons")
    who = persons["person"].value_counts().index[0]
    own = set(persons.loc[persons["person"] == who, "signal_id"])
    assert len(own) > 1
    done = forget(copy, persons=[who])
    assert done.n_signals == len(own)
    left = read_run(copy)
    assert not own & set(left.table("links")["signal_id"])
    assert who not in set(left.table("persons")["person"])


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"signal_ids": ["nobody"]}, "not in this run"),
        ({"persons": ["นายไม่มี ตัวตน"]}, "person is not in this run"),
        ({}, "Nobody is named"),
    ],
)
def test_who_is_not_there_cannot_be_forgotten_and_nothing_changes(copy, how, said):
    digest = read_run(copy).digest
    with pytest.raises(RunError, match=said):
        forget(copy, **how)
    assert read_run(copy).digest == digest


def test_words_of_a_theme_of_few_people_go_with_them(copy):
    run = read_run(copy)
    sizes = run.table("signals")["theme_id"].value_counts()
    theme = sizes.index[-1]
    own = run.table("signals").query("theme_id == @theme")["signal_id"].tolist()
    forget(copy, signal_ids=own[: len(own) - 2])
    row = read_run(copy).table("themes").set_index("theme_id").loc[theme]
    assert row["keywords"] == row["label_th"] == "(ลบตามคำขอ)"
