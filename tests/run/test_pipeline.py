import hashlib
import json

import pandas as pd
import pytest

from prioritizer.bundle import EDITED, OPTIONAL, TABLES, read_run


@pytest.fixture(scope="module")
def run(demo_run):
    return read_run(demo_run)


def test_read_is_accepted_and_rejected_for_every_input(run):
    for item in run.manifest["inputs"]:
        assert item["rows_read"] == item["accepted"] + item["rejected"], item["file"]
    signals = [i for i in run.manifest["inputs"] if i["kind"] == "signals"]
    assert sum(i["rejected"] for i in signals) == len(run.table("rejects"))
    assert sum(i["accepted"] for i in signals) == len(run.table("signals"))


def test_voices_of_an_agenda_can_be_added_up_from_the_links(run):
    sums = run.table("links").groupby("agenda_id")["voice"].sum()
    told = run.ranking.set_index("agenda_id")["n_voices"]
    assert (told - sums.reindex(told.index).fillna(0)).abs().max() < 1e-6


def test_strengths_of_a_signal_sum_to_one_at_most(run):
    assert run.table("links").groupby("signal_id")["strength"].sum().max() <= 1 + 1e-6


def test_contributions_sum_to_the_score(run):
    sums = run.table("indicators").groupby("agenda_id")["contribution"].sum()
    scores = run.ranking.set_index("agenda_id")["score"]
    assert (sums - scores).abs().max() < 1e-9


def test_ranked_agendas_come_first_and_a_failed_gate_has_no_rank(run):
    ranking = run.ranking
    assert ranking["rank"].isna().is_monotonic_increasing
    assert ranking.loc[ranking["gate"] == "fail", "rank"].isna().all()
    assert (ranking["gate"] == "fail").sum() >= 7


def test_every_table_of_the_contract_is_written(run):
    missing = [
        name
        for name, file in TABLES.items()
        if name not in {*OPTIONAL, *EDITED} and not (run.folder / file).is_file()
    ]
    assert missing == []
    listed = {o["file"] for o in run.manifest["outputs"]}
    assert {"ranking.csv", "report.html", "shortlist.xlsx"} <= listed
    assert "timings.json" not in listed


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        (
            "indicators.csv",
            "agenda_id criterion indicator performance unit low high value weight contribution "
            "source imputed",
        ),
        (
            "themes.csv",
            "theme_id parent_id label_th label_en keywords n_signals n_voices n_places trend "
            "agenda_id share_answered stability",
        ),
    ],
)
def test_columns_of_the_contract_stand_first_and_in_its_order(run, file, columns):
    wanted = columns.split()
    head = list(pd.read_csv(run.folder / file, encoding="utf-8-sig", nrows=0))
    assert head[: len(wanted)] == wanted


def test_hashes_of_the_manifest_are_those_of_the_files(run):
    for output in run.manifest["outputs"]:
        own = hashlib.sha256((run.folder / output["file"]).read_bytes()).hexdigest()
        assert own == output["sha256"], output["file"]


def test_csv_opens_in_excel_and_ids_stay_texts(run):
    raw = (run.folder / "ranking.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(run.folder / "ranking.csv", encoding="utf-8-sig")
    assert len(table) == 40


def test_no_personal_data_stands_in_a_quote(run):
    from prioritizer.signals import find_pii

    found = [p for text in run.table("evidence")["text"] for p in find_pii(text)]
    assert found == []


def test_the_manifest_is_json_without_nan(run):
    text = (run.folder / "manifest.json").read_text(encoding="utf-8")
    json.loads(text, parse_constant=lambda word: pytest.fail(word))


def test_every_output_is_listed_once_and_the_reports_print_the_digest(run):
    listed = [o["file"] for o in run.manifest["outputs"]]
    assert len(listed) == len(set(listed))
    assert run.run_id in (run.folder / "report.html").read_text(encoding="utf-8")
