"""What the workbook says, in Thai or English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from prioritizer.resources import read_toml


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    lang: str

    def __call__(self, key: str, **values: Any) -> str:
        """Give a phrase."""
        return self._pick(read_toml("configs/words/workbook.toml")["text"][key]).format(**values)

    def sheet(self, key: str) -> str:
        """Name a sheet (31 characters at most)."""
        return self._pick(read_toml("configs/words/workbook.toml")["sheets"][key])

    def label(self, row: Any, stem: str) -> str:
        """Take the label of a row in this language, or in the other."""
        first, second = ("th", "en") if self.lang == "th" else ("en", "th")
        return str(row.get(f"{stem}_{first}") or row.get(f"{stem}_{second}") or "")

    def titles(self, table: pd.DataFrame) -> list[str]:
        """Titles of agendas in this language, or in the other."""
        return [self.label(row, "title") for row in table.to_dict("records")]

    def _pick(self, pair: Any) -> str:
        return str(pair[0 if self.lang == "th" else 1])
