import json
from dataclasses import replace as changed

import pytest

from prioritizer.bundle import TABLES, read_run
from prioritizer.config import build_study
from prioritizer.errors import RunError
from prioritizer.run.replay import inputs_of, replay, spoken_of, study_of, write_replay
from prioritizer.run.writing import write_tables


@pytest.fixture(scope="module")
def run(demo_run):
    return read_run(demo_run)


@pytest.fixture(scope="module")
def again(run):
    return replay(run)


def with_setting(study, **tables):
    return build_study({**study.to_json(), **tables})


def test_with_nothing_changed_every_table_is_that_of_the_run_byte_for_byte(run, again, tmp_path):
    write_tables(tmp_path, again.tables)
    for name in again.tables:
        file = TABLES[name]
        assert (tmp_path / file).read_bytes() == (run.folder / file).read_bytes(), file
    assert again.warnings == run.warnings
    assert again.judgement.measurement.left_out == run.manifest["left_out"]


def test_the_study_of_a_run_keeps_its_own_order(run):
    study = study_of(run)
    assert list(study.criteria["citizen_centricity"].indicators)[:2] == [
        "representative_reach",
        "breadth",
    ]
    assert study.to_json() == run.config


def test_an_unchanged_run_is_written_again_as_the_same_files(run, again, tmp_path):
    new = write_replay(run, again, tmp_path / "new", parent={"why": "test", "files": []})
    skipped = {"manifest.json", "timings.json", "report.html", "shortlist.xlsx"}
    old = {p.relative_to(run.folder).as_posix() for p in run.folder.rglob("*") if p.is_file()}
    assert old == {
        p.relative_to(new.folder).as_posix() for p in new.folder.rglob("*") if p.is_file()
    }
    for name in old - skipped:
        assert (new.folder / name).read_bytes() == (run.folder / name).read_bytes(), name
    assert new.manifest["parent"] == {"why": "test", "files": [], "digest": run.digest}
    assert new.manifest["counts"] == run.manifest["counts"]
    assert new.digest != run.digest


def test_other_weights_make_another_ranking_and_leave_what_was_heard(run, tmp_path):
    study = study_of(run).to_json()
    study["criteria"]["quick_win"]["weight"] = 8.0
    study["robustness"] |= {"n_draws": 200, "n_replicates": 50}
    told = replay(run, study=build_study(study))
    assert (told.judgement.ranking["score"].to_numpy() != run.ranking["score"].to_numpy()).any()
    new = write_replay(run, told, tmp_path / "new", parent={"why": "weights", "files": []})
    assert study_of(new).criteria["quick_win"].weight == 8.0
    assert new.table("tallies").equals(run.table("tallies"))


def test_voices_of_a_removed_agenda_become_voices_for_none(run):
    inputs = inputs_of(run)
    gone = run.ranking["agenda_id"].iloc[0]
    agendas = inputs.agendas[inputs.agendas["agenda_id"] != gone].reset_index(drop=True)
    study = with_setting(study_of(run), robustness={"n_draws": 200, "n_replicates": 50})
    told = replay(
        run, study=study, inputs=changed(inputs, tables={**inputs.tables, "agendas": agendas})
    )
    assert gone not in set(told.judgement.ranking["agenda_id"])
    voices = told.spoken.tallies.groupby("agenda_id")["n_voices"].sum()
    before = run.table("tallies").groupby("agenda_id")["n_voices"].sum()
    assert voices[""] == pytest.approx(before[""] + before[gone])
    assert gone not in set(told.tables["evidence"]["agenda_id"])


def test_a_new_agenda_has_no_voices_and_a_warning_says_so(run):
    inputs = inputs_of(run)
    agendas = inputs.agendas.copy()
    agendas.loc[0, "agenda_id"] = "NEW"
    study = with_setting(study_of(run), robustness={"n_draws": 200, "n_replicates": 50})
    told = replay(
        run, study=study, inputs=changed(inputs, tables={**inputs.tables, "agendas": agendas})
    )
    assert any("NEW" in said.en and "no signal speaks" in said.en for said in told.warnings)
    assert told.judgement.ranking.set_index("agenda_id").loc["NEW", "n_voices"] == 0


def test_a_run_whose_settings_were_changed_by_hand_is_refused(run, tmp_path):
    (tmp_path / "study").mkdir()
    settings = json.loads((run.folder / "study" / "study.json").read_text(encoding="utf-8"))
    settings["study"]["seed"] += 1
    (tmp_path / "study" / "study.json").write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(RunError, match="says otherwise than the manifest"):
        study_of(changed(run, folder=tmp_path))


def test_a_run_of_an_older_schema_is_refused_by_name(run):
    old = changed(run, manifest={**run.manifest, "schema_version": 1})
    with pytest.raises(RunError, match="schema 1, which kept too little"):
        spoken_of(old) and study_of(old)
