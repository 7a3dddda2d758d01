import csv
import io
import json
import re

import pytest
from typer.testing import CliRunner

from prioritizer.audit import verify_run
from prioritizer.audit.cells import _naming, differences
from prioritizer.bundle import files_of, read_run
from prioritizer.commands.app import app
from prioritizer.errors import RunError

STUDY = {"study.toml", "agendas.parquet", "ratings.parquet", "members.parquet", "places.parquet"}
STUDY |= {"committees.parquet"}
HEARD = {"links.parquet", "signals.parquet", "tallies.parquet", "outcomes.parquet"}
HEARD |= {"themes.csv", "unanswered.csv", "evidence.csv", "rejects.csv", "campaigns.csv"}
HEARD |= {
    "likeness.csv",
    "voice_rules.csv",
    "theme_quotes.csv",
    "theme_words.parquet",
    "persons.parquet",
}
HEARD |= {"theme_tallies.parquet"}


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def names(folder):
    return {path.relative_to(folder).as_posix(): path for path in files_of(folder)}


def recomputed(folder):
    skipped = STUDY | HEARD | {"timings.json", "manifest.json", "study.json"}
    return {name: path for name, path in names(folder).items() if path.name not in skipped}


def differing(found):
    return {verdict.file: verdict for verdict in found.verdicts if verdict.level == "differs"}


def test_an_honest_run_is_exact_and_says_what_it_did_not_recompute(demo_run):
    result = call("verify", demo_run, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "level: exact, from the tallies on" in result.stdout
    assert "themes.csv: needs the inputs" in result.stdout
    assert read_run(demo_run).digest in result.stdout


def test_one_changed_digit_in_each_file_is_seen(copy, forge):
    change_digit, _ = forge
    for name, path in names(copy).items():
        if name not in ("timings.json", "manifest.json"):
            change_digit(path)
    found = differing(verify_run(copy))
    assert set(names(copy)) - set(found) == {"timings.json"}
    for name in set(found) - {"manifest.json"}:
        assert "sha256 of the file" in [d.where for d in found[name].found], name


def test_a_figure_changed_together_with_its_hash_is_found_by_recomputing(copy, forge):
    change_digit, own_its_hashes = forge
    changed = recomputed(copy)
    for path in changed.values():
        change_digit(path)
    own_its_hashes(copy, *changed)
    result = call("verify", copy, "--json")
    assert result.exit_code == 3
    files = {f["file"]: f for f in json.loads(result.stdout)["files"]}
    for name in changed:
        cells = files[name]["differences"]
        assert files[name]["level"] == "differs" and cells, name
        assert "sha256 of the file" not in [cell["where"] for cell in cells], name
    where = [cell["where"] for cell in files["ranking.csv"]["differences"]]
    assert len(where) == 1 and re.match(r"row 41 \([A-Z0-9]+\), column ", where[0])
    assert any("cell" in c["where"] for c in files["shortlist.xlsx"]["differences"])
    assert any(c["where"].startswith("data") for c in files["report.html"]["differences"])


def test_a_row_too_many_or_too_few_is_named(tmp_path):
    told, computed = tmp_path / "told.csv", tmp_path / "computed.csv"
    computed.write_text("method,kendall_tau\ntopsis,0.5\nvikor,0.4\n", encoding="utf-8-sig")
    told.write_text("method,kendall_tau\nvikor,0.9\nmine,1\nmore,1\n", encoding="utf-8-sig")
    found = [(d.where, d.told, d.computed) for d in differences(told, computed)]
    assert ("row 3 (mine)", "in the file", "not computed") in found
    assert ("row 2 (topsis)", "not in the file", "computed") in found
    assert ("row 2 (vikor), column kendall_tau", "0.9", "0.4") in found
    computed.write_text("agenda_id,committee_id\n", encoding="utf-8-sig")
    told.write_text("agenda_id,committee_id\n9\n", encoding="utf-8-sig")
    where = [d.where for d in differences(told, computed)]
    assert where == ["number of rows", "row 2 (9)"]


def test_every_row_of_every_table_has_a_name_of_its_own(demo_run):
    for file in sorted(demo_run.rglob("*.csv")):
        heads, *rows = csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline=""))
        keys = _naming(heads, rows)
        assert len({tuple(row[i] for i in keys) for row in rows}) == len(rows), file.name


@pytest.mark.parametrize(
    ("name", "seen_in"),
    [
        ("tallies.parquet", "voice_rules.csv"),
        ("links.parquet", "tallies.parquet"),
        ("study/ratings.parquet", "ranking.csv"),
    ],
)
def test_what_the_figures_follow_from_cannot_change_alone(copy, forge, name, seen_in):
    change_digit, own_its_hashes = forge
    change_digit(copy / name)
    own_its_hashes(copy, name)
    found = verify_run(copy)
    assert seen_in in differing(found), name


