import json
import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from prioritizer.audit import forget, is_forgotten, verify_run
from prioritizer.audit.forgetting import _without_demands, holding
from prioritizer.bundle import read_run
from prioritizer.commands.app import app
from prioritizer.errors import RunError
from prioritizer.signals import load_key, person_key
from prioritizer.tables import write_csv


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


def test_the_cache_forgets_too_and_no_two_tombstones_are_alike(copy, tmp_path, monkeypatch):
    monkeypatch.setenv("PRIORITIZER_CACHE", str(tmp_path / "cache"))
    kept = tmp_path / "cache" / "ab" / "entry"
    kept.mkdir(parents=True)
    (kept / "entry.json").write_text("{}", encoding="utf-8")
    again = shutil.copytree(copy, tmp_path / "again")
    who = read_run(copy).table("signals")["signal_id"].iloc[0]
    stones = [
        forget(folder, signal_ids=[who]).run.manifest["forgotten"]["tombstones"]
        for folder in (copy, again)
    ]
    assert not list((tmp_path / "cache").rglob("entry.json"))
    assert stones[0] != stones[1] and who not in json.dumps(stones)
    assert is_forgotten(read_run(again), who)


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


def test_a_person_is_found_by_the_name_that_the_inputs_hold(copy, root):
    inputs = pd.read_parquet(root / "datasets" / "demo" / "app_2020.parquet")
    persons = read_run(copy).table("persons")
    counts = inputs["reporter"].value_counts()
    name = next(n for n in counts.index if 1 < counts[n] < 9)
    own = set(persons.loc[persons["person"] == person_key([name], load_key())[0], "signal_id"])
    assert own >= set(inputs.loc[inputs["reporter"] == name].iloc[:, 0].astype(str)) & own
    assert len(own) > 1
    result = call("forget", copy, "--person", f" {name.upper()} ", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["n_forgotten"] == len(own)
    assert list(holding(copy, [*own, name])) == []
    again = call("forget", copy, "--person", name)
    assert again.exit_code == 1 and "not in this run" in str(again.exception)


def test_edits_that_came_home_lose_the_id_and_keep_who_decided_what(copy):
    run = read_run(copy)
    quote = run.table("evidence").iloc[0]
    who, agenda = str(quote["signal_id"]), str(quote["agenda_id"])
    theme = run.table("signals").set_index("signal_id").loc[who, "theme_id"]
    (copy / "edits").mkdir()
    labels = [[who, agenda, ""], ["another", agenda, ""]]
    columns = ["signal_id", "agenda_id", "not_agenda_id"]
    write_csv(pd.DataFrame(labels, columns=columns), copy / "edits" / "labels.csv")
    names = ["run", "file", "address", "sheet", "row_id", "edited", "was", "now", "note"]
    edits = [
        ["r", "a.xlsx", "J5", "evidence", f"{agenda}|{who}", "right", "", "yes", ""],
        ["r", "a.xlsx", "C9", "unanswered", theme, "title", "ขอไฟหน้าบ้านป้าแดง", "ติดไฟทาง", ""],
        ["r", "a.xlsx", "D7", "weights", "quick_win", "weight", "1", "2", ""],
    ]
    write_csv(pd.DataFrame(edits, columns=names), copy / "edits" / "edits.csv")
    done = forget(copy, signal_ids=[who])
    assert done.left == ()
    assert list(holding(copy, [who, "ขอไฟหน้าบ้านป้าแดง"])) == []
    left = read_run(copy).table("edits")
    assert left["now"].tolist() == ["yes", "ติดไฟทาง", "2"]
    assert left["row_id"].tolist() == [f"{agenda}|(removed on request)", theme, "quick_win"]
    assert read_run(copy).table("new_labels")["signal_id"].tolist() == ["another"]


def test_a_demand_in_somebodys_own_words_goes_and_a_title_of_the_engine_stays():
    table = pd.DataFrame(
        {
            "theme_id": ["T1", "T2", "T3"],
            "proposed_title_th": ["ขอสะพานลอยหน้าโรงเรียน", "แก้ปัญหาไฟดับ", "ขอรถเมล์สาย 8"],
            "proposed_title_en": ["Give us a bridge", "Fix lights", ""],
        }
    )
    left = _without_demands(table, {"T1", "T2"})
    assert left["proposed_title_th"].tolist() == ["(ลบตามคำขอ)", "แก้ปัญหาไฟดับ", "ขอรถเมล์สาย 8"]
    assert left["proposed_title_en"].tolist() == ["(removed on request)", "Fix lights", ""]


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
