"""What ``check`` says of one input of a study."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from prioritizer.tables.refusals import refusal_in_thai
from prioritizer.tables.verdicts import Note
from prioritizer.vocabulary import Both, Language


@dataclass(frozen=True)
class FileCheck:
    """What was found in one input of a study.

    Parameters
    ----------
    file : str
        Name, as the study knows it.
    refusal : str
        Why it cannot be used, and how to mend it; ``""`` where it can.
    notes : tuple of Note
        What was counted while it was read and cleaned.
    warnings : tuple of Both
        What else there is to say.
    rows_read, accepted, rejected : int
        Read = accepted + rejected.
    found : dict
        What else is known: encoding, columns, dates, personal data, repeats, campaigns.
    mapping : str
        Columns as the study file would map them.
    """

    file: str
    refusal: str = ""
    notes: tuple[Note, ...] = ()
    warnings: tuple[Both, ...] = ()
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    found: dict[str, Any] = field(default_factory=dict)
    mapping: str = ""

    @property
    def verdict(self) -> str:
        """Tell ``refused``, ``warning`` (read, with counted reasons) or ``ok``."""
        if self.refusal:
            return "refused"
        return "warning" if self.say("en") else "ok"

    def say(self, language: Language) -> list[str]:
        """Say why it is no plain ``ok``, and how to mend a refusal."""
        if self.refusal:
            return [refusal_in_thai(self.refusal) if language == "th" else self.refusal]
        notes = [note.both for note in self.notes if note.warns]
        return [said.say(language) for said in (*notes, *self.warnings)]

    def tell(self, language: Language) -> list[str]:
        """Say what was guessed or mended on the way, and is no reason to worry."""
        return [note.say(language) for note in self.notes if not note.warns]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as ``check --json`` prints them."""
        own = {
            "file": self.file,
            "verdict": self.verdict,
            "reasons": self.say("en"),
            "reasons_th": self.say("th"),
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "encoding": self.found.get("encoding", ""),
            "mapping": self.mapping,
        }
        return {**own, **{key: said for key, said in self.found.items() if key not in own}}
