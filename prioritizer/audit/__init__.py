"""Auditing a finished run: recompute it, publish it, take a person's words out of it."""

from prioritizer.audit.verifying import Verification, verify_run

__all__ = ["Verification", "verify_run"]
