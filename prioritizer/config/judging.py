"""How a study judges: criteria, gates, measurement, uncertainty, shortlist, privacy."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from prioritizer.vocabulary import LegalLevel


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Share = float


class Indicator(_Table):
    """What is measured beneath a criterion, and what it is worth."""

    weight: float = Field(ge=0, allow_inf_nan=False, description="Share inside its criterion.")
    source: Literal["signals", "agendas", "ratings"] = Field(
        default="agendas", alias="from", description="What it is measured from."
    )
    columns: tuple[str, ...] = Field(default=(), description="Columns it reads (from = agendas).")
    worst: float | None = Field(
        default=None, allow_inf_nan=False, description="Performance worth 0."
    )
    best: float | None = Field(
        default=None,
        allow_inf_nan=False,
        description="Performance worth 1; may be the lower number.",
    )
    unit: str = Field(default="", description="Unit of the performance.")
    shape: Literal["linear", "log", "points", "table"] = Field(
        default="linear", description="How performance turns into value between the anchors."
    )
    points: tuple[tuple[float, float], ...] = Field(
        default=(), description="Anchor points [performance, value] (shape = points)."
    )
    table: dict[str, float] = Field(
        default_factory=dict, description="Value of each level (shape = table)."
    )
    offset: float = Field(
        default=0.0, ge=0, description="Added before the logarithm (shape = log)."
    )
    label_th: str = Field(default="", description="Thai name on outputs.")
    label_en: str = Field(default="", description="English name on outputs.")

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)

    @field_validator("points")
    @classmethod
    def _points_rise_in_performance(
        cls, points: tuple[tuple[float, float], ...]
    ) -> tuple[tuple[float, float], ...]:
        if points and len({performance for performance, _ in points}) != len(points):
            raise ValueError("two points stand at one performance")
        if any(not 0 <= value <= 1 for _, value in points):
            raise ValueError("a point's value lies outside 0 to 1")
        return tuple(sorted(points))

    @model_validator(mode="after")
    def _shape_has_its_anchors(self) -> Self:
        if self.points and self.shape != "points":
            object.__setattr__(self, "shape", "points")
        if self.shape == "points" and len(self.points) < 2:
            raise ValueError("shape is 'points': give at least two points")
        if self.shape == "table" and not self.table:
            raise ValueError("shape is 'table': give table = { level = value, … }")
        if self.shape in ("linear", "log"):
            if self.worst is None or self.best is None:
                raise ValueError("give worst and best")
            if self.worst == self.best:
                raise ValueError(
                    f"worst and best are both {self.best}; say what is worth 0 and what is worth 1"
                )
            if self.shape == "log" and min(self.worst, self.best) + self.offset <= 0:
                raise ValueError("shape is 'log': worst and best must lie above 0 (or set offset)")
        return self


class Criterion(_Table):
    """One thing that makes an agenda better, with its indicators."""

    weight: float = Field(
        ge=0, allow_inf_nan=False, description="Share among the criteria; all 0: they weigh alike."
    )
    floor: float = Field(default=0.35, ge=0, le=1, description="Below it no agenda is shortlisted.")
    concentration: float | None = Field(
        default=None,
        gt=0,
        description="Dirichlet concentration of the weights inside it; none: they are fixed.",
    )
    label_th: str = Field(default="", description="Thai name on outputs.")
    label_en: str = Field(default="", description="English name on outputs.")
    indicators: dict[str, Indicator] = Field(description="What is measured beneath it.")

    @model_validator(mode="after")
    def _something_is_measured(self) -> Self:
        if not self.indicators:
            raise ValueError("it has no indicator, so nothing can be measured")
        return self


class DemandGate(_Table):
    """Enough voices, from more than one corner."""

    min_voices: float = Field(default=30, ge=0, description="Pass: at least so many voices …")
    min_share: float = Field(
        default=0.0005, ge=0, le=1, description="… and this share of all voices …"
    )
    min_areas: int = Field(default=3, ge=0, description="… in so many areas …")
    min_channels: int = Field(default=2, ge=0, description="… or this many source kinds.")
    fail_voices: float = Field(default=3, ge=0, description="Fail: fewer voices than this …")
    fail_share: float = Field(
        default=0.0001, ge=0, le=1, description="… or a smaller share than this."
    )


class WindowGate(_Table):
    """Results must show inside the window."""

    max_legal_level: LegalLevel = Field(
        default="ministerial", description="Highest law that can wait."
    )


class DistinctGate(_Table):
    """No near twin."""

    min_similarity: float = Field(
        default=0.5, ge=0, le=1, description="Alike from here on: a twin."
    )


class _PlainGate(_Table):
    """A gate without settings."""


class Gates(_Table):
    """What an agenda must pass before its score counts."""

    demand: DemandGate = DemandGate()
    clarity: _PlainGate = _PlainGate()
    window: WindowGate = WindowGate()
    owner: _PlainGate = _PlainGate()
    kpi: _PlainGate = _PlainGate()
    distinct: DistinctGate = DistinctGate()
    lawful: _PlainGate = _PlainGate()


class Measurement(_Table):
    """Rules of measurement (CRITERIA, part 1)."""

    prior_voices: float = Field(
        default=30, ge=0, description="Shrinkage of an area to its channel-month."
    )
    min_month_voices: float = Field(default=100, ge=0, description="Smaller months do not count.")
    min_channel_voices: float = Field(
        default=100, ge=0, description="Smaller channels do not count."
    )
    full_channel_voices: float = Field(
        default=1000, gt=0, description="From here a channel counts whole."
    )
    channel_weights: dict[str, float] = Field(
        default_factory=dict, description="Weights of channels, where the study states them."
    )
    standard_days: int = Field(
        default=30, ge=1, description="Days in which a signal should be closed."
    )
    persistence_months: int = Field(
        default=12, ge=1, description="Months that persistence looks back."
    )
    persistence_voices: float = Field(
        default=3, ge=0, description="Voices that make a month count."
    )
    persistence_share: float = Field(
        default=0.001, ge=0, le=1, description="Share that does likewise."
    )
    corroboration_share: float = Field(
        default=0.005, ge=0, le=1, description="Share that corroborates."
    )
    breadth_voices: int = Field(default=30, ge=2, description="Voices drawn to count areas.")
    min_completeness: float = Field(
        default=0.65, ge=0, le=1, description="Below it: a range, no rank."
    )
    max_correlation: float = Field(default=0.9, ge=0, le=1, description="Above it: counted twice?")


class Voices(_Table):
    """How signals become voices."""

    votes: Literal["count", "sqrt", "log"] = Field(
        default="count", description="Worth of N signatures."
    )
    cell_metres: float = Field(default=100, gt=0, description="Side of a place cell.")
    campaign_size: int = Field(default=30, ge=2, description="Smallest campaign.")
    campaign_concentration: float = Field(
        default=0.2, gt=0, le=1, description="Effective number below this share of the expected."
    )


class Themes(_Table):
    """How signals are grouped."""

    n_themes: int | Literal["auto"] = Field(default="auto", description="Fine themes, or auto.")
    max_sample: int = Field(
        default=30_000, ge=100, description="Signals that the themes are learnt on."
    )
    names: dict[str, str] = Field(
        default_factory=dict,
        description="A better name: theme id, or some of its keywords = the name.",
    )
    merge: tuple[tuple[str, ...], ...] = Field(
        default=(),
        description="Themes that are one, each list by ids or keywords; the first one stays.",
    )


class Links(_Table):
    """How signals are linked to agendas."""

    max_sample: int = Field(
        default=30_000, ge=100, description="Signals that the linker learns from."
    )
    links_per_text: float | Literal["auto"] = Field(
        default="auto", description="Mean number of agendas a signal speaks for; auto estimates it."
    )
    min_strength: float = Field(
        default=0.0, ge=0, le=1, description="Weaker links are not accepted."
    )


class Robustness(_Table):
    """The joint simulation."""

    n_draws: int = Field(default=10_000, ge=100, description="Draws of weights and data.")
    n_replicates: int = Field(default=1000, ge=50, description="Replicates of the data.")
    criteria_concentration: float = Field(
        default=12.0, gt=0, description="Dirichlet, round the weights."
    )
    weights: Literal["dirichlet", "intervals", "order", "members"] = Field(
        default="dirichlet",
        description="Where the weights of a draw come from; intervals or order say so.",
    )
    intervals: dict[str, tuple[float, float]] = Field(
        default_factory=dict,
        description="criterion = [least, largest] share, 0 to 1; drawn evenly between.",
    )
    order: tuple[str, ...] = Field(
        default=(), description="Criteria from the most to the least important; drawn evenly."
    )
    link_sd: float = Field(
        default=0.25, ge=0, description="Log-normal doubt of links without labels."
    )
    top_k: int = Field(default=10, ge=1, description="The top whose membership is asked for.")
    tier_threshold: float = Field(
        default=0.6, gt=0.5, lt=1, description="Beaten so surely: next tier."
    )

    @model_validator(mode="after")
    def _weights_say_one_thing(self) -> Self:
        if self.intervals and self.order:
            raise ValueError("intervals and order are both given; keep one of the two")
        given = "intervals" if self.intervals else "order" if self.order else ""
        if given and self.weights == "dirichlet":
            object.__setattr__(self, "weights", given)
        if given and self.weights != given:
            raise ValueError(f"weights is {self.weights!r}, but {given} are given; keep one")
        if self.weights in ("intervals", "order") and not given:
            raise ValueError(f"weights is {self.weights!r}: give {self.weights} too")
        for name, (low, high) in self.intervals.items():
            if not 0 <= low <= high <= 1:
                raise ValueError(f"intervals.{name} is [{low:g}, {high:g}]: shares from 0 to 1")
        return self


class Privacy(_Table):
    """What leaves the house."""

    min_cell: int = Field(default=5, ge=1, description="Smaller counts are not published.")
