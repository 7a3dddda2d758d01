"""The shape of a study file: one frozen model for each of its tables."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from prioritizer.config.judging import (
    Criterion,
    Gates,
    Links,
    Measurement,
    Privacy,
    Robustness,
    Themes,
    Voices,
)
from prioritizer.config.shortlisting import Shortlist
from prioritizer.vocabulary import SIGNAL_COLUMNS


class Table(BaseModel):
    """A table of the study file: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _common_era(day: date) -> date:
    """Refuse a Buddhist year in a TOML date, which has no way to say so."""
    if day.year > 2400:
        raise ValueError(
            f"{day} has a Buddhist year; TOML dates are of the common era: "
            f"write {day.year - 543}{day.isoformat()[4:]}"
        )
    return day


Day = Annotated[date, AfterValidator(_common_era)]


class Span(Table):
    """A stretch of days, both ends among them."""

    start: Day = Field(description="First day.")
    end: Day = Field(description="Last day.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"end {self.end} lies before start {self.start}")
        return self


class StudyInfo(Table):
    """What the study is, and when it stands."""

    name: str = Field(
        pattern=r"^[A-Za-z0-9ก-๙][A-Za-z0-9ก-๙._-]*$",
        description="Short name; run folders are called NAME-AS_OF.",
    )
    title_th: str = Field(default="", description="Title on Thai outputs.")
    title_en: str = Field(default="", description="Title on English outputs.")
    as_of: Day = Field(description="The day the study stands on; later signals do not count.")
    observed: Span | None = Field(
        default=None, description="Which signals count; default: all to as_of."
    )
    window: Span | None = Field(default=None, description="When results must show (gate window).")
    seed: int = Field(default=0, ge=0, description="Seed of every random draw.")
    illustrative: bool = Field(
        default=False, description="Figures are invented; every output says so."
    )
    meeting: str = Field(default="", description="Number of the meeting, for the cover.")
    closed_statuses: tuple[str, ...] = Field(
        default=(), description="Statuses that mean closed, where a source names none."
    )


class SignalSource(Table):
    """One source of signals: files, or a query."""

    files: str | tuple[str, ...] = Field(
        default=(), description="A file, a glob, or a list of them."
    )
    url: str = Field(
        default="", description="A database instead: sqlite:///x.db or postgresql://…."
    )
    query: str = Field(default="", description="The query that gives the signals, with url.")
    channel: str = Field(
        default="", description="Source kind of every row, where no column says it."
    )
    encoding: str | None = Field(
        default=None, description="Where the guess is wrong: cp874, utf-16, …."
    )
    header_row: int | None = Field(
        default=None, ge=1, description="Row of the header, counted from 1."
    )
    sheet: str | None = Field(
        default=None, description="The sheet to read; default: every visible one."
    )
    closed_statuses: tuple[str, ...] = Field(default=(), description="Statuses that mean closed.")
    columns: dict[str, str] = Field(
        default_factory=dict, description='Our name = "name in the file".'
    )

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if bool(self.files) == bool(self.url):
            raise ValueError("give either files, or url with query")
        if self.url and not self.query:
            raise ValueError("url stands without query")
        for name in self.columns:
            if name not in SIGNAL_COLUMNS:
                raise UnknownKeyError(f"columns.{name}", name, SIGNAL_COLUMNS)
        return self

    @property
    def patterns(self) -> tuple[str, ...]:
        """Files as a tuple, whether one or many were given."""
        return (self.files,) if isinstance(self.files, str) else self.files


class UnknownKeyError(ValueError):
    """A key no table knows; carries the known ones, so that the reader can hint."""

    def __init__(self, where: str, key: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{where}: no such key")
        self.where, self.key, self.known = where, key, known


class TableSource(Table):
    """One input table: a file and how its columns map."""

    file: str = Field(description="CSV, xlsx, ods, Parquet or JSON lines; relative to the study.")
    encoding: str | None = Field(default=None, description="Where the guess is wrong.")
    header_row: int | None = Field(
        default=None, ge=1, description="Row of the header, counted from 1."
    )
    sheet: str | None = Field(default=None, description="The sheet to read.")
    columns: dict[str, str] = Field(
        default_factory=dict, description='Our name = "name in the file".'
    )


class Places(Table):
    """Areas and their people."""

    file: str = Field(default="", description="Table with area and population; may be left out.")
    level: Literal["province", "district", "subdistrict"] | None = Field(
        default=None, description="What an area is; default: the coarsest that splits the signals."
    )
    encoding: str | None = Field(default=None, description="Where the guess is wrong.")
    header_row: int | None = Field(
        default=None, ge=1, description="Row of the header, counted from 1."
    )
    sheet: str | None = Field(default=None, description="The sheet to read.")
    columns: dict[str, str] = Field(
        default_factory=dict, description='Our name = "name in the file".'
    )


class Words(Table):
    """The study's own words, here or in a file with the columns word, kind, meaning."""

    file: str = Field(
        default="", description="Table of words; kind is synonym, stop, hide or leave."
    )
    encoding: str | None = Field(default=None, description="Where the guess is wrong.")
    header_row: int | None = Field(default=None, ge=1, description="Row of the header, from 1.")
    sheet: str | None = Field(default=None, description="The sheet to read.")
    columns: dict[str, str] = Field(
        default_factory=dict, description='Our name = "name in the file".'
    )
    synonyms: dict[str, str] = Field(default_factory=dict, description="word = what it means.")
    stop_words: tuple[str, ...] = Field(default=(), description="Words that say nothing here.")
    hide: tuple[str, ...] = Field(default=(), description="Names to redact wherever they stand.")
    leave: tuple[str, ...] = Field(
        default=(), description="Names to leave (roads, schools, temples)."
    )


class Study(Table):
    """A whole study file, with the defaults filled in."""

    study: StudyInfo
    signals: tuple[SignalSource, ...] = Field(min_length=1, description="One table per source.")
    agendas: TableSource | None = Field(
        default=None, description="Without it the themes propose agendas."
    )
    places: Places = Places()
    ratings: TableSource | None = None
    members: TableSource | None = None
    committees: TableSource | None = None
    labels: TableSource | None = None
    overrides: TableSource | None = None
    words: Words = Words()
    criteria: dict[str, Criterion]
    gates: Gates = Gates()
    measurement: Measurement = Measurement()
    voices: Voices = Voices()
    themes: Themes = Themes()
    links: Links = Links()
    robustness: Robustness = Robustness()
    shortlist: Shortlist = Shortlist()
    privacy: Privacy = Privacy()

    @model_validator(mode="after")
    def _something_is_judged(self) -> Self:
        if not self.criteria:
            raise ValueError("criteria: give at least one")
        return self

    @model_validator(mode="after")
    def _draws_speak_of_its_criteria(self) -> Self:
        known = tuple(self.criteria)
        settings = self.robustness
        for key, names in (("order", settings.order), ("intervals", tuple(settings.intervals))):
            for name in names:
                if name not in known:
                    raise UnknownKeyError(f"robustness.{key}.{name}", name, known)
        if settings.order and sorted(settings.order) != sorted(known):
            missing = [name for name in known if name not in settings.order]
            raise ValueError(f"robustness.order: each criterion once; {', '.join(missing)} missing")
        if settings.weights == "members" and self.members is None:
            raise ValueError("robustness.weights is 'members', but the study has no [members]")
        return self

    def to_json(self) -> dict[str, Any]:
        """Every setting, defaults included, as plain JSON values, passwords hidden."""
        content = self.model_dump(mode="json", by_alias=True)
        for source in content["signals"]:
            source["url"] = hide_passwords(source["url"])
        return content


_PASSWORD = re.compile(r"(?i)(://[^\s:/@\"']*:)[^\s@\"']+(?=@)|([?&](?:password|token)=)[^\s&\"']+")


def hide_passwords(text: str) -> str:
    """Put ``***`` in place of the password of every database address in a text.

    >>> hide_passwords("postgresql://reader:secret@host/data, sqlite:///x.db")
    'postgresql://reader:***@host/data, sqlite:///x.db'
    """
    return _PASSWORD.sub(lambda found: f"{found[1] or found[2]}***", text)


def study_folder(path: Path) -> Path:
    """Folder that paths of the study are relative to."""
    return path if path.is_dir() else path.parent
