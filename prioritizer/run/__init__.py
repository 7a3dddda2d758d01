"""The one place that knows every stage: a study file in, a run folder out."""

from prioritizer.run.pipeline import run_study

__all__ = ["run_study"]
