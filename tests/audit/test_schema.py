import json

import jsonschema
import pytest

from prioritizer.audit import forget
from prioritizer.bundle import read_run


@pytest.fixture(scope="module")
def schema(root):
    content = json.loads((root / "docs" / "manifest-schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def test_every_manifest_fits_the_published_schema_and_every_key_is_in_it(schema, demo_run, copy):
    first = read_run(copy).table("signals")["signal_id"].iloc[0]
    forget(copy, signal_ids=[first])
    for run in (read_run(demo_run), read_run(copy)):
        schema.validate(run.manifest)
        assert set(run.manifest) <= set(schema.schema["properties"])


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("schema_version", 3),
        ("outputs", [{"file": "../ranking.csv", "sha256": "0" * 64}]),
        ("outputs", [{"file": "ranking.csv", "sha256": "zz"}]),
        ("counts", {"n_signals": -1}),
        ("parent", {"why": "forget"}),
    ],
)
def test_what_is_no_manifest_does_not_fit(schema, demo_run, key, wrong):
    with pytest.raises(jsonschema.ValidationError):
        schema.validate({**read_run(demo_run).manifest, key: wrong})
