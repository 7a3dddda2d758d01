"""The workbook calculates what Python calculates, whatever is edited."""

from __future__ import annotations

import re
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from prioritizer.bundle import read_run
from prioritizer.links.twins import near_twins
from prioritizer.reports.workbook import write_workbook
from tests.reports.editing import (
    Opened,
    assert_equal,
    best_n,
    formulas,
    python_of,
    recalculate,
    recalculate_in_libreoffice,
)
from tests.reports.synthetic import invent_agendas, make_run

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl", "ignore::ResourceWarning")

FUNCTIONS = {"SUMPRODUCT", "INDEX", "MATCH", "RANK", "SUMIF", "COUNT", "COUNTIF", "IF", "AND",
             "IFERROR", "ISNUMBER", "MIN", "MAX", "ROUND", "LN"}  # fmt: skip


@pytest.fixture(scope="module")
def small():
    return make_run(invent_agendas(14, seed=3), fails=("A002", "A009"), size=4, quotes=1)


@pytest.fixture(scope="module")
def book(small, tmp_path_factory):
    return write_workbook(small, tmp_path_factory.mktemp("book") / "small.xlsx")


def edited(book, tmp_path, *edits):
    opened = Opened(book)
    for sheet, ids, column, value in edits:
        opened.set(sheet, ids, column, value)
    return Opened(opened.save(tmp_path / "edited.xlsx"))


def weight(name, value):
    return "weights", {"id": name}, "weight", value


def raw(agenda, indicator, column, value):
    return "raw", {"id": agenda, "indicator": indicator}, column, value


def override(agenda, day=datetime(2021, 2, 1)):
    at = {"id": agenda, "gate": "lawful"}
    return [
        ("gates", at, "person", "นางสาวผู้อนุมัติ"),
        ("gates", at, "reason", "คณะกรรมการกฎหมายเห็นชอบ"),
        ("gates", at, "date", day),
    ]


EDITS = {
    "nothing": [],
    "a criterion's weight": [weight("quick_win", 3)],
    "inner weights": [
        weight("quick_win/legal_ease", 0),
        weight("replicability/precedent", 0.9),
        weight("citizen_centricity/breadth", None),
    ],
    "all weights of siblings zero": [
        weight(f"replicability/{name}", 0)
        for name in ("precedent", "adopter_pool", "standardisation", "context_independence",
                     "next_site_cost")
    ],
    "all criteria zero": [
        weight(name, 0) for name in ("citizen_centricity", "quick_win", "replicability")
    ],
    "anchors": [
        ("anchors", {"id": "time_to_first_result"}, "worst", 12),
        ("anchors", {"id": "affordability"}, "best", 5),
        ("anchors", {"id": "representative_reach"}, "worst", 0.01),
        ("anchors", {"id": "legal_ease/act"}, "worth", 0.25),
    ],
    "raw figures": [
        raw("A003", "severity", "point", 3.9),
        raw("A003", "affordability", "low", 1),
        raw("A004", "time_to_first_result", "high", 40),
        raw("A005", "legal_ease", "point", "Act"),
        raw("A006", "representative_reach", "point", 0),
        raw("A007", "adopter_pool", "point", -4),
        raw("A008", "affordability", "low", -5),
    ],
    "cleared figures": [
        raw("A003", "severity", "point", None),
        raw("A003", "affordability", "low", None),
        raw("A004", "time_to_first_result", "low", None),
        raw("A004", "time_to_first_result", "high", None),
        raw("A005", "legal_ease", "point", None),
        raw("A006", "precedent", "point", None),
    ],
    "words where figures belong": [
        raw("A003", "severity", "point", "ไม่มีข้อมูล"),
        raw("A004", "affordability", "low", "ไม่ทราบ"),
        raw("A005", "legal_ease", "point", "กฎกติกา"),
    ],
    "an override": override("A002"),
    "half an override": override("A002")[:2],
}  # fmt: skip


@pytest.mark.parametrize("edits", EDITS.values(), ids=list(EDITS))
def test_value_score_rank_and_floor_follow_an_edit_as_python_does(small, book, tmp_path, edits):
    changed = edited(book, tmp_path, *edits)
    expected = python_of(changed, small)
    sheet = recalculate(changed.path)
    assert_equal(sheet, expected, small)
    taken = {r["id"] for r in sheet.rows("ranking") if r["short"] == "ใช่"}
    twins = near_twins(small.table("agendas"))
    assert taken == best_n(expected, twins[twins["similarity"] >= 0.5], 4)
    said = str(sheet.sheet("ranking")["A2"].value)  # what was simulated greys out, and says so
    assert ("มีการแก้ไขแล้ว" in said) == (edits not in ([], EDITS["half an override"]))
    assert said == sheet.sheet("robustness")["A2"].value == sheet.sheet("summary")["A2"].value


