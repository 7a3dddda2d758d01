import tomllib

import jsonschema
import pytest

from prioritizer.config.schema import study_page, study_schema
from prioritizer.config.study import Study
from prioritizer.resources import resource


def test_every_table_of_a_study_is_on_the_page():
    page = study_page()
    assert all(f"[{name}" in page for name in Study.model_fields)


def test_the_demo_study_fits_the_schema():
    demo = tomllib.loads(resource("configs/demo.toml").read_text(encoding="utf-8"))
    demo["study"] = {**demo["study"], "as_of": str(demo["study"]["as_of"])}
    demo["study"]["window"] = {k: str(v) for k, v in demo["study"]["window"].items()}
    jsonschema.validate(demo, study_schema())


def test_the_schema_refuses_an_unknown_key():
    with pytest.raises(jsonschema.ValidationError, match="wieght"):
        jsonschema.validate(
            {
                "study": {"name": "x", "as_of": "2022-01-01"},
                "signals": [{"files": "a"}],
                "criteria": {"quick_win": {"wieght": 1}},
            },
            study_schema(),
        )
