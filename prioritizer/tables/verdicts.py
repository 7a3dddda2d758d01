"""What is said of a file that was read: limits, notes, verdicts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from prioritizer.resources import read_toml
from prioritizer.vocabulary import Both, Language

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["ok", "warning", "refused"]
REASONS = "configs/words/reasons.toml"

_SHOWN = 5


@dataclass(frozen=True)
class Limits:
    """How much a file may ask of this machine before it is refused.

    Parameters
    ----------
    unpacked_bytes : int
        Bytes that a compressed file may unpack to.
    ratio : int
        How many times its own size a compressed file may unpack to, past 20 MB.
    parts : int
        Parts of a workbook.
    columns : int
        Columns of a table.
    cell_chars : int
        Characters of a cell; the rest is cut and counted. Excel holds 32,767.
    line_chars : int
        Characters of one record of a text file.
    sheet_rows, sheet_cells : int
        Rows, and rows times columns, of one sheet of a workbook.
    """

    unpacked_bytes: int = 2_000_000_000
    ratio: int = 200
    parts: int = 2_000
    columns: int = 512
    cell_chars: int = 32_767
    line_chars: int = 50_000_000
    sheet_rows: int = 500_000
    sheet_cells: int = 6_000_000


@dataclass(frozen=True)
class Note:
    """Something that was counted while a file was read, with its first places."""

    code: str
    n: int
    places: tuple[str, ...] = ()

    def say(self, language: Language = "en") -> str:
        """Say it in one sentence."""
        template = str(read_toml(REASONS)[self.code][language])
        where = ", ".join(self.places) + (", …" if len(self.places) == _SHOWN < self.n else "")
        if language == "th":
            where = re.sub(r"\brow (?=\d)", "แถว ", where)
            where = re.sub(r"\bline (?=\d)", "บรรทัด ", where)
        if "{n}" in template and where and not template.endswith("is the header"):
            where = where if "{where} " in template else f" ({where})"
        return template.format(n=f"{self.n:,}", where=where)

    @property
    def both(self) -> Both:
        """The sentence in both languages."""
        return Both(self.say("th"), self.say("en"))

    @property
    def warns(self) -> bool:
        """Whether it makes the verdict a warning."""
        return str(read_toml(REASONS)[self.code]["level"]) == "warning"


@dataclass(frozen=True)
class FileReport:
    """What was found in one file.

    Parameters
    ----------
    file : str
        Name, as the study knows it.
    kind : str
        What its bytes say it is: csv, xlsx, xls, ods, parquet, json, jsonl, html, sql.
    refusal : str
        Why it cannot be used, and how to mend it; ``""`` where it can.
    notes : tuple of Note
        What was counted on the way.
    encoding, delimiter : str
        Of a text file.
    header_row : int or None
        Row of the column names, as a spreadsheet counts them; None where the file itself
        names its columns.
    sheets : tuple of str
        Sheets that were read.
    columns : dict of str to str
        Our name → name in the file.
    guessed : tuple of str
        Our names that the study file did not map.
    found : tuple of str
        All column names of the file.
    rows_read, rejected : int
        Rows below the header that hold anything; those of them that the reader set aside.
    """

    file: str
    kind: str = ""
    refusal: str = ""
    notes: tuple[Note, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    header_row: int | None = None
    sheets: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    guessed: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    rows_read: int = 0
    rejected: int = 0

    @property
    def verdict(self) -> Verdict:
        """Tell ``refused``, ``warning`` (read, with counted reasons) or ``ok``."""
        if self.refusal:
            return "refused"
        return "warning" if any(note.warns for note in self.notes) else "ok"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is no plain ``ok``, in English."""
        return self.say("en")

    def say(self, language: Language) -> tuple[str, ...]:
        """Say why it is no plain ``ok``; a refusal stays in English, with its mend."""
        if self.refusal:
            return (self.refusal,)
        return tuple(note.say(language) for note in self.notes if note.warns)

    @property
    def warnings(self) -> tuple[Both, ...]:
        """Why it is no plain ``ok``, in both languages."""
        return tuple(Both(*pair) for pair in zip(self.say("th"), self.say("en"), strict=True))

    @property
    def counts(self) -> dict[str, int]:
        """What was counted, by code."""
        return {note.code: note.n for note in self.notes}

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "file": self.file,
            "verdict": self.verdict,
            "reasons": list(self.reasons),
            "rows_read": self.rows_read,
            "rejected": self.rejected,
            "kind": self.kind,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header_row": self.header_row,
            "sheets": list(self.sheets),
            "columns": dict(self.columns),
            "guessed": list(self.guessed),
            "found": list(self.found),
            "counts": self.counts,
        }


@dataclass(frozen=True)
class RawChunk:
    """Some rows of a file, as text under our names.

    Parameters
    ----------
    file : str
        File, with ``#sheet`` behind it where a workbook has several.
    table : DataFrame
        Text columns (blank is ``""``) and ``row``, counted as a spreadsheet does.
    rejects : DataFrame
        ``file, row, column, reason`` of rows that the reader set aside.
    """

    file: str
    table: pd.DataFrame
    rejects: pd.DataFrame


class Notes:
    """Counts what happens while a file is read, with the first places of each."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._places: dict[str, list[str]] = {}

    def add(self, code: str, n: int = 1, where: object = "") -> None:
        """Count something, and remember the first few places."""
        if n <= 0:
            return
        self._counts[code] += n
        shown = self._places.setdefault(code, [])
        if where != "" and len(shown) < _SHOWN and str(where) not in shown:
            shown.append(str(where))

    def absorb(self, note: Note) -> None:
        """Add what another count found."""
        if note.n > 0:
            self._counts[note.code] += note.n
            shown = self._places.setdefault(note.code, [])
            shown += [place for place in note.places if place not in shown][: _SHOWN - len(shown)]

    def __getitem__(self, code: str) -> int:
        return self._counts[code]

    def all(self) -> tuple[Note, ...]:
        """Give all notes, in the order of the word list."""
        order = read_toml(REASONS)
        return tuple(
            Note(code, self._counts[code], tuple(self._places.get(code, ())))
            for code in order
            if self._counts[code]
        )


def rejects(file: str, rows: list[tuple[int, str, str]]) -> pd.DataFrame:
    """Make a table ``file, row, column, reason`` of (row, column, reason) triples."""
    import pandas as pd

    return pd.DataFrame(
        {
            "file": pd.Series([file] * len(rows), dtype="str"),
            "row": pd.Series([row for row, _, _ in rows], dtype="int64"),
            "column": pd.Series([column for _, column, _ in rows], dtype="str"),
            "reason": pd.Series([reason for _, _, reason in rows], dtype="str"),
        }
    )
