"""Auditing a finished run: recompute it, publish it, take a person's words out of it."""

from prioritizer.audit.forgetting import Forgetting, forget, is_forgotten
from prioritizer.audit.publishing import Publication, publish_run
from prioritizer.audit.verifying import Verification, verify_run

__all__ = [
    "Forgetting",
    "Publication",
    "Verification",
    "forget",
    "is_forgotten",
    "publish_run",
    "verify_run",
]
