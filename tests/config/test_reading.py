import datetime
from pathlib import Path

import pytest

from prioritizer.config import all_zero, build_study, criteria_table, find_study, read_study
from prioritizer.errors import ConfigError
from prioritizer.resources import resource

MINIMAL = {
    "study": {"name": "small", "as_of": datetime.date(2022, 8, 31)},
    "signals": [{"files": "a.csv"}],
}


def build(**tables):
    return build_study({**MINIMAL, **tables})


def test_a_study_of_one_source_has_every_default():
    study = build()
    assert list(study.criteria) == ["citizen_centricity", "quick_win", "replicability"]
    assert study.gates.demand.min_voices == 30
    assert study.robustness.n_draws == 10_000


def test_the_criteria_table_has_a_row_for_each_indicator():
    table = criteria_table(build())
    assert len(table) == 17
    assert table.groupby("criterion")["weight"].sum().round(9).eq(1).all()


def test_a_study_overrides_defaults_key_by_key():
    study = build(criteria={"quick_win": {"weight": 3}})
    assert study.criteria["quick_win"].weight == 3
    assert study.criteria["quick_win"].indicators["visibility"].weight == 0.15


def test_a_study_adds_an_indicator_by_configuration_alone():
    mine = {"weight": 0.1, "worst": 0, "best": 10, "columns": ["jobs"]}
    study = build(criteria={"quick_win": {"indicators": {"jobs": mine}}})
    assert "jobs" in list(criteria_table(study)["indicator"])


def test_points_make_the_shape_points():
    points = {"points": [[24, 0], [6, 0.7], [1, 1]]}
    study = build(criteria={"quick_win": {"indicators": {"time_to_first_result": points}}})
    indicator = study.criteria["quick_win"].indicators["time_to_first_result"]
    assert indicator.shape == "points"
    assert indicator.points[0] == (1, 1)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"signal": []}, r"signal: no such key\. Did you mean 'signals'\?"),
        (
            {"criteria": {"quick_win": {"wieght": 2}}},
            r"wieght: no such key\. Did you mean 'weight'",
        ),
        ({"signals": [{"files": "a", "columns": {"texxt": "t"}}]}, r"signals\[1\].*'text'"),
        ({"signals": [{"channel": "web"}]}, "give either files, or url with query"),
        ({"signals": [{"url": "sqlite:///x.db"}]}, "url stands without query"),
        ({"signals": []}, "no source"),
        ({"criteria": {"quick_win": {"weight": -1}}}, "greater than or equal to 0"),
        ({"criteria": {"quick_win": {"weight": float("nan")}}}, "criteria.quick_win.weight"),
        (
            {"criteria": {c: {"weight": 0} for c in MINIMAL | build_study(MINIMAL).criteria}},
            "indicators: missing",
        ),
        (
            {"criteria": {"quick_win": {"indicators": {"visibility": {"worst": 4}}}}},
            "worst and best are both 4",
        ),
    ],
)
def test_what_no_study_can_mean_is_refused_by_its_address(tables, said):
    with pytest.raises(ConfigError, match=said):
        build(**tables)


def test_siblings_whose_weights_are_all_zero_weigh_alike():
    names = build().criteria
    study = build(criteria={name: {"weight": 0} for name in names})
    assert all_zero(study) == [""]
    assert set(criteria_table(study)["criterion_weight"]) == {1.0}
    assert all_zero(build()) == []


def test_a_criterion_without_indicators_is_refused():
    with pytest.raises(ConfigError, match="no indicator"):
        build(criteria={"own": {"weight": 1, "indicators": {}}})


def test_a_buddhist_year_in_a_toml_date_is_refused_with_the_right_year():
    with pytest.raises(ConfigError, match="write 2022-08-31"):
        build(study={"name": "x", "as_of": datetime.date(2565, 8, 31)})


def test_every_fault_is_told_at_once():
    with pytest.raises(ConfigError) as told:
        build(study={"nam": "x"}, robustnes={})
    assert all(word in str(told.value) for word in ("nam", "study.name", "as_of", "robustnes"))


def test_the_folder_stands_for_its_study_file(tmp_path):
    (tmp_path / "study.toml").write_text("", encoding="utf-8")
    assert find_study(tmp_path) == tmp_path / "study.toml"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe", "not UTF-8"), (b"a = ", "not TOML"), (None, "no such study file")],
)
def test_a_file_that_is_no_study_is_refused(tmp_path, content, said):
    path = tmp_path / "x.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=said):
        read_study(path)


@pytest.mark.parametrize(
    "path", sorted(resource("configs").glob("*.toml")), ids=lambda path: path.stem
)
def test_every_study_we_ship_reads(path: Path):
    if path.name == "defaults.toml":
        pytest.skip("the defaults are the ground of a study, not a study")
    assert read_study(path).study.name


@pytest.mark.parametrize("name", ["inbox.csv", "เรื่องร้องเรียน.XLSX", "signals.jsonl"])
def test_a_table_in_place_of_a_study_is_told_where_it_belongs(tmp_path, name):
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    with pytest.raises(ConfigError, match=r"is no study file(.|\n)*prioritizer init"):
        read_study(tmp_path / name)
