"""The numbers that measuring rests on: the study's table [measurement]."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from prioritizer.errors import ConfigError, did_you_mean


@dataclass(frozen=True)
class Limits:
    """Limits and priors of measurement; the defaults are those of ``configs/defaults.toml``."""

    prior_voices: float = 30.0
    min_month_voices: float = 100.0
    min_channel_voices: float = 100.0
    full_channel_voices: float = 1000.0
    standard_days: float = 30.0
    persistence_months: int = 12
    persistence_voices: float = 3.0
    persistence_share: float = 0.001
    corroboration_share: float = 0.005
    breadth_voices: int = 30
    min_completeness: float = 0.65
    max_correlation: float = 0.9

    @classmethod
    def of(cls, table: Mapping[str, Any] | Limits | None) -> Self:
        """Read the limits from a mapping; what it does not name keeps its default.

        Raises
        ------
        ConfigError
            If the mapping names a limit that nobody knows, or holds no number.

        Examples
        --------
        >>> Limits.of({"standard_days": 60}).standard_days
        60.0
        """
        if isinstance(table, Limits):
            return cls(**{field.name: getattr(table, field.name) for field in fields(cls)})
        known: dict[str, Any] = {field.name: type(field.default) for field in fields(cls)}
        read: dict[str, Any] = {}
        for name, number in dict(table or {}).items():
            if name not in known:
                raise ConfigError(f"measurement.{name}: no such limit.", did_you_mean(name, known))
            try:
                read[name] = known[name](number)
            except (TypeError, ValueError):
                raise ConfigError(
                    f"measurement.{name} is {number!r}, which is no number.", "Write a number."
                ) from None
        return cls(**read)
