"""What the workbook says, in Thai or English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritizer.resources import read_toml

_FILE = "configs/words/workbook.toml"


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    lang: str

    def __call__(self, key: str, **values: Any) -> str:
        """Give a phrase."""
        if key.startswith("c_"):
            return self.code(key[2:])
        return self._pick(read_toml(_FILE)["text"][key]).format(**values)

    def sheet(self, key: str) -> str:
        """Name a sheet (31 characters at most)."""
        return self._pick(read_toml(_FILE)["sheets"][key])

    def head(self, sheet: str, key: str) -> str:
        """Head a column, as its sheet calls it."""
        return self._pick(self._column(sheet, key)[:2])

    def meaning(self, sheet: str, key: str) -> str:
        """Say what a column holds; "" where its heading says it."""
        return self._pick(self._column(sheet, key)[2:])

    def code(self, code: Any) -> str:
        """Say a word of the data (a verdict, a trend) in this language, where we know it."""
        word = "" if code is None or code != code else str(code)
        pair = read_toml(_FILE)["codes"].get(word)
        return self._pick(pair) if pair else word

    def lines(self, key: str) -> list[str]:
        """Give the lines of a list."""
        return [self._pick(pair) for pair in read_toml(_FILE)["lists"][key]]

    def label(self, row: Any, stem: str) -> str:
        """Take the label of a row in this language, or in the other."""
        first, second = ("th", "en") if self.lang == "th" else ("en", "th")
        for lang in (first, second):
            word = row.get(f"{stem}_{lang}")
            if word is not None and word == word and str(word):
                return str(word)
        return ""

    def titles(self, table: pd.DataFrame) -> list[str]:
        """Titles of agendas in this language, or in the other."""
        return [self.label(row, "title") for row in table.to_dict("records")]

    def _column(self, sheet: str, key: str) -> Any:
        heads: Mapping[str, Any] = read_toml(_FILE)["heads"]
        stem = key.rstrip("0123456789")
        return (
            heads.get(f"{sheet}.{key}") or heads.get(key) or heads.get(stem) or (key, key, "", "")
        )

    def _pick(self, pair: Any) -> str:
        return str(pair[0 if self.lang == "th" else 1])
