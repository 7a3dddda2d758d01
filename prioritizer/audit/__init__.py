"""Auditing a finished run: recompute it, publish it, take a person's words out of it."""

from prioritizer.audit.forgetting import Forgetting, forget, is_forgotten
from prioritizer.audit.verifying import Verification, verify_run

__all__ = ["Forgetting", "Verification", "forget", "is_forgotten", "verify_run"]
