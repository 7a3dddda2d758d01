import json
from collections import Counter

import pandas as pd
import pytest
from typer.testing import CliRunner

from prioritizer.commands.app import app
from prioritizer.commands.phrases import EXPLAIN, MEMBERS
from prioritizer.commands.phrases_label import LABEL
from prioritizer.commands.phrases_shortlist import SHORTLIST
from prioritizer.commands.say_audit import PHRASES as AUDIT
from prioritizer.errors import PrioritizerError

STUDY = """
[study]
name = "small"
as_of = 2022-08-31
[[signals]]
files = "signals.csv"
channel = "web"
[agendas]
file = "agendas.csv"
"""


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "signals.csv").write_text("signal_id,text\n1,ไฟดับ\n", encoding="utf-8")
    (tmp_path / "agendas.csv").write_text("agenda_id,title_th\nA,ซ่อมไฟ\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("study.toml", STUDY + "[voics]\n", "Did you mean 'voices'"),
        ("study.toml", STUDY.replace("agendas.csv", "agenda.csv"), "no such file.*agendas.csv"),
        ("study.toml", STUDY.replace('"signals.csv"', '"gone*.csv"'), "no such file"),
        ("signals.csv", "id,place\n1,2\n", "text"),
        ("signals.csv", "", "no header"),
        ("signals.csv", "signal_id,text\n", "no signal could be accepted"),
        ("agendas.csv", "agenda_id,title_th\nA,x\na,y\n", "agenda_id twice.*row 2.*row 3"),
        ("agendas.csv", "agenda_id,title_th\n,x\n", "without an id"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(study, name, content, said):
    (study / name).write_text(content, encoding="utf-8")
    result = call("rank", study, "--quiet", "--jobs", 1)
    assert isinstance(result.exception, PrioritizerError), result.output
    with pytest.raises(PrioritizerError, match=said):
        raise result.exception
    assert [p.name for p in (study / "runs").glob("*")] == []


def test_check_json_names_every_file_and_its_verdict(study):
    result = call("check", study, "--json")
    files = json.loads(result.stdout)["files"]
    assert [f["file"] for f in files] == ["signals.csv", "agendas.csv"]
    assert files[0]["rows_read"] == files[0]["accepted"] + files[0]["rejected"] == 1


def test_check_with_a_refused_file_ends_with_one(study):
    (study / "signals.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert call("check", study).exit_code == 1


def test_a_starter_study_ranks_as_it_stands(tmp_path):
    assert call("init", tmp_path / "mine").exit_code == 0
    result = call("rank", tmp_path / "mine", "--jobs", 1, "--lang", "en")
    assert result.exit_code == 0, result.exception
    assert "T01" in result.stdout
    run = next((tmp_path / "mine" / "runs").iterdir())
    ranking = pd.read_csv(run / "ranking.csv", dtype={"agenda_id": "str"})
    assert set(ranking["agenda_id"]) == {"T01", "T02"}
    assert ranking["rank"].notna().all()


def test_init_refuses_a_folder_that_holds_something(study):
    with pytest.raises(PrioritizerError, match="already there"):
        raise call("init", study).exception


def test_explain_says_why_and_what_would_lift(demo_run):
    result = call("explain", demo_run, "A05", "--versus", "A01", "--lang", "en")
    assert result.exit_code == 0, result.exception
    assert "Where the score comes from" in result.stdout
    assert "A05 : A01" in result.stdout


def test_explain_hints_at_the_agenda_meant(demo_run):
    with pytest.raises(PrioritizerError, match="Did you mean"):
        raise call("explain", demo_run, "A1").exception


@pytest.mark.parametrize("suffix", [".csv", ".json", ".parquet", ".xlsx", ".html"])
def test_a_run_is_exported_in_the_form_its_suffix_names(demo_run, tmp_path, suffix):
    file = tmp_path / f"out{suffix}"
    assert call("export", demo_run, file).exit_code == 0
    assert file.stat().st_size > 1000


@pytest.mark.parametrize("lang", ["th", "en"])
def test_themes_are_shown_in_both_languages(demo_run, lang):
    assert call("themes", demo_run, "--lang", lang).exit_code == 0


def test_explain_as_json_tells_what_would_open_and_lift(demo_run):
    result = call("explain", demo_run, "A34", "--json", "--lang", "en")
    told = json.loads(result.stdout)
    assert told["standing"] == "gate"
    assert {"clarity"} <= {gate["gate"] for gate in told["to_open"]}
    assert told["lift"]["gap"] > 0
    assert sum(item["contribution"] for item in told["contributions"]) == pytest.approx(
        told["agenda"]["score"], abs=1e-12
    )


@pytest.mark.parametrize("lang", ["th", "en"])
def test_weights_ranks_by_each_member(demo_run, tmp_path, lang):
    file = tmp_path / "members.csv"
    file.write_text(
        "member_id,citizen_centricity,quick_win,replicability\nก,5,3,2\nข,10,80,10\n",
        encoding="utf-8",
    )
    shown = call("weights", demo_run, file, "--lang", lang)
    assert shown.exit_code == 0, shown.exception
    assert "Kendall's W" in shown.stdout
    told = json.loads(call("weights", demo_run, file, "--json").stdout)
    assert [member["member_id"] for member in told["members"]] == ["ก", "ข"]
    assert len(told["flips"]) == told["top_k"] * (told["top_k"] - 1) / 2
    assert 0 < told["kendall_w"] <= 1


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_agenda_of_a_run_can_be_explained(demo_run, lang):
    ids = pd.read_csv(demo_run / "ranking.csv", dtype={"agenda_id": "str"})["agenda_id"]
    for agenda in ids.iloc[[0, 12, -1]]:
        result = call("explain", demo_run, agenda, "--lang", lang)
        assert result.exit_code == 0, result.exception


def test_no_phrase_of_one_command_hides_that_of_another():
    parts = (EXPLAIN, MEMBERS, SHORTLIST, AUDIT, LABEL)
    counts = Counter(key for part in parts for key in part)
    assert {key for key, n in counts.items() if n > 1} == set()


def test_check_names_a_file_that_is_not_there_and_reads_the_others(study):
    (study / "signals.csv").unlink()
    result = call("check", study, "--json")
    assert result.exit_code == 1
    verdicts = {f["file"]: f["verdict"] for f in json.loads(result.stdout)["files"]}
    assert verdicts == {"signals.csv": "refused", "agendas.csv": "ok"}
