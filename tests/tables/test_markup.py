"""HTML pages that offices save as .xls are read whatever stands between their tags."""

from __future__ import annotations

from pathlib import Path

import pytest

from prioritizer.errors import InputError
from prioritizer.tables.markup import open_html
from prioritizer.tables.verdicts import Limits, Notes


def _rows(folder: Path, body: str) -> list[list[object]]:
    page = folder / "page.xls"
    page.write_text(body, encoding="utf-8")
    sheet, _ = open_html(page, Limits())
    return [cells for _, cells in sheet.records(Notes())]


@pytest.mark.parametrize("odd", ["<![@@@@>", "<![foo[ x ]]>", "<![if !supportEmptyParas]>"])
def test_a_declaration_that_is_none_is_passed_over(tmp_path: Path, odd: str) -> None:
    body = f"<table><tr><td>text</td></tr><tr><td>น้ำ{odd}ท่วม</td></tr></table>"
    assert _rows(tmp_path, body) == [["text"], ["น้ำท่วม"]]


def test_a_declaration_without_an_end_leaves_a_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="without a table"):
        _rows(tmp_path, "<![@@@@")
