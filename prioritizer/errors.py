"""What can go wrong, said so that an analyst can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class PrioritizerError(Exception):
    """Base of every error that this package raises on purpose.

    The message says what is wrong and where; ``hint`` says what to do next. ``thai`` says both in
    Thai, where the message is one that people who write no commands read too.
    Arguments stay positional and plain, so that an error survives the journey
    back from a joblib worker.
    """

    def __init__(self, message: str, hint: str = "", thai: str = "") -> None:
        super().__init__(message, hint, *([thai] if thai else []))
        self.message = message
        self.hint = hint
        self.thai = thai

    def say(self, language: str) -> str:
        """Say it in a language: in English where there is no Thai."""
        return self.thai if language == "th" and self.thai else str(self)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class ConfigError(PrioritizerError, ValueError):
    """A study file says something that no study can mean."""


class InputError(PrioritizerError, ValueError):
    """An input file cannot be read, or is not what its name says."""


class SignalsError(InputError):
    """A signals table does not hold what it promises."""


class AgendasError(InputError):
    """An agendas table, or a table keyed by agenda, does not hold what it promises."""


class RunError(PrioritizerError, RuntimeError):
    """A run folder is missing, in the way, unfinished or not what it says."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Hint at the known word nearest to a misspelt one.

    >>> did_you_mean("wieght", ["weight", "name"])
    "Did you mean 'weight'?"
    >>> did_you_mean("zzz", ["weight", "name"])
    'Choose one of: name, weight.'
    """
    known = sorted(known)
    near = get_close_matches(word, known, n=1)
    return f"Did you mean '{near[0]}'?" if near else f"Choose one of: {', '.join(known)}."
