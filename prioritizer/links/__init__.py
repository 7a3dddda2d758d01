"""Which signals speak for which agenda, and with how many voices."""

from __future__ import annotations

from prioritizer.links.linker import Linker, link

__all__ = ["Linker", "link"]