def test_an_indicator_that_nobody_has_any_more_leaves_its_weight_to_its_siblings(
    small, book, tmp_path
):
    ids = [r["id"] for r in Opened(book).rows("ranking")]
    changed = edited(book, tmp_path, *(raw(i, "precedent", "point", None) for i in ids))
    expected = python_of(changed, small)
    assert_equal(recalculate(changed.path), expected, small)
    assert expected.completeness.max() == 1.0


def test_reversing_the_rows_of_the_raw_figures_changes_no_score(small, book, tmp_path):
    opened = Opened(book)
    opened.set("raw", {"id": "A003", "indicator": "severity"}, "point", 0.5)
    opened.reverse_raw()
    changed = Opened(opened.save(tmp_path / "reversed.xlsx"))
    assert changed.rows("raw")[0]["id"] == opened.rows("raw")[0]["id"] != "A001"
    assert_equal(recalculate(changed.path), python_of(changed, small), small)


def test_a_new_figure_where_the_study_had_none_counts_at_once(tmp_path):
    agendas = invent_agendas(6).drop(columns=["precedent_0_4"])
    run = make_run(agendas)
    path = write_workbook(run, tmp_path / "b.xlsx")
    changed = edited(path, tmp_path, raw("A002", "precedent", "point", 4))
    sheet = recalculate(changed.path)
    assert_equal(sheet, python_of(changed, run), run)
    assert {r["id"]: r["measured"] for r in sheet.rows("weights")}["replicability/precedent"] == 1


def test_budget_sums_follow_the_costs(small, book, tmp_path):
    before = recalculate(edited(book, tmp_path).path)
    first = next(r for r in before.rows("summary") if r["short"] == "ใช่")["id"]
    changed = edited(book, tmp_path, raw(first, "affordability", "low", 1000),
                     raw(first, "affordability", "high", 1000))  # fmt: skip
    sheet = recalculate(changed.path)
    costs = {r["id"]: r["cost"] or 0 for r in sheet.rows("ranking") if r["short"] == "ใช่"}
    summary, columns = sheet.sheet("summary"), sheet.columns("summary")
    said = [summary.cell(r, columns["score"]).value for r in range(5, summary.max_row + 1)
            if "งบกลางรวม" in str(summary.cell(r, columns["title"]).value)]  # fmt: skip
    assert said == [pytest.approx(sum(costs.values()))]


def test_ties_are_ties_in_the_sheet_as_in_python(tmp_path):
    rng = np.random.default_rng(7)
    agendas = invent_agendas(60)
    for column, steps in (("precedent_0_4", 5), ("data_readiness_0_4", 2)):
        agendas[column] = rng.integers(0, steps, 60).astype(float)
    for column in ("process_readiness_0_4", "months_min", "months_max", "cost_low_mthb",
                   "cost_high_mthb", "potential_adopters_n", "next_site_cost_mthb"):  # fmt: skip
        agendas[column] = 3.0
    agendas["coord_agencies_th"] = "ก"
    agendas["legal_level"] = rng.choice(["none", "act"], 60)
    run = make_run(agendas, signals=False, size=7)
    path = write_workbook(run, tmp_path / "ties.xlsx")
    changed = edited(path, tmp_path, weight("quick_win/legal_ease", 0.3), weight("quick_win", 0.7))
    expected = python_of(changed, run)
    assert len(set(expected.rank.tolist())) < 30
    sheet = recalculate(changed.path)
    assert_equal(sheet, expected, run)
    twins = near_twins(run.table("agendas"))
    taken = {r["id"] for r in sheet.rows("ranking") if r["short"] == "ใช่"}
    assert taken == best_n(expected, twins[twins["similarity"] >= 0.5], 7)
    tied = {r["id"] for r in sheet.rows("ranking") if r["tied"] == "ใช่"}
    counts = {r: (expected.rank == r).sum() for r in expected.rank if r > 0}
    assert tied == {i for i, r in zip(expected.ids, expected.rank, strict=True)
                    if counts.get(r, 0) > 1}  # fmt: skip


def test_of_two_near_twins_the_better_one_is_taken(tmp_path):
    agendas = invent_agendas(8, seed=5)
    run = make_run(agendas, size=3)
    best = run.ranking["agenda_id"].tolist()[:2]
    same = "ซ่อมทางเท้าชำรุดหน้าโรงเรียนและโรงพยาบาลทุกแห่งภายในสามสิบวัน"
    agendas.loc[agendas["agenda_id"].isin(best), "title_th"] = same
    run = make_run(agendas, size=3)
    path = write_workbook(run, tmp_path / "twins.xlsx")
    changed = edited(path, tmp_path)
    sheet = recalculate(changed.path)
    twins = near_twins(agendas)
    expected = best_n(python_of(changed, run), twins[twins["similarity"] >= 0.5], 3)
    taken = {r["id"] for r in sheet.rows("ranking") if r["short"] == "ใช่"}
    assert taken == expected == set(run.table("shortlist")["agenda_id"])
    assert len(taken & set(best)) == 1


