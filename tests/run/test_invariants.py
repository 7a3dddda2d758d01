"""What must not move what, through whole runs of ``rank`` on files.

The criterion that voices feed has no weight here, so that performances stay fixed whoever stands
for election: a linker that hears other titles may link otherwise, and rightly.
"""

import pandas as pd
import pytest
from typer.testing import CliRunner

from prioritizer.bundle import read_run
from prioritizer.commands.app import app

STUDY = """
[study]
name = "town"
as_of = 2022-03-31
seed = 7
[[signals]]
files = "signals.csv"
channel = "hotline"
[agendas]
file = "agendas.csv"
[criteria.citizen_centricity]
weight = 0.0
[criteria.quick_win]
weight = {weight}
[criteria.replicability]
weight = {weight}
[gates.demand]
fail_voices = 0
fail_share = 0.0
[robustness]
n_draws = 200
n_replicates = 50
"""
SAID = {"ไฟถนนดับทั้งซอย": "บางรัก", "น้ำท่วมถนนหน้าตลาด": "ดุสิต", "ขยะล้นถังเหม็นมาก": "พญาไท"}
AGENDAS = pd.DataFrame(
    {
        "agenda_id": ["A1", "A2", "A3", "A4"],
        "title_th": [
            "ซ่อมไฟถนนดับใน 72 ชั่วโมง",
            "แก้น้ำท่วมถนน 100 จุด",
            "เก็บขยะล้นถังหน้าตลาดทุกวัน",
            "ติดตั้งกล้องวงจรปิดหน้าโรงเรียน 40 แห่ง",
        ],
        "months_min": [1, 6, 2, 3],
        "months_max": [3, 18, 4, 9],
        "legal_level": ["none", "regulation", "none", "notification"],
        "precedent_0_4": [3, 1, 4, 2],
        "potential_adopters_n": [900, 70, 7000, 400],
    }
)


@pytest.fixture(scope="module")
def ranked(tmp_path_factory):
    """Rank the town with other agendas or weights, and give the run."""
    signals = pd.DataFrame(
        {
            "signal_id": [f"S{n}" for n in range(90)],
            "text": [f"{text} {n} วันแล้ว" for n, text in enumerate([*SAID] * 30)],
            "received_on": [f"2022-0{1 + n % 3}-1{n % 9}" for n in range(90)],
            "district": [*SAID.values()] * 30,
        }
    )

    def rank(agendas=AGENDAS, *, weight=1.0, jobs=1):
        folder = tmp_path_factory.mktemp("town")
        (folder / "study.toml").write_text(STUDY.format(weight=weight), encoding="utf-8")
        signals.to_csv(folder / "signals.csv", index=False, encoding="utf-8-sig")
        agendas.to_csv(folder / "agendas.csv", index=False, encoding="utf-8-sig")
        words = ("rank", folder, "--out", folder / "run", "--quiet", "--jobs", jobs)
        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exit_code == 0, result.output
        return read_run(folder / "run")

    return rank


@pytest.fixture(scope="module")
def base(ranked):
    return ranked()


def scores(run):
    return run.ranking.set_index("agenda_id")["score"].to_dict()


def test_who_else_is_on_the_list_changes_nobodys_score(base, ranked):
    extra = AGENDAS.iloc[[0]].assign(
        agenda_id="A5", title_th="ปลูกต้นไม้ริมคลอง 900 ต้น", months_max=30, precedent_0_4=0
    )
    clone = AGENDAS.iloc[[2]].assign(agenda_id="A6")
    told, other = scores(base), scores(ranked(pd.concat([AGENDAS.iloc[1:], extra, clone])))
    assert {n: s for n, s in other.items() if n in told} == {
        n: s for n, s in told.items() if n != "A1"
    }
    assert other["A6"] == told["A3"]


def test_only_the_ratio_of_weights_counts_and_workers_change_no_byte(base, ranked, same_files):
    assert scores(ranked(weight=35.0)) == scores(base)
    assert same_files(base.folder, ranked(jobs=2).folder)


def test_contributions_sum_to_the_score(base):
    sums = base.table("indicators").groupby("agenda_id")["contribution"].sum()
    told = base.ranking.set_index("agenda_id")["score"]
    assert (sums - told).abs().max() < 1e-12


def test_a_better_performance_never_lowers_a_rank(base, ranked):
    better = AGENDAS.copy()
    better.loc[1, ["months_min", "months_max", "legal_level"]] = [1, 2, "none"]
    better.loc[1, ["precedent_0_4", "potential_adopters_n"]] = [4, 9000]
    bettered = ranked(better)
    places = [run.ranking.set_index("agenda_id")["rank"].to_dict() for run in (base, bettered)]
    assert scores(bettered)["A2"] > scores(base)["A2"]
    assert places[1]["A2"] < places[0]["A2"]
