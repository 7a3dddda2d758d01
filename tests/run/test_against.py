"""A study ranked month after month: what moved since the run before, from end to end."""

from __future__ import annotations

import json

import pandas as pd
from typer.testing import CliRunner

from prioritizer.bundle import read_run
from prioritizer.commands.app import app


def rank(*words):
    done = CliRunner().invoke(app, ["rank", *map(str, words), "--jobs", "1", "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done.output


def verify(*words):
    return CliRunner().invoke(app, ["verify", *map(str, words)])


def test_a_later_run_says_what_moved_and_its_themes_keep_their_ids(town):
    first, second = town / "first", town / "second"
    rank(town, "--out", first)
    agendas = pd.read_csv(town / "agendas.csv", encoding="utf-8-sig")
    agendas.loc[len(agendas)] = ["A3", "เก็บขยะล้นถังทุกเช้า <b>", 1, 2]
    agendas.to_csv(town / "agendas.csv", index=False, encoding="utf-8-sig")
    said = rank(town, "--out", second, "--against", first)
    assert "New: A3" in said

    earlier, later = read_run(first), read_run(second)
    assert later.manifest["against"] == {"digest": earlier.digest, "run": earlier.run_id}
    changes = pd.read_csv(second / "changes.csv", encoding="utf-8-sig").set_index("agenda_id")
    assert changes["status"].to_dict().keys() == {"A1", "A2", "A3"}
    assert changes.loc["A3", "status"] == "new"
    assert pd.isna(changes.loc["A3", "rank_before"])
    names = [run.table("themes").set_index("theme_id")["label_th"] for run in (earlier, later)]
    assert len(names[0]) > 2
    assert names[1][names[0].index].to_dict() == names[0].to_dict()

    page = (second / "report.html").read_text(encoding="utf-8")
    section = page[page.index('<section id="moved"') :]
    section = section[: section.index("</section>")]
    assert earlier.run_id in section
    real = changes["status"] != "no_real_change"
    assert section.count("<tr>") == 1 + real.sum() + (1 + (~real).sum() if (~real).any() else 0)
    told = pd.read_csv(second / "theme_changes.csv", encoding="utf-8-sig")
    assert set(told["status"]) <= {"kept", "new", "gone"} and (told["status"] == "kept").any()
    assert "เก็บขยะล้นถังทุกเช้า &lt;b&gt;" in section
    assert "วาระใหม่" in section
    data = page[page.index('id="data">') + len('id="data">') :]
    words = json.loads(data[: data.index("</script>")])["words"]
    assert {"What moved since the run before", "new"} <= set(words)
    assert 'id="moved"' not in (first / "report.html").read_text(encoding="utf-8")
    assert 'href="#moved"' not in (first / "report.html").read_text(encoding="utf-8")
    done = CliRunner().invoke(app, ["verify", str(second)])
    assert done.exit_code == 0, done.output


def test_a_run_set_against_another_is_made_again_with_that_one_named(town, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    rank(town, "--out", first)
    rank(town, "--out", second, "--against", first)
    inputs = [second, "--inputs", town, "--lang", "en"]
    alone = verify(*inputs)
    assert alone.exit_code == 1 and "--against RUN" in str(alone.exception)
    wrong = verify(*inputs, "--against", second)
    assert wrong.exit_code == 1 and "not the run that this one was set against" in str(
        wrong.exception
    )
    right = verify(*inputs, "--against", first)
    assert right.exit_code == 0, right.output
    assert "exact, from the first byte" in right.stdout