number = st.floats(-50, 500, allow_nan=False).map(lambda x: round(x, 3))
cell = st.one_of(number, st.none(), st.just(0.0))
anchor = st.integers(1, 400).map(float)
SHAPES = {
    "linear": st.tuples(anchor, anchor).filter(lambda p: p[0] != p[1]).map(
        lambda p: {"shape": "linear", "worst": p[0], "best": p[1]}),
    "log": st.tuples(anchor, anchor).filter(lambda p: p[0] != p[1]).map(
        lambda p: {"shape": "log", "worst": p[0], "best": p[1], "offset": 1.0}),
    "points": st.lists(anchor, min_size=2, max_size=5, unique=True).flatmap(
        lambda xs: st.lists(st.floats(0, 1).map(lambda y: round(y, 3)), min_size=len(xs),
                            max_size=len(xs)).filter(lambda ys: len(set(ys)) > 1).map(
            lambda ys: {"shape": "points", "points": list(zip(sorted(xs), ys, strict=True))})),
    "table": st.lists(st.floats(0, 1).map(lambda y: round(y, 3)), min_size=2, max_size=4).map(
        lambda ys: {"shape": "table", "table": {f"ระดับ {k}": y for k, y in enumerate(ys)}}),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@settings(
    max_examples=3,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_every_shape_of_value_is_what_python_says(tmp_path, shape, data):
    anchors = data.draw(SHAPES[shape])
    words = list(anchors.get("table", ()))
    own = st.sampled_from([*words, None]) if words else cell
    n = 16
    one = data.draw(st.lists(own, min_size=n, max_size=n))
    one[0] = words[0] if words else 7.0
    low = data.draw(st.lists(cell, min_size=n, max_size=n))
    high = data.draw(st.lists(cell, min_size=n, max_size=n))
    low[0], high[0] = 3.0, 9.0
    agendas = invent_agendas(n, own=one, own_low=low, own_high=high)
    criteria = {
        "mine": {
            "weight": 2,
            "floor": 0.2,
            "indicators": {
                "single": {"weight": 1, "columns": ["own"], **anchors},
                **(
                    {}
                    if words
                    else {"range": {"weight": 2, "columns": ["own_low", "own_high"], **anchors}}
                ),
            },
        }
    }
    run = make_run(agendas, criteria=criteria)
    path = write_workbook(run, tmp_path / "shape.xlsx")
    edits = [] if words else [raw("A005", "single", "point", 33), raw("A006", "range", "low", 2)]
    changed = edited(path, tmp_path, *edits)
    assert_equal(recalculate(changed.path), python_of(changed, run), run)


def test_only_old_functions_are_used(book):
    used = {name for f in formulas(book) for name in re.findall(r"\b([A-Z][A-Z.]+)\(", f)}
    assert used
    assert used <= FUNCTIONS


def test_the_demo_follows_edits_in_formualizer_and_in_libreoffice(demo_run, soffice, tmp_path):
    run = read_run(demo_run)
    opened = Opened(demo_run / "shortlist.xlsx")
    failed = next(r for r in opened.rows("gates") if r["status"] == "ไม่ผ่าน")
    gate = {"id": failed["id"], "gate": failed["gate"]}
    top = run.ranking["agenda_id"].tolist()
    for sheet, ids, column, value in (
        weight("quick_win", 2.5),
        weight("citizen_centricity/severity", 0.6),
        weight("replicability/precedent", 0),
        ("anchors", {"id": "time_to_first_result"}, "worst", 18),
        ("anchors", {"id": "adopter_pool"}, "best", 500),
        ("anchors", {"id": "legal_ease/regulation"}, "worth", 0.9),
        raw(top[0], "severity", "point", 1.25),
        raw(top[1], "affordability", "high", 900),
        raw(top[2], "legal_ease", "point", None),
        raw(top[3], "time_to_first_result", "low", None),
        raw(top[4], "unmet", "point", None),
        ("gates", gate, "person", "นาย ก"),
        ("gates", gate, "reason", "ตกลง"),
        ("gates", gate, "date", date(2021, 3, 1)),
    ):
        opened.set(sheet, ids, column, value)
    opened.reverse_raw()
    changed = Opened(opened.save(tmp_path / "demo.xlsx"))
    expected = python_of(changed, run)
    assert expected.rank.tolist() != run.ranking["rank"].fillna(0).tolist()
    office = recalculate_in_libreoffice(changed.path, soffice, tmp_path)
    assert_equal(office, expected, run)
    assert "มีการแก้ไขแล้ว" in office.sheet("summary")["A2"].value
    assert_equal(recalculate(changed.path), expected, run)