def test_every_file_is_under_the_digest(quick_run, copy, forge):
    change_digit, own_its_hashes = forge
    honest = read_run(quick_run).digest
    for name in names(copy):
        if name in ("timings.json", "manifest.json", "report.html", "shortlist.xlsx"):
            continue
        own_its_hashes(copy, *names(copy))
        before = read_run(copy).digest
        change_digit(copy / name)
        own_its_hashes(copy, name)
        assert read_run(copy).digest not in (before, honest), name


def test_a_run_forged_as_a_whole_is_found_by_its_digest(quick_run, copy, forge):
    change_digit, own_its_hashes = forge
    change_digit(copy / "rejects.csv")
    own_its_hashes(copy, "rejects.csv")
    digest = read_run(quick_run).digest
    assert call("verify", copy, "--digest", digest).exit_code == 3
    assert call("verify", quick_run, "--digest", digest[:12]).exit_code == 0
    assert call("verify", quick_run, "--digest", digest[:11]).exit_code == 3


def test_a_manifest_that_says_other_counts_is_found(copy):
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["counts"]["n_voices"] += 1.0
    manifest["warnings"][-1] += "!"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    where = [d.where for d in differing(verify_run(copy))["manifest.json"].found]
    assert "counts.n_voices" in where
    assert any(w.startswith("warnings[") for w in where)


def test_a_file_too_many_or_too_few_is_found(copy):
    (copy / "side.csv").unlink()
    (copy / "extra.csv").write_text("agenda_id\n", encoding="utf-8")
    found = differing(verify_run(copy))
    assert {"side.csv", "extra.csv"} <= set(found)


def test_a_run_that_breaks_its_readers_is_a_difference_and_no_crash(copy):
    (copy / "tallies.parquet").write_bytes(b"PAR1 not really")
    (copy / "shortlist.xlsx").write_bytes(b"PK no archive")
    found = differing(verify_run(copy))
    assert "recomputation" in [d.where for d in found["manifest.json"].found]
    assert "shortlist.xlsx" in found
    notes = {verdict.file: verdict.note for verdict in verify_run(copy).verdicts}
    assert notes["indicators.csv"] == "the recomputation stopped: see manifest.json"
    assert notes["theme_quotes.csv"].startswith("no rule makes it again")


def test_a_run_of_schema_one_is_held_against_its_hashes_alone(copy):
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["schema_version"] = 1
    path.write_text(json.dumps(manifest), encoding="utf-8")
    found = verify_run(copy)
    assert not found.differs
    notes = {v.file: v.note for v in found.verdicts}
    assert "schema 1" in notes["ranking.csv"]


def test_a_table_that_runs_did_not_always_keep_is_no_difference_unless_it_is_listed(copy):
    (copy / "twins.csv").unlink()
    assert "twins.csv" in differing(verify_run(copy))
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["outputs"] = [o for o in manifest["outputs"] if o["file"] != "twins.csv"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert "twins.csv" not in differing(verify_run(copy))


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(RunError, match="no run here"):
        verify_run(tmp_path)


def test_from_the_first_byte_everything_is_made_again(tmp_path):
    study = tmp_path / "mine"
    assert call("init", study).exit_code == 0
    assert call("rank", study, "--out", tmp_path / "run", "--quiet", "--jobs", 1).exit_code == 0
    result = call("verify", tmp_path / "run", "--inputs", study, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "level: exact, from the first byte" in result.stdout
    path = tmp_path / "run" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["inputs"][0]["sha256"] = "0" * 64
    path.write_text(json.dumps(manifest), encoding="utf-8")
    result = call("verify", tmp_path / "run", "--inputs", study, "--json")
    assert result.exit_code == 3
    assert f"inputs: {manifest['inputs'][0]['file']}, sha256" in result.stdout


def test_persons_under_another_key_are_not_counted_anew(copy, root, monkeypatch, tmp_path):
    (tmp_path / "other.key").write_text("ab" * 32, encoding="ascii")
    path = copy / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["parent"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setenv("PRIORITIZER_KEY_FILE", str(tmp_path / "other.key"))
    told = call("verify", copy, "--inputs", root / "configs" / "demo.toml")
    assert told.exit_code == 1 and "PRIORITIZER_KEY_FILE" in str(told.exception)


def test_what_was_made_by_edits_is_verified_from_its_folder(copy):
    told = call("verify", copy, "--inputs", copy / "study")
    assert told.exit_code == 1 and "made from another run (fewer draws)" in str(told.exception)
