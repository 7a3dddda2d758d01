"""Every guard that ``make weaken`` weakens still stands, and so do the tests that must notice."""

import pytest

from tests.weakened.weaken import weakenings


@pytest.mark.parametrize("one", weakenings(), ids=lambda one: f"{one.row}: {one.name}")
def test_a_guard_stands_where_its_weakening_says(root, one):
    text = (root / one.file).read_text(encoding="utf-8")
    assert one.weaken(text) != text
    for test in one.tests:
        file, _, name = test.partition("::")
        own = (root / file).read_text(encoding="utf-8")
        assert not name or f"def {name.split('[')[0]}(" in own or file.startswith("prioritizer"), (
            test
        )
