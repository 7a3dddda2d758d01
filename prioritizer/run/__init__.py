"""The one place that knows every stage: a study file in, a run folder out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prioritizer.run.pipeline import run_study

__all__ = ["run_study"]


def __getattr__(name: str) -> Any:
    """Load the whole engine when it is first asked for: ``check`` needs but the readers."""
    if name in __all__:
        return getattr(import_module("prioritizer.run.pipeline"), name)
    raise AttributeError(f"module 'prioritizer.run' has no attribute '{name}'")
