import json

import pandas as pd
import pytest

from prioritizer.bundle import read_run
from prioritizer.errors import RunError
from prioritizer.folders import whole_folder


def make_run(folder, mark="one"):
    with whole_folder(folder, replace=True) as beside:
        (beside / "manifest.json").write_text(
            json.dumps({"schema_version": 1, "outputs": [], "mark": mark}), encoding="utf-8"
        )


def test_a_folder_appears_whole(tmp_path):
    make_run(tmp_path / "run")
    assert read_run(tmp_path / "run").manifest["mark"] == "one"
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


def test_a_folder_whose_writing_fails_does_not_appear(tmp_path):
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "run"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_run_outlives_a_failed_one(tmp_path):
    make_run(tmp_path / "run")
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "run", replace=True):
        raise ZeroDivisionError
    assert read_run(tmp_path / "run").manifest["mark"] == "one"


def test_an_existing_run_is_swapped_only_when_asked(tmp_path):
    make_run(tmp_path / "run")
    with pytest.raises(RunError, match=r"already there.*--replace"), whole_folder(tmp_path / "run"):
        pass
    make_run(tmp_path / "run", "two")
    assert read_run(tmp_path / "run").manifest["mark"] == "two"


def test_what_is_no_run_is_never_replaced(tmp_path):
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(RunError, match="not a run"), whole_folder(tmp_path, replace=True):
        pass
    assert (tmp_path / "letters.txt").exists()


def test_an_empty_folder_is_no_hindrance(tmp_path):
    (tmp_path / "run").mkdir()
    make_run(tmp_path / "run")
    assert read_run(tmp_path / "run")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "no run here"),
        ("[]", "not a manifest"),
        ("{}", "not a manifest"),
        ('{"schema_version": 99}', "later version"),
    ],
)
def test_what_cannot_be_read_as_a_run_is_refused(tmp_path, content, said):
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(RunError, match=said):
        read_run(tmp_path)


def test_columns_of_a_long_table_are_read_alone_and_none_where_there_is_no_table(tmp_path):
    make_run(tmp_path / "run")
    run = read_run(tmp_path / "run")
    assert run.columns("links", ["strength"]).empty
    links = pd.DataFrame({"signal_id": ["a", "b"], "strength": [0.5, 1.0]})
    links.to_parquet(tmp_path / "run" / "links.parquet")
    found = read_run(tmp_path / "run").columns("links", ["strength"])
    assert list(found) == ["strength"]
    assert found["strength"].tolist() == [0.5, 1.0]
